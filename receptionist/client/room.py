"""A participant's side of a call: what the agent shows, each thing once and whole, in order, whatever was missed."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Coroutine, Mapping

from livekit import rtc

from receptionist.audience import CONTRACT
from receptionist.client.asking import Asking
from receptionist.client.connecting import RoomError, connect
from receptionist.client.keeping_up import KeepingUp
from receptionist.client.reading import Reading
from receptionist.happenings import (
    AttributesChanged,
    BytesArrived,
    Closed,
    ConnectionChanged,
    Happening,
    Joined,
    Left,
    TextArrived,
)

logger = logging.getLogger(__name__)

TEXT_TOPICS = ("booking-confirmation", "transcript", "agent-status")
BYTE_TOPICS = ("appointment-details", "appointment-calendar", "appointment-card")
CHAT, TRANSCRIPTION = "lk.chat", "lk.transcription"

_STATE, _POSITION = "agent_state", "data_position"
_ANSWER_SECONDS = 10.0
# The server announces whoever publishes nothing on a tick of 3 s; what they send can be here before.
_ANNOUNCED_SECONDS = 4.0
_IN_TURN_SECONDS = 1.0
_READ_OUT_SECONDS = 2.0
_LEFT_PROPERLY = {
    rtc.DisconnectReason.CLIENT_INITIATED,
    rtc.DisconnectReason.PARTICIPANT_REMOVED,
    rtc.DisconnectReason.ROOM_DELETED,
    rtc.DisconnectReason.ROOM_CLOSED,
}


class RoomClient:
    """In a room from `join` on. What happens there waits in `happenings` until it is taken."""

    def __init__(self, *, after: int = 0) -> None:
        self._room = rtc.Room()
        self._happened: asyncio.Queue[Happening] = asyncio.Queue()
        self._attributes: dict[str, Mapping[str, str]] = {}
        """Of everybody who is present, as they were last told."""
        self._agents: dict[str, bool] = {}
        """Of everybody who was ever here, whether they are an agent: a stream may be read after its sender left."""
        self._announced = asyncio.Event()
        self._reading = Reading(self._is_agent)
        asking = Asking(self._room, lambda agent: agent in self._attributes)
        self._keeping_up = KeepingUp(after=after, asking=asking, tell=self._happened.put_nowait)
        self._tasks: set[asyncio.Task[None]] = set()
        self._latest: dict[tuple[str, str], asyncio.Task[None]] = {}
        """The last stream of each sender that began."""
        self._showing: asyncio.Task[None] | None = None
        self._closing: asyncio.Task[None] | None = None

    @classmethod
    @contextlib.asynccontextmanager
    async def join(cls, url: str, token: str, *, hear: bool = False, after: int = 0) -> AsyncIterator[RoomClient]:
        """Be in the room of a token.

        Args:
            url: The LiveKit server's address.
            token: For one room and one identity; with the right to change its own attributes.
            hear: Whether to receive audio, which an agent that speaks waits for in its caller.
            after: Streams of events up to this position of the log are here from an earlier time, and not wanted.

        Raises:
            RoomError: The server does not answer, or refuses the token.
        """
        client = cls(after=after)
        # Before connecting: a stream that nobody handles is dropped without a word.
        client._listen()
        try:
            await connect(client._room, url, token, hear=hear)
            client._show_contract()
            # Nothing is awaited in between: whoever comes from now on is told by an event.
            for participant in list(client._room.remote_participants.values()):
                client._joined(participant)
            yield client
        finally:
            await client._leave()

    async def happenings(self) -> AsyncIterator[Happening]:
        """Everything that happens, in order; `Closed` is the last.

        A stream counts as taken, and is acknowledged to the agent, when what follows it is asked for.
        """
        while True:
            happening = await self._happened.get()
            yield happening
            if isinstance(happening, Closed):
                return
            if isinstance(happening, TextArrived | BytesArrived):
                self._keeping_up.taken(happening)

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
        room, reading = self._room, self._reading
        room.on("participant_connected", self._joined)
        room.on("participant_disconnected", self._left)
        room.on("participant_attributes_changed", self._changed)
        room.on("reconnecting", lambda: self._happened.put_nowait(ConnectionChanged(is_back=False)))
        room.on("reconnected", self._reconnected)
        room.on("disconnected", self._disconnected)
        for topic in TEXT_TOPICS:
            room.register_text_stream_handler(topic, lambda it, who: self._read("streams", who, reading.text(it, who)))
        for topic in BYTE_TOPICS:
            room.register_byte_stream_handler(
                topic, lambda it, who: self._read("streams", who, reading.document(it, who))
            )
        room.register_text_stream_handler(
            TRANSCRIPTION, lambda it, who: self._read("words", who, reading.words(it, who))
        )

    def _show_contract(self) -> None:
        # Whoever publishes nothing is announced at once by that, too.
        self._showing = asyncio.create_task(self._set_contract())

    async def _set_contract(self) -> None:
        try:
            async with asyncio.timeout(_ANSWER_SECONDS):
                await self._room.local_participant.set_attributes({CONTRACT: "1"})
        except Exception as error:  # noqa: BLE001 (whatever the library raises: we are sent what we missed unasked)
            logger.info("the agent does not know that we ask for what we missed: %s", type(error).__name__)

    async def _leave(self) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_ANSWER_SECONDS):
                await self._room.disconnect()
        tasks = [task for task in (*self._tasks, self._showing, self._closing) if task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._keeping_up.aclose()

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
            self._keeping_up.agent_left(who)
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
        if self._agents[who]:
            self._follow(who, before, changed)

    def _follow(self, agent: str, before: Mapping[str, str], changed: Mapping[str, str]) -> None:
        if changed.get(_STATE) and not before.get(_STATE):
            self._keeping_up.agent_has_call(agent)
        if (position := changed.get(_POSITION, "")).isdecimal():
            self._keeping_up.position_is(int(position))

    def _reconnected(self) -> None:
        self._happened.put_nowait(ConnectionChanged(is_back=True))
        # Where the whole server was away, it is not known any more.
        self._show_contract()
        self._keeping_up.ask_all()

    def _disconnected(self, reason: rtc.DisconnectReason.ValueType) -> None:
        self._closing = asyncio.create_task(self._close(rtc.DisconnectReason.Name(reason)))

    async def _close(self, reason: str) -> None:
        # A room may be deleted right behind its last stream, of which everything is here and not yet read.
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=_READ_OUT_SECONDS)
        self._keeping_up.close()
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
            self._keeping_up.arrived(happening)
        elif happening is not None:
            self._happened.put_nowait(happening)

    async def _is_agent(self, sender: str) -> bool:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_ANNOUNCED_SECONDS):
                while sender not in self._agents:
                    await self._announced.wait()
        return self._agents.get(sender, False)
