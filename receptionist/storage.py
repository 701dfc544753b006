"""A log file with all that belongs to it: keys, events, outbox."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import sqlite3
from collections.abc import AsyncIterator, Callable
from functools import partial
from pathlib import Path

from attrs import frozen

import receptionist
from receptionist.clock import SystemClock
from receptionist.errors import LogPathError
from receptionist.events.codec import CODEC
from receptionist.events.lookup import LOOKUP_KEY, SqliteLookup, look_up_by
from receptionist.events.privacy import ErasureRepeated
from receptionist.events.recorded import Metadata, NewEvent, Recorded
from receptionist.events.sqlite import Database, SqliteLog
from receptionist.events.sqlite.connection import to_the_end
from receptionist.events.tags import tags_of
from receptionist.events.vault import SqliteVault, Vault, keys_path
from receptionist.forgetting.forgetting import destroyed_keys, forget_again
from receptionist.ids import RandomIds
from receptionist.keys.masters import Masters
from receptionist.publishers.outbox import Outbox

logger = logging.getLogger(__name__)


@frozen(kw_only=True)
class Storage:
    """An open log file; `log_id` tells it from any other, wherever it lies."""

    log_id: str
    path: Path
    database: Database
    vault: Vault
    log: SqliteLog
    outbox: Outbox
    lookup: SqliteLookup


@contextlib.asynccontextmanager
async def open_storage(
    path: Path, *, create: bool = True, read_only: bool = False, masters: Masters | None = None
) -> AsyncIterator[Storage]:
    """Open the log at *path* and its keys beside it.

    Args:
        path: The log's file.
        create: Whether a missing file is a new log or an error.
        read_only: Change nothing, whoever is writing to it meanwhile: whatever would, raises `LogReadOnlyError`. It
            may lie on read-only media, and an older version's log reads like one of today.
        masters: Where the master key that its keys are wrapped under comes from; a file beside it when None.

    Raises:
        LogError: Its subclasses say why the file cannot be used.
    """
    # The keys outlive the database: it carries out what was submitted before it is closed, and that needs them.
    with contextlib.ExitStack() as keys:
        opening = Database.look_into(path) if read_only else Database.open(path, create=create)
        async with opening as database:
            await database.read(partial(_see_that_keys_are_there, keys=keys_path(path)))
            log_id = await database.read(_log_id)
            # A command may be asked for the master key, and that takes its time.
            making = asyncio.to_thread(SqliteVault, keys_path(path), masters, read_only=read_only)
            vault = keys.enter_context(contextlib.closing(await to_the_end(making)))
            if not read_only:
                await vault.ensure(LOOKUP_KEY)
            log = SqliteLog(database, vault, CODEC, enqueue=None if read_only else _beside_an_event(vault))
            lookup = SqliteLookup(database, vault)
            if read_only:
                # What came back with a backup is destroyed again by who may write, and read by nobody until then.
                vault.file.withheld = await asyncio.to_thread(destroyed_keys, path)
            else:
                await _see_that_erased_stays_erased(database, vault, log)
            yield Storage(
                log_id=log_id,
                path=path,
                database=database,
                vault=vault,
                log=log,
                outbox=Outbox(database),
                lookup=lookup,
            )


async def _see_that_erased_stays_erased(database: Database, vault: SqliteVault, log: SqliteLog) -> None:
    """Destroy again what has come back with a backup, and say so here and in the log."""
    clock = SystemClock()
    again = await forget_again(database, vault, at=clock.now())
    if again is None:
        return
    subjects = tuple(sorted(subject for subject, _ in again.keys))
    logger.warning(
        "%s: %s keys of erased data had come back, as from a backup, and were destroyed again: %s",
        database.path, len(subjects), ", ".join(subjects),
    )  # fmt: skip
    event = ErasureRepeated(subjects=subjects, keys=len(subjects))
    agent = f"receptionist {receptionist.__version__}"
    metadata = Metadata(call=None, actor="system", agent=agent, prompt="", model="")
    new = NewEvent(
        id=RandomIds(clock).event(), event=event, tags=tags_of(event, None), recorded_at=clock.now(), metadata=metadata
    )
    await log.append([new])


def _log_id(raw: sqlite3.Connection) -> str:
    return str(raw.execute("SELECT id FROM log").fetchone()[0])


def _beside_an_event(vault: Vault) -> Callable[[sqlite3.Connection, Recorded], None]:
    """What an append writes in its transaction beside the event: what is owed, who is found by it, the read models."""
    # Who only looks needs none of it, and all that can be shown of an event takes a while to import.
    from receptionist.publishers.owing import enqueue  # noqa: PLC0415 (see above)
    from receptionist.publishers.webhook.owing import owe_outcome  # noqa: PLC0415 (see above)
    from receptionist.read_models.keeping import keep_up  # noqa: PLC0415 (see above)

    owing, looking_up = enqueue(vault), look_up_by(vault)

    def run(raw: sqlite3.Connection, recorded: Recorded) -> None:
        owing(raw, recorded)
        looking_up(raw, recorded)
        keep_up(raw, recorded)
        owe_outcome(raw, recorded)

    return run


def _see_that_keys_are_there(raw: sqlite3.Connection, keys: Path) -> None:
    """Refuse a log whose keys file was left behind: all that it owes would be struck off as erased."""
    if not keys.exists() and raw.execute("SELECT 1 FROM events LIMIT 1").fetchone():
        why = (
            "is missing, and what it sealed in the log cannot be read without it;"
            " put it back (if it is gone for good, an empty file in its place says so)"
        )
        raise LogPathError(keys, why)
