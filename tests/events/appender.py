"""Another process that appends: `python -m tests.events.appender LOG [--options]`.

It prints the ids of each batch once the log has acknowledged it, one line of JSON for each.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
from itertools import count
from pathlib import Path

from receptionist.clock import SystemClock
from receptionist.errors import StaleDecisionError
from receptionist.events.codec import CODEC
from receptionist.events.log import AppendCondition, Query
from receptionist.events.sqlite import Database, SqliteLog
from receptionist.events.vault import SqliteVault, keys_path
from receptionist.ids import RandomIds
from tests.contracts.store import heard


async def append_all(options: argparse.Namespace) -> None:
    ids = RandomIds(SystemClock())
    vault = SqliteVault(keys_path(options.log))
    chance = random.Random(options.seed)
    async with Database.open(options.log, busy_timeout=60) as database:
        log = SqliteLog(database, vault, CODEC)
        numbers = count() if options.batches is None else range(options.batches)
        for _ in numbers:
            tag = chance.choice(options.tags)
            if options.decide:
                acknowledged = await decide(log, ids, tag)
            else:
                batch = f"batch:{ids.booking()}"
                events = [heard(ids, tag, batch) for _ in range(options.size)]
                acknowledged = [recorded.id for recorded in await log.append(events)]
            print(json.dumps(acknowledged), flush=True)  # noqa: T201 (this is the answer)
    vault.close()


async def decide(log: SqliteLog, ids: RandomIds, tag: str) -> list[str]:
    """Append how many events with *tag* there were, until that was true."""
    query = Query.tagged(tag)
    while True:
        seen = await log.read(query)
        event = heard(ids, tag, text=str(len(seen.events)))
        try:
            appended = await log.append([event], condition=AppendCondition(query=query, after=seen.head))
        except StaleDecisionError:
            continue
        return [recorded.id for recorded in appended]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("log", type=Path)
    parser.add_argument("--batches", type=int, help="without it, until killed")
    parser.add_argument("--size", type=int, default=1)
    parser.add_argument("--tags", nargs="+", default=["elsewhere"])
    parser.add_argument("--decide", action="store_true")
    parser.add_argument("--seed", type=int, default=0)
    asyncio.run(append_all(parser.parse_args()))


if __name__ == "__main__":
    main()
