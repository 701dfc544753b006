"""Sends what calls owe to the webhook, as long as it runs: in any worker, one after the other, in the log's order.

At least once: whoever dies between sending and writing that down has somebody else send it again, under the same id.
Before anything goes out it stands in the log that it does (`OutcomeDisclosed`).
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import random
from collections.abc import Awaitable, Callable
from typing import Literal

from attrs import frozen

import receptionist
from receptionist.clock import Clock
from receptionist.errors import KeyDestroyedError, LogClosedError, LogError, PublishError
from receptionist.events.clinic import OutcomeDisclosed
from receptionist.events.log import EventLog
from receptionist.events.recorded import Metadata, NewEvent
from receptionist.events.sqlite import Database
from receptionist.events.sqlite.connection import to_the_end
from receptionist.events.tags import tags_of
from receptionist.events.vault import Vault
from receptionist.ids import CallId, Ids
from receptionist.publishers.patience import patiently
from receptionist.publishers.preparing import in_words
from receptionist.publishers.webhook.composing import Composed, compose
from receptionist.publishers.webhook.endpoint import Endpoint
from receptionist.publishers.webhook.owed import Outcomes, OutcomeState, OwedOutcome
from receptionist.publishers.webhook.owing import disclosure
from receptionist.publishers.webhook.posting import ATTEMPT_SECONDS, Answer, Post
from receptionist.publishers.webhook.signing import headers

logger = logging.getLogger(__name__)

NEVER = frozenset({400, 405, 406, 410, 411, 413, 414, 415, 422, 431})
"""Answers by which the other side says that it will not take this message, now or later. Others that are refusals may
change with its set-up (401, 403, 404, redirects) or with time (408, 409, 425, 429, 5xx)."""
ASKS_FOR_TIME = frozenset({429, 502, 503, 504})
"""Answers that may say for how long the sender is to wait with everything."""
_CLAIM_SECONDS = 2 * ATTEMPT_SECONDS + 5
_LOOK_SECONDS = 5.0


@frozen(kw_only=True)
class Patience:
    """How patient a sender is. In seconds, but for *factor*.

    Attributes:
        first: Before the second attempt; each further one comes *factor* times later, *longest* at most.
        altogether: After so long since the first attempt none is made any more.
    """

    first: float = 5.0
    factor: float = 4.0
    longest: float = 7_200.0
    altogether: float = 86_400.0

    def before(self, attempts: int) -> float:
        """What is waited after so many attempts (1 at least)."""
        return float(min(self.longest, self.first * self.factor ** min(attempts - 1, 32)))


@frozen(kw_only=True)
class Sent:
    """What became of one attempt: `state` is `owed` where another follows, and `why` says why."""

    call: CallId
    message_id: str
    state: OutcomeState
    attempt: int
    why: str | None = None


class OutcomeSender:
    """Sends to one endpoint what the calls of one log owe.

    Args:
        clock: When something was settled, or is recorded.
        wall: The machine's clock, shared by all processes: claims, due times, and the signatures' time.
        watch: Is told of every attempt.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        post: Post,
        *,
        database: Database,
        log: EventLog,
        vault: Vault,
        clock: Clock,
        wall: Clock,
        ids: Ids,
        patience: Patience | None = None,
        watch: Callable[[Sent], None] = lambda _: None,
        jitter: Callable[[], float] = lambda: random.uniform(0.5, 1.5),  # noqa: S311 (not a secret)
    ) -> None:
        self.outcomes = Outcomes(database)
        self._endpoint, self._post, self._database, self._log, self._vault = endpoint, post, database, log, vault
        self._clock, self._wall, self._ids = clock, wall, ids
        self._patience, self._watch, self._jitter = patience or Patience(), watch, jitter

    async def run(self) -> None:
        """Send whatever is due or becomes due, until cancelled or the log is closed.

        Raises:
            LogError: The log cannot be used.
        """
        await self.outcomes.turn_on(self._endpoint.host)
        while True:
            seen = self._database.version
            try:
                if await self.send_next() is not None:
                    continue
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(_LOOK_SECONDS):
                        await self._database.wait_for_change(seen)
            except LogClosedError:
                return

    async def send_next(self) -> Sent | None:
        """Make one attempt at the first that is due; None where nothing is.

        Raises:
            LogError: The log cannot be used.
        """
        if not await self.outcomes.is_due(self._now()):
            return None
        owed = await self.outcomes.claim(self._now(), seconds=_CLAIM_SECONDS)
        if owed is None:
            return None
        try:
            sent = await self._attempt(owed)
        except BaseException:
            # Whoever looks next has it at once, unless the log fails them too.
            with contextlib.suppress(LogError):
                await to_the_end(self.outcomes.let_go(owed))
            raise
        self._watch(sent)
        return sent

    async def _attempt(self, owed: OwedOutcome) -> Sent:
        try:
            composed = await compose(owed.call, self._endpoint.fields, log=self._log, vault=self._vault)
            await self._disclose(owed, composed)
        except KeyDestroyedError as error:
            return await self._settle(owed, "void", why=str(error))
        except LogError:
            raise
        except Exception as error:  # noqa: BLE001 (what cannot be told must not hold up the others)
            # Tried again like any other: another worker may be of a newer version, or have the master key.
            return await self._failed(owed, f"it cannot be told: {in_words(error)}")
        at = self._wall.now()
        try:
            signed = headers(owed.message_id, at, composed.body, self._endpoint.secrets)
            answer = await self._post(self._endpoint.url, composed.body, signed)
        except PublishError as error:
            return await self._failed(owed, str(error))
        return await self._answered(owed, composed, answer)

    async def _answered(self, owed: OwedOutcome, composed: Composed, answer: Answer) -> Sent:
        if answer.status in range(200, 300):
            return await self._settle(owed, "sent", digest=composed.digest)
        why = f"HTTP {answer.status}{_HINTS.get(answer.status, '')}"
        if answer.status in NEVER:
            return await self._settle(owed, "parked", why=why)
        if answer.retry_after is not None and answer.status in ASKS_FOR_TIME:
            # It is asked of the sender, not of the message: the others wait too.
            await self.outcomes.wait_until(self._now() + answer.retry_after)
        return await self._failed(owed, why, at_least=answer.retry_after or 0.0)

    async def _failed(self, owed: OwedOutcome, why: str, *, at_least: float = 0.0) -> Sent:
        now, attempts = self._now(), owed.attempts + 1
        first = now if owed.first_attempt_at is None else owed.first_attempt_at
        due = now + max(self._patience.before(attempts) * self._jitter(), at_least)
        if due - first > self._patience.altogether:
            hours = self._patience.altogether / 3600
            return await self._settle(owed, "parked", why=f"given up after {hours:g} h and {attempts} attempts: {why}")
        await self._write(lambda: self.outcomes.postpone(owed, first=first, until=due, error=why))
        logger.warning("what came of call %s was not taken by %s: %s", owed.call, self._endpoint.host, why)
        return Sent(call=owed.call, message_id=owed.message_id, state="owed", attempt=attempts, why=why)

    async def _settle(
        self,
        owed: OwedOutcome,
        state: Literal["sent", "parked", "void"],
        *,
        why: str | None = None,
        digest: str | None = None,
    ) -> Sent:
        at = self._clock.now()
        await self._write(lambda: self.outcomes.settle(owed, state, at=at, error=why, digest=digest))
        if state == "parked":
            logger.error("what came of call %s is not sent: %s", owed.call, why)
        return Sent(call=owed.call, message_id=owed.message_id, state=state, attempt=owed.attempts + 1, why=why)

    async def _write(self, step: Callable[[], Awaitable[bool]]) -> None:
        # To the end, and again if need be: what was taken is not sent again because we were stopped just then, or the
        # disk was full.
        await patiently(lambda: to_the_end(step()), what="the webhook", pause=self._patience.first)

    async def _disclose(self, owed: OwedOutcome, composed: Composed) -> None:
        event = OutcomeDisclosed(
            of=owed.call, to=self._endpoint.host, fields=self._endpoint.fields, patients=composed.patients
        )
        if owed.disclosed == disclosure(event):
            return
        new = NewEvent(
            id=self._ids.event(),
            event=event,
            tags=tags_of(event, None),
            recorded_at=self._clock.now(),
            # Outside the call, which is over.
            metadata=Metadata(
                call=None, actor="system", agent=f"receptionist {receptionist.__version__}", prompt="", model=""
            ),
        )
        await self._log.append([new])

    def _now(self) -> float:
        return self._wall.now().timestamp()


_HINTS = {
    **dict.fromkeys((301, 302, 303, 307, 308), ": redirects are not followed; set the address that it leads to"),
    **dict.fromkeys((401, 403), ": it does not believe the signature; have both sides the same secret?"),
    404: ": there is nothing at that address",
    410: ": it wants no more",
}
