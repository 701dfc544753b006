"""Which of the appointments that stand a command is about."""

from __future__ import annotations

from datetime import date, datetime

from receptionist.code_alphabet import is_code
from receptionist.domain.clinic import Clinic
from receptionist.domain.commands import (
    CancelAppointment,
    MoveAppointment,
    ReportLate,
    SendDetails,
)
from receptionist.domain.facts import Facts
from receptionist.errors import AppointmentOverError, NothingBookedError, UnknownAppointmentError
from receptionist.events.booking import (
    Appointment,
    ClarificationAsked,
)
from receptionist.ids import AppointmentId


def which(
    command: MoveAppointment | CancelAppointment | ReportLate | SendDetails, facts: Facts, clinic: Clinic
) -> Appointment | ClarificationAsked:
    """The appointment that is meant: by its id; else the latest of this call; else the only one there is.

    After a cancellation nothing goes without saying: a retry would take the next appointment for the one that is off.
    """
    if facts.of_staff:
        return _named_by_staff(AppointmentId(command.appointment), facts, command.asked_at)
    theirs = facts.theirs(command.asked_at)
    wanted = command.appointment.strip().lower()
    named = [each for each in theirs if wanted and wanted in {each.appointment_id, each.code.lower()}]
    if named:
        return named[0]
    if not theirs:
        raise NothingBookedError
    today = [each for each in theirs if _day(each, clinic) == command.asked_at.astimezone(clinic.zone).date()]
    if isinstance(command, ReportLate) and not wanted and len(today) == 1:
        return today[0]
    made_here = [each for each in facts.appointments if each in theirs]
    if not _is_id(wanted) and not facts.latest_is_off:
        if made_here:
            return made_here[-1]
        if len(theirs) == 1:
            return theirs[0]
    return ClarificationAsked(
        booking_id=command.new.booking,
        about="appointment",
        date_words="",
        time_words="",
        asked_at=command.asked_at,
        time_zone=clinic.time_zone,
        candidates=tuple(each.starts_at for each in theirs),
        choices=tuple(each.appointment_id for each in theirs),
    )


def _is_id(wanted: str) -> bool:
    """Whether it names one appointment and no other, rather than saying something of it."""
    return wanted.startswith("a-") or is_code(wanted.upper())


def _day(appointment: Appointment, clinic: Clinic) -> date:
    return appointment.starts_at.astimezone(clinic.zone).date()


def _named_by_staff(appointment_id: AppointmentId, facts: Facts, now: datetime) -> Appointment:
    named = facts.diary.appointments.get(appointment_id)
    if named is None:
        raise UnknownAppointmentError(appointment_id)
    if named.ends_at <= now:
        raise AppointmentOverError(appointment_id)
    return named
