"""From an event to everything that a participant can see of it."""

from __future__ import annotations

import cattrs

from receptionist.events.codec import canonical
from receptionist.events.recorded import Recorded, UnknownEvent
from receptionist.projections.agent_status import agent_status
from receptionist.projections.attachments import attachments
from receptionist.projections.attributes import attributes
from receptionist.projections.byte_streams import byte_streams
from receptionist.projections.effects import Effect, kind
from receptionist.projections.text_streams import text_streams
from receptionist.projections.transcript import transcript

PROJECTION_VERSION = 3
"""Counted up when a change makes old events look different on purpose."""


def project(recorded: Recorded) -> tuple[Effect, ...]:
    """The effects of an event, in the order of their ordinals.

    No clock, randomness, log or environment takes part: tests project a history again in another time zone,
    locale and process. An event that a newer version wrote has none here.
    """
    event = recorded.event
    if isinstance(event, UnknownEvent):
        return ()
    # Never reordered, and what is new comes last: an effect's ordinal is part of its key, for ever.
    return (
        *attributes(event),
        *text_streams(event),
        *byte_streams(event),
        *transcript(event),
        *agent_status(event),
        *attachments(event, recorded.recorded_at),
    )


def digest_content(effect: Effect) -> bytes:
    """The effect's model as canonical bytes: what its keyed digest in the outbox is taken over."""
    return canonical({"kind": kind(effect), **cattrs.unstructure(effect)})
