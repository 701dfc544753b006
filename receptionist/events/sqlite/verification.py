"""Is the log what was written? The chain over every stored byte, and the tags that queries go by.

The chain cannot tell that its end is missing: a log cut off cleanly (tags and all) after an event is a shorter
log. Who noted a position and its hash can.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Sequence

from attrs import frozen

from receptionist.events.chain import StoredEvent, link
from receptionist.events.sqlite import rows
from receptionist.events.sqlite.database import Database

_BATCH = 500


@frozen(kw_only=True)
class Verification:
    """What recomputing the chain found: how many events stand, and the first position that does not, if any."""

    events: int
    broken_at: int | None


@frozen
class _Link:
    position: int
    hash: bytes


async def verify(database: Database, tell: Callable[[int], None] = lambda _: None) -> Verification:
    """Recompute everything, in constant memory, each batch in the reader's thread.

    Args:
        database: The log's.
        tell: Told the position that is reached, now and then.
    """
    reached = _Link(0, await database.read(rows.chain_start))
    while True:
        tell(reached.position)
        following, broken_at = await database.read(lambda raw, after=reached: _check(raw, after))  # type: ignore[misc]
        if broken_at is not None:
            return Verification(events=broken_at - 1, broken_at=broken_at)
        if following == reached:
            break
        reached = following
    stray = await _first_stray_tag(database)
    return Verification(events=reached.position if stray is None else stray - 1, broken_at=stray)


async def verify_events(database: Database, positions: Sequence[int]) -> Verification:
    """See whether some of the log's events are what was written: what it takes does not grow with the log.

    Each follows on the hash before it, the next one on its own, and its tags lead to it. That nobody has written the
    chain anew from some earlier event on, only `verify` tells.
    """
    checked = 0
    for start in range(0, len(positions), _BATCH):
        some = positions[start : start + _BATCH]
        broken_at = await database.read(lambda raw, some=some: _first_broken(raw, some))  # type: ignore[misc]
        if broken_at is not None:
            return Verification(events=checked + some.index(broken_at), broken_at=broken_at)
        checked += len(some)
    return Verification(events=checked, broken_at=None)


def _first_broken(raw: sqlite3.Connection, positions: Sequence[int]) -> int | None:
    return next((position for position in positions if not _stands(raw, position)), None)


def _stands(raw: sqlite3.Connection, position: int) -> bool:
    around = {row[0]: row for row in rows.following(raw, position - 2, 3)}
    if position not in around or (position > 1 and position - 1 not in around):
        return False
    before = bytes(around[position - 1][-1]) if position > 1 else rows.chain_start(raw)
    event, chained = rows.stored(around[position]), bytes(around[position][-1])
    after = around.get(position + 1)
    return (
        link(before, event) == chained
        and (after is None or link(chained, rows.stored(after)) == bytes(after[-1]))
        and _is_found_by_its_tags(raw, event)
    )


def _check(raw: sqlite3.Connection, reached: _Link) -> tuple[_Link, int | None]:
    """How far the chain holds in the next batch, and where it breaks."""
    for row in rows.following(raw, reached.position, _BATCH):
        expected = reached.position + 1
        event = rows.stored(row)
        linked = link(reached.hash, event)
        if event.position != expected or linked != bytes(row[-1]) or not _is_found_by_its_tags(raw, event):
            return reached, expected
        reached = _Link(expected, linked)
    return reached, None


def _is_found_by_its_tags(raw: sqlite3.Connection, event: StoredEvent) -> bool:
    # A decision rests on what its tags find: a row missing there makes a taken slot look free.
    sql = "SELECT type FROM event_tags WHERE tag = ? AND position = ?"
    return all(raw.execute(sql, (tag, event.position)).fetchone() == (event.type,) for tag in json.loads(event.tags))


async def _first_stray_tag(database: Database) -> int | None:
    """The first position that a tag leads to although its event does not carry it, or is not there."""
    first: int | None = None
    after = ("", 0)
    while True:
        page = await database.read(lambda raw, after=after: _tags_after(raw, after))  # type: ignore[misc]
        for tag, position, of_type, there, tags in page:
            if there != of_type or tag not in json.loads(tags):
                first = position if first is None else min(first, position)
            after = (tag, position)
        if not page:
            return first


def _tags_after(raw: sqlite3.Connection, after: tuple[str, int]) -> list[tuple[str, int, str, str | None, str]]:
    return raw.execute(
        """SELECT t.tag, t.position, t.type, e.type, e.tags
           FROM event_tags AS t LEFT JOIN events AS e USING (position)
           WHERE (t.tag, t.position) > (?, ?) ORDER BY t.tag, t.position LIMIT ?""",
        (*after, _BATCH),
    ).fetchall()
