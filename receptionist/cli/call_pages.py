"""The calls of a log, the newest first, a page at a time: what is read does not grow with the log."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import AsyncGenerator, Sequence
from datetime import datetime, timedelta
from typing import Literal

from attrs import frozen

from receptionist.clock import Clock
from receptionist.events.log import Query, QueryItem
from receptionist.events.tags import call_tag
from receptionist.ids import CallId
from receptionist.projections.calls import SUMMARISED, CallSummary
from receptionist.storage import Storage

State = Literal["live", "ended", "dead"]

_PAGE = 50
# A call that began just now may not have its relay yet.
_STARTING = timedelta(seconds=10)
_AFTER_ALL = 2**63 - 1
_TAG = call_tag(CallId(""))
_CALLS = f"""
    SELECT position, tags FROM events WHERE type = 'call.started' AND position < ? AND tags LIKE '%"{_TAG}%'
    ORDER BY position DESC LIMIT ?
"""  # noqa: S608 (how a call's tag begins)
_LAST = "SELECT recorded_at FROM events WHERE position = (SELECT max(position) FROM event_tags WHERE tag = ?)"
_UNSENT = "SELECT state, count(*) FROM outbox WHERE call = ? AND state IN ('owed', 'parked') GROUP BY state"


@frozen(kw_only=True)
class Standing:
    """How a call stands, as far as that is written beside the events.

    Attributes:
        position: Of its first event.
        last_at: When its last event was recorded, in UTC.
        leased_until: When its relay's lease lapses (seconds since the epoch); None when it never had one.
    """

    call: CallId
    position: int
    last_at: datetime
    owed: int
    parked: int
    leased_until: float | None


@frozen(kw_only=True)
class Listed:
    """A call in the list: `live` while somebody serves it, `dead` when it did not end and nobody does."""

    standing: Standing
    summary: CallSummary
    state: State

    @property
    def lasted(self) -> timedelta:
        """From its beginning to its end, or to the last that is known of it."""
        began = self.summary.began_at or self.standing.last_at
        return (self.summary.ended_at or self.standing.last_at) - began


async def newest_calls(storage: Storage, wall: Clock) -> AsyncGenerator[Listed]:
    """Every call, the newest first, in constant memory. Leases lapse by *wall*, the machine's clock."""
    before = _AFTER_ALL
    while page := await storage.database.read(lambda raw, before=before: _page(raw, before)):  # type: ignore[misc]
        # Read after the leases: a call that ends in between is seen to have ended, not to have died.
        summaries = await _summaries(storage, page)
        for standing in page:
            summary = summaries[standing.call]
            yield Listed(standing=standing, summary=summary, state=_state(standing, summary, wall.now()))
        before = page[-1].position


def _page(raw: sqlite3.Connection, before: int) -> list[Standing]:
    return [_standing(raw, position, tags) for position, tags in raw.execute(_CALLS, (before, _PAGE)).fetchall()]


def _standing(raw: sqlite3.Connection, position: int, tags: str) -> Standing:
    call = next(CallId(tag.removeprefix(_TAG)) for tag in json.loads(tags) if tag.startswith(_TAG))
    last = raw.execute(_LAST, (call_tag(call),)).fetchone()
    unsent = dict(raw.execute(_UNSENT, (call,)).fetchall())
    lease = raw.execute("SELECT expires_at FROM relay_owner WHERE call = ?", (call,)).fetchone()
    return Standing(
        call=call,
        position=position,
        last_at=datetime.fromisoformat(last[0]),
        owed=unsent.get("owed", 0),
        parked=unsent.get("parked", 0),
        leased_until=None if lease is None else float(lease[0]),
    )


async def _summaries(storage: Storage, page: Sequence[Standing]) -> dict[CallId, CallSummary]:
    found = {standing.call: CallSummary() for standing in page}
    query = Query(tuple(QueryItem(tags=(call_tag(call),), types=SUMMARISED) for call in found))
    for recorded in (await storage.log.read(query)).events:
        if recorded.metadata.call in found:
            found[recorded.metadata.call] = found[recorded.metadata.call].after(recorded)
    return found


def _state(standing: Standing, summary: CallSummary, now: datetime) -> State:
    if summary.ended_at is not None:
        return "ended"
    if standing.leased_until is None:
        return "live" if timedelta() <= now - standing.last_at <= _STARTING else "dead"
    return "live" if standing.leased_until > now.timestamp() else "dead"
