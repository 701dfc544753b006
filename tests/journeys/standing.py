"""Which appointments stand, and how files write them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from receptionist.events.booking import Appointment, AppointmentCancelled, AppointmentMoved, BookingConfirmed
from receptionist.events.catalogue import Event
from tests.journeys.journey import CLINIC, SLOT


def shown(appointment: Appointment, parts: int = 2) -> str:
    """An appointment as files write it: the name, the time, and then the treatment and who does it."""
    slot = appointment.starts_at.astimezone(ZoneInfo(CLINIC.time_zone)).strftime(SLOT)
    return ", ".join((appointment.patient_name, slot, appointment.treatment_id, appointment.provider_id)[:parts])


def standing(events: Iterable[Event], *, since: datetime) -> tuple[Appointment, ...]:
    """Those that are not over at *since*, the earliest first."""
    there: dict[str, Appointment] = {}
    for event in events:
        match event:
            case BookingConfirmed(appointment=appointment) | AppointmentMoved(appointment=appointment):
                there[appointment.appointment_id] = appointment
            case AppointmentCancelled(appointment=appointment):
                there.pop(appointment.appointment_id, None)
            case _:
                pass
    return by_time(each for each in there.values() if each.ends_at > since)


def by_time(appointments: Iterable[Appointment]) -> tuple[Appointment, ...]:
    """The earliest first."""
    return tuple(sorted(appointments, key=lambda each: (each.starts_at, each.patient_name)))
