"""Calls of a live test: somebody rings, talks, and afterwards the log and the worker are asked what came of it."""

from __future__ import annotations

import asyncio
import hashlib
import re
import time
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from datetime import time as clock_time
from pathlib import Path

import psutil  # type: ignore[import-untyped]
from attrs import frozen

from receptionist.config import Settings
from receptionist.events.call import StreamsResent
from receptionist.events.catalogue import Event
from receptionist.events.log import Query
from receptionist.events.recorded import Recorded, UnknownEvent
from receptionist.events.tags import call_tag
from receptionist.publishers.outbox import Settled
from receptionist.storage import Storage, open_storage
from tests.live.room import PATIENCE, Client, Stream, Worker, joined
from tools.livekit_server import Server

# A job's process has to start first, on a machine that does much else at once.
ANSWERED_WITHIN = 60.0
WIRE = {"key", "position", "previous", "event_type", "length", "sha256", "replayed", "late"}

_CLINIC = Settings.load({}, Path("/nowhere")).clinic
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip


@frozen
class Slot:
    """An appointment's beginning that is free, some weeks from now."""

    starts_at: datetime

    @property
    def words(self) -> str:
        """As a caller says it, so that there is one meaning only."""
        return f"{self.day} at {self.starts_at.hour - 12} PM"

    @property
    def day(self) -> str:
        """The day alone."""
        return f"{_MONTHS[self.starts_at.month - 1]} {self.starts_at.day}"


def slot(number: int = 0, *, hour: int = 14) -> Slot:
    """The slot at *hour* on the *number*-th day, from four weeks on, on which Dr. Lee works then."""
    first = datetime.now(_CLINIC.zone).date() + timedelta(days=28)
    instants = (datetime.combine(first + timedelta(days=ahead), clock_time(hour), _CLINIC.zone) for ahead in range(150))
    theirs = (at for at in instants if at in _CLINIC.starts(at.date(), "lee", _CLINIC.default_treatment))
    return Slot(next(at for index, at in enumerate(theirs) if index == number))


@asynccontextmanager
async def ringing(server: Server, room: str, identity: str = "caller-1") -> AsyncIterator[Client]:
    """A caller in a room, from the moment on that the agent has greeted."""
    async with joined(server, room, identity) as client:
        await greeted(client)
        yield client


async def greeted(client: Client) -> None:
    """Wait until the agent has greeted, in every way in which a caller sees it."""
    await client.wait_for(
        lambda: "greeting" in client.values("agent_state") and bool(replies(client)), patience=ANSWERED_WITHIN
    )


async def hang_up(client: Client) -> None:
    """Say goodbye, and wait until the agent has left the room."""
    await client.say("No, that is all, goodbye.")
    await agent_gone(client)


async def agent_gone(client: Client) -> None:
    """Wait until there is no agent in the room."""
    await client.wait_for(lambda: not agents(client))


def agents(client: Client) -> list[str]:
    """The agents that a client sees in its room."""
    return [identity for identity in client.present if identity.startswith("agent-")]


def replies(client: Client) -> list[str]:
    """What the agent has said, from the transcript."""
    return [stream.text for stream in client.on("transcript") if stream.attributes["speaker"] == "agent"]


async def answered(client: Client, words: str) -> str:
    """Say *words*, and wait for what the agent answers."""
    before = len(replies(client))
    await client.say(words)
    await client.wait_for(lambda: len(replies(client)) > before)
    return replies(client)[before]


def contract_streams(client: Client) -> list[Stream]:
    """The complete streams that the wire contract is about, LiveKit's own left out, in the order of their keys."""
    streams = [stream for stream in client.streams if not stream.topic.startswith("lk.") and stream.ended]
    return sorted(streams, key=_order)


def _order(stream: Stream) -> tuple[int, int]:
    position, ordinal = stream.attributes["key"].split(":")
    return int(position), int(ordinal)


def check_wire(streams: Sequence[Stream]) -> None:
    """See that what each stream says of itself is true, and that there is no other of its key, or its id."""
    for stream in streams:
        said = stream.attributes
        assert said.keys() >= WIRE, said
        assert said["key"].split(":")[0] == said["position"]
        assert (said["length"], said["sha256"]) == (
            str(len(stream.content)),
            hashlib.sha256(stream.content).hexdigest(),
        )
        attempt = r"\d+\.\d+" if said["replayed"] == "0" else r"r[0-9a-f]{16}\.\d+"
        assert re.fullmatch(rf"{re.escape(said['key'])}/{attempt}", stream.id), stream.id
        assert said["replayed"] in {"0", "1"}
        assert said["late"] in {"0", "1"}
    keys = [stream.attributes["key"] for stream in streams]
    assert len(set(keys)) == len(keys), keys


@asynccontextmanager
async def log_in(folder: Path) -> AsyncIterator[Storage]:
    """The log of the worker that runs in *folder*, beside it."""
    async with open_storage(folder / ".data" / "receptionist.db", create=False) as storage:
        yield storage


@frozen
class Kept:
    """What the log has of one call."""

    recorded: tuple[Recorded, ...]
    outbox: tuple[Settled, ...]

    @property
    def events(self) -> list[Event]:
        """Its events, all of a type that is known."""
        return [r.event for r in self.recorded if not isinstance(r.event, UnknownEvent)]

    @property
    def last(self) -> Event:
        """What happened in the call last: that somebody is still sent what they missed can stand behind its end."""
        return [event for event in self.events if not isinstance(event, StreamsResent)][-1]

    @property
    def names(self) -> list[str]:
        """The names of their classes."""
        return [type(event).__name__ for event in self.events]

    @property
    def states(self) -> set[str]:
        """How its effects ended."""
        return {row.state for row in self.outbox}


async def kept_of(folder: Path, client: Client) -> Kept:
    """What the log has of the call that a client was in, found by the position of any stream that it got."""
    return await kept_at(folder, int(contract_streams(client)[0].attributes["position"]))


async def kept_at(folder: Path, position: int) -> Kept:
    """What the log has of the call that has the event at *position*."""
    async with log_in(folder) as storage:
        found = (await storage.log.read(Query(), after=position - 1, limit=1)).events
        call = found[0].metadata.call
        assert call is not None
        recorded = (await storage.log.read(Query.tagged(call_tag(call)))).events
        return Kept(recorded, await storage.outbox.of_call(call))


async def until_agent_sees_caller(folder: Path, client: Client) -> None:
    """Wait until the agent that was cut off has found back, and the caller too; what is typed before is lost."""
    async with log_in(folder) as storage, asyncio.timeout(PATIENCE):
        while True:
            seen = storage.database.version
            names = (await kept_of(folder, client)).names
            if "ConnectionRestored" in names and names.count("CallerLeft") == names.count("CallerReturned"):
                return
            await storage.database.wait_for_change(seen)


def job_pids(worker: Worker, room: str) -> set[int]:
    """The processes that had a job in *room*, from the worker's log."""
    lines = [line for line in worker.log.splitlines() if f'"{room}"' in line]
    return {int(pid) for line in lines for pid in re.findall(r'"pid": (\d+)', line)} - {worker.process.pid}


def wait_until_jobs_exit(worker: Worker, rooms: Iterable[str], *, patience: float = ANSWERED_WITHIN) -> None:
    """Wait until every process that had a job in these rooms has ended. This blocks."""
    pids = {pid for room in rooms for pid in job_pids(worker, room)}
    assert pids, worker.log[-2000:]
    until = time.monotonic() + patience
    while alive := [pid for pid in pids if _lives(pid)]:
        assert time.monotonic() < until, f"jobs {alive} are still there; {worker.log[-4000:]}"
        time.sleep(0.05)


def _lives(pid: int) -> bool:
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def utc(slot: Slot) -> datetime:
    """A slot's beginning as events have it."""
    return slot.starts_at.astimezone(UTC)
