"""What comes before everything else: the language, an emergency, a person, a wrong number, anger."""

from __future__ import annotations

from receptionist.domain.triage import TIERS, Triage, triage
from receptionist.llm.conversation import CallTool, Move, Say
from receptionist.llm.intents import Intent
from receptionist.llm.memory import Memory
from receptionist.llm.replying import last_offer, name_of, phone_of, words
from receptionist.llm.tongue import changes_to

_CAN_WAIT = "first_held_slot"


def language(memory: Memory) -> Move | None:
    """Whoever speaks or asks for the other language is answered in it."""
    if "choose_language" in memory.done or not memory.heard.text:
        return None
    chosen = changes_to(memory.heard.text, memory.language)
    return CallTool("choose_language", {"language": chosen}) if chosen else None


def emergency(memory: Memory) -> Move | None:
    """Emergencies first: the words go to the desk whole, and what it answers is said."""
    if "report_emergency" in memory.done:
        return None
    found = triage(memory.raw, memory.language)
    if found is None:
        return None
    if _is_dealt_with(found, memory):
        answers = memory.heard.facts.when or memory.unclear or memory.heard.wants(Intent.NO, Intent.YES)
        return None if answers or not memory.options else Say(last_offer(memory))
    return CallTool("report_emergency", {"words": memory.raw})


def _is_dealt_with(found: Triage, memory: Memory) -> bool:
    """Whether the caller speaks of what they were told about before, and a visit can be booked meanwhile."""
    if memory.reported is None or found.tier != _CAN_WAIT:
        return False
    return TIERS.index(memory.reported) <= TIERS.index(found.tier)


def wrong_number(memory: Memory) -> Move | None:
    """Who meant to call somebody else is let go, and nothing is recorded."""
    wrong = memory.heard.wants(Intent.WRONG_NUMBER) and not memory.task and not memory.heard.claims.phone
    return CallTool("end_call", {"wrong_number": "yes"}) if wrong else None


def person(memory: Memory) -> Move | None:
    """A person is fetched at once for whoever asks for one, or accepts the offer of one."""
    heard = memory.heard
    if "request_person" in memory.done or heard.wants(Intent.ROBOT):
        return None
    accepts = "person" in memory.asked and heard.wants(Intent.YES) and not heard.wants(Intent.NO)
    gives_number = memory.task == "person" and memory.brought
    if not (heard.wants(Intent.HUMAN) or accepts or gives_number):
        return None
    known = {"name": name_of(memory), "phone": phone_of(memory), "reason": "the caller is upset" if accepts else ""}
    return CallTool("request_person", {key: value for key, value in known.items() if value})


def angry(memory: Memory) -> Move | None:
    """An angry caller gets one apology, and the offer of a person."""
    if not memory.heard.wants(Intent.ANGRY) or memory.task == "message":
        return None
    if not memory.apologised:
        return Say(words(memory).sorry_shall_i)
    return None if memory.brought else Say(words(memory).shall_i)
