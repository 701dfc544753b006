"""What older versions stored is read as today's events. Their examples stand in `history/` as they were stored.

Each file is one event with its personal fields opened; here they are sealed again as they were then. Files are added,
never changed.
"""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

import pytest
from attrs import evolve, frozen

from receptionist.domain.commands import NewIds
from receptionist.errors import UnknownAppointmentError
from receptionist.events.booking import (
    Appointment,
    AppointmentCancelled,
    AppointmentMoved,
    BookingConfirmed,
    BookingDetailsGiven,
    BookingRefused,
    BookingRequested,
    ClarificationAsked,
    DetailsRequested,
    OfferedSlot,
)
from receptionist.events.call import ParticipantJoined
from receptionist.events.catalogue import CURRENT, UPCASTERS, Event
from receptionist.events.codec import CODEC, Codec, canonical
from receptionist.events.recorded import NewEvent
from receptionist.events.sqlite import Database, SqliteLog
from receptionist.events.vault import SqliteVault, Vault
from receptionist.ids import AppointmentId, EventId, PatientId, RandomIds, SlotId
from tests.domain.frontdesk import cancel, move, request
from tests.domain.specification import at
from tests.events.boxes import ID, SUBJECT, OpenVault
from tests.examples import BOOKING, CLINIC, NOW, PATIENT, TUESDAY_9, WEDNESDAY_10, ZONE, metadata
from tests.races.desks import ask, desk

HISTORY = Path(__file__).parent / "history"
PERSONAL = {"patient_name", "date_words", "time_words", "identity"}


@frozen(kw_only=True)
class Stored:
    """An event as an older version stored it, but for the seals."""

    type: str
    version: int
    tags: tuple[str, ...]
    data: dict[str, Any]


class OldCodec(Codec):
    """Writes what stands in a file of the history as it was written then, and reads as today's does."""

    def __init__(self) -> None:
        super().__init__(CURRENT, UPCASTERS)

    def stored(self, event: object) -> tuple[str, int]:
        return (event.type, event.version) if isinstance(event, Stored) else super().stored(event)

    def encode(self, event: object, *, event_id: EventId, subject: str, vault: Vault) -> bytes:
        assert isinstance(event, Stored)
        return canonical(_sealed(event.data, (event_id,), subject, vault))


def _sealed(data: dict[str, Any], path: tuple[str, ...], subject: str, vault: Vault) -> dict[str, Any]:
    """The first version sealed the name and the words, wherever they stood."""

    def one(name: str, value: object) -> object:
        if isinstance(value, dict):
            return _sealed(value, (*path, name), subject, vault)
        if name not in PERSONAL or value is None:
            return value
        box = vault.seal(subject, canonical(value), "\0".join((*path, name)).encode())
        return {"$sealed": subject, "$box": base64.b64encode(box).decode()}

    return {name: one(name, value) for name, value in data.items()}


def history(name: str) -> Stored:
    """The example of a type and a version, such as `booking.confirmed.1`."""
    content = json.loads((HISTORY / f"{name}.json").read_text(encoding="utf-8"))
    return Stored(**content | {"tags": tuple(content["tags"])})


def appointment(starts_at: datetime = TUESDAY_9, *, sequence: int = 0) -> Appointment:
    """The first version's appointment as it is known today: what was not known then is not made up."""
    return Appointment(
        appointment_id=AppointmentId("a-0000000000ex"),
        code="",
        patient_id=PatientId("p-0000000000ex"),
        patient_name=PATIENT,
        treatment_id="visit",
        treatment="visit",
        provider_id="lee",
        provider="Dr. Lee",
        chair_id="",
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=30),
        busy_until=starts_at + timedelta(minutes=30),
        minor=False,
        sequence=sequence,
        language="en",
        clinic=CLINIC,
    )


def slot(starts_at: datetime) -> OfferedSlot:
    return OfferedSlot(slot_id=SlotId(""), treatment_id="visit", provider_id="", provider="", starts_at=starts_at)


LIFTED: dict[str, Event] = {
    "booking.details_given.1": BookingDetailsGiven(
        booking_id=BOOKING, patient_name=PATIENT, date_words=None, time_words="in the morning", treatment_id=None,
        provider_id=None, phone=None, birth_date=None, is_new=None,
    ),
    "booking.clarification_asked.1": ClarificationAsked(
        booking_id=BOOKING, about="date", date_words="next Tuesday", time_words="nine", asked_at=NOW, time_zone=ZONE,
        candidates=(TUESDAY_9, TUESDAY_9 + timedelta(days=7)), choices=(),
    ),
    "booking.requested.1": BookingRequested(
        booking_id=BOOKING, patient_name=PATIENT, treatment_id="visit", provider_id=None, slot_id=None,
        date_words="tomorrow", time_words="nine", asked_at=NOW, time_zone=ZONE, starts_at=TUESDAY_9, moves=None,
    ),
    "booking.refused.1": BookingRefused(
        booking_id=BOOKING, reason="slot_taken", time_zone=ZONE,
        alternatives=(slot(TUESDAY_9 + timedelta(minutes=30)), slot(WEDNESDAY_10)),
    ),
    "booking.confirmed.1": BookingConfirmed(booking_id=BOOKING, appointment=appointment()),
    "appointment.moved.1": AppointmentMoved(
        booking_id=BOOKING, appointment=appointment(WEDNESDAY_10, sequence=1), moved_from=TUESDAY_9,
        left_provider_id="lee", left_chair_id="",
    ),
    "appointment.details_requested.1": DetailsRequested(appointment=appointment()),
    "call.participant_joined.1": ParticipantJoined(identity="staff-zoe", role="staff", contract=True, sid=""),
}  # fmt: skip


@pytest.mark.parametrize(("name", "expected"), LIFTED.items(), ids=LIFTED.keys())
def test_what_was_stored_once_is_one_of_todays_events(name: str, expected: Event) -> None:
    old, vault = history(name), OpenVault()
    content = OldCodec().encode(old, event_id=ID, subject=SUBJECT, vault=vault)
    assert PATIENT.encode() not in content
    assert CODEC.decode((old.type, old.version), content, event_id=ID, vault=vault) == expected
    # What it is now can be stored and read again.
    again = CODEC.encode(expected, event_id=ID, subject=SUBJECT, vault=vault)
    assert CODEC.decode(CODEC.stored(expected), again, event_id=ID, vault=vault) == expected


@pytest.mark.parametrize("name", LIFTED)
def test_an_old_event_is_read_after_its_patient_was_erased(name: str) -> None:
    old = history(name)
    content = OldCodec().encode(old, event_id=ID, subject=SUBJECT, vault=OpenVault())
    read = CODEC.decode((old.type, old.version), content, event_id=ID, vault=OpenVault(destroyed=True))
    assert type(read) is type(LIFTED[name])
    assert PATIENT not in str(read)


def test_every_version_that_is_lifted_has_an_example() -> None:
    """And no other event lies about."""
    assert {f"{name}.{version}.json" for name, version in UPCASTERS} == {each.name for each in HISTORY.glob("*.json")}
    assert {f"{name}.{version}" for name, version in UPCASTERS} == {*LIFTED}


def test_every_type_is_lifted_without_a_gap_to_the_version_that_is_written_today() -> None:
    for name, version in CURRENT:
        assert {number for known, number in UPCASTERS if known == name} == set(range(1, version))


@pytest.fixture
async def old_log(database: Database, vault: SqliteVault, ids: RandomIds) -> SqliteLog:
    """The log of a clinic that was upgraded: what is in it was written by the first version, tags and all."""
    before = SqliteLog(database, vault, OldCodec())
    names = ("booking.requested.1", "booking.confirmed.1", "appointment.details_requested.1")
    for old in (history(name) for name in names):
        event = NewEvent(id=ids.event(), event=cast("Event", old), tags=old.tags, recorded_at=NOW, metadata=metadata())
        await before.append([event])
    return SqliteLog(database, vault, CODEC)


async def _move_in_the_old_log(database: Database, vault: SqliteVault, ids: RandomIds) -> None:
    old = history("appointment.moved.1")
    event = NewEvent(id=ids.event(), event=cast("Event", old), tags=old.tags, recorded_at=NOW, metadata=metadata())
    await SqliteLog(database, vault, OldCodec()).append([event])


TUESDAY = request("Bob Lee", "December 1st", "9 AM")
BEFORE = at("2026-11-30 11:05")


async def test_an_appointment_of_the_first_version_still_has_its_time(old_log: SqliteLog) -> None:
    """Its dentist's; of a chair it says nothing."""
    handled = await ask(desk(old_log, now=BEFORE), evolve(TUESDAY, asked_at=BEFORE))
    refusal = handled.events[-1]
    assert isinstance(refusal, BookingRefused)
    assert refusal.reason == "slot_taken"
    assert TUESDAY_9 not in {each.starts_at for each in refusal.alternatives}


async def test_where_it_was_moved_from_is_free_and_where_it_went_is_taken(
    old_log: SqliteLog, database: Database, vault: SqliteVault, ids: RandomIds
) -> None:
    await _move_in_the_old_log(database, vault, ids)
    confirmed = await ask(desk(old_log, "c-b", now=BEFORE), evolve(TUESDAY, asked_at=BEFORE))
    assert isinstance(confirmed.events[-1], BookingConfirmed)
    wednesday = request("Cid Lee", "December 2nd", "10 AM", asked_at=BEFORE)
    refused = await ask(desk(old_log, "c-c", now=BEFORE), wednesday)
    assert isinstance(refused.events[-1], BookingRefused)


async def test_its_own_call_can_go_on_with_it(old_log: SqliteLog) -> None:
    """The agent was upgraded in mid-call: the appointment is moved and cancelled like any other."""
    call = desk(old_log, "c-0000000000ex", now=BEFORE)
    moved = await ask(call, move("December 2nd", "10 AM", asked_at=BEFORE))
    assert isinstance(moved.events[-1], AppointmentMoved)
    assert moved.events[-1].appointment == evolve(appointment(WEDNESDAY_10, sequence=1), chair_id="chair-1")
    cancelled = await ask(call, cancel(asked_at=BEFORE))
    assert isinstance(cancelled.events[-1], AppointmentCancelled)


async def test_staff_deal_with_it_by_its_id(old_log: SqliteLog) -> None:
    staff = desk(old_log, None, now=BEFORE)
    cancelled = await ask(staff, cancel("a-0000000000ex", asked_at=BEFORE))
    assert [type(event) for event in cancelled.events] == [AppointmentCancelled]
    with pytest.raises(UnknownAppointmentError):
        await ask(staff, cancel("a-0000000000ex", asked_at=BEFORE))


async def test_nobody_gets_at_it_with_an_empty_code(old_log: SqliteLog) -> None:
    """It has none."""
    call = desk(old_log, "c-stranger", now=BEFORE)
    said = await call.recognise(NewIds.fresh(call.ids), birth_date="", phone="", code=" ")
    handled = await call.handle(said)
    assert isinstance(handled.events[-1], ClarificationAsked)
    assert handled.facts.theirs(datetime(2026, 11, 30, tzinfo=UTC)) == ()
