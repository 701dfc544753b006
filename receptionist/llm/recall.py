"""The memory of a call, folded from its conversation each time, so that nothing is kept anywhere else."""

from __future__ import annotations

import re

from attrs import evolve

from receptionist.llm.conversation import (
    AgentSaid,
    CallerSaid,
    Conversation,
    Facts,
    Item,
    ToolAnswered,
    ToolCalled,
    facts_from,
)
from receptionist.llm.listening import listen
from receptionist.llm.memory import Memory
from receptionist.llm.options import offered
from receptionist.llm.understanding import Topic

NOT_SPOKEN = "begin_booking"
"""The tool whose output is a note to the model; every other output is for the caller's ears."""

_WHEN: frozenset[Topic] = frozenset({"date", "time"})
_TOPICS: tuple[tuple[Topic, str], ...] = (
    ("name", r"\bname\b|\bwho is it for\b"),
    ("date", r"\b(?:day|date|when)\b"),
    ("time", r"\b(?:time|when|hour)\b"),
    ("booking", r"\b(?:shall i|like (?:me )?to) book\b"),
    ("moving", r"\blike (?:me )?to move it\b"),
    ("more", r"\b(?:anything|something) else\b"),
)
_SETTLED = re.compile(r"\byou(?:'re| are)(?: now| already)? booked\b|\bi've moved\b", re.IGNORECASE)
_OPEN = re.compile(
    r"\?|\b(?:sorry|unfortunately|afraid|can't|cannot|couldn't|taken|closed|in the past|too far"
    r"|please (?:say|tell|give|choose|pick)|not (?:free|open|available|possible))\b",
    re.IGNORECASE,
)
_ANYTHING_ELSE = re.compile(r"[^.!?]*\b(?:anything|something) else\b[^.!?]*\?", re.IGNORECASE)


def recall(conversation: Conversation) -> Memory:
    """The memory that *conversation* leaves."""
    memory = Memory()
    for item in conversation:
        memory = evolve(_remember(memory, item), last=item)
    return memory


def _remember(memory: Memory, item: Item) -> Memory:
    match item:
        case AgentSaid(text=text):
            return _spoken(memory, text)
        case CallerSaid(text=text):
            return listen(memory, text)
        case ToolCalled():
            return _called(evolve(memory, running=item), item)
        case ToolAnswered():
            return _answered(evolve(memory, running=None), item)


def _spoken(memory: Memory, text: str) -> Memory:
    # Of an interrupted question only the beginning was spoken; what it offered still stands.
    cut_short = bool(memory.unspoken) and memory.unspoken.startswith(text.rstrip(" .…-"))
    asked = memory.asked if cut_short else topics(text)
    options = memory.options if cut_short else offered(text) or memory.options
    return evolve(memory, said=text, unspoken="", asked=asked, options=options)


def topics(text: str) -> frozenset[Topic]:
    """What the questions in *text* ask for."""
    questions = " ".join(re.findall(r"[^.!?]*\?", text))
    return frozenset(topic for topic, pattern in _TOPICS if re.search(pattern, questions, re.IGNORECASE))


def _called(memory: Memory, call: ToolCalled) -> Memory:
    facts = facts_from(call.arguments)
    match call.name:
        case "begin_booking":
            return evolve(memory, task="book", noted=facts, draft=memory.draft.updated(facts))
        case "book_appointment":
            return evolve(memory, task="book", draft=facts)
        case "move_appointment":
            name = memory.booked.name if memory.booked else ""
            return evolve(memory, task="move", draft=evolve(facts, name=name))
        case _:
            return memory


def _answered(memory: Memory, answer: ToolAnswered) -> Memory:
    if answer.name == NOT_SPOKEN:
        return memory
    unsaid = f"{memory.unspoken} " if memory.unspoken and answer.name == "end_call" else ""
    memory = evolve(memory, unspoken="" if answer.is_error else f"{unsaid}{answer.output}")
    if answer.name not in {"book_appointment", "move_appointment"}:
        return memory
    if answer.is_error:
        return evolve(memory, options=(), refused=None, asked=_WHEN | {"name"})
    if is_open(answer.output):
        # Whatever was refused, the caller may answer with a day or a time alone.
        asked = topics(answer.output).union(_WHEN)
        return evolve(memory, options=offered(answer.output), refused=memory.draft, asked=asked)
    return evolve(
        memory,
        task=None,
        draft=Facts(),
        noted=None,
        refused=None,
        booked=memory.draft,
        confirmation=answer.output,
        options=(),
        asked=topics(answer.output),
        for_another=False,
    )


def is_open(output: str) -> bool:
    """Whether a booking tool's sentence leaves something to settle: a refusal or a question."""
    return not _SETTLED.search(output) and bool(_OPEN.search(_ANYTHING_ELSE.sub("", output)))
