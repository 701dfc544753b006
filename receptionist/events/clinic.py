"""What happens at the clinic's side of the desk: its staff's acts, its diary, its inbox."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from attrs import evolve, frozen

from receptionist.events.personal import personal
from receptionist.ids import AppointmentId, BlockId, CallId, PatientId, TaskId

TaskKind = Literal[
    "message",
    "callback",
    "late_arrival",
    "late_cancellation",
    "emergency",
    "recognition",
    "refusal",
    "waiting_list",
    "conflict",
    "no_show",
    "details_by_hand",
    "failed_call",
]
Urgency = Literal["now", "today", "soon"]


@frozen(kw_only=True)
class TaskRaised:
    """A person at the clinic has something to do: a line of the inbox.

    Attributes:
        who: Whom it is about, as staff would say it; "" when nobody knows.
        phone: Where to call back, in E.164, or as said.
        done: What has been done already.
        to_do: What a person must do.
    """

    task_id: TaskId
    kind: TaskKind
    urgency: Urgency
    who: str = personal()
    phone: str | None = personal()
    done: str = personal()
    to_do: str = personal()
    due: datetime
    patient_id: PatientId | None
    appointment_id: AppointmentId | None


@frozen(kw_only=True)
class TaskCorrected:
    """The caller has said more of the task, or something else: it now reads as it stands here."""

    task_id: TaskId
    kind: TaskKind
    urgency: Urgency
    who: str = personal()
    phone: str | None = personal()
    done: str = personal()
    to_do: str = personal()
    due: datetime


@frozen(kw_only=True)
class TaskTaken:
    """Somebody has made the task theirs."""

    task_id: TaskId
    owner: str


@frozen(kw_only=True)
class TaskDone:
    """The task is done, with a note of what came of it."""

    task_id: TaskId
    note: str = personal()


@frozen(kw_only=True)
class TimeBlocked:
    """A stretch of a dentist's, hygienist's or chair's time is not to be had.

    Attributes:
        resource_id: The provider or chair.
        reason: As staff put it.
        source: Where it comes from; `uid` names it there, so that importing it again changes nothing.
    """

    block_id: BlockId
    resource_id: str
    starts_at: datetime
    ends_at: datetime
    time_zone: str
    reason: str = personal()
    source: Literal["staff", "import"]
    uid: str = personal()


@frozen(kw_only=True)
class BlockLifted:
    """The stretch can be had again."""

    block_id: BlockId
    resource_id: str
    starts_at: datetime
    ends_at: datetime
    time_zone: str


@frozen(kw_only=True)
class DayClosed:
    """The clinic is closed on this day, whatever its hours."""

    day: date
    reason: str


@frozen(kw_only=True)
class DayReopened:
    """The clinic is open on this day after all."""

    day: date


@frozen(kw_only=True)
class EffectRetried:
    """Somebody has had an effect that was parked owed again, at its place. Who, stands in the metadata.

    Attributes:
        of: The call whose effect it is.
        key: The effect's key.
    """

    of: CallId
    key: str


@frozen(kw_only=True)
class OutcomeDisclosed:
    """What came of a call was about to be sent to the clinic's webhook: whatever it had set to be sent of a patient.

    Attributes:
        of: The call.
        to: The host that it goes to.
        fields: What of the patients it carries besides ids and times, as the setting names it.
        patients: Whom it is about.
    """

    of: CallId
    to: str
    fields: tuple[str, ...]
    patients: tuple[PatientId, ...]


@frozen(kw_only=True)
class OutcomeOwedAgain:
    """Somebody has had what came of a call owed to the webhook, once more or after all. Who, stands in the metadata."""

    of: CallId


ClinicEvent = (
    TaskRaised
    | TaskCorrected
    | TaskTaken
    | TaskDone
    | TimeBlocked
    | BlockLifted
    | DayClosed
    | DayReopened
    | EffectRetried
    | OutcomeDisclosed
    | OutcomeOwedAgain
)


def as_corrected(raised: TaskRaised, event: TaskCorrected) -> TaskRaised:
    """The task as it reads since *event*."""
    return evolve(
        raised,
        kind=event.kind,
        urgency=event.urgency,
        who=event.who,
        phone=event.phone,
        done=event.done,
        to_do=event.to_do,
        due=event.due,
    )
