"""A log on disk, desks at it and a relay that sends nowhere: what happened, and what would have been shown."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from pathlib import Path

from attrs import field, frozen

from receptionist.clock import SteppedClock
from receptionist.config.clinic_file import example_clinic
from receptionist.desk import Desk, Provenance
from receptionist.domain.clinic import Clinic
from receptionist.events.catalogue import Event
from receptionist.events.log import Query
from receptionist.events.recorded import Metadata, NewEvent, Recorded, UnknownEvent
from receptionist.events.tags import call_tag, tags_of
from receptionist.ids import CallId, EventId, RandomIds
from receptionist.publishers.recording import RecordingPublisher
from receptionist.publishers.relay import Relay
from receptionist.replaying.history import History
from receptionist.storage import Storage, open_storage
from receptionist.testing.pinned import WEDNESDAY_10, pinned
from receptionist.testing.specification import THIS_CALL

_NOBODY = Provenance(agent="test", prompt="", model="")
_PATIENCE = 30.0


@frozen(kw_only=True)
class Scene:
    """Where a test takes place: a log of its own, a clock that stands still, ids that repeat."""

    storage: Storage = field(repr=False)
    clock: SteppedClock
    ids: RandomIds
    clinic: Clinic = field(repr=False)

    def desk(self, call: CallId | None = THIS_CALL, *, person: str | None = None) -> Desk:
        """The desk of a call, or of the clinic's staff (*call* is None), as *person*."""
        return Desk(
            log=self.storage.log,
            clinic=self.clinic,
            clock=self.clock,
            ids=self.ids,
            call=call,
            provenance=_NOBODY,
            lookup=self.storage.lookup,
            person=(person or "front desk") if call is None else None,
        )

    async def given(self, *events: Event, call: CallId = THIS_CALL) -> tuple[Recorded, ...]:
        """Have *events* happened in a call, now."""
        metadata = Metadata(call=call, actor="agent", agent=_NOBODY.agent, prompt="", model="")
        new = [
            NewEvent(
                id=self.ids.event(),
                event=event,
                tags=tags_of(event, call),
                recorded_at=self.clock.now(),
                metadata=metadata,
            )
            for event in events
        ]
        return await self.storage.log.append(new)

    async def play(self, history: History) -> tuple[Recorded, ...]:
        """Have a history happened here, at its own time; what a newer version wrote is left out.

        Raises:
            CodecError: An event cannot be read any more.
        """
        new = [
            NewEvent(
                id=EventId(each.id),
                event=each.event,
                tags=each.tags,
                recorded_at=each.recorded_at,
                metadata=each.metadata,
            )
            for each in history.recorded()
            if not isinstance(each.event, UnknownEvent)
        ]
        return await self.storage.log.append(new)

    async def events(self, call: CallId = THIS_CALL) -> Sequence[Recorded]:
        """What has happened in a call."""
        return (await self.storage.log.read(Query.tagged(call_tag(call)))).events

    async def shown(self, call: CallId = THIS_CALL) -> RecordingPublisher:
        """Send what a call owes to a publisher that keeps it: its `effects`, in order, with their keys and deliveries.

        What was shown before is not shown again.

        Raises:
            TimeoutError: It was not done in half a minute: something of it fails again and again.
        """
        publisher = RecordingPublisher()
        relay = Relay(
            call=call,
            owner="test",
            database=self.storage.database,
            log=self.storage.log,
            vault=self.storage.vault,
            publisher=publisher,
            clock=self.clock,
            wall=self.clock,
            jitter=lambda: 1.0,
        )
        running = asyncio.create_task(relay.run(), name="relay of a test")
        try:
            async with asyncio.timeout(_PATIENCE):
                await relay.all_settled()
        finally:
            running.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await running
        return publisher


@contextlib.asynccontextmanager
async def scene(
    folder: Path, *, now: datetime = WEDNESDAY_10, seed: int | str = 1, clinic: Clinic | None = None
) -> AsyncIterator[Scene]:
    """A log `log.db` in *folder*, which is pytest's `tmp_path`, say; the same one, if it is there already.

    Args:
        folder: Where it is made.
        now: Where the clock stands (aware).
        seed: Decides the ids.
        clinic: Whose desk it is; the shipped example's, if left out.

    Raises:
        LogError: Its subclasses say why the log cannot be used.
    """
    pins = pinned(now, seed=seed)
    async with open_storage(folder / "log.db", masters=None) as storage:
        yield Scene(storage=storage, clock=pins.clock, ids=pins.ids, clinic=clinic or example_clinic())
