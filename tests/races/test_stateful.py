"""Book, move, cancel, block and close in any order, against a model that anybody can check: a wall calendar.

The model knows nothing of events. It has a list of who and what is taken from when to when, and the rules in a few
lines: the first dentist who is free, in the first chair that is.
"""

from __future__ import annotations

import asyncio
import contextlib
import tempfile
from collections import Counter
from collections.abc import Coroutine
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any, TypeVar

import pytest
from attrs import evolve, frozen
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from receptionist.desk import Desk, Handled
from receptionist.domain.clinic import Clinic, Opening
from receptionist.domain.commands import BlockTime, CloseDay, LiftBlock, ReopenDay
from receptionist.events.booking import AppointmentCancelled, AppointmentMoved, BookingConfirmed, BookingRefused
from receptionist.events.clinic import TaskDone, TaskRaised, TimeBlocked
from receptionist.ids import AppointmentId, BlockId
from receptionist.storage import Storage, open_storage
from tests.domain.frontdesk import cancel, move, request
from tests.domain.specification import FULL_CLINIC, NOW, at
from tests.races.desks import appointments, ask, desk

T = TypeVar("T")

# Two dentists, two chairs, and a chair that is not ready when the next half hour begins.
CLINIC: Clinic = evolve(
    FULL_CLINIC,
    providers=tuple(
        evolve(each, hours={day: (Opening(time(9), time(12)),) for day in ("tuesday", "wednesday")})
        for each in FULL_CLINIC.providers
        if each.id in {"lee", "patel"}
    ),
    chairs=FULL_CLINIC.chairs[:2],
    treatments=tuple(FULL_CLINIC.treatment(each) for each in ("exam", "filling")),
    emergency_treatment="exam",
    held=(),
)
DAYS = ("2026-11-24", "2026-11-25")
STARTS = tuple(f"{day} {start}" for day in DAYS for start in ("09:00", "09:30", "10:00", "10:30", "11:00", "11:30"))
MINUTES = {"exam": 30, "filling": 60}
BUFFER = 10
SLOT, DAY = st.sampled_from(STARTS), st.sampled_from(DAYS)
TREATMENT = st.sampled_from(sorted(MINUTES))
RESOURCE = st.sampled_from(["lee", "patel", "chair-1", "chair-2"])


@frozen
class Visit:
    """An appointment as the wall calendar has it: minutes from the first day on."""

    treatment: str
    starts: str
    provider: str
    chair: str

    def takes(self) -> list[tuple[str, int, int]]:
        begins = _minute(self.starts)
        ends = begins + MINUTES[self.treatment]
        return [(self.provider, begins, ends), (self.chair, begins, ends + BUFFER)]


def _minute(start: str) -> int:
    return int((at(start) - at(f"{DAYS[0]} 00:00")).total_seconds()) // 60


class FrontDesk(RuleBasedStateMachine):
    """One call after the other, and staff in between; each call has one appointment."""

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.exits = contextlib.AsyncExitStack()
        folder = self.exits.enter_context(tempfile.TemporaryDirectory())
        self.storage: Storage = self.runner.run(self.exits.enter_async_context(open_storage(Path(folder) / "log.db")))
        self.staff = desk(self.storage.log, None, clinic=CLINIC)
        self.calls = dict[str, Desk]()
        self.visits = dict[str, Visit]()
        self.ids = dict[str, AppointmentId]()
        self.blocks = dict[BlockId, tuple[str, str]]()
        self.closed = set[str]()
        self.conflicts = Counter[str]()

    def teardown(self) -> None:
        self.runner.run(self.exits.aclose())
        self.runner.close()

    @rule(slot=SLOT, treatment=TREATMENT)
    def book(self, slot: str, treatment: str) -> None:
        """A new caller asks for a time: they get it just if the calendar has it."""
        call = f"c-{len(self.calls)}"
        self.calls[call] = desk(self.storage.log, call, clinic=CLINIC)
        name = f"Patient {'abcdefghijklmnopqrstuvwxyz'[len(self.calls) % 26]}{'x' * (len(self.calls) // 26)}"
        command = request(name, *slot.split(), treatment=treatment)
        self._took(call, self._run(ask(self.calls[call], command)), slot, self._free(slot, treatment), treatment)

    @precondition(lambda self: bool(self.visits))
    @rule(slot=SLOT, data=st.data())
    def move(self, slot: str, data: st.DataObject) -> None:
        """The new time is taken and the old one freed, or the old one stands; dentists are kept where possible."""
        call = data.draw(st.sampled_from(sorted(self.visits)))
        mine = self.visits[call]
        handled = self._run(ask(self.calls[call], move(*slot.split())))
        if slot == mine.starts:
            assert handled.events == ()
            return
        expected = self._free(slot, mine.treatment, leaving=call, first=mine.provider)
        self._took(call, handled, slot, expected, mine.treatment)
        assert _ended(handled) == (0 if expected is None else self.conflicts.pop(call, 0))

    @precondition(lambda self: bool(self.visits))
    @rule(data=st.data())
    def cancel(self, data: st.DataObject) -> None:
        """It is always accepted, once."""
        call = data.draw(st.sampled_from(sorted(self.visits)))
        handled = self._run(ask(self.calls[call], cancel()))
        assert [type(event) for event in handled.events if not isinstance(event, TaskDone)] == [AppointmentCancelled]
        assert _ended(handled) == self.conflicts.pop(call, 0)
        assert self._run(ask(self.calls[call], cancel())).events == ()
        del self.visits[call], self.ids[call]

    @rule(resource=RESOURCE, slot=SLOT)
    def block(self, resource: str, slot: str) -> None:
        """Those whose time it takes stay booked, and are on the worklist."""
        ids = self.staff.ids
        command = BlockTime(
            new_block_id=ids.block(),
            resource_id=resource,
            starts_at=at(slot),
            ends_at=at(slot) + timedelta(minutes=30),
            reason="",
            new_tasks=tuple(ids.task() for _ in range(16)),
            asked_at=NOW,
        )
        handled = self._run(self.staff.handle(command, actor="staff"))
        if (resource, slot) in self.blocks.values():
            assert handled.events == ()
            return
        begins = _minute(slot)
        hit = {
            self.ids[call]
            for call, visit in self.visits.items()
            if not self._is_blocked(visit)
            if any(who == resource and start < begins + 30 and begins < end for who, start, end in visit.takes())
        }
        assert {event.appointment_id for event in handled.events if isinstance(event, TaskRaised)} == hit
        self.conflicts.update(call for call in self.visits if self.ids[call] in hit)
        (blocked,) = [event for event in handled.events if isinstance(event, TimeBlocked)]
        self.blocks[blocked.block_id] = (resource, slot)

    @precondition(lambda self: bool(self.blocks))
    @rule(data=st.data())
    def lift(self, data: st.DataObject) -> None:
        block_id = data.draw(st.sampled_from(sorted(self.blocks)))
        _, slot = self.blocks.pop(block_id)
        command = LiftBlock(block_id=block_id, starts_at=at(slot), asked_at=NOW)
        assert len(self._run(self.staff.handle(command, actor="staff")).events) == 1

    @rule(day=DAY)
    def close(self, day: str) -> None:
        """Whoever has an appointment that day is on the worklist, and stays booked until they are called."""
        tasks = tuple(self.staff.ids.task() for _ in range(16))
        command = CloseDay(day=date.fromisoformat(day), reason="", new_tasks=tasks, asked_at=NOW)
        handled = self._run(self.staff.handle(command, actor="staff"))
        hit = {self.ids[call] for call, visit in self.visits.items() if visit.starts.startswith(day)}
        told = {event.appointment_id for event in handled.events if isinstance(event, TaskRaised)}
        assert told == (set() if day in self.closed else hit)
        self.conflicts.update(call for call in self.visits if self.ids[call] in told)
        self.closed.add(day)

    @rule(day=DAY)
    def reopen(self, day: str) -> None:
        handled = self._run(self.staff.handle(ReopenDay(day=date.fromisoformat(day)), actor="staff"))
        assert len(handled.events) == (day in self.closed)
        self.closed.discard(day)

    @invariant()
    def the_log_has_what_the_calendar_has(self) -> None:
        made = self._run(appointments(self.storage.log))
        there = {a.appointment_id: (a.starts_at, a.treatment_id, a.provider_id, a.chair_id) for a in made}
        assert there == {
            self.ids[call]: (at(visit.starts), visit.treatment, visit.provider, visit.chair)
            for call, visit in self.visits.items()
        }

    def _free(
        self, slot: str, treatment: str, *, leaving: str | None = None, first: str = "lee"
    ) -> tuple[str, str] | None:
        """The first dentist and the first chair that are free, as the calendar has it."""
        day, start = slot.split()
        if day in self.closed or (treatment == "filling" and start == "11:30"):
            return None
        taken = [each for call, visit in self.visits.items() if call != leaving for each in visit.takes()]
        taken += [(resource, _minute(at_), _minute(at_) + 30) for resource, at_ in self.blocks.values()]
        for provider in sorted(("lee", "patel"), key=lambda who: who != first):
            for chair in ("chair-1", "chair-2"):
                wanted = Visit(treatment, slot, provider, chair).takes()
                if not any(w == t and a < d and c < b for w, a, b in wanted for t, c, d in taken):
                    return provider, chair
        return None

    def _is_blocked(self, visit: Visit) -> bool:
        return any(
            who == resource and start < _minute(slot) + 30 and _minute(slot) < end
            for who, start, end in visit.takes()
            for resource, slot in self.blocks.values()
        )

    def _took(self, call: str, handled: Handled, slot: str, expected: tuple[str, str] | None, treatment: str) -> None:
        """Compare what the caller was told with what the calendar has."""
        *_, last = (event for event in handled.events if not isinstance(event, TaskDone | TaskRaised))
        match last:
            case BookingConfirmed(appointment=made) | AppointmentMoved(appointment=made):
                assert expected == (made.provider_id, made.chair_id)
                self.visits[call] = Visit(treatment, slot, *expected)
                self.ids[call] = made.appointment_id
            case BookingRefused(reason=reason, alternatives=alternatives):
                assert expected is None
                assert (reason == "closed_that_day") is (slot.split(maxsplit=1)[0] in self.closed)
                mine = call if call in self.visits else None
                first = self.visits[call].provider if mine else "lee"
                for offer in alternatives:
                    wall = f"{offer.starts_at.astimezone(CLINIC.zone):%Y-%m-%d %H:%M}"
                    if wall[:10] in DAYS:
                        free = self._free(wall, treatment, leaving=mine, first=first)
                        assert free is not None
                        assert free[0] == offer.provider_id
            case other:
                raise AssertionError(other)

    def _run(self, work: Coroutine[Any, Any, T]) -> T:
        return self.runner.run(work)


def _ended(handled: Handled) -> int:
    """How many lines of the inbox are over with it."""
    return sum(isinstance(event, TaskDone) for event in handled.events)


# Each step waits for the disk, and the soak's are slower on a machine that does other things.
_PATIENT = [HealthCheck.too_slow, HealthCheck.data_too_large]


@pytest.mark.parametrize(
    "extent",
    [
        pytest.param(settings(max_examples=12, stateful_step_count=25, derandomize=True), id="a sample"),
        pytest.param(
            settings(max_examples=100, stateful_step_count=50),
            id="in full",
            marks=(pytest.mark.soak, pytest.mark.timeout(1800)),
        ),
    ],
)
def test_whatever_is_done_in_whatever_order_the_log_has_what_the_calendar_has(extent: settings) -> None:
    """And each caller is told what the calendar says: what they have, or why not, and what is free."""
    run_state_machine_as_test(FrontDesk, settings=settings(extent, deadline=None, suppress_health_check=_PATIENT))
