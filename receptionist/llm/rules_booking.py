"""Booking: what is known is noted, times are looked for where they were left open, and what is complete is booked."""

from __future__ import annotations

from attrs import evolve

from receptionist.language import Language
from receptionist.llm.conversation import CallTool, Facts, Move, Say
from receptionist.llm.intents import Intent
from receptionist.llm.memory import Memory
from receptionist.llm.replying import contact_question, is_open_time, last_offer, name_of, phone_of, question, words
from receptionist.llm.understanding import is_vague_date, is_vague_time

_SOONEST: dict[Language, str] = {"en": "as soon as possible", "es": "lo antes posible"}
_AFTER: dict[Language, str] = {"en": "after", "es": "después de"}
_BEFORE: dict[Language, str] = {"en": "before", "es": "antes de"}


def pursue(memory: Memory) -> Move | None:
    """The booking takes what the caller just gave."""
    if memory.unclear:
        return Say(f"{words(memory).which_one} {last_offer(memory)}")
    if not memory.brought:
        return None
    if memory.task == "wait":
        return _wait(memory)
    return book_step(memory) if memory.task == "book" else None


def book_step(memory: Memory) -> Move:
    """What a booking needs next."""
    draft = memory.draft
    said_it_all = memory.heard.facts.date and memory.heard.facts.time
    if draft == memory.refused and not said_it_all and memory.said:
        return Say(last_offer(memory))
    if (looking := to_look_for(memory)) is not None:
        return CallTool("find_times", looking.to_find())
    # The desk knows the name of whoever was recognised.
    known = memory.recognised and not memory.for_another and draft.missing == ("name",)
    chooses = bool(memory.options) and is_open_time(draft, memory.language)
    if (draft.missing and not known) or chooses:
        noted = memory.noted is not None and draft.to_note() == memory.noted.to_note()
        return Say(question(memory)) if noted else CallTool("begin_booking", draft.to_note())
    if beside := _good_to_know(memory):
        return Say(beside)
    return CallTool("book_appointment", with_guardian(memory).to_book())


def with_guardian(memory: Memory) -> Facts:
    """The draft; for a child with the caller as the guardian."""
    if not memory.child or not memory.caller or memory.caller.casefold() == memory.draft.name.casefold():
        return memory.draft
    return evolve(memory.draft, guardian=memory.caller)


def to_look_for(memory: Memory) -> Facts | None:
    """What free times are to be found for, when the caller leaves day or time open or asks what there is."""
    draft, heard, language = memory.draft, memory.heard, memory.language
    if draft.slot:
        return None
    day, time = is_vague_date(draft.date, language), is_vague_time(draft.time, language)
    whole = bool(draft.date and draft.time) and not (day or time)
    if beside := _beside_the_offer(memory):
        return beside
    soonest = heard.wants(Intent.SOONEST) or (heard.wants(Intent.ANY_TIME) and not memory.options and not draft.when)
    asks = heard.wants(Intent.WHICH_TIMES) or soonest or (heard.wants(Intent.ANY_TIME) and not memory.options)
    changed = memory.looked is None or draft.to_find() != memory.looked.to_find()
    if whole or not (asks or day or time) or not (changed or asks):
        return None
    return evolve(draft, date=_SOONEST[language]) if soonest and not draft.when else draft


def _beside_the_offer(memory: Memory) -> Facts | None:
    """Later or earlier than what was offered."""
    heard, language = memory.heard, memory.language
    later, earlier = heard.wants(Intent.LATER), heard.wants(Intent.EARLIER)
    if (
        not memory.options
        or not (later or earlier)
        or (heard.facts.time and not is_vague_time(heard.facts.time, language))
    ):
        return None
    from_it = memory.options[-1 if later else 0]
    when = f"{(_AFTER if later else _BEFORE)[language]} {from_it.time}"
    return evolve(
        memory.draft, date=heard.facts.date or from_it.date or memory.draft.date, time=when if from_it.time else ""
    )


def _good_to_know(memory: Memory) -> str:
    """The question for what helps and is not needed, once: a new patient's numbers, who comes along with a child."""
    said, draft, asked = words(memory), memory.draft, memory.asked_for_it
    gave = memory.heard.claims.phone or memory.heard.claims.birth_date
    if draft.new_patient == "yes":
        lacks_phone, lacks_birth = not draft.phone, not draft.birth_date
        if lacks_phone and lacks_birth and not asked & {"phone", "birth_date"}:
            return said.phone_and_birth_date
        if lacks_phone and (
            "phone" not in asked or (gave and "phone" in memory.asked and "birth_date" in memory.asked)
        ):
            return said.your_phone
        if lacks_birth and ("birth_date" not in asked or (gave and {"phone", "birth_date"} <= memory.asked)):
            return said.birth_date
    return said.guardian if memory.child and not memory.caller and "guardian" not in asked else ""


def _wait(memory: Memory) -> Move:
    asked = contact_question(memory)
    if asked and not memory.asked_for_it & {"phone", "name"}:
        return Say(asked)
    known = evolve(memory.draft, name=name_of(memory), phone=phone_of(memory))
    keys = ("name", "phone", "date", "time", "treatment", "provider")
    return CallTool("join_waiting_list", {key: getattr(known, key) for key in keys if getattr(known, key)})


def still_collecting(memory: Memory) -> Move | None:
    """In the middle of a booking: what the caller said brought nothing, so the question stands."""
    heard, said = memory.heard, words(memory)
    if memory.task not in {"book", "move"} or (memory.task == "move" and not memory.may_hear):
        return None
    if memory.options and heard.wants(Intent.NO, Intent.NONE_OF_THEM):
        return Say(said.nothing_suits if memory.looked else said.other_time)
    return None
