"""What an account of a call is made of: one entry a happening, in the log's order."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Literal

from attrs import field, frozen

from receptionist.audience import Role
from receptionist.events.recorded import Actor
from receptionist.projections.effects import Audience, Kind, Lane

EffectState = Literal["owed", "sent", "superseded", "parked", "void", "not_owed"]
"""As in the outbox; `not_owed` where today's code shows something that was not owed when its event was appended."""
PresenceKind = Literal[
    "joined", "left", "caller_left", "caller_returned", "connection_lost", "connection_restored", "resent"
]


@frozen(kw_only=True)
class Moment:
    """What every entry has.

    Attributes:
        position: Of the event that it is, or that it follows from.
        at: When that event was recorded, in UTC.
        offset: The same, from the call's beginning.
    """

    position: int
    at: datetime
    offset: timedelta


@frozen(kw_only=True)
class Utterance(Moment):
    """The caller or the agent said something. An interrupted one holds what got out."""

    speaker: Literal["caller", "agent"]
    text: str
    interrupted: bool = False

    kind: Literal["utterance"] = "utterance"


@frozen(kw_only=True)
class ToolUse(Moment):
    """The LLM called a tool; its answer, where there is one, stands here too, though it came later.

    Attributes:
        arguments: As the LLM wrote them: JSON, usually.
        result: What the LLM was told; None while it runs, or if it never came back.
        returned_position: Of the event by which it returned.
        duration: From the call of the tool to its return.
        caused_by: The position of the caller's last words before it; None if the agent acted unasked.
        led_to: The positions of the events that name it as their cause.
    """

    tool_call_id: str
    tool: str
    arguments: str
    result: str | None = None
    is_error: bool = False
    returned_at: datetime | None = None
    returned_position: int | None = None
    duration: timedelta | None = None
    caused_by: int | None = None
    led_to: tuple[int, ...] = ()

    kind: Literal["tool"] = "tool"


@frozen(kw_only=True)
class Field:
    """One of an event's values, by its path: `appointment.starts_at`, `slots.0.provider`.

    Attributes:
        value: A JSON value: string, number, boolean, or a list of those.
        personal: Whether it is somebody's data and sealed in the log (`[erased]` once its key is gone). Of what a
            newer version wrote it is not known, and every text counts as such.
    """

    path: str
    value: Any
    personal: bool = False


@frozen(kw_only=True)
class Happened(Moment):
    """Any other event.

    Attributes:
        type: The stored name: `booking.confirmed`.
        name: As people call it: `BookingConfirmed`; the stored name if this version does not know it.
        fields: Its values, those that are None left out.
        known: False for an event that only a newer version can read.
        person: Who of the staff it was, if somebody.
        caused_by: The position of the tool call that led to it.
    """

    type: str
    version: int
    name: str
    fields: tuple[Field, ...] = ()
    known: bool = True
    actor: Actor = "system"
    person: str | None = None
    caused_by: int | None = None

    kind: Literal["event"] = "event"


@frozen(kw_only=True)
class Recipient:
    """Somebody whom an effect was for.

    Attributes:
        identity: Their identity in the room; None at a terminal, or where nobody noted it.
        live: Whether they were there when it was sent, as far as the log knows.
        resent_at: When it was about to be sent to them again.
        acknowledged_by: Not later than this they said that they have it (a client says so for many at once); None if
            they never did. Attributes are never acknowledged.
    """

    role: Role
    identity: str | None = None
    live: bool = True
    resent_at: tuple[datetime, ...] = ()
    acknowledged_by: datetime | None = None


@frozen(kw_only=True)
class EffectShown(Moment):
    """Something that the room was to see because of an event.

    Attributes:
        key: `position:ordinal`.
        event_type: Of the event that it follows from.
        content: All of it: `attributes` of `set_attributes`; `text` and `attributes` of `send_text`; `name`,
            `mime_type` and `document` (template, version, fields) of `send_bytes`. Computed again by today's code.
        known: False where today's code does not show it any more, or cannot: `content` is empty then.
        as_recorded: Whether it is to the byte what was meant when its event was appended; None if that cannot be told:
            its key was destroyed.
        sent_as_shown: Whether what was sent is to the byte what is shown here; None if that cannot be told, or it was
            not sent.
        audience: Whom it is for.
        attempts: How often it was tried.
        epoch: Which of the call's relays settled it, from 1.
        sent_at: When it was written down as sent, in UTC.
        latency: From its event to that.
        error: Why the last attempt failed.
        recipients: Who was there when it was sent, and who was sent it again.
    """

    key: str
    ordinal: int
    event_type: str
    lane: Lane
    effect: Kind
    topic: str | None
    content: Mapping[str, Any] = field(factory=dict)
    known: bool = True
    as_recorded: bool | None = None
    sent_as_shown: bool | None = None
    audience: Audience
    state: EffectState
    attempts: int = 0
    epoch: int | None = None
    sent_at: datetime | None = None
    latency: timedelta | None = None
    error: str | None = None
    recipients: tuple[Recipient, ...] = ()

    kind: Literal["effect"] = "effect"


@frozen(kw_only=True)
class Presence(Moment):
    """Who came and went, and what happened to the connection.

    Attributes:
        what: `caller_left` and `caller_returned` are the caller's being away for a while; `resent`: the streams of the
            events after `after`, up to `through`, were about to be sent to somebody again.
        reason: Why the caller was away, in LiveKit's words; why something was sent again: `sync` or `arrival`.
        contract: Whether they ask for what they missed themselves.
    """

    what: PresenceKind
    identity: str | None = None
    role: Role | None = None
    contract: bool | None = None
    reason: str | None = None
    after: int | None = None
    through: int | None = None

    kind: Literal["presence"] = "presence"


@frozen(kw_only=True)
class Rescue(Moment):
    """Another agent took the call over from one that died.

    Attributes:
        attempt: Which one it is, from 1.
        silence: How long nothing was recorded before.
    """

    attempt: int
    silence: timedelta

    kind: Literal["rescue"] = "rescue"


Entry = Utterance | ToolUse | Happened | EffectShown | Presence | Rescue
