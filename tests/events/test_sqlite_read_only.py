"""A log that is only looked into: nothing of it changes, and an older one reads like one of today."""

from __future__ import annotations

import asyncio
import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from receptionist.errors import (
    KeyDestroyedError,
    LogPathError,
    LogReadOnlyError,
    LogTooNewError,
    NotALogError,
)
from receptionist.events.log import Query
from receptionist.events.sqlite import Database, read_only, schema
from receptionist.events.vault import SqliteVault, keys_path
from receptionist.ids import RandomIds
from receptionist.publishers.retrying import unsettled
from receptionist.storage import open_storage
from tests.cli.logs import Told, write
from tests.examples import CALL, new
from tests.replaying.telling import BOOKED, ENDED, GREETED


@pytest.fixture
def log_file(tmp_path: Path) -> Path:
    write(tmp_path / "log.db", Told(call=CALL, events=BOOKED))
    return tmp_path / "log.db"


def content(path: Path) -> bytes:
    return path.read_bytes()


async def everything(path: Path) -> list[str]:
    async with open_storage(path, create=False, read_only=True) as storage:
        return [recorded.type for recorded in (await storage.log.read(Query())).events]


async def test_looking_changes_no_byte(log_file: Path) -> None:
    before = {path: path.read_bytes() for path in (log_file, keys_path(log_file))}
    assert len(await everything(log_file)) == len(BOOKED)
    assert {path: path.read_bytes() for path in before} == before


async def test_whatever_would_write_is_refused(log_file: Path, ids: RandomIds) -> None:
    async with open_storage(log_file, create=False, read_only=True) as storage:
        with pytest.raises(LogReadOnlyError):
            await storage.log.append([new(ENDED, ids)])
        with pytest.raises(LogReadOnlyError):
            await storage.database.write(lambda raw: raw.execute("DELETE FROM outbox"))
        with pytest.raises(LogReadOnlyError):
            await storage.vault.ensure("call:c-another")
        with pytest.raises(LogReadOnlyError):
            await storage.database.read(lambda raw: raw.execute("DELETE FROM outbox"))
    assert len(await everything(log_file)) == len(BOOKED)


async def test_a_log_that_is_being_written_to_is_seen_to_grow(log_file: Path, ids: RandomIds) -> None:
    async with (
        open_storage(log_file, create=False, read_only=True) as looking,
        open_storage(log_file, create=False) as writing,
    ):
        seen = looking.database.version
        await writing.log.append([new(GREETED, ids)])
        await asyncio.wait_for(looking.database.wait_for_change(seen), 30)
        assert (await looking.log.read(Query())).head == len(BOOKED) + 1


async def test_what_lies_beside_it_is_read_too(log_file: Path, tmp_path: Path, ids: RandomIds) -> None:
    """A copy of a log in use, with all of its files."""
    (tmp_path / "copy").mkdir()
    async with open_storage(log_file, create=False) as storage:
        await storage.log.append([new(ENDED, ids)])
        for path in log_file.parent.glob("log.db*"):
            shutil.copy(path, tmp_path / "copy")
    assert len(await everything(tmp_path / "copy" / "log.db")) == len(BOOKED) + 1


def test_on_a_disk_that_cannot_be_written_it_is_read_as_it_lies(
    log_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite cannot make its helper files there. Root may write everywhere, so that is played."""
    monkeypatch.setattr(sqlite3, "connect", _on_read_only_media)
    with closing(read_only.connect(log_file, busy_timeout=0)) as connection:
        assert connection.execute("SELECT count(*) FROM events").fetchone() == (len(BOOKED),)
    assert not list(log_file.parent.glob("*-wal"))


def test_a_copy_whose_last_changes_cannot_be_had_is_not_taken_for_whole(
    log_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log_file.with_name("log.db-wal").write_bytes(b"the last changes")
    monkeypatch.setattr(sqlite3, "connect", _on_read_only_media)
    with pytest.raises(LogPathError, match=r"needs its last changes from log.db-wal, .*copy all three"):
        read_only.connect(log_file, busy_timeout=0)


def _on_read_only_media(address: str, **options: Any) -> sqlite3.Connection:
    if "immutable" not in address:
        error = sqlite3.OperationalError("unable to open database file")
        error.sqlite_errorcode = sqlite3.SQLITE_CANTOPEN
        raise error
    connection: sqlite3.Connection = _CONNECT(address, **options)
    return connection


_CONNECT = sqlite3.connect


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read and write everywhere")
async def test_a_file_that_may_only_be_read_can_be_looked_into(log_file: Path) -> None:
    for path in log_file.parent.glob("log.db*"):
        path.chmod(0o400)
    log_file.parent.chmod(0o500)
    try:
        assert len(await everything(log_file)) == len(BOOKED)
    finally:
        log_file.parent.chmod(0o700)


async def test_a_missing_file_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(LogPathError, match="does not exist"):
        await everything(tmp_path / "none.db")
    assert os.listdir(tmp_path) == []  # noqa: PTH208 (nothing waits for it)


@pytest.mark.parametrize("content", [b"", b"something else, longer than a header of SQLite's is: " * 20])
async def test_what_is_no_log_is_refused_and_left_alone(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "other.db"
    path.write_bytes(content)
    with pytest.raises(NotALogError):
        await everything(path)
    assert path.read_bytes() == content


async def test_a_newer_versions_log_is_refused(log_file: Path) -> None:
    with closing(sqlite3.connect(log_file)) as raw:
        raw.execute(f"PRAGMA user_version = {len(schema.MIGRATIONS) + 1}")
    with pytest.raises(LogTooNewError):
        await everything(log_file)


@pytest.fixture(params=range(1, len(schema.MIGRATIONS)))
def older(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A log whose tables are an older version's, with one event and what it owes."""
    path = tmp_path / "older.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as raw:
        for statements in schema.MIGRATIONS[: request.param]:
            for statement in statements:
                raw.execute(statement)
        raw.execute("INSERT INTO log (id) VALUES ('old')")
        raw.execute(f"PRAGMA application_id = {schema.APPLICATION_ID}")
        raw.execute(f"PRAGMA user_version = {request.param}")
        raw.execute(
            "INSERT INTO events VALUES (1, 'e-1', 'call.caller_returned', 1, '2026-11-18T15:00:00.000000+00:00',"
            ' \'["call:c-1"]\', x\'7b7d\', \'{"call":"c-1","actor":"caller","agent":"a","prompt":"p",'
            '"model":"m"}\', x\'00\')'
        )
        raw.execute("INSERT INTO event_tags VALUES ('call:c-1', 1, 'call.caller_returned')")
        raw.execute(
            "INSERT INTO outbox (position, ordinal, call, lane, kind, topic, audience, projection_version, digest)"
            " VALUES (1, 0, 'c-1', 'streams', 'send_text', 'agent-status', 'setting', 1, 'd')"
        )
    keys_path(path).touch(mode=0o600)
    return path


async def test_an_older_versions_log_reads_like_one_of_today_and_stays_what_it_was(older: Path) -> None:
    before = content(older)
    async with open_storage(older, create=False, read_only=True) as storage:
        assert [recorded.type for recorded in (await storage.log.read(Query())).events] == ["call.caller_returned"]
        assert [(row.key, row.unfinished) for row in await unsettled(storage.database)] == [("1:0", 0)]
        tables = await storage.database.read(_columns)
    assert content(older) == before
    async with Database.open(older) as database:
        assert tables == await database.read(_columns)


def _columns(raw: sqlite3.Connection) -> dict[str, list[str]]:
    """Every table and view of today, and its columns."""
    with closing(sqlite3.connect(":memory:")) as today:
        for statements in schema.MIGRATIONS:
            for statement in statements:
                today.execute(statement)
        names = [row[0] for row in today.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")]
    return {name: [each[0] for each in raw.execute(f"SELECT * FROM {name}").description] for name in names}  # noqa: S608


async def test_keys_that_are_gone_for_good_are_gone(log_file: Path) -> None:
    keys_path(log_file).write_bytes(b"")
    async with open_storage(log_file, create=False, read_only=True) as storage:
        with pytest.raises(KeyDestroyedError):
            storage.vault.digest(f"call:{CALL}", b"")
        with pytest.raises(LogReadOnlyError):
            await storage.vault.ensure(f"call:{CALL}")
    assert keys_path(log_file).read_bytes() == b""


async def test_a_log_whose_keys_were_left_behind_is_refused(log_file: Path) -> None:
    keys_path(log_file).unlink()
    with pytest.raises(LogPathError, match="is missing, and what it sealed in the log cannot be read without it"):
        await everything(log_file)
    assert not keys_path(log_file).exists()


def test_a_keys_file_that_is_something_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "log.db.keys").write_bytes(b"not at all a file of keys, and long enough to be one" * 10)
    with pytest.raises(LogPathError, match="is not a receptionist keys file"):
        SqliteVault(tmp_path / "log.db.keys", read_only=True)


async def test_a_log_with_events_of_two_calls_is_read_at_one_instant(log_file: Path) -> None:
    async with open_storage(log_file, create=False, read_only=True) as storage:
        found, beside = await storage.log.read_beside(
            Query(), lambda raw: raw.execute("SELECT count(*) FROM events").fetchone()[0]
        )
    assert len(found.events) == beside == found.head
