"""`given(*events).when(command).then(*events)` of `receptionist.testing`, at a clinic that is easily told.

The call is at the clinic's Wednesday, 2026-11-18, 10 AM.
"""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from attrs import evolve

from receptionist.events.catalogue import Event
from receptionist.testing import specification
from receptionist.testing.specification import OTHER_CALL, THIS_CALL, Decision, Elsewhere, Given, elsewhere, local
from tests.config.clinic_texts import BRIGHT_SMILE

__all__ = [
    "CLINIC", "FULL_CLINIC", "NOW", "OTHER_CALL", "THIS_CALL", "ZONE", "Decision", "Elsewhere", "Given", "at",
    "elsewhere", "given",
]  # fmt: skip

ZONE = ZoneInfo("America/New_York")
FULL_CLINIC = BRIGHT_SMILE
"""Two dentists, a hygienist, three chairs, all treatments."""

CLINIC = evolve(
    BRIGHT_SMILE,
    providers=tuple(each for each in BRIGHT_SMILE.providers if each.id == "lee"),
    chairs=BRIGHT_SMILE.chairs[:1],
    treatments=(evolve(BRIGHT_SMILE.treatment("exam"), providers=("lee",), buffer_minutes=0),),
    emergency_treatment="exam",
    held=(),
)
"""The same with one dentist, one chair, one treatment without a buffer: who has which time is easily told."""


def at(written: str) -> datetime:
    """The instant (UTC) of a local time at the clinic, such as `2026-11-24 14:00`; the first, where there are two."""
    return local(CLINIC, written)


NOW = at("2026-11-18 10:00")


def given(*happened: Event | Elsewhere) -> Given:
    """What has happened so far, in this call but for what is `elsewhere`, at the clinic above."""
    return specification.given(*happened).at_clinic(CLINIC)
