"""A row a line of the inbox: what kind, how urgent, whose, and whether it is done; what it says is in the log."""

from __future__ import annotations

from attrs import evolve, frozen

from receptionist.events.clinic import TaskCorrected, TaskDone, TaskKind, TaskRaised, TaskTaken, Urgency
from receptionist.events.recorded import Recorded
from receptionist.read_models.instants import text


@frozen(kw_only=True)
class InboxRow:
    """How a line of the inbox stands. Instants are ISO 8601 in UTC, comparable as text.

    Attributes:
        call, patient, appointment: What it came from and is about, by their ids; None where there is none.
        owner: Whose it is, by the name that they go by at the clinic's machines; None while it is nobody's.
        done_at: None while it is open.
        position: Of the event that says how it reads: the last correction, or that it was raised.
        done_position: Of the event with the note of what came of it.
    """

    task: str
    kind: TaskKind
    urgency: Urgency
    due: str
    raised_at: str
    call: str | None
    patient: str | None
    appointment: str | None
    owner: str | None = None
    done_at: str | None = None
    position: int
    done_position: int | None = None


def key(recorded: Recorded) -> str | None:
    """The task that an event is about."""
    match recorded.event:
        case TaskRaised(task_id=task) | TaskCorrected(task_id=task) | TaskTaken(task_id=task) | TaskDone(task_id=task):
            return task
        case _:
            return None


def after(row: InboxRow | None, recorded: Recorded) -> InboxRow | None:
    """A line once *recorded*, an event about it, is known of; what is about a task that nobody raised is no line."""
    at = text(recorded.recorded_at)
    match recorded.event:
        case TaskRaised() as raised if row is None:
            return InboxRow(
                task=raised.task_id,
                kind=raised.kind,
                urgency=raised.urgency,
                due=text(raised.due),
                raised_at=at,
                call=recorded.metadata.call,
                patient=raised.patient_id,
                appointment=raised.appointment_id,
                position=recorded.position,
            )
        case TaskCorrected(kind=kind, urgency=urgency, due=due) if row is not None:
            return evolve(row, kind=kind, urgency=urgency, due=text(due), position=recorded.position)
        case TaskTaken(owner=owner) if row is not None:
            return evolve(row, owner=owner)
        case TaskDone() if row is not None:
            return evolve(row, done_at=at, done_position=recorded.position)
        case _:
            return row
