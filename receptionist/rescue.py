"""A worker that looks after calls which have lost their agent, its own and those of other workers on the same log.

LiveKit calls an agent into a room when the room is made, and never again: when the agent's process dies, its
participant lingers for about 20 s, and the caller is alone (livekit/agents#1472). So every worker has a rescuer in its
main process.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import aiohttp
from livekit import api
from livekit.agents import AgentServer, JobRequest

from receptionist.audience import REPLAY_ROOM, is_staff
from receptionist.auditing.taking import keep_taking
from receptionist.clock import SystemClock
from receptionist.config import Settings
from receptionist.config.livekit import LiveKitAccess
from receptionist.discretion import be_discreet
from receptionist.errors import LogError
from receptionist.ids import RandomIds
from receptionist.outcomes import send_outcomes
from receptionist.publishers.orphans import Orphans
from receptionist.publishers.room_claim import RoomClaims
from receptionist.rescuing.closing import Closer
from receptionist.rescuing.order import RescueOrder
from receptionist.rescuing.rescuer import Patience, Rescuer
from receptionist.rescuing.rooms import Person, RoomsUnreachableError
from receptionist.storage import open_storage

logger = logging.getLogger(__name__)

CLAIM_SECONDS = 6.0
"""How long a claim holds until it is renewed: what a busy machine takes from claiming a room to holding its call."""

_ANSWER_SECONDS = 5.0
_PERSONS = {api.ParticipantInfo.Kind.STANDARD, api.ParticipantInfo.Kind.SIP}


class RescuingServer(AgentServer):
    """A worker with a rescuer beside it."""

    def __init__(self, settings: Settings, **options: Any) -> None:
        super().__init__(**options)
        self._receptionist_settings = settings
        self._log_id: str | None = None

    async def run(self, *, devmode: bool = False, unregistered: bool = False) -> None:
        """Be a worker until it is closed; once it is registered, look for orphaned calls too, even while it drains."""
        registered = asyncio.Event()
        self.on("worker_registered", lambda *_: registered.set())
        rescuing = asyncio.create_task(self._watch_over(registered))
        telling = asyncio.create_task(send_outcomes(self._receptionist_settings))
        vouching = asyncio.create_task(keep_taking(self._receptionist_settings, SystemClock()))
        try:
            await super().run(devmode=devmode, unregistered=unregistered)
        finally:
            for beside in (rescuing, telling, vouching):
                beside.cancel()
            await asyncio.gather(rescuing, telling, vouching, return_exceptions=True)

    async def _watch_over(self, registered: asyncio.Event) -> None:
        # A job that is dispatched while there is no worker is not kept for the first that comes.
        await registered.wait()
        await watch_over(self._receptionist_settings, opened=self._opened)

    def _opened(self, log_id: str) -> None:
        self._log_id = log_id

    async def choose(self, request: JobRequest) -> None:
        """Take a job on, unless it is for a call of another log: then the server asks another worker at once.

        Nobody answers in a room in which a past call is replayed.
        """
        if request.room.metadata == REPLAY_ROOM:
            logger.info("a room is left alone: a past call is replayed there")
            await request.reject(terminate=True)
            return
        order = RescueOrder.read(request.job.metadata)
        if order is None or self._log_id in {None, order.log_id}:
            await request.accept()
            return
        logger.info("call %s is not taken up: it is in another log than this worker's", order.call)
        await request.reject(terminate=False)


async def watch_over(settings: Settings, *, opened: Callable[[str], None] = lambda _: None) -> None:
    """Look for orphaned calls in the log that is set, until cancelled; *opened* is told the log's id."""
    be_discreet()
    clock = SystemClock()
    while True:
        try:
            async with (
                open_storage(settings.database, masters=settings.masters) as storage,
                LiveKitRooms.of(settings.livekit()) as rooms,
            ):
                opened(storage.log_id)
                rescuer = Rescuer(
                    storage,
                    rooms,
                    Closer(storage, settings, clock=clock, ids=RandomIds(clock)),
                    claims=RoomClaims(storage.database, wall=clock, seconds=CLAIM_SECONDS),
                    orphans=Orphans(storage.database, wall=clock, seconds=CLAIM_SECONDS),
                    patience=Patience(grace=settings.grace_seconds),
                    wall=clock,
                )
                await rescuer.run()
        except LogError as error:
            # Calls cannot be taken either, and say so; a disk that is back is looked at again.
            logger.error("orphaned calls are not looked for: %s", error)  # noqa: TRY400 (the sentence says it all)
        except Exception:
            logger.exception("orphaned calls are not looked for")
        await asyncio.sleep(_ANSWER_SECONDS)


class LiveKitRooms:
    """The rooms of a LiveKit server, through its API (see `Rooms`)."""

    def __init__(self, livekit: api.LiveKitAPI) -> None:
        self._livekit = livekit

    @classmethod
    @contextlib.asynccontextmanager
    async def of(cls, access: LiveKitAccess) -> AsyncIterator[LiveKitRooms]:
        """Those of the server at *access*."""
        timeout = aiohttp.ClientTimeout(total=_ANSWER_SECONDS)
        async with api.LiveKitAPI(access.url, access.api_key, access.api_secret, timeout=timeout) as livekit:
            yield cls(livekit)

    async def people(self, room: str) -> tuple[Person, ...] | None:
        """Who is in a room (see `Rooms.people`)."""
        with _reaching():
            rooms = (await self._livekit.room.list_rooms(api.ListRoomsRequest(names=[room]))).rooms
            if not rooms:
                return None
            found = await self._livekit.room.list_participants(api.ListParticipantsRequest(room=room))
        return tuple(_person(info) for info in found.participants)

    async def remove(self, room: str, identity: str) -> None:
        """Have somebody out of a room (see `Rooms.remove`)."""
        with _reaching(), _unless_gone():
            await self._livekit.room.remove_participant(api.RoomParticipantIdentity(room=room, identity=identity))

    async def dispatch(self, room: str, metadata: str) -> None:
        """Call an agent into a room (see `Rooms.dispatch`)."""
        with _reaching():
            await self._livekit.agent_dispatch.create_dispatch(
                api.CreateAgentDispatchRequest(agent_name="", room=room, metadata=metadata)
            )

    async def close(self, room: str) -> None:
        """End a room (see `Rooms.close`)."""
        with _reaching(), _unless_gone():
            await self._livekit.room.delete_room(api.DeleteRoomRequest(room=room))


def _person(info: api.ParticipantInfo) -> Person:
    is_here = info.state != api.ParticipantInfo.State.DISCONNECTED
    return Person(
        identity=info.identity,
        may_call=is_here and info.kind in _PERSONS and not is_staff(info.identity),
        joined_at=float(info.joined_at),
    )


@contextlib.contextmanager
def _reaching() -> Iterator[None]:
    try:
        yield
    except (api.ServerError, aiohttp.ClientError, TimeoutError, OSError) as error:
        raise RoomsUnreachableError(f"the LiveKit server did not do it ({type(error).__name__})") from error


@contextlib.contextmanager
def _unless_gone() -> Iterator[None]:
    try:
        yield
    except api.ServerError as error:
        if error.code != api.ServerErrorCode.NOT_FOUND:
            raise
