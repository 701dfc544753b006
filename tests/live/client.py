"""A client of a live test: it keeps all that it is sent, on whatever topic."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Any, Literal, Self

from attrs import Factory, define, field, frozen
from livekit import rtc

# Nothing that is tested takes longer, on a machine that does much else at once.
PATIENCE = 30.0


@define
class Stream:
    """A stream as it arrived: `ended` once all of it is there, `broken` if it was cut off."""

    kind: Literal["text", "bytes"]
    topic: str
    id: str
    sender: str
    mime_type: str
    name: str
    attributes: dict[str, str]
    chunks: list[bytes] = Factory(list)
    ended: bool = False
    broken: str | None = None

    @property
    def content(self) -> bytes:
        """What has arrived of it."""
        return b"".join(self.chunks)

    @property
    def text(self) -> str:
        """The same, as words."""
        return self.content.decode()


@frozen
class Changed:
    """Attributes of a participant that a client came to know, or saw change."""

    identity: str
    values: dict[str, str]


@frozen
class Packet:
    """A data packet. `sender` is None when the server itself sent it."""

    topic: str | None
    data: bytes
    sender: str | None


@define
class Client:
    """An rtc client that keeps everything that it is sent, on every topic there may be."""

    identity: str
    room: rtc.Room = Factory(rtc.Room)
    streams: list[Stream] = Factory(list)
    changes: list[Changed] = Factory(list)
    packets: list[Packet] = Factory(list)
    present: list[str] = Factory(list)
    connection: list[str] = Factory(list)
    _known: dict[str, dict[str, str]] = field(factory=dict, init=False)
    _reading: set[asyncio.Task[None]] = field(factory=set, init=False)
    _news: asyncio.Event = field(factory=asyncio.Event, init=False)

    async def join(self, url: str, pass_: str) -> None:
        """Listen, then enter, then show ourselves.

        A handler that is registered after `connect` misses what came before it. Whoever publishes nothing is announced
        to the others up to 3 s later, unless an attribute changes: a hidden one cannot be announced and is left alone.
        """
        self._listen()
        await self.room.connect(url, pass_)
        for participant in self.room.remote_participants.values():
            self._arrived(participant)
        if not self.room.local_participant.permissions.hidden:
            await self.room.local_participant.set_attributes({"test.client": "1"})

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.leave()

    async def leave(self) -> None:
        """Leave the room, and wait until everything that has arrived is read."""
        await self.room.disconnect()
        await asyncio.gather(*self._reading)

    async def say(self, text: str) -> None:
        """Type to the agent, as LiveKit's frontends do."""
        await self.room.local_participant.send_text(text, topic="lk.chat")

    async def wait_for(self, predicate: Callable[[], bool], *, patience: float = PATIENCE) -> None:
        """Wait until what has arrived satisfies *predicate*; it is asked again whenever something arrives."""
        try:
            async with asyncio.timeout(patience):
                while not predicate():
                    await self._news.wait()
                    self._news.clear()
        except TimeoutError:
            msg = (
                f"{self.identity} waited {patience} s in vain; it has {self.changes}, {self.streams}, {self.connection}"
            )
            raise AssertionError(msg) from None

    def on(self, topic: str) -> list[Stream]:
        """The streams of a topic that are complete, in the order in which they began."""
        return [stream for stream in self.streams if stream.topic == topic and stream.ended]

    def values(self, attribute: str) -> list[str]:
        """The values that an attribute has had, of whomever, in order."""
        return [change.values[attribute] for change in self.changes if attribute in change.values]

    def _listen(self) -> None:
        # LiveKit asks these for a topic's handler. There is no public way to hear every topic, and "nothing arrived"
        # proves nothing on topics that nobody had thought of.
        self.room._text_stream_handlers = _EveryTopic(self._text_opened)
        self.room._byte_stream_handlers = _EveryTopic(self._bytes_opened)
        self.room.on("participant_connected", self._arrived)
        self.room.on("participant_disconnected", self._departed)
        self.room.on("participant_attributes_changed", self._changed)
        self.room.on("data_received", self._received)
        for event in ("reconnecting", "reconnected", "disconnected"):
            self.room.on(event, lambda *_, event=event: self._connection_changed(event))

    def _arrived(self, participant: rtc.RemoteParticipant) -> None:
        if participant.identity not in self.present:
            self.present.append(participant.identity)
        # Attributes that were set before we knew of them come with the participant, and no event follows.
        self._changed(dict(participant.attributes), participant)

    def _departed(self, participant: rtc.RemoteParticipant) -> None:
        self.present[:] = [identity for identity in self.present if identity != participant.identity]
        self._known.pop(participant.identity, None)
        self._news.set()

    def _changed(self, values: Mapping[str, str], participant: rtc.Participant) -> None:
        if participant.identity != self.identity:
            known = self._known.setdefault(participant.identity, {})
            new = {name: value for name, value in values.items() if known.get(name) != value}
            known.update(new)
            if new:
                self.changes.append(Changed(participant.identity, new))
        self._news.set()

    def _received(self, packet: rtc.DataPacket) -> None:
        sender = packet.participant.identity if packet.participant is not None else None
        self.packets.append(Packet(packet.topic, packet.data, sender))
        self._news.set()

    def _connection_changed(self, event: str) -> None:
        self.connection.append(event)
        self._news.set()

    def _text_opened(self, reader: rtc.TextStreamReader, sender: str) -> None:
        info = reader.info
        stream = Stream("text", info.topic, info.stream_id, sender, info.mime_type, "", dict(info.attributes or {}))
        self._read(stream, reader)

    def _bytes_opened(self, reader: rtc.ByteStreamReader, sender: str) -> None:
        info = reader.info
        attributes = dict(info.attributes or {})
        self._read(Stream("bytes", info.topic, info.stream_id, sender, info.mime_type, info.name, attributes), reader)

    def _read(self, stream: Stream, reader: rtc.TextStreamReader | rtc.ByteStreamReader) -> None:
        self.streams.append(stream)
        self._news.set()
        self._reading.add(asyncio.create_task(self._read_all(stream, reader)))

    async def _read_all(self, stream: Stream, reader: rtc.TextStreamReader | rtc.ByteStreamReader) -> None:
        try:
            async for chunk in reader:
                stream.chunks.append(chunk.encode() if isinstance(chunk, str) else chunk)
                self._news.set()
            stream.attributes = dict(reader.info.attributes or {})  # the last ones come with its end
            stream.ended = True
        except rtc.StreamError as error:
            stream.broken = str(error)
        self._news.set()


class _EveryTopic(dict[str, Any]):
    """One handler for whatever topic."""

    def __init__(self, handler: Callable[[Any, str], None]) -> None:
        super().__init__()
        self._handler = handler

    def get(self, _topic: str, _default: object = None, /) -> Callable[[Any, str], None]:
        return self._handler
