"""A writer that dies at a statement of its own: `python -m tests.crash.writer LOG --seed N [--at N] [--after]`.

It appends what a call would, in batches of three, each owing effects, and prints what the log has acknowledged.
Without `--at` it goes on until its input ends.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import sys
from pathlib import Path

from receptionist.clock import SystemClock
from receptionist.ids import CallId, RandomIds
from receptionist.storage import open_storage
from tests.examples import new
from tests.faults.store import dying_store
from tests.publishers.support import CONFIRMED, DETAILS, GREETED

BATCH = (GREETED, CONFIRMED, DETAILS)


async def write(options: argparse.Namespace) -> None:
    ids = RandomIds(SystemClock())
    ended = asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    async with open_storage(options.log) as storage:
        while not ended.done():
            call = CallId(f"c-{options.seed}-{ids.booking()}")
            recorded = await storage.log.append([new(event, ids, call=call) for event in BATCH])
            print(json.dumps([each.id for each in recorded]), flush=True)  # noqa: T201 (this is the answer)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("log", type=Path)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--at", type=int, help="die at this statement; without it, live")
    parser.add_argument("--after", action="store_true", help="once it is carried out, instead of before")
    options = parser.parse_args()
    dying = contextlib.nullcontext()
    if options.at is not None:
        dying = dying_store(options.log, at=options.at, after=options.after)  # type: ignore[assignment]
    with dying:
        asyncio.run(write(options))


if __name__ == "__main__":
    main()
