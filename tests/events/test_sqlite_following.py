"""How news travels inside the store: between processes by polling, and the poller does not die unheard."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest

from receptionist.errors import LogClosedError, LogError
from receptionist.events.codec import CODEC
from receptionist.events.log import Query
from receptionist.events.sqlite import Database, SqliteLog
from receptionist.events.sqlite import database as module
from receptionist.events.vault import Vault
from receptionist.ids import RandomIds
from tests.contracts.following import following, take
from tests.contracts.store import heard

T = TypeVar("T")


async def test_a_follower_hears_that_the_log_was_closed(path: Path, vault: Vault) -> None:
    """It would wait for ever otherwise, and so would who waits for it."""
    async with Database.open(path) as database, following(SqliteLog(database, vault, CODEC), Query()) as recorded:
        coming = asyncio.create_task(take(recorded, 1))
        await asyncio.sleep(0.05)
        assert not coming.done()
        async with asyncio.timeout(20):
            await _close(database)
            with pytest.raises(LogClosedError):
                await coming


async def _close(database: Database) -> None:
    database._finish()


async def test_a_poll_that_fails_is_not_the_last(
    path: Path, vault: Vault, ids: RandomIds, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A follower reads again, meets no error, and hears of other connections' events once polling works again."""
    failures = [sqlite3.OperationalError("disk I/O error")] * 2
    healthy = module._data_version

    def data_version(raw: sqlite3.Connection) -> int:
        if failures:
            raise failures.pop()
        return healthy(raw)

    async with Database.open(path) as database, Database.open(path) as other:
        monkeypatch.setattr(module, "_data_version", data_version)
        async with following(SqliteLog(database, vault, CODEC), Query()) as recorded:
            for _ in range(2):
                coming = asyncio.create_task(take(recorded, 1))
                await asyncio.sleep(0.05)
                assert await SqliteLog(other, vault, CODEC).append([heard(ids)]) == await coming
            assert failures == []


async def test_a_follower_meets_the_error_that_keeps_others_news_from_it(
    path: Path, vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It does not wait in the dark: reading fails as polling does, and the reader is told."""

    def broken(raw: sqlite3.Connection) -> int:
        error = sqlite3.OperationalError("disk I/O error")
        raise error

    async with Database.open(path) as database:
        async with following(SqliteLog(database, vault, CODEC), Query()) as recorded:
            coming = asyncio.create_task(take(recorded, 1))
            await asyncio.sleep(0.05)
            monkeypatch.setattr(module, "_data_version", broken)
            monkeypatch.setattr("receptionist.events.sqlite.rows.head", broken)
            with pytest.raises(LogError, match="disk I/O error"):
                await coming
        monkeypatch.undo()


async def test_what_is_committed_between_the_read_and_the_wait_is_not_slept_through(
    path: Path, vault: Vault, ids: RandomIds, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the poller's help: it would come a quarter of a second later."""
    monkeypatch.setattr(module, "_POLL_SECONDS", 3600)
    async with Database.open(path) as database:
        log = SqliteLog(database, vault, CODEC)
        read = database.read

        async def read_and_then_append(run: Callable[[sqlite3.Connection], T]) -> T:
            found = await read(run)
            monkeypatch.setattr(database, "read", read)
            await log.append([heard(ids)])
            return found

        monkeypatch.setattr(database, "read", read_and_then_append)
        async with following(log, Query()) as recorded:
            assert [one.position for one in await take(recorded, 1)] == [1]
            coming = asyncio.create_task(take(recorded, 1))
            await asyncio.sleep(0.05)
            assert await log.append([heard(ids)]) == await coming


async def test_news_from_right_after_opening_is_heard(path: Path) -> None:
    """Another process commits before the poller has had its first turn, and nothing after that."""
    async with Database.open(path) as database:
        seen = database.version
        with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("CREATE TABLE notes (word TEXT)")
        async with asyncio.timeout(20):
            await database.wait_for_change(seen)


async def test_the_version_changes_with_every_commit_and_with_nothing_else(
    database: Database, log: SqliteLog, ids: RandomIds
) -> None:
    """Reading changes nothing. A commit may be announced twice, here and by the poller."""
    await asyncio.sleep(0.3)
    before = database.version
    for _ in range(5):
        await log.read(Query())
    await asyncio.sleep(0.3)
    assert database.version == before
    await log.append([heard(ids)])
    assert database.version > before
