"""Keeping up with a call: its streams in order, and what is missing asked for.

What was missed is asked for when an agent that has a call is there, comes, or comes back; when our own connection is
back; and when something was sent before a stream that is here and does not come within 2 s, or is said to be out.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterable
from typing import Any

from receptionist.client.asking import Answer, Asking
from receptionist.client.order import Arrived, Order
from receptionist.happenings import StreamMissing

# What is not here after this will not come by itself (docs/wire-contract.md).
_GAP_SECONDS = 2.0
# Where an agent died, another may take the call over, and send what is missing.
_RESCUE_SECONDS = 30.0
_ACK_SECONDS = 0.2
_MOST_TRIES = 2


class KeepingUp:
    """Tells streams in their order.

    Args:
        after: The position up to which everything is here from an earlier time.
        asking: Asks the agents.
        tell: Is given each stream when it is its turn, and what is missing for good.
    """

    def __init__(self, *, after: int, asking: Asking, tell: Callable[[Arrived | StreamMissing], None]) -> None:
        self._order, self._asking, self._tell = Order(after=after), asking, tell
        self._agents: dict[str, None] = {}
        """Those that have a call; the last is the one to ask."""
        self._agent_came = asyncio.Event()
        self._had_agents = False
        self._deaf: set[str] = set()
        """Agents that note nothing."""
        self._senders: dict[str, str] = {}
        self._due = after
        self._after = self._taken = after
        self._acknowledged: dict[str, int] = {}
        self._mending: asyncio.Task[None] | None = None
        self._acking: asyncio.Task[None] | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    def arrived(self, stream: Arrived) -> None:
        """A stream is here, whole."""
        self._senders[stream.attributes.get("previous", "")] = stream.sender
        self._tell_all(self._order.arrived(stream))
        self._mend()

    def taken(self, stream: Arrived) -> None:
        """Whoever uses this client is done with a stream: it is acknowledged."""
        self._taken = max(self._taken, int(stream.attributes["key"].partition(":")[0]))
        self._ack()

    def agent_has_call(self, agent: str) -> None:
        """An agent shows that it has a call: what was missed of it is asked for."""
        self._agents.pop(agent, None)
        self._agents[agent] = None
        self._had_agents = True
        self._agent_came.set()
        self._deaf.discard(agent)
        self.ask_all()
        # One that has taken the call over does not know what was acknowledged to the one before it.
        self._ack()

    def agent_left(self, agent: str) -> None:
        """It cannot be asked any more."""
        self._agents.pop(agent, None)
        if not self._agents:
            self._agent_came.clear()

    def position_is(self, position: int) -> None:
        """An agent says how far its streams are."""
        self._due = max(self._due, position)
        self._mend()

    def ask_all(self) -> None:
        """Ask for whatever may have been missed."""
        if self._agents:
            self._keep(self._sync(next(reversed(self._agents))))

    def close(self) -> None:
        """Nothing more will come: tell what is missing, and what waits for it."""
        self._give_up(self._order.missing())

    async def aclose(self) -> None:
        """Stop asking."""
        tasks = [task for task in (*self._tasks, self._mending, self._acking) if task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _sync(self, agent: str) -> Answer | None:
        answer = await self._asking.sync(agent, self._order.sure)
        if answer is not None:
            self._due = max(self._due, answer.through)
            self._tell_all(self._order.give_up(answer.parked))
            self._mend()
        return answer

    def _mend(self) -> None:
        if self._behind() and (self._mending is None or self._mending.done()):
            self._mending = asyncio.create_task(self._until_mended())

    def _behind(self) -> set[str]:
        """What there is to wait for: keys, and a position that the streams are said to have reached."""
        ahead = {f"up to {self._due}"} if self._agents and self._due > self._order.position else set[str]()
        return {*self._order.missing(), *ahead}

    async def _until_mended(self) -> None:
        tries = 0
        while awaited := self._behind():
            await asyncio.sleep(_GAP_SECONDS)
            still = awaited & self._behind()
            if not still:
                tries = 0
            elif tries == _MOST_TRIES or await self._ask_somebody() is None:
                self._due = self._order.position
                self._give_up(key for key in self._order.missing() if key in still)
                tries = 0
            else:
                tries += 1

    async def _ask_somebody(self) -> Answer | None:
        try:
            async with asyncio.timeout(_RESCUE_SECONDS if not self._agents and self._had_agents else 0):
                await self._agent_came.wait()
        except TimeoutError:
            return None
        return await self._sync(next(reversed(self._agents)))

    def _give_up(self, keys: Iterable[str]) -> None:
        for key in list(keys):
            self._tell(StreamMissing(sender=self._senders.get(key, ""), key=key))
            self._tell_all(self._order.give_up([key]))

    def _tell_all(self, streams: Iterable[Arrived]) -> None:
        for stream in streams:
            self._tell(stream)

    def _ack(self) -> None:
        if self._acking is None or self._acking.done():
            self._acking = asyncio.create_task(self._acknowledge())

    async def _acknowledge(self) -> None:
        while (agent := self._ignorant_agent()) is not None:
            await asyncio.sleep(_ACK_SECONDS)
            position = self._taken
            if await self._asking.ack(agent, position):
                self._acknowledged[agent] = position
            else:
                self._deaf.add(agent)

    def _ignorant_agent(self) -> str | None:
        """The agent that has the call, if there is something that it has not noted; None if it never does."""
        agent = next(reversed(self._agents), None)
        if agent is None or agent in self._deaf or self._acknowledged.get(agent, self._after) >= self._taken:
            return None
        return agent

    def _keep(self, work: Coroutine[Any, Any, Any]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
