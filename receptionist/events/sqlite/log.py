"""The event log in SQLite."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import UTC, datetime
from typing import Any

import cattrs
from attrs import astuple, evolve, fields, frozen

from receptionist.errors import EventIdReusedError, StaleDecisionError
from receptionist.events.chain import StoredEvent, genesis, link
from receptionist.events.codec import Codec, canonical
from receptionist.events.log import AppendCondition, Query, Slice
from receptionist.events.recorded import Metadata, NewEvent, Recorded
from receptionist.events.sqlite.database import Database
from receptionist.events.sqlite.query import select_positions
from receptionist.events.vault import Vault
from receptionist.ids import EventId

Enqueue = Callable[[sqlite3.Connection, Recorded], None]
_NAMES = tuple(attribute.name for attribute in fields(StoredEvent))
_COLUMNS = ", ".join((*_NAMES, "hash"))
_BATCH = 500


@frozen(kw_only=True)
class Verification:
    """What recomputing the chain found: how many events stand, and the first position that does not, if any."""

    events: int
    broken_at: int | None


class SqliteLog:
    """Keeps `receptionist.events.log.EventLog`'s contract in the tables of a `Database`.

    Args:
        enqueue: Called inside the transaction with each event as it is appended: the outbox's place to write
            what is owed. It must not raise for a valid event.
    """

    def __init__(
        self, database: Database, vault: Vault, codec: Codec, *, enqueue: Enqueue | None = None
    ) -> None:
        self._database = database
        self._vault = vault
        self._codec = codec
        self._enqueue = enqueue

    async def append(
        self, events: Sequence[NewEvent], *, condition: AppendCondition | None = None
    ) -> tuple[Recorded, ...]:
        """Append *events* together, durably, or not at all (see `EventLog.append`)."""
        for subject in {_subject(event) for event in events}:
            await self._vault.ensure(subject)
        # Sealed and encoded out here: nothing that can be done before is done under the write lock.
        prepared = [(event, self._prepare(event)) for event in events]

        def run(raw: sqlite3.Connection) -> tuple[tuple[Recorded, ...], list[tuple[Any, ...]]]:
            earlier = _already_there(raw, prepared)
            if earlier:
                return (), earlier
            if condition is not None:
                _check(raw, condition)
            return self._insert(raw, prepared), []

        appended, earlier = await self._database.write(run)
        return appended or tuple(self._decode(row) for row in earlier)

    async def read(self, query: Query, *, after: int = 0, limit: int | None = None) -> Slice:
        """What *query* selects after position *after*, at one instant (see `EventLog.read`)."""
        positions, arguments = select_positions(query, after)
        sql = f"SELECT {_COLUMNS} FROM events WHERE position IN ({positions}) ORDER BY position LIMIT ?"  # noqa: S608

        def run(raw: sqlite3.Connection) -> tuple[list[tuple[Any, ...]], int]:
            rows = raw.execute(sql, (*arguments, -1 if limit is None else limit)).fetchall()
            return rows, _head(raw)[0]

        rows, head = await self._database.read(run)
        return Slice(events=tuple(self._decode(row) for row in rows), head=head)

    async def follow(self, query: Query, *, after: int = 0) -> AsyncIterator[Recorded]:
        """What is there, then what comes, without an end (see `EventLog.follow`)."""
        while True:
            seen = self._database.version
            found = await self.read(query, after=after, limit=_BATCH)
            for recorded in found.events:
                yield recorded
                after = recorded.position
            if not found.events:
                after = max(after, found.head)
                await self._database.wait_for_change(seen)

    async def verify(self) -> Verification:
        """Recompute the chain over every stored byte, in constant memory."""
        previous = await self._database.read(_genesis)
        expected = 1
        while True:
            rows = await self._database.read(lambda raw, start=expected: _rows_from(raw, start))  # type: ignore[misc]
            for row in rows:
                stored = _stored(row)
                previous = link(previous, stored)
                if stored.position != expected or previous != bytes(row[-1]):
                    return Verification(events=expected - 1, broken_at=expected)
                expected += 1
            if not rows:
                return Verification(events=expected - 1, broken_at=None)

    async def aclose(self) -> None:
        """Nothing is kept open here: the `Database` closes the file."""

    def _prepare(self, new: NewEvent) -> StoredEvent:
        name, version = self._codec.stored(new.event)
        return StoredEvent(
            position=0,
            id=new.id,
            type=name,
            version=version,
            recorded_at=new.recorded_at.astimezone(UTC).isoformat(timespec="microseconds"),
            tags=canonical(new.tags).decode(),
            data=self._codec.encode(new.event, event_id=new.id, subject=_subject(new), vault=self._vault),
            metadata=canonical(cattrs.unstructure(new.metadata)).decode(),
        )

    def _insert(
        self, raw: sqlite3.Connection, prepared: Sequence[tuple[NewEvent, StoredEvent]]
    ) -> tuple[Recorded, ...]:
        # Read again in each transaction: another process may have written since.
        position, previous = _head(raw)
        appended = []
        for new, row in prepared:
            position += 1
            stored = evolve(row, position=position)
            previous = link(previous, stored)
            raw.execute(
                f"INSERT INTO events ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608
                (*astuple(stored), previous),
            )
            raw.executemany(
                "INSERT INTO event_tags (tag, position, type) VALUES (?, ?, ?)",
                [(tag, position, stored.type) for tag in new.tags],
            )
            recorded = _recorded(stored, new.event, new.metadata, previous)
            if self._enqueue is not None:
                self._enqueue(raw, recorded)
            appended.append(recorded)
        return tuple(appended)

    def _decode(self, row: tuple[Any, ...]) -> Recorded:
        stored = _stored(row)
        event = self._codec.decode(
            (stored.type, stored.version), stored.data, event_id=EventId(stored.id), vault=self._vault
        )
        return _recorded(stored, event, cattrs.structure(json.loads(stored.metadata), Metadata), row[-1])


def _stored(row: tuple[Any, ...]) -> StoredEvent:
    return StoredEvent(**dict(zip(_NAMES, row, strict=False)))


def _subject(new: NewEvent) -> str:
    return f"call:{new.metadata.call}" if new.metadata.call is not None else "clinic"


def _recorded(stored: StoredEvent, event: Any, metadata: Metadata, hashed: bytes) -> Recorded:  # noqa: ANN401
    return Recorded(
        position=stored.position,
        id=EventId(stored.id),
        type=stored.type,
        version=stored.version,
        recorded_at=datetime.fromisoformat(stored.recorded_at),
        tags=tuple(json.loads(stored.tags)),
        event=event,
        metadata=metadata,
        hash=hashed.hex(),
    )


def _already_there(
    raw: sqlite3.Connection, prepared: Sequence[tuple[NewEvent, StoredEvent]]
) -> list[tuple[Any, ...]]:
    found = []
    for new, row in prepared:
        earlier = raw.execute(f"SELECT {_COLUMNS} FROM events WHERE id = ?", (new.id,)).fetchone()  # noqa: S608
        if earlier is None:
            continue
        # Sealing is randomised, so the same event's bytes differ each time: its type and tags must agree.
        there = _stored(earlier)
        if (row.type, row.version, row.tags) != (there.type, there.version, there.tags):
            raise EventIdReusedError(new.id)
        found.append(earlier)
    if found and len(found) != len(prepared):
        raise EventIdReusedError(_stored(found[0]).id)
    return found


def _check(raw: sqlite3.Connection, condition: AppendCondition) -> None:
    positions, arguments = select_positions(condition.query, condition.after)
    row = raw.execute(f"SELECT min(position) FROM ({positions})", arguments).fetchone()  # noqa: S608
    if row[0] is not None:
        raise StaleDecisionError(row[0])


def _head(raw: sqlite3.Connection) -> tuple[int, bytes]:
    row = raw.execute("SELECT position, hash FROM events ORDER BY position DESC LIMIT 1").fetchone()
    return (0, _genesis(raw)) if row is None else (row[0], bytes(row[1]))


def _genesis(raw: sqlite3.Connection) -> bytes:
    return genesis(raw.execute("SELECT id FROM log").fetchone()[0])


def _rows_from(raw: sqlite3.Connection, start: int) -> list[tuple[Any, ...]]:
    return raw.execute(
        f"SELECT {_COLUMNS} FROM events WHERE position >= ? ORDER BY position LIMIT ?",  # noqa: S608
        (start, _BATCH),
    ).fetchall()
