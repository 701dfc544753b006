"""What the caller's words change where an appointment that stands is to be told, moved, cancelled or come late to."""

from __future__ import annotations

import re

from attrs import evolve

from receptionist.domain.dates import spot
from receptionist.domain.hearing import plain
from receptionist.language import Language
from receptionist.llm.claims import Claims
from receptionist.llm.conversation import Facts
from receptionist.llm.intents import Intent
from receptionist.llm.memory import Errand, Listed, Memory
from receptionist.llm.minutes import minutes_in
from receptionist.llm.options import fits, place_of
from receptionist.llm.ordinary_words import word_set
from receptionist.llm.understanding import Heard

_TO: dict[Language, re.Pattern[str]] = {
    "en": re.compile(
        r"\b(?:to|for|until|till|instead of that)\b(?! (?:my|see|move|change|cancel|reschedule|be|get))", re.IGNORECASE
    ),
    "es": re.compile(r"\b(?:al|a|para|para el|hasta)\b(?! (?:mi|ver))", re.IGNORECASE),
}
_VISIT: dict[Language, re.Pattern[str]] = {
    "en": re.compile(
        r"\breschedul\w+|\b(?:appointment|booking|visit|cleaning|exam|check-?up|slot|filling)\b", re.IGNORECASE
    ),
    "es": re.compile(r"\b(?:reprogram\w+|reagend\w+|cita|consulta|turno|limpieza|hora)\b", re.IGNORECASE),
}
_NOT_CANCEL: dict[Language, re.Pattern[str]] = {
    "en": re.compile(
        r"\b(?:don't|do not|didn't|did not|not|never|no need to|needn't|rather than|instead of|without)(?: \w+){0,3}"
        r" cancel|\bkeep (?:it|that|the|my)\b",
        re.IGNORECASE,
    ),
    "es": re.compile(
        r"\bno (?:(?:l[ao]|me l[ao]|quiero|hace falta|hay que) )*(?:canc[eé]l|an[uú]l)|\bd[eé]j[ea]la\b", re.IGNORECASE
    ),
}
_SMALL = word_set("""
with dr the a an for on at has doctor con el la una un de para tiene cita one that my mi y and appointment cancel move
""")


def wanted_errand(memory: Memory) -> Errand | None:
    """What the caller wants done with an appointment that stands, if anything new."""
    heard, language = memory.heard, memory.language
    if heard.wants(Intent.SUPPOSED) and heard.wants(Intent.TOPIC, Intent.QUESTION) and not memory.on_an_errand:
        return None
    collecting = memory.task in {"book", "wait"}
    says_which = heard.wants(Intent.EXISTING) or _VISIT[language].search(heard.text) is not None
    keeps = heard.wants(Intent.NEVER_MIND) and (memory.booked is None or collecting)
    if heard.wants(Intent.CANCEL) and not keeps and not _NOT_CANCEL[language].search(heard.text):
        return "cancel" if says_which or not collecting else None
    if heard.wants(Intent.LATE):
        return "late"
    if heard.wants(Intent.RESCHEDULE) and not collecting and memory.booked is None and memory.task != "move":
        return "move" if says_which or memory.recognised else None
    if heard.wants(Intent.DETAILS) and not (heard.facts.when and heard.wants(Intent.CHANGE, Intent.RESCHEDULE)):
        books = collecting or (not memory.made and (heard.wants(Intent.BOOK, Intent.VISIT) or heard.facts.when))
        return None if books else "send"
    if heard.wants(Intent.TELL) and memory.booked is None and not collecting:
        return "tell"
    return None


def begin_errand(memory: Memory, errand: Errand) -> Memory:
    """Something is to be done with an appointment; a day that is named says which one, or when it is to be."""
    heard = memory.heard
    new = _new_time(heard, memory.language) if errand == "move" else Facts()
    hint = evolve(heard.facts, date="" if new.date else heard.facts.date, time="" if new.when else heard.facts.time)
    begun = evolve(
        memory,
        task=errand,
        draft=evolve(new, provider=heard.facts.provider),
        hint=hint.only("name", "date", "time", "treatment"),
        noted=None,
        looked=None,
        refused=None,
        options=(),
        target="" if memory.listed and len(memory.listed) > 1 and errand != "move" else memory.target,
        minutes=minutes_in(heard.text, memory.language, asked=False) if errand == "late" else "",
        brought=True,
        asked_for_it=frozenset(),
    )
    return with_target(begun, heard.text)


def go_on(memory: Memory) -> Memory:
    """What was asked for has an answer: claims, which appointment, how late, when instead."""
    heard, language = memory.heard, memory.language
    gone_on = memory
    if memory.task == "late" and (minutes := minutes_in(heard.text, language, asked="minutes" in memory.asked)):
        gone_on = evolve(gone_on, minutes=minutes)
    if memory.listed and len(memory.listed) > 1 and not memory.target:
        gone_on = with_target(evolve(gone_on, hint=heard.facts.only("name", "date", "time", "treatment")), heard.text)
        chose = gone_on.target != ""
    else:
        chose = False
    if memory.task == "move" and not chose:
        facts = heard.facts.only("date", "time", "provider", "slot")
        if not heard.claims.birth_date:
            gone_on = evolve(gone_on, draft=memory.draft.updated(facts))
        asks = heard.wants(
            Intent.SOONEST, Intent.WHICH_TIMES, Intent.ANY_TIME, Intent.LATER, Intent.EARLIER, Intent.RETRY
        )
        chose = (facts != Facts() and memory.may_hear) or (asks and memory.may_hear)
    claimed = heard.claims != Claims()
    brought = chose or gone_on.minutes != memory.minutes or (claimed and not memory.may_hear)
    return evolve(gone_on, brought=brought)


def pick(listed: tuple[Listed, ...], text: str, hint: Facts, language: Language) -> str:
    """The id of the appointment that the caller's words mean, or "" when they could mean several."""
    if (place := place_of(text, language)) is not None and place < len(listed):
        return listed[place].id
    fitting = [each for each in listed if fits(each.option, hint, "", language)] if hint.when else list(listed)
    if len(fitting) == 1:
        return fitting[0].id
    spoken = set(re.findall(r"\w+", plain(text))) - _SMALL
    scores = {each.id: len(spoken & (set(re.findall(r"[^\W\d_]+", plain(each.words))) - _SMALL)) for each in fitting}
    best = max(scores.values(), default=0)
    winners = [each for each, score in scores.items() if score == best]
    return winners[0] if best and len(winners) == 1 else ""


def with_target(memory: Memory, text: str) -> Memory:
    """The memory with the appointment that *text* and what was said before mean, if it is known and not settled."""
    if not memory.listed or memory.target:
        return memory
    return evolve(memory, target=pick(memory.listed, text, memory.hint, memory.language))


def _new_time(heard: Heard, language: Language) -> Facts:
    """The day and time that an appointment is to be moved to: what stands behind the last "to"."""
    for match in reversed(list(_TO[language].finditer(heard.text))):
        spotted = spot(heard.text[match.end() :], language)
        if spotted.date_words or spotted.time_words:
            return Facts(date=spotted.date_words or "", time=spotted.time_words or "")
    return Facts()
