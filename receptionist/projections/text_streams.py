"""The text streams: what a patient gets in writing."""

from __future__ import annotations

from receptionist.events.booking import Appointment, AppointmentMoved, BookingConfirmed, DetailsRequested
from receptionist.events.catalogue import Event
from receptionist.projections.effects import SendText
from receptionist.projections.wording import clock_time, day_with_year

CONFIRMATION = "booking-confirmation"


def text_streams(event: Event) -> tuple[SendText, ...]:
    """The text streams that follow from *event*."""
    match event:
        case BookingConfirmed(appointment=appointment) | DetailsRequested(appointment=appointment):
            return (_confirmation("Booking confirmed", appointment),)
        case AppointmentMoved(appointment=appointment):
            return (_confirmation("Booking changed", appointment),)
        case _:
            return ()


def _confirmation(opening: str, appointment: Appointment) -> SendText:
    clinic = appointment.clinic
    when = day_with_year(appointment.starts_at, clinic.time_zone)
    at = clock_time(appointment.starts_at, clinic.time_zone)
    return SendText(
        topic=CONFIRMATION,
        chunks=(
            f"{opening}: {appointment.patient_name} on {when} at {at}.",
            f" {clinic.name}, {clinic.short_address}.",
        ),
    )
