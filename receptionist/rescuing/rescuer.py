"""Looks for calls that have lost their agent, as long as it runs: in every worker, on the log that they share.

An orphan whose caller is in the room gets a new agent. One whose caller is away keeps its time to come back; after that
the call is ended in the log. Whatever is decided here is decided again by the log: a rescue is begun by one rescuer
(`Orphans.begin_rescue`), taken up by one agent (`Orphans.inherit`), and what was ended meanwhile stays ended.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging

from attrs import frozen

from receptionist.clock import Clock
from receptionist.errors import CallTakenOverError, LogClosedError, ReceptionistError
from receptionist.ids import CallId
from receptionist.publishers.orphans import Orphan, Orphans
from receptionist.publishers.room_claim import RoomClaims
from receptionist.rescuing.closing import OWNER, Closer, away_since, course_of
from receptionist.rescuing.order import RescueOrder
from receptionist.rescuing.rooms import Person, Rooms, RoomsUnreachableError
from receptionist.storage import Storage

logger = logging.getLogger(__name__)


@frozen(kw_only=True)
class Patience:
    """How patient a rescuer is. All in seconds but the last.

    Attributes:
        every: Between two looks.
        doubt: How long a lease must have lapsed: a busy process that is about to renew it is no dead one.
        taking_up: How long an agent that was called has to take the call up, until another is called.
        grace: How long a caller who is away has to come back.
        dispatches: How often an agent is called in vain until the call is given up.
    """

    every: float = 0.5
    doubt: float = 0.5
    taking_up: float = 10.0
    grace: float
    dispatches: int = 6


class Rescuer:
    """The rescuer of one worker.

    Args:
        wall: The machine's clock, shared by all processes.
        rescuer: Names it in the claims that it works on: for people who look.
    """

    def __init__(
        self,
        storage: Storage,
        rooms: Rooms,
        closer: Closer,
        *,
        claims: RoomClaims,
        orphans: Orphans,
        patience: Patience,
        wall: Clock,
        rescuer: str = OWNER,
    ) -> None:
        self._storage, self._rooms, self._closer = storage, rooms, closer
        self._claims, self._orphans, self._patience = claims, orphans, patience
        self._wall, self._rescuer = wall, rescuer
        self._trouble: dict[CallId, str] = {}

    async def run(self) -> None:
        """Look again and again, until cancelled or the log is closed.

        A machine that was asleep wakes up with every lease lapsed: whoever lives is given the time to renew theirs.
        """
        looked_at = self._now()
        while True:
            if self._now() - looked_at > 2 * self._patience.every + self._patience.doubt:
                await asyncio.sleep(2 * self._patience.doubt)
            looked_at = self._now()
            try:
                await self.look()
            except LogClosedError:
                return
            except ReceptionistError as error:
                logger.warning("orphaned calls were not looked for: %s", error)
            looked_at = self._now()
            await asyncio.sleep(self._patience.every)

    async def look(self) -> None:
        """See to each orphan there is, once.

        Raises:
            LogError: The log cannot be used.
        """
        for orphan in await self._orphans.lapsed(doubt=self._patience.doubt):
            try:
                await self._see_to(orphan)
            except CallTakenOverError:
                continue
            except ReceptionistError as error:
                # One that cannot be helped just now does not keep the others waiting. Said once, and not at every look.
                if self._trouble.get(orphan.call) != str(error):
                    logger.warning("call %s waits for a new agent: %s", orphan.call, error)
                self._trouble[orphan.call] = str(error)
            else:
                self._trouble.pop(orphan.call, None)

    async def _see_to(self, orphan: Orphan) -> None:
        course = await course_of(self._storage, orphan.call)
        if course.is_over:
            await self._claims.release(orphan.room, call=orphan.call)
            return
        if orphan.rescue_until > self._now():
            return
        people = await self._rooms.people(orphan.room)
        caller = next((person for person in people or () if _is_caller(person, orphan)), None)
        since = away_since(orphan, course)
        if caller is None and self._now() - since < self._patience.grace:
            return
        if not course.has_begun:
            await self._begin_anew(orphan, people)
        elif caller is None or caller.joined_at > since + self._patience.grace:
            logger.info("call %s has lost its agent and its caller: it is ended", orphan.call)
            await self._closer.close(
                orphan.call, "connection_lost" if people is None else "caller_left", term=orphan.term
            )
            await self._begin_anew(orphan, people)
        elif orphan.is_beyond_help or orphan.dispatches >= self._patience.dispatches:
            await self._give_up(orphan)
        else:
            await self._rescue(orphan)

    async def _rescue(self, orphan: Orphan) -> None:
        seconds = self._patience.taking_up
        if not await self._orphans.begin_rescue(orphan, rescuer=self._rescuer, seconds=seconds):
            return
        logger.warning("call %s has lost its agent: another is called", orphan.call)
        with contextlib.suppress(RoomsUnreachableError):
            # What the dead one has set lingers with it for 20 s; the call does not wait for that.
            await self._rooms.remove(orphan.room, orphan.agent)
        order = RescueOrder(log_id=self._storage.log_id, call=orphan.call)
        await self._rooms.dispatch(orphan.room, order.metadata)

    async def _give_up(self, orphan: Orphan) -> None:
        logger.error("call %s is given up: its agents die, or none comes", orphan.call)
        await self._closer.tell_staff(orphan.call, term=orphan.term)
        # Nobody will speak to them any more: a telephone that is hung up is better than one that is silent.
        await self._rooms.close(orphan.room)
        await self._closer.close(orphan.call, "failed", term=orphan.term)
        await self._claims.release(orphan.room, call=orphan.call)

    async def _begin_anew(self, orphan: Orphan, people: tuple[Person, ...] | None) -> None:
        """There is no call to resume. Whoever is in the room has none yet, and gets one."""
        await self._claims.release(orphan.room, call=orphan.call)
        if any(person.may_call for person in people or ()):
            with contextlib.suppress(RoomsUnreachableError):
                await self._rooms.remove(orphan.room, orphan.agent)
            await self._rooms.dispatch(orphan.room, "")

    def _now(self) -> float:
        return self._wall.now().timestamp()


def _is_caller(person: Person, orphan: Orphan) -> bool:
    return person.may_call and person.identity == orphan.caller
