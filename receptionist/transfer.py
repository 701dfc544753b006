"""Putting a caller through to a person: warm, so that the agent leaves only when somebody has answered.

The person's telephone joins the caller's room through LiveKit's SIP service (an outbound trunk); until it is answered
the caller stays with the agent, and when nobody answers, the agent is still there to say so.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol

import aiohttp
from google.protobuf.duration_pb2 import Duration
from livekit import api

from receptionist.audience import STAFF_PREFIX
from receptionist.config.livekit import LiveKitAccess
from receptionist.desk import Desk
from receptionist.domain.commands import NewIds, ReportTransfer
from receptionist.errors import ReceptionistError
from receptionist.events.call import TransferFailed
from receptionist.events.catalogue import Event

logger = logging.getLogger(__name__)

RINGING_SECONDS = 30
_MARGIN_SECONDS = 5.0
_IDENTITY = f"{STAFF_PREFIX}on-the-phone"


class NotAnsweredError(ReceptionistError):
    """Nobody could be reached at the other end; the message says why, without the number."""


class Dialler(Protocol):
    """Brings a telephone into a room."""

    async def dial(self, number: str) -> None:
        """Have *number* ring and, when it is answered, join the caller's room; returns then.

        Raises:
            NotAnsweredError: Nobody answered, or the call could not be placed.
        """


class SipDialler:
    """Dials through an outbound trunk of LiveKit's SIP service.

    Args:
        access: The LiveKit server and its keys.
        trunk: The outbound trunk's id.
        room: The caller's room.
        ringing: For how many seconds a telephone rings, at most.
    """

    def __init__(self, access: LiveKitAccess, *, trunk: str, room: str, ringing: int = RINGING_SECONDS) -> None:
        self._access, self._trunk, self._room, self._ringing = access, trunk, room, ringing

    async def dial(self, number: str) -> None:
        """Have *number* ring in the caller's room (see `Dialler.dial`)."""
        request = api.CreateSIPParticipantRequest(
            sip_trunk_id=self._trunk,
            sip_call_to=number,
            room_name=self._room,
            # A person of the clinic: they may see what staff see.
            participant_identity=_IDENTITY,
            wait_until_answered=True,
            play_dialtone=True,
            hide_phone_number=True,
            ringing_timeout=Duration(seconds=self._ringing),
        )
        try:
            async with asyncio.timeout(self._ringing + _MARGIN_SECONDS), self._server() as livekit:
                await livekit.sip.create_sip_participant(request)
        except asyncio.CancelledError:
            # The caller has gone: nobody is to answer a telephone that leads to an empty room.
            await self._hang_up()
            raise
        except api.TwirpError as error:
            raise NotAnsweredError(f"the telephone could not be reached ({error.code})") from error
        except (aiohttp.ClientError, TimeoutError) as error:
            raise NotAnsweredError(f"the telephone could not be reached ({type(error).__name__})") from error

    async def _hang_up(self) -> None:
        ringing = api.RoomParticipantIdentity(room=self._room, identity=_IDENTITY)
        with contextlib.suppress(api.TwirpError, aiohttp.ClientError, TimeoutError):
            async with asyncio.timeout(_MARGIN_SECONDS), self._server() as livekit:
                await livekit.room.remove_participant(ringing)

    def _server(self) -> api.LiveKitAPI:
        # Without failover: what is tried once more elsewhere rings once more.
        return api.LiveKitAPI(self._access.url, self._access.api_key, self._access.api_secret, failover=False)


class Transfer:
    """Puts one call's caller through, at most once at a time.

    Args:
        told: Called with the events that came of it, for the agent to say them.
        gone: Called once a person has the caller.
    """

    def __init__(
        self,
        dialler: Dialler,
        desk: Desk,
        *,
        told: Callable[[Sequence[Event]], Awaitable[None]],
        gone: Callable[[], None],
    ) -> None:
        self._dialler, self._desk, self._told, self._gone = dialler, desk, told, gone
        self._dialling: asyncio.Task[None] | None = None
        self._closed = False

    def begin(self, number: str) -> None:
        """Begin to dial, unless that is under way or the call is over; what comes of it is told."""
        if not self._closed and (self._dialling is None or self._dialling.done()):
            self._dialling = asyncio.create_task(self._put_through(number))

    async def aclose(self) -> None:
        """Stop dialling, for good."""
        self._closed = True
        if self._dialling is not None:
            self._dialling.cancel()
            await asyncio.gather(self._dialling, return_exceptions=True)

    async def _put_through(self, number: str) -> None:
        failure = await self._failure(number)
        command = ReportTransfer(new=NewIds.fresh(self._desk.ids), failure=failure, asked_at=self._desk.clock.now())
        # Whether it is in the log or not: a person has the caller now, or the caller is waiting in vain.
        events: Sequence[Event] = () if failure is None else (TransferFailed(why=failure),)
        try:
            events = (await self._desk.handle(command, actor="system")).events
        except ReceptionistError as error:
            logger.error("what came of a transfer is not in the log: %s", error)  # noqa: TRY400 (the sentence says it all)
        try:
            await self._told(events)
        except RuntimeError as error:
            logger.warning("what came of a transfer was not told: %s", error)
        if failure is None:
            self._gone()

    async def _failure(self, number: str) -> str | None:
        """Why nobody has the caller after dialling; None when somebody has."""
        try:
            await self._dialler.dial(number)
        except NotAnsweredError as error:
            return str(error)
        except Exception as error:
            # Whatever it was, a caller is waiting, and must not wait in vain.
            logger.exception("dialling failed")
            return f"the telephone could not be reached ({type(error).__name__})"
        return None
