"""What happens to bookings (the act) and appointments (what a patient then has).

Instants are aware and in UTC; the zone that people live in stands beside them.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from attrs import frozen

from receptionist.events.personal import personal
from receptionist.ids import AppointmentId, BookingId

RefusalReason = Literal[
    "name_missing",
    "name_too_long",
    "name_not_a_name",
    "in_the_past",
    "closed_that_day",
    "outside_hours",
    "no_such_start",
    "too_far_ahead",
    "slot_taken",
    "already_booked",
    "malformed_request",
]


@frozen(kw_only=True)
class ClinicDetails:
    """The clinic as it stood when the event happened, as far as a patient is told."""

    name: str
    short_address: str
    address: str
    phone: str
    arrival_instructions: str
    time_zone: str


@frozen(kw_only=True)
class Appointment:
    """A patient's visit, with all that a confirmation needs."""

    appointment_id: AppointmentId
    patient_name: str = personal()
    dentist_id: str
    dentist: str
    starts_at: datetime
    ends_at: datetime
    clinic: ClinicDetails


@frozen(kw_only=True)
class BookingBegun:
    """The caller wants to book, or to change what was booked."""

    booking_id: BookingId


@frozen(kw_only=True)
class BookingDetailsGiven:
    """The caller gave part of what a booking needs; a part not given is None."""

    booking_id: BookingId
    patient_name: str | None = personal()
    date_words: str | None = personal()
    time_words: str | None = personal()


@frozen(kw_only=True)
class ClarificationAsked:
    """The words could mean more than one thing, so the caller is asked which."""

    booking_id: BookingId
    about: Literal["date", "time"]
    date_words: str = personal()
    time_words: str = personal()
    asked_at: datetime
    time_zone: str
    candidates: tuple[datetime, ...]


@frozen(kw_only=True)
class BookingRequested:
    """The caller asked for a time: the words as said, and what they were taken to mean.

    Attributes:
        asked_at: The instant from which "tomorrow" and the like were counted.
        starts_at: What the words mean, or None when they could not be understood.
        moves: The appointment that is to be moved to this time, or None for a new one.
    """

    booking_id: BookingId
    patient_name: str = personal()
    date_words: str = personal()
    time_words: str = personal()
    asked_at: datetime
    time_zone: str
    starts_at: datetime | None
    moves: AppointmentId | None


@frozen(kw_only=True)
class BookingConfirmed:
    """The slot is now the patient's."""

    booking_id: BookingId
    appointment: Appointment


@frozen(kw_only=True)
class BookingRefused:
    """What was asked for cannot be had; `alternatives` are free starts nearest to it."""

    booking_id: BookingId
    reason: RefusalReason
    time_zone: str
    alternatives: tuple[datetime, ...]


@frozen(kw_only=True)
class AppointmentMoved:
    """The appointment is now at another time, and its earlier slot is free again."""

    booking_id: BookingId
    appointment: Appointment
    moved_from: datetime


@frozen(kw_only=True)
class DetailsRequested:
    """The caller asked for the written details of an appointment (again)."""

    appointment: Appointment


BookingEvent = (
    BookingBegun
    | BookingDetailsGiven
    | ClarificationAsked
    | BookingRequested
    | BookingConfirmed
    | BookingRefused
    | AppointmentMoved
    | DetailsRequested
)
