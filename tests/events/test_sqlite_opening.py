"""Opening and leaving: whatever goes wrong, nothing is left open and no process hangs."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
import subprocess
import sys
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path

import pytest

from receptionist.errors import LogError, LogPathError
from receptionist.events.sqlite import Database, schema
from tests.events.processes import ROOT

BEGINNING = """
import asyncio, os, sys
from pathlib import Path
from receptionist.events.sqlite import Database, schema
path = Path(sys.argv[1])
"""
PROGRAMS = {
    "raises before": """
async def main():
    opening = Database.open(path)
    raise ValueError("before")
asyncio.run(main())
""",
    "raises inside": """
async def main():
    async with Database.open(path) as database:
        await database.write(lambda raw: raw.execute("CREATE TABLE notes (word TEXT)") and None)
        raise ValueError("inside")
asyncio.run(main())
""",
    "raises in another task": """
async def main():
    async with asyncio.TaskGroup() as group, Database.open(path) as database:
        async def other():
            raise ValueError("beside")
        group.create_task(other())
        await asyncio.sleep(60)
asyncio.run(main())
""",
    "cannot connect": """
def connect(*_, **__):
    raise ValueError("during")
schema.connect = connect
async def main():
    async with Database.open(path):
        pass
asyncio.run(main())
""",
    "cannot prepare": """
def prepare(*_, **__):
    raise ValueError("during")
schema.prepare = prepare
async def main():
    async with Database.open(path):
        pass
asyncio.run(main())
""",
    "is cancelled while it opens": """
import time
prepare = schema.prepare
def slowly(*arguments, **named):
    time.sleep(0.2)
    prepare(*arguments, **named)
schema.prepare = slowly
async def main():
    async with asyncio.timeout(0.1):
        async with Database.open(path):
            pass
asyncio.run(main())
""",
    "exits inside": """
async def main():
    async with Database.open(path):
        sys.exit(3)
asyncio.run(main())
""",
    "is interrupted inside": """
import signal
# A shell starts what runs in the background with this signal ignored.
signal.signal(signal.SIGINT, signal.default_int_handler)
async def main():
    async with Database.open(path):
        os.kill(os.getpid(), signal.SIGINT)
        await asyncio.sleep(60)
asyncio.run(main())
""",
    "never leaves": """
async def main():
    await Database.open(path).__aenter__()
    raise ValueError("never left")
asyncio.run(main())
""",
    "stops its loop inside": """
loop = asyncio.new_event_loop()
opening = Database.open(path)
database = loop.run_until_complete(opening.__aenter__())
loop.run_until_complete(database.write(lambda raw: raw.execute("CREATE TABLE notes (word TEXT)") and None))
raise ValueError("the loop stands still")
""",
}


@pytest.mark.parametrize("program", PROGRAMS.values(), ids=PROGRAMS.keys())
def test_a_program_that(program: str, path: Path) -> None:
    """…ends by itself, and not with success: aiosqlite's threads can keep a process alive for ever."""
    command = [sys.executable, "-c", BEGINNING + program, str(path)]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=20, check=False)
    assert ended.returncode != 0, ended.stderr
    assert "Exception in thread" not in ended.stderr


def test_a_forked_process_is_told_to_open_the_log_itself(path: Path) -> None:
    """https://www.sqlite.org/howtocorrupt.html §2.6. Its writer's thread is not there, so it would wait for ever."""
    program = """
async def main():
    async with Database.open(path) as database:
        child = os.fork()
        if child == 0:
            try:
                database.submit(lambda raw: None)
            except Exception as error:
                os.write(1, str(error).encode())
            os._exit(0)
        os.waitpid(child, 0)
asyncio.run(main())
"""
    command = [sys.executable, "-W", "ignore", "-c", BEGINNING + program, str(path)]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=20, check=True)
    assert ended.stdout == f"{path} was opened by the process that made this one; open it here again"


def _names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


@pytest.mark.parametrize("rounds", [0, 1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144, 233, 377])
async def test_opening_can_be_cancelled_at_any_moment(path: Path, rounds: int) -> None:
    """No thread is left (the fixture looks), and the file opens the next time."""

    async def use() -> None:
        async with Database.open(path):
            await asyncio.sleep(60)

    using = asyncio.create_task(use())
    for _ in range(rounds):
        await asyncio.sleep(0)
    using.cancel()
    with pytest.raises(asyncio.CancelledError):
        await using
    async with Database.open(path) as database:
        assert await database.read(lambda raw: raw.execute("SELECT count(*) FROM log").fetchone()) == (1,)


async def test_an_error_while_it_closes_is_told_and_the_rest_is_closed_all_the_same(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No thread is left (the fixture looks), and an error from inside is not lost over it."""

    async def use() -> None:
        async with Database.open(path) as database:
            for connection in (database._reader, database._writer):
                assert connection is not None
                monkeypatch.setattr(connection, "close", partial(_fail_after, connection.close))
            raise LookupError("mine")

    with pytest.raises(LogError, match=f"^{path}: disk I/O error$") as told:
        await use()
    told_before = told.value.__context__
    while told_before is not None and not isinstance(told_before, LookupError):
        told_before = told_before.__context__
    assert isinstance(told_before, LookupError)


async def _fail_after(close: Callable[[], Awaitable[None]]) -> None:
    await close()
    raise sqlite3.OperationalError("disk I/O error")


async def test_an_error_inside_comes_out_as_it_is(path: Path) -> None:
    with pytest.raises(LookupError, match="mine"):
        async with Database.open(path):
            raise LookupError("mine")


async def test_a_file_that_vanishes_while_it_is_opened_is_not_made_anew(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite would make it readable for everybody."""
    monkeypatch.setattr("receptionist.events.sqlite.database.make_ready", lambda _, create: create)
    with pytest.raises(LogPathError):
        async with Database.open(path):
            pass
    assert _names(path.parent) == set()


@pytest.mark.parametrize("name", ["a log.db", "what?.db", "50%25.db", "nr#1.db", "ümlaut ☎.db", "file:x?mode=ro"])
async def test_a_log_may_have_any_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Absolute or relative, in folders that are made for it."""
    monkeypatch.chdir(tmp_path)
    for path in (tmp_path / "new" / name, Path(name)):
        async with Database.open(path) as database:
            assert await database.read(lambda raw: raw.execute("SELECT count(*) FROM log").fetchone()) == (1,)
        assert name in _names(path.parent)


async def test_opening_again_keeps_what_is_there(path: Path) -> None:
    """A log's id is its chain's beginning, so it never changes."""
    ids = set()
    for _ in range(3):
        async with contextlib.AsyncExitStack() as stack:
            both = [await stack.enter_async_context(Database.open(path)) for _ in range(2)]
            for database in both:
                ids.add(await database.read(lambda raw: raw.execute("SELECT id FROM log").fetchall()[0]))
    assert len(ids) == 1


async def test_what_is_acknowledged_is_on_the_disk(database: Database) -> None:
    """`synchronous = FULL` (2): in WAL mode each commit is synced."""

    def settings(raw: sqlite3.Connection) -> list[object]:
        names = ("synchronous", "journal_mode", "foreign_keys")
        return [raw.execute(f"PRAGMA {name}").fetchone()[0] for name in names]

    assert await database.read(settings) == [2, "wal", 1]
    assert await database.write(settings) == [2, "wal", 1]


async def test_without_a_write_ahead_log_it_is_not_used(path: Path) -> None:
    """As on a network folder, where SQLite's locks cannot be relied on either; here a log in memory stands in."""
    raw = sqlite3.connect(":memory:", isolation_level=None)
    with pytest.raises(LogPathError, match="local disk"):
        schema.prepare(raw, path, busy_timeout=0)
    raw.close()
