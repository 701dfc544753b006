"""The log as somebody outside of the agent's process sees it, so quickly that a commit is seen before it is sent."""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import signal
import sqlite3
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from attrs import frozen

_LOOK_EVERY = 0.0002
_PATIENCE = 60.0


@frozen
class Killed:
    """What the log had when the process was dead: the booking's event, and how much of it was sent."""

    position: int
    pids: tuple[int, ...]
    owed: int
    sent: int
    confirmation: str
    """The outbox's word for the written confirmation: `owed`, or `sent` when the relay was quicker."""


@contextlib.contextmanager
def reading(database: Path) -> Iterator[sqlite3.Connection]:
    """A connection that only reads."""
    with contextlib.closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True, timeout=5)) as raw:
        yield raw


async def kill_at_commit(database: Path, pids: Callable[[], tuple[int, ...]], *, after: int) -> Killed:
    """SIGKILL the processes the moment a booking stands in the log after position *after*."""
    return await asyncio.to_thread(_kill_at_commit, database, pids, after)


def _kill_at_commit(database: Path, pids: Callable[[], tuple[int, ...]], after: int) -> Killed:
    victims, until = pids(), time.monotonic() + _PATIENCE
    sql = "SELECT position FROM events WHERE position > ? AND type = 'booking.confirmed'"
    with reading(database) as raw:
        while (row := raw.execute(sql, (after,)).fetchone()) is None:
            if time.monotonic() > until:
                msg = "nobody booked anything"
                raise TimeoutError(msg)
            time.sleep(_LOOK_EVERY)
        for pid in victims:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        rows = raw.execute("SELECT state, topic FROM outbox WHERE position = ?", row).fetchall()
    states = [state for state, _ in rows]
    confirmation = next(state for state, topic in rows if topic == "booking-confirmation")
    return Killed(row[0], victims, states.count("owed"), states.count("sent"), confirmation)


def head(database: Path) -> int:
    """The log's last position; 0 before there is a log."""
    with contextlib.suppress(sqlite3.OperationalError), reading(database) as raw:
        return int(raw.execute("SELECT coalesce(max(position), 0) FROM events").fetchone()[0])
    return 0


def job_pids(worker_log: str, room: str, *, worker: int) -> tuple[int, ...]:
    """The processes that have a job in *room*, from the worker's log."""
    lines = [line for line in worker_log.splitlines() if f'"{room}"' in line]
    found = {int(pid) for line in lines for pid in re.findall(r'"pid": (\d+)', line)} - {worker}
    return tuple(sorted(found))
