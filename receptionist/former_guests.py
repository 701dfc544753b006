"""Who was in a call's room with the agent before this one, and what they have for certain."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from datetime import datetime, timedelta

from attrs import frozen

from receptionist.audience import Role
from receptionist.events.call import ParticipantJoined, ParticipantLeft
from receptionist.events.log import EventLog, Query
from receptionist.events.sqlite import Database
from receptionist.events.tags import call_tag
from receptionist.ids import CallId
from receptionist.publishers.history import START, Place

# What an agent sent so shortly before its last sign of life may have been lost with it.
_MARGIN = timedelta(seconds=15)
_PRESENCE = ("call.participant_joined", "call.participant_left")
_LAST_SENT = """
    SELECT position, ordinal FROM outbox
    WHERE call = ? AND lane = 'streams' AND state = 'sent' AND settled_at < ?
    ORDER BY position DESC, ordinal DESC LIMIT 1
"""
_LAST_SIGN = "SELECT max(settled_at) FROM outbox WHERE call = ? AND state = 'sent'"


@frozen(kw_only=True)
class FormerGuest:
    """Somebody who was there, and whom nobody has seen leave; `sid` is LiveKit's id for that joining."""

    sid: str
    role: Role


@frozen(kw_only=True)
class FormerGuests:
    """Those whom a call's earlier agents left behind.

    Attributes:
        people: By their identities.
        have: The last stream that whoever was there all the time has for certain.
    """

    people: Mapping[str, FormerGuest]
    have: Place = START

    def is_same(self, identity: str, sid: str) -> bool:
        """Whether somebody has been there since then, by one and the same joining."""
        known = self.people.get(identity)
        return known is not None and known.sid == sid


NOBODY = FormerGuests(people={})


async def former_guests(call: CallId, *, log: EventLog, database: Database) -> FormerGuests:
    """Those of a call that is taken over.

    Raises:
        LogError: The log cannot be read.
    """
    people = dict[str, FormerGuest]()
    for recorded in (await log.read(Query.tagged(call_tag(call), types=_PRESENCE))).events:
        match recorded.event:
            case ParticipantJoined(identity=identity, role=role, sid=sid):
                people[identity] = FormerGuest(sid=sid, role=role)
            case ParticipantLeft(identity=identity):
                people.pop(identity, None)
    return FormerGuests(people=people, have=await _have(call, database))


async def _have(call: CallId, database: Database) -> Place:
    def run(raw: sqlite3.Connection) -> Place:
        (last,) = raw.execute(_LAST_SIGN, (call,)).fetchone()
        if last is None:
            return START
        until = (datetime.fromisoformat(last) - _MARGIN).isoformat(timespec="microseconds")
        row = raw.execute(_LAST_SENT, (call, until)).fetchone()
        return START if row is None else (int(row[0]), int(row[1]))

    return await database.read(run)
