"""The port through which effects leave: a room, a terminal, a list in a test."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from attrs import frozen

from receptionist.ids import CallId
from receptionist.projections.effects import Effect


@frozen(kw_only=True)
class Delivery:
    """What goes with an effect on its way.

    Attributes:
        key: `position:ordinal`: the same at every attempt, so that a receiver can tell a repetition.
        attempt: From 1, counted over all relays that tried.
        epoch: Which of the call's relays is sending; a later one has a higher epoch.
        recorded_at: When its event was recorded, in UTC.
        previous: The key of the stream that was sent to the same audience before this one; None for the first, and for
            attributes.
    """

    key: str
    call: CallId
    position: int
    event_type: str
    attempt: int
    epoch: int
    recorded_at: datetime
    previous: str | None


class Publisher(Protocol):
    """Carries effects out, one at a time in each lane."""

    async def publish(self, effect: Effect, delivery: Delivery) -> None:
        """Carry out *effect*. Returning means that the other side has it.

        The same effect may come again after a crash, with the same key. What is raised is written down as it
        reads, where nothing is sealed: it must not quote anything personal.

        Raises:
            PublishRefusedError: It can never be carried out as it is: it will be parked.
            PublishError: It could not be carried out now: it will be tried again.
        """

    def shown(self) -> Mapping[str, str] | None:
        """The attributes that everybody sees of the agent just now, or None where that cannot be told.

        What of it is not as it was sent is sent again.
        """
