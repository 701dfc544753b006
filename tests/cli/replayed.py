"""A call in a log, and what `receptionist replay` prints of it."""

from __future__ import annotations

import asyncio
from pathlib import Path

from receptionist.clock import SystemClock
from receptionist.events.call import UtteranceHeard, UtteranceSpoken
from receptionist.events.catalogue import Event
from receptionist.events.log import Query
from receptionist.events.recorded import Recorded
from receptionist.ids import CallId, RandomIds
from receptionist.storage import open_storage
from tests.cli.logs import Told, alter, write
from tests.examples import new
from tests.processes import run
from tests.replaying.telling import BEGUN, CALLED, CONFIRMED, ENDED, GREETED, RETURNED, STARTED

CALL = CallId("c-booked000000")
SENT = (
    "UPDATE outbox SET state = 'sent', attempts = 1, epoch = 1, settled_at = (SELECT"
    " replace(recorded_at, ':00.000000', ':01.200000') FROM events WHERE events.position = outbox.position)"
)
TO_CALLER = "[sent +1.2 s to caller]"
STORY: tuple[Event, ...] = (
    STARTED,
    GREETED,
    UtteranceHeard(text="Tomorrow at nine, please. It's Zoë  Quillfeather."),
    CALLED,
    BEGUN,
    CONFIRMED,
    RETURNED,
    UtteranceSpoken(text="You are booked,", interrupted=True),
    ENDED,
)


def write_call(folder: Path, *events: Event, sql: tuple[str, ...] = (SENT,), leased: float | None = None) -> None:
    """A log with the call, and what became of its effects."""
    write(folder / "log.db", Told(call=CALL, events=events or STORY, leased=leased))
    alter(folder / "log.db", *sql)


def append(path: Path, event: Event) -> None:
    """Something more happens in the call."""

    async def run() -> None:
        async with open_storage(path) as storage:
            await storage.log.append([new(event, RandomIds(SystemClock()), call=CALL)])

    asyncio.run(run())


def recorded_in(path: Path) -> tuple[Recorded, ...]:
    """All that a log has."""

    async def run() -> tuple[Recorded, ...]:
        async with open_storage(path) as storage:
            return (await storage.log.read(Query())).events

    return asyncio.run(run())


def replay(folder: Path, *arguments: str) -> list[str]:
    """What is printed of the call."""
    result = run(folder, "replay", "c-booked", "--db", "log.db", *arguments)
    assert (result.status, result.err) == (0, "")
    return result.out.splitlines()
