"""An event on its way into the log, and an event as the log gives it back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from attrs import field, frozen

from receptionist.events.catalogue import Event
from receptionist.ids import CallId, EventId

Actor = Literal["caller", "agent", "system", "staff"]


@frozen(kw_only=True)
class Metadata:
    """Who and what stands behind an event.

    Attributes:
        call: The call that it happened in, or None outside any call.
        actor: Whose act it was.
        person: Who of the staff it was, by the name that they go by at the clinic's machines.
        causation: The LLM's tool-call id that led to it: audit data, never an idempotency key.
        agent: The agent's name and version.
        prompt: Which instructions the LLM had (a digest).
        model: Which LLM it was.
    """

    call: CallId | None
    actor: Actor
    person: str | None = None
    causation: str | None = None
    agent: str
    prompt: str
    model: str


@frozen(kw_only=True)
class UnknownEvent:
    """An event that a newer version wrote: kept, shown and skipped. Sealed fields are opened where they can be."""

    type: str
    version: int
    data: Mapping[str, Any]


@frozen(kw_only=True)
class NewEvent:
    """An event to be appended. Appending the same id again is the same event, not a second one."""

    id: EventId
    event: Event
    tags: tuple[str, ...]
    recorded_at: datetime
    metadata: Metadata


@frozen(kw_only=True)
class Recorded:
    """An event in the log.

    Attributes:
        position: Its place in the log: from 1, without gaps, increasing over all calls.
        recorded_at: When it was recorded, in UTC.
        tags: Sorted.
        hash: SHA-256 over the hash before it and its own stored bytes, in hexadecimal.
    """

    position: int
    id: EventId
    type: str
    version: int
    recorded_at: datetime
    tags: tuple[str, ...]
    event: Event | UnknownEvent
    metadata: Metadata
    hash: str = field(repr=False)
