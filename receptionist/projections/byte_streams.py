"""`appointment-details`: the appointment as a document that a program reads and a page shows."""

from __future__ import annotations

from receptionist.events.booking import Appointment
from receptionist.events.catalogue import Event
from receptionist.projections.effects import Document, SendBytes
from receptionist.projections.wording import capitalised, day_with_year, written_time
from receptionist.projections.written import Status, instructions, local, to_be_written, written_code

DETAILS = "appointment-details"


def byte_streams(event: Event) -> tuple[SendBytes, ...]:
    """The document that follows from *event*."""
    written = to_be_written(event)
    return () if written is None else (_details(*written),)


def _details(appointment: Appointment, status: Status) -> SendBytes:
    clinic, language = appointment.clinic, appointment.language
    return SendBytes(
        topic=DETAILS,
        # Named by the random id: a file name is seen by more people than its content.
        name=f"appointment-{appointment.appointment_id}.json",
        mime_type="application/json",
        content=Document(
            template=DETAILS,
            version=2,
            fields={
                "id": appointment.appointment_id,
                "status": status,
                "sequence": appointment.sequence,
                "code": written_code(appointment),
                "language": language,
                "clinic": clinic.name,
                "address": clinic.address,
                "phone": clinic.phone,
                "patient": appointment.patient_name,
                "treatment": capitalised(appointment.treatment),
                "provider": appointment.provider,
                "date": day_with_year(appointment.starts_at, clinic.time_zone, language),
                "time": written_time(appointment.starts_at, clinic.time_zone, language),
                "starts_at": local(appointment.starts_at, clinic.time_zone),
                "ends_at": local(appointment.ends_at, clinic.time_zone),
                "time_zone": clinic.time_zone,
                "instructions": instructions(appointment),
            },
        ),
    )
