"""The log's rows: what stands in the tables, read as it stands."""

from __future__ import annotations

import sqlite3
from typing import Any

from attrs import astuple, fields

from receptionist.events.chain import StoredEvent, genesis

Row = tuple[Any, ...]
NAMES = tuple(attribute.name for attribute in fields(StoredEvent))
COLUMNS = ", ".join((*NAMES, "hash"))
_INSERT = f"INSERT INTO events ({COLUMNS}) VALUES ({', '.join('?' * (len(NAMES) + 1))})"  # noqa: S608 (names of our own columns and tables)


def stored(row: Row) -> StoredEvent:
    """A row's bytes, without its hash."""
    return StoredEvent(**dict(zip(NAMES, row[:-1], strict=True)))


def insert(raw: sqlite3.Connection, event: StoredEvent, tags: tuple[str, ...], chained: bytes) -> None:
    """Write an event, and its tags where queries look for them."""
    raw.execute(_INSERT, (*astuple(event, recurse=False), chained))
    raw.executemany(
        "INSERT INTO event_tags (tag, position, type) VALUES (?, ?, ?)",
        [(tag, event.position, event.type) for tag in tags],
    )


def with_id(raw: sqlite3.Connection, event_id: str) -> Row | None:
    """The row of one event, if it is there."""
    row: Row | None = raw.execute(f"SELECT {COLUMNS} FROM events WHERE id = ?", (event_id,)).fetchone()  # noqa: S608 (names of our own columns and tables)
    return row


def following(raw: sqlite3.Connection, after: int, limit: int) -> list[Row]:
    """The first *limit* rows after position *after*."""
    sql = f"SELECT {COLUMNS} FROM events WHERE position > ? ORDER BY position LIMIT ?"  # noqa: S608 (names of our own columns and tables)
    return raw.execute(sql, (after, limit)).fetchall()


def head(raw: sqlite3.Connection) -> tuple[int, bytes]:
    """The last position and its hash; 0 and the chain's beginning when the log is empty."""
    row = raw.execute("SELECT position, hash FROM events ORDER BY position DESC LIMIT 1").fetchone()
    return (0, chain_start(raw)) if row is None else (row[0], bytes(row[1]))


def chain_start(raw: sqlite3.Connection) -> bytes:
    """What stands before the first event."""
    return genesis(raw.execute("SELECT id FROM log").fetchone()[0])
