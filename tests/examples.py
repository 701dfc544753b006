"""One example of every event, and short ways to events on their way into the log and out of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from attrs import evolve

from receptionist.events.booking import (
    Appointment,
    AppointmentMoved,
    BookingBegun,
    BookingConfirmed,
    BookingDetailsGiven,
    BookingRefused,
    BookingRequested,
    ClarificationAsked,
    ClinicDetails,
    DetailsRequested,
)
from receptionist.events.call import (
    CallEnded,
    CallerGreeted,
    CallerLeft,
    CallerReturned,
    CallStarted,
    ConnectionLost,
    ConnectionRestored,
    ToolCalled,
    ToolReturned,
    UtteranceHeard,
    UtteranceSpoken,
)
from receptionist.events.catalogue import Event
from receptionist.events.codec import CODEC
from receptionist.events.recorded import Metadata, NewEvent, Recorded
from receptionist.events.tags import tags_of
from receptionist.ids import AppointmentId, BookingId, CallId, EventId, Ids

E = TypeVar("E")

CALL = CallId("c-0000000000ex")
BOOKING = BookingId("b-0000000000ex")
APPOINTMENT = AppointmentId("a-0000000000ex")
PATIENT = "Zoë Quillfeather"
ZONE = "America/New_York"

NOW = datetime(2026, 11, 30, 16, 5, tzinfo=UTC)
"""When the examples' call takes place: a Monday, shortly after eleven at the clinic."""
TUESDAY_9 = datetime(2026, 12, 1, 14, 0, tzinfo=UTC)
WEDNESDAY_10 = datetime(2026, 12, 2, 15, 0, tzinfo=UTC)

CLINIC = ClinicDetails(
    name="Bright Smile Dental",
    short_address="123 Main St",
    address="123 Main Street, Suite 200",
    phone="(555) 123-4567",
    arrival_instructions="Please arrive 15 minutes early for paperwork.",
    time_zone=ZONE,
)


def appointment(**changes: Any) -> Appointment:
    """Tuesday at nine with Dr. Lee, but for *changes*."""
    whole = Appointment(
        appointment_id=APPOINTMENT,
        patient_name=PATIENT,
        dentist_id="lee",
        dentist="Dr. Lee",
        starts_at=TUESDAY_9,
        ends_at=TUESDAY_9 + timedelta(minutes=30),
        clinic=CLINIC,
    )
    return evolve(whole, **changes)


EXAMPLES: tuple[Event, ...] = (
    CallStarted(channel="room", clinic="Bright Smile Dental", time_zone=ZONE, language="en"),
    CallerGreeted(words="Bright Smile Dental, good morning. How can I help?"),
    UtteranceHeard(text="Tomorrow at nine, please. It's Zoë Quillfeather."),
    UtteranceSpoken(text="You are booked for Tuesday at nine, Zoë.", interrupted=False),
    ToolCalled(
        tool_call_id="call_7Gq",
        tool="request_booking",
        arguments='{"patient_name": "Zoë Quillfeather", "date": "tomorrow", "time": "nine"}',
    ),
    ToolReturned(tool_call_id="call_7Gq", tool="request_booking", result="Booked for Tuesday 09:00.", is_error=False),
    CallerLeft(reason="CLIENT_INITIATED"),
    CallerReturned(),
    ConnectionLost(),
    ConnectionRestored(),
    CallEnded(reason="caller_said_goodbye"),
    BookingBegun(booking_id=BOOKING),
    BookingDetailsGiven(booking_id=BOOKING, patient_name=PATIENT, date_words=None, time_words="in the morning"),
    ClarificationAsked(
        booking_id=BOOKING,
        about="date",
        date_words="next Tuesday",
        time_words="nine",
        asked_at=NOW,
        time_zone=ZONE,
        candidates=(TUESDAY_9, TUESDAY_9 + timedelta(days=7)),
    ),
    BookingRequested(
        booking_id=BOOKING,
        patient_name=PATIENT,
        date_words="tomorrow",
        time_words="nine",
        asked_at=NOW,
        time_zone=ZONE,
        starts_at=TUESDAY_9,
        moves=None,
    ),
    BookingConfirmed(booking_id=BOOKING, appointment=appointment()),
    BookingRefused(
        booking_id=BOOKING,
        reason="slot_taken",
        time_zone=ZONE,
        alternatives=(TUESDAY_9 + timedelta(minutes=30), WEDNESDAY_10),
    ),
    AppointmentMoved(
        booking_id=BOOKING,
        appointment=appointment(starts_at=WEDNESDAY_10, ends_at=WEDNESDAY_10 + timedelta(minutes=30)),
        moved_from=TUESDAY_9,
    ),
    DetailsRequested(appointment=appointment()),
)


def example(cls: type[E]) -> E:
    """The example of an event class."""
    return next(event for event in EXAMPLES if isinstance(event, cls))


def metadata(**changes: Any) -> Metadata:
    """The caller's act in the examples' call, but for *changes*."""
    whole = Metadata(
        call=CALL, actor="caller", causation="call_7Gq", agent="receptionist 0.1", prompt="5f1c", model="scripted"
    )
    return evolve(whole, **changes)


def new(event: Event, ids: Ids, *tags: str, at: datetime = NOW, call: CallId | None = CALL) -> NewEvent:
    """*event* on its way into the log, tagged as `tags_of` says and with *tags* besides."""
    return NewEvent(
        id=ids.event(),
        event=event,
        tags=tuple(sorted({*tags_of(event, call), *tags})),
        recorded_at=at,
        metadata=metadata(call=call),
    )


def recorded(event: Event, *, position: int = 1, at: datetime = NOW, call: CallId | None = CALL) -> Recorded:
    """*event* as a log would give it back, for what works on recorded events and needs no log."""
    name, version = CODEC.stored(event)
    return Recorded(
        position=position,
        id=EventId(f"01940000-0000-7000-8000-{position:012d}"),
        type=name,
        version=version,
        recorded_at=at,
        tags=tags_of(event, call),
        event=event,
        metadata=metadata(call=call),
        hash="00" * 32,
    )
