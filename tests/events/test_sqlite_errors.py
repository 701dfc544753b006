"""What can be wrong with a file, each as one line that says what to do, and never a file made worse."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from attrs import frozen

from receptionist.errors import (
    LogCorruptError,
    LogError,
    LogFullError,
    LogLockedError,
    LogPathError,
    LogReadOnlyError,
    LogTooNewError,
    NotALogError,
)
from receptionist.events.codec import CODEC
from receptionist.events.files import log_error
from receptionist.events.log import Query
from receptionist.events.sqlite import Database, SqliteLog
from receptionist.events.sqlite.schema import APPLICATION_ID, MIGRATIONS
from receptionist.events.vault import Vault
from receptionist.ids import RandomIds
from tests.contracts.store import everything, heard


@frozen
class Trouble:
    """How a file came to be, and what opening it says."""

    make: Callable[[Path], Path]
    error: type[LogError]
    words: str


def directory(folder: Path) -> Path:
    return folder


def below_a_file(folder: Path) -> Path:
    (folder / "file").write_bytes(b"")
    return folder / "file" / "log.db"


def far_below_a_file(folder: Path) -> Path:
    return below_a_file(folder).parent / "a" / "b" / "log.db"


def fifo(folder: Path) -> Path:
    os.mkfifo(folder / "fifo")
    return folder / "fifo"


def loop(folder: Path) -> Path:
    (folder / "loop").symlink_to(folder / "loop")
    return folder / "loop"


def garbage(folder: Path) -> Path:
    (folder / "log.db").write_bytes(b"Dear diary, " * 1000)
    return folder / "log.db"


def program(*statements: str) -> Callable[[Path], Path]:
    def another_program(folder: Path) -> Path:
        with contextlib.closing(sqlite3.connect(folder / "log.db", isolation_level=None)) as raw:
            for statement in statements:
                raw.execute(statement)
        return folder / "log.db"

    return another_program


TROUBLES = {
    "a directory": Trouble(directory, LogPathError, "is a directory; name a file"),
    "its folder is a file": Trouble(below_a_file, LogPathError, "a part of its folder's path is a file"),
    "a folder's folder is a file": Trouble(far_below_a_file, LogPathError, "a part of its folder's path is a file"),
    "a pipe": Trouble(fifo, LogPathError, "is not a plain file; name another"),
    "a link to itself": Trouble(loop, LogPathError, "cannot be used (Too many levels of symbolic links)"),
    "a name too long": Trouble(
        lambda folder: folder / ("l" * 300), LogPathError, "cannot be used (File name too long)"
    ),
    "no path at all": Trouble(lambda folder: folder / "l\0g", LogPathError, "embedded null"),
    "not a database": Trouble(garbage, NotALogError, "is not a receptionist log; choose another path with --db"),
    "another program's": Trouble(program("CREATE TABLE mail (body TEXT)"), NotALogError, "is not a receptionist log"),
    "another program's, empty": Trouble(
        program("PRAGMA application_id = 7"), NotALogError, "is not a receptionist log"
    ),
    "a newer version's": Trouble(
        program(
            f"PRAGMA application_id = {APPLICATION_ID}",
            f"PRAGMA user_version = {len(MIGRATIONS) + 1}",
            "CREATE TABLE events (secret TEXT)",
        ),
        LogTooNewError,
        f"has log schema {len(MIGRATIONS) + 1}, this version knows up to {len(MIGRATIONS)}; upgrade receptionist",
    ),
}


@pytest.mark.parametrize("trouble", TROUBLES.values(), ids=TROUBLES.keys())
@pytest.mark.parametrize("create", [True, False], ids=["made if missing", "never made"])
async def test_what_cannot_be_a_log_is_refused_and_left_as_it_is(
    tmp_path: Path, trouble: Trouble, *, create: bool
) -> None:
    path = trouble.make(tmp_path)
    before = _contents(tmp_path)
    with pytest.raises(LogError) as refused:
        async with Database.open(path, create=create):
            pass
    missing = not create and trouble.make in {below_a_file, far_below_a_file, loop, TROUBLES["no path at all"].make}
    assert type(refused.value) is trouble.error
    assert str(path) in str(refused.value)
    assert ("does not exist" if missing else trouble.words) in str(refused.value)
    assert "\n" not in str(refused.value)
    assert _contents(tmp_path) == before


def _contents(folder: Path) -> dict[str, bytes | None]:
    return {path.name: path.read_bytes() if path.is_file() else None for path in folder.iterdir()}


def _modes(folder: Path) -> dict[str, int]:
    return {path.name: path.stat().st_mode & 0o777 for path in folder.iterdir()}


def _overwrite_the_middle(path: Path) -> None:
    third = path.stat().st_size // 3
    with path.open("r+b") as file:
        file.seek(third)
        file.write(b"\xa5" * third)


async def test_a_missing_log_is_only_made_when_it_may_be(path: Path) -> None:
    with pytest.raises(LogPathError, match=f"^{path}: does not exist$"):
        async with Database.open(path, create=False):
            pass
    assert _contents(path.parent) == {}


async def test_a_log_and_its_side_files_are_private(tmp_path: Path) -> None:
    path = tmp_path / "log.db"
    before = os.umask(0)
    try:
        async with Database.open(path):
            modes = _modes(tmp_path)
    finally:
        os.umask(before)
    assert modes == {"log.db": 0o600, "log.db-wal": 0o600, "log.db-shm": 0o600}


async def test_a_log_that_another_process_holds_is_locked(path: Path, ids: RandomIds, vault: Vault) -> None:
    """It can be opened and read; once it is let go of, writing goes on."""
    async with Database.open(path, busy_timeout=0.05) as database:
        log = SqliteLog(database, vault, CODEC)
        with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(LogLockedError, match=f"^{path} is locked by another process; try again"):
                await log.append([heard(ids)])
            async with Database.open(path, busy_timeout=0.05) as second:
                assert await everything(SqliteLog(second, vault, CODEC)) == ()
        appended = await log.append([heard(ids)])
        assert await everything(log) == appended


async def test_a_new_log_that_another_process_holds_is_locked(path: Path) -> None:
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(LogLockedError, match=f"^{path} is locked by another process; try again"):
            async with Database.open(path, busy_timeout=0.05):
                pass
        other.execute("ROLLBACK")
    async with Database.open(path, busy_timeout=0.05):
        pass


async def test_a_log_that_cannot_be_written_can_still_be_read(
    database: Database, log: SqliteLog, ids: RandomIds
) -> None:
    """Permissions do not bite where tests run as root, so the connection itself is told to write nothing."""
    appended = await log.append([heard(ids)])
    await database.write(lambda raw: raw.execute("PRAGMA query_only = ON") and None)
    with pytest.raises(LogReadOnlyError, match="cannot be written; check the permissions of the file and its folder"):
        await log.append([heard(ids)])
    assert await everything(log) == appended


async def test_a_full_disk_loses_only_what_did_not_fit(database: Database, log: SqliteLog, ids: RandomIds) -> None:
    """Nothing of the request stands, who is told so can free space, and then it goes on."""
    (first,) = await log.append([heard(ids)])
    (pages,) = await database.read(lambda raw: raw.execute("PRAGMA page_count").fetchone())
    await database.write(lambda raw: raw.execute(f"PRAGMA max_page_count = {pages + 2}") and None)
    with pytest.raises(LogFullError, match=r"no space is left for .*nothing of this request was written"):
        await log.append([heard(ids, text="long " * 2000) for _ in range(5)])
    assert await everything(log) == (first,)

    await database.write(lambda raw: raw.execute("PRAGMA max_page_count = 100000") and None)
    (second,) = await log.append([heard(ids, text="long " * 2000)])
    assert await everything(log) == (first, second)
    assert (await log.verify()).broken_at is None


async def test_a_damaged_page_is_told_and_nothing_is_made_up(path: Path, vault: Vault, ids: RandomIds) -> None:
    """Bytes in the middle of the file were overwritten."""
    async with Database.open(path) as database:
        log = SqliteLog(database, vault, CODEC)
        await log.append([heard(ids, text="long " * 100) for _ in range(300)])
    _overwrite_the_middle(path)
    async with Database.open(path) as database:
        log = SqliteLog(database, vault, CODEC)
        for reading in (log.read(Query()), log.verify()):
            with pytest.raises(LogCorruptError, match=f"^{path} is damaged .*; restore it from a backup$"):
                await reading


CODES = {
    sqlite3.SQLITE_BUSY: LogLockedError,
    sqlite3.SQLITE_BUSY_SNAPSHOT: LogLockedError,
    sqlite3.SQLITE_LOCKED_SHAREDCACHE: LogLockedError,
    sqlite3.SQLITE_PROTOCOL: LogLockedError,
    sqlite3.SQLITE_PERM: LogReadOnlyError,
    sqlite3.SQLITE_READONLY_DIRECTORY: LogReadOnlyError,
    sqlite3.SQLITE_READONLY_CANTINIT: LogReadOnlyError,
    sqlite3.SQLITE_FULL: LogFullError,
    sqlite3.SQLITE_CORRUPT_INDEX: LogCorruptError,
    sqlite3.SQLITE_NOTADB: NotALogError,
    sqlite3.SQLITE_CANTOPEN_ISDIR: LogPathError,
    sqlite3.SQLITE_IOERR_FSYNC: LogError,
    None: LogError,
}


@pytest.mark.parametrize(("code", "expected"), CODES.items())
def test_each_of_sqlites_errors_says_which_file(path: Path, code: int | None, expected: type[LogError]) -> None:
    error = sqlite3.OperationalError("out of luck")
    if code is not None:
        error.sqlite_errorcode = code
    told = log_error(error, path)
    assert type(told) is expected
    assert str(path) in str(told)
    assert "\n" not in str(told)
