"""The memory of a call, folded from its conversation each time, so that nothing is kept anywhere else."""

from __future__ import annotations

from attrs import evolve

from receptionist.domain.triage import TIERS, triage
from receptionist.llm.answers import cancels, gives_up, is_open, joins, listed_in, recognises
from receptionist.llm.claims import Claims
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
from receptionist.llm.memory import Memory, Task
from receptionist.llm.offers import offered, said
from receptionist.llm.phrases_en import ENGLISH
from receptionist.llm.phrases_es import SPANISH
from receptionist.llm.topics import topics
from receptionist.llm.understanding import Topic

NOT_SPOKEN = frozenset({"begin_booking", "choose_language"})
"""The tools whose output is a note to the model; every other output is for the caller's ears."""

_WHEN: frozenset[Topic] = frozenset({"date", "time"})
_TASKS: dict[str, Task] = {
    "begin_booking": "book",
    "book_appointment": "book",
    "move_appointment": "move",
    "cancel_appointment": "cancel",
    "report_late": "late",
    "send_details": "send",
    "join_waiting_list": "wait",
    "leave_message": "message",
    "request_person": "person",
}
GO_ON = (
    "Sorry about that, the line was gone for a moment. Please go on.",
    "Disculpe, se ha cortado un momento. Siga, por favor.",
)
"""Said by an agent that takes a call up (`prompts/resumption`): what was asked before is still asked."""
_APOLOGIES = (ENGLISH.sorry_shall_i, SPANISH.sorry_shall_i)


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
            before = evolve(memory, before=None, done=())
            return evolve(listen(before, text), before=before, raw=text)
        case ToolCalled():
            return _called(evolve(memory, running=item, done=(*memory.done, item.name)), item)
        case ToolAnswered():
            return _answered(evolve(memory, running=None), item)


def _spoken(memory: Memory, text: str) -> Memory:
    # Of an interrupted question only the beginning was spoken; what it offered still stands.
    cut_short = text in GO_ON or (bool(memory.unspoken) and memory.unspoken.startswith(text.rstrip(" .…-")))
    asked = memory.asked if cut_short else topics(text, memory.language)
    options = memory.options if cut_short else offered(text, memory.language) or memory.options
    if [(each.date, each.time) for each in options] == [(each.date, each.time) for each in memory.options]:
        options = memory.options  # the same offer, with the ids that are never spoken
    return evolve(
        memory,
        said=text,
        unspoken="",
        asked=asked,
        asked_for_it=memory.asked_for_it | asked,
        options=options,
        apologised=memory.apologised or any(apology in text for apology in _APOLOGIES),
    )


def _called(memory: Memory, call: ToolCalled) -> Memory:
    facts = facts_from(call.arguments)
    task = _TASKS.get(call.name, memory.task)
    match call.name:
        case "begin_booking":
            return evolve(memory, task=task, noted=facts, draft=memory.draft.updated(facts))
        case "find_times":
            looking = evolve(memory, task=memory.task or "book", looked=facts)
            return evolve(looking, draft=memory.draft.updated(facts))
        case "book_appointment":
            return evolve(memory, task=task, draft=memory.draft.updated(facts) if facts.slot else facts)
        case "move_appointment":
            name = memory.booked.name if memory.booked else ""
            draft = memory.draft.updated(facts) if facts.slot else facts
            return evolve(memory, task=task, draft=evolve(draft, name=name))
        case "identify_patient":
            return evolve(memory, tried=_claimed(call))
        case "report_emergency":
            return _reported(memory, call.arguments.get("words", ""))
        case _:
            return evolve(memory, task=task)


def _claimed(call: ToolCalled) -> Claims:
    arguments = call.arguments
    return Claims(arguments.get("birth_date", ""), arguments.get("phone", ""), arguments.get("confirmation_code", ""))


def _reported(memory: Memory, words: str) -> Memory:
    found = triage(words, memory.language)
    tiers = [tier for tier in (found.tier if found else None, memory.reported) if tier]
    return evolve(memory, reported=min(tiers, key=TIERS.index, default=None))


def _answered(memory: Memory, answer: ToolAnswered) -> Memory:
    if answer.name == "choose_language":
        return _in_another_language(memory, answer)
    if answer.name in NOT_SPOKEN:
        return memory
    text = "" if answer.is_error else said(answer.output)
    memory = evolve(memory, unspoken=f"{memory.unspoken} {text}".strip())
    match answer.name:
        case "book_appointment" | "move_appointment":
            return _booking(memory, answer)
        case "find_times":
            return _open(memory, answer)
        case "report_emergency":
            return _emergency(memory, answer)
        case "identify_patient":
            return _identified(memory, answer)
        case "look_up_appointments":
            return _looked_up(memory, answer)
        case _:
            return memory if answer.is_error else _besides(memory, answer)


def _in_another_language(memory: Memory, answer: ToolAnswered) -> Memory:
    """The last utterance is heard once more, in the language in which it was said."""
    if answer.is_error or memory.before is None:
        return memory
    chosen = evolve(memory.before, language="es" if memory.language == "en" else "en")
    again = evolve(listen(chosen, memory.raw), before=memory.before, raw=memory.raw)
    return evolve(again, done=memory.done, unspoken=memory.unspoken)


def _booking(memory: Memory, answer: ToolAnswered) -> Memory:
    if answer.is_error:
        return evolve(memory, options=(), refused=None, asked=_WHEN | {"name"})
    if is_open(answer.output):
        return _open(memory, answer)
    ended = _ended(memory)
    return evolve(
        ended,
        booked=evolve(memory.draft, slot=""),
        made=max(1, memory.made) if answer.name == "move_appointment" else memory.made + 1,
        confirmation=said(answer.output).partition("\n")[0],
        asked=topics(answer.output, memory.language),
        listed=None,
    )


def _open(memory: Memory, answer: ToolAnswered) -> Memory:
    """A refusal, a question or an offer: the caller may answer with a day or a time alone."""
    output, language = answer.output, memory.language
    asked = topics(output, language)
    return evolve(
        memory,
        options=() if answer.is_error or "which" in asked else offered(output, language),
        refused=memory.draft if answer.name != "find_times" else None,
        draft=evolve(memory.draft, slot=""),
        asked=asked.union(_WHEN),
    )


def _ended(memory: Memory) -> Memory:
    """Nothing is being collected any more."""
    return evolve(
        memory,
        task=None,
        draft=Facts(),
        noted=None,
        looked=None,
        refused=None,
        options=(),
        for_another=False,
        child=False,
        asked_for_it=frozenset(),
        hint=Facts(),
        minutes="",
    )


def _emergency(memory: Memory, answer: ToolAnswered) -> Memory:
    """Where a time is offered it is the one to take; otherwise there is nothing left to book."""
    options = () if answer.is_error else offered(answer.output, memory.language)
    options = tuple(option for option in options if option.slots)
    if not options:
        return evolve(memory, task=None, options=(), noted=None, brought=False)
    draft = memory.draft.only("name", "phone", "birth_date", "guardian", "new_patient")
    return evolve(
        memory, task="book", draft=draft, noted=None, looked=None, refused=None, options=options, brought=False
    )


def _identified(memory: Memory, answer: ToolAnswered) -> Memory:
    if answer.is_error:
        return evolve(memory, tried=None)
    if gives_up(answer.output):
        return evolve(memory, given_up=True, task=None, claims=Claims(), asked=topics(answer.output, memory.language))
    if recognises(answer.output) and not memory.given_up:
        return evolve(memory, recognised=True, listed=None, unspoken="")
    asked = topics(answer.output, memory.language)
    # What could not be read is asked for again; what fitted nobody has to be given anew.
    left = evolve(
        memory.claims,
        birth_date="" if "birth_date" in asked else memory.claims.birth_date,
        phone="" if "phone" in asked else memory.claims.phone,
        code="" if "code" in asked else memory.claims.code,
    )
    return evolve(memory, claims=left, asked=asked)


def _looked_up(memory: Memory, answer: ToolAnswered) -> Memory:
    if answer.is_error:
        return memory
    listed = listed_in(answer.output, memory.language)
    asked = topics(answer.output, memory.language)
    if not listed or memory.task in {"tell", None}:
        return evolve(_ended(memory), listed=listed, asked=asked)
    # It is told with the question that needs it, not before.
    return evolve(memory, listed=listed, unspoken="", asked=asked)


def _besides(memory: Memory, answer: ToolAnswered) -> Memory:
    asked = topics(answer.output, memory.language)
    memory = evolve(memory, asked=asked)
    match answer.name:
        case "cancel_appointment" if cancels(answer.output):
            made = max(0, memory.made - 1)
            return evolve(_ended(memory), made=made, booked=None, confirmation="", listed=None, target="")
        case "report_late" | "send_details" if "phone" not in asked and "which" not in asked:
            return evolve(_ended(memory), asked=asked)
        case "join_waiting_list" if joins(answer.output):
            return _ended(memory)
        case "leave_message" | "request_person":
            needs_number = "phone" in asked
            kept = _ended(memory) if memory.task in {"message", "person"} and not needs_number else memory
            return evolve(kept, task=memory.task if needs_number else None, message="", draft=memory.draft)
        case _:
            return memory
