"""Files as people leave them: made private, refused when they are something else, SQLite's errors in words."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

from receptionist.errors import (
    LogCorruptError,
    LogError,
    LogFullError,
    LogLockedError,
    LogPathError,
    LogReadOnlyError,
    NotALogError,
)


def make_ready(path: Path, *, create: bool) -> None:
    """See that *path* is a plain file, made when it does not exist (unless *create* is false).

    Raises:
        LogPathError: It is something else, does not exist, or cannot be made.
    """
    why: str | None
    try:
        if path.is_dir():
            why = "is a directory; name a file"
        elif path.exists():
            why = None if path.is_file() else "is not a plain file; name another"
        elif create:
            why = _make(path)
        else:
            why = "does not exist"
    except OSError as error:
        why = f"cannot be used ({error.strerror})"
    except ValueError as error:
        why = f"is not a path ({error})"
    if why is not None:
        raise LogPathError(path, why)


def _make(path: Path) -> str | None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError):
        return "cannot be made: a part of its folder's path is a file"
    # Sealed or not, nobody else on the machine has business in a clinic's log.
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    return None


def log_error(error: sqlite3.Error, path: Path) -> LogError:
    """What SQLite's error means for a person."""
    # The low byte is the kind; the rest says which of its many ways it went.
    match (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF:
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED | sqlite3.SQLITE_PROTOCOL:
            return LogLockedError(path)
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_PERM:
            return LogReadOnlyError(path)
        case sqlite3.SQLITE_FULL:
            return LogFullError(path)
        case sqlite3.SQLITE_CORRUPT:
            return LogCorruptError(path, str(error))
        case sqlite3.SQLITE_NOTADB:
            return NotALogError(path)
        case sqlite3.SQLITE_CANTOPEN:
            # SQLite keeps two files beside it (-wal and -shm), even for reading.
            return LogPathError(path, "cannot be opened; check that its folder exists and may be written")
        case _:
            return LogError(f"{path}: {error}")
