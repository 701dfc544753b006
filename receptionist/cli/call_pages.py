"""The calls of a log, the newest first, a page at a time: what is read does not grow with the log.

Which calls there are, and what happened in them how often, stands in the read models. Where those are behind (an old
log that cannot be written), the events themselves are walked through, from the newest call back.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import AsyncGenerator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from attrs import fields, frozen

from receptionist.cli.calls_wanted import Wanted
from receptionist.clock import Clock
from receptionist.events.log import Query, QueryItem
from receptionist.events.tags import call_tag
from receptionist.ids import CallId
from receptionist.projections.call_counts import CallCounts
from receptionist.projections.calls import SUMMARISED, CallSummary
from receptionist.read_models import is_current
from receptionist.replaying.standing import Problem, problems_of, standing_of
from receptionist.replaying.standing import Standing as State
from receptionist.storage import Storage

_PAGE = 50
_AFTER_ALL = 2**63 - 1
_END_OF_TIME = "9999"
# How far a machine's clock may have been set back or forth between two events, where calls are sought by time.
_CLOCK_STEPS = timedelta(hours=2)
_TAG = call_tag(CallId(""))
_COUNTS = tuple(attribute.name for attribute in fields(CallCounts))
_FLAGS = frozenset({"failed", "is_to_be_told"})
_WALK = f"""
    SELECT position, recorded_at, tags FROM events
    WHERE type = 'call.started' AND position < ? AND position > ? AND tags LIKE '%"{_TAG}%'
    ORDER BY position DESC LIMIT ?
"""  # noqa: S608 (how a call's tag begins)
_LAST = "SELECT recorded_at FROM events WHERE position = (SELECT max(position) FROM event_tags WHERE tag = ?)"
_UNSENT = "SELECT state, count(*) FROM outbox WHERE call = ? AND state IN ('owed', 'parked') GROUP BY state"
_TROUBLED = """
    (problems > 0 OR ended_at IS NULL OR call IN (SELECT call FROM outbox WHERE state = 'parked')
        OR call IN (SELECT call FROM outbox WHERE state = 'owed'))
"""


@frozen(kw_only=True)
class Standing:
    """How a call stands, as far as that is written beside the events.

    Attributes:
        position: Of its first event.
        began_at: When that was recorded, in UTC: by this the list is in order.
        last_at: When its last event was recorded, in UTC.
        leased_until: When its relay's lease lapses (seconds since the epoch); None when it never had one.
        counts: What happened in it how often; None where that is to be counted yet.
    """

    call: CallId
    position: int
    began_at: str
    last_at: datetime
    owed: int
    parked: int
    leased_until: float | None
    counts: CallCounts | None


@frozen(kw_only=True)
class Listed:
    """A call in the list: `live` while somebody serves it, `dead` when it did not end and nobody does.

    Attributes:
        is_served: Whether somebody sends what it owes, just now.
    """

    standing: Standing
    summary: CallSummary
    counts: CallCounts
    state: State
    is_served: bool

    @property
    def lasted(self) -> timedelta:
        """From its beginning to its end, or to the last that is known of it."""
        return (self.summary.ended_at or self.standing.last_at) - self.began_at

    @property
    def began_at(self) -> datetime:
        """When it began, in UTC; of a call without a beginning, the last that is known of it."""
        return self.summary.began_at or self.standing.last_at

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What went wrong in it, and what is wrong with it still."""
        return problems_of(
            self.counts,
            parked=self.standing.parked,
            owed=self.standing.owed,
            standing=self.state,
            is_served=self.is_served,
        )

    def is_wanted(self, wanted: Wanted) -> bool:
        """Whether it is one of those that are asked for."""
        found = {"any", *self.problems} if self.problems else frozenset[str]()
        return (
            (wanted.since is None or wanted.since <= self.began_at)
            and (wanted.until is None or self.began_at < wanted.until)
            and (not wanted.outcomes or self.summary.outcome in wanted.outcomes)
            and (wanted.problem is None or wanted.problem in found)
        )


EVERYTHING = Wanted()


async def newest_calls(storage: Storage, wall: Clock, wanted: Wanted = EVERYTHING) -> AsyncGenerator[Listed]:
    """Every call that is *wanted*, the newest first, in constant memory. Leases lapse by *wall*, the machine's clock.

    Raises:
        LogError: The log cannot be read.
    """
    before = (_END_OF_TIME, _AFTER_ALL)
    while page := await storage.database.read(lambda raw, before=before: _page(raw, before, wanted)):  # type: ignore[misc]  # mypy infers no default of a lambda
        # Read after the leases: a call that ends in between is seen to have ended, not to have died.
        summaries, counts = await _summaries(storage, page)
        now = wall.now()
        for standing in page:
            summary = summaries[standing.call]
            listed = Listed(
                standing=standing,
                summary=summary,
                counts=standing.counts or counts[standing.call],
                state=standing_of(summary.ended_at, standing.last_at, leased_until=standing.leased_until, now=now),
                is_served=(standing.leased_until or 0.0) > now.timestamp(),
            )
            if listed.is_wanted(wanted):
                yield listed
        before = (page[-1].began_at, page[-1].position)


def _page(raw: sqlite3.Connection, before: tuple[str, int], wanted: Wanted) -> list[Standing]:
    return _from_rows(raw, before, wanted) if is_current(raw) else _walked(raw, before[1], wanted)


def _from_rows(raw: sqlite3.Connection, before: tuple[str, int], wanted: Wanted) -> list[Standing]:
    """Those that may be wanted, from the read models."""
    conditions, arguments = ["(began_at, first_position) < (?, ?)"], list[str | int](before)
    for condition, instant in (("began_at >= ?", wanted.since), ("began_at < ?", wanted.until)):
        if instant is not None:
            conditions.append(condition)
            arguments.append(instant.astimezone(UTC).isoformat(timespec="microseconds"))
    if wanted.outcomes:
        conditions.append(f"outcome IN ({', '.join('?' * len(wanted.outcomes))})")
        arguments += sorted(wanted.outcomes)
    if wanted.problem is not None:
        conditions.append(_TROUBLED)
    rows = raw.execute(
        f"SELECT call, first_position, began_at, last_at, {', '.join(_COUNTS)} FROM calls"  # noqa: S608 (a class's)
        f" WHERE {' AND '.join(conditions)} ORDER BY began_at DESC, first_position DESC LIMIT ?",
        (*arguments, _PAGE),
    )
    return [
        _standing(raw, CallId(call), position, began_at=began_at, last_at=last_at, counts=_counts(numbers))
        for call, position, began_at, last_at, *numbers in rows.fetchall()
    ]


def _counts(numbers: Sequence[int]) -> CallCounts:
    named: dict[str, Any] = dict(zip(_COUNTS, numbers, strict=True))
    return CallCounts(**named | {name: bool(named[name]) for name in _FLAGS})


def _walked(raw: sqlite3.Connection, before: int, wanted: Wanted) -> list[Standing]:
    """The calls that began before a position; where times are wanted, about those."""
    after = 0 if wanted.since is None else _position_at(raw, wanted.since - _CLOCK_STEPS)
    if wanted.until is not None:
        before = min(before, _position_at(raw, wanted.until + _CLOCK_STEPS) + 1)
    found = []
    for position, began_at, tags in raw.execute(_WALK, (before, after, _PAGE)).fetchall():
        call = next(CallId(tag.removeprefix(_TAG)) for tag in json.loads(tags) if tag.startswith(_TAG))
        (last_at,) = raw.execute(_LAST, (call_tag(call),)).fetchone()
        found.append(_standing(raw, call, position, began_at=began_at, last_at=last_at, counts=None))
    return found


def _position_at(raw: sqlite3.Connection, instant: datetime) -> int:
    """The last position that was recorded before *instant*, taking it that clocks go forward."""
    low, high = 0, int(raw.execute("SELECT coalesce(max(position), 0) FROM events").fetchone()[0])
    while low < high:
        middle = (low + high + 1) // 2
        (at,) = raw.execute("SELECT recorded_at FROM events WHERE position = ?", (middle,)).fetchone()
        low, high = (middle, high) if datetime.fromisoformat(at) < instant else (low, middle - 1)
    return low


def _standing(
    raw: sqlite3.Connection, call: CallId, position: int, *, began_at: str, last_at: str, counts: CallCounts | None
) -> Standing:
    unsent = dict(raw.execute(_UNSENT, (call,)).fetchall())
    lease = raw.execute("SELECT expires_at FROM relay_owner WHERE call = ?", (call,)).fetchone()
    return Standing(
        call=call,
        position=position,
        began_at=began_at,
        last_at=datetime.fromisoformat(last_at),
        owed=unsent.get("owed", 0),
        parked=unsent.get("parked", 0),
        leased_until=None if lease is None else float(lease[0]),
        counts=counts,
    )


async def _summaries(
    storage: Storage, page: Sequence[Standing]
) -> tuple[dict[CallId, CallSummary], dict[CallId, CallCounts]]:
    """What is told of each call, and the counts of those that have none yet."""
    summaries = {standing.call: CallSummary() for standing in page}
    counts = {standing.call: CallCounts() for standing in page}
    query = Query(
        tuple(QueryItem(tags=(call_tag(each.call),), types=() if each.counts is None else SUMMARISED) for each in page)
    )
    for recorded in (await storage.log.read(query)).events:
        call = recorded.metadata.call
        if call in summaries:
            summaries[call] = summaries[call].after(recorded)
            counts[call] = counts[call].after(recorded)
    return summaries, counts
