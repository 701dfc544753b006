"""The file's connections: one that writes, in groups, and one that reads."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sqlite3
from collections.abc import AsyncIterator, Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import aiosqlite
from attrs import define

from receptionist.errors import LogClosedError, LogPathError
from receptionist.events.sqlite import schema

T = TypeVar("T")
BUSY_TIMEOUT = 5.0
_POLL_SECONDS = 0.25
_GROUP_LIMIT = 256


@define
class _Work:
    run: Callable[[sqlite3.Connection], Any]
    answer: asyncio.Future[Any]


class Database:
    """An open log file. Made by `Database.open`, which also closes it."""

    def __init__(self, path: Path, writer: aiosqlite.Connection, reader: aiosqlite.Connection) -> None:
        self.path = path
        self._writer = writer
        self._reader = reader
        self._queue: asyncio.Queue[_Work | None] = asyncio.Queue()
        self._closed = False
        self._version = 0
        self._changed = asyncio.Event()

    @classmethod
    @contextlib.asynccontextmanager
    async def open(
        cls, path: Path, *, create: bool = True, busy_timeout: float = BUSY_TIMEOUT
    ) -> AsyncIterator[Database]:
        """Open the log at *path*, made when it does not exist (unless *create* is false).

        Args:
            path: The file; its folder is made too.
            create: Whether a missing file is a new log or an error.
            busy_timeout: Seconds to wait for another process's lock.

        Raises:
            LogError: Its subclasses say why the file cannot be used.
        """
        _prepare_path(path, create=create)
        connect = partial(schema.connect, path, busy_timeout=busy_timeout)
        # aiosqlite's threads keep the process alive until they are closed: nobody opens a connection elsewhere.
        async with contextlib.AsyncExitStack() as stack:
            try:
                writer = await stack.enter_async_context(aiosqlite.Connection(connect, iter_chunk_size=64))
                await _in_thread(
                    writer, lambda raw: schema.prepare(raw, path, busy_timeout=busy_timeout)
                )
                reader = await stack.enter_async_context(aiosqlite.Connection(connect, iter_chunk_size=64))
            except sqlite3.Error as error:
                raise schema.log_error(error, path) from error
            database = cls(path, writer, reader)
            committing = asyncio.create_task(database._commit_forever(), name="log writer")
            polling = asyncio.create_task(database._poll_forever(), name="log poller")
            try:
                yield database
            finally:
                polling.cancel()
                await asyncio.gather(polling, return_exceptions=True)
                database._closed = True
                database._queue.put_nowait(None)
                await committing

    def submit(self, run: Callable[[sqlite3.Connection], T]) -> asyncio.Future[T]:
        """Have *run* write in the next transaction; works are run in the order in which they were submitted.

        Each has a savepoint of its own: one that raises leaves no trace and does not disturb the others.
        The future is done when the transaction is durable. Cancelling it does not undo the work.

        Raises:
            LogClosedError: The database is closed.
        """
        if self._closed:
            raise LogClosedError(f"{self.path} is closed")
        answer: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._queue.put_nowait(_Work(run, answer))
        return answer

    async def write(self, run: Callable[[sqlite3.Connection], T]) -> T:
        """`submit`, and wait until it is durable. What was submitted is carried out even if the wait is cut off."""
        return await asyncio.shield(self.submit(run))

    async def read(self, run: Callable[[sqlite3.Connection], T]) -> T:
        """What *run* reads, all of it at one instant.

        Raises:
            LogError: The file cannot be read.
        """
        if self._closed:
            raise LogClosedError(f"{self.path} is closed")
        try:
            return await _in_thread(self._reader, lambda raw: _at_one_instant(raw, run))
        except sqlite3.Error as error:
            raise schema.log_error(error, self.path) from error

    @property
    def version(self) -> int:
        """Changes whenever something was committed, here or by another process."""
        return self._version

    async def wait_for_change(self, seen: int) -> int:
        """Wait until `version` is not *seen* any more; commits of this process wake it at once, others within 250 ms."""
        while self._version == seen:
            await self._changed.wait()
        return self._version

    def _announce(self) -> None:
        self._version += 1
        self._changed.set()
        self._changed = asyncio.Event()

    async def _commit_forever(self) -> None:
        closing = False
        while not closing:
            works = []
            work = await self._queue.get()
            while work is not None:
                works.append(work)
                if self._queue.empty() or len(works) == _GROUP_LIMIT:
                    break
                work = self._queue.get_nowait()
            closing = work is None
            if works:
                await self._commit(works)

    async def _commit(self, works: Sequence[_Work]) -> None:
        runs = [work.run for work in works]
        try:
            outcomes = await _in_thread(self._writer, lambda raw: _commit_together(raw, runs))
        except Exception as error:  # noqa: BLE001 (whatever it is, everyone who waits is told)
            outcomes = [(None, error)] * len(works)
        for work, (result, failure) in zip(works, outcomes, strict=True):
            if work.answer.done():
                continue
            if failure is None:
                work.answer.set_result(result)
            elif isinstance(failure, sqlite3.Error):
                work.answer.set_exception(schema.log_error(failure, self.path))
            else:
                work.answer.set_exception(failure)
        self._announce()

    async def _poll_forever(self) -> None:
        seen = await _in_thread(self._reader, _data_version)
        while True:
            await asyncio.sleep(_POLL_SECONDS)
            now = await _in_thread(self._reader, _data_version)
            if now != seen:
                seen = now
                self._announce()


async def _in_thread(connection: aiosqlite.Connection, run: Callable[[sqlite3.Connection], T]) -> T:
    # aiosqlite has no public way to run a whole transaction in one hop to its thread, and statement by
    # statement costs a third more; this is the only place that reaches inside.
    def call() -> T:
        return run(connection._conn)  # noqa: SLF001

    result: T = await connection._execute(call)  # noqa: SLF001
    return result


def _commit_together(
    raw: sqlite3.Connection, runs: Sequence[Callable[[sqlite3.Connection], Any]]
) -> list[tuple[Any, Exception | None]]:
    # Always IMMEDIATE: a deferred transaction that reads first fails with SQLITE_BUSY_SNAPSHOT under contention.
    raw.execute("BEGIN IMMEDIATE")
    try:
        outcomes = [_run_in_savepoint(raw, run) for run in runs]
        raw.execute("COMMIT")
    except BaseException:
        if raw.in_transaction:
            raw.execute("ROLLBACK")
        raise
    return outcomes


def _run_in_savepoint(
    raw: sqlite3.Connection, run: Callable[[sqlite3.Connection], Any]
) -> tuple[Any, Exception | None]:
    raw.execute("SAVEPOINT work")
    try:
        result = run(raw)
    except Exception as error:
        if not raw.in_transaction:
            # A full disk or an I/O error took the whole transaction along, the others' works too.
            raise
        raw.execute("ROLLBACK TO work")
        raw.execute("RELEASE work")
        return None, error
    raw.execute("RELEASE work")
    return result, None


def _at_one_instant(raw: sqlite3.Connection, run: Callable[[sqlite3.Connection], T]) -> T:
    raw.execute("BEGIN")
    try:
        return run(raw)
    finally:
        raw.execute("COMMIT")


def _data_version(raw: sqlite3.Connection) -> int:
    return int(raw.execute("PRAGMA data_version").fetchone()[0])


def _prepare_path(path: Path, *, create: bool) -> None:
    if path.is_dir():
        raise LogPathError(path, "is a directory; name a file")
    if not create and not path.exists():
        raise LogPathError(path, "does not exist")
    if not path.exists():
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            # Sealed or not, nobody else on the machine has business in a clinic's log.
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        except OSError as error:
            raise LogPathError(path, f"cannot be made ({error.strerror})") from error
