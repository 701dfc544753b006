"""What is left for a person to do, written so that staff can act on it without listening to the call."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice

from receptionist.domain.clinic import Clinic
from receptionist.events.booking import Appointment
from receptionist.events.clinic import TaskCorrected, TaskKind, TaskRaised, Urgency
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


def corrected(task: TaskRaised) -> TaskCorrected:
    """What makes the task of that id read like *task*."""
    return TaskCorrected(
        task_id=task.task_id,
        kind=task.kind,
        urgency=task.urgency,
        who=task.who,
        phone=task.phone,
        done=task.done,
        to_do=task.to_do,
        due=task.due,
    )


def due_by(urgency: Urgency, now: datetime, clinic: Clinic) -> datetime:
    """By when it is to be done: minutes after somebody is there, or the end of this or the next open day, or two later.

    Lunch is no reason to wait: whoever is late for one o'clock says so at noon.
    """
    if urgency == "now":
        return staffed_from(now, clinic) + _NOW
    closings = [closes for _, closes in islice(_open_days(now, clinic), 1 if urgency == "today" else 1 + _SOON_DAYS)]
    return closings[-1] if closings else now + timedelta(days=1)


def staffed_from(now: datetime, clinic: Clinic) -> datetime:
    """From when on somebody is there: now, or on the next open day."""
    return max(now, next((opens for opens, _ in _open_days(now, clinic)), now))


def _open_days(now: datetime, clinic: Clinic) -> Iterator[tuple[datetime, datetime]]:
    """From when to when somebody is there, on each day that is not over."""
    today = now.astimezone(clinic.zone).date()
    for day in (today + timedelta(days=n) for n in range(_LONGEST_SEARCH)):
        if openings := clinic.openings(day):
            # An hour that a clock change skips is as good as the one after it.
            opens = datetime.combine(day, openings[0].opens, clinic.zone).astimezone(UTC)
            closes = datetime.combine(day, openings[-1].closes, clinic.zone).astimezone(UTC)
            if closes > now:
                yield opens, closes
