"""kill -9 of writers at any statement, several of them on one file: nothing acknowledged is lost, nothing is torn."""

from __future__ import annotations

import asyncio
import json
import random
import signal
from collections import defaultdict
from pathlib import Path

import pytest

from receptionist.events.log import Query
from receptionist.events.sqlite import Verification
from receptionist.projections import project
from receptionist.storage import open_storage
from tests.crash.writer import BATCH
from tests.events.processes import running

MODULE = "tests.crash.writer"
TOGETHER = 4
# Opening the log takes some 25 statements, an append of three events some 40.
STATEMENTS = 160


@pytest.mark.timeout(900)
@pytest.mark.parametrize(
    "points", [pytest.param(40, id="sample"), pytest.param(300, id="full", marks=pytest.mark.soak)]
)
async def test_writers_killed_at_any_statement_lose_nothing_and_tear_nothing(path: Path, points: int) -> None:
    """Four at a time write to one file, and each dies at a statement of its own while the others go on."""
    chance = random.Random(20261122)
    acknowledged: list[str] = []
    for first in range(0, points, TOGETHER):
        deaths = [
            (seed, chance.randint(1, STATEMENTS), chance.random() < 0.5) for seed in range(first, first + TOGETHER)
        ]
        for printed in await asyncio.gather(*(_until_it_dies(path, *death) for death in deaths)):
            acknowledged += printed
    await _is_whole(path, acknowledged)


async def _until_it_dies(path: Path, seed: int, at: int, after: bool) -> list[str]:  # noqa: FBT001
    arguments = (str(path), "--seed", str(seed), "--at", str(at), *(("--after",) if after else ()))
    async with running(MODULE, *arguments) as process:
        assert process.process.stdout is not None
        # Its input stays open: it goes on until it dies.
        out, err = await asyncio.gather(process.process.stdout.read(), _rest(process.process.stderr))
        assert (await process.process.wait(), err) == (-signal.SIGKILL, "")
    # A line without its end was cut off while it was printed.
    whole, _, _ = out.decode().rpartition("\n")
    return [event_id for line in whole.splitlines() for event_id in json.loads(line)]


async def _rest(stream: asyncio.StreamReader | None) -> str:
    assert stream is not None
    return (await stream.read()).decode()


async def _is_whole(path: Path, acknowledged: list[str]) -> None:
    async with open_storage(path, create=False) as storage:
        events = (await storage.log.read(Query())).events
        assert await storage.log.verify() == Verification(events=len(events), broken_at=None)
        batches = defaultdict(list)
        for recorded in events:
            batches[recorded.metadata.call].append(recorded)
        for call, batch in batches.items():
            assert [recorded.event for recorded in batch] == list(BATCH)
            assert call is not None
            # What is owed for it is there, no more and no less.
            owed = [f"{r.position}:{ordinal}" for r in batch for ordinal, _ in enumerate(project(r))]
            assert [row.key for row in await storage.outbox.of_call(call)] == owed
    assert set(acknowledged) <= {recorded.id for recorded in events}
    assert len(acknowledged) >= len(events) // 2, "the kills come so early that nothing is proved"
