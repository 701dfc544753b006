"""The memory of a call, folded from its conversation each time, so that nothing is kept anywhere else."""

from __future__ import annotations

from attrs import evolve

from receptionist.domain.triage import TIERS, triage
from receptionist.llm.claims import Claims
from receptionist.llm.conversation import (
    AgentSaid,
    CallerSaid,
    Conversation,
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
from receptionist.llm.recall_answers import besides, booking, emergency, identified, looked_up, opened
from receptionist.llm.topics import topics

NOT_SPOKEN = frozenset({"begin_booking", "choose_language"})
"""The tools whose output is a note to the model; every other output is for the caller's ears."""

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
            return booking(memory, answer)
        case "find_times":
            return opened(memory, answer)
        case "report_emergency":
            return emergency(memory, answer)
        case "identify_patient":
            return identified(memory, answer)
        case "look_up_appointments":
            return looked_up(memory, answer)
        case _:
            return memory if answer.is_error else besides(memory, answer)


def _in_another_language(memory: Memory, answer: ToolAnswered) -> Memory:
    """The last utterance is heard once more, in the language in which it was said."""
    if answer.is_error or memory.before is None:
        return memory
    chosen = evolve(memory.before, language="es" if memory.language == "en" else "en")
    again = evolve(listen(chosen, memory.raw), before=memory.before, raw=memory.raw)
    return evolve(again, done=memory.done, unspoken=memory.unspoken)
