"""Sends what one call's outbox owes: two lanes side by side, each strictly in order, one relay at a time.

A relay may die between sending and writing down that it has sent; its successor then sends again under the
same key. It is never the other way round: nothing is written down as sent that was not.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import random
from collections.abc import Awaitable, Callable
from functools import partial
from typing import TypeVar, get_args

from receptionist.audience import SentTo
from receptionist.clock import Clock
from receptionist.errors import NotOwnerError
from receptionist.events.log import EventLog
from receptionist.events.sqlite import Database
from receptionist.events.vault import Vault
from receptionist.ids import CallId
from receptionist.projections.effects import Lane
from receptionist.publishers.outbox import Outbox
from receptionist.publishers.ownership import Lease
from receptionist.publishers.patience import patiently
from receptionist.publishers.publisher import Publisher
from receptionist.publishers.relay_settings import RelaySettings
from receptionist.publishers.sending import Outcome, Sender
from receptionist.publishers.takeover import Standing, standing_attributes
from receptionist.publishers.tasks import together

__all__ = ["Outcome", "Relay", "RelaySettings"]

T = TypeVar("T")

logger = logging.getLogger(__name__)

_USUAL = RelaySettings()


class Relay:
    """One call's relay.

    Args:
        owner: Names this relay in the table of owners: for people who look.
        clock: The call's clock: when an effect was settled.
        wall: The machine's clock, shared by all processes: leases and due times.
        watch: Is told of every outcome.
        attributes_stay: Whether the attributes that a predecessor has set are still there for its successor, as on a
            terminal. They hang on the participant that set them: one that joins in its place starts with none.
        audience: Who gets what is for whoever the `audience` setting says.
    """

    def __init__(
        self,
        *,
        call: CallId,
        owner: str,
        database: Database,
        log: EventLog,
        vault: Vault,
        publisher: Publisher,
        clock: Clock,
        wall: Clock,
        settings: RelaySettings = _USUAL,
        watch: Callable[[Outcome], None] = lambda _: None,
        jitter: Callable[[], float] = lambda: random.uniform(0.5, 1.5),  # noqa: S311 (not a secret)
        attributes_stay: bool = True,
        audience: SentTo = "caller_and_staff",
    ) -> None:
        self._attributes_stay = attributes_stay
        self.call, self.outbox = call, Outbox(database)
        self._database, self._log, self._clock, self._pause = database, log, clock, settings.backoff_first
        self._look_every = settings.look_every
        self._lease = Lease(
            call=call, owner=owner, database=database, wall=wall, seconds=settings.lease, pause=self._pause
        )
        self._sender = Sender(
            log=log,
            vault=vault,
            outbox=self.outbox,
            publisher=publisher,
            lease=self._lease,
            clock=clock,
            wall=wall,
            settings=settings,
            watch=watch,
            jitter=jitter,
            audience=audience,
        )

    async def run(self) -> None:
        """Serve the call until cancelled: claim it (waiting while another relay has it), then send what is owed.

        A relay that lost its call, suspended for longer than its lease perhaps, waits for its turn again.

        Raises:
            LogClosedError: The log was closed under it.
        """
        while True:
            try:
                await self._lease.claim()
                await self._serve_call()
            except NotOwnerError as lost:
                logger.warning("%s", lost)
            finally:
                await self._lease.release()

    async def all_settled(self) -> None:
        """Wait until nothing of the call is owed any more: all is sent, parked, superseded or void.

        Raises:
            LogError: The log cannot be read.
        """
        while True:
            seen = self._database.version
            if not await self.outbox.owes(self.call):
                return
            await self._database.wait_for_change(seen)

    async def _serve_call(self) -> None:
        self._sender.begin()
        attributes_tried = asyncio.Event()
        await together(
            self._lease.keep(), self._serve_attributes(attributes_tried), self._serve_streams(attributes_tried)
        )

    async def _serve_attributes(self, tried: asyncio.Event) -> None:
        await self._restore_attributes(tried)
        await self._serve("attributes")

    async def _serve_streams(self, attributes_tried: asyncio.Event) -> None:
        # After a takeover the attributes come first; should they fail, the streams do not wait for them to succeed.
        await attributes_tried.wait()
        await self._serve("streams")

    async def _serve(self, lane: Lane) -> None:
        while True:
            await self._patiently(partial(self._send_or_wait, lane))

    async def _send_or_wait(self, lane: Lane) -> None:
        seen = self._database.version
        owed = await self.outbox.next_owed(self.call, lane)
        if owed is not None:
            await self._sender.send(owed)
        elif lane == "streams":
            await self._database.wait_for_change(seen)
        else:
            # In this lane and between two sendings: what is set again is never older than what is being set.
            await self._sender.repair()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self._look_every):
                    await self._database.wait_for_change(seen)

    async def _restore_attributes(self, tried: asyncio.Event) -> None:
        """After a takeover: one set of attributes as they stand, instead of each that was owed before."""
        if self._lease.own.epoch > 1:
            standing = await self._patiently(self._take_over)
            while standing is not None and await self._patiently(partial(self._send_if_next, standing)):
                tried.set()
        tried.set()

    async def _take_over(self) -> Standing | None:
        own = self._lease.own
        standing = await standing_attributes(self.call, self.outbox, self._log, still_set=self._attributes_stay)
        restore = None if standing is None else standing.row
        for row in await self.outbox.take_over(own, restore=restore, at=self._clock.now()):
            self._sender.tell(
                Outcome(key=row.key, position=row.position, state="superseded", attempt=row.attempts, epoch=own.epoch)
            )
        heads = [await self.outbox.next_owed(self.call, lane) for lane in get_args(Lane)]
        self._sender.begin(suspects=frozenset(head.key for head in heads if head is not None))
        return standing

    async def _send_if_next(self, standing: Standing) -> bool:
        owed = await self.outbox.next_owed(self.call, "attributes")
        if owed is None or owed.key != standing.row.key:
            return False
        await self._sender.send(owed, instead=standing.attributes)
        return True

    async def _patiently(self, step: Callable[[], Awaitable[T]]) -> T:
        return await patiently(step, what=f"call {self.call}", pause=self._pause)
