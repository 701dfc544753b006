"""The file's connections: one that writes, in groups, and one that reads."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import aiosqlite
from attrs import define

from receptionist.errors import LogClosedError, LogReadOnlyError
from receptionist.events.files import log_error, make_ready
from receptionist.events.sqlite import read_only, schema
from receptionist.events.sqlite.connection import connection, in_thread, no_stop_iteration, to_the_end

T = TypeVar("T")
Outcome = tuple[Any, BaseException | None]
BUSY_TIMEOUT = 5.0
_POLL_SECONDS = 0.25
_GROUP_LIMIT = 256


@define
class _Work:
    run: Callable[[sqlite3.Connection], Any]
    answer: asyncio.Future[Any]
    durable: bool


class Database:
    """An open log file. Made by `Database.open`, which also closes it. It belongs to one loop of one process."""

    def __init__(self, path: Path, writer: aiosqlite.Connection | None, reader: aiosqlite.Connection) -> None:
        self.path = path
        self._writer = writer
        self._reader = reader
        self._loop = asyncio.get_running_loop()
        self._process = os.getpid()
        self._works: list[_Work] = []
        self._committing = False
        self._closed = False
        self._version = 0
        self._changed = asyncio.Event()

    @classmethod
    @contextlib.asynccontextmanager
    async def look_into(cls, path: Path, *, busy_timeout: float = BUSY_TIMEOUT) -> AsyncIterator[Database]:
        """Open the log at *path* and change nothing, whoever is writing to it; it may lie on read-only media.

        An older version's log reads like one of today.

        Raises:
            LogError: Its subclasses say why the file cannot be used.
        """
        make_ready(path, create=False)
        connect = partial(read_only.connect, path, busy_timeout=busy_timeout)
        async with contextlib.AsyncExitStack() as stack:
            reader = await stack.enter_async_context(connection(connect, path))
            with _as_log_error(path):
                await in_thread(reader, lambda raw: read_only.prepare(raw, path))
                seen = await in_thread(reader, _data_version)
            database = cls(path, None, reader)
            await stack.enter_async_context(database._polling(seen))
            yield database

    @classmethod
    @contextlib.asynccontextmanager
    async def open(
        cls, path: Path, *, create: bool = True, busy_timeout: float = BUSY_TIMEOUT
    ) -> AsyncIterator[Database]:
        """Open the log at *path*, made when it does not exist (unless *create* is false).

        What was submitted by then is carried out before the file is closed.

        Args:
            path: The file; its folder is made too.
            create: Whether a missing file is a new log or an error.
            busy_timeout: Seconds to wait for another process's lock.

        Raises:
            LogError: Its subclasses say why the file cannot be used.
        """
        make_ready(path, create=create)
        connect = partial(schema.connect, path, busy_timeout=busy_timeout)
        async with contextlib.AsyncExitStack() as stack:
            writer = await stack.enter_async_context(connection(connect, path))
            with _as_log_error(path):
                await in_thread(writer, lambda raw: schema.prepare(raw, path, busy_timeout=busy_timeout))
            reader = await stack.enter_async_context(connection(connect, path))
            with _as_log_error(path):
                # Before anybody reads: a commit of another process after that is one to be told of.
                seen = await in_thread(reader, _data_version)
            database = cls(path, writer, reader)
            await stack.enter_async_context(database._polling(seen))
            yield database

    def submit(self, run: Callable[[sqlite3.Connection], T], *, durable: bool = True) -> asyncio.Future[T]:
        """Have *run* write in the next transaction; works are run in the order in which they were submitted.

        Each has a savepoint of its own: one that raises leaves no trace and does not disturb the others.
        The future is done when the transaction is durable. Cancelling it does not undo the work.

        Args:
            run: The work.
            durable: Whether it must survive a power cut. What need not survives the death of any process all the
                same, and is quicker: nobody waits for the disk.

        Raises:
            LogClosedError: The database is closed.
            LogReadOnlyError: It was opened to be looked into.
        """
        self._check_usable()
        if self._writer is None:
            raise LogReadOnlyError(self.path)
        answer: asyncio.Future[T] = self._loop.create_future()
        self._works.append(_Work(run, answer, durable))
        if not self._committing:
            # Not at once: what other tasks submit in this round of the loop goes into the same transaction. (And
            # not in a task, which could be cancelled with works in hand.)
            self._committing = True
            self._loop.call_soon(self._hand_over)
        return answer

    async def write(self, run: Callable[[sqlite3.Connection], T], *, durable: bool = True) -> T:
        """`submit`, and wait until it is durable. What was submitted is carried out even if the wait is cut off."""
        # No shield: a cancelled answer is passed over, and the work in hand is not. (With one, asyncio would report
        # a failure that comes after the wait was cut off as an exception that nobody retrieved.)
        return await self.submit(run, durable=durable)

    async def read(self, run: Callable[[sqlite3.Connection], T]) -> T:
        """What *run* reads, all of it at one instant.

        Raises:
            LogError: The file cannot be read.
        """
        self._check_usable()
        with _as_log_error(self.path):
            return await in_thread(self._reader, lambda raw: _at_one_instant(raw, run))

    @property
    def can_be_written(self) -> bool:
        """Whether it was opened to be written to."""
        return self._writer is not None

    @property
    def version(self) -> int:
        """Changes whenever something was committed, here or by another process."""
        return self._version

    async def wait_for_change(self, seen: int) -> int:
        """Wait until `version` is not *seen* any more: at once for this process's commits, within 250 ms for others'.

        Raises:
            LogClosedError: The database is closed, and nothing will ever change.
        """
        while self._version == seen:
            self._check_usable()
            await self._changed.wait()
        return self._version

    def _check_usable(self) -> None:
        if self._closed:
            raise LogClosedError(f"{self.path} is closed")
        if self._process != os.getpid():
            # https://www.sqlite.org/howtocorrupt.html §2.6: a connection must not be carried across a fork.
            raise LogClosedError(f"{self.path} was opened by the process that made this one; open it here again")

    def _announce(self) -> None:
        self._version += 1
        self._changed.set()
        self._changed = asyncio.Event()

    def _hand_over(self) -> None:
        """Give what waits to the writer's thread, a group at a time."""
        works, self._works = self._works[:_GROUP_LIMIT], self._works[_GROUP_LIMIT:]
        self._committing = bool(works)
        if works and self._writer is not None:
            runs, durable = [work.run for work in works], any(work.durable for work in works)
            done = in_thread(self._writer, lambda raw: _commit_together(raw, runs, durable=durable))
            done.add_done_callback(partial(self._settle, works))

    def _settle(self, works: Sequence[_Work], done: asyncio.Future[list[Outcome]]) -> None:
        failed = done.exception()
        outcomes = [(None, failed)] * len(works) if failed else done.result()
        for work, (result, failure) in zip(works, outcomes, strict=True):
            if work.answer.done():
                continue
            if failure is None:
                work.answer.set_result(result)
            else:
                work.answer.set_exception(_told(failure, self.path))
        self._announce()
        self._loop.call_soon(self._hand_over)

    @contextlib.asynccontextmanager
    async def _polling(self, seen: int) -> AsyncIterator[None]:
        polling = asyncio.create_task(self._poll_forever(seen), name="log poller")
        try:
            yield
        finally:
            self._finish()
            polling.cancel()
            await to_the_end(asyncio.wait([polling]))

    def _finish(self) -> None:
        """Take nothing more; the thread gets all that waits, and the file is closed after that."""
        self._closed = True
        while self._works:
            self._hand_over()
        # Who waits for a change reads again, and hears that the log is closed.
        self._announce()

    async def _poll_forever(self, seen: int) -> None:
        while True:
            await asyncio.sleep(_POLL_SECONDS)
            try:
                now = await in_thread(self._reader, _data_version)
            except sqlite3.Error:
                # Who waits reads again and meets the error; should it pass, polling goes on.
                self._announce()
                continue
            if now != seen:
                seen = now
                self._announce()


@contextlib.contextmanager
def _as_log_error(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise log_error(error, path) from error


def _told(failure: BaseException, path: Path) -> BaseException:
    if isinstance(failure, sqlite3.Error):
        told: Exception = log_error(failure, path)
    elif isinstance(failure, StopIteration):
        told = no_stop_iteration()
    else:
        return failure
    told.__cause__ = failure
    return told


def _commit_together(
    raw: sqlite3.Connection, runs: Sequence[Callable[[sqlite3.Connection], Any]], *, durable: bool
) -> list[Outcome]:
    # https://www.sqlite.org/pragma.html#pragma_synchronous: with NORMAL, "a transaction committed in WAL mode … might
    # roll back following a power loss or system crash", in the order of the commits, and nothing is damaged.
    raw.execute(f"PRAGMA synchronous = {'FULL' if durable else 'NORMAL'}")
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


def _run_in_savepoint(raw: sqlite3.Connection, run: Callable[[sqlite3.Connection], Any]) -> Outcome:
    raw.execute("SAVEPOINT work")
    try:
        result = run(raw)
    except BaseException as error:
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
        if raw.in_transaction:
            raw.execute("ROLLBACK")


def _data_version(raw: sqlite3.Connection) -> int:
    return int(raw.execute("PRAGMA data_version").fetchone()[0])
