"""The way into a LiveKit room, where a real one cannot be made to fail on time; the rest is in tests/live."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from attrs import define, evolve, frozen
from livekit import rtc

from receptionist.audience import SentTo
from receptionist.clock import SteppedClock
from receptionist.errors import PublishError, PublishRefusedError
from receptionist.ids import CallId
from receptionist.projections.effects import Document, Effect, SendBytes, SendText, SetAttributes
from receptionist.publishers import livekit_room
from receptionist.publishers.livekit_room import RoomPublisher
from receptionist.publishers.publisher import Delivery
from tests.fake_room import DISCONNECTED, JOINED, RECONNECTING, FakeParticipant, FakeRoom, as_room

NOW = datetime(2026, 11, 18, 15, 0, tzinfo=UTC)
SARAH = "caller-sarah"
GREETING = SetAttributes(values={"agent_state": "greeting"})
STATUS = SendText(topic="agent-status", chunks=("Greeting", " the caller"))
TRANSCRIPT = SendText(
    topic="transcript", chunks=("Good morning.",), attributes={"speaker": "agent"}, audience="caller_and_staff"
)
DETAILS = SendBytes(
    topic="appointment-details",
    name="a.json",
    mime_type="application/json",
    content=Document(template="appointment-details", version=1, fields={"patient": "Zoë"}),
)
DELIVERY = Delivery(
    key="9:1",
    call=CallId("c-1"),
    position=9,
    event_type="call.caller_greeted",
    attempt=2,
    epoch=3,
    recorded_at=NOW,
    previous="8:0",
)


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of a room made by hand comes later than at once."""
    for name in ("_AWAY_SECONDS", "_READ_BACK_SECONDS", "_QUIET_SECONDS"):
        monkeypatch.setattr(livekit_room, name, 0.03)


@define
class Stage:
    """A publisher and the room that it publishes into."""

    room: FakeRoom
    publisher: RoomPublisher
    clock: SteppedClock

    async def publish(self, effect: Effect, delivery: Delivery = DELIVERY) -> None:
        await self.publisher.publish(effect, delivery)


def stage(*others: str, audience: SentTo = "caller_and_staff") -> Stage:
    room, clock = FakeRoom(*(FakeParticipant(other) for other in others)), SteppedClock(NOW)
    return Stage(room, RoomPublisher(as_room(room), caller=SARAH, audience=audience, clock=clock), clock)


async def test_a_text_stream_says_what_it_is_and_is_written_as_it_is_chunked() -> None:
    on = stage(SARAH)
    await on.publish(STATUS)
    [stream] = on.room.local_participant.streams
    assert stream.given == {
        "topic": "agent-status",
        "destination_identities": [SARAH],
        "stream_id": "9:1/3.2",
        "total_size": 19,
        "attributes": {
            "key": "9:1",
            "position": "9",
            "previous": "8:0",
            "event_type": "call.caller_greeted",
            "length": "19",
            "sha256": "550e5964df551a512bd62ea987b93159b4336cc758564f7b01381f121469f353",
            "replayed": "0",
            "late": "0",
        },
    }
    assert (stream.chunks, stream.closed) == (["Greeting", " the caller"], True)
    await on.publisher.aclose()


async def test_what_is_long_goes_in_pieces_and_no_piece_is_half_a_letter() -> None:
    on = stage(SARAH)
    long = "ł" * 20_000
    await on.publish(evolve(STATUS, chunks=(long,)))
    [stream] = on.room.local_participant.streams
    assert "".join(str(chunk) for chunk in stream.chunks) == long
    assert max(len(str(chunk).encode()) for chunk in stream.chunks) <= 2 * 8 * 1024
    assert stream.given["attributes"]["length"] == "40000"
    await on.publisher.aclose()


async def test_half_a_surrogate_is_sent_as_a_question_mark() -> None:
    """The length and the digest are those of what arrives."""
    on = stage(SARAH)
    await on.publish(evolve(STATUS, chunks=("a\ud800b",)))
    [stream] = on.room.local_participant.streams
    assert (stream.chunks, stream.given["attributes"]["length"]) == (["a?b"], "3")
    await on.publisher.aclose()


@pytest.mark.parametrize("effect", [STATUS, DETAILS, TRANSCRIPT], ids=lambda effect: effect.topic)
async def test_streams_go_to_the_caller_and_staff(effect: Effect) -> None:
    on = stage("staff-b", "bystander", SARAH, "staff-a")
    await on.publish(effect)
    [stream] = on.room.local_participant.streams
    assert stream.given["destination_identities"] == [SARAH, "staff-a", "staff-b"]
    await on.publisher.aclose()


@pytest.mark.parametrize(
    ("effect", "expected"),
    [(STATUS, None), (DETAILS, None), (TRANSCRIPT, [SARAH])],
    ids=["text", "bytes", "transcript"],
)
async def test_where_the_room_is_the_audience_the_transcript_is_not_for_it(
    effect: Effect, expected: list[str] | None
) -> None:
    on = stage(SARAH, "bystander", audience="room")
    await on.publish(effect)
    [stream] = on.room.local_participant.streams
    assert stream.given["destination_identities"] == expected
    await on.publisher.aclose()


@pytest.mark.parametrize(("audience", "others"), [("caller_and_staff", ["bystander"]), ("room", [])])
async def test_while_nobody_is_there_whom_it_is_for_it_is_tried_again(audience: SentTo, others: list[str]) -> None:
    on = stage(*others, audience=audience)
    with pytest.raises(PublishError, match="nobody whom it is for is in the room just now") as failure:
        await on.publish(STATUS)
    assert not isinstance(failure.value, PublishRefusedError)
    assert on.room.local_participant.streams == []


@pytest.mark.parametrize(("audience", "to"), [("caller_and_staff", ["staff-a"]), ("room", None)])
async def test_nobody_waits_for_a_caller_who_is_away(audience: SentTo, to: list[str] | None) -> None:
    on = stage("staff-a", audience=audience)
    await on.publish(STATUS)
    assert on.room.local_participant.streams[0].given["destination_identities"] == to
    await on.publisher.aclose()


async def test_who_is_held_back_is_left_out_until_they_are_let_through() -> None:
    on = stage(SARAH, "staff-a")
    on.publisher.hold_back("staff-a")
    await on.publish(STATUS)
    on.publisher.let_through("staff-a")
    await on.publish(STATUS, evolve(DELIVERY, key="9:2"))
    to = [stream.given["destination_identities"] for stream in on.room.local_participant.streams]
    assert to == [[SARAH], [SARAH, "staff-a"]]
    await on.publisher.aclose()


async def test_what_is_sent_again_goes_to_one_and_says_so() -> None:
    on = stage(SARAH, "staff-a")
    await on.publisher.resend(DETAILS, DELIVERY, to="staff-a", stream_id="9:1/r0.1")
    [stream] = on.room.local_participant.streams
    assert (stream.given["destination_identities"], stream.given["stream_id"]) == (["staff-a"], "9:1/r0.1")
    assert stream.given["attributes"]["replayed"] == "1"
    for away, why in (("staff-b", "not in the room any more"), (SARAH, "not connected")):
        on.room.connection_state = RECONNECTING if away == SARAH else on.room.connection_state
        with pytest.raises(PublishError, match=why):
            await on.publisher.resend(DETAILS, DELIVERY, to=away, stream_id="9:1/r0.2")
    assert len(on.room.local_participant.streams) == 1


async def test_a_document_is_drawn_once_however_often_it_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[Document] = []

    def draw(document: Document) -> bytes:
        drawn.append(document)
        return b"{}"

    monkeypatch.setattr(livekit_room, "render", draw)
    on = stage(SARAH)
    await on.publish(DETAILS)
    await on.publisher.resend(DETAILS, DELIVERY, to=SARAH, stream_id="9:1/r0.1")
    # Another one under its key: the code has changed, or something was erased.
    other = evolve(DETAILS, content=evolve(DETAILS.content, fields={"patient": "[erased]"}))
    await on.publisher.resend(other, DELIVERY, to=SARAH, stream_id="9:1/r0.2")
    assert drawn == [DETAILS.content, other.content]
    await on.publisher.aclose()


async def test_a_caller_who_comes_back_is_sent_it_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(livekit_room, "_AWAY_SECONDS", 60)
    on = stage()
    publishing = asyncio.create_task(on.publish(STATUS))
    await asyncio.sleep(0.02)
    joining = FakeParticipant(SARAH, state=JOINED)
    on.room.enters(joining)
    await asyncio.sleep(0.02)
    assert not publishing.done(), "its transport is not there yet: this would be lost"
    on.room.enters(FakeParticipant(SARAH))
    await publishing
    await on.publisher.aclose()


async def test_what_is_for_a_caller_who_has_left_for_good_goes_to_staff_or_to_nobody() -> None:
    on = stage("staff-a")
    on.publisher.caller_is_gone = True
    await on.publish(TRANSCRIPT)
    assert on.room.local_participant.streams[0].given["destination_identities"] == ["staff-a"]
    on.room.leaves("staff-a")
    with pytest.raises(PublishRefusedError, match="the caller has left"):
        await on.publish(TRANSCRIPT)
    await on.publisher.aclose()


@frozen
class _Away:
    state: int
    for_good: bool
    refused: bool


@pytest.mark.parametrize("effect", [GREETING, STATUS], ids=["attributes", "stream"])
@pytest.mark.parametrize(
    "away",
    [
        _Away(RECONNECTING, for_good=False, refused=False),
        _Away(RECONNECTING, for_good=True, refused=False),
        _Away(DISCONNECTED, for_good=False, refused=False),
        _Away(DISCONNECTED, for_good=True, refused=True),
    ],
    ids=str,
)
async def test_a_room_that_is_away_is_tried_again_until_it_is_gone_for_good(effect: Effect, away: _Away) -> None:
    on = stage(SARAH)
    on.room.connection_state = away.state
    on.publisher.caller_is_gone = away.for_good
    with pytest.raises(PublishError) as failure:
        await on.publish(effect)
    assert isinstance(failure.value, PublishRefusedError) is away.refused
    assert (on.room.local_participant.streams, on.room.local_participant.sets) == ([], [])


async def test_attributes_count_when_the_server_has_told_us_of_them() -> None:
    on = stage(SARAH)
    await on.publish(GREETING)
    assert on.room.local_participant.attributes == {"agent_state": "greeting"}
    on.room.local_participant.server_takes = False
    with pytest.raises(PublishError, match="has not taken") as failure:
        await on.publish(SetAttributes(values={"agent_state": "booking"}))
    assert not isinstance(failure.value, PublishRefusedError)


async def test_a_token_that_may_not_set_attributes_or_send_data_is_a_refusal() -> None:
    on = stage(SARAH)
    us = on.room.local_participant
    us.server_takes, us.permissions.can_update_metadata = False, False
    with pytest.raises(PublishRefusedError, match="can_update_own_metadata"):
        await on.publish(GREETING)
    us.next_stream_fails, us.permissions.can_publish_data = rtc.StreamError("no"), False
    for effect in (STATUS, DETAILS):
        with pytest.raises(PublishRefusedError, match="can_publish_data"):
            await on.publish(effect)


@pytest.mark.parametrize("error", [rtc.StreamError("Zanzibar"), RuntimeError("Zanzibar"), ConnectionError("Zanzibar")])
@pytest.mark.parametrize("effect", [STATUS, DETAILS], ids=["text", "bytes"])
async def test_a_stream_that_fails_is_tried_again_and_its_error_quotes_nothing(
    effect: Effect, error: Exception
) -> None:
    on = stage(SARAH)
    on.room.local_participant.next_stream_fails = error
    with pytest.raises(PublishError) as failure:
        await on.publish(effect)
    assert str(failure.value) == f"the stream was not taken ({type(error).__name__})"
    assert not isinstance(failure.value, PublishRefusedError)


async def test_more_than_livekit_takes_is_a_refusal_and_not_sent() -> None:
    """The server drops it without an error."""
    on = stage(SARAH)
    on.room.local_participant.attributes["other"] = "x" * 65_000
    with pytest.raises(PublishRefusedError, match="64 KB"):
        await on.publish(SetAttributes(values={"agent_state": "y" * 600}))
    assert on.room.local_participant.sets == []


async def test_the_position_goes_with_the_next_change() -> None:
    on = stage(SARAH)
    await on.publish(STATUS)
    await on.publish(GREETING)
    assert on.room.local_participant.sets == [{"agent_state": "greeting", "data_position": "9"}]
    await on.publish(GREETING)
    assert on.room.local_participant.sets[1:] == [{"agent_state": "greeting"}]
    await on.publisher.aclose()


async def test_the_position_is_told_once_it_has_been_quiet() -> None:
    on = stage(SARAH)
    for position in (9, 11):
        await on.publish(STATUS, evolve(DELIVERY, position=position))
    assert on.room.local_participant.sets == []
    await asyncio.sleep(0.1)
    assert on.room.local_participant.sets == [{"data_position": "11"}]


async def test_the_position_is_told_at_the_end_and_never_goes_back() -> None:
    on = stage(SARAH)
    await on.publish(STATUS)
    await on.publish(STATUS, evolve(DELIVERY, position=4))
    await on.publisher.aclose()
    assert on.room.local_participant.sets == [{"data_position": "9"}]


async def test_a_stream_that_did_not_go_out_moves_no_position() -> None:
    on = stage(SARAH)
    on.room.local_participant.next_stream_fails = rtc.StreamError("no")
    with pytest.raises(PublishError):
        await on.publish(STATUS)
    await on.publisher.aclose()
    assert on.room.local_participant.sets == []


async def test_what_was_said_longer_ago_is_late() -> None:
    on = stage(SARAH)
    on.clock.advance(timedelta(seconds=3))
    await on.publish(STATUS)
    assert on.room.local_participant.streams[0].given["attributes"]["late"] == "1"
    await on.publisher.aclose()


async def test_a_document_that_nobody_can_render_is_a_refusal() -> None:
    on = stage(SARAH)
    with pytest.raises(PublishRefusedError, match="cannot render"):
        await on.publish(evolve(DETAILS, content=Document(template="appointment-card", version=9, fields={})))
