"""Shows a call in the order of its log: an event, then what it made visible, then the next event.

What is on the screen is read from the log, and the relay's publisher waits here for its turn: so the same call
always looks the same, however its tasks are scheduled.
"""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Iterator, Sequence
from typing import Protocol

from receptionist.events.log import Query
from receptionist.events.recorded import Recorded
from receptionist.events.tags import call_tag
from receptionist.ids import CallId
from receptionist.projections import project
from receptionist.publishers.console import Shown
from receptionist.publishers.relay import Outcome
from receptionist.storage import Storage

# A conversation does not stand still for an effect that fails and is tried again: it is shown when it comes.
PATIENCE_SECONDS = 5.0


class View(Protocol):
    """Where a call is shown."""

    def recorded(self, appended: Sequence[Recorded]) -> None:
        """These events were appended together."""

    def shown(self, shown: Shown) -> None:
        """This effect was carried out."""

    def settled(self, outcome: Outcome) -> None:
        """This is what became of an effect."""


class Stage:
    """Brings the events of one call and its effects to a view, in order."""

    def __init__(self, storage: Storage, call: CallId, view: View) -> None:
        self._storage, self._call, self._view = storage, call, view
        self._reached = 0
        self._expected: list[str] = []
        self._changed = asyncio.Condition()
        self._tasks: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Follow the log until cancelled."""
        after = 0
        while True:
            seen = self._storage.database.version
            found = await self._storage.log.read(Query.tagged(call_tag(self._call)), after=after)
            for appended in _together(found.events):
                await self._play(appended)
                after = appended[-1].position
            if not found.events:
                await self._storage.database.wait_for_change(seen)

    async def show(self, shown: Shown) -> None:
        """Show an effect once its event is shown and the effects before it are settled."""
        async with self._changed:
            await self._changed.wait_for(lambda: self._is_next(shown))
            self._view.shown(shown)

    def settled(self, outcome: Outcome) -> None:
        """What became of an effect: called by the relay, which is not kept waiting."""
        self._view.settled(outcome)
        task = asyncio.create_task(self._settle(outcome.key))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def caught_up(self) -> None:
        """Wait until all that the log has of the call is on the screen."""
        found = await self._storage.log.read(Query.tagged(call_tag(self._call)))
        last = found.events[-1].position if found.events else 0
        async with self._changed:
            await self._changed.wait_for(lambda: self._reached >= last and not self._expected)

    async def _play(self, appended: Sequence[Recorded]) -> None:
        async with self._changed:
            self._view.recorded(appended)
            self._expected = [f"{r.position}:{n}" for r in appended for n, _ in enumerate(project(r))]
            self._reached = appended[-1].position
            self._changed.notify_all()
            try:
                async with asyncio.timeout(PATIENCE_SECONDS):
                    await self._changed.wait_for(lambda: not self._expected)
            except TimeoutError:
                self._expected = []
            self._changed.notify_all()

    def _is_next(self, shown: Shown) -> bool:
        key = shown.delivery.key
        if shown.delivery.position > self._reached:
            return False
        return key not in self._expected or self._expected[0] == key

    async def _settle(self, key: str) -> None:
        async with self._changed:
            if key in self._expected:
                self._expected.remove(key)
            self._changed.notify_all()


def _together(events: Sequence[Recorded]) -> Iterator[Sequence[Recorded]]:
    """Events that one decision led to stand together: they have the same cause."""
    for cause, found in itertools.groupby(events, key=_decision):
        group = tuple(found)
        yield from [group] if cause is not None else [(single,) for single in group]


def _decision(recorded: Recorded) -> str | None:
    return None if recorded.type.startswith("call.") else recorded.metadata.causation
