"""From the commit of one utterance until a client has its text stream, against a bare `stream_text`."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from benchmarks.ground import CALLER, Ground
from receptionist.clock import SystemClock
from receptionist.config import Settings
from receptionist.events.call import UtteranceHeard
from receptionist.events.recorded import Metadata, NewEvent
from receptionist.events.tags import tags_of
from receptionist.ids import CallId, RandomIds
from receptionist.publishers.livekit_room import RoomPublisher
from receptionist.publishers.relay import Relay
from receptionist.storage import Storage

Words = str


class Speaking:
    """A call in which somebody speaks: each utterance is one event, and one stream."""

    def __init__(self, ground: Ground, storage: Storage, call: CallId, ids: RandomIds) -> None:
        self._ground, self._storage, self._call, self._ids = ground, storage, call, ids

    async def say(self, words: Words) -> tuple[float, float]:
        """Seconds from the commit, and from before the append, until the client has it."""
        event = UtteranceHeard(text=words)
        new = NewEvent(
            id=self._ids.event(),
            event=event,
            tags=tags_of(event, self._call),
            recorded_at=SystemClock().now(),
            metadata=Metadata(call=self._call, actor="caller", agent="bench", prompt="", model=""),
        )
        began = time.perf_counter()
        await self._storage.log.append([new])
        committed = time.perf_counter()
        there = await self._ground.arrivals.all_of("transcript", content=words)
        return there - committed, there - began


@asynccontextmanager
async def speaking(ground: Ground, storage: Storage, settings: Settings) -> AsyncIterator[Speaking]:
    """A call with its relay, for as long as the block lasts."""
    clock = SystemClock()
    ids = RandomIds(clock)
    call = ids.call()
    room = RoomPublisher(ground.agent, caller=CALLER, audience=settings.audience, clock=clock)
    relay = Relay(
        call=call,
        owner="bench",
        database=storage.database,
        log=storage.log,
        vault=storage.vault,
        publisher=room,
        clock=clock,
        wall=clock,
    )
    relaying = asyncio.create_task(relay.run())
    try:
        yield Speaking(ground, storage, call, ids)
        await relay.all_settled()
    finally:
        relaying.cancel()
        await asyncio.gather(relaying, return_exceptions=True)
        await room.aclose()


async def bare(ground: Ground, words: Words) -> float:
    """Seconds that `stream_text` alone takes until the client has it."""
    began = time.perf_counter()
    stream = await ground.agent.local_participant.stream_text(topic="transcript")
    await stream.write(words)
    await stream.aclose()
    return await ground.arrivals.all_of("transcript", content=words) - began
