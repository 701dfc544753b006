"""Sends what one call's outbox owes: two lanes side by side, each strictly in order, one relay at a time.

A relay may die between sending and writing down that it has sent; its successor then sends again under the
same key. It is never the other way round: nothing is written down as sent that was not.
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Callable

from attrs import frozen

from receptionist.clock import Clock
from receptionist.errors import (
    KeyDestroyedError,
    LogError,
    NotOwnerError,
    PublishError,
    PublishRefusedError,
)
from receptionist.events.log import EventLog, Query
from receptionist.events.recorded import Recorded
from receptionist.events.sqlite import Database
from receptionist.events.tags import call_tag
from receptionist.events.vault import Vault
from receptionist.ids import CallId
from receptionist.projections import project
from receptionist.projections.effects import Effect, Lane, SetAttributes
from receptionist.projections.fold import view
from receptionist.publishers.outbox import Outbox, Owed, Ownership, State, effect_digest
from receptionist.publishers.publisher import Delivery, Publisher

logger = logging.getLogger(__name__)

LANES: tuple[Lane, ...] = ("attributes", "streams")


@frozen(kw_only=True)
class RelaySettings:
    """How patient a relay is. All in seconds.

    Attributes:
        lease: For how long the right to send is claimed; it is renewed three times as often.
        attempt: How long one attempt may take.
        backoff_first: The wait after the first failure; doubled after each further one, and jittered by half.
        backoff_most: The longest wait.
        crashes_allowed: After how many failures that a publisher did not foresee an effect is parked.
    """

    lease: float = 3.0
    attempt: float = 10.0
    backoff_first: float = 0.2
    backoff_most: float = 30.0
    crashes_allowed: int = 5


@frozen(kw_only=True)
class Outcome:
    """What became of an effect: told to whoever watches a relay."""

    key: str
    position: int
    state: State
    attempt: int
    epoch: int
    error: str | None = None


class Relay:
    """One call's relay.

    Args:
        owner: Names this relay in the table of owners: for people who look.
        clock: The call's clock: when an effect was settled.
        wall: The machine's clock, shared by all processes: leases and due times.
        watch: Is told of every outcome.
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
        settings: RelaySettings = RelaySettings(),
        watch: Callable[[Outcome], None] = lambda _: None,
        jitter: Callable[[], float] = lambda: random.uniform(0.5, 1.5),  # noqa: S311 (not a secret)
    ) -> None:
        self.call, self.outbox = call, Outbox(database)
        self._owner, self._database, self._log, self._vault = owner, database, log, vault
        self._publisher, self._clock, self._wall, self._settings = publisher, clock, wall, settings
        self._watch, self._jitter = watch, jitter
        self._own: Ownership | None = None

    async def run(self) -> None:
        """Serve the call until cancelled: claim it (waiting while another relay has it), then send what is owed.

        A relay that lost its call, suspended for longer than its lease perhaps, waits for its turn again.
        """
        while True:
            self._own = await self._claim()
            try:
                async with asyncio.TaskGroup() as group:
                    group.create_task(self._keep_renewing())
                    for lane in LANES:
                        group.create_task(self._serve(lane))
            except* NotOwnerError as lost:
                logger.warning("%s", lost.exceptions[0])
            finally:
                own, self._own = self._own, None
                # Shielded: a relay that is being stopped still makes room for its successor.
                await asyncio.shield(self.outbox.release(own))

    async def all_settled(self) -> None:
        """Wait until nothing of the call is owed any more: all is sent, parked, superseded or void."""
        while True:
            seen = self._database.version
            owed = [await self.outbox.next_owed(self.call, lane) for lane in LANES]
            if not any(owed):
                return
            await self._database.wait_for_change(seen)

    async def _claim(self) -> Ownership:
        while True:
            now = self._now()
            claimed = await self.outbox.claim(self.call, self._owner, now=now, seconds=self._settings.lease)
            if isinstance(claimed, Ownership):
                return claimed
            await asyncio.sleep(min(max(claimed - now, 0.01), self._settings.lease))

    async def _keep_renewing(self) -> None:
        while True:
            await asyncio.sleep(self._settings.lease / 3)
            try:
                self._own = await self.outbox.renew(self._owned(), now=self._now(), seconds=self._settings.lease)
            except LogError as error:
                logger.warning("the lease on call %s is not renewed yet: %s", self.call, error)

    async def _serve(self, lane: Lane) -> None:
        if lane == "attributes":
            await self._restore_attributes()
        while True:
            try:
                seen = self._database.version
                owed = await self.outbox.next_owed(self.call, lane)
                if owed is None:
                    await self._database.wait_for_change(seen)
                else:
                    await self._send(owed)
            except LogError as error:
                # What was sent and could not be written down is sent again, under the same key.
                logger.warning("the %s of call %s wait: %s", lane, self.call, error)
                await asyncio.sleep(self._settings.backoff_first)

    async def _restore_attributes(self) -> None:
        """After a takeover: one set of attributes as they stand, instead of each that was owed before."""
        if self._owned().epoch == 1:
            return
        seen = view((await self._log.read(Query.tagged(call_tag(self.call)))).events)
        if seen.attributes_key is None:
            return
        rows = {row.key: row for row in await self.outbox.of_call(self.call)}
        last = rows[seen.attributes_key]
        await self.outbox.supersede(self._owned(), before=last.position, at=self._clock.now())
        for row in rows.values():
            if row.state == "owed" and row.lane == "attributes" and row.position < last.position:
                self._tell(row.key, row.position, "superseded", row.attempts)
        if last.state == "owed":
            owed = await self.outbox.next_owed(self.call, "attributes")
            while owed is not None and owed.key == last.key:
                await self._send(owed, instead=SetAttributes(values=seen.attributes))
                owed = await self.outbox.next_owed(self.call, "attributes")

    async def _send(self, owed: Owed, *, instead: Effect | None = None) -> None:
        await asyncio.sleep(max(0.0, owed.next_attempt_at - self._now()))
        recorded, effect = await self._recompute(owed)
        if recorded is None or effect is None:
            await self._settle(owed, "void", error="today's projection of its event has no such effect")
            return
        try:
            digest = effect_digest(self._vault, self.call, instead or effect)
        except KeyDestroyedError as error:
            await self._settle(owed, "void", error=str(error))
            return
        delivery = Delivery(
            key=owed.key,
            call=self.call,
            position=owed.position,
            event_type=recorded.type,
            attempt=owed.attempts + 1,
            epoch=self._owned().epoch,
        )
        failure = await self._attempt(instead or effect, delivery)
        if failure is None:
            await self._settle(owed, "sent", sent_digest=None if digest == owed.digest else digest)
        else:
            await self._failed(owed, failure)

    async def _recompute(self, owed: Owed) -> tuple[Recorded | None, Effect | None]:
        query = Query.tagged(call_tag(self.call))
        found = (await self._log.read(query, after=owed.position - 1, limit=1)).events
        if not found or found[0].position != owed.position:
            return None, None
        effects = project(found[0])
        return found[0], effects[owed.ordinal] if owed.ordinal < len(effects) else None

    async def _attempt(self, effect: Effect, delivery: Delivery) -> Exception | None:
        own = self._owned()
        if self._now() >= own.expires_at:
            raise NotOwnerError(self.call, own.epoch)
        try:
            async with asyncio.timeout(self._settings.attempt):
                await self._publisher.publish(effect, delivery)
        except TimeoutError:
            return PublishError(f"no answer within {self._settings.attempt:g} s")
        except Exception as error:  # noqa: BLE001 (one call's publisher must not stop the relay; it is written down)
            return error
        return None

    async def _failed(self, owed: Owed, failure: Exception) -> None:
        foreseen = isinstance(failure, PublishError)
        reason = str(failure) if foreseen else f"{type(failure).__name__}: {failure}"
        worn_out = not foreseen and owed.attempts + 1 >= self._settings.crashes_allowed
        if isinstance(failure, PublishRefusedError) or worn_out:
            logger.error("effect %s of call %s is parked: %s", owed.key, self.call, type(failure).__name__)
            await self._settle(owed, "parked", error=reason)
            return
        doubled = self._settings.backoff_first * 2**owed.attempts
        wait = min(self._settings.backoff_most, doubled) * self._jitter()
        await self.outbox.postpone(self._owned(), owed, until=self._now() + wait, error=reason)

    async def _settle(
        self, owed: Owed, state: State, *, error: str | None = None, sent_digest: str | None = None
    ) -> None:
        await self.outbox.settle(self._owned(), owed, state, at=self._clock.now(), error=error, sent_digest=sent_digest)
        self._tell(owed.key, owed.position, state, owed.attempts + 1, error)

    def _tell(self, key: str, position: int, state: State, attempt: int, error: str | None = None) -> None:
        epoch = self._owned().epoch
        self._watch(Outcome(key=key, position=position, state=state, attempt=attempt, epoch=epoch, error=error))

    def _owned(self) -> Ownership:
        if self._own is None:
            raise NotOwnerError(self.call, 0)
        return self._own

    def _now(self) -> float:
        return self._wall.now().timestamp()
