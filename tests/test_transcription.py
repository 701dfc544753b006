"""LiveKit's own live transcription, to the caller alone."""

from __future__ import annotations

import asyncio

import pytest
from livekit import rtc
from livekit.agents import UserInputTranscribedEvent

from receptionist.transcription import CallerTranscription
from tests.fake_room import FakeParticipant, FakeRoom, as_room

SARAH = "caller-sarah"


def stage() -> tuple[FakeRoom, CallerTranscription]:
    room = FakeRoom(FakeParticipant(SARAH), FakeParticipant("bystander"))
    return room, CallerTranscription(as_room(room), SARAH)


async def test_a_segment_is_one_stream_to_the_caller_that_grows_and_becomes_final() -> None:
    room, transcription = stage()
    for segment in (("Good ", "morning."), ("How can I help?",)):
        for piece in segment:
            await transcription.capture_text(piece)
        transcription.flush()
    await transcription.aclose()
    first, second = room.local_participant.streams
    assert (first.chunks, second.chunks) == (["Good ", "morning."], ["How can I help?"])
    for stream in (first, second):
        assert stream.given["destination_identities"] == [SARAH]
        assert stream.given["topic"] == "lk.transcription"
        assert stream.given["sender_identity"] is None
        assert stream.given["attributes"]["lk.transcription_final"] == "false"
        assert stream.last_attributes == {"lk.transcription_final": "true"}
        assert stream.closed
    assert first.given["attributes"]["lk.segment_id"] != second.given["attributes"]["lk.segment_id"]


async def test_what_the_caller_said_is_shown_to_the_caller_under_their_name() -> None:
    room, transcription = stage()
    transcription.heard(UserInputTranscribedEvent(transcript="Hello", is_final=True, item_id="item-1"))
    await transcription.aclose()
    [stream] = room.local_participant.streams
    assert stream.given == {
        "topic": "lk.transcription",
        "destination_identities": [SARAH],
        "sender_identity": SARAH,
        "attributes": {"lk.transcription_final": "true", "lk.segment_id": "item-1"},
    }
    assert (stream.chunks, stream.closed) == (["Hello"], True)


@pytest.mark.parametrize("error", [rtc.StreamError("x"), RuntimeError("x"), ConnectionError("x")])
async def test_a_lost_piece_does_not_stop_the_agent(error: Exception, caplog: pytest.LogCaptureFixture) -> None:
    """Its words are in the transcript from the log; this one is a courtesy. Nothing of them is logged."""
    room, transcription = stage()
    room.local_participant.next_stream_fails = error
    await transcription.capture_text("Zanzibar")
    transcription.flush()
    transcription.heard(UserInputTranscribedEvent(transcript="Zanzibar", is_final=True))
    await transcription.aclose()
    room.local_participant.next_stream_fails = None
    await transcription.capture_text("again")
    transcription.flush()
    await transcription.aclose()
    assert room.local_participant.streams[-1].chunks == ["again"]
    assert "lost" in caplog.text
    assert "Zanzibar" not in caplog.text


async def test_nothing_that_was_flushed_waits_for_ever() -> None:
    _, transcription = stage()
    transcription.flush()
    async with asyncio.timeout(1):
        await transcription.aclose()


async def test_a_room_that_never_answers_does_not_silence_the_agent(monkeypatch: pytest.MonkeyPatch) -> None:
    """The agent waits for each piece before it says the next: once in a segment is enough."""
    monkeypatch.setattr("receptionist.transcription._LONGEST_SECONDS", 0.01)
    room, transcription = stage()

    async def never(*_: object, **__: object) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr(type(room.local_participant), "stream_text", never)
    async with asyncio.timeout(1):
        for piece in ["Good "] * 1000:
            await transcription.capture_text(piece)
        transcription.flush()
        await transcription.aclose()
