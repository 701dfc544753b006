"""The tags by which decisions find an event again: random ids and days, never names or numbers."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from receptionist.events.booking import Appointment, AppointmentMoved, BookingConfirmed, DetailsRequested
from receptionist.events.catalogue import Event
from receptionist.ids import AppointmentId, CallId


def call_tag(call: CallId) -> str:
    """All that happened in one call."""
    return f"call:{call}"


def appointment_tag(appointment: AppointmentId) -> str:
    """An appointment's whole life."""
    return f"appointment:{appointment}"


def diary_tag(dentist_id: str, instant: datetime, time_zone: str) -> str:
    """One dentist's day, by the clinic's calendar. What changes who has that day's slots carries it."""
    return f"diary:{dentist_id}:{instant.astimezone(ZoneInfo(time_zone)).date().isoformat()}"


def tags_of(event: Event, call: CallId | None) -> tuple[str, ...]:
    """The tags of an event, sorted."""
    tags = set() if call is None else {call_tag(call)}
    match event:
        case BookingConfirmed(appointment=appointment):
            tags |= {appointment_tag(appointment.appointment_id), _diary(appointment, appointment.starts_at)}
        case AppointmentMoved(appointment=appointment, moved_from=moved_from):
            tags |= {
                appointment_tag(appointment.appointment_id),
                _diary(appointment, appointment.starts_at),
                _diary(appointment, moved_from),
            }
        case DetailsRequested(appointment=appointment):
            tags.add(appointment_tag(appointment.appointment_id))
        case _:
            pass
    return tuple(sorted(tags))


def _diary(appointment: Appointment, instant: datetime) -> str:
    return diary_tag(appointment.dentist_id, instant, appointment.clinic.time_zone)
