"""Whose call a room's is: a row in the log's file, one live call a room.

When a LiveKit server crashes and comes back, whoever is back first makes the room anew, and the server calls an agent
into it as into any new room. Should the caller be first, that agent finds the caller and nobody else, while the one
that has the conversation is on its way. LiveKit cannot tell it so; the log can.

A claim holds as long as the process of its call lives, which is known by the lease that the call's relay renews
(`ownership.py`). Until the relay has its first, the claim lasts for a while by itself: a process that dies in between
keeps nobody out for longer. One that has lapsed while its call goes on is an orphan's (`orphans.py`). These rows are no
events: one is deleted when its call is over, and with it the names of the room and of who called.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import sqlite3

from attrs import frozen

from receptionist.clock import Clock
from receptionist.errors import LogError
from receptionist.events.sqlite import Database
from receptionist.events.sqlite.connection import to_the_end
from receptionist.ids import CallId

logger = logging.getLogger(__name__)

_HOLDER = """
    SELECT room_claim.call, agent, max(room_claim.expires_at, coalesce(relay_owner.expires_at, 0))
    FROM room_claim LEFT JOIN relay_owner ON relay_owner.call = room_claim.call WHERE room = ?
"""
_LEAN_ON_LEASE = """
    UPDATE room_claim SET expires_at = 0 WHERE room = ? AND call = ? AND agent = ? AND EXISTS
        (SELECT 1 FROM relay_owner WHERE relay_owner.call = room_claim.call AND relay_owner.expires_at > ?)
"""
_RENEW = "UPDATE room_claim SET expires_at = ? WHERE room = ? AND call = ? AND agent = ?"
_RENEWALS = 3


@frozen(kw_only=True)
class Holder:
    """Whose the call of a room is.

    Attributes:
        agent: The identity of the call's agent in the room.
        left: Seconds for which its process is known to live; none are left of one that has died.
    """

    call: CallId
    agent: str
    left: float

    @property
    def is_alive(self) -> bool:
        """Whether nobody else may have the room."""
        return self.left > 0


class RoomClaims:
    """The claims in a log's file.

    Args:
        wall: The machine's clock, shared by all processes.
        seconds: How long a claim holds by itself, until the call's relay has its lease.
    """

    def __init__(self, database: Database, *, wall: Clock, seconds: float) -> None:
        self._database, self._wall, self._seconds = database, wall, seconds

    async def holder(self, room: str) -> Holder | None:
        """Who has claimed a room, dead or alive; None if nobody has, or their call is over.

        Raises:
            LogError: The log cannot be read.
        """
        return await self._database.read(lambda raw: self._holder(raw, room))

    async def claim(self, room: str, *, call: CallId, agent: str, caller: str = "") -> bool:
        """Have the room for *call* of *caller*, unless a living process has it for another; whether it is ours.

        Raises:
            LogError: The log cannot be written.
        """

        def run(raw: sqlite3.Connection) -> bool:
            # By the time at which the lock is had, and not at which it was asked for.
            holder, now = self._holder(raw, room), self._now()
            if holder is not None and holder.is_alive and holder.call != call:
                return False
            raw.execute(
                "INSERT OR REPLACE INTO room_claim (room, call, agent, caller, expires_at, taken_at)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                (room, call, agent, caller, now + self._seconds, now),
            )
            return True

        # To the end, so that a job that is stopped meanwhile releases what it has claimed.
        return await to_the_end(self._database.write(run))

    async def keep_until_leased(self, room: str, *, call: CallId, agent: str, lease: float) -> None:
        """Renew our claim until the call's relay has its lease, which alone says from then on that we live.

        Args:
            room: Which one.
            call: Whose it is.
            agent: Whom we are: a claim that is another's is left alone.
            lease: How many seconds it is renewed for each time, three times as often.

        Raises:
            LogError: The log cannot be used.
        """

        def run(raw: sqlite3.Connection) -> bool:
            now = self._now()
            leased = raw.execute(_LEAN_ON_LEASE, (room, call, agent, now)).rowcount > 0
            if not leased:
                raw.execute(_RENEW, (now + lease, room, call, agent))
            return leased

        while not await self._database.write(run):
            seen = self._database.version
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(lease / _RENEWALS):
                    await self._database.wait_for_change(seen)

    async def hand_over(self, room: str, *, call: CallId, agent: str) -> None:
        """This agent leaves while the call goes on: whoever looks for orphans finds it at once."""

        def run(raw: sqlite3.Connection) -> None:
            raw.execute(_RENEW, (self._now(), room, call, agent))

        try:
            await to_the_end(self._database.write(run))
        except LogError as error:
            logger.warning("the claim of call %s is left to lapse: %s", call, error)

    async def is_being_rescued(self, room: str, *, call: CallId) -> bool:
        """Whether another agent has been called for *call*, as its own was taken for dead.

        Raises:
            LogError: The log cannot be read.
        """
        sql = "SELECT 1 FROM room_claim WHERE room = ? AND call = ? AND rescue_until > ?"
        return await self._database.read(lambda raw: raw.execute(sql, (room, call, self._now())).fetchone()) is not None

    async def release(self, room: str, *, call: CallId, agent: str | None = None) -> None:
        """The call is over: let whoever waits have the room. One that was lost stays the other's.

        Args:
            room: Which one.
            call: Whose it was.
            agent: Only if it is this agent's; None for whoever's.
        """

        def run(raw: sqlite3.Connection) -> None:
            sql = "DELETE FROM room_claim WHERE room = ? AND call = ? AND agent = coalesce(?, agent)"
            raw.execute(sql, (room, call, agent))

        try:
            await to_the_end(self._database.write(run))
        except LogError as error:
            logger.warning("the claim of call %s is left to lapse: %s", call, error)

    def _holder(self, raw: sqlite3.Connection, room: str) -> Holder | None:
        row = raw.execute(_HOLDER, (room,)).fetchone()
        return None if row is None else Holder(call=CallId(row[0]), agent=row[1], left=row[2] - self._now())

    def _now(self) -> float:
        return self._wall.now().timestamp()
