"""Making the read models again from the log, or the rest of them: a batch at a time, beside whoever appends.

Killed at any point it goes on from there when it is called again, and so do several at once. It publishes nothing and
changes nothing but the read models and the index by which callers are found.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from functools import partial

from attrs import frozen

from receptionist.events.sqlite import Database
from receptionist.events.vault import Vault
from receptionist.read_models import editions, tables
from receptionist.read_models.editions import Edition
from receptionist.read_models.rereading import Batch, following

Progress = Callable[[int, int], None]
"""Told how many of the log's events are done, and how many there are."""

_BATCH = 500
_BREATH_SECONDS = 0.002
_COMPARISONS = 5


@frozen(kw_only=True)
class Rebuilt:
    """What a rebuild came to.

    Attributes:
        events: How many events the log has.
        resumed_after: The position after which it went on with what an earlier one had begun; 0 for a new one.
        rows: How many rows each read model has, by its name.
        different: How many of them were missing or other before; None where that could not be told: what was there was
            not up to date.
        found: How many entries the index has by which callers are found.
        stray: How many entries that index had lost or had too many.
    """

    events: int
    resumed_after: int
    rows: dict[str, int]
    different: int | None
    found: int
    stray: int


async def catch_up(database: Database, vault: Vault, progress: Progress) -> None:
    """Have the read models say what the log says: the rest of the events where they are behind, else nothing.

    Raises:
        LogError: The log cannot be read or written.
    """
    current = await database.read(partial(editions.in_state, state="current"))
    if current is None or not current.is_ours:
        await rebuild(database, vault, progress)
    else:
        await _reach_head(database, current, None, progress)


async def rebuild(database: Database, vault: Vault, progress: Progress) -> Rebuilt:
    """Make the read models again, and the index by which callers are found; they are read meanwhile as they were.

    Raises:
        LogError: The log cannot be read or written.
    """
    await _clear(database)
    edition = await database.write(_begin)
    resumed_after = edition.through
    different: int | None = None
    for _ in range(_COMPARISONS):
        edition = await _reach_head(database, edition, vault, progress)
        different = await database.read(partial(_different, edition=edition.number))
        if different is not None:
            break
    while (done := await database.write(partial(_change_over, edition=edition.number))) is None:
        edition = await _reach_head(database, edition, vault, progress)
    rows = await database.read(_counts)
    await _clear(database)
    events, found, stray = done
    return Rebuilt(events=events, resumed_after=resumed_after, rows=rows, different=different, found=found, stray=stray)


async def _reach_head(database: Database, edition: Edition, vault: Vault | None, progress: Progress) -> Edition:
    """Bring an edition to the log's end; with a *vault*, gather what callers are found by as well."""
    while True:
        batch = await database.read(lambda raw, after=edition.through: following(raw, after, _BATCH, vault=vault))  # type: ignore[misc]  # mypy infers no default of a lambda
        if not batch.events:
            return edition
        edition, head = await database.write(partial(_write, edition=edition, batch=batch), durable=False)
        progress(edition.through, head)
        await _breathe()


async def _breathe() -> None:
    # Whose append waits for the file's lock gets it between two batches.
    await asyncio.sleep(_BREATH_SECONDS)


def _write(raw: sqlite3.Connection, *, edition: Edition, batch: Batch) -> tuple[Edition, int]:
    """Write a batch, unless somebody else has brought the edition on meanwhile; where it stands now."""
    through = batch.events[-1].position
    if editions.move_on(raw, edition, through=through, unread=batch.unread):
        for recorded in batch.events:
            tables.write(raw, edition.number, recorded)
        raw.executemany("INSERT OR IGNORE INTO lookup_found (digest, subject) VALUES (?, ?)", batch.found)
    return editions.numbered(raw, edition.number), editions.head(raw)


def _begin(raw: sqlite3.Connection) -> Edition:
    """The edition that is being made: the one that an earlier rebuild has begun, or a new one."""
    building = editions.in_state(raw, "building")
    if building is not None and building.is_ours:
        return building
    if building is not None:
        editions.retire(raw, building.number)
    raw.execute("DELETE FROM lookup_found")
    return editions.add(raw)


def _different(raw: sqlite3.Connection, *, edition: int) -> int | None:
    """How many rows of an edition that reaches the log's end are missing or other in the one that is read."""
    current, made = editions.in_state(raw, "current"), editions.numbered(raw, edition)
    if current is None or not current.is_ours or not current.through == made.through == editions.head(raw):
        return None
    return sum(_only_in(raw, model, edition, current.number) for model in tables.MODELS)


def _only_in(raw: sqlite3.Connection, model: tables.Model, one: int, other: int) -> int:
    """The rows that are not the same in two editions, found by their keys."""
    names = ", ".join(model.columns)
    rows = f"SELECT {model.key_name}, {names} FROM {model.table} WHERE edition = ?"  # noqa: S608 (names)
    sql = (
        f"SELECT count(DISTINCT {model.key_name}) FROM"  # noqa: S608 (names)
        f" (SELECT * FROM ({rows} EXCEPT {rows}) UNION ALL SELECT * FROM ({rows} EXCEPT {rows}))"
    )
    return int(raw.execute(sql, (one, other, other, one)).fetchone()[0])


def _change_over(raw: sqlite3.Connection, *, edition: int) -> tuple[int, int, int] | None:
    """Have an edition read from here on; None when it does not reach the log's end any more.

    How many events there are, how many entries `lookup` has, and how many of them had to be added or taken away.
    """
    made, head = editions.numbered(raw, edition), editions.head(raw)
    if made.state == "building":
        if made.through != head:
            return None
        editions.take_over(raw, edition)
        return head, *_mend_lookup(raw)
    # Somebody else, who rebuilds at the same time, was first.
    return head, int(raw.execute("SELECT count(*) FROM lookup").fetchone()[0]), 0


def _mend_lookup(raw: sqlite3.Connection) -> tuple[int, int]:
    lost = raw.execute("INSERT OR IGNORE INTO lookup SELECT digest, subject FROM lookup_found").rowcount
    too_many = raw.execute(
        "DELETE FROM lookup WHERE NOT EXISTS (SELECT 1 FROM lookup_found AS found"
        " WHERE found.digest = lookup.digest AND found.subject = lookup.subject)"
    ).rowcount
    raw.execute("DELETE FROM lookup_found")
    (found,) = raw.execute("SELECT count(*) FROM lookup").fetchone()
    return found, lost + too_many


def _counts(raw: sqlite3.Connection) -> dict[str, int]:
    return {
        model.name: int(raw.execute(f"SELECT count(*) FROM {model.name}").fetchone()[0])  # noqa: S608 (names)
        for model in tables.MODELS
    }


async def _clear(database: Database) -> None:
    """Remove the editions that are read no more, a little at a time."""
    while await database.write(_clear_some, durable=False):
        await _breathe()


def _clear_some(raw: sqlite3.Connection) -> bool:
    """Remove some rows; whether there may be more."""
    old = editions.in_state(raw, "old")
    if old is None:
        return False
    for model in tables.MODELS:
        key = "call, position" if model.grows else model.key_name
        some = f"SELECT {key} FROM {model.table} WHERE edition = ? LIMIT ?"  # noqa: S608 (names)
        sql = f"DELETE FROM {model.table} WHERE edition = ? AND ({key}) IN ({some})"  # noqa: S608 (names)
        if raw.execute(sql, (old.number, old.number, _BATCH)).rowcount:
            return True
    editions.remove(raw, old.number)
    return True
