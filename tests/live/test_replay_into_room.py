"""A past call in a real room once more: any frontend sees it as it was, marked as replayed."""

from __future__ import annotations

import asyncio
import hashlib
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from livekit import api

from receptionist.audience import REPLAY_ROOM
from receptionist.client import RoomClient
from receptionist.events.log import Query
from receptionist.happenings import Closed, Left, TextArrived
from receptionist.projections import project
from receptionist.projections.effects import SendText
from receptionist.storage import open_storage
from tests.live.calls import check_wire, contract_streams, ringing
from tests.live.room import Client, Worker, joined, livekit_api, new_room, token
from tests.processes import Running, run, start
from tools.livekit_server import Server

FAST = ("--speed", "30")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where there is a log of one call: the story that `talk` plays."""
    folder = tmp_path_factory.mktemp("past")
    assert run(folder, "talk", "--db", "log.db").status == 0
    return folder


@pytest.fixture(scope="module")
def call(folder: Path) -> str:
    with sqlite3.connect(folder / "log.db") as raw:
        (found,) = raw.execute("SELECT call FROM calls").fetchone()
    return str(found)


@pytest.fixture
def worker(livekit: Server, folder: Path) -> Iterator[Worker]:
    """A worker that answers every room that is made on this server, from the same log."""
    with Worker.running(livekit, folder, environ={"RECEPTIONIST_DB": str(folder / "log.db")}) as started:
        yield started


def replaying(server: Server, folder: Path, call: str, room: str, *more: str) -> Running:
    return start(folder, "replay", call, "--db", "log.db", "--into-room", room, *more, environ=server.environ)


def shown_then(folder: Path) -> list[tuple[str, str]]:
    """The keys and words of the text streams that were sent, from the log."""

    async def read() -> list[tuple[str, str]]:
        async with open_storage(folder / "log.db", create=False, read_only=True) as storage:
            events = (await storage.log.read(Query())).events
        return [
            (f"{recorded.position}:{ordinal}", "".join(effect.chunks))
            for recorded in events
            for ordinal, effect in enumerate(project(recorded))
            if isinstance(effect, SendText)
        ]

    return asyncio.run(read())


def log_bytes(folder: Path) -> str:
    """What the log says of its call, and what became of its effects: not that somebody looked at it."""
    with sqlite3.connect(folder / "log.db") as raw:
        told = [
            raw.execute("SELECT * FROM events WHERE type <> 'access.recorded' ORDER BY position").fetchall(),
            raw.execute("SELECT * FROM outbox ORDER BY position, ordinal").fetchall(),
        ]
    return hashlib.sha256(repr(told).encode()).hexdigest()


async def until_in_room(running: Running, room: str) -> None:
    """Whoever makes the room decides: were the caller first, an agent would be called into it."""
    line = await asyncio.to_thread(running.output.readline)
    assert line.startswith(f"in room {room} as replay-".encode())


async def finished(running: Running) -> tuple[str, int]:
    out, status = await asyncio.to_thread(running.finish)
    return out.decode(), status


async def test_a_frontend_sees_the_call_again_as_it_was_and_marked(livekit: Server, folder: Path, call: str) -> None:
    before, room = log_bytes(folder), new_room("again")
    running = replaying(livekit, folder, call, room, *FAST)
    async with joined(livekit, room, "caller-1") as client:
        await client.wait_for(lambda: "ended" in client.values("agent_state"))
        out, status = await finished(running)
    assert status == 0, out
    then = await asyncio.to_thread(shown_then, folder)
    # What is here is read whole a moment later.
    await client.wait_for(lambda: sum(stream.kind == "text" for stream in contract_streams(client)) >= len(then))
    streams = contract_streams(client)
    check_wire(streams)
    assert [(stream.attributes["key"], stream.text) for stream in streams if stream.kind == "text"] == then
    assert {stream.attributes["replayed"] for stream in streams} == {"1"}
    assert {stream.topic for stream in streams if stream.kind == "bytes"} == {
        "appointment-details", "appointment-calendar", "appointment-card",
    }  # fmt: skip
    keys = [stream.attributes["key"] for stream in streams]
    assert [stream.attributes["previous"] for stream in streams] == ["", *keys[:-1]]
    assert client.values("agent_state") == ["greeting", "booking", "confirmed", "ended"]
    assert log_bytes(folder) == before


async def test_who_comes_late_gets_what_was_replayed_before_by_itself_or_by_asking(
    livekit: Server, folder: Path, call: str
) -> None:
    room = new_room("late")
    running = replaying(livekit, folder, call, room, "--speed", "4")
    async with joined(livekit, room, "caller-1") as first:
        await first.wait_for(lambda: len(first.on("transcript")) > 2)
        async with (
            joined(livekit, room, "staff-late") as late,
            RoomClient.join(livekit.url, token(livekit, room, "staff-asks")) as asks,
        ):
            asked_for = await texts_until_the_agent_leaves(asks)
            await late.wait_for(lambda: "ended" in late.values("agent_state"))
        _, status = await finished(running)
    assert status == 0
    then = await asyncio.to_thread(shown_then, folder)
    assert asked_for == then
    unasked = [(stream.attributes["key"], stream.text) for stream in contract_streams(late) if stream.kind == "text"]
    assert unasked == then


async def texts_until_the_agent_leaves(client: RoomClient) -> list[tuple[str, str]]:
    """The text streams that a client of the contract has, in order, each once: with those that it asked for."""
    found = []
    async for happening in client.happenings():
        match happening:
            case TextArrived(text=text, attributes=attributes):
                found.append((attributes["key"], text))
            case Left(is_agent=True) | Closed():
                break
            case _:
                continue
    return found


async def test_nobody_is_sent_what_was_erased(livekit: Server, folder: Path, call: str, tmp_path: Path) -> None:
    """The call's own keys are gone; what was sealed for its patient is still there."""
    copy(folder, tmp_path)
    with sqlite3.connect(tmp_path / "log.db.keys") as keys:
        keys.execute("DELETE FROM keys WHERE subject LIKE ?", (f"call:{call}%",))
    room = new_room("erased")
    running = replaying(livekit, tmp_path, call, room, *FAST)
    async with joined(livekit, room, "caller-1") as client:
        await client.wait_for(lambda: "ended" in client.values("agent_state"))
        out, status = await finished(running)
    assert status == 0, out
    assert client.on("transcript") == []
    assert [stream.text for stream in client.on("agent-status")][-1] == "Call ended"
    assert not any("erased" in stream.text for stream in client.streams if stream.kind == "text")


async def test_a_room_with_an_agent_is_refused(livekit: Server, folder: Path, call: str) -> None:
    room = new_room("taken")
    first = replaying(livekit, folder, call, room, "--speed", "1")
    async with joined(livekit, room, "caller-1") as client:
        await client.wait_for(lambda: "greeting" in client.values("agent_state"))
        refused = await asyncio.to_thread(
            run, folder, "replay", call, "--db", "log.db", "--into-room", room, **livekit.environ
        )
        first.kill()
        await finished(first)
    assert (refused.status, refused.out) == (2, "")
    assert refused.err == (
        f"receptionist: an agent is in room {room}, or on its way: replay into a room of another name\n"
    )


async def test_a_room_whose_call_goes_on_is_refused_whether_or_not_its_agent_is_there(
    livekit: Server, folder: Path, call: str, tmp_path: Path
) -> None:
    """The log knows that the agent was cut off from it and will be back."""
    copy(folder, tmp_path)
    with sqlite3.connect(tmp_path / "log.db") as raw:
        raw.execute(
            "INSERT INTO room_claim (room, call, agent, expires_at) VALUES ('front-1', ?, 'agent-1', 32503680000)",
            (call,),
        )
    refused = await asyncio.to_thread(
        run, tmp_path, "replay", call, "--db", "log.db", "--into-room", "front-1", **livekit.environ
    )
    assert (refused.status, refused.out) == (2, "")
    assert refused.err == (
        f"receptionist: call {call} is going on in room front-1; replay into a room of another name\n"
    )


async def test_no_worker_answers_in_the_room_of_a_replay(
    livekit: Server, worker: Worker, folder: Path, call: str
) -> None:
    """LiveKit calls an agent into every room that is made: this one is declined, and the next is answered."""
    room = new_room("quiet")
    running = replaying(livekit, folder, call, room, *FAST)
    await until_in_room(running, room)
    async with joined(livekit, room, "caller-1") as client:
        await client.wait_for(lambda: "ended" in client.values("agent_state"))
        out, status = await finished(running)
        assert status == 0, out
        assert [identity for identity in client.present if not identity.startswith("replay-")] == []
    assert "a past call is replayed there" in worker.log
    async with ringing(livekit, new_room("answered")) as caller:
        assert "greeting" in caller.values("agent_state")


async def test_an_agent_that_comes_after_all_has_the_room(livekit: Server, folder: Path, call: str) -> None:
    """One of another make, say, that answers every room."""
    room = new_room("ousted")
    running = replaying(livekit, folder, call, room, "--speed", "0.5")
    await until_in_room(running, room)
    async with joined(livekit, room, "caller-1") as client:
        await client.wait_for(lambda: "greeting" in client.values("agent_state"))
        async with livekit_api(livekit) as server:
            (made,) = (await server.room.list_rooms(api.ListRoomsRequest(names=[room]))).rooms
        assert made.metadata == REPLAY_ROOM
        async with Client("agent-else") as other:
            await other.join(livekit.url, token(livekit, room, "agent-else", kind="agent"))
            _, status = await finished(running)
    assert status == 2
    assert (folder / "stderr.txt").read_text(encoding="utf-8") == (
        "receptionist: an agent has come into the room: a call may begin there; replay into a room of another name\n"
    )


def copy(folder: Path, to: Path) -> None:
    """The log and its keys, for a test that changes them."""
    for name in ("log.db", "log.db.keys", "log.db.master"):
        shutil.copy(folder / name, to / name)
