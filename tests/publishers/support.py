"""A call's history, and a stand with storage and relays on it."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from pathlib import Path
from subprocess import PIPE
from typing import Any

from attrs import define, field

from receptionist.audience import SentTo
from receptionist.clock import Clock, SteppedClock
from receptionist.events.booking import (
    AppointmentMoved,
    BookingBegun,
    BookingConfirmed,
    BookingDetailsGiven,
    DetailsRequested,
)
from receptionist.events.call import CallEnded, CallerGreeted
from receptionist.events.catalogue import Event
from receptionist.events.log import Query
from receptionist.events.recorded import Recorded
from receptionist.events.tags import call_tag
from receptionist.ids import CallId, RandomIds
from receptionist.projections import project
from receptionist.projections.effects import Effect, SetAttributes
from receptionist.publishers.recording import Published
from receptionist.publishers.relay import Outcome, Relay, RelaySettings
from receptionist.storage import Storage, open_storage
from tests.examples import CALL, NOW, example, new
from tests.publishers.scripted import PATIENCE, ScriptedPublisher, hangs

GREETED = example(CallerGreeted)
BEGUN = example(BookingBegun)
NAMED = example(BookingDetailsGiven)
"""Owes one effect alone: an attribute."""
CONFIRMED = example(BookingConfirmed)
DETAILS = example(DetailsRequested)
MOVED = example(AppointmentMoved)
ENDED = example(CallEnded)

BOOKING: tuple[Event, ...] = (GREETED, BEGUN, CONFIRMED)
"""Owes attributes 1:0, 2:0 and 3:0, and streams 1:1, 2:1 and 3:1 to 3:5; the call goes on."""
WHOLE: tuple[Event, ...] = (*BOOKING, DETAILS, MOVED, ENDED)
"""Owes besides the streams 4:0 to 4:4, 5:1 to 5:5 and 6:1, and attributes 5:0 and 6:0; the call is over."""
ATTRIBUTES = ["1:0", "2:0", "3:0", "5:0", "6:0"]
STREAMS = [
    "1:1", "2:1", "3:1", "3:2", "3:3", "3:4", "3:5",
    "4:0", "4:1", "4:2", "4:3", "4:4", "5:1", "5:2", "5:3", "5:4", "5:5", "6:1",
]  # fmt: skip

QUICK = RelaySettings(lease=30, attempt=20, backoff_first=0.001, backoff_most=0.004, crashes_allowed=3)
"""Waits that a test does not feel; a lease and an attempt that last, unless a test's own clock says otherwise."""


@define
class Stand:
    """A log file, and relays on it. The clocks stand still until a test moves them."""

    storage: Storage
    ids: RandomIds
    clock: SteppedClock = field(factory=lambda: SteppedClock(NOW))
    wall: SteppedClock = field(factory=lambda: SteppedClock(NOW))
    outcomes: list[Outcome] = field(factory=list)

    async def append(self, *events: Event, call: CallId = CALL) -> tuple[Recorded, ...]:
        return await self.storage.log.append([new(event, self.ids, call=call) for event in events])

    def relay(
        self,
        publisher: Any,
        *,
        call: CallId = CALL,
        owner: str = "relay",
        settings: RelaySettings = QUICK,
        wall: Clock | None = None,
        jitter: float = 1.0,
        watch: Callable[[Outcome], None] | None = None,
        attributes_stay: bool = True,
        audience: SentTo = "caller_and_staff",
    ) -> Relay:
        return Relay(
            call=call,
            owner=owner,
            database=self.storage.database,
            log=self.storage.log,
            vault=self.storage.vault,
            publisher=publisher,
            clock=self.clock,
            wall=wall or self.wall,
            settings=settings,
            watch=watch or self.outcomes.append,
            jitter=lambda: jitter,
            attributes_stay=attributes_stay,
            audience=audience,
        )

    async def settle(self, publisher: Any, **how: Any) -> None:
        """Run a relay until nothing is owed any more, and stop it."""
        relay = self.relay(publisher, **how)
        async with running(relay):
            await settled(relay)

    async def recorded(self, call: CallId = CALL) -> tuple[Recorded, ...]:
        return (await self.storage.log.read(Query.tagged(call_tag(call)))).events

    def rows(self, call: CallId = CALL, *columns: str) -> dict[str, Any]:
        """Columns of the call's rows (their state if none is named), by key."""
        return rows(self.storage.path, call, *columns)

    async def poke(self) -> None:
        """Have a commit that changes nothing, so that everybody who waits for one looks again."""
        await self.storage.database.write(lambda _: None)


@contextlib.asynccontextmanager
async def stand_on(path: Path, *, seed: int = 1) -> AsyncIterator[Stand]:
    async with open_storage(path) as storage:
        yield Stand(storage, ids=RandomIds(SteppedClock(NOW), seed=seed))


@contextlib.asynccontextmanager
async def running(*relays: Relay) -> AsyncIterator[list[asyncio.Task[None]]]:
    """Relays at work, stopped at the end as a call stops its own. One that failed by then fails the test."""
    tasks = [asyncio.create_task(relay.run()) for relay in relays]
    try:
        yield tasks
    finally:
        for task in tasks:
            task.cancel()
        ends = await asyncio.gather(*tasks, return_exceptions=True)
    assert [type(end) for end in ends] == [asyncio.CancelledError] * len(ends), ends


async def a_predecessor_that_got_no_further_than(stand: Stand, *stuck: str, events: tuple[Event, ...]) -> None:
    """It has sent all but these and what comes after them in their lanes, and is gone."""
    publisher = ScriptedPublisher({key: [hangs()] for key in stuck})
    async with running(stand.relay(publisher)), asyncio.timeout(PATIENCE):
        await stand.append(*events)
        for key in stuck:
            await publisher.until_tried(key)
        while True:
            seen = stand.storage.database.version
            first_owed: dict[str, str] = {}
            for key, (lane, state) in stand.rows(CALL, "lane", "state").items():
                if state == "owed":
                    first_owed.setdefault(lane, key)
            if set(first_owed.values()) == set(stuck):
                break
            await stand.storage.database.wait_for_change(seen)
    stand.outcomes.clear()


async def owner(stand: Stand) -> tuple[str, int, float]:
    """Who has the call, in which epoch, and for how much longer by the stand's clock."""

    def run(raw: sqlite3.Connection) -> tuple[str, int, float]:
        row: tuple[str, int, float] | None = raw.execute("SELECT owner, epoch, expires_at FROM relay_owner").fetchone()
        return row or ("nobody", 0, 0.0)

    name, epoch, expires_at = await stand.storage.database.read(run)
    return name, epoch, max(0.0, round(expires_at - stand.wall.now().timestamp(), 3))


async def until_owned_by(stand: Stand, name: str, epoch: int) -> None:
    async with asyncio.timeout(PATIENCE):
        while True:
            seen = stand.storage.database.version
            if (await owner(stand))[:2] == (name, epoch):
                return
            await stand.storage.database.wait_for_change(seen)


async def settled(relay: Relay) -> None:
    async with asyncio.timeout(PATIENCE):
        await relay.all_settled()


def rows(path: Path, call: CallId = CALL, *columns: str) -> dict[str, Any]:
    """Columns of a call's rows in the file as it stands, by key."""
    names = columns or ("state",)
    with contextlib.closing(sqlite3.connect(path)) as raw:
        found = raw.execute(
            f"SELECT position, ordinal, {', '.join(names)} FROM outbox WHERE call = ? ORDER BY position, ordinal",  # noqa: S608
            (call,),
        ).fetchall()
    return {f"{row[0]}:{row[1]}": row[2] if len(names) == 1 else row[2:] for row in found}


def projection(recorded: Iterable[Recorded]) -> dict[str, Effect]:
    """Every effect of these events, by key."""
    return {f"{r.position}:{ordinal}": effect for r in recorded for ordinal, effect in enumerate(project(r))}


def first_of_each(received: Iterable[Published]) -> dict[str, Effect]:
    """What a receiver that dedupes by key has, in the order in which it came."""
    seen: dict[str, Effect] = {}
    for published in received:
        seen.setdefault(published.delivery.key, published.effect)
    return seen


def attributes_at(received: Iterable[Published]) -> dict[str, str]:
    """The attributes of somebody who has applied every set, repetitions too."""
    values: dict[str, str] = {}
    for published in received:
        if isinstance(published.effect, SetAttributes):
            values |= published.effect.values
    return values


@contextlib.contextmanager
def lock(path: Path) -> Iterator[None]:
    """Another process that holds the file's write lock."""
    code = (
        "import sqlite3, sys; raw = sqlite3.connect(sys.argv[1], isolation_level=None);"
        " raw.execute('BEGIN IMMEDIATE'); print('locked', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen([sys.executable, "-c", code, str(path)], stdin=PIPE, stdout=PIPE) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"locked\n"
        yield
