"""Desks on one log, logs that are disturbed on purpose, and what a log says of the diary."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from itertools import pairwise

from attrs import evolve

from receptionist.clock import SteppedClock
from receptionist.desk import Desk, Handled, Provenance
from receptionist.domain.clinic import Clinic
from receptionist.domain.diary import Diary
from receptionist.events.booking import Appointment
from receptionist.events.call import UtteranceHeard
from receptionist.events.log import AppendCondition, EventLog, Query, Slice
from receptionist.events.recorded import NewEvent, Recorded, UnknownEvent
from receptionist.ids import CallId, RandomIds
from tests.domain.frontdesk import move, request
from tests.domain.specification import CLINIC, NOW

PROVENANCE = Provenance(agent="receptionist 0", prompt="5f1c", model="scripted")


def desk(log: EventLog, call: str = "c-one", *, seed: str | None = None, clinic: Clinic = CLINIC) -> Desk:
    """A desk at the clinic's Wednesday, 10 AM; its ids repeat."""
    clock = SteppedClock(NOW)
    ids = RandomIds(clock, seed=seed or call)
    return Desk(log=log, clinic=clinic, clock=clock, ids=ids, call=CallId(call), provenance=PROVENANCE)


async def book(at: Desk, name: str, date: str, time: str) -> Handled:
    """Ask for an appointment, with ids of the desk's own."""
    command = request(name, date, time)
    return await at.handle(evolve(command, new_booking_id=at.ids.booking(), new_appointment_id=at.ids.appointment()))


async def reschedule(at: Desk, date: str, time: str) -> Handled:
    """Ask for the latest appointment to be moved."""
    return await at.handle(evolve(move(date, time), new_booking_id=at.ids.booking()))


class Disturbed:
    """A log that does something before each append: lets others in, waits, or fails."""

    def __init__(self, log: EventLog, before: Callable[[Sequence[NewEvent]], Awaitable[None]]) -> None:
        self._log = log
        self.before = before
        self.appends: list[tuple[NewEvent, ...]] = []

    async def append(
        self, events: Sequence[NewEvent], *, condition: AppendCondition | None = None
    ) -> tuple[Recorded, ...]:
        self.appends.append(tuple(events))
        await self.before(events)
        return await self._log.append(events, condition=condition)

    async def read(self, query: Query, *, after: int = 0, limit: int | None = None) -> Slice:
        return await self._log.read(query, after=after, limit=limit)

    def follow(self, query: Query, *, after: int = 0) -> AsyncIterator[Recorded]:
        return self._log.follow(query, after=after)

    async def aclose(self) -> None:
        await self._log.aclose()


def heard(text: str) -> UtteranceHeard:
    """A fact."""
    return UtteranceHeard(text=text)


async def said(log: EventLog) -> list[str]:
    """What was heard, in the log's order."""
    events = [recorded.event for recorded in (await log.read(Query())).events]
    return [event.text for event in events if isinstance(event, UtteranceHeard)]


async def types(log: EventLog) -> list[str]:
    """The types of all events, in order."""
    return [recorded.type for recorded in (await log.read(Query())).events]


async def appointments(log: EventLog) -> tuple[Appointment, ...]:
    """The whole diary as the log has it, by time; it is checked that no two overlap."""
    diary = Diary()
    for recorded in (await log.read(Query())).events:
        assert not isinstance(recorded.event, UnknownEvent)
        diary = diary.after(recorded.event)
    kept = tuple(sorted(diary.appointments, key=lambda appointment: appointment.starts_at))
    assert all(one.ends_at <= next_one.starts_at for one, next_one in pairwise(kept))
    return kept
