"""Logs that somebody looks at, and lookers."""

from __future__ import annotations

from collections.abc import AsyncIterable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

from attrs import evolve

from receptionist.auditing.roles import Viewer
from receptionist.clock import SteppedClock
from receptionist.config import Settings
from receptionist.events.booking import (
    AppointmentCancelled,
    AppointmentMoved,
    BookingBegun,
    BookingConfirmed,
    BookingRefused,
    BookingRequested,
    DetailsRequested,
)
from receptionist.events.call import (
    CallEnded,
    CallStarted,
    ParticipantJoined,
    ParticipantLeft,
    UtteranceHeard,
    UtteranceSpoken,
)
from receptionist.events.catalogue import Event
from receptionist.events.log import Query
from receptionist.events.patient import PatientRegistered
from receptionist.events.recorded import NewEvent, Recorded
from receptionist.events.tags import tags_of
from receptionist.ids import BookingId, CallId, RandomIds, SlotId
from receptionist.publishers.receipts import Receipts
from receptionist.storage import Storage, open_storage
from tests.examples import (
    BOOKING,
    CALL,
    NOW,
    WEDNESDAY_10,
    ZONE,
    appointment,
    example,
    metadata,
    moved_to,
    new,
    slot,
)

T = TypeVar("T")

SETTINGS = Settings.load({}, Path("FOLDER"))
ANA = Viewer(person="Ana", login="ana", role="admin", reason="a complaint")
MIGUEL = evolve(ANA, person="Miguel", login="miguel", role="auditor", reason="case 12")
ROBIN = evolve(ANA, person="Robin", login="robin", role="front_desk", reason=None)

IN_A_ROOM: Sequence[Event] = (
    example(CallStarted),
    ParticipantJoined(identity="caller-zoe", role="caller", contract=True, sid="PA_1"),
    UtteranceHeard(text="Tomorrow at nine, please. It's Zoë Quillfeather."),
    ParticipantJoined(identity="staff-ben", role="staff", contract=True, sid="PA_1"),
    example(BookingRequested),
    example(PatientRegistered),
    example(BookingConfirmed),
    UtteranceSpoken(text="You are booked, Zoë.", interrupted=False),
    ParticipantLeft(identity="staff-ben", role="staff"),
    ParticipantJoined(identity="staff-sam", role="staff", contract=True, sid="PA_1"),
    ParticipantJoined(identity="nosy", role="bystander", contract=False, sid="PA_1"),
    example(DetailsRequested),
    CallEnded(reason="caller_said_goodbye"),
)
"""Ben saw the booking, Sam the details that were asked for again; somebody else came, for whom nothing was."""


async def tell(storage: Storage, events: Sequence[Event], ids: RandomIds, call: CallId = CALL) -> tuple[Recorded, ...]:
    """Have *events* happen in a call, a minute apart."""
    return await storage.log.append([new(event, ids, call=call) for event in events])


async def all_sent(storage: Storage) -> None:
    """Have all that is owed be sent, each as its event was recorded."""
    sql = """UPDATE outbox SET state = 'sent', attempts = 1, epoch = 1,
             settled_at = (SELECT recorded_at FROM events WHERE events.position = outbox.position)"""
    await storage.database.write(lambda raw: raw.execute(sql).fetchall())


async def in_a_room(path: Path) -> None:
    """A log with that call, minute by minute."""
    ids = RandomIds(SteppedClock(NOW), seed=7)
    async with open_storage(path) as storage:
        for minute, event in enumerate(IN_A_ROOM):
            at = NOW.replace(minute=minute)
            await storage.log.append([new(event, ids, call=CALL, at=at)])
        await all_sent(storage)


async def events_of(path: Path) -> list[Recorded]:
    """What is in the log."""
    async with open_storage(path, create=False, read_only=True) as storage:
        return list((await storage.log.read(Query())).events)


async def listed(found: AsyncIterable[T]) -> list[T]:
    """All of it."""
    return [each async for each in found]


def content(path: Path) -> bytes:
    """Every byte of a log, that which is not merged into it yet too."""
    both = (path, path.with_name(f"{path.name}-wal"))
    return b"".join(each.read_bytes() for each in both if each.exists())


def make_evidence(path: Path) -> bytes:
    """Take everybody's permission to write to a log, and give its bytes."""
    path.chmod(0o444)
    return content(path)


ZOES_STORY: Sequence[Event] = (
    CallStarted(channel="phone", clinic="Bright Smile Dental", time_zone=ZONE, language="en"),
    ParticipantJoined(identity="sip-zoe", role="caller", contract=True, sid="PA_1"),
    UtteranceHeard(text="Tomorrow at nine, please."),
    BookingBegun(booking_id=BOOKING),
    evolve(example(BookingRequested), patient_name="Zoë Quillfeather"),
    BookingRefused(booking_id=BOOKING, reason="slot_taken", time_zone=ZONE, alternatives=(slot("s4", WEDNESDAY_10),)),
    UtteranceSpoken(text="That is taken. Wednesday at ten?", interrupted=False),
    UtteranceHeard(text="Yes, Wednesday at ten is fine."),
    evolve(example(BookingRequested), slot_id=SlotId("s4"), date_words="", time_words="", starts_at=WEDNESDAY_10),
    example(PatientRegistered),
    BookingConfirmed(booking_id=BOOKING, appointment=moved_to(WEDNESDAY_10, sequence=0)),
    UtteranceSpoken(text="You are booked, Zoë.", interrupted=True),
    CallEnded(reason="caller_hung_up"),
)
"""Tuesday at nine is taken, so Zoë takes Wednesday at ten; she hangs up as she hears so."""
A_WEEK_ON = NOW + timedelta(days=7)


async def zoes_story(path: Path) -> None:
    """A log with that call, ten seconds between its events; a week later Robin moves what was booked, and cancels."""
    ids = RandomIds(SteppedClock(NOW), seed=7)
    async with open_storage(path) as storage:
        for at, event in enumerate(ZOES_STORY):
            await storage.log.append([new(event, ids, call=CALL, at=NOW + timedelta(seconds=10 * at))])
        await all_sent(storage)
        await Receipts(storage.database, storage.vault, clock=SteppedClock(NOW + timedelta(minutes=5))).acknowledge(
            CALL, "sip-zoe", 11
        )
        at_the_desk = metadata(call=None, actor="staff", person="Robin", causation=None)
        acts: Sequence[Event] = (MOVED, CANCELLED)
        for at, act in enumerate(acts):
            when = A_WEEK_ON + timedelta(minutes=at)
            tags = tags_of(act, None)
            await storage.log.append(
                [NewEvent(id=ids.event(), event=act, tags=tags, recorded_at=when, metadata=at_the_desk)]
            )


MOVED = AppointmentMoved(
    booking_id=BookingId("b-0000000desk0"),
    appointment=appointment(),
    moved_from=WEDNESDAY_10,
    left_provider_id="lee",
    left_chair_id="chair-1",
)
CANCELLED = AppointmentCancelled(
    appointment=appointment(sequence=2), reason="Zoë is travelling", within_notice=True, notice_hours=24
)
