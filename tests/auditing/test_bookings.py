"""A row for each act of booking: asked, understood, decided, told, sent, acknowledged."""

from __future__ import annotations

import hashlib
import tracemalloc
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

import pytest
from attrs import evolve

from receptionist.auditing import scanning
from receptionist.auditing.booking_words import Acknowledged, Words
from receptionist.auditing.bookings import BookingAct, Wanted, bookings
from receptionist.auditing.pseudonyms import WITHHELD, open_withheld
from receptionist.auditing.scanning import Span
from receptionist.clock import SteppedClock
from receptionist.errors import EventTooNewError
from receptionist.events.booking import BookingConfirmed, BookingRefused, BookingRequested
from receptionist.events.call import CallEnded, CallStarted
from receptionist.events.catalogue import Event
from receptionist.events.codec import CODEC
from receptionist.events.patient import PatientRecognised
from receptionist.events.recorded import NewEvent
from receptionist.events.sqlite import Database, SqliteLog
from receptionist.ids import AppointmentId, PatientId, RandomIds
from receptionist.publishers.owing import enqueue
from receptionist.replaying.why.facts import Delivery, Receiver
from receptionist.storage import Storage, open_storage
from tests.auditing.looking import A_WEEK_ON, SETTINGS, listed, zoes_story
from tests.examples import APPOINTMENT, CALL, NOW, PATIENT_ID, WEDNESDAY_10, ZONE, appointment, example, new

T = TypeVar("T")

CLOCK = SteppedClock(NOW)
TEN_PAST = NOW + timedelta(minutes=5)


@pytest.fixture
async def storage(tmp_path: Path) -> AsyncIterator[Storage]:
    """Zoë's story."""
    await zoes_story(tmp_path / "log.db")
    async with open_storage(tmp_path / "log.db", read_only=True) as storage:
        yield storage


async def found(storage: Storage, **wanted: Any) -> list[BookingAct]:
    return await listed(bookings(storage, Wanted(**wanted), settings=SETTINGS, wall=CLOCK))


async def test_what_was_booked_has_all_that_led_to_it_and_came_of_it(storage: Storage) -> None:
    _, booked, _, _ = await found(storage)
    assert booked == BookingAct(
        position=11,
        at=NOW + timedelta(seconds=100),
        outcome="booked",
        call=CALL,
        actor="caller",
        person=None,
        patient=PATIENT_ID,
        name="Zoë Quillfeather",
        appointment=APPOINTMENT,
        treatment="exam",
        provider="Dr. Lee",
        starts_at=WEDNESDAY_10,
        words=Words(
            who="a caller on the telephone",
            asked=("Yes, Wednesday at ten is fine.",),
            understood="One of the times free instead, Wednesday, December 2nd, 2026 at 10 AM.",
            decided="The clinic was open then and Dr. Lee was free, so an exam was booked.",
            told="Cut off by the caller after “You are booked, Zoë”.",
        ),
        sent=(
            Delivery(
                topics=(
                    "booking-confirmation", "appointment-details", "appointment-calendar", "appointment-card",
                ),
                state="sent",
                at=NOW + timedelta(seconds=100),
                error=None,
                receivers=(Receiver(role="caller", acknowledged_by=TEN_PAST, resent_at=None),),
            ),
        ),
        acknowledged=(Acknowledged(role="caller", identity="sip-zoe", at=TEN_PAST),),
        time_zone=ZONE,
    )  # fmt: skip


async def test_a_refusal_says_what_was_meant_why_not_and_what_was_free(storage: Storage) -> None:
    refused, *_ = await found(storage)
    assert (refused.outcome, refused.patient, refused.name, refused.appointment) == (
        "refused", None, "Zoë Quillfeather", None,
    )  # fmt: skip
    assert refused.words == Words(
        who="a caller on the telephone",
        asked=("Tomorrow at nine, please.",),
        understood="“tomorrow” and “nine” as Tuesday, December 1st, 2026 at 9 AM.",
        decided=(
            "“tomorrow” and “nine” meant Tuesday, December 1st at 9 AM, which was refused, because that was taken,"
            " blocked, or held back for emergencies; free instead was Wednesday, December 2nd at 10 AM."
        ),
        told="Said: “That is taken. Wednesday at ten?”",
    )


async def test_what_staff_did_is_theirs_and_nobody_was_sent_anything(storage: Storage) -> None:
    _, _, moved, cancelled = await found(storage)
    assert [(each.outcome, each.call, each.actor, each.person, each.sent) for each in (moved, cancelled)] == [
        ("moved", None, "staff", "Robin", ()),
        ("cancelled", None, "staff", "Robin", ()),
    ]
    assert (moved.words.who, moved.words.told) == (
        "Robin at the desk", "No call: telling the patient was up to whoever did it.",
    )  # fmt: skip
    assert moved.words.decided == (
        "The clinic was open then and Dr. Lee was free, so the appointment was moved there from Wednesday,"
        " December 2nd at 10 AM."
    )
    assert cancelled.words.decided == (
        "Cancelled (the reason given: “Zoë is travelling”), later than the 24 hours before it that the clinic asks for."
    )


async def test_who_has_said_that_they_have_what_came_before_has_not_acknowledged_it(tmp_path: Path) -> None:
    await zoes_story(tmp_path / "log.db")
    async with open_storage(tmp_path / "log.db") as storage:
        await storage.database.write(lambda raw: raw.execute("UPDATE receipts SET position = 10").fetchall())
        refused, booked, *_ = await found(storage)
    assert (len(refused.acknowledged), booked.acknowledged) == (1, ())


@pytest.mark.parametrize(
    ("wanted", "outcomes"),
    [
        ({}, ["refused", "booked", "moved", "cancelled"]),
        ({"outcome": "moved"}, ["moved"]),
        ({"actor": "caller"}, ["refused", "booked"]),
        ({"actor": "staff"}, ["moved", "cancelled"]),
        ({"actor": "ROBIN"}, ["moved", "cancelled"]),
        ({"actor": "Rob"}, []),
        ({"patient": PATIENT_ID}, ["booked", "moved", "cancelled"]),
        ({"patient": PatientId("p-somebody00el")}, []),
        ({"treatment": "exam"}, ["refused", "booked", "moved", "cancelled"]),
        ({"treatment": "cleaning"}, []),
        ({"span": Span(since=A_WEEK_ON)}, ["moved", "cancelled"]),
        ({"span": Span(before=A_WEEK_ON)}, ["refused", "booked"]),
        ({"span": Span(since=A_WEEK_ON, before=A_WEEK_ON + timedelta(minutes=1))}, ["moved"]),
        ({"actor": "staff", "outcome": "cancelled", "patient": PATIENT_ID}, ["cancelled"]),
    ],
)
async def test_rows_are_chosen(wanted: dict[str, Any], outcomes: list[str], storage: Storage) -> None:
    assert [each.outcome for each in await found(storage, **wanted)] == outcomes


async def test_without_keys_every_decision_is_there_and_no_word(storage: Storage) -> None:
    async with open_withheld(storage.path) as withheld:
        refused, booked, _, cancelled = await found(withheld)
    assert refused.words.understood == "[withheld] as Tuesday, December 1st, 2026 at 9 AM."
    assert (booked.words.asked, booked.words.decided) == (
        (WITHHELD,), "The clinic was open then and Dr. Lee was free, so an exam was booked.",
    )  # fmt: skip
    assert booked.acknowledged == (Acknowledged(role=None, identity=None, at=TEN_PAST),)
    assert "travelling" not in repr(cancelled)
    assert not any(word in repr((refused, booked, cancelled)) for word in ("Zoë", "Quillfeather", "sip-zoe", "please"))


async def test_a_refusal_to_move_is_about_the_appointment_and_whose_it_is(tmp_path: Path, ids: RandomIds) -> None:
    async with open_storage(tmp_path / "log.db") as storage:
        booked = example(BookingConfirmed)
        request = evolve(example(BookingRequested), moves=APPOINTMENT)
        events: tuple[Event, ...] = (example(CallStarted), booked, request, example(BookingRefused))
        await storage.log.append([new(event, ids) for event in events])
        [_, refused] = await found(storage)
    assert (refused.patient, refused.appointment) == (PATIENT_ID, APPOINTMENT)


class Clear:
    """A vault in which nothing is locked up: making keys would take most of a large log's time."""

    async def ensure(self, subject: str) -> None: ...

    def seal(self, subject: str, content: bytes, context: bytes) -> bytes:
        return content

    def unseal(self, subject: str, box: bytes, context: bytes) -> bytes:
        return box

    def digest(self, subject: str, content: bytes) -> str:
        return hashlib.sha256(content).hexdigest()


def many(calls: int, ids: RandomIds) -> Iterator[list[NewEvent]]:
    """Calls one after the other; every tenth books."""
    for number in range(calls):
        call, ends = ids.call(), example(BookingRefused) if number % 10 else None
        its = appointment(appointment_id=ids.appointment(), patient_id=ids.patient())
        granted = BookingConfirmed(booking_id=example(BookingRequested).booking_id, appointment=its)
        events = (example(CallStarted), example(BookingRequested), ends or granted, CallEnded(reason="caller_left"))
        at = NOW + timedelta(minutes=number)
        yield [new(event, ids, call=call, at=at) for event in events]


async def peak(storage: Storage, wanted: Wanted) -> tuple[int, int]:
    """How many acts there are, and how much memory it takes to go through them."""
    tracemalloc.start()
    try:
        count = 0
        async for _ in bookings(storage, wanted, settings=SETTINGS, wall=CLOCK):
            count += 1
        return count, tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


async def test_months_of_it_take_no_more_memory_than_a_day(
    tmp_path: Path, ids: RandomIds, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Otherwise a day would be less than a page.
    monkeypatch.setattr(scanning, "_PAGE", 20)
    async with open_storage(tmp_path / "log.db") as storage, Database.open(tmp_path / "log.db") as database:
        log = SqliteLog(database, Clear(), CODEC, enqueue=enqueue(Clear()))
        for batch in batched(many(1000, ids), 100):
            await log.append([event for events in batch for event in events])
        clear = evolve(storage, database=database, vault=Clear(), log=log)
        await peak(clear, Wanted(span=Span(before=NOW + timedelta(minutes=10))))
        few, with_few = await peak(clear, Wanted(span=Span(before=NOW + timedelta(minutes=100))))
        lots, with_lots = await peak(clear, Wanted())
    assert (few, lots) == (100, 1000)
    # Garbage waits for its collector; what is kept would be ten times as much.
    assert with_lots < 3 * with_few


def batched(each: Iterator[T], size: int) -> Iterator[list[T]]:
    while batch := list(islice(each, size)):
        yield batch


async def test_an_act_of_a_newer_version_stops_the_audit(tmp_path: Path) -> None:
    """A list that passes one over is no audit."""
    await zoes_story(tmp_path / "log.db")
    async with open_storage(tmp_path / "log.db") as storage:
        await storage.database.write(
            lambda raw: [
                raw.execute("DROP TRIGGER events_stay_as_they_are"),
                raw.execute("UPDATE events SET version = 9 WHERE position = 11"),
            ]
        )
        with pytest.raises(EventTooNewError) as refused:
            await found(storage)
    assert (refused.value.position, refused.value.version) == (11, 9)


async def test_a_refusal_to_somebody_who_was_recognised_is_theirs(tmp_path: Path, ids: RandomIds) -> None:
    async with open_storage(tmp_path / "log.db") as storage:
        events: tuple[Event, ...] = (
            example(CallStarted),
            example(PatientRecognised),
            example(BookingRequested),
            example(BookingRefused),
        )
        await storage.log.append([new(event, ids) for event in events])
        [refused] = await found(storage)
    assert (refused.patient, refused.appointment) == (PATIENT_ID, None)


async def test_a_refusal_to_move_is_not_about_whoever_else_was_booked_in_that_call(
    tmp_path: Path, ids: RandomIds
) -> None:
    async with open_storage(tmp_path / "log.db") as storage:
        booked = example(BookingConfirmed)
        theirs = appointment(appointment_id=AppointmentId("a-brother000ex"), patient_id=PatientId("p-brother000ex"))
        request = evolve(example(BookingRequested), moves=APPOINTMENT)
        events: tuple[Event, ...] = (booked, evolve(booked, appointment=theirs), request, example(BookingRefused))
        await storage.log.append([new(event, ids) for event in events])
        *_, refused = await found(storage)
    assert refused.patient == PATIENT_ID
