"""What the clinic's staff do at the same desk: block time, close days, mark who came, work the inbox."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
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
    LongBlockError,
    ManyConflictsError,
    UnknownAppointmentError,
    UnknownBlockError,
    UnknownResourceError,
    UnknownTaskError,
)
from receptionist.events.booking import Appointment, PatientArrived, PatientMissed
from receptionist.events.catalogue import Event
from receptionist.events.clinic import BlockLifted, DayClosed, DayReopened, TaskDone, TaskRaised, TaskTaken, TimeBlocked
from receptionist.ids import AppointmentId, PatientId, TaskId

REPEATED = 2
"""From so many missed appointments on, staff decide how the patient may book again."""

# What a block must not be overtaken on is asked for day by day, in one statement of at most 500 terms.
LONGEST_BLOCK = timedelta(days=180)
"""A longer absence is blocked in parts."""


def decide(command: StaffCommand, facts: Facts, clinic: Clinic) -> Sequence[Event]:
    """What happens when one of the staff asks for *command* while *facts* hold.

    Raises:
        DeskError: It names what the clinic does not have, or cannot be.
    """
    match command:
        case BlockTime():
            return _block(command, facts, clinic)
        case LiftBlock():
            return _lift(command, facts)
        case CloseDay():
            return _close(command, facts, clinic)
        case ReopenDay(day=day):
            return [DayReopened(day=day)] if day in facts.diary.closed else []
        case MarkArrived():
            return _arrived(command, facts, clinic)
        case MarkMissed():
            return _missed(command, facts, clinic)
        case TakeTask(task_id=task_id, owner=owner):
            return [] if _owner(task_id, facts) == owner else [TaskTaken(task_id=task_id, owner=owner)]
        case FinishTask(task_id=task_id, note=note):
            _owner(task_id, facts)
            return [TaskDone(task_id=task_id, note=note)]
        case _:
            assert_never(command)


def in_the_way(command: BlockTime, facts: Facts) -> tuple[Appointment, ...]:
    """The appointments that have some of the time that is to be blocked, by time; those that are over are left out."""
    found = (
        each
        for each in facts.diary.appointments.values()
        if (each.provider_id == command.resource_id and _overlap(each.starts_at, each.ends_at, command))
        or (each.chair_id == command.resource_id and _overlap(each.starts_at, each.busy_until, command))
    )
    return _ahead(found, command.asked_at)


def on_day(day: date, facts: Facts, clinic: Clinic) -> tuple[Appointment, ...]:
    """The appointments of a day of the clinic's calendar, by time."""
    found = (each for each in facts.diary.appointments.values() if _day(each.starts_at, clinic) == day)
    return tuple(sorted(found, key=_by_time))


def _block(command: BlockTime, facts: Facts, clinic: Clinic) -> Sequence[Event]:
    resources = (*(each.id for each in clinic.providers), *(each.id for each in clinic.chairs))
    if command.resource_id not in resources:
        raise UnknownResourceError(command.resource_id, resources)
    if command.ends_at <= command.starts_at:
        raise BackwardsBlockError
    if command.ends_at - command.starts_at > LONGEST_BLOCK:
        raise LongBlockError(LONGEST_BLOCK.days)
    if any(_is_same(block, command) for block in facts.diary.blocks.values()):
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
    why = f"{command.resource_id} is not there then: {command.reason or 'the time was blocked'}."
    # Where the time was blocked before, the patient is on the worklist since then.
    news = [each for each in in_the_way(command, facts) if not _is_blocked(each, facts)]
    return [blocked, *_conflicts(news, command.new_tasks, why=why, facts=facts, clinic=clinic, now=command.asked_at)]


def _lift(command: LiftBlock, facts: Facts) -> Sequence[Event]:
    block = facts.diary.blocks.get(command.block_id)
    if block is None:
        raise UnknownBlockError(command.block_id)
    return [
        BlockLifted(
            block_id=block.block_id,
            resource_id=block.resource_id,
            starts_at=block.starts_at,
            ends_at=block.ends_at,
            time_zone=block.time_zone,
        )
    ]


def _close(command: CloseDay, facts: Facts, clinic: Clinic) -> Sequence[Event]:
    if command.day in facts.diary.closed:
        return []
    closed = DayClosed(day=command.day, reason=command.reason)
    ahead = _ahead(on_day(command.day, facts, clinic), command.asked_at)
    why = f"The clinic is closed that day: {command.reason or 'no reason was given'}."
    return [closed, *_conflicts(ahead, command.new_tasks, why=why, facts=facts, clinic=clinic, now=command.asked_at)]


def _conflicts(
    appointments: Sequence[Appointment],
    task_ids: Sequence[TaskId],
    *,
    why: str,
    facts: Facts,
    clinic: Clinic,
    now: datetime,
) -> list[TaskRaised]:
    """Appointments stay booked until a person has spoken to the patient: nobody is dropped by a closure."""
    if len(appointments) > len(task_ids):
        raise ManyConflictsError(len(appointments), len(task_ids))
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
            to_do=f"Call and move the appointment of {each.starts_at.astimezone(clinic.zone):%Y-%m-%d %H:%M}"
            f" with {each.provider}.",
        )
        for task_id, each in zip(task_ids, appointments, strict=False)
    ]


def _arrived(command: MarkArrived, facts: Facts, clinic: Clinic) -> Sequence[Event]:
    appointment = _appointment(command.appointment_id, facts)
    if _day(appointment.starts_at, clinic) > _day(command.asked_at, clinic):
        raise AppointmentAheadError(command.appointment_id)
    visit = facts.diary.visit(appointment)
    return [] if visit is not None and visit.became == "arrived" else [PatientArrived(appointment=appointment)]


def _missed(command: MarkMissed, facts: Facts, clinic: Clinic) -> Sequence[Event]:
    appointment = _appointment(command.appointment_id, facts)
    if appointment.starts_at > command.asked_at:
        raise AppointmentAheadError(command.appointment_id)
    visit = facts.diary.visit(appointment)
    if visit is not None and visit.became == "missed":
        return []
    count = 1 + _times_missed(appointment.patient_id, facts)
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


def _times_missed(patient_id: PatientId, facts: Facts) -> int:
    """How often a patient did not come, as far as staff have not taken it back."""
    return sum(each.patient_id == patient_id and each.became == "missed" for each in facts.diary.visits.values())


def _appointment(appointment_id: AppointmentId, facts: Facts) -> Appointment:
    appointment = facts.diary.appointments.get(appointment_id)
    if appointment is None:
        raise UnknownAppointmentError(appointment_id)
    return appointment


def _owner(task_id: TaskId, facts: Facts) -> str | None:
    """Whose it is; None while it is nobody's."""
    if task_id not in facts.tasks:
        raise UnknownTaskError(task_id)
    return facts.tasks[task_id].owner


def _is_same(block: TimeBlocked, command: BlockTime) -> bool:
    """Whether the block is there already. What two entries of another calendar say is blocked for each of them."""
    return (block.resource_id, block.starts_at, block.ends_at, block.source, block.uid) == (
        command.resource_id,
        command.starts_at,
        command.ends_at,
        command.source,
        command.uid,
    )


def _is_blocked(appointment: Appointment, facts: Facts) -> bool:
    return not (
        facts.diary.is_unblocked(appointment.provider_id, appointment.starts_at, appointment.ends_at)
        and facts.diary.is_unblocked(appointment.chair_id, appointment.starts_at, appointment.busy_until)
    )


def _overlap(starts_at: datetime, ends_at: datetime, command: BlockTime) -> bool:
    return starts_at < command.ends_at and command.starts_at < ends_at


def _ahead(appointments: Iterable[Appointment], now: datetime) -> tuple[Appointment, ...]:
    return tuple(sorted((each for each in appointments if each.starts_at > now), key=_by_time))


def _by_time(appointment: Appointment) -> tuple[datetime, str]:
    return appointment.starts_at, appointment.appointment_id


def _day(instant: datetime, clinic: Clinic) -> date:
    return instant.astimezone(clinic.zone).date()
