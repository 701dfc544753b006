"""The log's bookings as an auditor asks about them: a row for each act, with what led to it and what came of it."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping
from datetime import datetime
from typing import Any, Literal, get_args

from attrs import evolve, field, frozen

from receptionist.auditing.booking_words import Acknowledged, Words, acknowledged, words_of
from receptionist.auditing.contexts import Contexts
from receptionist.auditing.scanning import Span, scan
from receptionist.clock import Clock
from receptionist.config import Settings
from receptionist.errors import EventTooNewError
from receptionist.events.booking import (
    Appointment,
    AppointmentCancelled,
    AppointmentMoved,
    BookingConfirmed,
    BookingRefused,
    BookingRequested,
)
from receptionist.events.patient import PatientRecognised
from receptionist.events.recorded import Actor, Recorded, UnknownEvent
from receptionist.ids import AppointmentId, CallId, PatientId
from receptionist.replaying.masking import as_it_is
from receptionist.replaying.why.case import Case
from receptionist.replaying.why.circumstances import Circumstances
from receptionist.replaying.why.facts import Act, ActKind, Delivery
from receptionist.storage import Storage

Outcome = Literal["booked", "moved", "cancelled", "refused"]
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)
_OUTCOMES: Mapping[str, Outcome] = {
    "booking.confirmed": "booked",
    "appointment.moved": "moved",
    "appointment.cancelled": "cancelled",
    "booking.refused": "refused",
}
_KINDS: Mapping[str, ActKind] = {
    "booking.confirmed": "booked",
    "appointment.moved": "moved",
    "appointment.cancelled": "cancelled",
}


@frozen(kw_only=True)
class BookingAct:
    """One act of booking.

    Attributes:
        position: Of the event that decided it.
        at: When, in UTC.
        person: Who of the staff, where it was one of them.
        patient: None for somebody who is not known by number.
        name: The patient's, or as it was given; None where none was.
        appointment: None where there is none.
        treatment: Its id; "" where it was not said.
        words: Who asked for what in which words, what it was understood as, what was decided and why, what was said.
        sent: What was sent because of it, by what became of it.
        acknowledged: Who said that they have it.
        time_zone: The clinic's (IANA).
    """

    position: int
    at: datetime
    outcome: Outcome
    call: CallId | None
    actor: Actor
    person: str | None
    patient: PatientId | None
    name: str | None
    appointment: AppointmentId | None
    treatment: str
    provider: str
    starts_at: datetime | None
    words: Words
    sent: tuple[Delivery, ...]
    acknowledged: tuple[Acknowledged, ...]
    time_zone: str


@frozen(kw_only=True)
class Wanted:
    """Which acts; None for any.

    Attributes:
        treatment: Its id.
        actor: `caller`, `agent`, `system` or `staff`, or the name of one of the staff.
    """

    span: Span = field(factory=Span)
    patient: PatientId | None = None
    treatment: str | None = None
    actor: str | None = None
    outcome: Outcome | None = None


async def bookings(storage: Storage, wanted: Wanted, *, settings: Settings, wall: Clock) -> AsyncGenerator[BookingAct]:
    """The acts that are wanted, in the log's order; what is in memory does not grow with the log.

    Args:
        storage: The log, which is not written to.
        wanted: Which acts.
        settings: What treatments are called, and who gets what is for whoever the `audience` setting says.
        wall: The machine's clock.

    Raises:
        CodecError: An event cannot be read.
        EventTooNewError: A newer version wrote one: an audit that passes it over is none.
        LogError: The log cannot be read.
    """
    types = [each for each, outcome in _OUTCOMES.items() if wanted.outcome in {None, outcome}]
    contexts = Contexts(storage, setting=settings.audience, wall=wall)
    names = {each.id: each.name("en") for each in settings.clinic.treatments}
    async for recorded in scan(storage, types, wanted.span):
        if not _is_by(recorded, wanted.actor):
            continue
        act = _act_of(recorded, await contexts.of(recorded), names)
        if act is not None and wanted.patient in {None, act.patient} and wanted.treatment in {None, act.treatment}:
            yield act


def _is_by(recorded: Recorded, actor: str | None) -> bool:
    who = {recorded.metadata.actor, (recorded.metadata.person or "").casefold()} - {""}
    return actor is None or actor.casefold() in who


def _act_of(recorded: Recorded, case: Case, names: Mapping[str, str]) -> BookingAct | None:
    match recorded.event:
        case (
            BookingConfirmed(appointment=its)
            | AppointmentMoved(appointment=its)
            | AppointmentCancelled(appointment=its)
        ):
            return _granted(recorded, its, case, names)
        case BookingRefused() as refused:
            return _refused(recorded, refused, case, names)
        case UnknownEvent(type=its, version=version):
            raise EventTooNewError(recorded.position, its, version)
        case _:
            return None


def _granted(recorded: Recorded, its: Appointment, case: Case, names: Mapping[str, str]) -> BookingAct:
    around = Circumstances(case, as_it_is)
    act = around.of(recorded, its, _bare(_KINDS[recorded.type], recorded, around))
    act = evolve(act, treatment=names.get(its.treatment_id, its.treatment or its.treatment_id))
    match recorded.event:
        case AppointmentMoved(moved_from=moved_from):
            act = evolve(act, moved_from=moved_from)
        case AppointmentCancelled(reason=reason, within_notice=within, notice_hours=hours):
            act = evolve(act, said=around.shown(reason), within_notice=within, notice_hours=hours)
        case _:
            pass
    return BookingAct(
        **_who(recorded),
        patient=its.patient_id,
        name=its.patient_name,
        appointment=its.appointment_id,
        treatment=its.treatment_id,
        provider=its.provider,
        starts_at=its.starts_at,
        words=words_of(act, None, its.clinic.time_zone),
        sent=act.sent,
        acknowledged=acknowledged(case, recorded),
        time_zone=its.clinic.time_zone,
    )


def _refused(recorded: Recorded, event: BookingRefused, case: Case, names: Mapping[str, str]) -> BookingAct:
    around = Circumstances(case, as_it_is)
    act, refused = around.refusal(recorded, event, _bare("told", recorded, around))
    before = [each.event for each in case.events if each.position < recorded.position]
    asked = [each for each in before if isinstance(each, BookingRequested) and each.booking_id == event.booking_id]
    known = [each.patient_id for each in before if isinstance(each, PatientRecognised)]
    moved = asked[-1].moves if asked else None
    if moved is not None:
        known += [
            its.patient_id for its in map(_appointment, before) if its is not None and its.appointment_id == moved
        ]
    treatment = asked[-1].treatment_id if asked else ""
    act = evolve(act, treatment=names.get(treatment, treatment), starts_at=refused.meant)
    return BookingAct(
        **_who(recorded),
        patient=known[-1] if known else None,
        name=(asked[-1].patient_name or None) if asked else None,
        appointment=moved,
        treatment=treatment,
        provider="",
        starts_at=refused.meant,
        words=words_of(act, refused, event.time_zone),
        sent=act.sent,
        acknowledged=acknowledged(case, recorded),
        time_zone=event.time_zone,
    )


def _appointment(event: object) -> Appointment | None:
    its = getattr(event, "appointment", None)
    return its if isinstance(its, Appointment) else None


def _bare(kind: ActKind, recorded: Recorded, around: Circumstances) -> Act:
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


def _who(recorded: Recorded) -> dict[str, Any]:
    metadata = recorded.metadata
    return {
        "position": recorded.position,
        "at": recorded.recorded_at,
        "outcome": _OUTCOMES[recorded.type],
        "call": metadata.call,
        "actor": metadata.actor,
        "person": metadata.person,
    }
