"""A LiveKit room as the way out: attributes of the agent's participant, text and byte streams to their audience."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
from collections.abc import Callable, Mapping
from datetime import timedelta

from livekit import rtc

from receptionist.audience import SentTo, is_staff
from receptionist.clock import Clock
from receptionist.errors import PublishError, PublishRefusedError
from receptionist.projections.effects import Effect, SendBytes, SendText, SetAttributes
from receptionist.publishers.publisher import Delivery
from receptionist.publishers.rendering import render

POSITION = "data_position"

_QUIET_SECONDS = 0.5
# A stream that comes later than this after its event is marked, so that nobody takes it for news.
_LATE = timedelta(seconds=2)
# LiveKit's limit for all attributes of a participant together; past it the server drops them without an error.
_MOST_ATTRIBUTE_BYTES = 64 * 1024
_READ_BACK_SECONDS = 3.0
# Well below what the relay gives to one attempt.
_AWAY_SECONDS = 5.0
_LOOK_EVERY = 0.01
# Well below what a data packet holds; the SDK would split a larger one by itself, but receivers see each write.
_CHUNK = 8 * 1024


class RoomPublisher:
    """Carries effects into a room.

    Args:
        caller: The caller's identity.
        audience: Whose streams they are that may be set: the caller's and staff's, or the whole room's.
        clock: The call's clock.
    """

    def __init__(self, room: rtc.Room, *, caller: str, audience: SentTo, clock: Clock) -> None:
        self._room, self._caller, self._audience, self._clock = room, caller, audience, clock
        self._setting = asyncio.Lock()
        self._position = 0
        self._announced = 0
        self._quiet: asyncio.Task[None] | None = None
        self.caller_is_gone = False
        """Set once nobody waits for the caller any more, nor for a room that was lost."""

    async def publish(self, effect: Effect, delivery: Delivery) -> None:
        """Carry out *effect* (see `Publisher.publish`).

        Raises:
            PublishRefusedError: The room does not let the agent, or nobody whom it is for will ever be there.
            PublishError: The room is away, or the caller is; it is worth trying again.
        """
        await self._until_there(effect)
        match effect:
            case SetAttributes(values=values):
                await self._set(values)
            case SendText(chunks=chunks):
                content = "".join(chunks).encode("utf-8", "replace")
                await self._send_text(effect, delivery, content)
                self._sent(delivery.position)
            case SendBytes(content=document):
                await self._send_bytes(effect, delivery, await asyncio.to_thread(render, document))
                self._sent(delivery.position)

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
        """Wait a while for the room, and for the caller.

        Were this left to the relay's repetitions, a caller who is back would be sent nothing for up to half a minute.
        """
        await _within(
            _AWAY_SECONDS,
            lambda: self.caller_is_gone or (self._is_connected() and self._is_caller_there(effect)),
        )
        if self._is_connected():
            return
        if self.caller_is_gone and not self._room.isconnected():
            raise PublishRefusedError("the room is closed, or the connection to it is lost for good")
        raise PublishError("the room is not connected just now")

    def _is_connected(self) -> bool:
        # `isconnected()` is true while LiveKit tries to reconnect, too: what is sent then may be lost without an error.
        return self._room.isconnected() and self._room.connection_state == rtc.ConnectionState.CONN_CONNECTED

    def _is_caller_there(self, effect: Effect) -> bool:
        if isinstance(effect, SetAttributes) or self._is_for_everybody(effect):
            return True
        caller = self._room.remote_participants.get(self._caller)
        # Until then the server keeps what is sent for 2 s, and a transport may take longer.
        return caller is not None and caller.state == rtc.ParticipantState.PARTICIPANT_STATE_ACTIVE

    def _is_for_everybody(self, effect: SendText | SendBytes) -> bool:
        return effect.audience == "everyone" or (effect.audience == "setting" and self._audience == "room")

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

    async def _send_text(self, effect: SendText, delivery: Delivery, content: bytes) -> None:
        try:
            writer = await self._room.local_participant.stream_text(
                topic=effect.topic,
                destination_identities=self._recipients(effect),
                stream_id=_stream_id(delivery),
                attributes={**self._header(delivery, content), **effect.attributes},
                total_size=len(content),
            )
            for chunk in effect.chunks:
                for start in range(0, len(chunk), _CHUNK):
                    await writer.write(chunk[start : start + _CHUNK].encode("utf-8", "replace").decode())
            await writer.aclose()
        except _STREAM_ERRORS as error:
            raise self._failure(error) from error

    async def _send_bytes(self, effect: SendBytes, delivery: Delivery, content: bytes) -> None:
        try:
            writer = await self._room.local_participant.stream_bytes(
                effect.name,
                topic=effect.topic,
                mime_type=effect.mime_type,
                destination_identities=self._recipients(effect),
                stream_id=_stream_id(delivery),
                attributes=self._header(delivery, content),
                total_size=len(content),
            )
            for start in range(0, len(content), _CHUNK):
                await writer.write(content[start : start + _CHUNK])
            await writer.aclose()
        except _STREAM_ERRORS as error:
            raise self._failure(error) from error

    def _recipients(self, effect: SendText | SendBytes) -> list[str] | None:
        """Whom a stream is addressed to; None is everybody in the room."""
        if self._is_for_everybody(effect):
            return None
        present = self._room.remote_participants
        staff = sorted(identity for identity in present if is_staff(identity))
        if self._is_caller_there(effect):
            return [self._caller, *staff]
        # LiveKit takes a stream to somebody who is not there without a word: absence is ours to notice.
        if not self.caller_is_gone:
            raise PublishError("the caller is not in the room just now")
        if not staff:
            raise PublishRefusedError("the caller has left, and nobody else whom it is for was there")
        return staff

    def _header(self, delivery: Delivery, content: bytes) -> dict[str, str]:
        late = self._clock.now() - delivery.recorded_at > _LATE
        return {
            "key": delivery.key,
            "position": str(delivery.position),
            "previous": delivery.previous or "",
            "event_type": delivery.event_type,
            "length": str(len(content)),
            "sha256": hashlib.sha256(content).hexdigest(),
            "replayed": "0",
            "late": "1" if late else "0",
        }

    def _failure(self, error: Exception) -> PublishError:
        if not self._room.local_participant.permissions.can_publish_data:
            return PublishRefusedError("the agent's token does not let it send data (can_publish_data)")
        return PublishError(f"the stream was not taken ({type(error).__name__})")

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


_STREAM_ERRORS = (rtc.StreamError, RuntimeError, ConnectionError)


async def _within(seconds: float, there: Callable[[], bool]) -> bool:
    """Wait for what LiveKit tells by several events, or by none; whether it came in time."""
    loop = asyncio.get_running_loop()
    until = loop.time() + seconds
    while not there():
        if loop.time() >= until:
            return False
        await asyncio.sleep(_LOOK_EVERY)
    return True


def _stream_id(delivery: Delivery) -> str:
    # Never used twice: a receiver mixes up, or cuts off, two streams of one id.
    return f"{delivery.key}/{delivery.epoch}.{delivery.attempt}"
