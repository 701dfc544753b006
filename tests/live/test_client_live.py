"""`receptionist watch` and `receptionist talk --room` in a real room, with an agent that is only its wire."""

from __future__ import annotations

import asyncio
import hashlib
import itertools
import json
import signal
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from attrs import define, field
from livekit import api, rtc

from receptionist.client import RoomClient
from receptionist.happenings import AttributesChanged, Closed, Happening, Joined, StreamRefused, TextArrived
from tests.live.room import joined, livekit_api, new_room, token
from tests.processes import PATIENCE, Running, start
from tools.livekit_server import Server

AGENT = "agent-stand-in"
DETAILS = b'{"patient": "Ann"}'


@define
class Agent:
    """Takes part as the receptionist does: greets, repeats what is typed, and ends the call at a goodbye."""

    room: rtc.Room = field(factory=rtc.Room)
    heard: list[tuple[str, str]] = field(factory=list)
    _ids: itertools.count[int] = field(factory=itertools.count)
    _answering: set[asyncio.Task[None]] = field(factory=set)

    async def join(self, server: Server, room: str, **attributes: str) -> None:
        self.room.register_text_stream_handler("lk.chat", self._typed)
        await self.room.connect(server.url, token(server, room, AGENT, kind="agent"))
        await self.set(**attributes)

    async def until_it_receives(self, identity: str) -> None:
        """Wait for somebody's transport: what is sent before is kept for them for 2 s."""
        news = asyncio.Event()
        self.room.on("participant_active", lambda _: news.set())
        async with asyncio.timeout(PATIENCE):
            while (
                there := self.room.remote_participants.get(identity)
            ) is None or there.state != rtc.ParticipantState.PARTICIPANT_STATE_ACTIVE:
                await news.wait()
                news.clear()

    async def set(self, **attributes: str) -> None:
        await self.room.local_participant.set_attributes(attributes)

    async def speak(self, *pieces: str) -> None:
        """As LiveKit's agents do: the stream is not final until it is closed."""
        writer = await self.room.local_participant.stream_text(
            topic="lk.transcription", attributes={"lk.transcription_final": "false", "lk.segment_id": "SG_1"}
        )
        for piece in pieces:
            await writer.write(piece)
        await writer.aclose(attributes={"lk.transcription_final": "true"})

    async def send(self, key: str, topic: str, text: str, **attributes: str) -> dict[str, str]:
        header = {**_header(key, text.encode()), **attributes}
        writer = await self.room.local_participant.stream_text(
            topic=topic, stream_id=f"{key}/1.{next(self._ids)}", attributes=header
        )
        await writer.write(text)
        await writer.aclose()
        return header

    async def send_document(self, key: str, name: str, content: bytes) -> None:
        writer = await self.room.local_participant.stream_bytes(
            name, topic="appointment-details", mime_type="application/json", stream_id=f"{key}/1.{next(self._ids)}",
            attributes=_header(key, content), total_size=len(content),
        )  # fmt: skip
        await writer.write(content)
        await writer.aclose()

    def _typed(self, reader: rtc.TextStreamReader, sender: str) -> None:
        self._answering.add(asyncio.create_task(self._answer(reader, sender)))

    async def _answer(self, reader: rtc.TextStreamReader, sender: str) -> None:
        words = await reader.read_all()
        self.heard.append((sender, words))
        await self.speak("You said: ", words)
        if "bye" in words:
            await self.set(agent_state="ended")
            await self.send_document("9:0", "appointment.json", DETAILS)


@asynccontextmanager
async def an_agent(server: Server, room: str, **attributes: str) -> AsyncIterator[Agent]:
    agent = Agent()
    try:
        await agent.join(server, room, **attributes)
        yield agent
    finally:
        await agent.room.disconnect()
        await asyncio.gather(*agent._answering)


def _header(key: str, content: bytes) -> dict[str, str]:
    return {
        "key": key, "position": key.partition(":")[0], "previous": "", "event_type": "booking.confirmed",
        "length": str(len(content)), "sha256": hashlib.sha256(content).hexdigest(), "replayed": "0", "late": "0",
    }  # fmt: skip


async def _delete(server: Server, room: str) -> None:
    async with livekit_api(server) as lk:
        await lk.room.delete_room(api.DeleteRoomRequest(room=room))


async def _until(command: Running, kind: str, **expected: str) -> list[dict[str, Any]]:
    """A command's objects up to the one that is meant."""
    seen: list[dict[str, Any]] = []

    def read() -> list[dict[str, Any]]:
        for line in command.objects():
            seen.append(line)
            if line["kind"] == kind and expected.items() <= line.items():
                return seen
        msg = f"the command ended before {kind} {expected}: {seen}"
        raise AssertionError(msg)

    async with asyncio.timeout(PATIENCE):
        return await asyncio.to_thread(read)


def _command(server: Server, folder: Path, *arguments: str, says: bytes = b"") -> Running:
    return start(folder, *arguments, says=says, environ=server.environ)


async def _finish(command: Running) -> tuple[list[dict[str, Any]], int]:
    out, status = await asyncio.to_thread(command.finish)
    return [json.loads(line) for line in out.splitlines()], status


def _without_time(line: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in line.items() if name not in {"room", "at"}}


async def test_staff_see_attributes_and_streams_as_they_arrive_and_the_room_end(
    livekit: Server, tmp_path: Path
) -> None:
    room = new_room("watch")
    async with an_agent(livekit, room, agent_state="greeting") as agent:
        command = _command(livekit, tmp_path, "watch", room, "--json")
        seen = await _until(command, "attribute")
        me = seen[0]["participant"]
        assert me.startswith("staff-watch-")
        assert [_without_time(line) for line in seen] == [
            {"kind": "joined", "participant": me},
            {"kind": "joined", "participant": AGENT},
            {"kind": "attribute", "participant": AGENT, "attributes": {"agent_state": "greeting"}},
        ]
        await agent.until_it_receives(me)
        await agent.set(agent_state="booking", patient_name="Ann")
        header = await agent.send("7:0", "transcript", "Hello.\x1b[2J", speaker="caller")
        await agent.send("7:0", "transcript", "Hello.\x1b[2J", speaker="caller")
        await agent.send_document("7:1", "../appointment.json", DETAILS)
        # Deleting a room does not wait for what is on its way in it.
        arrived = await _until(command, "bytes")
        await _delete(livekit, room)
        rest, status = await _finish(command)
    assert status == 0
    saved = f".data/downloads/{room}/7-1-appointment.json"
    assert [_without_time(line) for line in arrived + rest] == [
        {"kind": "attribute", "participant": AGENT, "attributes": {"agent_state": "booking", "patient_name": "Ann"}},
        {"kind": "text", "topic": "transcript", "text": "Hello.\x1b[2J", "attributes": header, "from": AGENT},
        {
            "kind": "bytes", "topic": "appointment-details", "name": "../appointment.json",
            "mime_type": "application/json", "size": len(DETAILS), "saved_as": saved,
            "attributes": _header("7:1", DETAILS),
        },
        {"kind": "over", "why": "the room is closed"},
    ]  # fmt: skip
    assert await asyncio.to_thread((tmp_path / saved).read_bytes) == DETAILS
    assert await asyncio.to_thread((tmp_path / "stderr.txt").read_text) == ""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_whoever_stops_watching_leaves_the_room(livekit: Server, tmp_path: Path, number: signal.Signals) -> None:
    room = new_room("stopped")
    async with joined(livekit, room, "caller-1") as caller:
        command = _command(livekit, tmp_path, "watch", room, "--json")
        [me, *_] = await _until(command, "joined")
        await caller.wait_for(lambda: me["participant"] in caller.present)
        command.kill(number)
        rest, status = await _finish(command)
        assert (rest[-1]["why"], status) == ("you left the room", 0)
        await caller.wait_for(lambda: me["participant"] not in caller.present)


async def test_whoever_is_put_out_of_the_room_is_told_in_one_line(livekit: Server, tmp_path: Path) -> None:
    room = new_room("removed")
    command = _command(livekit, tmp_path, "watch", room, "--json")
    [me, *_] = await _until(command, "joined")
    async with livekit_api(livekit) as lk:
        await lk.room.remove_participant(api.RoomParticipantIdentity(room=room, identity=me["participant"]))
    _, status = await _finish(command)
    assert status == 2
    err = await asyncio.to_thread((tmp_path / "stderr.txt").read_text)
    assert err == f"receptionist: the connection to room {room} is lost (PARTICIPANT_REMOVED)\n"


async def test_a_caller_in_the_terminal_talks_with_the_agent_alone_until_it_ends_the_call(
    livekit: Server, tmp_path: Path
) -> None:
    """Each line is said when the one before is answered; a bystander hears none of them."""
    room = new_room("talk")
    async with (
        joined(livekit, room, "bystander-1") as bystander,
        an_agent(livekit, room, agent_state="greeting") as agent,
    ):
        command = _command(
            livekit, tmp_path, "talk", "--room", room, "--json", "--script", "-", says=b"Hello.\nThanks, bye.\nMore.\n"
        )
        await _until(command, "attribute")
        await agent.speak("Good ", "morning.")
        objects = await _until(command, "bytes")
        # Not before it has arrived: of what is sent in the last 50 ms before one leaves, 1 in 40 is lost.
        await agent.room.disconnect()
        rest, status = await _finish(command)
        objects += rest
        heard_by_bystander = bystander.on("lk.chat")
    assert status == 0
    talk = [(line["kind"], line.get("text")) for line in objects if line["kind"] in {"heard", "said"}]
    assert talk == [
        ("said", "Good morning."),
        ("heard", "Hello."),
        ("said", "You said: Hello."),
        ("heard", "Thanks, bye."),
        ("said", "You said: Thanks, bye."),
    ]
    assert [line["saved_as"] for line in objects if line["kind"] == "bytes"] == [
        f".data/downloads/{room}/9-0-appointment.json"
    ]
    assert objects[-1]["why"] == "the agent ended the call"
    assert [words for _, words in agent.heard] == ["Hello.", "Thanks, bye."]
    assert all(sender.startswith("caller-") for sender, _ in agent.heard)
    assert heard_by_bystander == []


async def test_a_caller_who_hangs_up_leaves_the_room(livekit: Server, tmp_path: Path) -> None:
    room = new_room("hang-up")
    async with an_agent(livekit, room, agent_state="greeting") as agent:
        left = asyncio.Event()
        agent.room.on("participant_disconnected", lambda _: left.set())
        command = _command(livekit, tmp_path, "talk", "--room", room, "--json", "--script", "-", says=b"Hello.\n")
        await _until(command, "attribute")
        command.kill(signal.SIGINT)
        objects, status = await _finish(command)
        assert (objects[-1]["why"], status) == ("you hung up", 0)
        async with asyncio.timeout(PATIENCE):
            await left.wait()


async def test_a_client_takes_what_is_whole_once_and_from_the_agent(livekit: Server) -> None:
    room = new_room("client")
    async with an_agent(livekit, room, agent_state="greeting") as agent, joined(livekit, room, "caller-1") as caller:
        seen: list[Happening] = []

        async def read_until(enough: Callable[[Happening], bool]) -> None:
            async with asyncio.timeout(PATIENCE):
                async for happening in client.happenings():
                    seen.append(happening)
                    if enough(happening):
                        break

        async with RoomClient.join(livekit.url, token(livekit, room, "staff-1"), hear=False) as client:
            await agent.until_it_receives("staff-1")
            forged = await caller.room.local_participant.stream_text(
                topic="booking-confirmation", attributes=_header("7:0", b"Come at noon.")
            )
            await forged.write("Come at noon.")
            await forged.aclose()
            await read_until(lambda happening: isinstance(happening, StreamRefused))
            await agent.send("7:0", "booking-confirmation", "Come at nine.", sha256="0" * 64)
            header = await agent.send("7:0", "booking-confirmation", "Come at nine.")
            await agent.send("7:0", "booking-confirmation", "Come at nine.")
            last = await agent.send("8:0", "agent-status", "Call ended")
            await agent.set(agent_state="confirmed")
            await read_until(lambda happening: isinstance(happening, TextArrived) and happening.topic == "agent-status")
            await _delete(livekit, room)
            await read_until(lambda happening: isinstance(happening, Closed))
    topic = "booking-confirmation"
    streams = [happening for happening in seen if isinstance(happening, StreamRefused | TextArrived)]
    assert streams == [
        StreamRefused(sender="caller-1", topic=topic, key="7:0", why="its sender is not an agent"),
        StreamRefused(sender=AGENT, topic=topic, key="7:0", why="its content does not have its sha256"),
        TextArrived(sender=AGENT, topic=topic, text="Come at nine.", attributes=header),
        TextArrived(sender=AGENT, topic="agent-status", text="Call ended", attributes=last),
    ]
    told = [happening for happening in seen if isinstance(happening, AttributesChanged) and happening.is_agent]
    assert [change.attributes for change in told] == [{"agent_state": "greeting"}, {"agent_state": "confirmed"}]
    assert Joined(participant=AGENT, is_agent=True) in seen
    assert seen[-1] == Closed(reason="ROOM_DELETED")
