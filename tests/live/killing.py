"""Ending an agent's process at a moment that the log tells: between one commit and what would have followed it."""

from __future__ import annotations

import contextlib
import os
import signal
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

from attrs import frozen

from tests.live.calls import job_pids
from tests.live.room import Worker

_LOOK_EVERY = 0.0005
_PATIENCE = 60.0


@frozen
class Moment:
    """So many seconds after the *count*-th event of this type in a call."""

    event_type: str
    count: int = 1
    after: float = 0.0


def kill_at(moment: Moment, database: Path, since: int, victim: Callable[[], None]) -> float:
    """Call *victim* at *moment* of the call whose events come after position *since*; when (monotonic). This blocks."""
    sql = "SELECT count(*) FROM events WHERE position > ? AND type = ?"
    until = time.monotonic() + _PATIENCE
    with contextlib.closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True, timeout=5)) as raw:
        while raw.execute(sql, (since, moment.event_type)).fetchone()[0] < moment.count:
            assert time.monotonic() < until, f"{moment} never came"
            time.sleep(_LOOK_EVERY)
    time.sleep(moment.after)
    victim()
    return time.monotonic()


def head(database: Path) -> int:
    """The log's last position; 0 before there is a log."""
    with (
        contextlib.suppress(sqlite3.OperationalError),
        contextlib.closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True, timeout=5)) as raw,
    ):
        return int(raw.execute("SELECT coalesce(max(position), 0) FROM events").fetchone()[0])
    return 0


def kill_job(room: str, *workers: Worker) -> None:
    """SIGKILL for the processes that have a job in *room*: nothing of them can say goodbye."""
    for pid in _jobs(room, workers):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def holder_of(room: str, *workers: Worker) -> Worker:
    """Which of the workers in one folder has the job in *room*: they write one log, and each has a process group."""
    groups = {os.getpgid(pid) for pid in _jobs(room, workers) if _lives(pid)}
    [holder] = [worker for worker in workers if worker.process.pid in groups]
    return holder


def _jobs(room: str, workers: tuple[Worker, ...]) -> set[int]:
    return {pid for worker in workers for pid in job_pids(worker, room)} - {worker.process.pid for worker in workers}


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
