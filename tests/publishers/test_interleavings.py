"""Whatever happens in whatever order: everything is sent or parked in the end, in order, and nothing is made up."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from receptionist.errors import PublishError, PublishRefusedError
from receptionist.events.catalogue import Event
from receptionist.projections.effects import Effect
from receptionist.projections.fold import view
from receptionist.publishers.publisher import Delivery
from receptionist.publishers.recording import Published
from receptionist.publishers.relay import Relay
from tests.publishers.support import (
    BEGUN,
    CONFIRMED,
    DETAILS,
    ENDED,
    GREETED,
    MOVED,
    NAMED,
    Stand,
    attributes_at,
    first_of_each,
    projection,
    settled,
    stand_on,
)
from tests.publishers.test_ownership import LEASE

Mood = Literal["well", "busy", "refuses", "crashes", "dies before", "dies after"]
Act = Literal["append", "let it work", "stop", "kill", "suspend"]

EVENTS: tuple[Event, ...] = (GREETED, BEGUN, NAMED, CONFIRMED, DETAILS, MOVED)
PATIENCE = 20.0


class MoodyRoom:
    """Takes each effect as its next mood is. When it dies, so does the relay that is sending."""

    def __init__(self, moods: list[Mood]) -> None:
        self._moods = iter(moods)
        self.received: list[Published] = []
        self.tried = 0
        self.news = asyncio.Event()
        self.died = asyncio.Event()

    async def publish(self, effect: Effect, delivery: Delivery) -> None:
        self.tried += 1
        self.news.set()
        mood = next(self._moods, "well")
        if mood == "busy":
            raise PublishError("busy")
        if mood == "crashes":
            raise ZeroDivisionError
        if mood == "refuses" and effect.lane == "streams":
            raise PublishRefusedError("not that")
        if mood != "dies before":
            self.received.append(Published(effect, delivery))
        if mood in {"dies before", "dies after"}:
            self.died.set()
            await asyncio.Event().wait()

    def shown(self) -> None:
        """Nobody looks."""


class World:
    """One log, one room, and relays that come and go."""

    def __init__(self, stand: Stand, room: MoodyRoom) -> None:
        self.stand, self.room = stand, room
        self._tasks: list[asyncio.Task[None]] = []
        self._relay = self._start()

    def _start(self) -> Relay:
        self._relay = self.stand.relay(self.room, owner=f"relay {len(self._tasks)}")
        self._tasks.append(asyncio.create_task(self._relay.run()))
        return self._relay

    async def act(self, act: Act) -> None:
        match act:
            case "append":
                await self.stand.append(EVENTS[len(await self.stand.recorded()) % len(EVENTS)])
            case "let it work":
                await self._until_something_happens()
            case "stop":
                await self._end()
                self._start()
            case "kill":
                await self._kill()
            case "suspend":
                # Its task goes on, with a lease that has lapsed; the next waits already.
                self._start()
                self.stand.wall.advance(LEASE)
                await self.stand.poke()
        if self.room.died.is_set():
            await self._kill()

    async def finish(self) -> None:
        while True:
            done = asyncio.create_task(settled(self._relay))
            died = asyncio.create_task(self.room.died.wait())
            await asyncio.wait([done, died], return_when=asyncio.FIRST_COMPLETED)
            if not self.room.died.is_set():
                died.cancel()
                await done
                break
            done.cancel()
            await asyncio.gather(done, return_exceptions=True)
            await self._kill()
        await self._end()

    async def _kill(self) -> None:
        """Without any clean-up: the lease stays until it lapses."""
        await self._end()
        expires = self.stand.wall.now().timestamp() + LEASE.total_seconds()
        await self.stand.storage.database.write(
            lambda raw: raw.execute("UPDATE relay_owner SET expires_at = ?", (expires,))
        )
        self._start()
        self.stand.wall.advance(LEASE)
        await self.stand.poke()

    async def _end(self) -> None:
        for task in self._tasks:
            task.cancel()
        for end in await asyncio.gather(*self._tasks, return_exceptions=True):
            assert isinstance(end, asyncio.CancelledError), end
        self._tasks.clear()
        self.room.died.clear()

    async def _until_something_happens(self) -> None:
        self.room.news.clear()
        waits = [asyncio.create_task(settled(self._relay)), asyncio.create_task(self.room.news.wait())]
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        for wait in waits:
            wait.cancel()
        await asyncio.gather(*waits, return_exceptions=True)


async def live_through(path: Path, acts: list[Act], moods: list[Mood]) -> None:
    async with stand_on(path) as stand, asyncio.timeout(PATIENCE):
        room = MoodyRoom(moods)
        world = World(stand, room)
        await stand.append(GREETED)
        for act in acts:
            await world.act(act)
        await stand.append(ENDED)
        await world.finish()
        await check(stand, room.received)


async def check(stand: Stand, received: list[Published]) -> None:
    recorded, states = await stand.recorded(), stand.rows()
    effects = projection(recorded)
    assert set(states) == set(effects)
    assert set(states.values()) <= {"sent", "parked", "superseded"}
    had = first_of_each(received)
    # A parked effect may have arrived without anybody knowing; what is sent has arrived.
    assert {key for key, state in states.items() if state == "sent"} <= set(had)
    for lane in ("attributes", "streams"):
        order = [key for key, effect in had.items() if effect.lane == lane]
        assert order == [key for key in effects if key in had and effects[key].lane == lane]
    streams = {key: effect for key, effect in had.items() if effect.lane == "streams"}
    assert streams == {key: effects[key] for key in streams}
    order = [key for key, effect in effects.items() if effect.lane == "streams"]
    for delivery in (published.delivery for published in received if published.effect.lane == "streams"):
        before = order[: order.index(delivery.key)]
        assert delivery.previous == next((key for key in reversed(before) if states[key] == "sent"), None)
    assert {p.delivery.previous for p in received if p.effect.lane == "attributes"} <= {None}
    if "parked" not in {states[key] for key, effect in effects.items() if effect.lane == "attributes"}:
        assert attributes_at(received) == dict(view(recorded).attributes)


acts = st.lists(
    st.sampled_from(["append", "append", "let it work", "let it work", "stop", "kill", "suspend"]), max_size=14
)
moods = st.lists(
    st.sampled_from(["well", "well", "well", "busy", "refuses", "crashes", "dies before", "dies after"]), max_size=25
)


@given(acts=acts, moods=moods)
@example(acts=["append"] * 4, moods=["dies after"] * 20)
@example(acts=["append"] * 4, moods=["dies before"] * 20)
@example(acts=["append", "suspend", "append", "kill", "let it work"] * 3, moods=["busy", "dies after"] * 10)
@settings(max_examples=50, deadline=None, derandomize=True, database=None, suppress_health_check=[HealthCheck.too_slow])
def test_every_history_ends_with_everything_sent_or_parked_in_order(acts: list[Act], moods: list[Mood]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(live_through(Path(folder) / "log.db", acts, moods))


@pytest.mark.soak
@pytest.mark.timeout(1200)
@given(acts=acts, moods=moods)
@settings(max_examples=2000, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow])
def test_the_same_of_many_more_histories(acts: list[Act], moods: list[Mood]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(live_through(Path(folder) / "log.db", acts, moods))
