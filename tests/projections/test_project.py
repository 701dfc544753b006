"""What every event shows, in whole values."""

from __future__ import annotations

import pytest
from attrs import evolve

from receptionist.events.booking import (
    AppointmentMoved,
    BookingBegun,
    BookingConfirmed,
    BookingDetailsGiven,
    BookingRefused,
    BookingRequested,
    ClarificationAsked,
    DetailsRequested,
)
from receptionist.events.call import (
    CallEnded,
    CallerGreeted,
    CallerLeft,
    CallerReturned,
    CallStarted,
    ConnectionLost,
    ConnectionRestored,
    ToolCalled,
    ToolReturned,
    UtteranceHeard,
    UtteranceSpoken,
)
from receptionist.events.catalogue import CURRENT, Event
from receptionist.events.personal import ERASED
from receptionist.events.recorded import UnknownEvent
from receptionist.projections import digest_content, project
from receptionist.projections.effects import Document, Effect, SendBytes, SendText, SetAttributes, kind, topic
from tests.examples import APPOINTMENT, BOOKING, PATIENT, appointment, example, recorded


def details(date: str, time: str, starts_at: str, ends_at: str) -> SendBytes:
    """The document for the examples' patient at that time."""
    return SendBytes(
        topic="appointment-details",
        name="appointment-a-0000000000ex.json",
        mime_type="application/json",
        content=Document(
            template="appointment-details",
            version=1,
            fields={
                "id": "a-0000000000ex",
                "clinic": "Bright Smile Dental",
                "address": "123 Main Street, Suite 200",
                "phone": "(555) 123-4567",
                "patient": "Zoë Quillfeather",
                "dentist": "Dr. Lee",
                "date": date,
                "time": time,
                "starts_at": starts_at,
                "ends_at": ends_at,
                "time_zone": "America/New_York",
                "instructions": "Please arrive 15 minutes early for paperwork.",
            },
        ),
    )


TUESDAY = details(
    "Tuesday, December 1st, 2026", "9 AM", "2026-12-01T09:00:00-05:00", "2026-12-01T09:30:00-05:00"
)  # fmt: skip
WEDNESDAY = details(
    "Wednesday, December 2nd, 2026", "10 AM", "2026-12-02T10:00:00-05:00", "2026-12-02T10:30:00-05:00"
)  # fmt: skip
FIELDS = TUESDAY.content.fields
CONFIRMATION = SendText(
    topic="booking-confirmation",
    chunks=(
        "Booking confirmed: Zoë Quillfeather on Tuesday, December 1st, 2026 at 9 AM.",
        " Bright Smile Dental, 123 Main St.",
    ),
)


def status(words: str) -> SendText:
    """What dashboards show."""
    return SendText(topic="agent-status", chunks=(words,), attributes={}, audience="setting")


def said(speaker: str, words: str, interrupted: str = "0") -> SendText:
    """A line of the transcript, which no setting shows to the room."""
    attributes = {"speaker": speaker, "interrupted": interrupted}
    return SendText(topic="transcript", chunks=(words,), attributes=attributes, audience="caller_and_staff")


EFFECTS: dict[type[Event], tuple[Effect, ...]] = {
    CallStarted: (),
    CallerGreeted: (SetAttributes(values={"agent_state": "greeting"}), status("Greeting the caller")),
    UtteranceHeard: (said("caller", "Tomorrow at nine, please. It's Zoë Quillfeather."),),
    UtteranceSpoken: (said("agent", "You are booked for Tuesday at nine, Zoë."),),
    ToolCalled: (),
    ToolReturned: (),
    CallerLeft: (status("Waiting for the caller to come back"),),
    CallerReturned: (status("The caller is back"),),
    ConnectionLost: (),
    ConnectionRestored: (),
    CallEnded: (SetAttributes(values={"agent_state": "ended"}), status("Call ended")),
    BookingBegun: (SetAttributes(values={"agent_state": "booking"}), status("Taking a booking")),
    BookingDetailsGiven: (SetAttributes(values={"patient_name": "Zoë"}),),
    ClarificationAsked: (status("Asking what was meant"),),
    BookingRequested: (),
    BookingConfirmed: (
        SetAttributes(values={"agent_state": "confirmed", "patient_name": "Zoë"}),
        CONFIRMATION,
        TUESDAY,
        status("Appointment booked"),
    ),
    BookingRefused: (SetAttributes(values={"agent_state": "refused"}), status("Refused the request")),
    AppointmentMoved: (
        SetAttributes(values={"agent_state": "moved", "patient_name": "Zoë"}),
        SendText(
            topic="booking-confirmation",
            chunks=(
                "Booking changed: Zoë Quillfeather on Wednesday, December 2nd, 2026 at 10 AM.",
                " Bright Smile Dental, 123 Main St.",
            ),
        ),
        WEDNESDAY,
        status("Appointment moved"),
    ),
    DetailsRequested: (CONFIRMATION, TUESDAY, status("Sending the details again")),
}


@pytest.mark.parametrize("cls", CURRENT.values(), ids=lambda cls: cls.__name__)
def test_an_event_shows_exactly_this(cls: type[Event]) -> None:
    """Every event of the catalogue: one that is missing in the table fails here."""
    assert project(recorded(example(cls))) == EFFECTS[cls]


def test_details_without_a_name_change_no_attribute() -> None:
    given = BookingDetailsGiven(booking_id=BOOKING, patient_name=None, date_words="Friday", time_words=None)
    assert project(recorded(given)) == ()


def test_an_event_of_a_newer_version_shows_nothing() -> None:
    newer = UnknownEvent(type="booking.confirmed", version=2, data={"patient_name": PATIENT})
    assert project(evolve(recorded(example(BookingConfirmed)), event=newer)) == ()


def test_an_erased_patient_is_shown_as_erased() -> None:
    erased = BookingConfirmed(booking_id=BOOKING, appointment=appointment(patient_name=ERASED))
    attributes, text, document, state = project(recorded(erased))
    assert attributes == SetAttributes(values={"agent_state": "confirmed", "patient_name": "[erased]"})
    assert text == evolve(
        CONFIRMATION,
        chunks=(
            "Booking confirmed: [erased] on Tuesday, December 1st, 2026 at 9 AM.",
            " Bright Smile Dental, 123 Main St.",
        ),
    )
    assert document == evolve(TUESDAY, content=evolve(TUESDAY.content, fields={**FIELDS, "patient": "[erased]"}))
    assert state == status("Appointment booked")


def test_position_call_and_time_of_recording_change_nothing() -> None:
    """An effect comes from the event alone: two calls that book the same show the same."""
    event = example(BookingConfirmed)
    elsewhere = evolve(recorded(event, position=99), tags=(), hash="ff" * 32)
    assert project(elsewhere) == project(recorded(event)) == EFFECTS[BookingConfirmed]


@pytest.mark.parametrize("effects", EFFECTS.values(), ids=lambda effects: f"{len(effects)} effects")
def test_what_everybody_can_see_carries_no_more_than_a_first_name(effects: tuple[Effect, ...]) -> None:
    """Attributes go to everybody in the room; what says more to whom the setting says; all that is said to the two."""
    for effect in effects:
        if isinstance(effect, SetAttributes):
            assert effect.audience == "everyone"
            assert set(effect.values) <= {"agent_state", "patient_name"}
            assert not any("Quillfeather" in value for value in effect.values.values())
        else:
            assert effect.audience == ("caller_and_staff" if effect.topic == "transcript" else "setting")


def test_a_file_name_says_nothing_of_the_patient() -> None:
    assert TUESDAY.name == f"appointment-{APPOINTMENT}.json"


def test_effects_are_named_in_the_outbox() -> None:
    named = [(effect.lane, kind(effect), topic(effect)) for effect in EFFECTS[BookingConfirmed]]
    assert named == [
        ("attributes", "set_attributes", None),
        ("streams", "send_text", "booking-confirmation"),
        ("streams", "send_bytes", "appointment-details"),
        ("streams", "send_text", "agent-status"),
    ]


def test_the_digest_is_taken_over_the_whole_effect_in_one_spelling() -> None:
    assert digest_content(EFFECTS[BookingDetailsGiven][0]) == (
        b'{"audience":"everyone","kind":"set_attributes","lane":"attributes","values":{"patient_name":"Zo\xc3\xab"}}'
    )
    assert digest_content(said("agent", "Zoë", "1")) == (
        b'{"attributes":{"interrupted":"1","speaker":"agent"},"audience":"caller_and_staff","chunks":["Zo\xc3\xab"],'
        b'"kind":"send_text","lane":"streams","topic":"transcript"}'
    )
    contents = [digest_content(effect) for effects in EFFECTS.values() for effect in effects]
    assert len(set(contents)) == len({repr(effect) for effects in EFFECTS.values() for effect in effects})
