"""Desks on one log, logs that are disturbed on purpose, and what a log says of the diary."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from datetime import date, datetime
from itertools import pairwise

from attrs import evolve

from receptionist.clock import SteppedClock
from receptionist.desk import Desk, Handled, Provenance
from receptionist.domain.clinic import Clinic
from receptionist.domain.commands import CancelAppointment, MoveAppointment, NewIds, RequestBooking
from receptionist.domain.diary import Diary
from receptionist.events.booking import Appointment
from receptionist.events.call import UtteranceHeard
from receptionist.events.log import AppendCondition, EventLog, Query, Slice
from receptionist.events.lookup import Lookup
from receptionist.events.recorded import NewEvent, Recorded, UnknownEvent
from receptionist.ids import AppointmentId, CallId, PatientId, RandomIds
from tests.domain.frontdesk import move, request
from tests.domain.specification import CLINIC, NOW

PROVENANCE = Provenance(agent="receptionist 0", prompt="5f1c", model="scripted")


class Nobody:
    """An index in which nobody and nothing is found."""

    async def patients(self, birth_date: date, phone: str) -> tuple[PatientId, ...]:
        return ()

    async def appointments(self, code: str) -> tuple[AppointmentId, ...]:
        return ()

    def digest(self, *claims: str) -> str:
        return "/".join(claims)


def desk(
    log: EventLog,
    call: str | None = "c-one",
    *,
    seed: str | None = None,
    clinic: Clinic = CLINIC,
    lookup: Lookup | None = None,
    now: datetime = NOW,
) -> Desk:
    """A desk at the clinic's Wednesday, 10 AM, of a call or (None) of its staff; its ids repeat."""
    clock = SteppedClock(now)
    ids = RandomIds(clock, seed=seed or call or "staff")
    return Desk(
        log=log,
        clinic=clinic,
        clock=clock,
        ids=ids,
        call=None if call is None else CallId(call),
        provenance=PROVENANCE,
        lookup=lookup or Nobody(),
        person="Dana" if call is None else None,
    )


async def ask(at: Desk, command: RequestBooking | MoveAppointment | CancelAppointment) -> Handled:
    """The same command with ids of the desk's own."""
    return await at.handle(evolve(command, new=NewIds.fresh(at.ids)))


async def book(at: Desk, name: str, date: str, time: str) -> Handled:
    """Ask for an appointment, with ids of the desk's own."""
    return await ask(at, request(name, date, time))


async def reschedule(at: Desk, date: str, time: str) -> Handled:
    """Ask for the latest appointment to be moved."""
    return await ask(at, move(date, time))


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


async def diary(log: EventLog) -> Diary:
    """The whole diary as the log has it."""
    kept = Diary()
    for recorded in (await log.read(Query())).events:
        assert not isinstance(recorded.event, UnknownEvent)
        kept = kept.after(recorded.event)
    return kept


async def appointments(log: EventLog) -> tuple[Appointment, ...]:
    """All that stand, by time; it is checked that nobody and no chair is taken twice at once."""
    made = tuple(sorted((await diary(log)).appointments.values(), key=lambda each: (each.starts_at, each.provider_id)))
    for resource in {*(each.provider_id for each in made), *(each.chair_id for each in made)}:
        assert not taken_twice(resource, made)
    return made


def taken_twice(resource: str, made: Iterable[Appointment]) -> list[tuple[Appointment, Appointment]]:
    """The appointments of a person or a chair that overlap; a chair is taken until it is ready again."""
    theirs = sorted(
        (each for each in made if resource in {each.provider_id, each.chair_id}), key=lambda each: each.starts_at
    )
    return [
        (one, other)
        for one, other in pairwise(theirs)
        if other.starts_at < (one.ends_at if one.provider_id == resource else one.busy_until)
    ]
