"""From an event to everything that a participant can see of it."""

from __future__ import annotations

import cattrs

from receptionist.events.codec import canonical
from receptionist.events.recorded import Recorded, UnknownEvent
from receptionist.projections.effects import Effect, kind

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
    # Who lists calls shows nothing of them, and all that there is to show takes a while to import.
    from receptionist.projections.every import effects_of  # noqa: PLC0415 (see above)

    return effects_of(event, recorded.recorded_at)


def digest_content(effect: Effect) -> bytes:
    """The effect's model as canonical bytes: what its keyed digest in the outbox is taken over."""
    return canonical({"kind": kind(effect), **cattrs.unstructure(effect)})
