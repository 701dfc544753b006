"""Somebody in a room, from one joining to the leaving that follows it."""

from __future__ import annotations

import asyncio
import contextlib

from attrs import define, field

from receptionist.audience import Role


@define(eq=False)
class Guest:
    """Somebody who joined, once.

    Attributes:
        sid: LiveKit's id for this joining.
        contract: Set once they have said that they ask for what they missed.
        active: Set once they can receive.
        is_taken_down: Whether the log has that they came.
    """

    identity: str
    sid: str
    role: Role
    contract: asyncio.Event = field(factory=asyncio.Event)
    active: asyncio.Event = field(factory=asyncio.Event)
    is_taken_down: bool = False
    task: asyncio.Task[None] | None = None

    async def until_reachable(self) -> None:
        """Wait until they can receive, or say that they ask for what they missed."""
        waiting = [asyncio.ensure_future(event.wait()) for event in (self.active, self.contract)]
        try:
            await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for one in waiting:
                one.cancel()

    async def until_contract(self, seconds: float) -> None:
        """Wait until they say so, and no longer than that."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self.contract.wait()
