"""Several callers on one log, against a model that anybody can check: who holds which time."""

from __future__ import annotations

import asyncio
import tempfile
from datetime import datetime, time
from pathlib import Path

from attrs import frozen
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from receptionist.desk import Desk
from receptionist.domain.clinic import Opening
from receptionist.errors import NothingBookedError
from receptionist.events.booking import Appointment, AppointmentMoved, BookingConfirmed, BookingRefused, RefusalReason
from receptionist.events.clinic import TaskRaised
from receptionist.storage import Storage, open_storage
from tests.domain.frontdesk import clinic_of_lee
from tests.domain.specification import CLINIC, at
from tests.races.desks import appointments, book, desk, reschedule

# An hour's visit every half hour: neighbours overlap, so a slot can be taken by one that begins at another time.
BUSY = clinic_of_lee({day: (Opening(time(9), time(12)),) for day in CLINIC.provider("lee").hours}, minutes=60)
HOUR = BUSY.treatment("exam").length
CALLERS = ("Ann", "Bob", "Cid")
SLOTS = tuple(
    f"{day} {start}" for day in ("2026-11-24", "2026-11-25") for start in ("09:00", "09:30", "10:00", "10:30")
)


@frozen
class Want:
    """A caller asks for a slot: a new appointment, or the latest moved."""

    caller: str
    slot: str
    moves: bool


WANTS = st.builds(Want, st.sampled_from(CALLERS), st.sampled_from(SLOTS), st.booleans())
# Each round's callers ask at once; nobody asks twice in one.
ROUNDS = st.lists(st.lists(WANTS, min_size=1, max_size=3, unique_by=lambda want: want.caller), max_size=5)

Outcome = Appointment | RefusalReason | None


@given(ROUNDS)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_callers_ask_for_the_diary_is_what_they_were_told(rounds: list[list[Want]]) -> None:
    """No two overlap, each has what was confirmed last, and a refusal had its reason."""

    async def run(folder: str) -> None:
        async with open_storage(Path(folder) / "log.db") as storage:
            await play(storage, rounds)

    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(run(folder))


async def play(storage: Storage, rounds: list[list[Want]]) -> None:
    desks = {caller: desk(storage.log, f"c-{caller.lower()}", clinic=BUSY) for caller in CALLERS}
    held: dict[str, Appointment] = {}
    for wants in rounds:
        before = dict(held)
        outcomes = await asyncio.gather(*(ask(desks[want.caller], want) for want in wants))
        for want, outcome in zip(wants, outcomes, strict=True):
            if isinstance(outcome, Appointment):
                held[want.caller] = outcome
        for want, outcome in zip(wants, outcomes, strict=True):
            check(want, outcome, before, held, alone=len(wants) == 1)
        assert await appointments(storage.log) == tuple(sorted(held.values(), key=lambda made: made.starts_at))
    assert (await storage.log.verify()).broken_at is None


async def ask(at_desk: Desk, want: Want) -> Outcome:
    """What the caller was told: an appointment, why not, or nothing new."""
    date, start = want.slot.split()
    try:
        handled = await (
            reschedule(at_desk, date, start) if want.moves else book(at_desk, f"{want.caller} Lee", date, start)
        )
    except NothingBookedError:
        return None
    # Who is refused time and again is called; that line comes behind the refusal.
    told = [event for event in handled.events if not isinstance(event, TaskRaised)]
    match told[-1:]:
        case [BookingConfirmed(appointment=made) | AppointmentMoved(appointment=made)]:
            return made
        case [BookingRefused(reason=reason)]:
            return reason
        case other:
            assert other == []
            return None


def check(
    want: Want, outcome: Outcome, before: dict[str, Appointment], after: dict[str, Appointment], *, alone: bool
) -> None:
    """Compare with the rules: as they stood before when nobody else asked, else with what could have been."""
    wanted, mine = at(want.slot), before.get(want.caller)
    others = [made for caller, made in before.items() if caller != want.caller]
    at_once = [made for caller, made in after.items() if caller != want.caller]
    match outcome:
        case Appointment(starts_at=starts_at, patient_name=name):
            assert (starts_at, name) == (wanted, f"{want.caller} Lee")
            assert (mine is not None) is want.moves
            assert not alone or not overlapping(wanted, others)
        case "slot_taken":
            assert overlapping(wanted, [*others, *at_once])
        case "already_booked":
            assert mine is not None
            assert mine.starts_at != wanted
            assert not want.moves
        case None:
            assert (mine is None and want.moves) or (mine is not None and mine.starts_at == wanted)
        case reason:
            raise AssertionError(reason)


def overlapping(wanted: datetime, made: list[Appointment]) -> bool:
    return any(one.starts_at < wanted + HOUR and wanted < one.ends_at for one in made)
