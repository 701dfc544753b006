"""The ground of the live tests: a real livekit-server, rtc clients, a worker."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil  # type: ignore[import-untyped]
import pytest
from livekit import api

from tests.live.client import Changed, Client
from tests.live.room import ROOT, Worker, joined, livekit_api, new_room, token
from tests.tools.processes import gone, wait_for
from tools.livekit_server import Server, ServerError, running
from tools.livekit_server.running import Keys, Ports

STAND_IN = Path("tests", "live", "stand_in.py")


async def test_two_clients_exchange_a_text_stream(livekit: Server) -> None:
    room = new_room()
    async with joined(livekit, room, "ann") as ann, joined(livekit, room, "bob") as bob:
        await ann.wait_for(lambda: "bob" in ann.present)
        await bob.room.local_participant.send_text("hello", topic="greetings", attributes={"key": "1:0"})
        await ann.wait_for(lambda: bool(ann.on("greetings")))
    [stream] = ann.streams
    assert (stream.kind, stream.topic, stream.sender, stream.text) == ("text", "greetings", "bob", "hello")
    assert stream.attributes == {"key": "1:0"}
    assert bob.streams == []


async def test_a_client_keeps_streams_of_bytes_packets_and_attributes_in_order(livekit: Server) -> None:
    room = new_room()
    async with joined(livekit, room, "ann") as ann, joined(livekit, room, "bob") as bob:
        await ann.wait_for(lambda: "bob" in ann.present)
        for state in ("greeting", "booking", "confirmed"):
            await bob.room.local_participant.set_attributes({"agent_state": state})
        writer = await bob.room.local_participant.stream_bytes(
            "a.json", topic="any-topic", mime_type="application/json"
        )
        await writer.write(b"{}")
        await writer.aclose(attributes={"at": "the end"})
        await bob.room.local_participant.publish_data(b"ping", topic="raw")
        await ann.wait_for(lambda: bool(ann.on("any-topic") and ann.packets) and len(ann.values("agent_state")) == 3)
    assert ann.values("agent_state") == ["greeting", "booking", "confirmed"]
    [stream] = ann.streams
    assert (stream.kind, stream.name, stream.mime_type, stream.content) == (
        "bytes",
        "a.json",
        "application/json",
        b"{}",
    )
    assert stream.attributes == {"at": "the end"}
    [packet] = ann.packets
    assert (packet.topic, packet.data, packet.sender) == ("raw", b"ping", "bob")


async def test_whoever_comes_later_finds_the_attributes_and_no_streams(livekit: Server) -> None:
    room = new_room()
    async with joined(livekit, room, "ann") as ann:
        await ann.room.local_participant.set_attributes({"agent_state": "confirmed"})
        await ann.room.local_participant.send_text("too early", topic="greetings")
        async with joined(livekit, room, "bob") as bob:
            await bob.wait_for(lambda: "agent_state" in dict(*(change.values for change in bob.changes)))
    assert bob.changes == [Changed("ann", {"test.client": "1", "agent_state": "confirmed"})]
    assert bob.streams == []


async def test_a_hidden_client_listens_unseen(livekit: Server) -> None:
    room = new_room()
    async with (
        joined(livekit, room, "spy", hidden=True) as spy,
        joined(livekit, room, "ann") as ann,
        joined(livekit, room, "bob") as bob,
    ):
        await ann.wait_for(lambda: "bob" in ann.present)
        await ann.room.local_participant.send_text("to all", topic="greetings")
        await ann.room.local_participant.send_text("to bob", topic="greetings", destination_identities=["bob"])
        await bob.wait_for(lambda: len(bob.on("greetings")) == 2)
        await ann.room.local_participant.send_text("again to all", topic="greetings")
        await spy.wait_for(lambda: len(spy.on("greetings")) == 2)
    assert [stream.text for stream in spy.streams] == ["to all", "again to all"]
    assert "spy" not in ann.present + bob.present


async def test_a_token_of_another_server_opens_no_room(livekit: Server, binary: Path) -> None:
    other = Server(binary, livekit.log.parent, livekit.ports, Keys.random())
    client = Client("ann")
    with pytest.raises(Exception, match="401"):
        await client.join(livekit.url, token(other, new_room(), "ann"))
    await client.leave()


async def test_a_stopped_server_comes_back_on_its_ports_with_its_keys(binary: Path, tmp_path: Path) -> None:
    """A client that stays finds it again by itself; the room is a new one."""
    with running(binary, tmp_path) as server:
        before = (server.url, server.environ)
        async with joined(server, "room", "ann") as ann:
            await asyncio.to_thread(server.restart)
            await ann.wait_for(lambda: bool(ann.connection))
            async with joined(server, "room", "bob") as bob:
                await bob.room.local_participant.send_text("hello", topic="greetings")
        assert (server.url, server.environ) == before


async def test_a_killed_server_starts_again(binary: Path, tmp_path: Path) -> None:
    with running(binary, tmp_path) as server:
        pids = [server.pid]
        server.kill()
        pids.append(server.pid)
        server.start()
        pids.append(server.pid)
        async with joined(server, "room", "ann"), livekit_api(server) as lk:
            rooms = await lk.room.list_rooms(api.ListRoomsRequest())
    first, killed, second = pids
    assert killed is None
    assert second not in {None, first}
    assert [room.name for room in rooms.rooms] == ["room"]


def test_it_listens_on_loopback_and_nowhere_else(livekit: Server) -> None:
    connections = psutil.Process(livekit.pid).net_connections(kind="inet")
    listening = {(c.laddr.ip, c.laddr.port) for c in connections if not c.raddr}
    assert listening == {("127.0.0.1", livekit.ports.signal), ("127.0.0.1", livekit.ports.media)}


def test_its_secret_is_for_its_owner_alone(livekit: Server) -> None:
    files = sorted(livekit.log.parent.iterdir())
    assert {file.name: file.stat().st_mode & 0o077 for file in files} == {
        "livekit-server.json": 0,
        "livekit-server.log": 0,
    }
    assert livekit.keys.secret not in livekit.log.read_text(encoding="utf-8") + repr(livekit.keys)


def test_two_servers_run_side_by_side(livekit: Server, binary: Path, tmp_path: Path) -> None:
    with running(binary, tmp_path) as other:
        assert other.pid is not None
        assert not {other.ports.signal, other.ports.media} & {livekit.ports.signal, livekit.ports.media}
        assert other.keys != livekit.keys


def test_a_server_on_taken_ports_says_so_and_leaves_nothing(livekit: Server, binary: Path, tmp_path: Path) -> None:
    """Another server answers on that port: it does not pass for ours."""
    with pytest.raises(ServerError, match="address already in use"), running(binary, tmp_path, ports=livekit.ports):
        pytest.fail("it passed for ours")
    assert livekit.pid is not None


def test_ports_that_somebody_took_first_are_exchanged_for_others(
    livekit: Server, binary: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    offers = iter([livekit.ports, Ports.free()])
    monkeypatch.setattr(Ports, "free", lambda: next(offers))
    with running(binary, tmp_path) as server:
        assert server.pid is not None
        assert server.ports != livekit.ports


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_a_parent_that_dies_leaves_no_server(binary: Path, tmp_path: Path, number: signal.Signals) -> None:
    script = (
        "import sys, pathlib, time\n"
        "from tools.livekit_server import running\n"
        "with running(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])) as server:\n"
        "    print(server.pid, flush=True)\n"
        "    time.sleep(600)\n"
    )
    command = [sys.executable, "-c", script, str(binary), str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        os.kill(pid, 0)
        parent.send_signal(number)
    wait_for(lambda: gone(pid))


async def test_a_worker_answers_each_room_and_ends_with_its_jobs(livekit: Server, tmp_path: Path) -> None:
    room = new_room()
    with Worker.running(livekit, tmp_path, entry=STAND_IN) as worker:
        jobs = psutil.Process(worker.process.pid).children(recursive=True)
        async with joined(livekit, room, "ann") as ann:
            await ann.wait_for(lambda: ann.values("agent_state") == ["greeting"])
            await ann.say("hello")
            await ann.wait_for(lambda: [stream.text for stream in ann.on("echo")] == ["HELLO"])
        assert jobs
    wait_for(lambda: all(gone(job.pid) for job in jobs))
