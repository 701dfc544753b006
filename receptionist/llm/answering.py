"""What follows a tool's answer: mostly it is spoken as it is; sometimes it is a step on the way to another tool."""

from __future__ import annotations

from receptionist.domain.carriers import carrier_in
from receptionist.llm.conversation import CallTool, Move, Say, ToolAnswered
from receptionist.llm.intents import Intent
from receptionist.llm.memory import Memory
from receptionist.llm.offers import said
from receptionist.llm.replying import open_question, words
from receptionist.llm.rules_appointments import errand_step
from receptionist.llm.rules_booking import book_step
from receptionist.llm.tongue import says_only_the_language

_CLOSING = frozenset({
    "book_appointment", "move_appointment", "cancel_appointment", "report_late", "send_details", "join_waiting_list",
    "leave_message",
})  # fmt: skip
"""With these a call can be over."""


def after_tool(memory: Memory, answer: ToolAnswered) -> Move | None:
    """The next step; None when the caller's words are to be taken up again."""
    if answer.is_error:
        return Say(_trouble(memory, answer.name))
    match answer.name:
        case "choose_language":
            return _in_the_new_language(memory, answer)
        case "begin_booking":
            return _noted(memory, answer)
        case "identify_patient" if memory.recognised and memory.on_an_errand:
            return errand_step(memory)
        case "look_up_appointments" if memory.on_an_errand:
            return errand_step(memory)
        case "end_call":
            return Say(memory.unspoken or words(memory).farewell)
        case "answer_question" | "note_insurance":
            asked = open_question(memory)
            return Say(f"{memory.unspoken} {asked}".strip() if asked else _spoken(memory))
        case _:
            return _closing(memory, answer) or Say(_spoken(memory))


def _trouble(memory: Memory, tool: str) -> str:
    """An error's text is never read out."""
    own = words(memory)
    trouble = {
        "begin_booking": own.trouble_booking,
        "book_appointment": own.trouble_booking,
        "move_appointment": own.trouble_moving,
        "send_details": own.trouble_sending,
        "end_call": f"{memory.unspoken} {own.farewell}".strip(),
    }
    return trouble.get(tool, own.trouble)


def _in_the_new_language(memory: Memory, answer: ToolAnswered) -> Move | None:
    if says_only_the_language(memory.raw) and not memory.task:
        return Say(f"{said(answer.output)} {words(memory).how_can_i_help}".strip())
    return None


def _noted(memory: Memory, answer: ToolAnswered) -> Move:
    """A note to the model goes on to the next question; a refusal to take it down is said."""
    if answer.output.startswith(("I'm sorry", "Sorry", "Lo siento", "This call has", "Esta llamada")):
        return Say(said(answer.output))
    return book_step(memory)


def _closing(memory: Memory, answer: ToolAnswered) -> Move | None:
    """What was said in the same breath: an insurer, and a goodbye once there is nothing left to settle."""
    if answer.name not in _CLOSING or memory.task is not None:
        return None
    carrier = carrier_in(memory.heard.text)
    if carrier and "note_insurance" not in memory.done:
        return CallTool("note_insurance", {"carrier": carrier})
    settled = memory.asked <= {"more"}
    return CallTool("end_call") if settled and memory.heard.wants(Intent.GOODBYE) else None


def _spoken(memory: Memory) -> str:
    return memory.unspoken or words(memory).anything_else
