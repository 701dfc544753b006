"""The event log in SQLite."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import UTC, datetime
from typing import TypeVar

from attrs import evolve, frozen

from receptionist.errors import CodecError, EventIdReusedError, StaleDecisionError
from receptionist.events.catalogue import Event
from receptionist.events.chain import StoredEvent, link
from receptionist.events.codec import Codec, canonical_text
from receptionist.events.log import AppendCondition, Query, Slice
from receptionist.events.recorded import Metadata, NewEvent, Recorded, UnknownEvent
from receptionist.events.sqlite import rows
from receptionist.events.sqlite.database import Database
from receptionist.events.sqlite.query import select_positions
from receptionist.events.sqlite.verification import Verification, verify, verify_events
from receptionist.events.subjects import CLINIC_SUBJECT, subjects_of
from receptionist.events.vault import Vault
from receptionist.ids import EventId

T = TypeVar("T")
Enqueue = Callable[[sqlite3.Connection, Recorded], None]
_BATCH = 500


@frozen
class _Prepared:
    """An event ready to be written: its row but for the position, and what reading that row will give."""

    row: StoredEvent
    tags: tuple[str, ...]
    event: Event | UnknownEvent
    metadata: Metadata


class SqliteLog:
    """Keeps `receptionist.events.log.EventLog`'s contract in the tables of a `Database`.

    Args:
        enqueue: Called inside the transaction with each event as it is appended: the outbox's place to write
            what is owed. It must not raise for a valid event.
    """

    def __init__(self, database: Database, vault: Vault, codec: Codec, *, enqueue: Enqueue | None = None) -> None:
        self._database = database
        self._vault = vault
        self._codec = codec
        self._enqueue = enqueue

    async def append(
        self, events: Sequence[NewEvent], *, condition: AppendCondition | None = None
    ) -> tuple[Recorded, ...]:
        """Append *events* together, durably, or not at all (see `EventLog.append`)."""
        sealing = [subjects_of(event) for event in events]
        for subject in sorted({subject for subjects in sealing for subject in subjects}):
            await self._vault.ensure(subject)
        # Sealed and encoded out here: nothing that can be done before is done under the write lock.
        prepared = [self._prepare(event, subjects) for event, subjects in zip(events, sealing, strict=True)]
        _refuse_twins(prepared)

        def run(raw: sqlite3.Connection) -> tuple[Recorded, ...]:
            earlier = _already_there(raw, prepared)
            if earlier:
                return tuple(self._decode(row) for row in earlier)
            if condition is not None:
                _check(raw, condition)
            return self._insert(raw, prepared)

        return await self._database.write(run)

    async def read(self, query: Query, *, after: int = 0, limit: int | None = None) -> Slice:
        """What *query* selects after position *after*, at one instant (see `EventLog.read`)."""
        return (await self.read_beside(query, lambda _: None, after=after, limit=limit))[0]

    async def read_beside(
        self, query: Query, beside: Callable[[sqlite3.Connection], T], *, after: int = 0, limit: int | None = None
    ) -> tuple[Slice, T]:
        """The same, and what *beside* reads at that instant of what stands beside the events.

        Raises as `read` does.
        """
        positions, arguments = select_positions(query, after)
        # Limited in there: all that a tag of the whole clinic leads to would be gathered first, for each batch.
        found = f"{positions} ORDER BY position LIMIT ?"
        sql = f"SELECT {rows.COLUMNS} FROM events WHERE position IN ({found}) ORDER BY position"  # noqa: S608 (names of our own columns and tables)

        def run(raw: sqlite3.Connection) -> tuple[Slice, T]:
            found = raw.execute(sql, (*arguments, -1 if limit is None else limit)).fetchall()
            # Decoded here, in the reader's thread: a long call's history would hold up the loop, and so would
            # the keys file while another process writes to it.
            events = tuple(self._decode(row) for row in found)
            return Slice(events=events, head=rows.head(raw)[0]), beside(raw)

        return await self._database.read(run)

    async def follow(self, query: Query, *, after: int = 0) -> AsyncIterator[Recorded]:
        """What is there, then what comes, without an end (see `EventLog.follow`)."""
        while True:
            # Before the read, so that what is committed between the read and the wait ends the wait at once.
            seen = self._database.version
            found = await self.read(query, after=after, limit=_BATCH)
            for recorded in found.events:
                yield recorded
                after = recorded.position
            if not found.events:
                after = max(after, found.head)
                await self._database.wait_for_change(seen)

    async def verify(self, tell: Callable[[int], None] = lambda _: None) -> Verification:
        """Recompute the chain over every stored byte, in constant memory; *tell* is told how far that is."""
        return await verify(self._database, tell)

    async def verify_events(self, positions: Sequence[int]) -> Verification:
        """See whether these events are what was written, in time that does not grow with the log."""
        return await verify_events(self._database, positions)

    async def aclose(self) -> None:
        """Nothing is kept open here: the `Database` closes the file."""

    def _prepare(self, new: NewEvent, subjects: tuple[str, ...]) -> _Prepared:
        if new.recorded_at.tzinfo is None:
            raise CodecError(f"event {new.id} is recorded at an instant without a UTC offset; give it one")
        name, version = self._codec.stored(new.event)
        tags = tuple(sorted(set(new.tags)))
        row = StoredEvent(
            position=0,
            id=new.id,
            type=name,
            version=version,
            recorded_at=new.recorded_at.astimezone(UTC).isoformat(timespec="microseconds"),
            tags=canonical_text(tags),
            data=self._codec.encode(
                new.event, event_id=new.id, subject=next(iter(subjects), CLINIC_SUBJECT), vault=self._vault
            ),
            metadata=self._codec.encode_metadata(new.metadata),
        )
        # Read back before it is written: what cannot be read again would stand in everybody's way for ever.
        # And whoever appends, projects or reads it later works with the same value.
        return _Prepared(row, tags, *self._read_back(row))

    def _insert(self, raw: sqlite3.Connection, prepared: Sequence[_Prepared]) -> tuple[Recorded, ...]:
        # Read again in each transaction: another process may have written since.
        position, previous = rows.head(raw)
        appended = []
        for new in prepared:
            position += 1
            row = evolve(new.row, position=position)
            previous = link(previous, row)
            rows.insert(raw, row, new.tags, previous)
            recorded = _recorded(row, new.tags, new.event, new.metadata, previous)
            if self._enqueue is not None:
                self._enqueue(raw, recorded)
            appended.append(recorded)
        return tuple(appended)

    def _decode(self, row: rows.Row) -> Recorded:
        event = rows.stored(row)
        return _recorded(event, tuple(json.loads(event.tags)), *self._read_back(event), row[-1])

    def _read_back(self, row: StoredEvent) -> tuple[Event | UnknownEvent, Metadata]:
        event_id = EventId(row.id)
        event = self._codec.decode((row.type, row.version), row.data, event_id=event_id, vault=self._vault)
        return event, self._codec.decode_metadata(row.metadata, event_id=event_id)


def _recorded(
    row: StoredEvent, tags: tuple[str, ...], event: Event | UnknownEvent, metadata: Metadata, chained: bytes
) -> Recorded:
    return Recorded(
        position=row.position,
        id=EventId(row.id),
        type=row.type,
        version=row.version,
        recorded_at=datetime.fromisoformat(row.recorded_at),
        tags=tags,
        event=event,
        metadata=metadata,
        hash=chained.hex(),
    )


def _refuse_twins(prepared: Sequence[_Prepared]) -> None:
    seen = set()
    for new in prepared:
        if new.row.id in seen:
            raise EventIdReusedError(new.row.id)
        seen.add(new.row.id)


def _already_there(raw: sqlite3.Connection, prepared: Sequence[_Prepared]) -> list[rows.Row]:
    found = []
    for new in prepared:
        earlier = rows.with_id(raw, new.row.id)
        if earlier is None:
            continue
        # Sealing is randomised, so the same event's bytes differ each time: its type and tags must agree.
        there = rows.stored(earlier)
        if (new.row.type, new.row.version, new.row.tags) != (there.type, there.version, there.tags):
            raise EventIdReusedError(new.row.id)
        found.append(earlier)
    if found and len(found) != len(prepared):
        raise EventIdReusedError(rows.stored(found[0]).id)
    return found


def _check(raw: sqlite3.Connection, condition: AppendCondition) -> None:
    positions, arguments = select_positions(condition.query, condition.after)
    row = raw.execute(f"SELECT min(position) FROM ({positions})", arguments).fetchone()  # noqa: S608 (names of our own columns and tables)
    if row[0] is not None:
        raise StaleDecisionError(row[0])
