"""Calls whose agent is killed: they go on with another one, whatever was committed, owed or left unsaid."""

from __future__ import annotations

import asyncio
import random
import re
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from attrs import frozen
from livekit import api

from receptionist.events.call import CallEnded, CallResumed
from receptionist.events.clinic import TaskRaised
from receptionist.ids import CallId
from receptionist.rescuing.order import RescueOrder
from tests.live.calls import (
    ANSWERED_WITHIN,
    Kept,
    Slot,
    agents,
    contract_streams,
    hang_up,
    kept_at,
    log_in,
    ringing,
    slot,
    wait_until_jobs_exit,
)
from tests.live.killing import Moment, head, holder_of, kill_at, kill_job
from tests.live.room import Client, Worker, livekit_api, new_room, token
from tools.livekit_server import Server, running

_EVENTS = (
    "call.caller_greeted",
    "call.utterance_spoken",
    "call.utterance_heard",
    "call.tool_called",
    "booking.begun",
    "booking.requested",
    "booking.confirmed",
    "call.tool_returned",
)
_PATIENCE = 90.0


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("rescue")


@pytest.fixture(scope="module")
def worker(livekit: Server, folder: Path) -> Iterator[Worker]:
    with Worker.running(livekit, folder) as started:
        yield started


@pytest.fixture
def alone(binary: Path, tmp_path: Path) -> Iterator[Server]:
    """A server for workers on a log of their own: another one's would be called into their rooms, too."""
    with running(binary, tmp_path / "server") as server:
        yield server


@pytest.fixture(scope="module")
def waits() -> Iterator[list[float]]:
    """How long each caller waited for a word after a kill, in seconds; told at the end."""
    found: list[float] = []
    yield found
    if found:
        _tell(f"\nfrom kill to the agent's next words: {_told(found)}")


def _tell(words: str) -> None:
    """A figure for docs/reliability.md, shown where it is asked for with -s."""
    sys.stdout.write(f"{words}\n")


def _told(seconds: list[float]) -> str:
    each = " ".join(f"{one:.1f}" for one in sorted(seconds))
    return f"median {statistics.median(seconds):.1f} s of {len(seconds)} ({each})"


def moments(number: int, seed: str) -> list[Moment]:
    """As many moments, each a little after an event of the call's first words or of its booking."""
    chosen = random.Random(seed)
    found = []
    for index in range(number):
        event_type = _EVENTS[index % len(_EVENTS)]
        found.append(Moment(event_type, after=round(chosen.choice((0.0, chosen.uniform(0, 0.03))), 4)))
    return found


@frozen
class Outcome:
    """A call that was taken up: what the log has of it, and what its caller has."""

    kept: Kept
    caller: Client
    waited: float
    said: str


async def _survive(
    server: Server, folder: Path, room: str, moment: Moment, *, wanted: str, kill: Callable[[], None]
) -> Outcome:
    database = folder / ".data" / "receptionist.db"
    since = head(database)
    killing = asyncio.create_task(asyncio.to_thread(_kill_at, moment, database, since, kill))
    async with Client("caller-1") as sarah:
        await sarah.join(server.url, token(server, room, "caller-1"))
        if moment.event_type in {"call.caller_greeted", "call.utterance_spoken"}:
            at, position = await killing
        else:
            await sarah.wait_for(lambda: bool(_said(sarah, since)), patience=ANSWERED_WITHIN)
            await sarah.say(wanted)
            at, position = await killing
        await sarah.wait_for(lambda: bool(_said(sarah, position)), patience=_PATIENCE)
        waited, said = time.monotonic() - at, _said(sarah, position)[0]
        for _ in range(4):
            if await _is_booked(folder, since):
                break
            before = len(_said(sarah, position))
            await sarah.say(wanted)
            await sarah.wait_for(lambda before=before: len(_said(sarah, position)) > before)  # type: ignore[misc]
        await hang_up(sarah)
        await asyncio.sleep(0.5)
    return Outcome(await kept_at(folder, since + 1), sarah, waited, said)


def _wants(free: Slot) -> str:
    return f"I'd like to book an appointment. My name is Sarah, {free.words}."


def _kill_at(moment: Moment, database: Path, since: int, kill: Callable[[], None]) -> tuple[float, int]:
    while not database.exists():
        time.sleep(0.01)
    at = kill_at(moment, database, since, kill)
    return at, head(database)


async def _is_booked(folder: Path, since: int) -> bool:
    return "BookingConfirmed" in (await kept_at(folder, since + 1)).names


def _said(client: Client, after: int) -> list[str]:
    """What agents said in events after a position: each once, though it may have come more often."""
    found = {
        int(stream.attributes["position"]): stream.text
        for stream in client.on("transcript")
        if stream.attributes["speaker"] == "agent" and int(stream.attributes["position"]) > after
    }
    return [found[position] for position in sorted(found)]


def _check(outcome: Outcome) -> None:
    kept = outcome.kept
    assert kept.names.count("CallStarted") == 1
    assert [event for event in kept.events if isinstance(event, CallResumed)] == [CallResumed(attempt=1)]
    assert kept.names.count("BookingConfirmed") == 1
    assert kept.names.count("CallerGreeted") == 1
    assert kept.last == CallEnded(reason="caller_said_goodbye")
    assert kept.states <= {"sent", "superseded"}
    streams = contract_streams(outcome.caller)
    sent = {row.key for row in kept.outbox if row.lane == "streams" and row.state == "sent"}
    assert {stream.attributes["key"] for stream in streams} >= sent
    assert outcome.caller.values("agent_state")[-1] == "ended"
    assert "confirmed" in outcome.caller.values("agent_state")


@pytest.mark.timeout(900)
@pytest.mark.parametrize(
    "moment",
    [
        *(pytest.param(one, id=f"{one.event_type}+{one.after}") for one in moments(8, "rescue")),
        *(
            pytest.param(one, id=f"soak-{index}-{one.event_type}+{one.after}", marks=pytest.mark.soak)
            for index, one in enumerate(moments(50, "soak"))
        ),
    ],
)
async def test_a_call_goes_on_when_its_agent_is_killed(
    livekit: Server, worker: Worker, folder: Path, waits: list[float], moment: Moment
) -> None:
    room = new_room("killed")
    free = slot(len(waits) % 40, hour=13 + len(waits) // 40)
    outcome = await _survive(livekit, folder, room, moment, wanted=_wants(free), kill=lambda: kill_job(room, worker))
    waits.append(outcome.waited)
    _tell(f"{moment.event_type}+{moment.after}: {outcome.waited:.1f} s, {outcome.said!r}")
    _check(outcome)


@contextmanager
def _two_workers(server: Server, folder: Path) -> Iterator[tuple[Worker, Worker]]:
    """Two workers on one log, each with a folder of its own besides."""
    database = {"RECEPTIONIST_DB": str(folder / ".data" / "receptionist.db")}
    (folder / "other").mkdir()
    with Worker.running(server, folder) as one, Worker.running(server, folder / "other", environ=database) as other:
        yield one, other


@pytest.mark.timeout(600)
@pytest.mark.parametrize(
    "moment",
    [
        *(pytest.param(one, id=f"{one.event_type}+{one.after}") for one in moments(10, "workers")[4:7:2]),
        *(
            pytest.param(one, id=f"soak-{index}-{one.event_type}+{one.after}", marks=pytest.mark.soak)
            for index, one in enumerate(moments(10, "workers"))
        ),
    ],
)
async def test_a_call_goes_on_when_its_whole_worker_is_killed_and_another_is_there(
    alone: Server, tmp_path: Path, moment: Moment
) -> None:
    """The job, the worker, all it started: it is the other worker's rescuer that sees to it."""
    room = new_room("worker-killed")
    with _two_workers(alone, tmp_path) as (one, other):

        def kill() -> None:
            holder_of(room, one, other).kill()

        outcome = await _survive(alone, tmp_path, room, moment, wanted=_wants(slot()), kill=kill)
    _tell(f"worker, {moment.event_type}+{moment.after}: {outcome.waited:.1f} s, {outcome.said!r}")
    _check(outcome)


@pytest.mark.timeout(300)
async def test_a_worker_that_is_started_again_takes_up_what_it_was_killed_in(alone: Server, tmp_path: Path) -> None:
    """There was nobody else, and the caller stayed."""
    room = new_room("started-again")
    with Worker.running(alone, tmp_path) as worker:
        async with ringing(alone, room) as sarah:
            await sarah.say(_wants(slot()))
            await sarah.wait_for(lambda: "confirmed" in sarah.values("agent_state"))
            before = head(tmp_path / ".data" / "receptionist.db")
            worker.kill()
            with Worker.running(alone, tmp_path):
                await sarah.wait_for(lambda: bool(_said(sarah, before)), patience=_PATIENCE)
                await hang_up(sarah)
                await asyncio.sleep(0.5)
            kept = await kept_at(tmp_path, 1)
    assert [kept.names.count(name) for name in ("CallStarted", "CallResumed", "BookingConfirmed")] == [1, 1, 1]
    assert kept.last == CallEnded(reason="caller_said_goodbye")


@pytest.mark.timeout(300)
async def test_of_two_workers_on_one_log_one_rescues(alone: Server, tmp_path: Path) -> None:
    room = new_room("two-rescuers")
    with _two_workers(alone, tmp_path) as (one, other):
        async with ringing(alone, room) as sarah:
            before = head(tmp_path / ".data" / "receptionist.db")
            kill_job(room, one, other)
            await sarah.wait_for(lambda: bool(_said(sarah, before)), patience=_PATIENCE)
            # The ghost lingers for 20 s unless somebody has it removed.
            await sarah.wait_for(lambda: len(agents(sarah)) == 1, patience=5)
            await hang_up(sarah)
            await asyncio.sleep(0.5)
        logs = one.log + other.log
    kept = await kept_at(tmp_path, 1)
    assert [kept.names.count(name) for name in ("CallStarted", "CallResumed", "CallEnded")] == [1, 1, 1]
    assert len(re.findall(r"has lost its agent: another is called", logs)) == 1


@pytest.mark.timeout(300)
async def test_a_job_whose_log_is_another_declines_and_says_so(livekit: Server, worker: Worker, folder: Path) -> None:
    """And one for a call that its log does not have: nobody is to begin that caller's call a second time."""
    room = new_room("declined")
    async with ringing(livekit, room) as sarah, log_in(folder) as storage, livekit_api(livekit) as lk:
        [agent] = agents(sarah)
        for log_id, why in (("another", "it is in another log"), (storage.log_id, "log does not have it")):
            order = RescueOrder(log_id=log_id, call=CallId("c-unknown"))
            request = api.CreateAgentDispatchRequest(room=room, metadata=order.metadata)
            await lk.agent_dispatch.create_dispatch(request)
            await asyncio.to_thread(worker.wait_for, why)
        assert agents(sarah) == [agent]
        await hang_up(sarah)
    await asyncio.to_thread(wait_until_jobs_exit, worker, [room])


@pytest.mark.timeout(300)
async def test_a_call_that_kills_its_agents_is_given_up_and_its_caller_told(
    livekit: Server, worker: Worker, folder: Path
) -> None:
    """Three may die of it; the fourth says that it is over, and staff have it in their inbox."""
    room = new_room("given-up")
    database = folder / ".data" / "receptionist.db"
    since = head(database)
    async with ringing(livekit, room) as sarah:
        kill_job(room, worker)
        for count in (2, 3, 4):
            await asyncio.to_thread(
                kill_at, Moment("call.utterance_spoken", count=count), database, since, lambda: kill_job(room, worker)
            )
        await sarah.wait_for(lambda: "something keeps going wrong" in " ".join(_said(sarah, since)), patience=_PATIENCE)
        await sarah.wait_for(lambda: not agents(sarah))
    kept = await kept_at(folder, since + 1)
    assert [event.attempt for event in kept.events if isinstance(event, CallResumed)] == [1, 2, 3, 4]
    [task] = [event for event in kept.events if isinstance(event, TaskRaised)]
    assert (task.kind, task.urgency) == ("failed_call", "now")
    assert [event for event in kept.events if isinstance(event, CallEnded)] == [CallEnded(reason="failed")]


@pytest.mark.timeout(300)
async def test_a_call_without_agent_and_caller_is_ended_in_the_log(alone: Server, tmp_path: Path) -> None:
    """The caller has their time to come back, as with an agent; what they missed is parked."""
    room = new_room("both-gone")
    with Worker.running(alone, tmp_path, environ={"RECEPTIONIST_GRACE_SECONDS": "3"}) as worker:
        async with ringing(alone, room):
            kill_job(room, worker)
        async with log_in(tmp_path) as storage, asyncio.timeout(_PATIENCE):
            while "CallEnded" not in (kept := await kept_at(tmp_path, 1)).names or "owed" in kept.states:
                await storage.database.wait_for_change(storage.database.version)
    assert kept.last in {CallEnded(reason="caller_left"), CallEnded(reason="connection_lost")}
    assert "CallResumed" not in kept.names
    assert "parked" in kept.states


@pytest.mark.timeout(300)
async def test_a_call_goes_on_across_a_rolling_restart(alone: Server, tmp_path: Path) -> None:
    """The old worker is told to end, and again a second later, while its call goes on: the new one is there."""
    room = new_room("rolling")
    with _two_workers(alone, tmp_path) as workers:
        async with ringing(alone, room) as sarah:
            before = head(tmp_path / ".data" / "receptionist.db")
            await asyncio.to_thread(holder_of(room, *workers).stop)
            at = time.monotonic()
            await sarah.wait_for(lambda: bool(_said(sarah, before)), patience=_PATIENCE)
            _tell(f"rolling restart: {time.monotonic() - at:.1f} s, {_said(sarah, before)[0]!r}")
            await hang_up(sarah)
            await asyncio.sleep(0.5)
    kept = await kept_at(tmp_path, 1)
    assert [kept.names.count(name) for name in ("CallStarted", "CallResumed", "CallEnded")] == [1, 1, 1]
    assert kept.last == CallEnded(reason="caller_said_goodbye")


@pytest.mark.timeout(300)
async def test_a_call_goes_on_in_a_room_that_was_made_anew_when_its_agent_died_with_the_server(
    binary: Path, tmp_path: Path
) -> None:
    """The server calls an agent into it as into any new room; the log tells that one whose call it is."""
    room = new_room("anew")
    with (
        running(binary, tmp_path / "server") as server,
        Worker.running(server, tmp_path) as worker,
    ):
        async with ringing(server, room) as sarah:
            await sarah.say(_wants(slot()))
            await sarah.wait_for(lambda: "confirmed" in sarah.values("agent_state"))
            before = head(tmp_path / ".data" / "receptionist.db")
            server.kill()
            kill_job(room, worker)
            await asyncio.to_thread(server.start)
            await sarah.wait_for(lambda: bool(_said(sarah, before)), patience=_PATIENCE)
            await hang_up(sarah)
            await asyncio.sleep(0.5)
    kept = await kept_at(tmp_path, 1)
    assert [kept.names.count(name) for name in ("CallStarted", "CallResumed", "BookingConfirmed")] == [1, 1, 1]
    assert kept.last == CallEnded(reason="caller_said_goodbye")
