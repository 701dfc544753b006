"""A publisher that keeps what it is given: for tests and for looking at what would be sent."""

from __future__ import annotations

from attrs import frozen

from receptionist.projections.effects import Effect
from receptionist.publishers.publisher import Delivery


@frozen
class Published:
    """An effect that was carried out, and how it came."""

    effect: Effect
    delivery: Delivery


class RecordingPublisher:
    """Keeps every effect in order."""

    def __init__(self) -> None:
        self.published: list[Published] = []

    async def publish(self, effect: Effect, delivery: Delivery) -> None:
        """Keep it."""
        self.published.append(Published(effect, delivery))

    def shown(self) -> None:
        """Nobody changes what is kept."""

    @property
    def effects(self) -> list[Effect]:
        """The effects alone."""
        return [published.effect for published in self.published]

    @property
    def keys(self) -> list[str]:
        """Their keys."""
        return [published.delivery.key for published in self.published]
