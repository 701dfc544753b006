"""Coming into a room: who the caller is, and whether the call is ours to take."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Iterator

from livekit import rtc

from receptionist.events.sqlite import Database
from receptionist.ids import CallId
from receptionist.presence import agents_before_us, wait_for_caller
from receptionist.publishers.room_claim import Holder, RoomClaims

logger = logging.getLogger(__name__)

# A room is made for somebody who is about to join. Nobody who comes later than this is waited for.
PATIENCE_SECONDS = 60.0


class Arrival:
    """An agent that was called into a room.

    Args:
        call: The call that it takes if there is one to take.
        patience: Seconds to wait for a caller, or until the caller can receive.
        grace: Seconds that a caller who was there has to come back.
    """

    def __init__(
        self,
        room: rtc.Room,
        *,
        call: CallId,
        claims: RoomClaims,
        database: Database,
        grace: float,
        patience: float = PATIENCE_SECONDS,
    ) -> None:
        self._room, self._call, self._claims, self._database = room, call, claims, database
        self._grace, self._patience = grace, patience

    async def take_call(self) -> rtc.RemoteParticipant | None:
        """The caller, once the call is ours, with the room claimed; None if it is another agent's, or nobody is there.

        While an agent that is not in the room has the call, it is waited for without a sign.

        Raises:
            LogError: The log cannot be used.
        """
        seconds = self._patience
        while True:
            with _comings_and_goings(self._room) as news:
                seen = self._database.version
                holder = await self._claims.holder(self._room.name)
                if self._has_another(holder):
                    logger.info("another agent has the call of this room")
                    return None
                caller = await wait_for_caller(self._room, seconds=seconds)
                if caller is None:
                    logger.info("nobody called in this room")
                    return None
                seconds = self._grace
                if holder is not None and holder.is_alive:
                    await self._until_something_changes(news, seen, holder.left)
                elif await self._claim(caller):
                    return caller

    def _has_another(self, holder: Holder | None) -> bool:
        if holder is not None and holder.is_alive:
            return holder.agent in self._room.remote_participants
        # The participant of an agent that has died stays in the room for a while.
        ghost = None if holder is None else holder.agent
        return any(agent.identity != ghost for agent in agents_before_us(self._room))

    async def _claim(self, caller: rtc.RemoteParticipant) -> bool:
        await self._until_active(caller)
        agent = self._room.local_participant.identity
        return await self._claims.claim(self._room.name, call=self._call, agent=agent)

    async def _until_something_changes(self, news: asyncio.Event, seen: int, seconds: float) -> None:
        """Wait until somebody comes or goes, something is committed, or *seconds* are over."""
        waiting = {asyncio.ensure_future(coming) for coming in (news.wait(), self._database.wait_for_change(seen))}
        try:
            await asyncio.wait(waiting, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for one in waiting:
                one.cancel()
            await asyncio.gather(*waiting, return_exceptions=True)

    async def _until_active(self, caller: rtc.RemoteParticipant) -> None:
        """Wait until the caller can receive: what is sent while their transport is set up is lost after 2 s.

        No longer than until they leave, or the room is gone: who holds the call notices.
        """
        try:
            async with asyncio.timeout(self._patience):
                with _comings_and_goings(self._room) as news:
                    while self._is_about_to_be_active(caller):
                        await news.wait()
                        news.clear()
        except TimeoutError:
            logger.warning("the caller joined and never became active")

    def _is_about_to_be_active(self, caller: rtc.RemoteParticipant) -> bool:
        is_here = self._room.isconnected() and self._room.remote_participants.get(caller.identity) is caller
        return is_here and caller.state != rtc.ParticipantState.PARTICIPANT_STATE_ACTIVE


@contextlib.contextmanager
def _comings_and_goings(room: rtc.Room) -> Iterator[asyncio.Event]:
    """Set whenever somebody comes, can receive, or goes, or the room itself does."""
    news = asyncio.Event()

    def changed(_: object = None) -> None:
        news.set()

    events: tuple[rtc.room.EventTypes, ...] = (
        "participant_connected",
        "participant_active",
        "participant_disconnected",
        "disconnected",
    )
    for event in events:
        room.on(event, changed)
    try:
        yield news
    finally:
        for event in events:
            room.off(event, changed)
