"""Short ways to what has happened, for the tests of what is said and shown of it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from attrs import evolve

from receptionist.events.booking import BookingRefused, ClarificationAsked, OfferedSlot, Question, RefusalReason
from receptionist.language import Language
from tests.examples import ZONE, appointment, example, slot

BOTH: tuple[Language, ...] = ("en", "es")
TREATMENT: dict[Language, str] = {"en": "exam", "es": "revisión"}


def at(written: str) -> datetime:
    """The instant (UTC) of a local time at the clinic, such as `2026-11-24 14:00`; the first, where there are two."""
    return datetime.fromisoformat(written).replace(tzinfo=ZoneInfo(ZONE)).astimezone(UTC)


def slots(*starts: str | tuple[str, str]) -> tuple[OfferedSlot, ...]:
    """Free times with Dr. Lee, or, written as a pair, with whom the pair says."""
    pairs = ((start, "Dr. Lee") if isinstance(start, str) else start for start in starts)
    return tuple(slot(f"s{n}", at(start), provider=who) for n, (start, who) in enumerate(pairs, 1))


def refused(reason: RefusalReason, *starts: str | tuple[str, str]) -> BookingRefused:
    return evolve(example(BookingRefused), reason=reason, alternatives=slots(*starts))


def asked(about: Question, *candidates: str, choices: tuple[str, ...] = ()) -> ClarificationAsked:
    return evolve(
        example(ClarificationAsked), about=about, candidates=tuple(at(each) for each in candidates), choices=choices
    )


def of(event: Any, language: Language = "en", **changes: Any) -> Any:
    """The example with its appointment in that language, and changed."""
    whole = evolve(event.appointment, **({"language": language, "treatment": TREATMENT[language]} | changes))
    return evolve(event, appointment=whole)


def spanish(**changes: Any) -> Any:
    """The examples' appointment, written in Spanish."""
    return appointment(**({"language": "es", "treatment": "revisión"} | changes))
