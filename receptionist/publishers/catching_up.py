"""Bringing one participant up to date: what was sent while they were not there is sent again, to them alone, in order.

Live sending goes on meanwhile for everybody else. Whoever is being brought up to date is left out of it, and taken in
again while nothing is being sent: so nobody is sent a stream live before those that come before it, and none falls
between the two.
"""

from __future__ import annotations

import asyncio
import itertools
from collections import Counter
from collections.abc import AsyncIterator, Callable, Collection, Iterator, Sequence
from contextlib import asynccontextmanager
from typing import Protocol

from attrs import Factory, define, frozen

from receptionist.audience import Role
from receptionist.errors import PublishError
from receptionist.events.call import ResentFor, StreamsResent
from receptionist.projections.effects import SendBytes, SendText
from receptionist.publishers.history import History, Line, Place, Sent
from receptionist.publishers.publisher import Delivery

# One stream to one participant. Well below what the relay gives to an attempt, which waits for the lane meanwhile.
_RESEND_SECONDS = 5.0
# An answer by RPC holds 15 KB.
_MOST_KEYS = 500


class Wire(Protocol):
    """The way into a room, as far as sending again is concerned."""

    @property
    def lane(self) -> asyncio.Lock:
        """Held while a stream is being sent live."""

    @property
    def published(self) -> Collection[str]:
        """The keys of all streams that are out, those too that the outbox does not know of yet."""

    def is_held_back(self, identity: str) -> bool:
        """Whether somebody is left out of what is sent live."""

    def hold_back(self, identity: str) -> None:
        """Leave somebody out of what is sent live."""

    def let_through(self, identity: str) -> None:
        """Send them live streams again."""

    async def resend(self, effect: SendText | SendBytes, delivery: Delivery, *, to: str, stream_id: str) -> None:
        """Send a stream once more, to one participant.

        Raises:
            PublishError: It did not go out.
        """


@frozen(kw_only=True)
class Caught:
    """What somebody who was brought up to date has been sent.

    Attributes:
        through: The position of the last stream for them that was sent at all; 0 before the first.
        parked: The keys, in order, of those that they asked for and will not get: given up, or erased.
        last: The last stream that was sent again, or None.
    """

    through: int
    parked: tuple[str, ...]
    last: Place | None


@define
class _Progress:
    place: Place
    gone: list[str] = Factory(list)
    last: Place | None = None


class CatchingUp:
    """Sends a call's streams again.

    Args:
        tell: Takes down what is disclosed, before it is.
        sender: Names this process in the ids of streams: no other has ever had it.
    """

    def __init__(self, history: History, wire: Wire, *, tell: Callable[[StreamsResent], None], sender: str) -> None:
        self._history, self._wire, self._tell, self._sender = history, wire, tell, sender
        self._numbers = itertools.count(1)
        self._turns: dict[str, asyncio.Lock] = {}
        self._waiting: Counter[str] = Counter()

    async def bring_up(self, identity: str, role: Role, *, after: Place, why: ResentFor) -> Caught:
        """Send *identity* everything after a place that is for their role; from then on they are sent what comes live.

        Whoever asks is sent what staff had tried again, too, wherever it stands: it may have gone out while they were
        away, and what they have had they know by its key.

        One at a time for each identity; nobody else is kept waiting.

        Raises:
            PublishError: Not all of it went out; they may ask again.
            LogError: The log cannot be read.
        """
        async with self._turn(identity):
            was_held_back = self._wire.is_held_back(identity)
            self._wire.hold_back(identity)
            done = False
            try:
                progress = _Progress(after)
                if why == "sync":
                    await self._send_retried(identity, role, after)
                # What takes long goes first, beside what is sent live; what came meanwhile, while nothing is.
                while batch := await self._batch(role, progress.place):
                    await self._send(identity, batch, progress, why)
                async with self._wire.lane:
                    await self._send(identity, await self._batch(role, progress.place), progress, why)
                    lines = await self._history.of(role)
                    self._wire.let_through(identity)
                    done = True
            finally:
                if not done and not was_held_back:
                    self._wire.let_through(identity)
            return self._caught(lines, after, progress)

    @property
    def is_busy(self) -> bool:
        """Whether anybody is being brought up to date."""
        return bool(self._turns)

    async def through(self, role: Role) -> int:
        """The position of the last stream for somebody of this role that was sent; 0 before the first.

        Raises:
            LogError: The log cannot be read.
        """
        return self._through(await self._history.of(role))

    def _through(self, lines: Sequence[Line]) -> int:
        sent = self._history.sent(lines, also=self._wire.published)
        return sent[-1].line.place[0] if sent else 0

    @asynccontextmanager
    async def _turn(self, identity: str) -> AsyncIterator[None]:
        self._waiting[identity] += 1
        try:
            async with self._turns.setdefault(identity, asyncio.Lock()):
                yield
        finally:
            self._waiting[identity] -= 1
            if not self._waiting[identity]:
                del self._turns[identity], self._waiting[identity]

    async def _batch(self, role: Role, after: Place) -> tuple[Sent, ...]:
        sent = self._history.sent(await self._history.of(role), also=self._wire.published)
        return tuple(each for each in sent if each.line.place > after)

    async def _send_retried(self, identity: str, role: Role, through: Place) -> None:
        retried = await self._history.retried()
        if not retried:
            return
        sent = self._history.sent(await self._history.of(role), also=self._wire.published)
        for each in sent:
            if each.line.key in retried and each.line.place <= through:
                await self._send(identity, (each,), _Progress(each.line.place), "sync")

    async def _send(self, identity: str, batch: Sequence[Sent], progress: _Progress, why: ResentFor) -> None:
        if not batch:
            return
        through = batch[-1].line.place[0]
        self._tell(StreamsResent(identity=identity, after=max(0, progress.place[0] - 1), through=through, why=why))
        for each in batch:
            if await self._send_one(identity, each):
                progress.last = each.line.place
            else:
                progress.gone.append(each.line.key)
            progress.place = each.line.place

    async def _send_one(self, identity: str, sent: Sent) -> bool:
        again = await self._history.again(sent.line)
        if again is None:
            return False
        number = next(self._numbers)
        delivery = Delivery(
            key=sent.line.key,
            call=self._history.call,
            position=sent.line.place[0],
            event_type=again.event_type,
            attempt=number,
            epoch=0,
            recorded_at=again.recorded_at,
            previous=sent.previous,
        )
        try:
            async with asyncio.timeout(_RESEND_SECONDS):
                stream_id = f"{delivery.key}/{self._sender}.{number}"
                await self._wire.resend(again.effect, delivery, to=identity, stream_id=stream_id)
        except TimeoutError:
            raise PublishError(f"no answer within {_RESEND_SECONDS:g} s") from None
        return True

    def _caught(self, lines: Sequence[Line], after: Place, progress: _Progress) -> Caught:
        keys = [*_given_up(lines, after), *progress.gone]
        parked = sorted(keys, key=lambda key: tuple(map(int, key.split(":"))))
        return Caught(through=self._through(lines), parked=tuple(parked[:_MOST_KEYS]), last=progress.last)


def _given_up(lines: Sequence[Line], after: Place) -> Iterator[str]:
    return (line.key for line in lines if line.place > after and line.state in {"parked", "void"})
