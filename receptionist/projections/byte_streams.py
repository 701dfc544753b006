"""The byte streams: documents that a receiver shows as a card, prints or keeps."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from receptionist.events.booking import Appointment, AppointmentMoved, BookingConfirmed, DetailsRequested
from receptionist.events.catalogue import Event
from receptionist.projections.effects import Document, SendBytes
from receptionist.projections.wording import clock_time, day_with_year

DETAILS = "appointment-details"


def byte_streams(event: Event) -> tuple[SendBytes, ...]:
    """The byte streams that follow from *event*."""
    match event:
        case (
            BookingConfirmed(appointment=appointment)
            | AppointmentMoved(appointment=appointment)
            | DetailsRequested(appointment=appointment)
        ):
            return (_details(appointment),)
        case _:
            return ()


def _details(appointment: Appointment) -> SendBytes:
    clinic = appointment.clinic
    return SendBytes(
        topic=DETAILS,
        # Named by the random id: a file name is seen by more people than its content.
        name=f"appointment-{appointment.appointment_id}.json",
        mime_type="application/json",
        content=Document(
            template=DETAILS,
            version=1,
            fields={
                "id": appointment.appointment_id,
                "clinic": clinic.name,
                "address": clinic.address,
                "phone": clinic.phone,
                "patient": appointment.patient_name,
                "dentist": appointment.dentist,
                "date": day_with_year(appointment.starts_at, clinic.time_zone),
                "time": clock_time(appointment.starts_at, clinic.time_zone),
                "starts_at": _local(appointment.starts_at, clinic.time_zone),
                "ends_at": _local(appointment.ends_at, clinic.time_zone),
                "time_zone": clinic.time_zone,
                "instructions": clinic.arrival_instructions,
            },
        ),
    )


def _local(instant: datetime, time_zone: str) -> str:
    """ISO 8601 with the clinic's offset, to the second."""
    return instant.astimezone(ZoneInfo(time_zone)).isoformat(timespec="seconds")
