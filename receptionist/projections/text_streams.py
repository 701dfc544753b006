"""The text streams: what a patient gets in writing."""

from __future__ import annotations

from collections.abc import Mapping

from receptionist.events.booking import Appointment
from receptionist.events.catalogue import Event
from receptionist.language import Language
from receptionist.projections.effects import SendText
from receptionist.projections.wording import clock_time, day_with_year
from receptionist.projections.written import Status, code_line, opening, to_be_written, visit

CONFIRMATION = "booking-confirmation"

_SENTENCES: Mapping[Language, str] = {
    "en": "{opening}: {name} on {day} at {time}.",
    "es": "{opening}: {name}, el {day} a {time}.",
}


def text_streams(event: Event) -> tuple[SendText, ...]:
    """The text streams that follow from *event*, in the language that the patient is written to in."""
    written = to_be_written(event)
    return () if written is None else (_confirmation(*written),)


def _confirmation(appointment: Appointment, status: Status) -> SendText:
    """Who and when; where; what for, and the code by which it can be found again."""
    clinic, language = appointment.clinic, appointment.language
    sentence = _SENTENCES[language].format(
        opening=opening(appointment, status),
        name=appointment.patient_name,
        day=day_with_year(appointment.starts_at, clinic.time_zone, language),
        time=clock_time(appointment.starts_at, clinic.time_zone, language),
    )
    code = "" if status == "cancelled" else code_line(appointment)
    last = "".join(f" {part.removesuffix('.')}." for part in (visit(appointment), code) if part)
    return SendText(topic=CONFIRMATION, chunks=(sentence, f" {clinic.name}, {clinic.short_address}.", last))
