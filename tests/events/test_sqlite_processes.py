"""Many processes on one file, and one that is killed in the middle of it."""

from __future__ import annotations

import asyncio
import json
import random
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from receptionist.events.call import UtteranceHeard
from receptionist.events.codec import CODEC
from receptionist.events.recorded import Recorded
from receptionist.events.sqlite import Database, SqliteLog, Verification
from receptionist.events.vault import SqliteVault, keys_path
from tests.contracts.store import everything
from tests.events.processes import run_module, running

PROCESSES, APPENDS = 8, 100
DIARIES = tuple(f"diary:lee:2026-12-0{day}" for day in range(1, 7))


async def events_of(path: Path) -> tuple[Recorded, ...]:
    """All that a log has, having seen that no position is missing and that its chain holds."""
    vault = SqliteVault(keys_path(path))
    async with Database.open(path, create=False) as database:
        log = SqliteLog(database, vault, CODEC)
        events = await everything(log)
        assert [recorded.position for recorded in events] == list(range(1, len(events) + 1))
        assert await log.verify() == Verification(events=len(events), broken_at=None)
    vault.close()
    return events


async def test_two_processes_that_make_the_same_log_at_once_both_succeed(tmp_path: Path) -> None:
    """Twenty times, file and keys."""
    async with running("tests.events.opener") as one, running("tests.events.opener") as other:
        assert (await one.line(), await other.line()) == ("ready", "ready")
        for number in range(20):
            path = tmp_path / f"{number}.db"
            one.write(str(path))
            other.write(str(path))
            assert {await one.line(), await other.line()} == {"1", "2"}
            assert len(await events_of(path)) == 2
        assert (await one.rest(), await other.rest()) == ("", "")


async def test_eight_processes_that_decide_on_the_same_facts_lose_nothing(path: Path) -> None:
    """Each writes down how many events it saw under a tag before its own: every number once, in order."""
    outputs = await asyncio.gather(
        *(
            run_module(
                "tests.events.appender",
                *(str(path), "--decide", "--batches", str(APPENDS), "--seed", str(seed), "--tags", *DIARIES),
            )
            for seed in range(PROCESSES)
        )
    )
    acknowledged = [event_id for out in outputs for line in out.splitlines() for event_id in json.loads(line)]
    events = await events_of(path)
    assert len(acknowledged) == PROCESSES * APPENDS
    assert Counter(acknowledged) == Counter(recorded.id for recorded in events)

    said = defaultdict(list)
    for recorded in events:
        said[recorded.tags].append(recorded.event)
    assert set(said) == {(tag,) for tag in DIARIES}
    for events_in_diary in said.values():
        assert events_in_diary == [UtteranceHeard(text=str(number)) for number in range(len(events_in_diary))]


@pytest.mark.parametrize(
    "moments", [pytest.param(15, id="sample"), pytest.param(300, id="full", marks=pytest.mark.soak)]
)
async def test_killing_the_writer_loses_nothing_that_was_acknowledged(path: Path, moments: int) -> None:
    """It appends batches of three and says which are done; SIGKILL comes at seeded moments, on one file."""
    chance = random.Random(20261201)
    acknowledged: list[str] = []
    for _ in range(moments):
        async with running("tests.events.appender", str(path), "--size", "3") as process:
            for _ in range(chance.randint(1, 12)):
                acknowledged += json.loads(await process.line())
            await asyncio.sleep(chance.uniform(0, 0.004))
            printed = await process.kill()
        # A line without its end was cut off while it was printed.
        whole, _, _ = printed.rpartition("\n")
        for line in whole.splitlines():
            acknowledged += json.loads(line)

    events = await events_of(path)
    assert set(acknowledged) <= {recorded.id for recorded in events}
    batches = Counter(tag for recorded in events for tag in recorded.tags if tag.startswith("batch:"))
    assert set(batches.values()) == {3}
    assert sum(batches.values()) == len(events)
