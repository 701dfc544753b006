"""What the contract suite asks of a store's tests, and its words for events that mean nothing."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Any, Protocol

from receptionist.events.call import UtteranceHeard
from receptionist.events.codec import CODEC, Codec
from receptionist.events.log import EventLog, Query
from receptionist.events.recorded import NewEvent, Recorded
from receptionist.ids import Ids
from tests.examples import NOW, new

HEARD = UtteranceHeard(text="Good morning.")


class Store(Protocol):
    """One log somewhere."""

    def open(self, codec: Codec = CODEC) -> AbstractAsyncContextManager[EventLog]:
        """A connection of its own to the log, as another process would have."""

    async def append_elsewhere(self, count: int) -> None:
        """Have another process append *count* events tagged `elsewhere`, one at a time, and wait for it."""


def heard(ids: Ids, *tags: str, text: Any = HEARD.text, at: datetime = NOW) -> NewEvent:
    """Something heard, tagged with *tags* alone."""
    return new(UtteranceHeard(text=text), ids, *tags, at=at, call=None)


async def everything(log: EventLog) -> tuple[Recorded, ...]:
    """All that the log has."""
    return (await log.read(Query())).events
