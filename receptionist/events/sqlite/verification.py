"""Is the log what was written? The chain over every stored byte, and the tags that queries go by.

The chain cannot tell that its end is missing, nor that all of it was written anew: a log cut off cleanly (tags and
all) after an event is a shorter log. Who noted a position and its hash can (receptionist/auditing/checkpoints.py).
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Sequence

from attrs import field, frozen

from receptionist.events.chain import StoredEvent, link
from receptionist.events.sqlite import rows, tag_rows, walking
from receptionist.events.sqlite.database import Database
from receptionist.events.sqlite.diagnosis import diagnose
from receptionist.events.sqlite.faults import Fault
from receptionist.events.sqlite.walking import Reached, as_bytes

_BATCH = 500


@frozen(kw_only=True)
class Verification:
    """What recomputing the chain found.

    Attributes:
        events: How many events stand.
        broken_at: The first position that does not, if any.
        fault: What is wrong there, where that was looked into.
    """

    events: int
    broken_at: int | None
    fault: Fault | None = field(default=None, eq=False)


async def verify(database: Database, tell: Callable[[int], None] = lambda _: None) -> Verification:
    """Recompute everything, in constant memory, each page in the reader's thread.

    Args:
        database: The log's.
        tell: Told the position that is reached, now and then.
    """
    reached, fault = await database.read(walking.start), None
    while fault is None:
        tell(reached.position)
        following, fault = await database.read(lambda raw, after=reached: _page(raw, after))  # type: ignore[misc]  # mypy infers no default of a lambda
        if following == reached:
            break
        reached = following
    if fault is None:
        fault = await database.read(check_edges)
    misled = await database.read(lambda raw: _misled(raw, reached))
    if misled is not None and (fault is None or fault.position is None or misled < fault.position):
        fault = await database.read(lambda raw: tag_rows.explain(raw, misled))
    if fault is None or fault.position is None:
        return Verification(events=reached.position, broken_at=None)
    return Verification(events=min(reached.position, max(fault.position - 1, 0)), broken_at=fault.position, fault=fault)


async def verify_events(database: Database, positions: Sequence[int]) -> Verification:
    """See whether some of the log's events are what was written: what it takes does not grow with the log.

    Each follows on the hash before it, the next one on its own, and its tags lead to it. That nobody has written the
    chain anew from some earlier event on, only `verify` tells.
    """
    checked = 0
    for start in range(0, len(positions), _BATCH):
        some = positions[start : start + _BATCH]
        broken_at = await database.read(lambda raw, some=some: _first_broken(raw, some))  # type: ignore[misc]  # mypy infers no default of a lambda
        if broken_at is not None:
            return Verification(events=checked + some.index(broken_at), broken_at=broken_at)
        checked += len(some)
    return Verification(events=checked, broken_at=None)


def _page(raw: sqlite3.Connection, reached: Reached) -> tuple[Reached, Fault | None]:
    with as_bytes(raw):
        after, row = walking.walk(raw, reached)
        return after, None if row is None else diagnose(raw, after, row)


def _misled(raw: sqlite3.Connection, reached: Reached) -> int | None:
    return tag_rows.misled(raw, reached.position, reached.tags, tag_rows.count(raw, reached.position))


def check_edges(raw: sqlite3.Connection) -> Fault | None:
    """What a walk from the first position to the last does not meet: rows where no event can stand."""
    (first,) = raw.execute("SELECT min(position) FROM events").fetchone()
    if first is not None and first < 1:
        text = f"a row stands at position {first}, where no event can stand: it was put in"
        return Fault(part="events", kind="inserted", position=first, column="position", text=text)
    return None


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


def _is_found_by_its_tags(raw: sqlite3.Connection, event: StoredEvent) -> bool:
    sql = "SELECT type FROM event_tags WHERE tag = ? AND position = ?"
    return all(raw.execute(sql, (tag, event.position)).fetchone() == (event.type,) for tag in json.loads(event.tags))
