"""A log of several hundred real events, and what somebody with sqlite3 and time can do to it."""

# ruff: noqa: S608 (statements of our own)

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path

from attrs import evolve

from receptionist.auditing.verifying import check_tags, walk
from receptionist.clock import SteppedClock
from receptionist.events.chain import link
from receptionist.events.codec import CODEC
from receptionist.events.sqlite import rows, tag_rows
from receptionist.events.sqlite.faults import Fault
from receptionist.ids import CallId, RandomIds
from receptionist.storage import open_storage
from tests.examples import EXAMPLES, NOW, new

CALLS = 5
EVENT_COLUMNS = ("position", "id", "type", "version", "recorded_at", "tags", "data", "metadata", "hash")
REST = ", ".join(EVENT_COLUMNS[2:])


async def write_log(path: Path, calls: int = CALLS, but: Sequence[str] = ()) -> None:
    """Every event that there is, in *calls* calls: through the codec, the vault, the outbox and the read models.

    Left out are those of the types in *but*.
    """
    ids = RandomIds(SteppedClock(NOW), seed="tampering")
    async with open_storage(path) as storage:
        for number in range(calls):
            call = CallId(f"c-{number:012d}")
            its = [event for event in EXAMPLES if CODEC.stored(event)[0] not in but]
            for minute, event in enumerate(its):
                await storage.log.append([new(event, ids, at=NOW + timedelta(minutes=minute), call=call)])


def in_memory(path: Path) -> sqlite3.Connection:
    """The log in memory, its triggers dropped, as the attacker has it; each attack is undone by `attacked`."""
    raw = sqlite3.connect(":memory:", isolation_level=None)
    with contextlib.closing(sqlite3.connect(path)) as file:
        file.backup(raw)
    drop_triggers(raw)
    return raw


def drop_triggers(raw: sqlite3.Connection) -> list[str]:
    """What an attacker does first; the statements that put them back."""
    found = raw.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for name, _ in found:
        raw.execute(f"DROP TRIGGER {name}")
    return [sql for _, sql in found]


@contextlib.contextmanager
def attacked(raw: sqlite3.Connection, *statements: str, at: int = 0) -> Iterator[sqlite3.Connection]:
    """The log after *statements* (with `:at` for a position), which are undone at the end."""
    raw.execute("BEGIN")
    try:
        for statement in statements:
            raw.execute(statement, {"at": at})
        yield raw
    finally:
        raw.execute("ROLLBACK")


def in_silence(done: int, total: int) -> None:
    """Nobody is told how far it is."""


def size(raw: sqlite3.Connection) -> int:
    return int(raw.execute("SELECT count(*) FROM events").fetchone()[0])


def found(raw: sqlite3.Connection) -> Fault | None:
    """What verifying chain and tags finds first."""
    head = rows.head(raw)[0]
    walked = walk(raw, [head], in_silence)
    misled = check_tags(raw, walked.reached, tag_rows.count(raw, walked.reached.position))
    faults = [fault for fault in (walked.fault, misled) if fault is not None]
    return min(faults, key=lambda fault: fault.position or 0, default=None)


def swap(one: int, other: int) -> Sequence[str]:
    """Two events change places, with their tags."""
    return [
        f"UPDATE {table} SET position = {there} WHERE position = {here}"
        for table in ("events", "event_tags")
        for here, there in ((one, -1), (other, one), (-1, other))
    ]


def make_room(position: int) -> Sequence[str]:
    """Everything from a position on moves up by one, with its tags."""
    return [
        sql
        for table in ("events", "event_tags")
        for sql in (
            f"UPDATE {table} SET position = -position - 1 WHERE position >= {position}",
            f"UPDATE {table} SET position = -position WHERE position < 0",
        )
    ]


def close_up(position: int) -> Sequence[str]:
    """Everything behind a position moves down by one, with its tags."""
    return [
        sql
        for table in ("events", "event_tags")
        for sql in (
            f"UPDATE {table} SET position = 1 - position WHERE position > {position}",
            f"UPDATE {table} SET position = -position WHERE position < 0",
        )
    ]


def forge(position: int) -> Sequence[str]:
    """A copy of the first event under another id, with its tags, where there is room."""
    first = "(SELECT min(position) FROM events WHERE position > 0)"
    its = f"FROM events AS e, json_each(tags) WHERE position = {position}"
    return [
        f"INSERT INTO events SELECT {position}, 'forged', {REST} FROM events WHERE position = {first}",
        f"INSERT INTO event_tags SELECT value, position, e.type {its}",
    ]


def rewrite(raw: sqlite3.Connection, first: int) -> None:
    """Make all hashes anew from a position on, as somebody does who knows the code."""
    previous = rows.chain_start(raw)
    for row in raw.execute(f"SELECT {rows.COLUMNS} FROM events ORDER BY position").fetchall():
        event, chained = rows.stored(row), bytes(row[-1])
        if event.position >= first:
            chained = link(previous, event)
            raw.execute("UPDATE events SET hash = ? WHERE position = ?", (chained, event.position))
        previous = chained


def renumbered(raw: sqlite3.Connection, position: int) -> bytes:
    """The hash that the event at a position would have there, were it the one that comes next."""
    before = raw.execute("SELECT hash FROM events WHERE position = ?", (position - 1,)).fetchone()
    previous = rows.chain_start(raw) if before is None else bytes(before[0])
    row = raw.execute(f"SELECT {rows.COLUMNS} FROM events WHERE position = ?", (position,)).fetchone()
    return link(previous, evolve(rows.stored(row), position=position))
