"""What there is to tell of an appointment, as values: what sentences and `--json` are made of.

Instants are aware and in UTC. Words are shown as whoever reads them may see them (`masking.Mask`).
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from attrs import frozen

from receptionist.audience import Role
from receptionist.events.booking import Question, RefusalReason
from receptionist.events.clinic import TaskKind
from receptionist.events.patient import Recognition
from receptionist.events.recorded import Actor
from receptionist.replaying.account import EffectState, as_json

ActKind = Literal[
    "booked",
    "moved",
    "cancelled",
    "late",
    "told",
    "details",
    "arrived",
    "missed",
    "task_raised",
    "task_taken",
    "task_done",
    "blocked",
    "lifted",
    "closed",
    "reopened",
    "unread",
]
KnownBy = Recognition | Literal["this_call", "guardian"]
TakenFrom = Literal["offered", "instead"]
Standing = Literal["stands", "arrived", "missed", "cancelled", "unknown"]


@frozen(kw_only=True)
class Choice:
    """A free time that was told of, and with whom."""

    starts_at: datetime
    provider: str


@frozen(kw_only=True)
class Offered:
    """Free times were asked for, and these told of; the words were taken to mean the days from `first` to `last`.

    `heard` is, as in every step, what the caller said that led to it.
    """

    date_words: str
    time_words: str
    first: date
    last: date
    choices: tuple[Choice, ...]

    heard: tuple[str, ...] = ()
    step: Literal["offered"] = "offered"


@frozen(kw_only=True)
class Asked:
    """The agent asked back; `candidates` are the instants that could have been meant."""

    about: Question
    date_words: str
    time_words: str
    candidates: tuple[datetime, ...]

    heard: tuple[str, ...] = ()
    step: Literal["asked"] = "asked"


@frozen(kw_only=True)
class Refused:
    """A time was asked for and could not be had.

    Attributes:
        meant: What the words were taken to mean; None where they were not understood, or nothing was asked for.
        instead: The nearest free times.
    """

    reason: RefusalReason
    date_words: str
    time_words: str
    meant: datetime | None
    instead: tuple[Choice, ...]

    heard: tuple[str, ...] = ()
    step: Literal["refused"] = "refused"


Step = Offered | Asked | Refused


@frozen(kw_only=True)
class Wish:
    """The request that was granted.

    Attributes:
        date_words, time_words: As they were understood; empty where a time that was offered was taken up.
        asked_at: The instant from which "tomorrow" and the like were counted.
        meant: What they were taken to mean.
        taken_from: What it was chosen from: times that were `offered`, or named `instead` of a refused one.
        provider_asked: Whether somebody in particular was asked for.
    """

    date_words: str
    time_words: str
    asked_at: datetime
    meant: datetime | None
    taken_from: TakenFrom | None
    provider_asked: bool


@frozen(kw_only=True)
class Spoken:
    """What the agent said of it. `by_successor`: the agent that did it had died, and the next one said so."""

    text: str
    at: datetime
    interrupted: bool
    by_successor: bool


@frozen(kw_only=True)
class Receiver:
    """Somebody whom it was sent to.

    Attributes:
        acknowledged_by: Not later than this they said that they have it all; None if they never did.
        resent_at: When it was last sent to them again.
    """

    role: Role
    acknowledged_by: datetime | None
    resent_at: datetime | None


@frozen(kw_only=True)
class Delivery:
    """What was to be seen or read because of it, by what became of it.

    Attributes:
        topics: The streams' topics.
        at: When the last of them was written down as sent.
        error: Why the last attempt at one of them failed.
    """

    topics: tuple[str, ...]
    state: EffectState
    at: datetime | None
    error: str | None
    receivers: tuple[Receiver, ...]


@frozen(kw_only=True)
class Act:
    """Something that was done to the appointment, or because of it. What does not apply is None or empty.

    Attributes:
        position: Of its event.
        call: The call that it happened in; None outside any.
        channel: Where that call's caller was.
        person: Who of the staff it was.
        known_by: How the caller showed that they may; `this_call`: it was booked in it. `guardian`: for somebody else.
        heard: What the caller said that led to it, in order.
        steps: What went before it: what was offered, asked back, refused.
        task: The id of the inbox's line.
        said: What the line says is done, is to be done, or came of it; why something is blocked, closed or cancelled.
    """

    kind: ActKind
    position: int
    at: datetime
    call: str | None
    channel: str | None
    actor: Actor
    person: str | None = None
    known_by: KnownBy | None = None
    heard: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()
    wish: Wish | None = None
    emergency: bool = False
    waited: bool = False
    offered_on: bool = False
    treatment: str = ""
    starts_at: datetime | None = None
    provider: str = ""
    moved_from: datetime | None = None
    left_provider: str = ""
    within_notice: bool = False
    notice_hours: int | None = None
    minutes: int | None = None
    grace_minutes: int | None = None
    count: int | None = None
    task: str | None = None
    task_kind: TaskKind | None = None
    said: tuple[str, ...] = ()
    imported: bool = False
    spoken: Spoken | None = None
    sent: tuple[Delivery, ...] = ()
    unread: str | None = None


@frozen(kw_only=True)
class Story:
    """An appointment and all that led to how it stands.

    Attributes:
        patient: As it may be seen.
        starts_at: None where nothing that can be read says when.
    """

    appointment: str
    patient: str
    treatment: str
    provider: str
    starts_at: datetime | None
    time_zone: str
    standing: Standing
    acts: tuple[Act, ...]


def objects(story: Story) -> list[dict[str, Any]]:
    """The appointment, and each act, as JSON values: what is None, empty or False is left out."""
    whole = as_json(story)
    acts = whole.pop("acts")
    first = {"kind": "appointment", **whole}
    return [_without_nothing(each) for each in (first, *({**act, "appointment": story.appointment} for act in acts))]


def _without_nothing(value: Any) -> Any:
    match value:
        case dict():
            return {
                name: _without_nothing(inner)
                for name, inner in value.items()
                if not (inner is None or inner is False or inner in ("", []))
            }
        case list():
            return [_without_nothing(inner) for inner in value]
        case _:
            return value
