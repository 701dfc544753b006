"""Is the log what was written? The chain over every stored byte, and the tags that queries go by.

The chain cannot tell that its end is missing: a log cut off cleanly (tags and all) after an event is a shorter
log. Who noted a position and its hash can.
"""

from __future__ import annotations

import json
import sqlite3

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


async def verify(database: Database) -> Verification:
    """Recompute everything, in constant memory, each batch in the reader's thread."""
    reached = _Link(0, await database.read(rows.chain_start))
    while True:
        following, broken_at = await database.read(lambda raw, after=reached: _check(raw, after))  # type: ignore[misc]
        if broken_at is not None:
            return Verification(events=broken_at - 1, broken_at=broken_at)
        if following == reached:
            break
        reached = following
    stray = await _first_stray_tag(database)
    return Verification(events=reached.position if stray is None else stray - 1, broken_at=stray)


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
