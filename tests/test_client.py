"""The consumer of the wire contract: each stream once and whole, from an agent; attributes however they come."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from typing import Any

import pytest
from attrs import define, field
from livekit import rtc
from livekit.rtc._proto import handle_pb2, participant_pb2

from receptionist.client import RoomClient, RoomError, keeping_up
from receptionist.client import room as room_module
from receptionist.happenings import (
    AttributesChanged,
    BytesArrived,
    Closed,
    Happening,
    Joined,
    Left,
    Spoken,
    StreamMissing,
    StreamRefused,
    TextArrived,
    fault,
)

AGENT, CALLER = "agent-1", "caller-1"
CONFIRMATION = "booking-confirmation"


def contract(content: bytes, key: str = "7:0", **more: str) -> dict[str, str]:
    return {"key": key, "length": str(len(content)), "sha256": hashlib.sha256(content).hexdigest(), **more}


@pytest.mark.parametrize(
    ("attributes", "why"),
    [
        (contract(b"whole"), None),
        (contract("Łódź".encode()), "5 bytes came of 7"),
        (contract(b"whol"), "5 bytes came of 4"),
        (contract(b"while"), "its content does not have its sha256"),
        ({**contract(b"whole"), "key": ""}, "it has no key"),
        ({"key": "7:0"}, "5 bytes came of an unknown number"),
        ({"key": "7:0", "length": "5"}, "its content does not have its sha256"),
        ({}, "it has no key"),
    ],
)
def test_a_stream_is_whole_if_its_length_and_sha256_are_right(attributes: Mapping[str, str], why: str | None) -> None:
    assert fault(b"whole", attributes) == why


@define
class Reader:
    """A stream that arrives: its pieces, then its end; or it is cut off."""

    info: rtc.TextStreamInfo | rtc.ByteStreamInfo
    pieces: Sequence[Any]
    cut_off: bool = False
    gate: asyncio.Event = field(factory=asyncio.Event)

    def __aiter__(self) -> AsyncIterator[Any]:
        return self._read()

    async def read_all(self) -> str:
        return "".join([piece async for piece in self])

    async def _read(self) -> AsyncIterator[Any]:
        await self.gate.wait()
        for piece in self.pieces:
            yield piece
        if self.cut_off:
            raise rtc.StreamError("cut off")


class Wire:
    """What the room's library would tell a client."""

    def __init__(self, client: RoomClient) -> None:
        self.client, self.room = client, client._room

    def join(self, identity: str, *, agent: bool = False, **attributes: str) -> rtc.RemoteParticipant:
        kind = rtc.ParticipantKind.PARTICIPANT_KIND_AGENT if agent else rtc.ParticipantKind.PARTICIPANT_KIND_STANDARD
        info = participant_pb2.ParticipantInfo(
            sid="PA", name="", identity=identity, metadata="", attributes=attributes, kind=kind,
            disconnect_reason=rtc.DisconnectReason.UNKNOWN_REASON, state=rtc.ParticipantState.PARTICIPANT_STATE_ACTIVE,
            joined_at=0,
            permission=participant_pb2.ParticipantPermission(
                can_subscribe=True, can_publish=True, can_publish_data=True, hidden=False, can_update_metadata=True,
                can_subscribe_metrics=False, can_manage_agent_session=False,
            ),
            client_protocol=0,
        )  # fmt: skip
        participant = rtc.RemoteParticipant(
            participant_pb2.OwnedParticipant(handle=handle_pb2.FfiOwnedHandle(id=0), info=info)
        )
        self.room.emit("participant_connected", participant)
        return participant

    def change(self, participant: rtc.RemoteParticipant, **attributes: str) -> None:
        participant._info.attributes.clear()
        participant._info.attributes.update(attributes)
        self.room.emit("participant_attributes_changed", attributes, participant)

    def leave(self, participant: rtc.RemoteParticipant, reason: str) -> None:
        participant._info.disconnect_reason = rtc.DisconnectReason.Value(reason)
        self.room.emit("participant_disconnected", participant)

    def text(self, words: str, attributes: Mapping[str, str], *, sender: str = AGENT, topic: str = CONFIRMATION,
             cut_off: bool = False, held_back: bool = False) -> Reader:  # fmt: skip
        info = rtc.TextStreamInfo(
            stream_id="1", mime_type="text/plain", topic=topic, timestamp=0, size=0, attributes=dict(attributes),
            attachments=[],
        )  # fmt: skip
        return self._open(self.room._text_stream_handlers, Reader(info, [words], cut_off), sender, held_back)

    def document(self, content: bytes, attributes: Mapping[str, str], *, sender: str = AGENT) -> Reader:
        info = rtc.ByteStreamInfo(
            stream_id="1", mime_type="application/json", topic="appointment-details", timestamp=0, size=0,
            attributes=dict(attributes), name="appointment.json",
        )  # fmt: skip
        return self._open(self.room._byte_stream_handlers, Reader(info, [content[:2], content[2:]]), sender, False)  # noqa: FBT003

    def end(self, reason: str) -> None:
        self.room.emit("disconnected", rtc.DisconnectReason.Value(reason))

    def _open(self, handlers: Mapping[str, Any], reader: Reader, sender: str, held_back: bool) -> Reader:  # noqa: FBT001
        if not held_back:
            reader.gate.set()
        handlers[reader.info.topic](reader, sender)
        return reader

    async def everything(self) -> list[Happening]:
        """What the client tells, up to the end."""
        async with asyncio.timeout(5):
            return [happening async for happening in self.client.happenings()]


def keys(happenings: Iterable[Happening]) -> list[str]:
    return [told.attributes["key"] for told in happenings if isinstance(told, TextArrived | BytesArrived)]


@pytest.fixture
async def wire() -> AsyncIterator[Wire]:
    client = RoomClient()
    client._listen()
    yield Wire(client)
    await client._leave()


async def test_a_whole_stream_arrives_once_however_often_it_is_sent(wire: Wire) -> None:
    wire.join(AGENT, agent=True)
    header = contract("Złoty ząb".encode())
    for _ in range(3):
        wire.text("Złoty ząb", header)
    wire.end("ROOM_DELETED")
    assert await wire.everything() == [
        Joined(participant=AGENT, is_agent=True),
        TextArrived(sender=AGENT, topic=CONFIRMATION, text="Złoty ząb", attributes=header),
        Closed(reason="ROOM_DELETED"),
    ]


async def test_a_stream_that_came_in_part_does_not_keep_out_the_whole_one(wire: Wire) -> None:
    wire.join(AGENT, agent=True)
    header = contract(b"confirmed")
    wire.text("confi", header)
    wire.text("confi", header, cut_off=True)
    wire.text("confirmed", header)
    wire.end("ROOM_DELETED")
    assert (await wire.everything())[1:-1] == [
        StreamRefused(sender=AGENT, topic=CONFIRMATION, key="7:0", why="5 bytes came of 9"),
        StreamRefused(sender=AGENT, topic=CONFIRMATION, key="7:0", why="it was cut off"),
        TextArrived(sender=AGENT, topic=CONFIRMATION, text="confirmed", attributes=header),
    ]


async def test_a_caller_cannot_send_what_only_an_agent_sends_nor_keep_it_out(wire: Wire) -> None:
    """The stream with the agent's next key, sent before the agent sends it."""
    wire.join(CALLER)
    wire.join(AGENT, agent=True)
    header = contract(b"confirmed")
    wire.text("confirmed", header, sender=CALLER)
    wire.document(b"{}", contract(b"{}", "7:1"), sender=CALLER)
    wire.text("confirmed", header)
    wire.end("ROOM_DELETED")
    assert (await wire.everything())[2:-1] == [
        StreamRefused(sender=CALLER, topic=CONFIRMATION, key="7:0", why="its sender is not an agent"),
        StreamRefused(sender=CALLER, topic="appointment-details", key="7:1", why="its sender is not an agent"),
        TextArrived(sender=AGENT, topic=CONFIRMATION, text="confirmed", attributes=header),
    ]


async def test_a_stream_of_an_agent_that_is_announced_late_is_taken(wire: Wire) -> None:
    header = contract(b"confirmed")
    wire.text("confirmed", header)
    await asyncio.sleep(0)
    wire.join(CALLER)
    await asyncio.sleep(0)
    wire.join(AGENT, agent=True)
    wire.end("ROOM_DELETED")
    assert (await wire.everything())[2] == TextArrived(
        sender=AGENT, topic=CONFIRMATION, text="confirmed", attributes=header
    )


async def test_a_stream_of_somebody_who_is_never_announced_is_refused(
    wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room_module, "_ANNOUNCED_SECONDS", 0.01)
    wire.text("confirmed", contract(b"confirmed"), sender="hidden")
    wire.end("ROOM_DELETED")
    assert (await wire.everything())[0] == StreamRefused(
        sender="hidden", topic=CONFIRMATION, key="7:0", why="its sender is not an agent"
    )


async def test_a_gap_is_a_previous_that_does_not_come(wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    """Told once, after a while, before what waits for it; one that came late in the meantime is none."""
    monkeypatch.setattr(keeping_up, "_GAP_SECONDS", 0.2)
    wire.join(AGENT, agent=True)
    late = wire.text("two", contract(b"two", "8:0", previous="7:0"), held_back=True)
    wire.document(b"three", contract(b"three", "9:0", previous="8:0"))
    wire.text("three", contract(b"three", "9:1", previous="8:0"))
    late.gate.set()
    told = [happening async for happening in _first(5, wire.client.happenings())]
    assert told[1] == StreamMissing(sender=AGENT, key="7:0")
    assert keys(told) == ["8:0", "9:0", "9:1"]
    wire.end("ROOM_DELETED")
    assert await wire.everything() == [Closed(reason="ROOM_DELETED")]


async def test_what_is_for_somebody_else_is_no_gap(wire: Wire) -> None:
    """The transcript and what is for the whole room are two chains: each names its own."""
    wire.join(AGENT, agent=True)
    for key, previous in (("3:0", ""), ("4:1", ""), ("5:0", "3:0"), ("6:1", "4:1"), ("7:0", "5:0")):
        wire.text("words", contract(b"words", key, previous=previous))
    wire.end("ROOM_DELETED")
    assert [type(happening) for happening in await wire.everything()] == [Joined, *[TextArrived] * 5, Closed]


async def test_a_gap_in_either_chain_is_found_and_no_later_than_the_end(wire: Wire) -> None:
    wire.join(AGENT, agent=True)
    for key, previous in (("3:0", ""), ("4:1", "2:1"), ("6:0", "5:0")):
        wire.text("words", contract(b"words", key, previous=previous))
    wire.end("ROOM_DELETED")
    everything = await wire.everything()
    assert [getattr(told, "key", "") or keys([told])[0] for told in everything[1:-1]] == [
        "3:0", "2:1", "4:1", "5:0", "6:0",
    ]  # fmt: skip
    assert [told for told in everything if isinstance(told, StreamMissing)] == [
        StreamMissing(sender=AGENT, key="2:1"),
        StreamMissing(sender=AGENT, key="5:0"),
    ]


async def test_streams_are_told_in_the_order_in_which_they_began(wire: Wire) -> None:
    """The library reads each by itself, and can be through with a later one first."""
    wire.join(AGENT, agent=True)
    first = wire.text("one", contract(b"one", "7:0"), held_back=True)
    second = wire.document(b"two", contract(b"two", "7:1"))
    await asyncio.sleep(0.01)
    assert second.gate.is_set()
    first.gate.set()
    wire.end("ROOM_DELETED")
    assert [type(happening) for happening in await wire.everything()] == [Joined, TextArrived, BytesArrived, Closed]


async def test_a_stream_that_was_given_up_does_not_hold_up_the_next(
    wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A sender that tries again leaves the earlier attempt open, and another agent's has nothing to do with it."""
    monkeypatch.setattr(room_module, "_IN_TURN_SECONDS", 0.05)
    wire.join(AGENT, agent=True)
    wire.join("agent-2", agent=True)
    wire.text("confirmed", contract(b"confirmed"), held_back=True)
    wire.text("confirmed", contract(b"confirmed"))
    wire.text("ended", contract(b"ended", "8:0"), sender="agent-2")
    told = [happening async for happening in _first(4, wire.client.happenings())]
    assert [happening.text for happening in told if isinstance(happening, TextArrived)] == ["ended", "confirmed"]


async def _first(many: int, happenings: AsyncIterator[Happening]) -> AsyncIterator[Happening]:
    async with asyncio.timeout(5):
        for _ in range(many):
            yield await anext(happenings)


async def test_a_document_is_its_pieces_together(wire: Wire) -> None:
    wire.join(AGENT, agent=True)
    content = b'{"patient": "Ann"}'
    wire.document(content, contract(content))
    wire.end("ROOM_DELETED")
    assert (await wire.everything())[1] == BytesArrived(
        sender=AGENT,
        topic="appointment-details",
        name="appointment.json",
        mime_type="application/json",
        content=content,
        attributes=contract(content),
    )


async def test_of_the_live_transcription_what_an_agent_said_to_the_end_counts(wire: Wire) -> None:
    wire.join(AGENT, agent=True)
    wire.join(CALLER)
    final, interim = {"lk.transcription_final": "true"}, {"lk.transcription_final": "false"}
    wire.text("Hel", interim, topic="lk.transcription")
    wire.text("Hello.", final, topic="lk.transcription")
    wire.text("I am the agent.", final, topic="lk.transcription", sender=CALLER)
    wire.text("Good", final, topic="lk.transcription", cut_off=True)
    wire.end("ROOM_DELETED")
    assert (await wire.everything())[2:-1] == [Spoken(sender=AGENT, text="Hello.")]


async def test_attributes_are_told_when_they_are_new_or_different_or_gone(wire: Wire) -> None:
    agent = wire.join(AGENT, agent=True, agent_state="greeting", empty="")
    wire.room.emit("participant_connected", agent)  # in the snapshot and in an event
    wire.change(agent, agent_state="greeting")
    wire.change(agent, agent_state="booking", patient_name="Ann")
    wire.change(agent, agent_state="booking")
    wire.end("ROOM_DELETED")

    def told(**attributes: str) -> AttributesChanged:
        return AttributesChanged(participant=AGENT, is_agent=True, attributes=attributes)

    assert (await wire.everything())[1:-1] == [
        told(agent_state="greeting"),
        told(agent_state="booking", patient_name="Ann"),
        told(patient_name=""),
    ]


@pytest.mark.parametrize(
    ("reason", "crashed"), [("CLIENT_INITIATED", False), ("ROOM_DELETED", False), ("CONNECTION_TIMEOUT", True)]
)
async def test_whoever_leaves_takes_their_attributes_along(wire: Wire, reason: str, crashed: bool) -> None:  # noqa: FBT001
    agent = wire.join(AGENT, agent=True, agent_state="greeting")
    wire.leave(agent, reason)
    wire.leave(agent, reason)
    wire.join(AGENT, agent=True, agent_state="greeting")
    wire.end("ROOM_DELETED")
    arrival = [
        Joined(participant=AGENT, is_agent=True),
        AttributesChanged(participant=AGENT, is_agent=True, attributes={"agent_state": "greeting"}),
    ]
    left = Left(participant=AGENT, is_agent=True, crashed=crashed)
    assert (await wire.everything())[:-1] == [*arrival, left, *arrival]


async def test_what_came_before_the_end_of_the_room_is_told_before_it(wire: Wire) -> None:
    """A room may be deleted right behind its last stream."""
    wire.join(AGENT, agent=True)
    reader = wire.text("confirmed", contract(b"confirmed"), held_back=True)
    wire.end("ROOM_DELETED")
    await asyncio.sleep(0)
    assert wire.client.is_receiving
    reader.gate.set()
    assert [type(happening) for happening in await wire.everything()] == [Joined, TextArrived, Closed]
    assert not wire.client.is_receiving


async def test_a_stream_that_never_ends_does_not_keep_the_end_of_the_room_from_being_told(
    wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room_module, "_READ_OUT_SECONDS", 0.01)
    wire.text("confirmed", contract(b"confirmed"), held_back=True)
    wire.end("SERVER_SHUTDOWN")
    assert await wire.everything() == [Closed(reason="SERVER_SHUTDOWN")]


@pytest.mark.parametrize(
    ("reason", "usual"), [("ROOM_DELETED", True), ("ROOM_CLOSED", True), ("PARTICIPANT_REMOVED", False)]
)
def test_the_end_of_a_room_is_usual_and_being_put_out_of_it_is_not(reason: str, usual: bool) -> None:  # noqa: FBT001
    assert Closed(reason=reason).is_usual is usual


async def test_words_to_no_agent_are_not_sent_to_the_whole_room(wire: Wire) -> None:
    with pytest.raises(RoomError, match=r"^no agent is in the room to hear it$"):
        await wire.client.say("I am Ann.", to=[])


async def test_whoever_gives_up_while_joining_does_not_stay_in_the_room(monkeypatch: pytest.MonkeyPatch) -> None:
    """The library goes on joining in its own threads: then we leave."""
    steps: list[str] = []
    begun = asyncio.Event()

    async def connect(room: rtc.Room, *_: object) -> None:
        begun.set()
        await asyncio.sleep(0.01)
        steps.append("joined")

    async def disconnect(room: rtc.Room) -> None:
        steps.append("left")

    monkeypatch.setattr(rtc.Room, "connect", connect)
    monkeypatch.setattr(rtc.Room, "disconnect", disconnect)

    async def join() -> None:
        async with RoomClient.join("ws://127.0.0.1:9", "token", hear=False):
            steps.append("inside")

    joining = asyncio.create_task(join())
    await begun.wait()
    joining.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await joining
    assert joining.cancelled()
    assert steps == ["joined", "left"]
