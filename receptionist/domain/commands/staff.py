"""What the clinic's staff ask for."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from attrs import frozen

from receptionist.domain.commands.given import NewIds
from receptionist.ids import AppointmentId, BlockId, TaskId


@frozen(kw_only=True)
class BlockTime:
    """A stretch of a provider's or chair's time is not to be had any more."""

    new_block_id: BlockId
    resource_id: str
    starts_at: datetime
    ends_at: datetime
    reason: str
    source: Literal["staff", "import"] = "staff"
    uid: str = ""
    new_tasks: tuple[TaskId, ...] = ()
    asked_at: datetime


@frozen(kw_only=True)
class LiftBlock:
    """A stretch that was blocked can be had again."""

    block_id: BlockId
    starts_at: datetime
    asked_at: datetime


@frozen(kw_only=True)
class CloseDay:
    """The clinic is closed on a day; who has an appointment then must be called."""

    day: date
    reason: str
    new_tasks: tuple[TaskId, ...] = ()
    asked_at: datetime


@frozen(kw_only=True)
class ReopenDay:
    """A day that was declared closed is open after all."""

    day: date


@frozen(kw_only=True)
class MarkArrived:
    """A patient is here."""

    appointment_id: AppointmentId
    asked_at: datetime


@frozen(kw_only=True)
class MarkMissed:
    """A patient did not come."""

    new: NewIds
    appointment_id: AppointmentId
    asked_at: datetime


@frozen(kw_only=True)
class TakeTask:
    """Somebody of the staff makes a task theirs."""

    task_id: TaskId
    owner: str


@frozen(kw_only=True)
class FinishTask:
    """A task is done."""

    task_id: TaskId
    note: str


StaffCommand = BlockTime | LiftBlock | CloseDay | ReopenDay | MarkArrived | MarkMissed | TakeTask | FinishTask
