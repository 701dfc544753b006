"""The staff's inbox: what a person must do, the most urgent first."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import get_args

from attrs import evolve, frozen

from receptionist.events.clinic import TaskCorrected, TaskDone, TaskRaised, TaskTaken, Urgency, as_corrected
from receptionist.events.recorded import Recorded

_URGENCIES: tuple[Urgency, ...] = get_args(Urgency)


@frozen(kw_only=True)
class Line:
    """One line of the inbox.

    Attributes:
        raised_at: When it was recorded, in UTC.
        call: The id of the call that it came from; None outside any call.
        owner: Whose it is; None while it is nobody's.
        done_at: When it was done, in UTC; None while it is open.
        note: What came of it; None while it is open.
    """

    task: TaskRaised
    raised_at: datetime
    call: str | None
    owner: str | None = None
    done_at: datetime | None = None
    note: str | None = None

    @property
    def is_open(self) -> bool:
        """Whether it is still to be done."""
        return self.done_at is None


def open_lines(events: Iterable[Recorded]) -> tuple[Line, ...]:
    """What *events*, in the log's order, leave to be done: by urgency, and then by when it is due."""
    return tuple(line for line in all_lines(events) if line.is_open)


def all_lines(events: Iterable[Recorded]) -> tuple[Line, ...]:
    """Every line there was: those that are open in the order of `open_lines`, then the others, the last done first."""
    found: dict[str, Line] = {}
    for recorded in events:
        match recorded.event:
            case TaskRaised(task_id=task_id) if task_id not in found:
                found[task_id] = Line(task=recorded.event, raised_at=recorded.recorded_at, call=recorded.metadata.call)
            case TaskCorrected(task_id=task_id) if task_id in found:
                found[task_id] = evolve(found[task_id], task=as_corrected(found[task_id].task, recorded.event))
            case TaskTaken(task_id=task_id, owner=owner) if task_id in found:
                found[task_id] = evolve(found[task_id], owner=owner)
            case TaskDone(task_id=task_id, note=note) if task_id in found:
                found[task_id] = evolve(found[task_id], done_at=recorded.recorded_at, note=note)
            case _:
                continue
    still = sorted((line for line in found.values() if line.is_open), key=_by_urgency)
    done = sorted((line for line in found.values() if not line.is_open), key=_by_end, reverse=True)
    return (*still, *done)


def _by_urgency(line: Line) -> tuple[object, ...]:
    return _URGENCIES.index(line.task.urgency), line.task.due, line.raised_at, line.task.task_id


def _by_end(line: Line) -> tuple[object, ...]:
    return line.done_at or line.raised_at, line.task.task_id
