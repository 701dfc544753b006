"""May this be booked? Pure rules: a command and the facts in, events out; an empty list means that it holds already."""

from __future__ import annotations

from datetime import datetime
from typing import assert_never

from receptionist.domain import names
from receptionist.domain.clinic import Clinic
from receptionist.domain.commands import (
    BeginBooking,
    BookingCommand,
    MoveAppointment,
    RejectRequest,
    RequestBooking,
    SendDetails,
)
from receptionist.domain.dates import Ambiguous, NotUnderstood, Understood, resolve
from receptionist.domain.diary import horizon
from receptionist.domain.facts import Facts, OpenBooking
from receptionist.errors import CallOverError, NothingBookedError
from receptionist.events.booking import (
    Appointment,
    AppointmentMoved,
    BookingBegun,
    BookingConfirmed,
    BookingDetailsGiven,
    BookingEvent,
    BookingRefused,
    BookingRequested,
    ClarificationAsked,
    DetailsRequested,
    RefusalReason,
)
from receptionist.ids import AppointmentId, BookingId

# Words are kept as said, but nobody says this much: what is longer is cut, and could not be understood anyway.
_LONGEST_WORDS = 300


def decide(command: BookingCommand, facts: Facts, clinic: Clinic) -> list[BookingEvent]:
    """What happens when *command* is asked for while *facts* hold.

    Raises:
        NothingBookedError: It is about an appointment of this call, and there is none.
        CallOverError: The call has ended: nobody would hear what became of it.
    """
    if facts.ended:
        raise CallOverError
    match command:
        case BeginBooking():
            begun, open_booking = _begin(command.new_booking_id, facts)
            return [*begun, *_details(command, open_booking)]
        case RequestBooking():
            return _request(command, facts, clinic)
        case MoveAppointment():
            return _move(command, facts, clinic)
        case SendDetails():
            return [DetailsRequested(appointment=_latest(facts))]
        case RejectRequest():
            begun, open_booking = _begin(command.new_booking_id, facts)
            return [*begun, _refused(open_booking.booking_id, "malformed_request", clinic)]
        case _:
            assert_never(command)


def _request(command: RequestBooking, facts: Facts, clinic: Clinic) -> list[BookingEvent]:
    name = names.clean(command.patient_name)
    begun, open_booking = _begin(command.new_booking_id, facts)
    booking_id = open_booking.booking_id
    meant = resolve(command.date_words, command.time_words, asked_at=command.asked_at, clinic=clinic)
    if (no_name := names.why_not(name)) is not None:
        starts_at = meant.starts_at if isinstance(meant, Understood) else None
        requested = _requested(booking_id, command, _short(name), starts_at, clinic)
        return [*begun, requested, _refused(booking_id, no_name, clinic)]
    if not isinstance(meant, Understood):
        asked = _clarification(booking_id, command, meant, clinic)
        return [*begun, *_details(command, open_booking), asked]
    starts_at = meant.starts_at
    requested = _requested(booking_id, command, name, starts_at, clinic)
    theirs = [a for a in facts.appointments if names.same(a.patient_name, name)]
    if any(a.starts_at == starts_at for a in theirs):
        return []
    if theirs:
        return [*begun, requested, _refused(booking_id, "already_booked", clinic)]
    if (reason := _why_not(starts_at, command.asked_at, facts, clinic)) is not None:
        nearest = facts.diary.nearest(clinic, starts_at, not_before=command.asked_at)
        return [*begun, requested, _refused(booking_id, reason, clinic, nearest)]
    appointment = _appointment(command.new_appointment_id, name, starts_at, clinic)
    return [*begun, requested, BookingConfirmed(booking_id=booking_id, appointment=appointment)]


def _move(command: MoveAppointment, facts: Facts, clinic: Clinic) -> list[BookingEvent]:
    old = _latest(facts)
    meant = resolve(command.date_words, command.time_words, asked_at=command.asked_at, clinic=clinic)
    if isinstance(meant, Understood) and meant.starts_at == old.starts_at:
        return []
    begun, open_booking = _begin(command.new_booking_id, facts)
    booking_id, leaving = open_booking.booking_id, old.appointment_id
    if not isinstance(meant, Understood):
        return [*begun, _clarification(booking_id, command, meant, clinic)]
    starts_at = meant.starts_at
    requested = _requested(booking_id, command, old.patient_name, starts_at, clinic, moves=leaving)
    if (reason := _why_not(starts_at, command.asked_at, facts, clinic, leaving=leaving)) is not None:
        nearest = facts.diary.nearest(clinic, starts_at, not_before=command.asked_at, leaving=leaving)
        return [*begun, requested, _refused(booking_id, reason, clinic, nearest)]
    moved = AppointmentMoved(
        booking_id=booking_id,
        appointment=_appointment(leaving, old.patient_name, starts_at, clinic),
        moved_from=old.starts_at,
    )
    return [*begun, requested, moved]


def _why_not(
    starts_at: datetime,
    asked_at: datetime,
    facts: Facts,
    clinic: Clinic,
    *,
    leaving: AppointmentId | None = None,
) -> RefusalReason | None:
    day = starts_at.astimezone(clinic.zone).date()
    wall = starts_at.astimezone(clinic.zone).time()
    if starts_at <= asked_at:
        return "in_the_past"
    if day > horizon(clinic, asked_at):
        return "too_far_ahead"
    if not clinic.openings(day):
        return "closed_that_day"
    if starts_at not in clinic.starts(day):
        seen = any(opening.opens <= wall < opening.closes for opening in clinic.openings(day))
        return "no_such_start" if seen else "outside_hours"
    if not facts.diary.is_free(starts_at, starts_at + clinic.visit, leaving=leaving):
        return "slot_taken"
    return None


def _begin(new_booking_id: BookingId, facts: Facts) -> tuple[list[BookingEvent], OpenBooking]:
    if facts.open_booking is not None:
        return [], facts.open_booking
    return [BookingBegun(booking_id=new_booking_id)], OpenBooking(booking_id=new_booking_id)


def _details(command: BeginBooking | RequestBooking, known: OpenBooking) -> list[BookingEvent]:
    """What the caller gave that was not known yet; a name that cannot be one is not taken down."""
    name = names.clean(command.patient_name)
    date_words, time_words = _short(command.date_words.strip()), _short(command.time_words.strip())
    given = BookingDetailsGiven(
        booking_id=known.booking_id,
        patient_name=name if names.why_not(name) is None and name != known.patient_name else None,
        date_words=date_words if date_words not in {"", known.date_words} else None,
        time_words=time_words if time_words not in {"", known.time_words} else None,
    )
    return [given] if given.patient_name or given.date_words or given.time_words else []


def _requested(
    booking_id: BookingId,
    command: RequestBooking | MoveAppointment,
    patient_name: str,
    starts_at: datetime | None,
    clinic: Clinic,
    *,
    moves: AppointmentId | None = None,
) -> BookingRequested:
    return BookingRequested(
        booking_id=booking_id,
        patient_name=patient_name,
        date_words=_short(command.date_words),
        time_words=_short(command.time_words),
        asked_at=command.asked_at,
        time_zone=clinic.time_zone,
        starts_at=starts_at,
        moves=moves,
    )


def _appointment(appointment_id: AppointmentId, patient_name: str, starts_at: datetime, clinic: Clinic) -> Appointment:
    return Appointment(
        appointment_id=appointment_id,
        patient_name=patient_name,
        dentist_id=clinic.dentist.id,
        dentist=clinic.dentist.name,
        starts_at=starts_at,
        ends_at=starts_at + clinic.visit,
        clinic=clinic.details,
    )


def _clarification(
    booking_id: BookingId,
    command: RequestBooking | MoveAppointment,
    meant: Ambiguous | NotUnderstood,
    clinic: Clinic,
) -> ClarificationAsked:
    return ClarificationAsked(
        booking_id=booking_id,
        about=meant.about,
        date_words=_short(command.date_words),
        time_words=_short(command.time_words),
        asked_at=command.asked_at,
        time_zone=clinic.time_zone,
        candidates=meant.candidates if isinstance(meant, Ambiguous) else (),
    )


def _refused(
    booking_id: BookingId, reason: RefusalReason, clinic: Clinic, alternatives: tuple[datetime, ...] = ()
) -> BookingRefused:
    return BookingRefused(booking_id=booking_id, reason=reason, time_zone=clinic.time_zone, alternatives=alternatives)


def _latest(facts: Facts) -> Appointment:
    if not facts.appointments:
        raise NothingBookedError
    return facts.appointments[-1]


def _short(words: str) -> str:
    return words if len(words) <= _LONGEST_WORDS else f"{words[:_LONGEST_WORDS]}…"
