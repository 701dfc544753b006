"""Calls whose process has died while they went on: the claim of their room has lapsed, and nobody has ended them.

What a rescue writes down stands in the row of the claim itself, so that of several rescuers one has it, and of several
agents that were called in one takes the call. Each that does begins a new term: what an earlier one still asks for is
refused (`Desk`).
"""

from __future__ import annotations

import sqlite3

from attrs import fields, frozen

from receptionist.clock import Clock
from receptionist.events.sqlite import Database
from receptionist.events.sqlite.connection import to_the_end
from receptionist.ids import CallId

STEADY_SECONDS = 60.0
"""An agent that lived for this long was not killed by its call: the tries are counted anew."""
MOST_TRIES = 3
"""So many agents in a row may die of a call; the next one only says that it is given up."""

_LIVES_UNTIL = "max(room_claim.expires_at, room_claim.taken_at, coalesce(relay_owner.expires_at, 0))"
_CLAIMS = f"""
    SELECT room, room_claim.call, agent, caller, term, tries, dispatches, taken_at, rescue_until,
           {_LIVES_UNTIL} AS lapsed_at
    FROM room_claim LEFT JOIN relay_owner ON relay_owner.call = room_claim.call
"""  # noqa: S608 (a constant)
_BEGIN = """
    UPDATE room_claim SET rescued_by = ?, rescue_until = ?, dispatches = dispatches + 1
    WHERE room = ? AND call = ? AND term = ?
"""
_INHERIT = """
    UPDATE room_claim SET agent = ?, expires_at = ?, taken_at = ?, term = ?, tries = ?,
        dispatches = 0, rescued_by = NULL, rescue_until = 0
    WHERE room = ? AND call = ?
"""


@frozen(kw_only=True)
class Orphan:
    """A call without a living agent. Times are in seconds since the epoch, by the machine's clock.

    Attributes:
        agent: The identity of its last agent, whose participant may linger in the room.
        caller: The caller's identity; "" if an earlier version claimed the room.
        term: Which of the call's agents that was: 0 for the first.
        tries: How many have taken the call over in a row without lasting.
        dispatches: How often one has been called since the last died.
        taken_at: When the last agent took the call.
        rescue_until: Until when a rescue that was begun is waited for; 0 if none was.
        lapsed_at: When the last agent was last known to live.
    """

    room: str
    call: CallId
    agent: str
    caller: str
    term: int
    tries: int
    dispatches: int
    taken_at: float
    rescue_until: float
    lapsed_at: float

    @property
    def tries_in_a_row(self) -> int:
        """The tries, the one before this death included, if it was that short."""
        return 0 if self.lapsed_at - self.taken_at >= STEADY_SECONDS else self.tries

    @property
    def is_beyond_help(self) -> bool:
        """Whether even the agent that was only to say so has died."""
        return self.tries_in_a_row > MOST_TRIES


@frozen(kw_only=True)
class Inheritance:
    """What an agent has that took a call over.

    Attributes:
        term: Which of the call's agents it is.
        is_last: Whether too many died of the call before: this one only says that it is given up.
    """

    call: CallId
    term: int
    is_last: bool


_NAMES = tuple(attribute.name for attribute in fields(Orphan))


class Orphans:
    """The orphans in a log's file.

    Args:
        wall: The machine's clock, shared by all processes.
        seconds: How long a claim holds by itself, until the relay of the one who takes the call has its lease.
    """

    def __init__(self, database: Database, *, wall: Clock, seconds: float) -> None:
        self._database, self._wall, self._seconds = database, wall, seconds

    async def lapsed(self, *, doubt: float = 0.0) -> tuple[Orphan, ...]:
        """The calls whose process has shown no sign of life for *doubt* seconds since it had to.

        Raises:
            LogError: The log cannot be read.
        """

        def run(raw: sqlite3.Connection) -> tuple[Orphan, ...]:
            before = self._now() - doubt
            return tuple(each for each in map(_orphan, raw.execute(_CLAIMS)) if each.lapsed_at <= before)

        return await self._database.read(run)

    async def in_room(self, room: str) -> Orphan | None:
        """The orphan of a room; None if its call is held, or there is none.

        Raises:
            LogError: The log cannot be read.
        """

        def run(raw: sqlite3.Connection) -> Orphan | None:
            found = self._in_room(raw, room)
            return found if found is not None and found.lapsed_at <= self._now() else None

        return await self._database.read(run)

    async def begin_rescue(self, orphan: Orphan, *, rescuer: str, seconds: float) -> bool:
        """Have the rescue of *orphan* for *seconds*, unless somebody else has it, or the call has a new agent.

        Raises:
            LogError: The log cannot be written.
        """

        def run(raw: sqlite3.Connection) -> bool:
            now, found = self._now(), self._in_room(raw, orphan.room)
            if found is None or (found.call, found.term) != (orphan.call, orphan.term):
                return False
            if found.lapsed_at > now or found.rescue_until > now:
                return False
            raw.execute(_BEGIN, (rescuer, now + seconds, orphan.room, orphan.call, orphan.term))
            return True

        return await self._database.write(run)

    async def inherit(self, orphan: Orphan, *, agent: str) -> Inheritance | None:
        """Take the call over as its next agent; None if another has, or the last one lives after all.

        Raises:
            LogError: The log cannot be written.
        """

        def run(raw: sqlite3.Connection) -> Inheritance | None:
            now, found = self._now(), self._in_room(raw, orphan.room)
            if found is None or (found.call, found.term) != (orphan.call, orphan.term) or found.lapsed_at > now:
                return None
            term, tries = found.term + 1, found.tries_in_a_row + 1
            until = now + self._seconds
            raw.execute(_INHERIT, (agent, until, now, term, tries, orphan.room, orphan.call))
            return Inheritance(call=found.call, term=term, is_last=tries > MOST_TRIES)

        # To the end, so that a job that is stopped meanwhile knows what it holds.
        return await to_the_end(self._database.write(run))

    def _in_room(self, raw: sqlite3.Connection, room: str) -> Orphan | None:
        row = raw.execute(f"{_CLAIMS} WHERE room = ?", (room,)).fetchone()
        return None if row is None else _orphan(row)

    def _now(self) -> float:
        return self._wall.now().timestamp()


def _orphan(row: tuple[object, ...]) -> Orphan:
    return Orphan(**dict(zip(_NAMES, row, strict=True)))  # type: ignore[arg-type]  # a row, in the order of the fields
