"""What was forgotten, in a file of its own beside the log, which only grows: by it, keys that come back are known.

A backup holds keys that were destroyed since it was made. Whoever restores it leaves this file as it is (or puts its
latest copy back): whenever a log is opened for writing, the keys that stand in here are destroyed again. A key is named
by its subject and its own id, so that what was recorded about a subject later, under a new key, stays.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from attrs import frozen

from receptionist.errors import LogPathError
from receptionist.events.files import make_ready


@frozen(kw_only=True)
class Tombstone:
    """A key that is to be no more. `at` is when that was decided, in UTC."""

    subject: str
    key: bytes
    at: datetime


def tombstones_path(log: Path) -> Path:
    """Where it stands what of a log was forgotten."""
    return log.with_name(f"{log.name}.erased")


def read_tombstones(path: Path) -> tuple[Tombstone, ...]:
    """All that was forgotten, the first first; nothing where there is no such file.

    A last line that was cut off is passed over: nothing had been destroyed yet when its process died.

    Raises:
        LogPathError: The file cannot be read, or a line of it is something else.
    """
    if not os.path.lexists(path):
        return ()
    try:
        lines = path.read_bytes().split(b"\n")
    except OSError as error:
        raise LogPathError(path, f"cannot be read ({error.strerror})") from error
    return tuple(_tombstone(path, number, line) for number, line in enumerate(lines[:-1], start=1) if line.strip())


def add_tombstones(path: Path, tombstones: Iterable[Tombstone]) -> None:
    """Add to the file, durably: before a key is destroyed, not after.

    Raises:
        LogPathError: The file cannot be written.
    """
    make_ready(path, create=True)
    try:
        with path.open("r+b") as file:
            # In place of a line that was cut off, if there is one.
            if file.seek(0, os.SEEK_END) and (file.seek(-1, os.SEEK_END), file.read(1))[1] != b"\n":
                file.truncate(_end_of_last_line(path))
            file.seek(0, os.SEEK_END)
            file.write(b"".join(map(_line, tombstones)))
            file.flush()
            os.fsync(file.fileno())
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    except OSError as error:
        raise LogPathError(path, f"cannot be written ({error.strerror}); nothing was erased") from error


def _end_of_last_line(path: Path) -> int:
    return path.read_bytes().rfind(b"\n") + 1


def _line(tombstone: Tombstone) -> bytes:
    at = tombstone.at.astimezone(UTC).isoformat(timespec="microseconds")
    return json.dumps({"subject": tombstone.subject, "key": tombstone.key.hex(), "at": at}).encode() + b"\n"


def _tombstone(path: Path, number: int, line: bytes) -> Tombstone:
    try:
        found = json.loads(line)
        subject, at = str(found["subject"]), datetime.fromisoformat(found["at"])
        return Tombstone(subject=subject, key=bytes.fromhex(found["key"]), at=at)
    except (ValueError, LookupError, TypeError) as error:
        why = f"line {number} is damaged; put its copy back: without it, erased data may come back with a backup"
        raise LogPathError(path, why) from error
