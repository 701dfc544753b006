"""From a stream that begins to a happening: its content read to the end and held against what it says of itself."""

from __future__ import annotations

import contextlib
from collections.abc import Awaitable, Callable

from livekit import rtc

from receptionist.happenings import BytesArrived, Happening, Spoken, StreamRefused, TextArrived, fault

_FINAL = "lk.transcription_final"

_Info = rtc.TextStreamInfo | rtc.ByteStreamInfo


class Reading:
    """Reads streams.

    Args:
        is_agent: Whether a sender is an agent; it may have to be waited for until they are announced.
    """

    def __init__(self, is_agent: Callable[[str], Awaitable[bool]]) -> None:
        self._is_agent = is_agent

    async def text(self, reader: rtc.TextStreamReader, sender: str) -> Happening:
        """A text stream of the wire contract."""
        info = reader.info
        try:
            text = await reader.read_all()
        except rtc.StreamError:
            return _refused(info, sender, "it was cut off")
        if (why := await self._why_not(info, sender, text.encode("utf-8", "replace"))) is not None:
            return _refused(info, sender, why)
        return TextArrived(sender=sender, topic=info.topic, text=text, attributes=dict(info.attributes or {}))

    async def document(self, reader: rtc.ByteStreamReader, sender: str) -> Happening:
        """A byte stream of the wire contract."""
        info = reader.info
        try:
            content = b"".join([chunk async for chunk in reader])
        except rtc.StreamError:
            return _refused(info, sender, "it was cut off")
        if (why := await self._why_not(info, sender, content)) is not None:
            return _refused(info, sender, why)
        return BytesArrived(
            sender=sender,
            topic=info.topic,
            name=info.name,
            mime_type=info.mime_type,
            content=content,
            attributes=dict(info.attributes or {}),
        )

    async def words(self, reader: rtc.TextStreamReader, sender: str) -> Happening | None:
        """A segment of LiveKit's transcription, which repeats itself until it is final; None before that."""
        # It is broken off when the agent is.
        with contextlib.suppress(rtc.StreamError):
            text = await reader.read_all()
            if (reader.info.attributes or {}).get(_FINAL) == "true" and await self._is_agent(sender):
                return Spoken(sender=sender, text=text)
        return None

    async def _why_not(self, info: _Info, sender: str, content: bytes) -> str | None:
        # Anybody in the room can send a stream: one that carried the agent's next key would keep out the agent's.
        if not await self._is_agent(sender):
            return "its sender is not an agent"
        return fault(content, info.attributes or {})


def _refused(info: _Info, sender: str, why: str) -> StreamRefused:
    return StreamRefused(sender=sender, topic=info.topic, key=(info.attributes or {}).get("key", ""), why=why)
