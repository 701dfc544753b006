"""Callers who leave and come back, or do not; rooms and servers that go away: each ends in a log that says so."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from livekit import api

from receptionist.clock import SystemClock
from receptionist.events.call import CallEnded, CallerLeft, CallStarted
from receptionist.events.log import Query
from receptionist.ids import CallId
from receptionist.publishers.room_claim import RoomClaims
from receptionist.storage import Storage, open_storage
from tests.live.calls import (
    ANSWERED_WITHIN,
    agents,
    answered,
    check_wire,
    contract_streams,
    greeted,
    hang_up,
    kept_of,
    log_in,
    ringing,
    slot,
    until_agent_sees_caller,
    wait_until_jobs_exit,
)
from tests.live.room import Client, Worker, joined, livekit_api, new_room, token
from tools.livekit_server import Server, running

_OUTAGE = 5.0
# An agent that does not wait has greeted by then.
_SILENCE = 2.0
_GRACE = {"RECEPTIONIST_GRACE_SECONDS": "3"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("presence")


@pytest.fixture(scope="module")
def worker(livekit: Server, folder: Path) -> Iterator[Worker]:
    with Worker.running(livekit, folder, environ=_GRACE) as started:
        yield started


async def test_a_caller_who_comes_back_in_time_goes_on_talking_and_gets_what_was_owed(
    livekit: Server, worker: Worker, folder: Path
) -> None:
    room = new_room("returning")
    async with joined(livekit, room, "staff-ann") as staff:
        async with ringing(livekit, room) as before:
            await answered(before, "I'd like to book an appointment. My name is Sarah.")
        # Somebody who is back at once has not left, for anybody in the room.
        await staff.wait_for(lambda: "caller-1" not in staff.present)
    async with joined(livekit, room, "caller-1") as after:
        await after.wait_for(lambda: "The caller is back" in _statuses(after))
        assert after.values("agent_state") == ["booking"]
        await answered(after, f"{slot().words}, please.")
        await after.wait_for(lambda: bool(after.on("appointment-details")))
        await hang_up(after)

    # It may have been a page that was loaded again: all of it comes.
    streams = contract_streams(after)
    assert [stream.text for stream in streams if stream.topic == "agent-status"] == [
        "Greeting the caller",
        "Taking a booking",
        "Waiting for the caller to come back",
        "The caller is back",
        "Appointment booked",
        "Call ended",
    ]
    check_wire(streams)
    assert [s.attributes["previous"] for s in streams] == ["", *(s.attributes["key"] for s in streams[:-1])]
    had = {stream.attributes["key"] for stream in contract_streams(before)}
    assert had <= {stream.attributes["key"] for stream in streams if stream.attributes["replayed"] == "1"}
    kept = await kept_of(folder, after)
    assert kept.states == {"sent"}
    assert [name for name in kept.names if name in {"CallerLeft", "CallerReturned", "CallEnded"}] == [
        "CallerLeft",
        "CallerReturned",
        "CallEnded",
    ]
    await asyncio.to_thread(wait_until_jobs_exit, worker, [room])


def _statuses(client: Client) -> list[str]:
    return [stream.text for stream in client.on("agent-status")]


async def test_a_caller_who_does_not_come_back_ends_the_call_and_what_they_missed_is_parked(
    livekit: Server, worker: Worker, folder: Path
) -> None:
    room = new_room("leaving")
    async with ringing(livekit, room) as sarah:
        await answered(sarah, "I'd like to book an appointment. My name is Sarah.")
    await asyncio.to_thread(wait_until_jobs_exit, worker, [room])
    kept = await kept_of(folder, sarah)
    assert kept.events[-2:] == [CallerLeft(reason="CLIENT_INITIATED"), CallEnded(reason="caller_left")]
    unsent = {row.last_error for row in kept.outbox if row.state != "sent"}
    assert unsent == {"the caller has left, and nobody else whom it is for was there"}
    assert kept.states == {"sent", "parked"}


async def test_a_room_that_is_deleted_ends_the_call(livekit: Server, worker: Worker, folder: Path) -> None:
    room = new_room("deleted")
    async with ringing(livekit, room) as sarah:
        await answered(sarah, "I'd like to book an appointment. My name is Sarah.")
        async with livekit_api(livekit) as lk:
            await lk.room.delete_room(api.DeleteRoomRequest(room=room))
        await asyncio.to_thread(wait_until_jobs_exit, worker, [room])
    kept = await kept_of(folder, sarah)
    assert kept.last == CallEnded(reason="room_closed")
    assert kept.states == {"sent", "parked"}


async def test_a_server_that_shuts_down_ends_the_call(binary: Path, tmp_path: Path) -> None:
    """It tells everybody to go: there is nothing to come back to."""
    room = new_room("down")
    with (
        running(binary, tmp_path / "server") as server,
        Worker.running(server, tmp_path, environ=_GRACE) as worker,
    ):
        async with ringing(server, room) as sarah:
            await answered(sarah, "I'd like to book an appointment. My name is Sarah.")
            await asyncio.to_thread(server.stop)
            await asyncio.to_thread(wait_until_jobs_exit, worker, [room])
        kept = await kept_of(tmp_path, sarah)
    assert kept.last == CallEnded(reason="connection_lost")
    assert kept.states == {"sent", "parked"}


async def test_a_server_that_crashes_and_is_back_after_five_seconds_has_its_call_go_on(
    binary: Path, tmp_path: Path
) -> None:
    """Agent and caller both find back, whoever is first; a second agent that is called in leaves them the call."""
    room = new_room("away")
    with (
        running(binary, tmp_path / "server") as server,
        Worker.running(server, tmp_path, environ={"RECEPTIONIST_GRACE_SECONDS": "30"}) as worker,
    ):
        async with ringing(server, room) as sarah:
            await answered(sarah, "I'd like to book an appointment. My name is Sarah.")
            [agent] = agents(sarah)
            server.kill()
            await asyncio.sleep(_OUTAGE)
            await asyncio.to_thread(server.start)
            await sarah.wait_for(lambda: "reconnected" in sarah.connection, patience=ANSWERED_WITHIN)
            # Whoever publishes nothing is announced to the agent up to 3 s late, unless an attribute changes.
            await sarah.room.local_participant.set_attributes({"test.client": "2"})
            await sarah.wait_for(lambda: agents(sarah) == [agent], patience=ANSWERED_WITHIN)
            await until_agent_sees_caller(tmp_path, sarah)
            # The room's attributes are those of before, for somebody who comes only now too.
            async with joined(server, room, "staff-ann") as staff:
                assert "booking" in staff.values("agent_state")
            await asyncio.to_thread(worker.wait_for, "registered worker", times=2)
            await answered(sarah, f"{slot().words}, please.")
            await sarah.wait_for(lambda: bool(sarah.on("appointment-details")))
            # A second agent may be announced only now, and be about to leave.
            await sarah.wait_for(lambda: agents(sarah) == [agent])
            await hang_up(sarah)
        await asyncio.to_thread(wait_until_jobs_exit, worker, [room])
        kept = await kept_of(tmp_path, sarah)
        async with log_in(tmp_path) as storage:
            everything = (await storage.log.read(Query())).events
    assert everything == kept.recorded
    told = [name for name in kept.names if name in {"ConnectionLost", "ConnectionRestored", "CallEnded"}]
    assert told == ["ConnectionLost", "ConnectionRestored", "CallEnded"]
    assert kept.last == CallEnded(reason="caller_said_goodbye")
    assert kept.states == {"sent"}
    assert (kept.names.count("CallStarted"), kept.names.count("BookingConfirmed")) == (1, 1)


async def test_an_agent_says_nothing_while_another_process_has_the_call_and_answers_when_it_is_over(
    livekit: Server, worker: Worker, folder: Path
) -> None:
    """A server that crashed has called it in, and the agent that holds the call is on its way back."""
    room = new_room("held")
    async with open_storage(folder / ".data" / "receptionist.db") as storage:
        before = await _calls(storage)
        claims = RoomClaims(storage.database, wall=SystemClock(), seconds=3600)
        assert await claims.claim(room, call=CallId("c-elsewhere"), agent="agent-elsewhere")
        async with joined(livekit, room, "caller-1") as sarah:
            await sarah.wait_for(lambda: bool(agents(sarah)), patience=ANSWERED_WITHIN)
            await asyncio.sleep(_SILENCE)
            assert (sarah.values("agent_state"), sarah.streams) == ([], [])
            assert await _calls(storage) == before
            await claims.release(room, call=CallId("c-elsewhere"))
            await greeted(sarah)
            assert await _calls(storage) == before + 1
            await hang_up(sarah)
        await asyncio.to_thread(wait_until_jobs_exit, worker, [room])
        # The name of the room is not kept.
        assert await claims.holder(room) is None
    assert (await kept_of(folder, sarah)).last == CallEnded(reason="caller_said_goodbye")


async def test_an_agent_that_waited_leaves_when_the_one_that_has_the_call_is_back(
    livekit: Server, worker: Worker, folder: Path
) -> None:
    room = new_room("back")
    async with open_storage(folder / ".data" / "receptionist.db") as storage:
        before = await _calls(storage)
        claims = RoomClaims(storage.database, wall=SystemClock(), seconds=3600)
        assert await claims.claim(room, call=CallId("c-elsewhere"), agent="agent-elsewhere")
        async with joined(livekit, room, "caller-1") as sarah, Client("agent-elsewhere") as other:
            await sarah.wait_for(lambda: bool(agents(sarah)), patience=ANSWERED_WITHIN)
            await other.join(livekit.url, token(livekit, room, "agent-elsewhere", kind="agent"))
            await sarah.wait_for(lambda: agents(sarah) == ["agent-elsewhere"])
            await asyncio.to_thread(wait_until_jobs_exit, worker, [room])
            assert (sarah.values("agent_state"), sarah.streams) == ([], [])
        assert await _calls(storage) == before
        assert await claims.holder(room) is not None
        await claims.release(room, call=CallId("c-elsewhere"))


async def _calls(storage: Storage) -> int:
    events = (await storage.log.read(Query())).events
    return sum(isinstance(recorded.event, CallStarted) for recorded in events)


async def test_an_agent_that_is_called_into_a_room_with_an_agent_leaves_it_to_that_one(
    livekit: Server, worker: Worker, folder: Path
) -> None:
    room = new_room("two")
    async with ringing(livekit, room) as sarah:
        [agent] = agents(sarah)
        # Other rooms of this worker may have said so before.
        left, before = "another agent has the call of this room", worker.log.count("another agent has the call")
        async with livekit_api(livekit) as lk:
            await lk.agent_dispatch.create_dispatch(api.CreateAgentDispatchRequest(room=room))
        await asyncio.to_thread(worker.wait_for, left, times=before + 1)
        await sarah.wait_for(lambda: agents(sarah) == [agent])
        await answered(sarah, "I'd like to book an appointment. My name is Sarah.")
        assert len(sarah.on("agent-status")) == 2
        await hang_up(sarah)
    kept = await kept_of(folder, sarah)
    assert kept.last == CallEnded(reason="caller_said_goodbye")
    await asyncio.to_thread(wait_until_jobs_exit, worker, [room])
