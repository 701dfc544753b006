"""Destroying keys, so that what they sealed is forgotten wherever it lies, and what else could tell of it with them."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from datetime import datetime
from functools import partial
from pathlib import Path

from attrs import frozen

from receptionist.events.files import log_error
from receptionist.events.sqlite import Database
from receptionist.events.sqlite.connection import to_the_end
from receptionist.events.sqlite.database import BUSY_TIMEOUT
from receptionist.events.vault import SqliteVault
from receptionist.forgetting.scrubbing import Scrubbed, scrub
from receptionist.forgetting.tombstones import Tombstone, add_tombstones, read_tombstones, tombstones_path

Keys = tuple[tuple[str, bytes], ...]


@frozen(kw_only=True)
class Forgotten:
    """What was destroyed: the keys, each by its subject and its id, and what went with them."""

    keys: Keys
    scrubbed: Scrubbed


async def forget(
    database: Database, vault: SqliteVault, subjects: Iterable[str], *, at: datetime, for_good: bool = True
) -> Forgotten:
    """Destroy the keys of *subjects*; killed at any point, it is finished when the log is opened next.

    Args:
        database: The log's, open for writing.
        vault: Its keys.
        subjects: Whose; those without a key are scrubbed all the same.
        at: The present instant.
        for_good: Whether they are destroyed again should they come back with a backup. (What retention lets go of,
            is let go of again by retention.)

    Raises:
        LogError: A file could not be written; said is what was done by then.
    """
    wanted = tuple(sorted(set(subjects)))
    # The file of keys may be locked for a while: not on the event loop.
    rows = await asyncio.to_thread(lambda: [row for each in wanted if (row := vault.file.row(each)) is not None])
    keys: Keys = tuple((row.subject, row.id) for row in rows)
    if for_good and keys:
        stones = [Tombstone(subject=subject, key=key, at=at) for subject, key in keys]
        await to_the_end(asyncio.to_thread(add_tombstones, tombstones_path(database.path), stones))
    return await _destroy(database, vault, keys, wanted, at=at)


def destroyed_keys(log: Path) -> frozenset[tuple[str, bytes]]:
    """The keys of a log that were destroyed for good, each by its subject and its id, wherever a copy of one may be.

    Raises:
        LogPathError: The file that says so cannot be read.
    """
    return frozenset((stone.subject, stone.key) for stone in read_tombstones(tombstones_path(log)))


async def forget_again(database: Database, vault: SqliteVault, *, at: datetime) -> Forgotten | None:
    """Destroy the keys that were destroyed before and have come back, as with a backup; None where none have.

    Raises:
        LogError: A file cannot be read or written.
    """
    destroyed = await asyncio.to_thread(destroyed_keys, database.path)
    if not destroyed:
        return None
    back = await asyncio.to_thread(vault.file.among, destroyed)
    return await _destroy(database, vault, back, {subject for subject, _ in back}, at=at) if back else None


async def _destroy(
    database: Database, vault: SqliteVault, keys: Keys, subjects: Iterable[str], *, at: datetime
) -> Forgotten:
    # The keys last: as long as they are there, whoever begins again knows what is left to do.
    scrubbed = await database.write(partial(scrub, subjects=tuple(subjects), at=at))
    await to_the_end(asyncio.to_thread(vault.destroy, keys))
    await empty_write_ahead_log(database)
    return Forgotten(keys=keys, scrubbed=scrubbed)


async def empty_write_ahead_log(database: Database) -> bool:
    """Have what was overwritten in the log's file overwritten in its write-ahead log too.

    Returns:
        Whether that was possible: not while another process reads what was there before, for seconds.

    Raises:
        LogError: The log cannot be written.
    """
    return await to_the_end(asyncio.to_thread(_truncate, database.path))


def _truncate(path: Path) -> bool:
    try:
        with closing(sqlite3.connect(path, timeout=BUSY_TIMEOUT, isolation_level=None)) as raw:
            # https://www.sqlite.org/pragma.html#pragma_wal_checkpoint: 0 in the first column when it was done.
            (busy, _, _) = raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    except sqlite3.Error as error:
        raise log_error(error, path) from error
    return not busy
