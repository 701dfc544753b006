"""A LiveKit room as the way out: attributes of the agent's participant, text and byte streams to their audience."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Mapping
from types import MappingProxyType

from livekit import rtc

from receptionist.audience import SentTo
from receptionist.clock import Clock
from receptionist.errors import PublishError, PublishRefusedError
from receptionist.projections.effects import Document, Effect, SendBytes, SendText, SetAttributes
from receptionist.publishers.livekit_reach import Reach
from receptionist.publishers.livekit_streams import StreamWriter
from receptionist.publishers.publisher import Delivery
from receptionist.publishers.rendering import render

POSITION = "data_position"

_QUIET_SECONDS = 0.5
# LiveKit's limit for all attributes of a participant together; past it the server drops them without an error.
_MOST_ATTRIBUTE_BYTES = 64 * 1024
_READ_BACK_SECONDS = 3.0
# Well below what the relay gives to one attempt.
_AWAY_SECONDS = 5.0
_LOOK_FIRST, _LOOK_EVERY = 0.0005, 0.01


class RoomPublisher:
    """Carries effects into a room.

    Args:
        caller: The caller's identity; None where that is the first person who comes and is not staff.
        audience: Whose streams they are that may be set: the caller's and staff's, or the whole room's.
        clock: The call's clock.
        replays_as: Where a past call is replayed, the name that its streams go under: they are marked as replayed.
    """

    def __init__(
        self, room: rtc.Room, *, caller: str | None, audience: SentTo, clock: Clock, replays_as: str | None = None
    ) -> None:
        self._room = room
        self._replays_as = replays_as
        self._writer = StreamWriter(room, clock)
        self._setting = asyncio.Lock()
        self._position = 0
        self._announced = 0
        self._quiet: asyncio.Task[None] | None = None
        self._published: dict[str, float] = {}
        self._rendered: dict[str, tuple[Document, bytes]] = {}
        self.reach = Reach(room, caller=caller, setting=audience)
        """Whom a stream reaches."""
        self.lane = asyncio.Lock()
        """Held while a stream is being sent live."""
        self.caller_is_gone = False
        """Set once nobody waits for the caller any more, nor for a room that was lost."""

    async def publish(self, effect: Effect, delivery: Delivery) -> None:
        """Carry out *effect* (see `Publisher.publish`).

        A stream goes to those whom it is for and who are there. Whoever of them comes later is brought up to date
        (`catching_up.py`), so nobody waits for them.

        Raises:
            PublishRefusedError: The room does not let the agent, or nobody whom it is for will ever be there.
            PublishError: The room is away, or everybody whom it is for; it is worth trying again.
        """
        await self._until_there(effect)
        if isinstance(effect, SetAttributes):
            await self._set(effect.values)
            return
        content = await self._content(effect, delivery.key)
        async with self.lane:
            # From here on nobody is taken in between: whoever is not among them now is sent it when they are.
            await self._writer.write(
                effect,
                content,
                delivery,
                to=self._recipients(effect),
                # Never used twice: a receiver mixes up, or cuts off, two streams of one id.
                stream_id=f"{delivery.key}/{self._replays_as or delivery.epoch}.{delivery.attempt}",
                replayed=self._replays_as is not None,
            )
            self._published[delivery.key] = asyncio.get_running_loop().time()
        self._sent(delivery.position)

    def shown(self) -> Mapping[str, str] | None:
        """What the server tells everybody that the agent's attributes are; None while the room is away."""
        if not self._is_connected():
            return None
        shown = self._room.local_participant.attributes
        if POSITION not in shown:
            # Gone with the connection: it goes with what is set next.
            self._announced = 0
        return shown

    @property
    def published(self) -> Mapping[str, float]:
        """The keys of the streams that were sent live, in order, and when (the event loop's time)."""
        return MappingProxyType(self._published)

    def is_held_back(self, identity: str) -> bool:
        """Whether somebody is left out of what is sent live."""
        return self.reach.is_held_back(identity)

    def hold_back(self, identity: str) -> None:
        """Leave somebody out of what is sent live."""
        self.reach.hold_back(identity)

    def let_through(self, identity: str) -> None:
        """Send them live streams again."""
        self.reach.let_through(identity)

    async def resend(self, effect: SendText | SendBytes, delivery: Delivery, *, to: str, stream_id: str) -> None:
        """Send a stream once more, to one participant.

        Raises:
            PublishError: The room is away, or they are; or it was not taken.
        """
        content = await self._content(effect, delivery.key)
        if not self._is_connected():
            raise PublishError("the room is not connected just now")
        if to not in self._room.remote_participants:
            # LiveKit takes a stream to somebody who is not there without a word.
            raise PublishError("they are not in the room any more")
        await self._writer.write(effect, content, delivery, to=[to], stream_id=stream_id, replayed=True)

    async def aclose(self) -> None:
        """Announce the last position at once, if that was still to come."""
        waiting, self._quiet = self._quiet, None
        if waiting is not None:
            waiting.cancel()
            await asyncio.gather(waiting, return_exceptions=True)
        if self._position > self._announced and self._room.isconnected():
            with contextlib.suppress(PublishError, TimeoutError):
                async with asyncio.timeout(_READ_BACK_SECONDS):
                    await self._set({})

    async def _until_there(self, effect: Effect) -> None:
        """Wait a while for the room, and for anybody whom it is for.

        Were this left to the relay's repetitions, a caller who is back would be sent nothing for up to half a minute.
        """
        await _within(
            _AWAY_SECONDS,
            lambda: self.caller_is_gone or (self._is_connected() and self._is_anybody_there(effect)),
        )
        if self._is_connected():
            return
        if self.caller_is_gone and not self._room.isconnected():
            raise PublishRefusedError("the room is closed, or the connection to it is lost for good")
        raise PublishError("the room is not connected just now")

    def _is_connected(self) -> bool:
        # `isconnected()` is true while LiveKit tries to reconnect, too: what is sent then may be lost without an error.
        return self._room.isconnected() and self._room.connection_state == rtc.ConnectionState.CONN_CONNECTED

    def _is_anybody_there(self, effect: Effect) -> bool:
        return isinstance(effect, SetAttributes) or bool(self.reach.now(effect.audience))

    async def _set(self, values: Mapping[str, str]) -> None:
        # One at a time: of two in flight the earlier can arrive last.
        async with self._setting:
            position = self._position
            wanted = dict(values)
            if position > self._announced:
                wanted[POSITION] = str(position)
            if not wanted:
                return
            participant = self._room.local_participant
            whole = participant.attributes | wanted
            if sum(len(name.encode()) + len(value.encode()) for name, value in whole.items()) > _MOST_ATTRIBUTE_BYTES:
                raise PublishRefusedError("the attributes are larger than LiveKit's 64 KB")
            await participant.set_attributes(wanted)
            await self._read_back(wanted)
            self._announced = max(self._announced, position)

    async def _read_back(self, wanted: Mapping[str, str]) -> None:
        # rtc discards the server's answer: what counts is what the server tells everybody that we are.
        if await _within(_READ_BACK_SECONDS, lambda: wanted.items() <= self._room.local_participant.attributes.items()):
            return
        if not self._room.local_participant.permissions.can_update_metadata:
            raise PublishRefusedError("the agent's token does not let it set attributes (can_update_own_metadata)")
        raise PublishError("the server has not taken the attributes over")

    def _recipients(self, effect: SendText | SendBytes) -> list[str] | None:
        """Whom a stream is addressed to; None is everybody in the room.

        LiveKit takes a stream to somebody who is not there without a word: absence is ours to notice.
        """
        there = self.reach.now(effect.audience)
        if there:
            return None if self.reach.is_everybody(effect.audience) else there
        if not self.caller_is_gone:
            raise PublishError("nobody whom it is for is in the room just now")
        raise PublishRefusedError("the caller has left, and nobody else whom it is for was there")

    async def _content(self, effect: SendText | SendBytes, key: str) -> bytes:
        match effect:
            case SendText(chunks=chunks):
                return "".join(chunks).encode("utf-8", "replace")
            case SendBytes(content=document):
                # Whoever joins is sent it again: a card takes as long to draw as all the others to send.
                known = self._rendered.get(key)
                if known is None or known[0] != document:
                    known = self._rendered[key] = (document, await asyncio.to_thread(render, document))
                return known[1]

    def _sent(self, position: int) -> None:
        """Streams go in order, so this is the low-water mark. It is told when it has been quiet for a while."""
        self._position = max(self._position, position)
        if self._quiet is not None:
            self._quiet.cancel()
        self._quiet = asyncio.create_task(self._announce_when_quiet())

    async def _announce_when_quiet(self) -> None:
        await asyncio.sleep(_QUIET_SECONDS)
        # What fails here goes with the next change.
        with contextlib.suppress(PublishError):
            await self._set({})


async def _within(seconds: float, there: Callable[[], bool]) -> bool:
    """Wait for what LiveKit tells by several events, or by none; whether it came in time."""
    loop = asyncio.get_running_loop()
    until, pause = loop.time() + seconds, _LOOK_FIRST
    while not there():
        if loop.time() >= until:
            return False
        # What is there in a moment is not waited for any longer: an attribute's lane stands still meanwhile.
        await asyncio.sleep(pause)
        pause = min(2 * pause, _LOOK_EVERY)
    return True
