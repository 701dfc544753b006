"""What every event shows, in whole values."""

from __future__ import annotations

from datetime import timedelta
from typing import Literal
from zoneinfo import ZoneInfo

import pytest
from attrs import evolve

from receptionist.events.booking import (
    AppointmentCancelled,
    AppointmentMoved,
    AppointmentsTold,
    BookingBegun,
    BookingConfirmed,
    BookingDetailsGiven,
    BookingRefused,
    ClarificationAsked,
    DetailsRequested,
    LateArrivalReported,
    SlotsOffered,
)
from receptionist.events.call import (
    CallEnded,
    CallerGreeted,
    CallerLeft,
    CallerReturned,
    CallerTransferred,
    CallResumed,
    EmergencyRecognised,
    InsuranceNoted,
    LanguageChosen,
    PersonRequested,
    QuestionAnswered,
    TransferFailed,
    UtteranceHeard,
    UtteranceSpoken,
)
from receptionist.events.catalogue import CURRENT, Event
from receptionist.events.clinic import TaskRaised
from receptionist.events.patient import PatientRecognised, RecognitionFailed, RecognitionGivenUp, WaitingListJoined
from receptionist.events.personal import ERASED
from receptionist.events.recorded import UnknownEvent
from receptionist.projections import digest_content, project
from receptionist.projections.effects import Document, Effect, Scalar, SendBytes, SendText, SetAttributes, kind, topic
from receptionist.publishers.rendering import render
from tests.examples import APPOINTMENT, BOOKING, CLINIC, NOW, PATIENT, appointment, example, recorded
from tests.projections.saying import of, spanish

DETAILS: dict[str, Scalar] = {
    "id": "a-0000000000ex",
    "status": "booked",
    "sequence": 0,
    "code": "K7X-4MRP",
    "language": "en",
    "clinic": "Bright Smile Dental",
    "address": "123 Main Street, Suite 200",
    "phone": "(555) 123-4567",
    "patient": "Zoë Quillfeather",
    "treatment": "Exam",
    "provider": "Dr. Lee",
    "date": "Tuesday, December 1st, 2026",
    "time": "9 AM",
    "starts_at": "2026-12-01T09:00:00-05:00",
    "ends_at": "2026-12-01T09:30:00-05:00",
    "time_zone": "America/New_York",
    "instructions": "Please arrive 15 minutes early for paperwork.",
}
CALENDAR: dict[str, Scalar] = {
    "uid": "a-0000000000ex@receptionist.invalid",
    "sequence": 0,
    "method": "PUBLISH",
    "stamp": "2026-11-30T16:05:00+00:00",
    "starts_at": "2026-12-01T09:00:00-05:00",
    "ends_at": "2026-12-01T09:30:00-05:00",
    "time_zone": "America/New_York",
    "summary": "Exam with Dr. Lee",
    "description": (
        "For: Zoë Quillfeather\nConfirmation code: K7X-4MRP\nPlease arrive 15 minutes early for paperwork.\n"
        "Questions or changes? Call us: (555) 123-4567"
    ),
    "location": "Bright Smile Dental, 123 Main Street, Suite 200",
    "language": "en",
    "reminder_minutes": 1440,
}
CARD: dict[str, Scalar] = {
    "status": "booked",
    "language": "en",
    "stamp": "2026-11-30T16:05:00+00:00",
    "clinic": "Bright Smile Dental",
    "address": "123 Main Street, Suite 200",
    "phone": "(555) 123-4567",
    "patient": "Zoë Quillfeather",
    "treatment": "Exam",
    "provider": "Dr. Lee",
    "weekday": "Tuesday",
    "date": "December 1st, 2026",
    "time": "9 AM",
    "code": "K7X-4MRP",
    "instructions": "Please arrive 15 minutes early for paperwork.",
}
WEDNESDAY: dict[str, Scalar] = {
    "starts_at": "2026-12-02T10:00:00-05:00",
    "ends_at": "2026-12-02T10:30:00-05:00",
    "sequence": 1,
}


def details(**changes: Scalar) -> SendBytes:
    return _document("appointment-details", 2, "application/json", "json", DETAILS | changes)


def calendar(**changes: Scalar) -> SendBytes:
    return _document("appointment-calendar", 1, "text/calendar", "ics", CALENDAR | changes)


def card(**changes: Scalar) -> SendBytes:
    return _document("appointment-card", 1, "application/pdf", "pdf", CARD | changes)


def _document(name: str, version: int, mime_type: str, ending: str, fields: dict[str, Scalar]) -> SendBytes:
    return SendBytes(
        topic=name,
        name=f"appointment-{APPOINTMENT}.{ending}",
        mime_type=mime_type,
        content=Document(template=name, version=version, fields=fields),
    )


def confirmation(*chunks: str) -> SendText:
    return SendText(topic="booking-confirmation", chunks=chunks)


CONFIRMATION = confirmation(
    "Booking confirmed: Zoë Quillfeather on Tuesday, December 1st, 2026 at 9 AM.",
    " Bright Smile Dental, 123 Main St.",
    " Exam with Dr. Lee. Confirmation code: K7X-4MRP.",
)


def status(words: str) -> SendText:
    """What dashboards show."""
    return SendText(topic="agent-status", chunks=(words,), attributes={}, audience="setting")


def said(speaker: str, words: str, interrupted: str = "0") -> SendText:
    """A line of the transcript, which no setting shows to the room."""
    attributes = {"speaker": speaker, "interrupted": interrupted}
    return SendText(topic="transcript", chunks=(words,), attributes=attributes, audience="caller_and_staff")


def state(value: str, name: str | None = None) -> SetAttributes:
    """What everybody in the room can read."""
    return SetAttributes(values={"agent_state": value} | ({} if name is None else {"patient_name": name}))


EFFECTS: dict[type[Event], tuple[Effect, ...]] = {
    CallerGreeted: (state("greeting"), status("Greeting the caller")),
    UtteranceHeard: (said("caller", "Tomorrow at nine, please. It's Zoë Quillfeather."),),
    UtteranceSpoken: (said("agent", "You are booked for Tuesday at nine, Zoë."),),
    CallerLeft: (status("Waiting for the caller to come back"),),
    CallerReturned: (status("The caller is back"),),
    CallResumed: (status("Taking the call up again"),),
    LanguageChosen: (status("Changing the language"),),
    EmergencyRecognised: (status("Emergency: told to call the on-call dentist"),),
    QuestionAnswered: (status("Answering a question"),),
    InsuranceNoted: (status("Noting the insurance"),),
    PersonRequested: (status("Putting the caller through"),),
    TransferFailed: (status("Reached nobody to put the caller through to"),),
    CallerTransferred: (state("transferred"), status("A person has the caller")),
    CallEnded: (state("ended"), status("Call ended")),
    BookingBegun: (state("booking"), status("Taking a booking")),
    BookingDetailsGiven: (SetAttributes(values={"patient_name": "Zoë"}),),
    ClarificationAsked: (status("Asking what was meant"),),
    SlotsOffered: (status("Offering free times"),),
    BookingConfirmed: (
        state("confirmed", "Zoë"), CONFIRMATION, details(), status("Appointment booked"), calendar(), card(),
    ),
    BookingRefused: (state("refused"), status("Refused the request")),
    AppointmentMoved: (
        state("moved", "Zoë"),
        confirmation(
            "Booking changed: Zoë Quillfeather on Wednesday, December 2nd, 2026 at 10 AM.",
            " Bright Smile Dental, 123 Main St.",
            " Exam with Dr. Lee. Confirmation code: K7X-4MRP.",
        ),
        details(status="moved", date="Wednesday, December 2nd, 2026", time="10 AM", **WEDNESDAY),
        status("Appointment moved"),
        calendar(**WEDNESDAY),
        card(status="moved", weekday="Wednesday", date="December 2nd, 2026", time="10 AM"),
    ),
    AppointmentCancelled: (
        state("cancelled", "Zoë"),
        confirmation(
            "Booking cancelled: Zoë Quillfeather on Tuesday, December 1st, 2026 at 9 AM.",
            " Bright Smile Dental, 123 Main St.",
            " Exam with Dr. Lee.",
        ),
        details(status="cancelled", sequence=1),
        status("Appointment cancelled"),
        calendar(
            method="CANCEL",
            sequence=1,
            reminder_minutes=0,
            description="For: Zoë Quillfeather\nQuestions or changes? Call us: (555) 123-4567",
        ),
    ),
    LateArrivalReported: (status("Noting a late arrival"),),
    AppointmentsTold: (status("Telling what is booked"),),
    DetailsRequested: (CONFIRMATION, details(), status("Sending the details again"), calendar(), card()),
    PatientRecognised: (status("Recognised the caller"),),
    RecognitionFailed: (status("Asking again who is calling"),),
    RecognitionGivenUp: (status("Could not recognise the caller"),),
    WaitingListJoined: (status("Put on the waiting list"),),
    TaskRaised: (status("Taking a message"),),
}  # fmt: skip
"""The events that are not here show nothing."""


@pytest.mark.parametrize("cls", CURRENT.values(), ids=lambda cls: cls.__name__)
def test_an_event_shows_exactly_this(cls: type[Event]) -> None:
    assert project(recorded(example(cls))) == EFFECTS.get(cls, ())


def test_what_a_spanish_speaker_has_in_writing_is_in_spanish() -> None:
    _, text, document, _, entry, page = project(recorded(of(example(BookingConfirmed), "es")))
    assert text == confirmation(
        "Cita confirmada: Zoë Quillfeather, el martes 1 de diciembre de 2026 a las 9 de la mañana.",
        " Bright Smile Dental, 123 Main St.",
        " Revisión con Dr. Lee. Código de confirmación: K7X-4MRP.",
    )
    shared: dict[str, Scalar] = {"language": "es", "treatment": "Revisión", "time": "9:00 a. m."}
    assert document == details(**shared, date="martes 1 de diciembre de 2026")
    assert entry == calendar(
        language="es",
        summary="Revisión con Dr. Lee",
        description=(
            "Para: Zoë Quillfeather\nCódigo de confirmación: K7X-4MRP\n"
            "Please arrive 15 minutes early for paperwork.\n¿Preguntas o cambios? Llámenos: (555) 123-4567"
        ),
    )
    assert page == card(**shared, weekday="Martes", date="1 de diciembre de 2026")


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "A parent or guardian must come along."), ("es", "Debe venir también uno de los padres o un tutor.")],
)
def test_whom_a_child_must_bring_is_in_every_document(language: Literal["en", "es"], words: str) -> None:
    child = of(example(BookingConfirmed), language, minor=True)
    written = [effect.content.fields for effect in project(recorded(child)) if isinstance(effect, SendBytes)]
    instructions = f"Please arrive 15 minutes early for paperwork. {words}"
    assert [fields.get("instructions", instructions) for fields in written] == [instructions] * 3
    assert instructions in str(written[1]["description"])


def test_an_appointment_from_before_there_were_codes_says_nothing_of_one() -> None:
    old = appointment(code="", treatment="Visit", clinic=evolve(CLINIC, arrival_instructions=""))
    _, text, document, _, entry, _ = project(recorded(BookingConfirmed(booking_id=BOOKING, appointment=old)))
    assert isinstance(text, SendText)
    assert text.chunks[2] == " Visit with Dr. Lee."
    assert document == details(code="", treatment="Visit", instructions="")
    assert entry == calendar(
        summary="Visit with Dr. Lee",
        description="For: Zoë Quillfeather\nQuestions or changes? Call us: (555) 123-4567",
    )


def test_nobody_is_named_where_nobody_was_assigned() -> None:
    _, text, _, _, entry, _ = project(recorded(BookingConfirmed(booking_id=BOOKING, appointment=spanish(provider=""))))
    assert isinstance(text, SendText)
    assert text.chunks[2] == " Revisión. Código de confirmación: K7X-4MRP."
    assert isinstance(entry, SendBytes)
    assert entry.content.fields["summary"] == "Revisión"


DOCUMENTS = [
    effect.content
    for language in ("en", "es")
    for cls in (BookingConfirmed, AppointmentMoved, AppointmentCancelled, DetailsRequested)
    for effect in project(recorded(of(example(cls), language, minor=language == "es")))
    if isinstance(effect, SendBytes)
]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.template)
def test_every_document_can_be_rendered(document: Document) -> None:
    """What is written here and what the renderers ask for agree in every field."""
    assert render(document)


def test_an_event_of_a_newer_version_shows_nothing() -> None:
    newer = UnknownEvent(type="booking.confirmed", version=2, data={"patient_name": PATIENT})
    assert project(evolve(recorded(example(BookingConfirmed)), event=newer)) == ()


def test_an_erased_patient_is_shown_as_erased() -> None:
    erased = BookingConfirmed(booking_id=BOOKING, appointment=appointment(patient_name=ERASED, code=ERASED))
    assert project(recorded(erased)) == (
        state("confirmed", "[erased]"),
        confirmation(
            "Booking confirmed: [erased] on Tuesday, December 1st, 2026 at 9 AM.",
            " Bright Smile Dental, 123 Main St.",
            " Exam with Dr. Lee. Confirmation code: [erased].",
        ),
        details(patient="[erased]", code="[erased]"),
        status("Appointment booked"),
        calendar(
            description=(
                "For: [erased]\nConfirmation code: [erased]\nPlease arrive 15 minutes early for paperwork.\n"
                "Questions or changes? Call us: (555) 123-4567"
            )
        ),
        card(patient="[erased]", code="[erased]"),
    )


def test_position_and_call_change_nothing_and_the_time_of_recording_only_the_stamps() -> None:
    """An effect comes from the event alone: two calls that book the same show the same."""
    event = example(BookingConfirmed)
    elsewhere = evolve(recorded(event, position=99), tags=(), hash="ff" * 32)
    assert project(elsewhere) == project(recorded(event)) == EFFECTS[BookingConfirmed]
    stamp = "2026-11-30T16:05:01+00:00"
    later = NOW.astimezone(ZoneInfo("Asia/Tokyo")) + timedelta(seconds=1, microseconds=7)
    *same, entry, page = project(recorded(event, at=later))
    assert (*same,) == EFFECTS[BookingConfirmed][:4]
    assert (entry, page) == (calendar(stamp=stamp), card(stamp=stamp))


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
    """The id is random; the code, which opens the appointment, is in no name and no attribute."""
    names = [effect.name for effect in EFFECTS[BookingConfirmed] if isinstance(effect, SendBytes)]
    assert names == [f"appointment-{APPOINTMENT}.{ending}" for ending in ("json", "ics", "pdf")]


def test_effects_are_named_in_the_outbox() -> None:
    named = [(effect.lane, kind(effect), topic(effect)) for effect in EFFECTS[BookingConfirmed]]
    assert named == [
        ("attributes", "set_attributes", None),
        ("streams", "send_text", "booking-confirmation"),
        ("streams", "send_bytes", "appointment-details"),
        ("streams", "send_text", "agent-status"),
        ("streams", "send_bytes", "appointment-calendar"),
        ("streams", "send_bytes", "appointment-card"),
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
