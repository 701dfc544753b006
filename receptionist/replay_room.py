"""A past call replayed in a LiveKit room: what a frontend saw of it then, it sees again, marked as replayed.

From a log that is only read. Clients of the wire contract can ask for what they missed, and are answered; nothing of
that is written down.
"""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from collections.abc import AsyncIterator, Callable
from datetime import timedelta

import aiohttp
from livekit import api, rtc

from receptionist.attendance import Attendance
from receptionist.audience import REPLAY_ROOM, Role
from receptionist.client.connecting import RoomError, connect
from receptionist.clock import SystemClock
from receptionist.config import Settings
from receptionist.config.livekit import LiveKitAccess
from receptionist.errors import PublishError, PublishRefusedError
from receptionist.ids import CallId
from receptionist.projections.effects import SetAttributes
from receptionist.publishers.history import History, Line, Place
from receptionist.publishers.livekit_room import RoomPublisher
from receptionist.publishers.receipts import Receipts
from receptionist.publishers.room_claim import RoomClaims
from receptionist.replaying.playing import Sending
from receptionist.replaying.stored import reads_erased
from receptionist.storage import Storage

PREFIX = "replay-"
"""How the identity begins of who replays a call."""

_ANSWER_SECONDS = 5.0
# For somebody to come into the room that was made, and for who was in it to come back.
_EMPTY_SECONDS, _DEPARTED_SECONDS = 600, 60
_VALID = timedelta(hours=6)
_AGENT = rtc.ParticipantKind.PARTICIPANT_KIND_AGENT
_UNFINISHED = {api.JobStatus.JS_PENDING, api.JobStatus.JS_RUNNING}


class RoomStage:
    """A room in which a call is replayed. Made by `replaying_into`."""

    def __init__(self, room: rtc.Room, publisher: RoomPublisher, history: PlayedHistory) -> None:
        self._room, self._publisher, self._history = room, publisher, history
        self._news = asyncio.Event()
        self._agent: str | None = None
        room.on("participant_connected", self._came)
        room.on("participant_disconnected", self._stir)
        room.on("disconnected", self._stir)
        for participant in list(room.remote_participants.values()):
            self._came(participant)

    async def send(self, sending: Sending) -> None:
        """Send an effect as it was sent, once somebody is in the room; what was erased is not sent.

        Raises:
            RoomError: The room is gone, or an agent has come into it.
            PublishError: The room does not take it.
        """
        await self.until_somebody()
        place = _place(sending.delivery.key)
        if reads_erased(sending.of):
            return
        if isinstance(sending.effect, SetAttributes) or self._publisher.reach.now(sending.effect.audience):
            # Whoever has just left can ask for it when they are back, as for what nobody was there for.
            with contextlib.suppress(_NobodyError):
                await self._publish(sending)
        self._history.reached = max(self._history.reached, place)

    async def until_somebody(self) -> None:
        """Wait for anybody who is no agent.

        Raises:
            RoomError: The room is gone, or an agent has come into it.
        """
        while True:
            self._check()
            if any(participant.kind != _AGENT for participant in self._room.remote_participants.values()):
                return
            self._news = asyncio.Event()
            await self._news.wait()

    async def _publish(self, sending: Sending) -> None:
        try:
            await self._publisher.publish(sending.effect, sending.delivery)
        except PublishRefusedError:
            raise
        except PublishError:
            self._check()
            if isinstance(sending.effect, SetAttributes) or self._publisher.reach.now(sending.effect.audience):
                raise
            raise _NobodyError from None

    def _check(self) -> None:
        if self._agent is not None:
            raise RoomError(
                "an agent has come into the room: a call may begin there; replay into a room of another name"
            )
        if not self._room.isconnected():
            raise RoomError("the room is closed, or the connection to it is lost")

    def _came(self, participant: rtc.RemoteParticipant) -> None:
        if participant.kind == _AGENT:
            self._agent = participant.identity
        self._news.set()

    def _stir(self, *_: object) -> None:
        self._news.set()


class PlayedHistory(History):
    """What has been replayed so far of what was sent: nobody is sent what is still to come.

    Attributes:
        reached: The last stream that had its turn.
    """

    reached: Place = (0, 0)
    publisher: RoomPublisher | None = None

    async def of(self, role: Role) -> tuple[Line, ...]:
        """The streams for somebody of this role that had their turn, or are having it."""
        out = () if self.publisher is None else self.publisher.published
        return tuple(line for line in await super().of(role) if line.place <= self.reached or line.key in out)


class _NoReceipts(Receipts):
    """A replay's receipts: the log says who had what when it was sent, and not who has seen it again."""

    async def acknowledge(self, call: CallId, identity: str, position: int) -> None:
        """Nothing is written."""


class _NobodyError(Exception):
    """Who was there is not any more."""


@contextlib.asynccontextmanager
async def replaying_into(
    name: str,
    call: CallId,
    *,
    access: LiveKitAccess,
    storage: Storage,
    settings: Settings,
    tell: Callable[[str], None],
) -> AsyncIterator[RoomStage]:
    """Be in the room *name* as the agent of *call*, which is over, or goes on elsewhere.

    Args:
        name: The room; it is made if there is none, and no agent answers in it then.
        call: The call that is to be replayed.
        access: The server of the room.
        storage: The call's log; nothing is written to it.
        settings: Who gets what.
        tell: Told in a line what one waits for.

    Raises:
        RoomError: A call is going on in that room, or it cannot be entered.
    """
    clock = SystemClock()
    await _refuse_claimed(name, storage)
    await _see_that_it_is_free(name, access)
    room, identity = rtc.Room(), f"{PREFIX}{secrets.token_hex(4)}"
    try:
        await connect(room, access.url, _token(access, name, identity), hear=False)
        publisher = RoomPublisher(
            room, caller=None, audience=settings.audience, clock=clock, replays_as=f"r{secrets.token_hex(8)}"
        )
        history = PlayedHistory(
            call, database=storage.database, log=storage.log, vault=storage.vault, setting=settings.audience
        )
        history.publisher = publisher
        attendance = Attendance(
            room, call=call, publisher=publisher, storage=storage, clock=clock, setting=settings.audience,
            history=history, receipts=_NoReceipts(storage.database, storage.vault, clock=clock),
        )  # fmt: skip
        stage = RoomStage(room, publisher, history)
        tell(f"in room {name} as {identity}: it begins when somebody comes ('receptionist token --room {name}')")
        await stage.until_somebody()
        async with attendance:
            yield stage
            await publisher.aclose()
    finally:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_ANSWER_SECONDS):
                await room.disconnect()


async def _refuse_claimed(name: str, storage: Storage) -> None:
    holder = await RoomClaims(storage.database, wall=SystemClock(), seconds=0.0).holder(name)
    if holder is not None:
        why = "is going on in room" if holder.is_alive else "has lost its agent, and is to be taken up again, in room"
        raise RoomError(f"call {holder.call} {why} {name}; replay into a room of another name")


async def _see_that_it_is_free(name: str, access: LiveKitAccess) -> None:
    """Make the room where there is none; refuse one that has an agent, or to which one was called."""
    timeout = aiohttp.ClientTimeout(total=_ANSWER_SECONDS)
    try:
        async with api.LiveKitAPI(access.url, access.api_key, access.api_secret, timeout=timeout) as livekit:
            if not (await livekit.room.list_rooms(api.ListRoomsRequest(names=[name]))).rooms:
                request = api.CreateRoomRequest(
                    name=name, metadata=REPLAY_ROOM, empty_timeout=_EMPTY_SECONDS, departure_timeout=_DEPARTED_SECONDS
                )
                await livekit.room.create_room(request)
                return
            people = (await livekit.room.list_participants(api.ListParticipantsRequest(room=name))).participants
            called = [job for each in await livekit.agent_dispatch.list_dispatch(name) for job in each.state.jobs]
    except (api.ServerError, aiohttp.ClientError, TimeoutError, OSError) as error:
        why = error.message if isinstance(error, api.ServerError) else type(error).__name__
        raise RoomError(f"the LiveKit server cannot be asked about room {name} ({why})") from None
    has_agent = any(each.kind == api.ParticipantInfo.Kind.AGENT for each in people)
    if has_agent or any(job.state.status in _UNFINISHED for job in called):
        raise RoomError(f"an agent is in room {name}, or on its way: replay into a room of another name")


def _token(access: LiveKitAccess, room: str, identity: str) -> str:
    grants = api.VideoGrants(
        room_join=True, room=room, can_publish=False, can_subscribe=True, can_publish_data=True,
        can_update_own_metadata=True,
    )  # fmt: skip
    token = api.AccessToken(access.api_key, access.api_secret).with_identity(identity).with_name("replay")
    return token.with_kind("agent").with_grants(grants).with_ttl(_VALID).to_jwt()


def _place(key: str) -> Place:
    position, ordinal = key.split(":")
    return int(position), int(ordinal)
