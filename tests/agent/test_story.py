"""The story through the whole agent: real session, real tools, real log, real outbox; the LLM is the offline one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from receptionist.cli.callers import story
from receptionist.events.booking import AppointmentMoved, BookingConfirmed, DetailsRequested
from receptionist.events.call import CallEnded, UtteranceHeard, UtteranceSpoken
from receptionist.llm.offline import OfflineLLM
from receptionist.projections.effects import SendBytes, SendText
from receptionist.publishers.rendering import render
from tests.agent.scripted import Stand, a_call, attribute_values, in_writing, streams, talk

BOOKED = "You're booked for an exam with Dr. Lee on Tuesday, November 24th at 2 PM, Sarah."
CONFIRMED = "Booking confirmed: Sarah on Tuesday, November 24th, 2026 at 2 PM."
CHANGED = "Booking changed: Sarah on Wednesday, November 25th, 2026 at 10 AM."


async def test_the_story_books_once_and_sends_the_written_word_twice(tmp_path: Path) -> None:
    async with a_call(tmp_path, OfflineLLM(clinic="Bright Smile Dental", phone="(555) 123-4567")) as stand:
        await talk(stand, story())

        assert attribute_values(stand) == [
            {"agent_state": "greeting"},
            {"agent_state": "booking"},
            {"agent_state": "confirmed", "patient_name": "Sarah"},
            {"agent_state": "ended"},
        ]
        booked = await _booked(stand)
        written = _written(CONFIRMED, booked)
        sentence_and_details, calendar_and_card = written[:2], written[2:]
        begin, book, details, goodbye = story()
        assert streams(stand) == [
            ("agent-status", "Greeting the caller"),
            ("transcript", "Bright Smile Dental, this is the automated assistant. How can I help?"),
            ("transcript", begin),
            ("agent-status", "Taking a booking"),
            ("transcript", "Happy to. What's your name, and when would suit you?"),
            ("transcript", book),
            *sentence_and_details,
            ("agent-status", "Appointment booked"),
            *calendar_and_card,
            ("transcript", BOOKED),
            ("transcript", details),
            *sentence_and_details,
            ("agent-status", "Sending the details again"),
            *calendar_and_card,
            ("transcript", "I've sent you the details of your appointment on Tuesday, November 24th at 2 PM again."),
            ("transcript", goodbye),
            ("transcript", "Thank you for calling Bright Smile Dental. Goodbye!"),
            ("agent-status", "Call ended"),
        ]
        assert [e.appointment for e in await stand.events(DetailsRequested) if isinstance(e, DetailsRequested)] == [
            booked.appointment
        ]
        assert await stand.events(CallEnded) == [CallEnded(reason="caller_said_goodbye")]
        assert BOOKED in await stand.said()
        assert stand.call.session.userdata.last_booking == booked.appointment


async def test_the_transcript_says_whose_words_they_are(tmp_path: Path) -> None:
    """Both sides of the call as the log has them, one stream for each utterance."""
    async with a_call(tmp_path, OfflineLLM(clinic="Bright Smile Dental", phone="(555) 123-4567")) as stand:
        await talk(stand, story())
        sent = [
            (effect.attributes["speaker"], effect.attributes["interrupted"], "".join(effect.chunks))
            for effect in stand.publisher.effects
            if isinstance(effect, SendText) and effect.topic == "transcript"
        ]
        assert sent == [
            ("caller", "0", event.text)
            if isinstance(event, UtteranceHeard)
            else ("agent", "1" if event.interrupted else "0", event.text)
            for event in await stand.events(UtteranceHeard, UtteranceSpoken)
            if isinstance(event, UtteranceHeard | UtteranceSpoken)
        ]
        assert [words for speaker, _, words in sent if speaker == "caller"] == list(story())


async def test_the_details_are_what_the_wire_contract_says(tmp_path: Path) -> None:
    async with a_call(tmp_path, OfflineLLM(clinic="Bright Smile Dental", phone="(555) 123-4567")) as stand:
        await talk(stand, story())
        booked = await _booked(stand)
        documents = [
            effect
            for effect in stand.publisher.effects
            if isinstance(effect, SendBytes) and effect.topic == "appointment-details"
        ]
        assert [json.loads(render(document.content)) for document in documents] == 2 * [
            {
                "version": 2,
                "id": booked.appointment.appointment_id,
                "status": "booked",
                "sequence": 0,
                "code": _code(booked),
                "language": "en",
                "clinic": "Bright Smile Dental",
                "address": "123 Main Street, Suite 200",
                "phone": "(555) 123-4567",
                "patient": "Sarah",
                "treatment": "Exam",
                "provider": "Dr. Lee",
                "date": "Tuesday, November 24th, 2026",
                "time": "2 PM",
                "starts_at": "2026-11-24T14:00:00-05:00",
                "ends_at": "2026-11-24T14:30:00-05:00",
                "time_zone": "America/New_York",
                "instructions": "Please arrive 15 minutes early for paperwork.",
            }
        ]


async def test_the_booking_state_is_seen_from_the_first_line_on(tmp_path: Path) -> None:
    async with a_call(tmp_path, OfflineLLM(clinic="Bright Smile Dental", phone="(555) 123-4567")) as stand:
        await stand.call.hear(story()[0])
        await stand.call.relay.all_settled()
        assert attribute_values(stand) == [{"agent_state": "greeting"}, {"agent_state": "booking"}]


async def test_all_in_one_utterance_passes_through_the_same_states(tmp_path: Path) -> None:
    async with a_call(tmp_path, OfflineLLM(clinic="Bright Smile Dental", phone="(555) 123-4567")) as stand:
        await talk(stand, ["Hi, this is Sarah, I'd like to book an appointment next Tuesday at 2 PM."])
        assert attribute_values(stand) == [
            {"agent_state": "greeting"},
            {"agent_state": "booking"},
            {"agent_state": "confirmed", "patient_name": "Sarah"},
            {"agent_state": "ended"},
        ]
        assert await stand.names() == [
            "CallStarted", "CallerGreeted", "UtteranceSpoken",
            "UtteranceHeard", "ToolCalled", "BookingBegun", "BookingRequested", "PatientRegistered", "BookingConfirmed",
            "ToolReturned", "UtteranceSpoken", "CallEnded",
        ]  # fmt: skip


@pytest.mark.parametrize(
    "correction",
    [
        "no, make it Wednesday at ten",
        "Sorry, Wednesday at 10 AM instead, please.",
        "Actually no. Wednesday, ten o'clock.",
    ],
)
async def test_a_correction_after_the_booking_moves_the_one_appointment(tmp_path: Path, correction: str) -> None:
    async with a_call(tmp_path, OfflineLLM(clinic="Bright Smile Dental", phone="(555) 123-4567")) as stand:
        await talk(stand, ["I'd like to book.", "My name is Sarah, next Tuesday at 2 PM.", correction, "Bye."])
        booked = await _booked(stand)
        (moved,) = await stand.events(AppointmentMoved)
        assert isinstance(moved, AppointmentMoved)
        assert moved.appointment.appointment_id == booked.appointment.appointment_id
        assert moved.appointment.starts_at.isoformat() == "2026-11-25T15:00:00+00:00"
        assert [values.get("agent_state") for values in attribute_values(stand)] == [
            "greeting", "booking", "confirmed", "booking", "moved", "ended",
        ]  # fmt: skip
        assert in_writing(stand) == [*_written(CONFIRMED, booked), *_written(CHANGED, booked)]


async def test_a_correction_before_the_booking_replaces_what_was_said(tmp_path: Path) -> None:
    async with a_call(tmp_path, OfflineLLM(clinic="Bright Smile Dental", phone="(555) 123-4567")) as stand:
        await talk(stand, ["I'd like to come next Tuesday at 2 PM.", "No, make it Wednesday at ten.", "Sarah."])
        booked = await _booked(stand)
        assert booked.appointment.starts_at.isoformat() == "2026-11-25T15:00:00+00:00"


async def test_two_calls_with_the_same_clock_and_seed_have_the_same_events(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    histories = []
    for folder in ("one", "two"):
        async with a_call(tmp_path / folder, OfflineLLM(clinic="Bright Smile Dental", phone="(555) 123-4567")) as stand:
            await talk(stand, story())
            histories.append([(r.id, r.type, r.tags, r.recorded_at, r.event) for r in await stand.recorded()])
    assert histories[0] == histories[1]


def _written(opening: str, booked: BookingConfirmed) -> list[tuple[str, str]]:
    """All that is sent about the appointment: the sentence, and three documents."""
    appointment = booked.appointment
    where = "Bright Smile Dental, 123 Main St. Exam with Dr. Lee."
    return [
        ("booking-confirmation", f"{opening} {where} Confirmation code: {_code(booked)}."),
        ("appointment-details", f"appointment-{appointment.appointment_id}.json"),
        ("appointment-calendar", f"appointment-{appointment.appointment_id}.ics"),
        ("appointment-card", f"appointment-{appointment.appointment_id}.pdf"),
    ]


def _code(booked: BookingConfirmed) -> str:
    """As it is written."""
    return f"{booked.appointment.code[:3]}-{booked.appointment.code[3:]}"


async def _booked(stand: Stand) -> BookingConfirmed:
    """The call's one booking."""
    (booked,) = await stand.events(BookingConfirmed)
    assert isinstance(booked, BookingConfirmed)
    return booked
