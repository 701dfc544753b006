"""A publisher that does what a test says."""

from __future__ import annotations

import asyncio
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable, Iterable, Mapping

from receptionist.projections.effects import Effect
from receptionist.publishers.publisher import Delivery
from receptionist.publishers.recording import Published

PATIENCE = 20.0
"""Seconds after which a test that waits in vain fails."""

Step = Callable[[], Awaitable[None]]


def raises(error: BaseException) -> Step:
    """Fail like that, before anything has arrived."""

    async def step() -> None:
        raise error

    return step


def hangs() -> Step:
    """Never answer."""

    async def step() -> None:
        await asyncio.Event().wait()

    return step


def waits_for(gate: asyncio.Event) -> Step:
    """Take until *gate* is set, then succeed."""

    async def step() -> None:
        await gate.wait()

    return step


class ScriptedPublisher:
    """Does for each key what its script says, an attempt each, and succeeds from then on.

    Attributes:
        tried: Every attempt, as it began.
        received: What arrived, in order.
        attributes: What the room shows; None where nobody can tell.
        after: Done once something has arrived, before the relay hears of it.
    """

    def __init__(self, script: Mapping[str, Iterable[Step]] | None = None) -> None:
        self._script: dict[str, deque[Step]] = defaultdict(deque)
        for key, steps in (script or {}).items():
            self._script[key].extend(steps)
        self.tried: list[Delivery] = []
        self.received: list[Published] = []
        self.attributes: Mapping[str, str] | None = None
        self.after: Callable[[Delivery], Awaitable[None]] | None = None
        self._news = asyncio.Event()

    async def publish(self, effect: Effect, delivery: Delivery) -> None:
        self.tried.append(delivery)
        self._announce()
        if self._script[delivery.key]:
            await self._script[delivery.key].popleft()()
        self.received.append(Published(effect, delivery))
        self._announce()
        if self.after is not None:
            await self.after(delivery)

    def shown(self) -> Mapping[str, str] | None:
        return self.attributes

    @property
    def keys(self) -> list[str]:
        return [published.delivery.key for published in self.received]

    @property
    def in_lanes(self) -> dict[str, list[str]]:
        """The keys that arrived, in order, for each lane."""
        lanes: dict[str, list[str]] = {"attributes": [], "streams": []}
        for published in self.received:
            lanes[published.effect.lane].append(published.delivery.key)
        return lanes

    def attempts(self, key: str) -> list[tuple[int, int]]:
        """Epoch and attempt of each time that *key* was tried."""
        return [(delivery.epoch, delivery.attempt) for delivery in self.tried if delivery.key == key]

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait until something is so, looking again after everything that is tried or arrives."""
        async with asyncio.timeout(PATIENCE):
            while not holds():
                news = self._news
                await news.wait()

    async def until_tried(self, key: str, times: int = 1) -> None:
        await self.until(lambda: len(self.attempts(key)) >= times)

    async def until_received(self, *keys: str) -> None:
        await self.until(lambda: set(keys) <= set(self.keys))

    def _announce(self) -> None:
        self._news.set()
        self._news = asyncio.Event()
