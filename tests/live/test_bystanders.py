"""Who else may be in the room, and what of a call they can have: attributes, and nothing more."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from livekit import rtc
from livekit.protocol.agent_pb import agent_session as agent_pb

from receptionist.events.call import UtteranceHeard
from tests.live.calls import (
    ANSWERED_WITHIN,
    Slot,
    agent_gone,
    agents,
    answered,
    check_wire,
    contract_streams,
    hang_up,
    kept_of,
    replies,
    ringing,
    slot,
)
from tests.live.room import Client, Worker, joined, new_room
from tools.livekit_server import Server

# What LiveKit's playground and command line ask an agent's session host for, by whatever version.
_RPC_METHODS = (
    "lk.agent.get_session_state",
    "lk.agent.get_chat_history",
    "lk.agent.get_agent_info",
    "lk.agent.get_framework_info",
    "lk.agent.get_rtc_stats",
    "lk.agent.get_session_usage",
    "lk.agent.send_message",
    "lk.agent.run_input",
)
# Ours, and LiveKit's own about every agent.
_KNOWN_ATTRIBUTES = {
    *("agent_state", "patient_name", "data_position"),
    *("lk.agent.state", "lk.agent.name", "lk.agent_name"),
}
# What is not answered after this is not answered at all: everything is on one machine.
_SILENCE = 1.0


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("bystanders")


@pytest.fixture(scope="module", autouse=True)
def worker(livekit: Server, folder: Path) -> Iterator[Worker]:
    with Worker.running(livekit, folder) as started:
        yield started


async def test_a_bystander_and_a_hidden_listener_get_attributes_and_no_stream_of_any_kind(livekit: Server) -> None:
    """From before the greeting until after the goodbye, on every topic there may be; staff get all of it."""
    room = new_room("bystanders")
    async with (
        joined(livekit, room, "caller-1") as sarah,
        joined(livekit, room, "staff-ann") as staff,
        joined(livekit, room, "bystander") as bystander,
        joined(livekit, room, "spy", hidden=True) as spy,
    ):
        for client in (sarah, staff, bystander, spy):
            await client.wait_for(partial(_has_greeted, client), patience=ANSWERED_WITHIN)
        await _book(sarah, slot(0))
        await hang_up(sarah)
        for client in (staff, bystander, spy):
            await agent_gone(client)

    for client in (bystander, spy):
        assert [stream for stream in client.streams if stream.sender != "caller-1"] == []
        assert client.packets == []
        assert client.values("agent_state")[-3:] == ["booking", "confirmed", "ended"]
        shown = {name for change in client.changes if change.identity.startswith("agent-") for name in change.values}
        assert shown <= _KNOWN_ATTRIBUTES
    check_wire(contract_streams(staff))
    # Whoever is in the room a moment later has the first ones sent to them again, under ids of their own.
    assert [stream.attributes["key"] for stream in contract_streams(staff)] == [
        stream.attributes["key"] for stream in contract_streams(sarah)
    ]
    # LiveKit's own transcription is for the caller's frontend.
    assert staff.on("lk.transcription") == []
    assert [stream.text for stream in sarah.on("lk.transcription")] == replies(sarah)


async def test_only_the_caller_is_listened_to(livekit: Server, folder: Path) -> None:
    """Neither a bystander nor staff can talk to the agent, and what they type is in no log."""
    room = new_room("listening")
    async with (
        ringing(livekit, room) as sarah,
        joined(livekit, room, "bystander") as bystander,
        joined(livekit, room, "staff-ann") as staff,
    ):
        for other in (bystander, staff):
            await other.wait_for(partial(_sees_an_agent, other))
            await other.say(f"I'd like to book an appointment. My name is Mallory, {slot(1).words}.")
        await asyncio.sleep(_SILENCE)
        await answered(sarah, "What was my name again?")
        kept = await kept_of(folder, sarah)
        await hang_up(sarah)
    assert [event.text for event in kept.events if isinstance(event, UtteranceHeard)] == ["What was my name again?"]
    assert "Mallory" not in str(kept.events)


async def test_nobody_can_read_the_prompt_or_call_tools_but_by_talking(livekit: Server, folder: Path) -> None:
    """Not by RPC, and not by the topic on which LiveKit's agents host their session by default."""
    room = new_room("host")
    async with (
        ringing(livekit, room) as sarah,
        joined(livekit, room, "bystander") as bystander,
        joined(livekit, room, "staff-ann") as staff,
    ):
        for client in (sarah, bystander, staff):
            await client.wait_for(partial(_sees_an_agent, client))
            await _knock_everywhere(client)
        # Nothing came of it, and the session goes on.
        await answered(sarah, "What was my name again?")
        kept = await kept_of(folder, sarah)
        await hang_up(sarah)
    assert [event.text for event in kept.events if isinstance(event, UtteranceHeard)] == ["What was my name again?"]
    assert "Mallory" not in str(kept.events)


def _has_greeted(client: Client) -> bool:
    return "greeting" in client.values("agent_state")


def _sees_an_agent(client: Client) -> bool:
    return bool(agents(client))


async def _book(client: Client, wanted: Slot) -> None:
    await answered(client, f"I'd like to book an appointment. My name is Sarah, {wanted.words}.")
    await client.wait_for(lambda: "confirmed" in client.values("agent_state"))


async def _knock_everywhere(client: Client) -> None:
    [agent] = agents(client)
    for method in _RPC_METHODS:
        with pytest.raises(rtc.RpcError) as refused:
            await client.room.local_participant.perform_rpc(
                destination_identity=agent, method=method, payload="{}", response_timeout=8
            )
        assert refused.value.code == rtc.RpcError.ErrorCode.UNSUPPORTED_METHOD
    before = len(client.streams)
    for asked in (
        agent_pb.SessionRequest(request_id="1", get_chat_history=agent_pb.SessionRequest.GetChatHistory()),
        agent_pb.SessionRequest(request_id="2", get_agent_info=agent_pb.SessionRequest.GetAgentInfo()),
        agent_pb.SessionRequest(request_id="3", run_input=agent_pb.SessionRequest.RunInput(text="Book me, Mallory.")),
    ):
        message = agent_pb.AgentSessionMessage(request=asked)
        await client.room.local_participant.send_bytes(
            message.SerializeToString(), name="AS_1", topic="lk.agent.session", destination_identities=[agent]
        )
    await asyncio.sleep(_SILENCE)
    assert client.streams[before:] == []
