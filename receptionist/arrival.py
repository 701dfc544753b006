"""Coming into a room: who the caller is, and whether the call is ours to take: a new one, or one without an agent."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Iterator

from attrs import frozen
from livekit import rtc

from receptionist.events.sqlite import Database
from receptionist.ids import CallId
from receptionist.presence import agents_before_us, wait_for_caller
from receptionist.publishers.orphans import Inheritance, Orphan, Orphans
from receptionist.publishers.room_claim import Holder, RoomClaims
from receptionist.rescuing.closing import Course, away_since

logger = logging.getLogger(__name__)

# A room is made for somebody who is about to join. Nobody who comes later than this is waited for.
PATIENCE_SECONDS = 60.0


@frozen(kw_only=True)
class Taken:
    """A call that is ours now.

    Attributes:
        inherited: What it is to be resumed as; None for a new one.
        was_away: Whether its caller had left when the agent before us lost the call.
        abandoned: The call of this room that nobody will resume, as its caller is not here; it is to be ended.
    """

    caller: rtc.RemoteParticipant
    call: CallId
    inherited: Inheritance | None = None
    was_away: bool = False
    abandoned: Orphan | None = None


@frozen(kw_only=True)
class _Lost:
    """A call of this room that goes on without an agent."""

    orphan: Orphan
    course: Course


class Arrival:
    """An agent that was called into a room.

    Args:
        call: The call that it takes if there is a new one to take.
        course: How far a call of the log has come.
        rescues: The call that it was called for, if it was for one in particular: then it takes no other.
        patience: Seconds to wait for a caller, or until the caller can receive.
        grace: Seconds that a caller who was there has to come back.
    """

    def __init__(
        self,
        room: rtc.Room,
        *,
        call: CallId,
        claims: RoomClaims,
        orphans: Orphans,
        course: Callable[[CallId], Awaitable[Course]],
        database: Database,
        grace: float,
        rescues: CallId | None = None,
        patience: float = PATIENCE_SECONDS,
    ) -> None:
        self._room, self._call, self._claims, self._orphans = room, call, claims, orphans
        self._course, self._database, self._rescues = course, database, rescues
        self._grace, self._patience = grace, patience

    async def take_call(self) -> Taken | None:
        """The call, once it is ours, with the room claimed; None if it is another agent's, or nobody is there.

        While an agent that is not in the room has the call, it is waited for without a sign. A call whose agent has
        died is taken over, if its caller is here: who is in the room instead has a call of their own.

        Raises:
            LogError: The log cannot be used.
        """
        seconds = self._patience
        while True:
            with _comings_and_goings(self._room) as news:
                seen = self._database.version
                holder, lost = await self._claims.holder(self._room.name), await self._lost()
                if self._has_another(holder):
                    logger.info("another agent has the call of this room")
                    return None
                caller = await wait_for_caller(
                    self._room, seconds=seconds, rather=None if lost is None else lost.orphan.caller
                )
                if caller is None:
                    logger.info("nobody called in this room")
                    return None
                seconds = self._grace
                if holder is not None and holder.is_alive:
                    await self._until_something_changes(news, seen, holder.left)
                    continue
                lost = lost if lost is not None and self._is_theirs(lost, caller) else None
                if lost is None and self._rescues is not None:
                    logger.info("call %s does not need a new agent any more", self._rescues)
                    return None
                if (taken := await self._take(caller, lost)) is not None:
                    return taken

    def _has_another(self, holder: Holder | None) -> bool:
        if holder is not None and holder.is_alive:
            return holder.agent in self._room.remote_participants
        # The participant of an agent that has died stays in the room for a while.
        ghost = None if holder is None else holder.agent
        return any(agent.identity != ghost for agent in agents_before_us(self._room))

    async def _lost(self) -> _Lost | None:
        orphan = await self._orphans.in_room(self._room.name)
        if orphan is None:
            return None
        course = await self._course(orphan.call)
        return _Lost(orphan=orphan, course=course) if course.goes_on else None

    def _is_theirs(self, lost: _Lost, caller: rtc.RemoteParticipant) -> bool:
        """Whether it is their call, and not that of somebody who had the same name in this room earlier."""
        if self._rescues not in {None, lost.orphan.call} or caller.identity != lost.orphan.caller:
            return False
        until = away_since(lost.orphan, lost.course) + self._grace
        return caller.joined_at is None or caller.joined_at.timestamp() <= until

    async def _take(self, caller: rtc.RemoteParticipant, lost: _Lost | None) -> Taken | None:
        await self._until_active(caller)
        agent = self._room.local_participant.identity
        if lost is not None:
            inherited = await self._orphans.inherit(lost.orphan, agent=agent)
            was_away = lost.course.caller_left_at is not None
            if inherited is None:
                return None
            return Taken(caller=caller, call=inherited.call, inherited=inherited, was_away=was_away)
        # Looked for again: it is replaced by our claim, and nobody else would end it.
        abandoned = await self._lost()
        if not await self._claims.claim(self._room.name, call=self._call, agent=agent, caller=caller.identity):
            return None
        return Taken(caller=caller, call=self._call, abandoned=None if abandoned is None else abandoned.orphan)

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
