"""What the conversation so far amounts to: folded from its items each time, so that nothing is kept anywhere else."""

from __future__ import annotations

import re
from typing import Literal

from attrs import evolve, field, frozen

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
from receptionist.llm.intents import Intent
from receptionist.llm.options import Option, Unclear, chosen, offered
from receptionist.llm.understanding import Heard, Topic, understand

NOT_SPOKEN = "begin_booking"
"""The tool whose output is a note to the model; every other output is for the caller's ears."""

_WHEN: frozenset[Topic] = frozenset({"date", "time"})
_TOPICS: tuple[tuple[Topic, str], ...] = (
    ("name", r"\bname\b|\bwho is it for\b"),
    ("date", r"\b(?:day|date|when)\b"),
    ("time", r"\b(?:time|when|hour)\b"),
    ("booking", r"\b(?:shall i|like (?:me )?to) book\b"),
    ("more", r"\b(?:anything|something) else\b"),
)
_OPEN = re.compile(
    r"\?|\b(?:sorry|unfortunately|afraid|can't|cannot|couldn't|taken|closed|in the past|too far"
    r"|please (?:say|tell|give|choose|pick)|not (?:free|open|available|possible))\b",
    re.IGNORECASE,
)
_ANYTHING_ELSE = re.compile(r"[^.!?]*\b(?:anything|something) else\b[^.!?]*\?", re.IGNORECASE)


@frozen(kw_only=True)
class Memory:
    """The state of a call as its conversation shows it.

    Attributes:
        task: What is being collected for: a new booking, another time for the one made, or nothing.
        draft: What is known for the task.
        noted: What the last `begin_booking` of this draft was told.
        booked: The appointment made last in this call, as the caller put it.
        confirmation: The sentence that confirmed it.
        caller: The caller's own name, when it was given.
        options: What was offered last, as long as it was not answered.
        asked: What the last words of the receptionist ask for.
        said: The last words of the receptionist.
        unspoken: A tool's sentence that the caller never heard: the reply was interrupted.
        running: The tool that has not answered yet.
        heard: The caller's last utterance.
        brought: Whether that utterance gave something that can be acted on.
        unclear: Whether it fits several of the options.
        dropped: What it gave up, if it did.
        for_another: Whether the draft is for somebody else or a second appointment.
        last: The last item of the conversation.
    """

    task: Literal["book", "move"] | None = None
    draft: Facts = field(factory=Facts)
    noted: Facts | None = None
    booked: Facts | None = None
    confirmation: str = ""
    caller: str = ""
    options: tuple[Option, ...] = ()
    asked: frozenset[Topic] = frozenset()
    said: str = ""
    unspoken: str = ""
    running: ToolCalled | None = None
    heard: Heard = field(factory=lambda: Heard(text=""))
    brought: bool = False
    unclear: bool = False
    dropped: Literal["book", "move"] | None = None
    for_another: bool = False
    last: Item | None = None


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
            return _listen(evolve(memory, brought=False, unclear=False, dropped=None), text)
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
    memory = evolve(memory, unspoken="" if answer.is_error else answer.output)
    if answer.name not in {"book_appointment", "move_appointment"}:
        return memory
    if answer.is_error:
        return evolve(memory, options=(), asked=frozenset({"name", "date", "time"}))
    if is_open(answer.output):
        # Whatever was refused, the caller may answer with a day or a time alone.
        asked = topics(answer.output).union(_WHEN)
        return evolve(memory, options=offered(answer.output), asked=asked)
    return evolve(
        memory,
        task=None,
        draft=Facts(),
        noted=None,
        booked=memory.draft,
        confirmation=answer.output,
        options=(),
        asked=topics(answer.output),
        for_another=False,
    )


def is_open(output: str) -> bool:
    """Whether a booking tool's sentence leaves something to settle: a refusal or a question."""
    return bool(_OPEN.search(_ANYTHING_ELSE.sub("", output)))


def _listen(memory: Memory, text: str) -> Memory:
    heard = understand(text, memory.asked)
    memory = evolve(memory, heard=heard)
    if memory.options and memory.task:
        choice = chosen(memory.options, heard, memory.draft)
        if isinstance(choice, Unclear):
            return evolve(memory, unclear=True)
        if choice:
            heard = evolve(heard, facts=heard.facts.updated(choice))
    facts = heard.facts
    if not heard.of_a_relative and facts.name and "name" not in memory.asked:
        memory = evolve(memory, caller=memory.caller or facts.name)
    if memory.task and _gives_up(memory, heard):
        return evolve(memory, task=None, draft=Facts(), noted=None, options=(), dropped=memory.task)
    if _wants_another(memory, heard):
        return evolve(
            memory,
            heard=heard,
            task="book",
            draft=_with_same_name(memory, facts, heard),
            noted=None,
            options=(),
            brought=True,
            for_another=True,
        )
    if memory.task:
        return _add(memory, heard)
    if memory.booked:
        return _change(memory, memory.booked, heard)
    agrees = "booking" in memory.asked and heard.wants(Intent.YES) and not heard.wants(Intent.NO)
    starts = agrees or _starts_booking(heard)
    known = memory.draft.updated(facts if starts else Facts(name=facts.name))
    return evolve(memory, draft=known, task="book" if starts else None, brought=starts, for_another=heard.of_a_relative)


def _add(memory: Memory, heard: Heard) -> Memory:
    """The draft goes on with what was just heard."""
    facts = heard.facts
    if memory.for_another and "name" in memory.asked and not facts.name:
        facts = _with_same_name(memory, facts, heard)
    name = "" if memory.task == "move" else facts.name
    facts = evolve(facts, name=name)
    return evolve(
        memory,
        heard=evolve(heard, facts=facts),
        draft=memory.draft.updated(facts),
        brought=bool(facts.name or facts.when),
        for_another=memory.for_another or heard.of_a_relative,
    )


def _change(memory: Memory, booked: Facts, heard: Heard) -> Memory:
    """After a booking: other words for the day or the time move it; the same words only ask about it."""
    facts = heard.facts
    if facts.when and (_echoes(facts, booked) or heard.wants(Intent.TOPIC, Intent.CANCEL)):
        return memory
    if not facts.when and not heard.wants(Intent.RESCHEDULE, Intent.CHANGE):
        return memory
    if heard.wants(Intent.CANCEL, Intent.NEVER_MIND, Intent.DETAILS) or (facts.name and not facts.when):
        return memory
    newer = facts.without_name()
    if _says_less(facts.date, booked.date):
        newer = evolve(newer, date="")  # "make it Tuesday at 3" keeps "Tuesday, December 1st"
    return evolve(memory, task="move", draft=booked.updated(newer), brought=facts.when, options=())


def _starts_booking(heard: Heard) -> bool:
    if heard.wants(Intent.CANCEL, Intent.EXISTING, Intent.RESCHEDULE, Intent.DETAILS):
        return False
    if heard.wants(Intent.TOPIC) and not heard.wants(Intent.WANT):
        return False
    return heard.wants(Intent.BOOK, Intent.VISIT) or heard.facts.when


def _wants_another(memory: Memory, heard: Heard) -> bool:
    """Whether a second, separate appointment is wanted after one was booked."""
    if memory.booked is None or heard.wants(Intent.RESCHEDULE, Intent.CANCEL, Intent.DETAILS):
        return False
    facts = heard.facts
    whole_again = not facts.missing
    somebody_else = bool(facts.name) and facts.name.casefold() != memory.booked.name.casefold()
    says_so = heard.wants(Intent.ANOTHER) and (heard.wants(Intent.BOOK, Intent.VISIT) or facts.when)
    if memory.task == "book":
        return False
    if heard.wants(Intent.CHANGE) and not says_so:
        return False
    books = heard.wants(Intent.BOOK) and not heard.wants(Intent.CONFIRM, Intent.EXISTING)
    return whole_again or says_so or books or (somebody_else and (facts.when or heard.of_a_relative))


def _with_same_name(memory: Memory, facts: Facts, heard: Heard) -> Facts:
    """The facts with the caller's own name where "for me" or "the same name" stands for it."""
    if facts.name or not heard.wants(Intent.SAME_NAME) or not memory.booked:
        return facts
    return evolve(facts, name=memory.caller or memory.booked.name)


def _gives_up(memory: Memory, heard: Heard) -> bool:
    if heard.facts.when or heard.facts.name:
        return False
    return heard.wants(Intent.NEVER_MIND) or (heard.wants(Intent.DECLINE) and not memory.options)


def _echoes(facts: Facts, booked: Facts) -> bool:
    """Whether nothing in *facts* differs from the words that were booked."""
    return all(not new or _says_less(new, old) for new, old in ((facts.date, booked.date), (facts.time, booked.time)))


def _says_less(new: str, old: str) -> bool:
    """Whether *new* is *old*, or a part of its words."""
    return bool(new) and set(_plain(new)) <= set(_plain(old))


def _plain(words: str) -> list[str]:
    """The words and numbers, "2 p.m." and "2PM" being one."""
    return re.findall(r"\d+|[^\W\d_]+", words.lower().replace(".m", "m"))
