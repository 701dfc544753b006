"""Short ways to say what callers ask for and what has happened, for the tests of the front desk's rules."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Literal

from receptionist.domain.commands import BeginBooking, MoveAppointment, RejectRequest, RequestBooking
from receptionist.events.booking import (
    Appointment,
    AppointmentMoved,
    BookingBegun,
    BookingConfirmed,
    BookingDetailsGiven,
    BookingRefused,
    BookingRequested,
    ClarificationAsked,
    RefusalReason,
)
from receptionist.ids import AppointmentId, BookingId
from tests.domain.specification import CLINIC, NOW, at

OPEN, NEW = BookingId("b-open"), BookingId("b-new")
THEIRS, FRESH = AppointmentId("a-theirs"), AppointmentId("a-fresh")
ANN = "Ann Lee"
ZONE = CLINIC.time_zone


def begin(name: str = "", date: str = "", time: str = "") -> BeginBooking:
    return BeginBooking(new_booking_id=NEW, patient_name=name, date_words=date, time_words=time)


def request(name: str, date: str, time: str, *, asked_at: datetime = NOW) -> RequestBooking:
    return RequestBooking(
        new_booking_id=NEW,
        new_appointment_id=FRESH,
        patient_name=name,
        date_words=date,
        time_words=time,
        asked_at=asked_at,
    )


def move(date: str, time: str, *, asked_at: datetime = NOW) -> MoveAppointment:
    return MoveAppointment(new_booking_id=NEW, date_words=date, time_words=time, asked_at=asked_at)


def reject() -> RejectRequest:
    return RejectRequest(new_booking_id=NEW)


def appointment(starts: str, name: str = ANN, *, its_id: AppointmentId = FRESH, minutes: int = 30) -> Appointment:
    """An appointment at the clinic's local time *starts*."""
    return Appointment(
        appointment_id=its_id,
        patient_name=name,
        dentist_id="lee",
        dentist="Dr. Lee",
        starts_at=at(starts),
        ends_at=at(starts) + timedelta(minutes=minutes),
        clinic=CLINIC.details_in("en"),
    )


def begun(booking: BookingId = NEW) -> BookingBegun:
    return BookingBegun(booking_id=booking)


def details(
    name: str | None = None, date: str | None = None, time: str | None = None, *, booking: BookingId = NEW
) -> BookingDetailsGiven:
    return BookingDetailsGiven(booking_id=booking, patient_name=name, date_words=date, time_words=time)


def requested(
    name: str,
    date: str,
    time: str,
    means: str | None,
    *,
    booking: BookingId = NEW,
    moves: AppointmentId | None = None,
    asked_at: datetime = NOW,
) -> BookingRequested:
    return BookingRequested(
        booking_id=booking,
        patient_name=name,
        date_words=date,
        time_words=time,
        asked_at=asked_at,
        time_zone=ZONE,
        starts_at=None if means is None else at(means),
        moves=moves,
    )


def asked(
    about: Literal["date", "time"], date: str, time: str, *candidates: str, booking: BookingId = NEW
) -> ClarificationAsked:
    return ClarificationAsked(
        booking_id=booking,
        about=about,
        date_words=date,
        time_words=time,
        asked_at=NOW,
        time_zone=ZONE,
        candidates=tuple(at(candidate) for candidate in candidates),
    )


def confirmed(made: Appointment, *, booking: BookingId = NEW) -> BookingConfirmed:
    return BookingConfirmed(booking_id=booking, appointment=made)


def refused(reason: RefusalReason, *alternatives: str, booking: BookingId = NEW) -> BookingRefused:
    offered = tuple(at(alternative) for alternative in alternatives)
    return BookingRefused(booking_id=booking, reason=reason, time_zone=ZONE, alternatives=offered)


def moved(made: Appointment, moved_from: str, *, booking: BookingId = NEW) -> AppointmentMoved:
    return AppointmentMoved(booking_id=booking, appointment=made, moved_from=at(moved_from))


def booked(starts: str, name: str = ANN, *, its_id: AppointmentId = THEIRS, minutes: int = 30) -> BookingConfirmed:
    """An appointment that was made earlier."""
    return confirmed(appointment(starts, name, its_id=its_id, minutes=minutes), booking=OPEN)


def full_day(day: str, *, but: tuple[str, ...] = ()) -> tuple[BookingConfirmed, ...]:
    """Every slot of a local day taken by somebody, except *but* (local times such as 09:30)."""
    starts = CLINIC.starts(date.fromisoformat(day), "lee", CLINIC.default_treatment)
    local = [f"{start.astimezone(CLINIC.zone):%Y-%m-%d %H:%M}" for start in starts]
    return tuple(
        booked(start, f"Patient {chr(ord('A') + n)}", its_id=AppointmentId(f"a-{day}-{n}"))
        for n, start in enumerate(local)
        if start not in {f"{day} {time}" for time in but}
    )
