"""A store whose disk is full, whose lock is taken, whose file cannot be read or written, and whose process dies."""

from __future__ import annotations

import contextlib
import itertools
import os
import random
import signal
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, Literal
from unittest import mock

StoreFault = Literal["busy", "full", "io error", "io error after commit", "dies before commit", "dies after commit"]
"""What becomes of a transaction that writes.

- `busy`: another process has the lock for too long.
- `full`: the disk is full when it is to become durable.
- `io error`: it could not be written.
- `io error after commit`: it is durable, and SQLite says that it is not.
- `dies before commit`, `dies after commit`: the process is gone, by SIGKILL unless told otherwise.
"""
_CODES = {
    "busy": sqlite3.SQLITE_BUSY,
    "full": sqlite3.SQLITE_FULL,
    "io error": sqlite3.SQLITE_IOERR_FSYNC,
    "io error after commit": sqlite3.SQLITE_IOERR_FSYNC,
}


def die() -> None:
    """SIGKILL to ourselves."""
    os.kill(os.getpid(), signal.SIGKILL)


@contextlib.contextmanager
def faulty_store(path: Path, faults: Iterable[StoreFault | None], *, die: Callable[[], None] = die) -> Iterator[None]:
    """Connections to the log at *path* that are opened inside have these faults, one for each writing transaction."""
    plan = iter(faults)

    class Faulty(sqlite3.Connection):
        fault: StoreFault | None = None

        def execute(self, sql: str, *arguments: Any) -> sqlite3.Cursor:
            if sql == "BEGIN IMMEDIATE":
                self.fault = next(plan, None)
                if self.fault == "busy":
                    raise _error("busy")
            if sql == "COMMIT":
                return self._commit(self.fault)
            return super().execute(sql, *arguments)

        def _commit(self, fault: StoreFault | None) -> sqlite3.Cursor:
            if fault == "dies before commit":
                die()
            if fault in {"full", "io error"}:
                # SQLite takes the whole transaction back by itself.
                super().execute("ROLLBACK")
                raise _error(fault)
            done = super().execute("COMMIT")
            if fault == "dies after commit":
                die()
            if fault == "io error after commit":
                raise _error(fault)
            return done

    with _connecting(path, Faulty):
        yield


@contextlib.contextmanager
def dying_store(path: Path, *, at: int, after: bool, die: Callable[[], None] = die) -> Iterator[None]:
    """The process dies at its *at*-th statement on the log at *path* (from 1), before it or after it."""
    # Two threads count, the reader's and the writer's, and a statement may fail: each is asked by its own number.
    numbers = itertools.count(1)

    class Dying(sqlite3.Connection):
        def execute(self, sql: str, *arguments: Any) -> sqlite3.Cursor:
            return self._counted(lambda: super(Dying, self).execute(sql, *arguments))

        def executemany(self, sql: str, *arguments: Any) -> sqlite3.Cursor:
            return self._counted(lambda: super(Dying, self).executemany(sql, *arguments))

        def _counted(self, run: Callable[[], sqlite3.Cursor]) -> sqlite3.Cursor:
            is_last = next(numbers) == at
            if is_last and not after:
                die()
            try:
                return run()
            finally:
                if is_last and after:
                    die()

    with _connecting(path, Dying):
        yield


def seeded_store_faults(seed: int | str, faults: Iterable[StoreFault], *, rate: float) -> Iterator[StoreFault | None]:
    """Faults without an end, each transaction with this probability, always the same for the same seed."""
    chance, kinds = random.Random(seed), tuple(faults)
    while True:
        yield chance.choice(kinds) if chance.random() < rate else None


@contextlib.contextmanager
def _connecting(path: Path, factory: type[sqlite3.Connection]) -> Iterator[None]:
    connect = sqlite3.connect
    address = path.absolute().as_uri()

    def faulty(database: Any, *arguments: Any, **how: Any) -> sqlite3.Connection:
        if str(database).startswith(f"{address}?"):
            how["factory"] = factory
        opened: sqlite3.Connection = connect(database, *arguments, **how)
        return opened

    with mock.patch.object(sqlite3, "connect", faulty):
        yield


def _error(fault: StoreFault) -> sqlite3.OperationalError:
    error = sqlite3.OperationalError(fault)
    error.sqlite_errorcode = _CODES[fault]
    return error
