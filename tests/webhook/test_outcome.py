"""What came of a call, as another program is told: ids and times, and of the patients what was asked for."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from attrs import evolve

from receptionist.events.booking import AppointmentCancelled, AppointmentMoved, BookingConfirmed, LateArrivalReported
from receptionist.events.call import CallEnded, CallStarted, EmergencyRecognised, LanguageChosen, UtteranceHeard
from receptionist.events.catalogue import Event
from receptionist.events.clinic import TaskCorrected, TaskRaised
from receptionist.events.patient import PatientRegistered, WaitingListJoined
from receptionist.events.recorded import Recorded
from receptionist.ids import PatientId
from receptionist.projections.outcome import outcome_of
from receptionist.projections.outcome_message import OUTCOME_FIELDS, OutcomeField, message
from receptionist.publishers.webhook.composing import as_bytes
from tests.examples import (
    BOOKING,
    NOW,
    PATIENT,
    PATIENT_ID,
    PHONE,
    TUESDAY_9,
    WEDNESDAY_10,
    appointment,
    example,
    moved_to,
    recorded,
)

STARTED, CONFIRMED, ENDED = example(CallStarted), example(BookingConfirmed), example(CallEnded)
MOVED, CANCELLED, LATE = example(AppointmentMoved), example(AppointmentCancelled), example(LateArrivalReported)
KNOWN = {str(PATIENT_ID): example(PatientRegistered)}
VISIT = {
    "id": "a-0000000000ex",
    "change": "booked",
    "is_new": True,
    "sequence": 0,
    "starts_at": "2026-12-01T09:00:00-05:00",
    "ends_at": "2026-12-01T09:30:00-05:00",
    "moved_from": None,
    "minutes_late": None,
    "treatment": {"id": "exam", "name": "exam"},
    "provider": {"id": "lee", "name": "Dr. Lee"},
    "minor": False,
    "language": "en",
    "patient": {"id": PATIENT_ID},
}
LATER = {"starts_at": "2026-12-02T10:00:00-05:00", "ends_at": "2026-12-02T10:30:00-05:00", "sequence": 1}


def happened(*events: Event) -> list[Recorded]:
    """*events*, a minute apart, from position 7 on."""
    return [recorded(event, position=7 + at, at=NOW + timedelta(minutes=at)) for at, event in enumerate(events)]


def told(events: Sequence[Event], *fields: OutcomeField) -> dict[str, Any]:
    return message(outcome_of(happened(*events)), KNOWN, fields)


def visits(*events: Event) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = told([STARTED, *events, ENDED])["data"]["appointments"]
    return found


def test_without_fields_it_is_ids_and_times() -> None:
    assert told([STARTED, CONFIRMED, ENDED]) == {
        "type": "call.ended",
        "timestamp": "2026-11-30T16:07:00.000Z",
        "data": {
            "version": 1,
            "call": "c-0000000000ex",
            "position": 9,
            "began_at": "2026-11-30T16:05:00.000Z",
            "ended_at": "2026-11-30T16:07:00.000Z",
            "channel": "room",
            "language": "en",
            "clinic": "Bright Smile Dental",
            "time_zone": "America/New_York",
            "outcome": "booked",
            "reason": "caller_said_goodbye",
            "emergency": None,
            "fields": [],
            "appointments": [VISIT],
            "waiting": [],
            "tasks": [],
        },
    }


def test_with_every_field_it_says_who() -> None:
    whole = told([STARTED, CONFIRMED, ENDED], *reversed(OUTCOME_FIELDS))["data"]
    who = {"id": PATIENT_ID, "name": PATIENT, "phone": PHONE, "birth_date": "1985-03-03"}
    assert whole["fields"] == ["name", "phone", "birth_date", "code", "message"]
    assert whole["appointments"] == [VISIT | {"code": "K7X-4MRP", "patient": who}]


def test_each_field_brings_what_it_names_and_nothing_else() -> None:
    """Of everything that can happen in a call: who could not be told from the rest is told by one field alone."""
    everything: list[Event] = [STARTED, CONFIRMED, example(WaitingListJoined), example(TaskRaised), ENDED]
    values = {"name": PATIENT, "phone": PHONE, "birth_date": "1985-03-03", "code": "K7X-4MRP", "message": "my crown"}
    for asked in OUTCOME_FIELDS:
        text = json.dumps(told(everything, asked), ensure_ascii=False)
        assert {field for field, value in values.items() if value in text} == {asked}
    without = json.dumps(told(everything), ensure_ascii=False)
    assert [value for value in values.values() if value in without] == []


def test_what_was_said_is_never_in_it() -> None:
    said = UtteranceHeard(text="I am afraid of drills")
    text = json.dumps(told([STARTED, said, example(EmergencyRecognised), ENDED], *OUTCOME_FIELDS))
    assert "drills" not in text
    assert "knocked out" not in text


def test_an_appointment_of_an_earlier_call_is_moved_and_one_of_this_call_is_booked() -> None:
    again = evolve(MOVED, appointment=moved_to(TUESDAY_9 + timedelta(days=7), sequence=2), moved_from=WEDNESDAY_10)
    moved = {"change": "moved", "is_new": False, "moved_from": "2026-12-01T09:00:00-05:00"}
    assert visits(MOVED) == [VISIT | LATER | moved]
    assert visits(CONFIRMED, MOVED) == [VISIT | LATER]
    week = {"starts_at": "2026-12-08T09:00:00-05:00", "ends_at": "2026-12-08T09:30:00-05:00", "sequence": 2}
    assert visits(MOVED, again) == [VISIT | week | moved]


def test_what_was_made_and_cancelled_in_one_call_is_cancelled_and_new() -> None:
    off = {"change": "cancelled", "sequence": 1}
    assert visits(CANCELLED) == [VISIT | off | {"is_new": False}]
    assert visits(CONFIRMED, CANCELLED) == [VISIT | off]


def test_who_is_late_is_late_and_what_was_booked_stays_booked() -> None:
    assert visits(LATE) == [VISIT | {"change": "late", "is_new": False, "minutes_late": 10}]
    assert visits(CONFIRMED, LATE) == [VISIT | {"minutes_late": 10}]


def test_appointments_come_in_the_order_in_which_they_were_dealt_with_last() -> None:
    other = evolve(CONFIRMED, appointment=appointment(appointment_id="a-other"))
    assert [each["id"] for each in visits(CONFIRMED, other, LATE)] == ["a-other", "a-0000000000ex"]


def test_who_waits_is_told_of_with_days() -> None:
    data = told([STARTED, example(WaitingListJoined), ENDED], "phone")["data"]
    assert (data["outcome"], data["waiting"]) == (
        "waiting",
        [
            {
                "id": "w-0000000000ex",
                "treatment_id": "exam",
                "provider_id": None,
                "first": "2026-12-01",
                "last": "2026-12-04",
                "earliest": "09:00",
                "latest": None,
                "patient": {"id": PATIENT_ID, "phone": PHONE},
            }
        ],
    )


def test_what_staff_have_to_do_is_told_as_it_reads_at_the_end() -> None:
    data = told([STARTED, example(TaskRaised), example(TaskCorrected), ENDED], "message")["data"]
    assert data["tasks"] == [
        {
            "id": "t-0000000000ex",
            "kind": "message",
            "urgency": "now",
            "due": "2026-11-30T11:20:00-05:00",
            "appointment": None,
            "done": "The caller was promised that somebody calls back.",
            "to_do": "Message: please call me about my crown, before noon.",
            "patient": {"id": PATIENT_ID},
        }
    ]


def test_a_message_from_nobody_known_says_what_they_said_of_themselves_where_that_was_asked_for() -> None:
    stranger = evolve(example(TaskRaised), patient_id=None, who="A supplier", phone=None)
    without, with_name = (told([STARTED, stranger, ENDED], *fields) for fields in ((), ("name", "phone")))
    assert without["data"]["tasks"][0]["patient"] is None
    assert with_name["data"]["tasks"][0]["patient"] == {"name": "A supplier", "phone": None}


def test_the_language_and_the_emergency_are_the_last_ones() -> None:
    data = told([STARTED, example(EmergencyRecognised), LanguageChosen(language="es"), ENDED])["data"]
    assert (data["language"], data["emergency"], data["outcome"]) == ("es", "call_on_call_dentist", "emergency")


def test_a_patient_of_whom_nothing_is_known_has_no_phone_and_no_birth_date() -> None:
    data = message(outcome_of(happened(STARTED, CONFIRMED, ENDED)), {}, ("phone", "birth_date"))["data"]
    assert data["appointments"][0]["patient"] == {"id": PATIENT_ID, "phone": None, "birth_date": None}


def test_a_patient_is_named_as_the_clinic_has_them_now() -> None:
    """A name that was misheard in the call, and corrected since."""
    known = {str(PATIENT_ID): evolve(example(PatientRegistered), name="Zoe Quill")}
    data = message(outcome_of(happened(STARTED, CONFIRMED, ENDED)), known, ["name"])["data"]
    assert data["appointments"][0]["patient"] == {"id": PATIENT_ID, "name": "Zoe Quill"}


def test_the_bytes_are_ascii_and_read_back_the_same() -> None:
    whole = told([STARTED, evolve(CONFIRMED, booking_id=BOOKING), ENDED], "name")
    body = as_bytes(whole)
    assert body.isascii()
    assert json.loads(body) == whole


def test_whom_it_is_about_is_each_named_once() -> None:
    task = evolve(example(TaskRaised), patient_id=PatientId("p-another"))
    events = happened(STARTED, CONFIRMED, MOVED, example(WaitingListJoined), task, ENDED)
    assert outcome_of(events).patients == (PATIENT_ID, "p-another")
