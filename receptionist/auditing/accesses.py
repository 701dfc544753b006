"""Who has had patients' data before them: looks at it, acts on it, people in rooms, and hosts that it was sent to.

Nothing here is a list of its own: looks and refusals are events, so are the acts of staff and the comings and goings in
a room; what reached whom there follows from the call's account. They are put together when somebody asks.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping, Sequence
from datetime import datetime
from typing import Literal

from attrs import evolve, field, frozen

from receptionist.auditing.rooms import Rooms
from receptionist.auditing.scanning import Span, calls_of, scan
from receptionist.clock import Clock
from receptionist.config import Settings
from receptionist.events.access import AccessDenied, AccessRecorded
from receptionist.events.call import ParticipantJoined
from receptionist.events.clinic import OutcomeDisclosed
from receptionist.events.recorded import Recorded, UnknownEvent
from receptionist.events.tags import appointment_tag, call_tag, effects_tag, patient_tag, shown_tag
from receptionist.ids import AppointmentId, CallId, PatientId
from receptionist.storage import Storage

Kind = Literal["looked", "denied", "acted", "in_room", "sent"]

ACTS: Mapping[str, str] = {
    "booking.confirmed": "booked an appointment",
    "appointment.moved": "moved an appointment",
    "appointment.cancelled": "cancelled an appointment",
    "appointment.patient_arrived": "noted that the patient arrived",
    "appointment.patient_missed": "noted that the patient did not come",
    "task.raised": "raised a task",
    "patient.corrected": "corrected what is known of a patient",
    "patient.erased": "erased a patient",
    "patient.hold_placed": "placed a legal hold",
    "patient.hold_lifted": "lifted a legal hold",
}
"""What staff do with a patient's data, by its event: the event is the record of it."""
_UNREAD: Mapping[str, Kind] = {
    "access.recorded": "looked",
    "access.denied": "denied",
    "call.participant_joined": "in_room",
    "outbox.outcome_disclosed": "sent",
}
_TYPES = ("access.recorded", "access.denied", "call.participant_joined", "outbox.outcome_disclosed", *ACTS)


@frozen(kw_only=True)
class Access:
    """Somebody had patients' data before them, or was refused it.

    Attributes:
        kind: `looked`: a command showed it; `denied`: it refused to; `acted`: staff changed it; `in_room`: it was sent
            into a room where they were; `sent`: it was sent to a host.
        position: Of the event that says so; in a room, of their first coming.
        at: In UTC.
        who: The name that they go by at the clinic, their identity in the room, or the host.
        login: Whom the operating system had logged in; "" where that is not known.
        role: What they acted as, or were in the room.
        what: The command, or the act, in words.
        report: The id of the look that this is a page of; "" for what has no pages.
        page: From 1.
        why: The reason given; None where there is none.
        shown: What of the patients.
        until: When it last reached them, in a room.
        acknowledged: Not later than this they said that they have it all, in a room.
    """

    kind: Kind
    position: int
    at: datetime
    who: str
    login: str = ""
    role: str = ""
    what: str = ""
    report: str = ""
    page: int = 1
    why: str | None = None
    shown: tuple[str, ...] = ()
    patients: tuple[PatientId, ...] = ()
    appointments: tuple[AppointmentId, ...] = ()
    calls: tuple[CallId, ...] = ()
    until: datetime | None = None
    acknowledged: datetime | None = None


@frozen(kw_only=True)
class About:
    """What is asked for: all of it, or what has to do with one actor, and with one patient, appointment or call.

    Attributes:
        actor: A name, a login, an identity in a room (with or without its `staff-`), or a host.
    """

    span: Span = field(factory=Span)
    actor: str | None = None
    patient: PatientId | None = None
    appointment: AppointmentId | None = None
    call: CallId | None = None


async def accesses(storage: Storage, about: About, *, settings: Settings, wall: Clock) -> AsyncGenerator[Access]:
    """What *about* asks for, in the log's order, in constant memory; a long report comes in its pages.

    Args:
        storage: The log, which is not written to.
        about: What is asked for.
        settings: Who gets what is for whoever the `audience` setting says.
        wall: The machine's clock.

    Raises:
        CodecError: An event cannot be read.
        LogError: The log cannot be read.
    """
    tags = await _tags(storage, about)
    rooms = Rooms(storage, setting=settings.audience, wall=wall)
    async for recorded in scan(storage, _TYPES, about.span, tags=tags):
        access = await _access(recorded, rooms)
        if access is not None and _is_meant(access, about):
            yield access


async def _tags(storage: Storage, about: About) -> Sequence[str]:
    if about.patient is not None:
        its = patient_tag(about.patient)
        return (shown_tag(about.patient), its, *map(call_tag, await calls_of(storage, its)))
    if about.appointment is not None:
        its = appointment_tag(about.appointment)
        return (shown_tag(about.appointment), its, *map(call_tag, await calls_of(storage, its)))
    if about.call is not None:
        return (shown_tag(about.call), call_tag(about.call), effects_tag(about.call))
    return ()


async def _access(recorded: Recorded, rooms: Rooms) -> Access | None:
    match recorded.event:
        case UnknownEvent(type=its, version=version):
            return _unread(recorded, f"{its} version {version}")
        case AccessRecorded() as look:
            return _looked(recorded, look)
        case AccessDenied() as refused:
            return _denied(recorded, refused)
        case OutcomeDisclosed(of=call, to=host, fields=fields, patients=patients):
            what = f"the outcome of call {call}"
            sent = Access(kind="sent", position=recorded.position, at=recorded.recorded_at, who=host, what=what)
            return evolve(sent, role="webhook", shown=tuple(fields), patients=patients, calls=(call,))
        case ParticipantJoined():
            return await _in_room(recorded, rooms)
        case _ if recorded.metadata.actor == "staff":
            return _acted(recorded)
        case _:
            return None


def _looked(recorded: Recorded, look: AccessRecorded) -> Access:
    return Access(
        kind="looked",
        position=recorded.position,
        at=recorded.recorded_at,
        who=recorded.metadata.person or "",
        login=look.login,
        role=look.role,
        what=" ".join((look.command, *look.options)),
        report=look.report,
        page=look.page,
        why=look.reason or look.reference,
        shown=look.shown,
        patients=look.patients,
        appointments=look.appointments,
        calls=look.calls,
    )


def _denied(recorded: Recorded, refused: AccessDenied) -> Access:
    return Access(
        kind="denied",
        position=recorded.position,
        at=recorded.recorded_at,
        who=recorded.metadata.person or "",
        login=refused.login,
        role=refused.role or "",
        what=" ".join((refused.command, *refused.options)),
        why=WHY_DENIED[refused.why],
    )


WHY_DENIED: Mapping[str, str] = {
    "role": "their role may not",
    "no_role": "they have no role",
    "not_theirs": "the role is not theirs",
    "no_reason": "they gave no reason",
}


def _unread(recorded: Recorded, what: str) -> Access:
    """What a newer version wrote is not passed over: whom it is about, its tags say."""
    return Access(
        kind=_UNREAD.get(recorded.type, "acted"),
        position=recorded.position,
        at=recorded.recorded_at,
        who=recorded.metadata.person or "",
        what=f"{what}, which a newer version wrote: upgrade receptionist to read it",
        patients=tuple(PatientId(each) for each in (*_named(recorded, "shown:p-"), *_named(recorded, "patient:p-"))),
        appointments=tuple(AppointmentId(each) for each in _named(recorded, "shown:a-")),
        calls=tuple(CallId(each) for each in (*_named(recorded, "shown:c-"), *_named(recorded, "call:c-"))),
    )


def _acted(recorded: Recorded) -> Access:
    return Access(
        kind="acted",
        position=recorded.position,
        at=recorded.recorded_at,
        who=recorded.metadata.person or "",
        role="staff",
        what=ACTS[recorded.type],
        shown=("task",) if recorded.type == "task.raised" else ("name", "appointment"),
        patients=tuple(PatientId(each) for each in _named(recorded, "patient:p-")),
        appointments=tuple(AppointmentId(each) for each in _named(recorded, "appointment:a-")),
    )


async def _in_room(recorded: Recorded, rooms: Rooms) -> Access | None:
    stay = await rooms.stay(recorded)
    if stay is None or not stay.shown:
        return None
    return Access(
        kind="in_room",
        position=recorded.position,
        at=stay.first_at or recorded.recorded_at,
        who=stay.identity,
        role=stay.role,
        what=f"in the room of call {stay.call}",
        shown=stay.shown,
        patients=stay.patients,
        calls=(stay.call,),
        until=stay.last_at,
        acknowledged=stay.acknowledged,
    )


def _named(recorded: Recorded, kind: str) -> Sequence[str]:
    """The ids in the event's tags that begin so: `shown:p-` gives patients."""
    return [tag.partition(":")[2] for tag in recorded.tags if tag.startswith(kind)]


def _is_meant(access: Access, about: About) -> bool:
    if about.actor is not None:
        wanted = about.actor.casefold()
        names = (access.who, access.who.removeprefix("staff-"), access.login, *access.login.split(" via "))
        if wanted not in {each.casefold() for each in names}:
            return False
    if about.patient is not None:
        return about.patient in access.patients
    if about.call is not None:
        return about.call in access.calls
    if about.appointment is not None and access.kind != "in_room":
        return about.appointment in access.appointments
    return True
