"""All projections of an event, side by side."""

from __future__ import annotations

from datetime import datetime

from receptionist.events.catalogue import Event
from receptionist.projections.agent_status import agent_status
from receptionist.projections.attachments import attachments
from receptionist.projections.attributes import attributes
from receptionist.projections.byte_streams import byte_streams
from receptionist.projections.effects import Effect
from receptionist.projections.text_streams import text_streams
from receptionist.projections.transcript import transcript


def effects_of(event: Event, recorded_at: datetime) -> tuple[Effect, ...]:
    """The effects of an event that was recorded at *recorded_at* (UTC), in the order of their ordinals."""
    # Never reordered, and what is new comes last: an effect's ordinal is part of its key, for ever.
    return (
        *attributes(event),
        *text_streams(event),
        *byte_streams(event),
        *transcript(event),
        *agent_status(event),
        *attachments(event, recorded_at),
    )
