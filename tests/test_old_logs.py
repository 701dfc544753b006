"""A log that the first version wrote (schema 1) goes on under today's: its calls, its appointments, what it owed.

`tests/history/logs/schema_1.sql` is such a log with its keys, as sqlite3 dumps them: a booking that was moved, and a
second call that was killed while it still owed its confirmation.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

from receptionist.clock import SteppedClock
from receptionist.config.clinic_file import example_clinic
from receptionist.desk import Desk, Handled, Provenance
from receptionist.domain.commands import MoveAppointment, NewIds, RequestBooking, Wanted
from receptionist.events.booking import Appointment, AppointmentMoved, BookingRefused
from receptionist.events.log import Query
from receptionist.events.recorded import UnknownEvent
from receptionist.events.sqlite.schema import MIGRATIONS
from receptionist.events.vault import keys_path
from receptionist.ids import AppointmentId, CallId, PatientId, RandomIds
from receptionist.projections.effects import SendText, topic
from receptionist.publishers.recording import RecordingPublisher
from receptionist.storage import Storage, open_storage
from tests.examples import CLINIC
from tests.processes import run
from tests.publishers.support import Stand, rows
from tests.races.desks import diary

HISTORY = Path(__file__).parent / "history" / "logs"
EVENTS = 50
KILLED = CallId("c-8ns7hs0m16sz")
NOW = datetime(2026, 11, 30, 18, 0, tzinfo=UTC)
"""Later on the Monday on which the log was written."""
MOVED = AppointmentId("a-hxccwm4ky83d")
TUESDAY_10 = datetime(2026, 12, 1, 15, 0, tzinfo=UTC)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """The old log, in a file as it was."""
    path = tmp_path / "log.db"
    for file, dump in ((path, "schema_1.sql"), (keys_path(path), "schema_1.keys.sql")):
        file.touch(mode=0o600)
        with contextlib.closing(sqlite3.connect(file)) as raw:
            raw.executescript((HISTORY / dump).read_text(encoding="utf-8"))
    return path


@pytest.fixture
async def storage(path: Path) -> AsyncIterator[Storage]:
    async with open_storage(path, create=False) as storage:
        yield storage


def desk(storage: Storage, call: str | None = "c-new") -> Desk:
    clock = SteppedClock(NOW)
    return Desk(
        log=storage.log,
        clinic=example_clinic(),
        clock=clock,
        ids=RandomIds(clock, seed=call or "staff"),
        call=None if call is None else CallId(call),
        provenance=Provenance(agent="receptionist", prompt="", model="offline"),
        lookup=storage.lookup,
        person="Dana" if call is None else None,
    )


async def book(at: Desk, **wanted: Any) -> Handled:
    whole = Wanted(patient_name="Ann Lee", treatment="exam", provider="Dr. Lee", date_words="December 1st", **wanted)
    return await at.handle(RequestBooking(new=NewIds.fresh(at.ids), wanted=whole, asked_at=NOW))


def lifted(appointment_id: str, patient: str, starts_at: datetime, **changes: Any) -> Appointment:
    """What is known of an appointment of then: there were no codes, chairs or treatments."""
    whole = Appointment(
        appointment_id=AppointmentId(appointment_id),
        code="",
        patient_id=PatientId(appointment_id.replace("a-", "p-", 1)),
        patient_name=patient,
        treatment_id="visit",
        treatment="visit",
        provider_id="lee",
        provider="Dr. Lee",
        chair_id="",
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=30),
        busy_until=starts_at + timedelta(minutes=30),
        minor=False,
        sequence=0,
        language="en",
        clinic=CLINIC,
    )
    return evolve(whole, **changes)


def schema_of(path: Path) -> tuple[int, set[str]]:
    with contextlib.closing(sqlite3.connect(path)) as raw:
        (version,) = raw.execute("PRAGMA user_version").fetchone()
        tables = {name for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    return version, tables


def chain_of(path: Path) -> list[tuple[object, ...]]:
    with contextlib.closing(sqlite3.connect(path)) as raw:
        return raw.execute("SELECT * FROM events ORDER BY position").fetchall()


async def test_it_is_upgraded_and_its_events_stay_byte_for_byte(path: Path) -> None:
    before = chain_of(path)
    assert (schema_of(path)[0], len(before)) == (1, EVENTS)
    async with open_storage(path, create=False) as storage:
        assert (await storage.log.verify()).events == EVENTS
    version, tables = schema_of(path)
    assert (version, tables) == (
        len(MIGRATIONS),
        {
            "log", "events", "event_tags", "outbox", "relay_owner", "room_claim", "lookup", "receipts", "read_models",
            "calls_rows", "appointments_rows", "inbox_rows", "transcript_rows", "lookup_found", "accepted", "webhook",
            "outcomes", "outcomes_about",
        },
    )  # fmt: skip
    assert chain_of(path) == before


async def test_every_event_is_read_as_one_of_todays(storage: Storage) -> None:
    found = (await storage.log.read(Query())).events
    assert len(found) == EVENTS
    assert [recorded for recorded in found if isinstance(recorded.event, UnknownEvent)] == []


async def test_its_appointments_stand_with_what_was_known_then(storage: Storage) -> None:
    assert dict((await diary(storage.log)).appointments) == {
        each.appointment_id: each
        for each in (
            lifted(MOVED, "Zoë Quillfeather", TUESDAY_10, sequence=1),
            lifted("a-dv62x4rq2a6g", "Tom Fennimore", TUESDAY_10 + timedelta(minutes=30)),
        )
    }


@pytest.mark.parametrize("time", ["10 AM", "10:30 AM"])
async def test_its_times_are_not_sold_again(storage: Storage, time: str) -> None:
    (*_, refused) = (await book(desk(storage), time_words=time)).events
    assert isinstance(refused, BookingRefused)
    assert refused.reason == "slot_taken"


async def test_the_time_that_its_caller_left_can_be_had(storage: Storage) -> None:
    handled = await book(desk(storage), time_words="9 AM")
    assert [each.starts_at for each in handled.facts.appointments] == [TUESDAY_10 - timedelta(hours=1)]


async def test_staff_move_one_of_its_appointments(storage: Storage) -> None:
    """It keeps its id, patient and length, gets a chair that is made ready after it, and its old time can be had."""
    staff = desk(storage, None)
    wanted = Wanted(date_words="December 2nd", time_words="11 AM")
    command = MoveAppointment(new=NewIds.fresh(staff.ids), wanted=wanted, appointment=MOVED, asked_at=NOW)
    handled = await staff.handle(command, actor="staff")
    (moved,) = (event for event in handled.events if isinstance(event, AppointmentMoved))
    assert (moved.moved_from, moved.left_provider_id, moved.left_chair_id) == (TUESDAY_10, "lee", "")
    starts_at = TUESDAY_10 + timedelta(hours=25)
    assert moved.appointment == lifted(
        MOVED, "Zoë Quillfeather", starts_at,
        sequence=2, chair_id="chair-1", busy_until=starts_at + timedelta(minutes=40),
    )  # fmt: skip
    again = await book(desk(storage), time_words="10 AM")
    assert [each.starts_at for each in again.facts.appointments] == [TUESDAY_10]


async def test_what_it_owed_is_sent_as_today_shows_it(storage: Storage) -> None:
    """What the event shows besides since then (a calendar entry, a card) was never owed."""
    stand = Stand(storage, ids=RandomIds(SteppedClock(NOW)), clock=SteppedClock(NOW), wall=SteppedClock(NOW))
    publisher = RecordingPublisher()
    await stand.settle(publisher, call=KILLED)
    assert [
        (each.delivery.key, topic(each.effect)) for each in publisher.published if each.effect.lane == "streams"
    ] == [("49:1", "booking-confirmation"), ("49:2", "appointment-details"), ("49:3", "agent-status")]
    assert ["".join(effect.chunks) for effect in publisher.effects if isinstance(effect, SendText)] == [
        (
            "Booking confirmed: Tom Fennimore on Tuesday, December 1st, 2026 at 10:30 AM. "
            "Bright Smile Dental, 123 Main St. Visit with Dr. Lee."
        ),
        "Appointment booked",
    ]
    assert set(rows(storage.path, KILLED).values()) == {"sent"}


def test_the_commands_that_look_at_a_log_read_it(path: Path) -> None:
    shown = run(path.parent, "show", KILLED, "--db", "log.db")
    assert (shown.status, shown.err) == (0, "")
    # That it was shown is an event too.
    assert f"chain verified over all {EVENTS + 1} in " in shown.out
    listed = run(path.parent, "diary", "--day", "2026-12-01", "--db", "log.db")
    assert (listed.status, listed.err) == (0, "")
    assert [line for line in listed.out.splitlines() if "Zoë" in line]
