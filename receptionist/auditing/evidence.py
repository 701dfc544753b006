"""Opening a log to verify it: beside whoever writes to it, or as evidence, of which not one byte changes."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from attrs import frozen

from receptionist.errors import LogError, LogPathError
from receptionist.events.files import log_error, make_ready
from receptionist.events.sqlite import read_only
from receptionist.events.sqlite.database import BUSY_TIMEOUT

# What SQLite has not brought home into the file itself: in WAL mode, and after a crash in another.
_BESIDE = ("-wal", "-journal")


@frozen
class Opened:
    """A log that can be looked into by several connections.

    Attributes:
        connect: Makes a connection. Each belongs to the thread that made it, which is to close it.
        notes: What there is to know of how it is looked into.
    """

    connect: Callable[[], sqlite3.Connection]
    notes: tuple[str, ...] = ()


@contextlib.contextmanager
def opened(path: Path, *, untouched: bool) -> Iterator[Opened]:
    """The log at *path*, to be read.

    Args:
        path: The log's file.
        untouched: Write not one byte, to it nor beside it. Nobody may be writing to it meanwhile. If its last changes
            still lie beside it, a copy for ourselves alone is made, and removed at the end.

    Raises:
        LogError: Its subclasses say why the file cannot be used.
    """
    make_ready(path, create=False)
    with contextlib.ExitStack() as stack:
        connect: Callable[[], sqlite3.Connection] = partial(_prepared, partial(_connect, path), path)
        notes: tuple[str, ...] = ()
        if untouched:
            before = _state(path)
            at, notes = _whole(path, stack)
            plain = partial(_connect_as_it_is, at) if at == path else partial(_connect, at)
            connect = partial(_prepared, plain, path)
            stack.callback(_see_that_nobody_wrote, path, before)
        with _as_log_error(path):
            connect().close()
            yield Opened(connect, notes)


def _whole(path: Path, stack: contextlib.ExitStack) -> tuple[Path, tuple[str, ...]]:
    """Where the whole of it can be read: there, or in a copy."""
    beside = [path.with_name(path.name + end) for end in _BESIDE]
    waiting = [each for each in beside if each.exists() and each.stat().st_size]
    if not waiting:
        return path, ()
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="receptionist-evidence-")))
    try:
        for each in (path, *waiting):
            shutil.copyfile(each, folder / each.name)
    except OSError as error:
        raise LogPathError(path, f"cannot be copied to be verified ({error.strerror})") from error
    names = " and ".join(each.name for each in waiting)
    return folder / path.name, (f"its last changes lie in {names}: a copy of it all was verified, and removed again",)


def _prepared(connect: Callable[[], sqlite3.Connection], path: Path) -> sqlite3.Connection:
    """A connection to a log, which reads like one of today if it is older."""
    raw = connect()
    try:
        read_only.prepare(raw, path)
    except BaseException:
        raw.close()
        raise
    return raw


def _connect(path: Path) -> sqlite3.Connection:
    return read_only.connect(path, busy_timeout=BUSY_TIMEOUT)


def _connect_as_it_is(path: Path) -> sqlite3.Connection:
    # https://www.sqlite.org/uri.html#uriimmutable: no locks are taken, and no files are made beside it.
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True, isolation_level=None)


def _state(path: Path) -> tuple[tuple[int, int], ...]:
    files = (path, *(path.with_name(path.name + end) for end in _BESIDE))
    found = (each.stat() if each.exists() else None for each in files)
    return tuple((0, 0) if each is None else (each.st_size, each.st_mtime_ns) for each in found)


def _see_that_nobody_wrote(path: Path, before: tuple[tuple[int, int], ...]) -> None:
    if _state(path) != before:
        why = "was written to while it was verified as evidence: verify a copy, or leave --read-only out"
        raise LogPathError(path, why)


@contextlib.contextmanager
def _as_log_error(path: Path) -> Iterator[None]:
    try:
        yield
    except LogError:
        raise
    except sqlite3.Error as error:
        raise log_error(error, path) from error
