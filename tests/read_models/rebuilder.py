"""`python -m tests.read_models.rebuilder LOG BATCH STOP`: rebuilds, and dies by SIGKILL at its STOP-th write."""

from __future__ import annotations

import asyncio
import os
import signal
import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from receptionist.events.sqlite import Database
from receptionist.read_models import rebuilding
from receptionist.storage import open_storage

T = TypeVar("T")


async def main(path: Path, batch: int, stop: int) -> None:
    """Rebuild, up to that write: it dies inside its transaction."""
    rebuilding._BATCH = batch
    written = 0
    write = Database.write

    async def counted(self: Database, run: Callable[[sqlite3.Connection], T], *, durable: bool = True) -> T:
        nonlocal written
        written += 1
        if written < stop:
            return await write(self, run, durable=durable)

        def die(raw: sqlite3.Connection) -> T:
            run(raw)
            os.kill(os.getpid(), signal.SIGKILL)
            raise AssertionError

        return await write(self, die, durable=durable)

    async with open_storage(path) as storage:
        Database.write = counted  # type: ignore[method-assign]
        await rebuilding.rebuild(storage.database, storage.vault, _tell_nobody)


def _tell_nobody(done: int, total: int) -> None:
    """No progress is shown."""


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])))
