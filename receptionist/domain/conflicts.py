"""Lines of the inbox about appointments that stood in the way of something, once these do not any more."""

from __future__ import annotations

from collections.abc import Sequence

from receptionist.domain.clinic import Clinic
from receptionist.domain.facts import Facts
from receptionist.events.booking import AppointmentCancelled, AppointmentMoved
from receptionist.events.clinic import TaskDone, TaskRaised
from receptionist.ids import AppointmentId


def about(appointment_id: AppointmentId, facts: Facts) -> Sequence[TaskRaised]:
    """The lines that are not done by which staff are to call this patient."""
    raised = (each.raised for each in facts.tasks.values())
    return [each for each in raised if each.kind == "conflict" and each.appointment_id == appointment_id]


def over(left: AppointmentMoved | AppointmentCancelled, facts: Facts, clinic: Clinic) -> Sequence[TaskDone]:
    """The end of these lines: nobody calls a patient about a time that they have left."""
    appointment = left.appointment
    if isinstance(left, AppointmentMoved):
        note = f"The appointment was moved to {appointment.starts_at.astimezone(clinic.zone):%Y-%m-%d %H:%M}"
        note = f"{note} with {appointment.provider}."
    else:
        note = "The appointment was cancelled."
    return [TaskDone(task_id=each.task_id, note=note) for each in about(appointment.appointment_id, facts)]
