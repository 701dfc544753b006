"""What the clinic's staff do at the same desk: block time, close days, mark who came, work the inbox."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import assert_never

from receptionist.domain.appointments import phone_of
from receptionist.domain.clinic import Clinic
from receptionist.domain.commands import (
    BlockTime,
    CloseDay,
    FinishTask,
    LiftBlock,
    MarkArrived,
    MarkMissed,
    ReopenDay,
    StaffCommand,
    TakeTask,
)
from receptionist.domain.facts import Facts
from receptionist.domain.tasks import task
from receptionist.errors import (
    AppointmentAheadError,
    BackwardsBlockError,
    UnknownAppointmentError,
    UnknownBlockError,
    UnknownResourceError,
    UnknownTaskError,
)
from receptionist.events.booking import Appointment, PatientArrived, PatientMissed
from receptionist.events.catalogue import Event
from receptionist.events.clinic import BlockLifted, DayClosed, DayReopened, TaskDone, TaskRaised, TaskTaken, TimeBlocked
from receptionist.ids import AppointmentId, TaskId

REPEATED = 2
"""From so many missed appointments on, staff decide how the patient may book again."""


def decide(command: StaffCommand, facts: Facts, clinic: Clinic) -> Sequence[Event]:
    """What happens when one of the staff asks for *command* while *facts* hold.

    Raises:
        DeskError: It names what the clinic does not have, or cannot be.
    """
    match command:
        case BlockTime():
            return _block(command, facts, clinic)
        case LiftBlock(block_id=block_id):
            block = facts.diary.blocks.get(block_id)
            if block is None:
                raise UnknownBlockError(block_id)
            return [
                BlockLifted(
                    block_id=block_id,
                    resource_id=block.resource_id,
                    starts_at=block.starts_at,
                    ends_at=block.ends_at,
                    time_zone=block.time_zone,
                )
            ]
        case CloseDay():
            return _close(command, facts, clinic)
        case ReopenDay(day=day):
            return [DayReopened(day=day)] if day in facts.diary.closed else []
        case MarkArrived():
            return [PatientArrived(appointment=_appointment(command.appointment_id, facts))]
        case MarkMissed():
            return _missed(command, facts, clinic)
        case TakeTask(task_id=task_id, owner=owner):
            mine = _task(task_id, facts)
            return [] if mine == owner else [TaskTaken(task_id=task_id, owner=owner)]
        case FinishTask(task_id=task_id, note=note):
            _task(task_id, facts)
            return [TaskDone(task_id=task_id, note=note)]
        case _:
            assert_never(command)


def _block(command: BlockTime, facts: Facts, clinic: Clinic) -> Sequence[Event]:
    resources = (*(each.id for each in clinic.providers), *(each.id for each in clinic.chairs))
    if command.resource_id not in resources:
        raise UnknownResourceError(command.resource_id, resources)
    if command.ends_at <= command.starts_at:
        raise BackwardsBlockError
    same = (
        block
        for block in facts.diary.blocks.values()
        if (block.resource_id, block.starts_at, block.ends_at)
        == (command.resource_id, command.starts_at, command.ends_at)
    )
    if next(same, None) is not None:
        return []
    blocked = TimeBlocked(
        block_id=command.new_block_id,
        resource_id=command.resource_id,
        starts_at=command.starts_at,
        ends_at=command.ends_at,
        time_zone=clinic.time_zone,
        reason=command.reason,
        source=command.source,
        uid=command.uid,
    )
    in_the_way = [
        each
        for each in facts.diary.appointments.values()
        if command.resource_id in {each.provider_id, each.chair_id}
        and each.starts_at < command.ends_at
        and command.starts_at < each.ends_at
    ]
    return [
        blocked,
        *_conflicts(in_the_way, command.new_tasks, "The time was blocked.", facts, clinic, command.asked_at),
    ]


def _close(command: CloseDay, facts: Facts, clinic: Clinic) -> Sequence[Event]:
    if command.day in facts.diary.closed:
        return []
    closed = DayClosed(day=command.day, reason=command.reason)
    on_that_day = [each for each in facts.diary.appointments.values() if _day(each, clinic) == command.day]
    why = f"The clinic is closed that day: {command.reason}."
    return [closed, *_conflicts(on_that_day, command.new_tasks, why, facts, clinic, command.asked_at)]


def _conflicts(
    appointments: Iterable[Appointment],
    task_ids: Sequence[TaskId],
    why: str,
    facts: Facts,
    clinic: Clinic,
    now: datetime,
) -> list[TaskRaised]:
    """Appointments stay booked until a person has spoken to the patient: nobody is dropped by a closure."""
    ahead = sorted((each for each in appointments if each.starts_at > now), key=lambda each: each.starts_at)
    return [
        task(
            task_id,
            "conflict",
            "today",
            clinic=clinic,
            now=now,
            appointment=each,
            phone=phone_of(each, facts),
            done=why,
            to_do=f"Call and move the appointment of {each.starts_at.astimezone(clinic.zone):%Y-%m-%d %H:%M}.",
        )
        for task_id, each in zip(task_ids, ahead, strict=False)
    ]


def _missed(command: MarkMissed, facts: Facts, clinic: Clinic) -> Sequence[Event]:
    appointment = _appointment(command.appointment_id, facts)
    if appointment.starts_at > command.asked_at:
        raise AppointmentAheadError(command.appointment_id)
    count = facts.patients.missed.get(appointment.patient_id, 0) + 1
    missed = PatientMissed(appointment=appointment, count=count)
    if count < REPEATED:
        return [missed]
    told = task(
        command.new.tasks[0],
        "no_show",
        "soon",
        clinic=clinic,
        now=command.asked_at,
        appointment=appointment,
        phone=phone_of(appointment, facts),
        done=f"Did not come, {count} times now.",
        to_do="Decide whether they may book by phone.",
    )
    return [missed, told]


def _appointment(appointment_id: AppointmentId, facts: Facts) -> Appointment:
    appointment = facts.diary.appointments.get(appointment_id)
    if appointment is None:
        raise UnknownAppointmentError(appointment_id)
    return appointment


def _task(task_id: TaskId, facts: Facts) -> str | None:
    """Whose it is; None while it is nobody's."""
    if task_id not in facts.tasks:
        raise UnknownTaskError(task_id)
    return facts.tasks[task_id].owner


def _day(appointment: Appointment, clinic: Clinic) -> date:
    return appointment.starts_at.astimezone(clinic.zone).date()
