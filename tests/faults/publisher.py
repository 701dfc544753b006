"""A publisher that drops, delays, duplicates, refuses, fails, crashes and hangs."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterable, Iterator, Mapping
from typing import Literal, get_args

from receptionist.errors import PublishError, PublishRefusedError
from receptionist.projections.effects import Effect
from receptionist.publishers.publisher import Delivery, Publisher

PublisherFault = Literal["drop", "delay", "duplicate", "refuse", "busy", "crash", "lose the answer", "hang"]
"""What becomes of an attempt.

- `drop`: it is said to have arrived, and has not. Of a stream a client can tell by the wire contract; of attributes
  their sender can, where the room shows them. Where nobody can tell, it is `busy`.
- `delay`: it arrives later than it would.
- `duplicate`: it arrives twice.
- `refuse`: it can never be carried out (`PublishRefusedError`).
- `busy`: it does not arrive, and the sender hears so (`PublishError`).
- `crash`: it does not arrive, and the publisher fails in a way that nobody foresaw.
- `lose the answer`: it arrives, and the sender hears that it has not.
- `hang`: it never arrives, and there is no answer.
"""
FAULTS: tuple[PublisherFault, ...] = get_args(PublisherFault)


class FaultyPublisher:
    """*inner*, with these faults: one for each attempt, as they come; none any more once they are used up.

    Args:
        delay: Seconds that a delayed effect takes longer.
    """

    def __init__(self, inner: Publisher, faults: Iterable[PublisherFault | None], *, delay: float = 0.0) -> None:
        self._inner, self._faults, self._delay = inner, iter(faults), delay
        self.dropped: list[str] = []
        """The keys of what was dropped, in order."""

    async def publish(self, effect: Effect, delivery: Delivery) -> None:
        """As *inner* does, but for the next fault."""
        match next(self._faults, None):
            case "drop" if effect.lane == "streams" or self.shown() is not None:
                self.dropped.append(delivery.key)
            case "drop" | "busy":
                raise PublishError("the room is busy")
            case "refuse":
                raise PublishRefusedError("the room does not want it")
            case "crash":
                raise ZeroDivisionError
            case "hang":
                await asyncio.Event().wait()
            case fault:
                await self._deliver(effect, delivery, fault)

    def shown(self) -> Mapping[str, str] | None:
        """What *inner* shows."""
        return self._inner.shown()

    async def _deliver(
        self, effect: Effect, delivery: Delivery, fault: Literal["delay", "duplicate", "lose the answer"] | None
    ) -> None:
        if fault == "delay":
            await asyncio.sleep(self._delay)
        await self._inner.publish(effect, delivery)
        if fault == "duplicate":
            await self._inner.publish(effect, delivery)
        if fault == "lose the answer":
            raise PublishError("the answer was lost")


def seeded_faults(seed: int | str, rates: Mapping[PublisherFault, float]) -> Iterator[PublisherFault | None]:
    """Faults without an end: each kind with its probability, always the same for the same seed."""
    chance = random.Random(seed)
    while True:
        drawn = chance.random()
        yield next((fault for fault, upto in _summed(rates) if drawn < upto), None)


def _summed(rates: Mapping[PublisherFault, float]) -> Iterator[tuple[PublisherFault, float]]:
    upto = 0.0
    for fault, rate in rates.items():
        upto += rate
        yield fault, upto
