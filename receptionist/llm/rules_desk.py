"""What a front desk does besides: messages, questions about the clinic, insurance."""

from __future__ import annotations

from receptionist.domain.carriers import carrier_in
from receptionist.llm.conversation import CallTool, Move, Say
from receptionist.llm.intents import Intent
from receptionist.llm.memory import Memory
from receptionist.llm.replying import contact_question, name_of, phone_of, words


def message(memory: Memory) -> Move | None:
    """A message is taken with a name and a number, both asked for once."""
    if memory.task != "message" or not memory.brought:
        return None
    if not memory.message:
        asked_again = "phone" in memory.asked and phone_of(memory)
        return _leave(memory) if asked_again else Say(words(memory).what_message)
    asked = contact_question(memory)
    if asked and not memory.asked_for_it & {"phone", "name"}:
        return Say(asked)
    return _leave(memory)


def _leave(memory: Memory) -> Move:
    urgent = "yes" if memory.heard.wants(Intent.URGENT) else ""
    known = {"name": name_of(memory), "phone": phone_of(memory), "urgent": urgent}
    return CallTool("leave_message", {"message": memory.message, **{key: each for key, each in known.items() if each}})


def insurance(memory: Memory) -> Move | None:
    """The insurer that a caller says they have is noted."""
    heard = memory.heard
    if heard.wants(Intent.QUESTION) or {"note_insurance", "answer_question"} & set(memory.done):
        return None
    carrier = carrier_in(heard.text)
    return CallTool("note_insurance", {"carrier": carrier}) if carrier else None


def clinic_question(memory: Memory) -> Move | None:
    """Whatever looks like a question goes to the desk, which knows what it has an answer to."""
    heard = memory.heard
    if "answer_question" in memory.done:
        return None
    asks = heard.wants(Intent.TOPIC) or (
        heard.wants(Intent.QUESTION) and (memory.task is None or not heard.wants(Intent.PROPOSAL))
    )
    if memory.task and (heard.wants(Intent.DETAILS) or (memory.on_an_errand and not heard.wants(Intent.TOPIC))):
        return None
    times = heard.wants(Intent.WHICH_TIMES, Intent.LATER, Intent.EARLIER) and not heard.wants(Intent.TOPIC)
    return CallTool("answer_question", {"question": heard.text}) if asks and not times else None
