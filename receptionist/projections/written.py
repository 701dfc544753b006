"""What a patient is given in writing because of an event, and the words that all its forms share."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from attrs import frozen

from receptionist.code_alphabet import is_code
from receptionist.events.booking import (
    Appointment,
    AppointmentCancelled,
    AppointmentMoved,
    BookingConfirmed,
    DetailsRequested,
)
from receptionist.events.catalogue import Event
from receptionist.language import Language
from receptionist.projections.wording import capitalised

_FIRST_GROUP = 3

Status = Literal["booked", "moved", "cancelled"]
"""What is told of an appointment: that it stands, that it stands at another time now, that it is off."""


@frozen(kw_only=True)
class _Words:
    opening: Mapping[Status, str]
    visit: str
    patient: str
    code: str
    guardian: str
    questions: str


_WORDS: Mapping[Language, _Words] = {
    "en": _Words(
        opening={"booked": "Booking confirmed", "moved": "Booking changed", "cancelled": "Booking cancelled"},
        visit="{treatment} with {provider}",
        patient="For: {name}",
        code="Confirmation code: {code}",
        guardian="A parent or guardian must come along.",
        questions="Questions or changes? Call us: {phone}",
    ),
    "es": _Words(
        opening={"booked": "Cita confirmada", "moved": "Cita cambiada", "cancelled": "Cita cancelada"},
        visit="{treatment} con {provider}",
        patient="Para: {name}",
        code="Código de confirmación: {code}",
        guardian="Debe venir también uno de los padres o un tutor.",
        questions="¿Preguntas o cambios? Llámenos: {phone}",
    ),
}


def to_be_written(event: Event) -> tuple[Appointment, Status] | None:
    """The appointment that a patient hears of in writing because of *event*, and what of it."""
    match event:
        case BookingConfirmed(appointment=appointment) | DetailsRequested(appointment=appointment):
            return appointment, "booked"
        case AppointmentMoved(appointment=appointment):
            return appointment, "moved"
        case AppointmentCancelled(appointment=appointment):
            return appointment, "cancelled"
        case _:
            return None


def opening(appointment: Appointment, status: Status) -> str:
    """What stands before all else: "Booking confirmed"."""
    return _WORDS[appointment.language].opening[status]


def visit(appointment: Appointment) -> str:
    """The treatment and with whom, as it stands alone: "Exam with Dr. Lee"."""
    treatment = capitalised(appointment.treatment)
    if not appointment.provider:
        return treatment
    return _WORDS[appointment.language].visit.format(treatment=treatment, provider=appointment.provider)


def code_line(appointment: Appointment) -> str:
    """Such as "Confirmation code: K7X-4MRP"; "" for an appointment from before there were codes."""
    return _WORDS[appointment.language].code.format(code=written_code(appointment)) if appointment.code else ""


def written_code(appointment: Appointment) -> str:
    """The code in the groups in which it is read aloud: "K7X-4MRP"."""
    code = appointment.code
    return f"{code[:_FIRST_GROUP]}-{code[_FIRST_GROUP:]}" if is_code(code) else code


def instructions(appointment: Appointment) -> str:
    """What to know before coming, and whom a child is to bring."""
    guardian = _WORDS[appointment.language].guardian if appointment.minor else ""
    return " ".join(sentence for sentence in (appointment.clinic.arrival_instructions, guardian) if sentence)


def description(appointment: Appointment, status: Status) -> str:
    """For whom, the code, what to know and whom to ask: a line each."""
    words = _WORDS[appointment.language]
    stands = status != "cancelled"
    lines = (
        words.patient.format(name=appointment.patient_name),
        code_line(appointment) if stands else "",
        instructions(appointment) if stands else "",
        words.questions.format(phone=appointment.clinic.phone),
    )
    return "\n".join(line for line in lines if line)


def local(instant: datetime, time_zone: str) -> str:
    """ISO 8601 with the clinic's offset, to the second."""
    return instant.astimezone(ZoneInfo(time_zone)).isoformat(timespec="seconds")
