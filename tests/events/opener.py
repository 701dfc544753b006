"""Another process that opens logs: for each path on its input it makes or opens the log there and appends to it."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from receptionist.clock import SystemClock
from receptionist.events.codec import CODEC
from receptionist.events.sqlite import Database, SqliteLog
from receptionist.events.vault import SqliteVault, keys_path
from receptionist.ids import RandomIds
from tests.contracts.store import heard


async def append_one(path: Path) -> int:
    vault = SqliteVault(keys_path(path))
    async with Database.open(path) as database:
        (recorded,) = await SqliteLog(database, vault, CODEC).append([heard(RandomIds(SystemClock()))])
    vault.close()
    return recorded.position


if __name__ == "__main__":
    print("ready", flush=True)  # noqa: T201 (this is the answer)
    for line in sys.stdin:
        print(asyncio.run(append_one(Path(line.strip()))), flush=True)  # noqa: T201 (this is the answer)
