"""Logs as calls leave them, for the commands that look at them."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from attrs import frozen

from receptionist.clock import SteppedClock
from receptionist.events.catalogue import Event
from receptionist.events.recorded import NewEvent
from receptionist.ids import CallId, RandomIds
from receptionist.storage import Storage, open_storage
from tests.examples import NOW, new


@frozen(kw_only=True)
class Told:
    """A call: its events, a minute apart, and for how many seconds from now its relay's lease holds."""

    call: CallId
    events: Sequence[Event]
    at: datetime = NOW
    leased: float | None = None


def write(path: Path, *calls: Told) -> None:
    """A log at *path* in which *calls* happened one after the other; nothing that they owe was sent."""
    asyncio.run(_write(path, calls))


def alter(path: Path, *statements: str) -> None:
    """Change the tables beside the events."""

    async def run() -> None:
        async with open_storage(path) as storage:
            await storage.database.write(lambda raw: [raw.execute(sql).fetchall() for sql in statements])

    asyncio.run(run())


def objects(out: str) -> list[dict[str, Any]]:
    """What `--json` printed."""
    return [json.loads(line) for line in out.splitlines()]


async def _write(path: Path, calls: Iterable[Told]) -> None:
    ids = RandomIds(SteppedClock(NOW), seed=str(path))
    async with open_storage(path) as storage:
        for told in calls:
            await storage.log.append(_events(told, ids))
            if told.leased is not None:
                await _lease(storage, told.call, time.time() + told.leased)


def _events(told: Told, ids: RandomIds) -> list[NewEvent]:
    return [
        new(event, ids, at=told.at + timedelta(minutes=minute), call=told.call)
        for minute, event in enumerate(told.events)
    ]


async def _lease(storage: Storage, call: CallId, until: float) -> None:
    sql = "INSERT INTO relay_owner VALUES (?, 1, 'elsewhere:1', ?)"
    await storage.database.write(lambda raw: raw.execute(sql, (call, until)).fetchall())
