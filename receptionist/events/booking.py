"""What happens to bookings (the act) and appointments (what a patient then has).

Instants are aware and in UTC; the zone that people live in stands beside them.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from attrs import frozen

from receptionist.events.personal import personal
from receptionist.ids import AppointmentId, BookingId, PatientId, SlotId
from receptionist.language import Language

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
    "unknown_slot",
    "no_free_time",
    "not_performed_by",
    "not_for_new_patients",
    "age_limits",
    "provider_away",
]
Question = Literal[
    "date", "time", "treatment", "provider", "new_patient", "birth_date", "phone", "name", "code", "appointment"
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
    """A patient's visit, with all that a confirmation needs.

    Attributes:
        code: The confirmation code: whoever says it may hear of, move and cancel this appointment.
        treatment: As the patient is told, in *language*.
        provider: The dentist or hygienist, as the patient is told.
        chair_id: The chair that is taken, until `busy_until`; "" where none was assigned.
        busy_until: When the chair is ready again: the end and the treatment's buffer.
        minor: Whether the patient is a child, whom a guardian must accompany.
        sequence: How often it was changed since it was booked (RFC 5545 §3.8.7.4).
        language: The language that the patient is written to in.
    """

    appointment_id: AppointmentId
    code: str = personal()
    patient_id: PatientId
    patient_name: str = personal()
    treatment_id: str
    treatment: str
    provider_id: str
    provider: str
    chair_id: str
    starts_at: datetime
    ends_at: datetime
    busy_until: datetime
    minor: bool
    sequence: int
    language: Language
    clinic: ClinicDetails


@frozen(kw_only=True)
class OfferedSlot:
    """A free time that the caller was told of. `slot_id` names it for as long as the call lasts."""

    slot_id: SlotId
    treatment_id: str
    provider_id: str
    provider: str
    starts_at: datetime


@frozen(kw_only=True)
class BookingBegun:
    """The caller wants to book, or to change what was booked."""

    booking_id: BookingId


@frozen(kw_only=True)
class BookingDetailsGiven:
    """The caller gave part of what a booking needs; a part not given is None.

    Attributes:
        phone: In E.164.
        birth_date: ISO 8601.
        is_new: Whether the patient has not been at the clinic before.
    """

    booking_id: BookingId
    patient_name: str | None = personal()
    date_words: str | None = personal()
    time_words: str | None = personal()
    treatment_id: str | None
    provider_id: str | None
    phone: str | None = personal()
    birth_date: str | None = personal()
    is_new: bool | None


@frozen(kw_only=True)
class ClarificationAsked:
    """The words could mean more than one thing, or something is missing, so the caller is asked.

    Attributes:
        candidates: The instants that could be meant, where a date or a time is asked for.
        choices: What else could be meant, as ids: treatments, providers, appointments.
    """

    booking_id: BookingId
    about: Question
    date_words: str = personal()
    time_words: str = personal()
    asked_at: datetime
    time_zone: str
    candidates: tuple[datetime, ...]
    choices: tuple[str, ...]


@frozen(kw_only=True)
class SlotsOffered:
    """The caller asked for free times and was told these.

    Attributes:
        asked_at: The instant from which "tomorrow" and the like were counted.
        first, last: The days (ISO 8601, the clinic's calendar) that the words were taken to mean.
        provider_id: Whom the caller asked for, or None for anybody.
    """

    booking_id: BookingId
    treatment_id: str
    provider_id: str | None
    date_words: str = personal()
    time_words: str = personal()
    asked_at: datetime
    time_zone: str
    first: date
    last: date
    slots: tuple[OfferedSlot, ...]


@frozen(kw_only=True)
class BookingRequested:
    """The caller asked for a time: the words as said, and what they were taken to mean.

    Attributes:
        slot_id: The offered time that was taken up; the words are empty then.
        asked_at: The instant from which "tomorrow" and the like were counted.
        starts_at: What the words mean, or None when they could not be understood.
        moves: The appointment that is to be moved to this time, or None for a new one.
    """

    booking_id: BookingId
    patient_name: str = personal()
    treatment_id: str
    provider_id: str | None
    slot_id: SlotId | None
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
    """What was asked for cannot be had; `alternatives` are the free times nearest to it."""

    booking_id: BookingId
    reason: RefusalReason
    time_zone: str
    alternatives: tuple[OfferedSlot, ...]


@frozen(kw_only=True)
class AppointmentMoved:
    """The appointment is now at another time, and its earlier slot is free again."""

    booking_id: BookingId
    appointment: Appointment
    moved_from: datetime
    left_provider_id: str
    left_chair_id: str


@frozen(kw_only=True)
class AppointmentCancelled:
    """The appointment is off, and its slot is free again.

    Attributes:
        within_notice: Whether that was later than the clinic asks for.
        notice_hours: What the clinic asked for then.
    """

    appointment: Appointment
    reason: str = personal()
    within_notice: bool
    notice_hours: int


@frozen(kw_only=True)
class LateArrivalReported:
    """The patient will be late, by so many minutes; beyond `grace_minutes` a move is offered."""

    appointment: Appointment
    minutes: int
    grace_minutes: int


@frozen(kw_only=True)
class AppointmentsTold:
    """The caller asked what is booked, and was told of these."""

    appointments: tuple[Appointment, ...]


@frozen(kw_only=True)
class DetailsRequested:
    """The caller asked for the written details of an appointment (again)."""

    appointment: Appointment


@frozen(kw_only=True)
class PatientArrived:
    """The patient is at the clinic."""

    appointment: Appointment


@frozen(kw_only=True)
class PatientMissed:
    """The patient did not come ("no-show"); `count` is how often that has happened now."""

    appointment: Appointment
    count: int


BookingEvent = (
    BookingBegun
    | BookingDetailsGiven
    | ClarificationAsked
    | SlotsOffered
    | BookingRequested
    | BookingConfirmed
    | BookingRefused
    | AppointmentMoved
    | AppointmentCancelled
    | LateArrivalReported
    | AppointmentsTold
    | DetailsRequested
    | PatientArrived
    | PatientMissed
)
