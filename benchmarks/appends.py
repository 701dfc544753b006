"""Many processes on one database file, each appending as often as a call does: how long an append takes."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import random
import tempfile
import time
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier
from pathlib import Path

from receptionist.clock import SystemClock
from receptionist.events.call import UtteranceHeard
from receptionist.events.recorded import Metadata, NewEvent
from receptionist.events.tags import tags_of
from receptionist.ids import RandomIds
from receptionist.storage import open_storage

# A turn is an utterance, a tool's call and return, a decision, an answer: five appends, every two to three seconds.
PER_SECOND = 2.0


def measure(processes: int, seconds: float) -> list[float]:
    """Seconds that each append took, of all processes together."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "log.db"
        asyncio.run(_make(path))
        forking = multiprocessing.get_context("fork")
        pipes = [forking.Pipe(duplex=False) for _ in range(processes)]
        # Opening a log is no append: all begin when the last has it open.
        begins = forking.Barrier(processes)
        workers = [
            forking.Process(target=_work, args=(path, number, begins, seconds, writer))
            for number, (_, writer) in enumerate(pipes)
        ]
        for worker in workers:
            worker.start()
        for _, writer in pipes:
            writer.close()
        took = [each for reader, _ in pipes for each in reader.recv()]
        for worker in workers:
            worker.join()
    return took


def syncing(times: int) -> list[float]:
    """Seconds that it takes to write 4 KB to a file and have it on this machine's disk: no commit is quicker."""
    took = []
    with tempfile.TemporaryFile() as file:
        for _ in range(times):
            began = time.perf_counter()
            file.write(bytes(4096))
            file.flush()
            os.fsync(file.fileno())
            took.append(time.perf_counter() - began)
    return took


async def _make(path: Path) -> None:
    async with open_storage(path):
        pass


def _work(path: Path, number: int, begins: Barrier, seconds: float, answer: Connection) -> None:
    answer.send(asyncio.run(_append(path, random.Random(number), begins, seconds)))  # noqa: S311 (not a secret)


async def _append(path: Path, chance: random.Random, begins: Barrier, seconds: float) -> list[float]:
    ids = RandomIds(SystemClock())
    call = ids.call()
    took = []
    async with open_storage(path, create=False) as storage:
        await asyncio.to_thread(begins.wait)
        until = time.perf_counter() + seconds
        while time.perf_counter() < until:
            await asyncio.sleep(chance.expovariate(PER_SECOND))
            event = UtteranceHeard(text="Tuesday at two, if that is possible.")
            new = NewEvent(
                id=ids.event(),
                event=event,
                tags=tags_of(event, call),
                recorded_at=SystemClock().now(),
                metadata=Metadata(call=call, actor="caller", agent="bench", prompt="", model=""),
            )
            began = time.perf_counter()
            await storage.log.append([new])
            took.append(time.perf_counter() - began)
    return took
