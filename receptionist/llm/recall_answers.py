"""What a tool's answer changes in the memory of a call."""

from __future__ import annotations

from attrs import evolve

from receptionist.llm.answers import cancels, gives_up, is_open, joins, listed_in, recognises
from receptionist.llm.claims import Claims
from receptionist.llm.conversation import Facts, ToolAnswered
from receptionist.llm.listening_errands import with_target
from receptionist.llm.memory import Memory
from receptionist.llm.offers import offered, said
from receptionist.llm.topics import topics
from receptionist.llm.understanding import Topic

_WHEN: frozenset[Topic] = frozenset({"date", "time"})


def booking(memory: Memory, answer: ToolAnswered) -> Memory:
    """A booking tool has answered: it is booked or moved, or something is left to settle."""
    if answer.is_error:
        return evolve(memory, options=(), refused=None, asked=_WHEN | {"name"})
    if is_open(answer.output):
        return opened(memory, answer)
    ended = _ended(memory)
    return evolve(
        ended,
        booked=evolve(memory.draft, slot=""),
        made=max(1, memory.made) if answer.name == "move_appointment" else memory.made + 1,
        confirmation=said(answer.output).partition("\n")[0],
        asked=topics(answer.output, memory.language),
        listed=None,
    )


def opened(memory: Memory, answer: ToolAnswered) -> Memory:
    """A refusal, a question or an offer: the caller may answer with a day or a time alone."""
    output, language = answer.output, memory.language
    asked = topics(output, language)
    options = () if answer.is_error or "which" in asked else offered(output, language)
    return evolve(
        memory,
        options=options,
        offer=said(output) if options else "",
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


def emergency(memory: Memory, answer: ToolAnswered) -> Memory:
    """Where a time is offered it is the one to take; otherwise there is nothing left to book."""
    options = () if answer.is_error else offered(answer.output, memory.language)
    options = tuple(option for option in options if option.slots)
    if not options:
        return evolve(memory, task=None, options=(), noted=None, brought=False)
    draft = memory.draft.only("name", "phone", "birth_date", "guardian", "new_patient")
    begun = evolve(memory, task="book", draft=draft, noted=None, looked=None, refused=None, brought=False)
    return evolve(begun, options=options, offer=said(answer.output))


def identified(memory: Memory, answer: ToolAnswered) -> Memory:
    """Somebody was recognised, or not."""
    if answer.is_error:
        return evolve(memory, tried=None)
    if gives_up(answer.output):
        return evolve(memory, given_up=True, task=None, claims=Claims(), asked=topics(answer.output, memory.language))
    if recognises(answer.output) and not memory.given_up:
        return evolve(memory, recognised=True, listed=None, unspoken="")
    asked = topics(answer.output, memory.language)
    # What could not be read is asked for again; what fitted nobody may be right but for one part of it.
    failed = {"birth_date", "phone"} <= asked
    left = evolve(
        memory.claims,
        birth_date="" if "birth_date" in asked and not failed else memory.claims.birth_date,
        phone="" if "phone" in asked and not failed else memory.claims.phone,
        code="",
    )
    return evolve(memory, claims=left, asked=asked)


def looked_up(memory: Memory, answer: ToolAnswered) -> Memory:
    """The appointments that the caller may hear of."""
    if answer.is_error:
        return memory
    listed = listed_in(answer.output, memory.language)
    asked = topics(answer.output, memory.language)
    if not listed or memory.task in {"tell", None}:
        return evolve(_ended(memory), listed=listed, asked=asked)
    # It is told with the question that needs it, not before.
    found = evolve(memory, listed=listed, unspoken="", asked=asked)
    return with_target(found, f"{memory.hint.name} {memory.hint.treatment}")


def besides(memory: Memory, answer: ToolAnswered) -> Memory:
    """All other tools."""
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
