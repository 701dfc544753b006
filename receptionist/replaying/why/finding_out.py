"""From what the log has about an appointment to the facts of its story."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from zoneinfo import ZoneInfo

from attrs import evolve, field, frozen

from receptionist.events.booking import (
    Appointment,
    AppointmentCancelled,
    AppointmentMoved,
    AppointmentsTold,
    BookingConfirmed,
    DetailsRequested,
    LateArrivalReported,
    PatientArrived,
    PatientMissed,
)
from receptionist.events.clinic import (
    BlockLifted,
    DayClosed,
    DayReopened,
    TaskDone,
    TaskRaised,
    TaskTaken,
    TimeBlocked,
)
from receptionist.events.recorded import Recorded, UnknownEvent
from receptionist.events.tags import appointment_tag
from receptionist.projections.wording import first_name
from receptionist.replaying.masking import Show
from receptionist.replaying.why.case import Case
from receptionist.replaying.why.circumstances import Circumstances
from receptionist.replaying.why.facts import Act, ActKind, Standing, Story

_Own = (
    BookingConfirmed
    | AppointmentMoved
    | AppointmentCancelled
    | LateArrivalReported
    | DetailsRequested
    | PatientArrived
    | PatientMissed
)
_NO_NAMES: Mapping[str, str] = MappingProxyType({})


@frozen(kw_only=True)
class _Known:
    """What stands after some of the events."""

    appointment: Appointment | None = None
    standing: Standing = "unknown"
    tasks: frozenset[str] = field(default=frozenset())
    blocks: frozenset[str] = field(default=frozenset())
    days: frozenset[date] = field(default=frozenset())
    told_in: frozenset[str | None] = field(default=frozenset())


def find_out(case: Case, *, show: Show, names: bool, treatments: Mapping[str, str] = _NO_NAMES) -> Story:
    """The facts of *case*.

    Args:
        case: What the log has.
        show: How free text may be shown.
        names: Whether the patient's whole name may be shown.
        treatments: What the clinic calls its treatments in English, by id.
    """
    known, acts, last = _Known(), list[Act](), None
    around = Circumstances(case, show)
    for recorded in case.events:
        known, act = _after(known, recorded, case, around)
        last = known.appointment or last
        if act is not None:
            acts.append(act if last is None else evolve(act, treatment=_treatment(last, treatments)))
    whole = "" if last is None else last.patient_name
    return Story(
        appointment=case.appointment,
        patient=whole if names else first_name(whole),
        treatment="" if last is None else _treatment(last, treatments),
        provider="" if last is None else last.provider,
        starts_at=None if last is None else last.starts_at,
        time_zone="UTC" if last is None else last.clinic.time_zone,
        standing=known.standing,
        acts=tuple(acts),
    )


def _treatment(appointment: Appointment, treatments: Mapping[str, str]) -> str:
    spoken = appointment.treatment if appointment.language == "en" else ""
    return spoken or treatments.get(appointment.treatment_id) or appointment.treatment or appointment.treatment_id


def _after(known: _Known, recorded: Recorded, case: Case, around: Circumstances) -> tuple[_Known, Act | None]:
    event = recorded.event
    if isinstance(event, UnknownEvent):
        if appointment_tag(case.appointment) not in recorded.tags:
            return known, None
        return known, evolve(_act("unread", recorded, around), unread=f"{event.type} version {event.version}")
    if isinstance(event, AppointmentsTold):
        return _told(known, recorded, event, case, around)
    if isinstance(event, _Own):
        if event.appointment.appointment_id != case.appointment:
            return known, None
        return _own(known, recorded, event, around)
    if isinstance(event, TaskRaised | TaskTaken | TaskDone):
        return _of_the_inbox(known, recorded, event, case, around)
    return _of_the_diary(known, recorded, around)


def _own(known: _Known, recorded: Recorded, event: _Own, around: Circumstances) -> tuple[_Known, Act | None]:
    act = around.of(recorded, event.appointment, _act(_KINDS[type(event)], recorded, around))
    standing = _STANDINGS.get(type(event), known.standing)
    match event:
        case AppointmentMoved(moved_from=moved_from):
            left = "" if known.appointment is None else known.appointment.provider
            act = evolve(act, moved_from=moved_from, left_provider=left)
        case AppointmentCancelled(reason=reason, within_notice=within, notice_hours=hours):
            act = evolve(act, said=around.shown(reason), within_notice=within, notice_hours=hours)
        case LateArrivalReported(minutes=minutes, grace_minutes=grace):
            act = evolve(act, minutes=minutes, grace_minutes=grace)
        case PatientMissed(count=count):
            act = evolve(act, count=count)
        case _:
            pass
    return evolve(known, appointment=event.appointment, standing=standing), act


_KINDS: Mapping[type, ActKind] = {
    BookingConfirmed: "booked",
    AppointmentMoved: "moved",
    AppointmentCancelled: "cancelled",
    LateArrivalReported: "late",
    DetailsRequested: "details",
    PatientArrived: "arrived",
    PatientMissed: "missed",
}
_STANDINGS: Mapping[type, Standing] = {
    BookingConfirmed: "stands",
    AppointmentMoved: "stands",
    AppointmentCancelled: "cancelled",
    PatientArrived: "arrived",
    PatientMissed: "missed",
}


def _told(
    known: _Known, recorded: Recorded, event: AppointmentsTold, case: Case, around: Circumstances
) -> tuple[_Known, Act | None]:
    """Hearing of it is told once a call."""
    theirs = [each for each in event.appointments if each.appointment_id == case.appointment]
    if not theirs or recorded.metadata.call in known.told_in:
        return known, None
    act = around.of(recorded, theirs[0], _act("told", recorded, around))
    return evolve(known, told_in=known.told_in | {recorded.metadata.call}), act


def _of_the_inbox(
    known: _Known,
    recorded: Recorded,
    event: TaskRaised | TaskTaken | TaskDone,
    case: Case,
    around: Circumstances,
) -> tuple[_Known, Act | None]:
    if isinstance(event, TaskRaised):
        if event.appointment_id != case.appointment:
            return known, None
        act = _act("task_raised", recorded, around)
        said = (*around.shown(event.done), *around.shown(event.to_do))
        return evolve(known, tasks=known.tasks | {event.task_id}), evolve(
            act, task=event.task_id, task_kind=event.kind, said=said
        )
    if event.task_id not in known.tasks:
        return known, None
    if isinstance(event, TaskTaken):
        return known, evolve(_act("task_taken", recorded, around), task=event.task_id, person=event.owner)
    return known, evolve(_act("task_done", recorded, around), task=event.task_id, said=around.shown(event.note))


def _of_the_diary(known: _Known, recorded: Recorded, around: Circumstances) -> tuple[_Known, Act | None]:
    """What took its time away, or gave it back, while it stood."""
    event, standing = recorded.event, known.appointment if known.standing == "stands" else None
    match event:
        case TimeBlocked() if standing is not None and _takes(event, standing):
            act = evolve(
                _act("blocked", recorded, around), said=around.shown(event.reason), imported=event.source == "import"
            )
            return evolve(known, blocks=known.blocks | {event.block_id}), act
        case BlockLifted() if event.block_id in known.blocks:
            return evolve(known, blocks=known.blocks - {event.block_id}), _act("lifted", recorded, around)
        case DayClosed(day=day, reason=reason) if standing is not None and _day(standing) == day:
            return evolve(known, days=known.days | {day}), evolve(
                _act("closed", recorded, around), said=around.shown(reason)
            )
        case DayReopened(day=day) if day in known.days:
            return evolve(known, days=known.days - {day}), _act("reopened", recorded, around)
        case _:
            return known, None


def _takes(block: TimeBlocked, appointment: Appointment) -> bool:
    ends = {appointment.provider_id: appointment.ends_at, appointment.chair_id: appointment.busy_until}
    until = ends.get(block.resource_id)
    return until is not None and block.starts_at < until and appointment.starts_at < block.ends_at


def _day(appointment: Appointment) -> date:
    return appointment.starts_at.astimezone(ZoneInfo(appointment.clinic.time_zone)).date()


def _act(kind: ActKind, recorded: Recorded, around: Circumstances) -> Act:
    metadata = recorded.metadata
    return Act(
        kind=kind,
        position=recorded.position,
        at=recorded.recorded_at,
        call=metadata.call,
        channel=around.channel(metadata.call),
        actor=metadata.actor,
        person=metadata.person,
    )
