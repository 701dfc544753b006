"""What is left for a person to do, written so that staff can act on it without listening to the call."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from receptionist.domain.clinic import Clinic, to_instant
from receptionist.events.booking import Appointment
from receptionist.events.clinic import TaskKind, TaskRaised, Urgency
from receptionist.ids import AppointmentId, PatientId, TaskId

_NOW = timedelta(minutes=15)
_SOON_DAYS = 2
_LONGEST_SEARCH = 60


def task(
    task_id: TaskId,
    kind: TaskKind,
    urgency: Urgency,
    *,
    clinic: Clinic,
    now: datetime,
    done: str,
    to_do: str,
    who: str = "",
    phone: str | None = None,
    due: datetime | None = None,
    appointment: Appointment | None = None,
    patient_id: PatientId | None = None,
) -> TaskRaised:
    """A line for the inbox; *due* when its urgency says so by the clinic's hours, unless it is given."""
    appointment_id: AppointmentId | None = None
    if appointment is not None:
        who = who or appointment.patient_name
        patient_id = patient_id or appointment.patient_id
        appointment_id = appointment.appointment_id
    return TaskRaised(
        task_id=task_id,
        kind=kind,
        urgency=urgency,
        who=who,
        phone=phone,
        done=done,
        to_do=to_do,
        due=due or due_by(urgency, now, clinic),
        patient_id=patient_id,
        appointment_id=appointment_id,
    )


def due_by(urgency: Urgency, now: datetime, clinic: Clinic) -> datetime:
    """By when it is to be done: in minutes, by the end of this or the next open day, or two open days later."""
    if urgency == "now":
        return now + _NOW
    closings = _closings(now, clinic, 1 if urgency == "today" else 1 + _SOON_DAYS)
    return closings[-1] if closings else now + timedelta(days=1)


def _closings(now: datetime, clinic: Clinic, count: int) -> list[datetime]:
    """The next times at which the clinic closes for the day, all after *now*."""
    day, found = now.astimezone(clinic.zone).date(), list[datetime]()
    for offset in range(_LONGEST_SEARCH):
        openings = clinic.openings(day + timedelta(days=offset))
        closes = openings[-1].closes if openings else time.min
        instant = to_instant(datetime.combine(day + timedelta(days=offset), closes), clinic.zone) if openings else None
        if instant is not None and instant > now:
            found.append(instant)
        if len(found) == count:
            break
    return found
