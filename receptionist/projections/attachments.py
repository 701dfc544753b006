"""What a patient keeps: `appointment-calendar` for a calendar, `appointment-card` for a wallet or a door."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from receptionist.events.booking import Appointment
from receptionist.events.catalogue import Event
from receptionist.projections.effects import Document, SendBytes
from receptionist.projections.wording import capitalised, date_with_year, weekday, written_time
from receptionist.projections.written import (
    Status,
    description,
    instructions,
    local,
    to_be_written,
    visit,
    written_code,
)

CALENDAR = "appointment-calendar"
CARD = "appointment-card"

_A_DAY_BEFORE = 24 * 60
# A name that is nobody's (RFC 2606 §2): an appointment keeps it wherever the agent runs.
_UID_DOMAIN = "receptionist.invalid"


def attachments(event: Event, recorded_at: datetime) -> tuple[SendBytes, ...]:
    """The documents that follow from *event*, stamped with when it was recorded; no card of what is off."""
    written = to_be_written(event)
    if written is None:
        return ()
    appointment, status = written
    stamp = recorded_at.astimezone(UTC).isoformat(timespec="seconds")
    calendar = _calendar(appointment, status, stamp)
    return (calendar,) if status == "cancelled" else (calendar, _card(appointment, status, stamp))


def _calendar(appointment: Appointment, status: Status, stamp: str) -> SendBytes:
    clinic, cancelled = appointment.clinic, status == "cancelled"
    return SendBytes(
        topic=CALENDAR,
        name=f"appointment-{appointment.appointment_id}.ics",
        mime_type="text/calendar",
        content=Document(
            template=CALENDAR,
            version=1,
            fields={
                "uid": f"{appointment.appointment_id}@{_UID_DOMAIN}",
                "sequence": appointment.sequence,
                "method": "CANCEL" if cancelled else "PUBLISH",
                "stamp": stamp,
                "starts_at": local(appointment.starts_at, clinic.time_zone),
                "ends_at": local(appointment.ends_at, clinic.time_zone),
                "time_zone": clinic.time_zone,
                "summary": visit(appointment),
                "description": description(appointment, status),
                "location": f"{clinic.name}, {clinic.address}",
                "language": appointment.language,
                "reminder_minutes": 0 if cancelled else _A_DAY_BEFORE,
            },
        ),
    )


def _card(appointment: Appointment, status: Status, stamp: str) -> SendBytes:
    clinic, language = appointment.clinic, appointment.language
    day = appointment.starts_at.astimezone(ZoneInfo(clinic.time_zone)).date()
    return SendBytes(
        topic=CARD,
        name=f"appointment-{appointment.appointment_id}.pdf",
        mime_type="application/pdf",
        content=Document(
            template=CARD,
            version=1,
            fields={
                "status": status,
                "language": language,
                "stamp": stamp,
                "clinic": clinic.name,
                "address": clinic.address,
                "phone": clinic.phone,
                "patient": appointment.patient_name,
                "treatment": capitalised(appointment.treatment),
                "provider": appointment.provider,
                "weekday": capitalised(weekday(day, language)),
                "date": date_with_year(day, language),
                "time": written_time(appointment.starts_at, clinic.time_zone, language),
                "code": written_code(appointment),
                "instructions": instructions(appointment),
            },
        ),
    )
