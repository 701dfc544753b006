"""Puts into a log what was there before the call: by the real desk, so that nothing stands that could not."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from attrs import evolve

from receptionist.clock import SteppedClock
from receptionist.desk import Desk, Handled, Provenance
from receptionist.domain.commands import (
    BlockTime,
    CloseDay,
    Command,
    EndCall,
    JoinWaitingList,
    MarkMissed,
    NewIds,
    RequestBooking,
    StartCall,
    Wanted,
)
from receptionist.events.booking import BookingConfirmed
from receptionist.events.log import Query
from receptionist.events.patient import PatientRecognised, WaitingListJoined
from receptionist.ids import AppointmentId, CallId, Ids, PatientId, TaskId
from receptionist.storage import Storage
from tests.journeys.journey import CLINIC, Block, Booked, Journey, Waiting, day, instant

E = TypeVar("E")

_LONG_BEFORE = timedelta(days=7)
_NOBODY = Provenance(agent="what was there before", prompt="", model="")


class CannotHaveBeenError(Exception):
    """A file wants something in the log that the desk would not have done."""


class Past:
    """The desks at which things happened before the call."""

    def __init__(self, journey: Journey, storage: Storage, clock: SteppedClock, ids: Ids) -> None:
        self._journey, self._storage, self._clock, self._ids = journey, storage, clock, ids
        self._staff = self._desk(None)

    @staticmethod
    def begins(journey: Journey) -> datetime:
        """When the first of it happened (UTC): long before the call and before each appointment that was made."""
        first = min(map(instant, (journey.at, *(each.at for each in journey.before.appointments))))
        return first.astimezone(UTC) - _LONG_BEFORE

    async def happen(self) -> int:
        """All of it, until it is time for the call; answers the log's last position.

        Raises:
            CannotHaveBeenError: The desk refused some of it.
        """
        before = self._journey.before
        booked = [(each, await self._book(each)) for each in before.appointments]
        self._clock.advance(instant(self._journey.at) - self._clock.now())
        for each, appointment in booked:
            if each.missed:
                missed = MarkMissed(new=self._new(), appointment_id=appointment, asked_at=self._clock.now())
                await self._staff.handle(missed, actor="staff")
        await self._take(self._journey.taken)
        for block in before.blocks:
            await self._block(block)
        for written in before.closed:
            await self._close(written)
        for waiting in before.waiting:
            await self._wait(waiting)
        return (await self._storage.log.read(Query(), limit=1)).head

    async def _book(self, booked: Booked) -> AppointmentId:
        """By staff; for a ward of a patient who is known, by that patient in an earlier call."""
        guardian = next((each for each in self._journey.before.appointments if each.patient == booked.guardian), None)
        desk = self._staff if guardian is None else await self._earlier_call(guardian)
        new = self._new()
        request = RequestBooking(
            new=evolve(new, code=booked.code or new.code),
            wanted=Wanted(
                patient_name=booked.patient,
                date_words=f"{instant(booked.at):%Y-%m-%d}",
                time_words=f"{instant(booked.at):%H:%M}",
                treatment=booked.treatment,
                provider=booked.provider,
                phone=booked.phone,
                birth_date=booked.born,
                is_new=False,
                guardian=booked.guardian,
            ),
            patients=() if guardian is not None else await self._known(booked),
            asked_at=self._clock.now(),
        )
        confirmed = await self._handled(desk, request, BookingConfirmed)
        await self._hang_up(desk)
        return confirmed.appointment.appointment_id

    async def _known(self, booked: Booked) -> tuple[PatientId, ...]:
        if not (booked.born and booked.phone):
            return ()
        heard = await self._staff.recognise(self._new(), birth_date=booked.born, phone=booked.phone, code="")
        return heard.patients

    async def _earlier_call(self, caller: Booked) -> Desk:
        """One in which the caller was recognised."""
        desk = self._desk(self._ids.call())
        await desk.handle(StartCall(channel="terminal"), actor="system")
        recognise = await desk.recognise(self._new(), birth_date=caller.born, phone=caller.phone, code="")
        await self._handled(desk, recognise, PatientRecognised)
        return desk

    async def _take(self, slots: Sequence[str]) -> None:
        """Nobody at the clinic has these times free any more."""
        for slot in slots:
            for provider in CLINIC.providers:
                begins = instant(slot)
                ends = begins + timedelta(minutes=CLINIC.start_every_minutes)
                await self._staff.handle(self._blocked(provider.id, begins, ends), actor="staff")

    async def _block(self, block: Block) -> None:
        await self._staff.handle(
            self._blocked(block.resource, instant(block.begins), instant(block.ends)), actor="staff"
        )

    def _blocked(self, resource: str, begins: datetime, ends: datetime) -> BlockTime:
        return BlockTime(
            new_block_id=self._ids.block(),
            resource_id=resource,
            starts_at=begins.astimezone(UTC),
            ends_at=ends.astimezone(UTC),
            reason="somebody else",
            new_tasks=self._new_tasks(),
            asked_at=self._clock.now(),
        )

    async def _close(self, written: str) -> None:
        close = CloseDay(day=day(written), reason="burst pipe", new_tasks=self._new_tasks(), asked_at=self._clock.now())
        await self._staff.handle(close, actor="staff")

    async def _wait(self, waiting: Waiting) -> None:
        """In an earlier call."""
        desk = self._desk(self._ids.call())
        await desk.handle(StartCall(channel="terminal"), actor="system")
        wanted = Wanted(
            patient_name=waiting.patient,
            phone=waiting.phone,
            treatment=waiting.treatment,
            provider=waiting.provider,
            date_words=waiting.date,
            time_words=waiting.time,
        )
        join = JoinWaitingList(new=self._new(), wanted=wanted, asked_at=self._clock.now())
        await self._handled(desk, join, WaitingListJoined)
        await self._hang_up(desk)

    async def _hang_up(self, desk: Desk) -> None:
        if desk.call is not None:
            await desk.handle(EndCall(reason="caller_said_goodbye"), actor="system")

    async def _handled(self, desk: Desk, command: Command, wanted: type[E]) -> E:
        handled: Handled = await desk.handle(command, actor="staff" if desk.call is None else "caller")
        found = next((event for event in handled.events if isinstance(event, wanted)), None)
        if found is None:
            raise CannotHaveBeenError(f"{command} led to {handled.events}")
        return found

    def _desk(self, call: CallId | None) -> Desk:
        return Desk(
            log=self._storage.log,
            clinic=CLINIC,
            clock=self._clock,
            ids=self._ids,
            call=call,
            provenance=_NOBODY,
            lookup=self._storage.lookup,
            person="front desk" if call is None else None,
        )

    def _new(self) -> NewIds:
        return NewIds.fresh(self._ids)

    def _new_tasks(self) -> tuple[TaskId, ...]:
        return tuple(self._ids.task() for _ in self._journey.before.appointments)
