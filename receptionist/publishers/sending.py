"""One owed effect on its way: computed again from its event, tried, and what came of it written down."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, Literal

import attrs
from attrs import frozen

from receptionist.audience import SentTo
from receptionist.clock import Clock
from receptionist.errors import (
    KeyDestroyedError,
    LogError,
    PublishError,
    PublishRefusedError,
    ReceptionistError,
)
from receptionist.events.log import EventLog, Query
from receptionist.events.personal import ERASED, is_personal
from receptionist.events.recorded import Recorded, UnknownEvent
from receptionist.events.sqlite.connection import to_the_end
from receptionist.events.tags import call_tag
from receptionist.events.vault import Vault
from receptionist.projections import project
from receptionist.projections.effects import Effect
from receptionist.publishers.outbox import Outbox, Owed, State, effect_digest
from receptionist.publishers.ownership import Lease
from receptionist.publishers.patience import patiently
from receptionist.publishers.publisher import Delivery, Publisher
from receptionist.publishers.tasks import being_cancelled, end_if_cancelled

logger = logging.getLogger(__name__)

# Doubling is over long before: a float cannot be doubled for ever.
_MOST_DOUBLINGS = 32


@frozen(kw_only=True)
class RelaySettings:
    """How patient a relay is. All in seconds.

    Attributes:
        lease: For how long the right to send is claimed; it is renewed three times as often.
        attempt: How long one attempt may take.
        backoff_first: The wait after the first failure; doubled after each further one, and jittered by half.
        backoff_most: The longest wait.
        crashes_allowed: After how many failures that a publisher did not foresee one relay parks an effect.
    """

    lease: float = 3.0
    attempt: float = 10.0
    backoff_first: float = 0.2
    backoff_most: float = 30.0
    crashes_allowed: int = 5


@frozen(kw_only=True)
class Outcome:
    """What became of an effect: told to whoever watches a relay. `attempt` is how often it was tried."""

    key: str
    position: int
    state: State
    attempt: int
    epoch: int
    error: str | None = None


@frozen
class _Ready:
    effect: Effect
    event_type: str
    recorded_at: datetime
    digest: str


@frozen
class _Hopeless:
    state: Literal["void", "parked"]
    reason: str


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
        ready = await self._prepare(owed, instead)
        if isinstance(ready, _Hopeless):
            await self._settle(owed, ready.state, attempts=owed.attempts, error=ready.reason)
            return
        delivery = Delivery(
            key=owed.key,
            call=self._lease.call,
            position=owed.position,
            event_type=ready.event_type,
            attempt=owed.attempts + 1,
            epoch=self._lease.own.epoch,
            recorded_at=ready.recorded_at,
            previous=await self._sent_before(owed) if ready.effect.lane == "streams" else None,
        )
        failure = await self._attempt(ready.effect, delivery)
        if failure is None:
            sent = None if ready.digest == owed.digest else ready.digest
            await self._settle(owed, "sent", attempts=delivery.attempt, sent_digest=sent)
        else:
            await self._failed(owed, failure)
        end_if_cancelled()

    async def _sent_before(self, owed: Owed) -> str | None:
        return await self._outbox.sent_before(self._lease.call, owed, setting=self._audience)

    def tell(self, outcome: Outcome) -> None:
        """Tell whoever watches; should that fail, it is not the effect's fault."""
        try:
            self._watch(outcome)
        except Exception:
            logger.exception("effect %s is %s, and whoever watches failed", outcome.key, outcome.state)

    async def _prepare(self, owed: Owed, instead: Effect | None) -> _Ready | _Hopeless:
        try:
            recorded = await self._event(owed)
            effect = instead or _projected(recorded, owed.ordinal)
            if recorded is not None and isinstance(recorded.event, UnknownEvent):
                what = f"{recorded.type} version {recorded.version}"
                return _Hopeless("parked", f"this version does not know {what}; upgrade receptionist")
            if recorded is None or effect is None:
                return _Hopeless("void", "today's projection of its event has no such effect")
            digest = effect_digest(self._vault, self._lease.call, effect)
        except KeyDestroyedError as error:
            return _Hopeless("void", str(error))
        except LogError:
            raise
        except Exception as error:  # noqa: BLE001 (a damaged event must not hold up the call's others)
            return _Hopeless("parked", f"it cannot be computed: {_in_words(error)}")
        if digest != owed.digest and _erased(recorded.event):
            # Something was recorded about the call since, under a new key: the digest alone does not tell.
            return _Hopeless("void", str(KeyDestroyedError(call_tag(self._lease.call))))
        return _Ready(effect, recorded.type, recorded.recorded_at, digest)

    async def _event(self, owed: Owed) -> Recorded | None:
        query = Query.tagged(call_tag(self._lease.call))
        found = (await self._log.read(query, after=owed.position - 1, limit=1)).events
        return found[0] if found and found[0].position == owed.position else None

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

    async def _failed(self, owed: Owed, failure: Exception) -> None:
        foreseen = isinstance(failure, PublishError)
        reason = _in_words(failure)
        self._crashes[owed.key] += not foreseen
        if isinstance(failure, PublishRefusedError) or self._crashes[owed.key] >= self._settings.crashes_allowed:
            logger.error("effect %s of call %s is parked: %s", owed.key, self._lease.call, type(failure).__name__)
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


def _projected(recorded: Recorded | None, ordinal: int) -> Effect | None:
    effects = () if recorded is None else project(recorded)
    return effects[ordinal] if ordinal < len(effects) else None


def _erased(value: object) -> bool:
    """Whether a personal field, however deep in an event, reads as erased."""
    cls: Any = type(value)
    return attrs.has(cls) and any(
        inner == ERASED if is_personal(attribute) else _erased(inner)
        for attribute in attrs.fields(cls)
        for inner in (getattr(value, attribute.name),)
    )


def _in_words(error: Exception) -> str:
    """A failure for the outbox, where nothing is sealed: our own errors speak for themselves, of others only the kind.

    Anybody else's message may quote what it stumbled over, somebody's name perhaps.
    """
    if isinstance(error, ReceptionistError):
        # A path can have bytes that are no text, and SQLite refuses those.
        return str(error).encode("utf-8", "backslashreplace").decode()
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = "" if trace is None else f" at {Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}"
    return f"{type(error).__name__}{place}"
