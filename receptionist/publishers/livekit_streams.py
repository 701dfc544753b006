"""Writing one stream of the wire contract into a LiveKit room."""

from __future__ import annotations

import hashlib
from datetime import timedelta

from livekit import rtc

from receptionist.clock import Clock
from receptionist.errors import PublishError, PublishRefusedError
from receptionist.projections.effects import SendBytes, SendText
from receptionist.publishers.publisher import Delivery

# A stream that comes later than this after its event is marked, so that nobody takes it for news.
_LATE = timedelta(seconds=2)
# Well below what a data packet holds; the SDK would split a larger one by itself, but receivers see each write.
_CHUNK = 8 * 1024
_STREAM_ERRORS = (rtc.StreamError, RuntimeError, ConnectionError)


class StreamWriter:
    """Writes streams, with the header that each of them has."""

    def __init__(self, room: rtc.Room, clock: Clock) -> None:
        self._room, self._clock = room, clock

    async def write(
        self,
        effect: SendText | SendBytes,
        content: bytes,
        delivery: Delivery,
        *,
        to: list[str] | None,
        stream_id: str,
        replayed: bool,
    ) -> None:
        """Send *content*, which is what *effect* comes to; *to* nobody in particular is to everybody in the room.

        Raises:
            PublishRefusedError: The agent's token does not let it.
            PublishError: The stream was not taken.
        """
        header = self._header(delivery, content, replayed=replayed)
        try:
            if isinstance(effect, SendText):
                await self._write_text(effect, content, to, stream_id, header)
            else:
                await self._write_bytes(effect, content, to, stream_id, header)
        except _STREAM_ERRORS as error:
            raise self._failure(error) from error

    async def _write_text(
        self, effect: SendText, content: bytes, to: list[str] | None, stream_id: str, header: dict[str, str]
    ) -> None:
        writer = await self._room.local_participant.stream_text(
            topic=effect.topic,
            destination_identities=to,
            stream_id=stream_id,
            attributes={**header, **effect.attributes},
            total_size=len(content),
        )
        for chunk in effect.chunks:
            for start in range(0, len(chunk), _CHUNK):
                await writer.write(chunk[start : start + _CHUNK].encode("utf-8", "replace").decode())
        await writer.aclose()

    async def _write_bytes(
        self, effect: SendBytes, content: bytes, to: list[str] | None, stream_id: str, header: dict[str, str]
    ) -> None:
        writer = await self._room.local_participant.stream_bytes(
            effect.name,
            topic=effect.topic,
            mime_type=effect.mime_type,
            destination_identities=to,
            stream_id=stream_id,
            attributes=header,
            total_size=len(content),
        )
        for start in range(0, len(content), _CHUNK):
            await writer.write(content[start : start + _CHUNK])
        await writer.aclose()

    def _header(self, delivery: Delivery, content: bytes, *, replayed: bool) -> dict[str, str]:
        late = self._clock.now() - delivery.recorded_at > _LATE
        return {
            "key": delivery.key,
            "position": str(delivery.position),
            "previous": delivery.previous or "",
            "event_type": delivery.event_type,
            "length": str(len(content)),
            "sha256": hashlib.sha256(content).hexdigest(),
            "replayed": "1" if replayed else "0",
            "late": "1" if late else "0",
        }

    def _failure(self, error: Exception) -> PublishError:
        if not self._room.local_participant.permissions.can_publish_data:
            return PublishRefusedError("the agent's token does not let it send data (can_publish_data)")
        return PublishError(f"the stream was not taken ({type(error).__name__})")
