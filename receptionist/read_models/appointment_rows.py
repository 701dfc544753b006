"""A row an appointment: who (by id), with whom, when, and how it stands."""

from __future__ import annotations

from typing import Literal

from attrs import evolve, frozen

from receptionist.events.booking import (
    Appointment,
    AppointmentCancelled,
    AppointmentMoved,
    BookingConfirmed,
    PatientArrived,
    PatientMissed,
)
from receptionist.events.recorded import Recorded
from receptionist.read_models.instants import text

Status = Literal["booked", "moved", "cancelled", "arrived", "missed"]


@frozen(kw_only=True)
class AppointmentRow:
    """How an appointment stands. Instants are ISO 8601 in UTC, comparable as text.

    Attributes:
        patient: The patient's id; names are read in the event at `position`.
        status: The last thing that happened to it.
        call: The call that it was made in, or moved or cancelled last; None outside any call.
        made_at, changed_at: When its first and its last event were recorded.
        position: Of the last event that says how it stands.
    """

    appointment: str
    patient: str
    treatment: str
    provider: str
    chair: str
    starts_at: str
    ends_at: str
    time_zone: str
    sequence: int
    status: Status
    call: str | None
    made_at: str
    changed_at: str
    position: int


def key(recorded: Recorded) -> str | None:
    """The appointment that an event changes."""
    found = _change(recorded)
    return None if found is None else found[0].appointment_id


def after(row: AppointmentRow | None, recorded: Recorded) -> AppointmentRow | None:
    """An appointment's row once *recorded*, an event about it, is known of."""
    change = _change(recorded)
    if change is None:
        return row
    appointment, status = change
    at = text(recorded.recorded_at)
    found = AppointmentRow(
        appointment=appointment.appointment_id,
        patient=appointment.patient_id,
        treatment=appointment.treatment_id,
        provider=appointment.provider_id,
        chair=appointment.chair_id,
        starts_at=text(appointment.starts_at),
        ends_at=text(appointment.ends_at),
        time_zone=appointment.clinic.time_zone,
        sequence=appointment.sequence,
        status=status,
        call=recorded.metadata.call,
        made_at=at,
        changed_at=at,
        position=recorded.position,
    )
    if row is None:
        return found
    # Staff who say that a patient came have not made the appointment.
    call = row.call if status in {"arrived", "missed"} else found.call
    return evolve(found, made_at=row.made_at, call=call)


def _change(recorded: Recorded) -> tuple[Appointment, Status] | None:
    match recorded.event:
        case BookingConfirmed(appointment=appointment):
            return appointment, "booked"
        case AppointmentMoved(appointment=appointment):
            return appointment, "moved"
        case AppointmentCancelled(appointment=appointment):
            return appointment, "cancelled"
        case PatientArrived(appointment=appointment):
            return appointment, "arrived"
        case PatientMissed(appointment=appointment):
            return appointment, "missed"
        case _:
            return None
