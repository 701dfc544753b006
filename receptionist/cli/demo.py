"""A fresh log for a demonstration, the same name each time."""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

from receptionist.errors import LogPathError
from receptionist.events.vault import keys_path
from receptionist.ids import CallId

# What lies beside a log, besides its keys.
_ENDS = ("-wal", "-shm", ".master", ".erased")


@contextlib.contextmanager
def demo_database(folder: Path, call: CallId) -> Iterator[Path]:
    """A path in *folder* at which no log exists any more, named after the call and this process's alone.

    Raises:
        LogPathError: The folder cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = os.open(folder / "demo.lock", os.O_CREAT | os.O_RDWR, 0o600)
    except OSError as error:
        raise LogPathError(folder, f"cannot be written ({error.strerror})") from error
    try:
        path = folder / f"demo-{call[2:6]}.db"
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            # Another demonstration is running: it keeps its file.
            path = path.with_stem(f"{path.stem}-{os.getpid()}")
        for stale in (path, keys_path(path), *(path.with_name(f"{path.name}{end}") for end in _ENDS)):
            stale.unlink(missing_ok=True)
        yield path
    finally:
        os.close(lock)
