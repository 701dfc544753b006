"""One owed effect on its way: computed again from its event, tried, and what came of it written down."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable
from functools import partial

from attrs import evolve, frozen

from receptionist.audience import SentTo
from receptionist.clock import Clock
from receptionist.errors import LogError, NotOwnerError, PublishError, PublishRefusedError
from receptionist.events.log import EventLog
from receptionist.events.sqlite.connection import to_the_end
from receptionist.events.vault import Vault
from receptionist.projections.effects import Effect, SetAttributes
from receptionist.publishers.outbox import Outbox, Owed, State
from receptionist.publishers.owing import effect_digest
from receptionist.publishers.ownership import Lease
from receptionist.publishers.patience import patiently
from receptionist.publishers.preparing import Hopeless, Ready, in_words, prepare
from receptionist.publishers.publisher import Delivery, Publisher
from receptionist.publishers.relay_settings import RelaySettings
from receptionist.publishers.showing import Showing
from receptionist.publishers.tasks import being_cancelled, end_if_cancelled

logger = logging.getLogger(__name__)

# Doubling is over long before: a float cannot be doubled for ever.
_MOST_DOUBLINGS = 32


@frozen(kw_only=True)
class Outcome:
    """What became of an effect: told to whoever watches a relay. `attempt` is how often it was tried."""

    key: str
    position: int
    state: State
    attempt: int
    epoch: int
    error: str | None = None


class Sender:
    """Sends what a call owes, one effect at a time, as long as its relay holds the lease."""

    def __init__(
        self,
        *,
        log: EventLog,
        vault: Vault,
        outbox: Outbox,
        publisher: Publisher,
        lease: Lease,
        clock: Clock,
        wall: Clock,
        settings: RelaySettings,
        watch: Callable[[Outcome], None],
        jitter: Callable[[], float],
        audience: SentTo,
    ) -> None:
        self._log, self._vault, self._outbox, self._publisher = log, vault, outbox, publisher
        self._lease, self._clock, self._wall, self._settings = lease, clock, wall, settings
        self._watch, self._jitter, self._audience = watch, jitter, audience
        self._crashes: Counter[str] = Counter()
        self._suspects: frozenset[str] = frozenset()
        self._showing, self._look_at = Showing(), 0.0

    def begin(self, *, suspects: frozenset[str] = frozenset()) -> None:
        """The call is ours, from now on. One of *suspects* was the predecessor's last: it may have died of it."""
        self._suspects, self._showing = suspects, Showing()

    async def send(self, owed: Owed, *, instead: Effect | None = None) -> None:
        """Try once, when it is due; it is settled or postponed after that.

        Args:
            owed: The effect's row.
            instead: What is sent under its key in place of what its event projects to.

        Raises:
            NotOwnerError: The lease is lost: nothing is sent, or nothing of it is written down.
            LogError: The effect could not be computed; nothing was sent.
        """
        # No longer than the longest wait: the machine's clock may have been set back since it was written down.
        wait = owed.next_attempt_at - self._wall.now().timestamp()
        await asyncio.sleep(min(max(0.0, wait), self._settings.backoff_most))
        if owed.unfinished >= self._settings.deaths_allowed:
            reason = f"{owed.unfinished + 1} processes died while they sent it"
            logger.error("effect %s of call %s is parked: %s", owed.key, self._lease.call, reason)
            await self._settle(owed, "parked", attempts=owed.attempts, error=reason)
            return
        if owed.unfinished or owed.key in self._suspects:
            await self._write(partial(self._outbox.begin, self._lease.own, owed))
            try:
                await self._send(owed, instead)
            except (asyncio.CancelledError, LogError):
                await self._survived(owed)
                raise
        else:
            await self._send(owed, instead)
        end_if_cancelled()

    async def repair(self) -> None:
        """Set what the room shows otherwise than it was sent: attributes that went with a connection, for instance.

        Raises:
            NotOwnerError: The lease is lost.
        """
        shown, now = self._publisher.shown(), asyncio.get_running_loop().time()
        missing = None if shown is None else self._showing.missing(shown)
        last = self._showing.last
        if missing is None or last is None or now < self._look_at:
            return
        self._look_at = now + self._settings.look_every
        names = ", ".join(sorted(missing.values))
        failure = await self._attempt(missing, evolve(last, attempt=last.attempt + 1))
        what = "are set again" if failure is None else f"could not be set again: {in_words(failure)}"
        logger.warning("attributes of call %s were not as they were sent, and %s: %s", self._lease.call, what, names)
        end_if_cancelled()

    async def _send(self, owed: Owed, instead: Effect | None) -> None:
        # Side by side: each is a hop to the database's thread and back.
        prepared, previous = await asyncio.gather(self._prepare(owed, instead), self._sent_before(owed))
        ready = self._still_news(owed, prepared)
        if isinstance(ready, Hopeless):
            await self._settle(owed, ready.state, attempts=owed.attempts, error=ready.reason)
            return
        effect = ready.effect
        delivery = Delivery(
            key=owed.key,
            call=self._lease.call,
            position=owed.position,
            event_type=ready.event_type,
            attempt=owed.attempts + 1,
            epoch=self._lease.own.epoch,
            recorded_at=ready.recorded_at,
            previous=previous,
        )
        failure = await self._attempt(effect, delivery)
        if failure is None:
            if isinstance(effect, SetAttributes):
                self._showing.sent(effect, owed, delivery)
            sent = None if ready.digest == owed.digest else ready.digest
            await self._settle(owed, "sent", attempts=delivery.attempt, sent_digest=sent)
        else:
            await self._failed(owed, effect, failure)

    async def _prepare(self, owed: Owed, instead: Effect | None) -> Ready | Hopeless:
        return await prepare(owed, self._lease.call, log=self._log, vault=self._vault, instead=instead)

    def _still_news(self, owed: Owed, ready: Ready | Hopeless) -> Ready | Hopeless:
        if isinstance(ready, Hopeless) or not isinstance(ready.effect, SetAttributes):
            return ready
        news = self._showing.news(ready.effect, owed)
        if news == ready.effect:
            return ready
        if not news.values:
            return Hopeless("superseded", "later attributes were set in the meantime")
        return evolve(ready, effect=news, digest=effect_digest(self._vault, self._lease.call, news))

    async def _sent_before(self, owed: Owed) -> str | None:
        if owed.lane != "streams":
            return None
        return await self._outbox.sent_before(self._lease.call, owed, setting=self._audience)

    def tell(self, outcome: Outcome) -> None:
        """Tell whoever watches; should that fail, it is not the effect's fault."""
        try:
            self._watch(outcome)
        except Exception:
            logger.exception("effect %s is %s, and whoever watches failed", outcome.key, outcome.state)

    async def _attempt(self, effect: Effect, delivery: Delivery) -> Exception | None:
        self._lease.check()
        try:
            async with asyncio.timeout(self._settings.attempt) as limit:
                await self._publisher.publish(effect, delivery)
        except TimeoutError:
            within = f"no answer within {self._settings.attempt:g} s"
            return PublishError(within if limit.expired() else "it timed out on its way")
        except asyncio.CancelledError:
            # The publisher's own, from a connection that was closed perhaps: a lane that ended by it would be
            # missed by nobody.
            if being_cancelled():
                raise
            return PublishError("the publisher gave up in the middle")
        except Exception as error:  # noqa: BLE001 (one call's publisher must not stop the relay; it is written down)
            return error
        return None

    async def _survived(self, owed: Owed) -> None:
        try:
            await to_the_end(self._outbox.survive(self._lease.own, owed))
        except (LogError, NotOwnerError) as error:
            logger.warning("effect %s of call %s counts as unfinished: %s", owed.key, self._lease.call, error)

    async def _failed(self, owed: Owed, effect: Effect, failure: Exception) -> None:
        foreseen = isinstance(failure, PublishError)
        reason = in_words(failure)
        self._crashes[owed.key] += not foreseen
        if isinstance(failure, PublishRefusedError) or self._crashes[owed.key] >= self._settings.crashes_allowed:
            logger.error("effect %s of call %s is parked: %s", owed.key, self._lease.call, type(failure).__name__)
            if isinstance(effect, SetAttributes):
                self._showing.given_up(effect, owed)
            await self._settle(owed, "parked", attempts=owed.attempts + 1, error=reason)
            return
        most = self._settings.backoff_most
        doubled = min(most, self._settings.backoff_first * 2.0 ** min(owed.attempts, _MOST_DOUBLINGS))
        until = self._wall.now().timestamp() + min(most, doubled * self._jitter())
        await self._write(partial(self._outbox.postpone, self._lease.own, owed, until=until, error=reason))

    async def _settle(
        self, owed: Owed, state: State, *, attempts: int, error: str | None = None, sent_digest: str | None = None
    ) -> None:
        own, at = self._lease.own, self._clock.now()
        outcome = Outcome(
            key=owed.key, position=owed.position, state=state, attempt=attempts, epoch=own.epoch, error=error
        )

        async def settle() -> None:
            await self._outbox.settle(own, owed, state, attempts=attempts, at=at, error=error, sent_digest=sent_digest)
            del self._crashes[owed.key]
            self.tell(outcome)

        # To the end: whoever waits until all is settled may stop the relay the moment it is written down, and
        # what was written down is told.
        await self._write(lambda: to_the_end(settle()))

    async def _write(self, step: Callable[[], Awaitable[None]]) -> None:
        # The write is tried again, not the sending: a full disk must not become a room full of repetitions.
        await patiently(step, what=f"call {self._lease.call}", pause=self._settings.backoff_first)
