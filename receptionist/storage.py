"""A log file with all that belongs to it: keys, events, outbox."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

from attrs import frozen

from receptionist.events.codec import CODEC
from receptionist.events.sqlite import Database, SqliteLog
from receptionist.events.vault import SqliteVault, Vault, keys_path
from receptionist.publishers.outbox import Outbox, enqueue


@frozen(kw_only=True)
class Storage:
    """An open log file."""

    path: Path
    database: Database
    vault: Vault
    log: SqliteLog
    outbox: Outbox


@contextlib.asynccontextmanager
async def open_storage(path: Path, *, create: bool = True) -> AsyncIterator[Storage]:
    """Open the log at *path* and its keys beside it.

    Raises:
        LogError: Its subclasses say why the file cannot be used.
    """
    async with Database.open(path, create=create) as database:
        vault = SqliteVault(keys_path(path))
        try:
            log = SqliteLog(database, vault, CODEC, enqueue=enqueue(vault))
            yield Storage(path=path, database=database, vault=vault, log=log, outbox=Outbox(database))
        finally:
            vault.close()
