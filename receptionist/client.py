"""A participant's side of a call: what the agent shows, each thing once and whole, in the order it came.

The reference consumer of the wire contract (docs/wire-contract.md), used by `receptionist watch` and by
`receptionist talk --room`.
"""

from __future__ import annotations

import asyncio
import atexit
import contextlib
import time
from collections.abc import AsyncIterator, Coroutine, Mapping
from urllib.parse import urlsplit

from livekit import rtc

from receptionist.errors import ReceptionistError
from receptionist.happenings import (
    AttributesChanged,
    BytesArrived,
    Closed,
    ConnectionChanged,
    Happening,
    Joined,
    Left,
    Spoken,
    StreamMissing,
    StreamRefused,
    TextArrived,
    fault,
)

TEXT_TOPICS = ("booking-confirmation", "transcript", "agent-status")
BYTE_TOPICS = ("appointment-details", "appointment-calendar", "appointment-card")
CHAT, TRANSCRIPTION = "lk.chat", "lk.transcription"
CLIENT = "receptionist.client"
"""Our own attribute. Not `receptionist.contract`: that would promise that we ask for what we missed."""

_FINAL = "lk.transcription_final"
_CONNECT_SECONDS = 3.0
_ANSWER_SECONDS = 10.0
# The server announces whoever publishes nothing on a tick of 3 s; what they send can be here before.
_ANNOUNCED_SECONDS = 4.0
_IN_TURN_SECONDS = 1.0
# What is not here after this will not come by itself (docs/wire-contract.md).
_GAP_SECONDS = 2.0
_READ_OUT_SECONDS = 2.0
_LARGEST_STREAM = 16 * 1024 * 1024
_LEFT_PROPERLY = {
    rtc.DisconnectReason.CLIENT_INITIATED,
    rtc.DisconnectReason.PARTICIPANT_REMOVED,
    rtc.DisconnectReason.ROOM_DELETED,
    rtc.DisconnectReason.ROOM_CLOSED,
}

# livekit's library (rtc 1.1.21) is shut down at exit while its threads may still be calling into Python, and the
# process aborts with status 134 when one of them comes too late. What is registered first is called last: they get
# a moment to return.
atexit.register(time.sleep, 0.1)

_Info = rtc.TextStreamInfo | rtc.ByteStreamInfo


class RoomError(ReceptionistError):
    """The room cannot be entered, or was lost."""


class RoomClient:
    """In a room from `join` on. What happens there waits in `happenings` until it is taken."""

    def __init__(self) -> None:
        self._room = rtc.Room()
        self._happened: asyncio.Queue[Happening] = asyncio.Queue()
        self._attributes: dict[str, Mapping[str, str]] = {}
        """Of everybody who is present, as they were last told."""
        self._agents: dict[str, bool] = {}
        """Of everybody who was ever here, whether they are an agent: a stream may be read after its sender left."""
        self._announced = asyncio.Event()
        self._taken: set[str] = set()
        self._awaited: dict[tuple[str, str], asyncio.TimerHandle] = {}
        """Streams, by sender and key, that were sent before one that is here."""
        self._tasks: set[asyncio.Task[None]] = set()
        self._latest: dict[tuple[str, str], asyncio.Task[None]] = {}
        """The last stream of each sender that began."""
        self._closing: asyncio.Task[None] | None = None

    @classmethod
    @contextlib.asynccontextmanager
    async def join(cls, url: str, token: str, *, hear: bool) -> AsyncIterator[RoomClient]:
        """Be in the room of a token; *hear* its audio tracks too, which an agent that speaks waits for.

        Raises:
            RoomError: The server does not answer, or refuses the token.
        """
        client = cls()
        # Before connecting: a stream that nobody handles is dropped without a word.
        client._listen()
        try:
            await client._connect(url, token, hear=hear)
            # Nothing is awaited in between: whoever comes from now on is told by an event.
            for participant in list(client._room.remote_participants.values()):
                client._joined(participant)
            # Whoever publishes nothing and sets nothing is announced to the agent 3 s late.
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_ANSWER_SECONDS):
                    await client._room.local_participant.set_attributes({CLIENT: "1"})
            yield client
        finally:
            await client._leave()

    async def happenings(self) -> AsyncIterator[Happening]:
        """Everything that happens, in order; `Closed` is the last."""
        while True:
            happening = await self._happened.get()
            yield happening
            if isinstance(happening, Closed):
                return

    @property
    def is_receiving(self) -> bool:
        """Whether a stream has begun that has not ended."""
        return bool(self._tasks)

    async def say(self, words: str, *, to: list[str]) -> None:
        """Type *words* to the agents *to*, and nobody else.

        Raises:
            RoomError: They were not sent.
        """
        if not to:  # which to LiveKit is everybody
            raise RoomError("no agent is in the room to hear it")
        try:
            async with asyncio.timeout(_ANSWER_SECONDS):
                await self._room.local_participant.send_text(words, topic=CHAT, destination_identities=to)
        except (rtc.StreamError, TimeoutError) as error:
            raise RoomError("the server did not take the words; say them again") from error

    def _listen(self) -> None:
        room = self._room
        room.on("participant_connected", self._joined)
        room.on("participant_disconnected", self._left)
        room.on("participant_attributes_changed", self._changed)
        room.on("reconnecting", lambda: self._happened.put_nowait(ConnectionChanged(is_back=False)))
        room.on("reconnected", lambda: self._happened.put_nowait(ConnectionChanged(is_back=True)))
        room.on("disconnected", self._disconnected)
        for topic in TEXT_TOPICS:
            room.register_text_stream_handler(
                topic, lambda it, who: self._read("streams", who, self._take_text(it, who))
            )
        for topic in BYTE_TOPICS:
            room.register_byte_stream_handler(
                topic, lambda it, who: self._read("streams", who, self._take_bytes(it, who))
            )
        room.register_text_stream_handler(
            TRANSCRIPTION, lambda it, who: self._read("words", who, self._take_words(it, who))
        )

    async def _connect(self, url: str, token: str, *, hear: bool) -> None:
        options = rtc.RoomOptions(
            auto_subscribe=hear,
            connect_timeout=_CONNECT_SECONDS,
            data_stream=rtc.DataStreamOptions(max_payload_byte_length=_LARGEST_STREAM),
        )
        joining = asyncio.ensure_future(self._room.connect(url, token, options))
        try:
            await asyncio.shield(joining)
        except rtc.ConnectError as error:
            # Without its cause: the server's refusal quotes the token.
            raise RoomError(_refusal(error, url)) from None
        except asyncio.CancelledError:
            # The library joins all the same. Whoever gave up must not stay behind in the room.
            await asyncio.wait({joining}, timeout=_CONNECT_SECONDS)
            if not joining.cancel():
                joining.exception()
            raise

    async def _leave(self) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_ANSWER_SECONDS):
                await self._room.disconnect()
        tasks = {*self._tasks, *([self._closing] if self._closing is not None else [])}
        for task in tasks:
            task.cancel()
        for awaited in self._awaited.values():
            awaited.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _joined(self, participant: rtc.RemoteParticipant) -> None:
        who, is_agent = participant.identity, participant.kind == rtc.ParticipantKind.PARTICIPANT_KIND_AGENT
        self._agents[who] = is_agent
        self._announced.set()
        self._announced = asyncio.Event()
        if who not in self._attributes:
            self._attributes[who] = {}
            self._happened.put_nowait(Joined(participant=who, is_agent=is_agent))
        self._tell_attributes(participant)

    def _left(self, participant: rtc.RemoteParticipant) -> None:
        who = participant.identity
        if self._attributes.pop(who, None) is not None:
            crashed = participant.disconnect_reason not in _LEFT_PROPERLY
            self._happened.put_nowait(Left(participant=who, is_agent=self._agents[who], crashed=crashed))

    def _changed(self, _: Mapping[str, str], participant: rtc.Participant) -> None:
        if isinstance(participant, rtc.RemoteParticipant) and participant.identity in self._attributes:
            self._tell_attributes(participant)

    def _tell_attributes(self, participant: rtc.RemoteParticipant) -> None:
        """Tell what differs from what was told: it may come with the participant, afterwards, or both."""
        who, now = participant.identity, participant.attributes
        before = self._attributes[who]
        changed = {
            name: now.get(name, "") for name in sorted({*before, *now}) if now.get(name, "") != before.get(name, "")
        }
        self._attributes[who] = now
        if changed:
            told = AttributesChanged(participant=who, is_agent=self._agents[who], attributes=changed)
            self._happened.put_nowait(told)

    def _disconnected(self, reason: rtc.DisconnectReason.ValueType) -> None:
        self._closing = asyncio.create_task(self._close(rtc.DisconnectReason.Name(reason)))

    async def _close(self, reason: str) -> None:
        # A room may be deleted right behind its last stream, of which everything is here and not yet read.
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=_READ_OUT_SECONDS)
        for sender, key in list(self._awaited):
            self._tell_missing(sender, key)
        self._happened.put_nowait(Closed(reason=reason))

    def _read(self, lane: str, sender: str, stream: Coroutine[None, None, Happening | None]) -> None:
        task = asyncio.create_task(self._tell_in_turn(stream, self._latest.get((lane, sender))))
        self._latest[lane, sender] = task
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _tell_in_turn(
        self, stream: Coroutine[None, None, Happening | None], before: asyncio.Task[None] | None
    ) -> None:
        happening = await stream
        # Each stream is read by itself in the library, and of two the later can be through first. One that was given
        # up in the middle never ends, and is not waited for.
        if before is not None and not before.done():
            await asyncio.wait({before}, timeout=_IN_TURN_SECONDS)
        if isinstance(happening, TextArrived | BytesArrived):
            key = happening.attributes["key"]
            if key in self._taken:
                return
            self._taken.add(key)
            self._await_previous(happening)
        if happening is not None:
            self._happened.put_nowait(happening)

    def _await_previous(self, arrived: TextArrived | BytesArrived) -> None:
        # Of two that are read at the same time the later may be first; and who is behind a gap is told of it once.
        if (came := self._awaited.pop((arrived.sender, arrived.attributes["key"]), None)) is not None:
            came.cancel()
        previous = (arrived.sender, arrived.attributes.get("previous", ""))
        if previous[1] and previous[1] not in self._taken and previous not in self._awaited:
            later = asyncio.get_running_loop().call_later(_GAP_SECONDS, self._tell_missing, *previous)
            self._awaited[previous] = later

    def _tell_missing(self, sender: str, key: str) -> None:
        if (awaited := self._awaited.pop((sender, key), None)) is not None:
            awaited.cancel()
            self._happened.put_nowait(StreamMissing(sender=sender, key=key))

    async def _take_text(self, reader: rtc.TextStreamReader, sender: str) -> Happening:
        info = reader.info
        try:
            text = await reader.read_all()
        except rtc.StreamError:
            return _refused(info, sender, "it was cut off")
        if (why := await self._why_not(info, sender, text.encode("utf-8", "replace"))) is not None:
            return _refused(info, sender, why)
        return TextArrived(sender=sender, topic=info.topic, text=text, attributes=dict(info.attributes or {}))

    async def _take_bytes(self, reader: rtc.ByteStreamReader, sender: str) -> Happening:
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

    async def _take_words(self, reader: rtc.TextStreamReader, sender: str) -> Happening | None:
        # LiveKit's transcription repeats itself until it is final, and is broken off when the agent is.
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

    async def _is_agent(self, sender: str) -> bool:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_ANNOUNCED_SECONDS):
                while sender not in self._agents:
                    await self._announced.wait()
        return self._agents.get(sender, False)


def _refused(info: _Info, sender: str, why: str) -> StreamRefused:
    return StreamRefused(sender=sender, topic=info.topic, key=(info.attributes or {}).get("key", ""), why=why)


def _refusal(error: rtc.ConnectError, url: str) -> str:
    # An address may carry a password.
    parts = urlsplit(url)
    server = f"{parts.scheme}://{parts.hostname}" + ("" if parts.port is None else f":{parts.port}")
    if "401 Unauthorized" in error.message:
        return f"{server} refuses the token: LIVEKIT_API_KEY and LIVEKIT_API_SECRET must be a pair of that server"
    if "404 Not Found" in error.message:
        return f"{server} is no LiveKit server; check LIVEKIT_URL"
    return f"no LiveKit server answers at {server} (LIVEKIT_URL); `make room` starts one on this machine"
