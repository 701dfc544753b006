"""The grader: whatever a file says of a call's outcome, a call that came out otherwise is found out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from attrs import evolve, fields

from receptionist.events.booking import (
    AppointmentCancelled,
    AppointmentMoved,
    AppointmentsTold,
    BookingConfirmed,
    BookingRefused,
    LateArrivalReported,
)
from receptionist.events.call import (
    CallEnded,
    EmergencyRecognised,
    InsuranceNoted,
    LanguageChosen,
    PersonRequested,
    QuestionAnswered,
    UtteranceHeard,
    UtteranceSpoken,
)
from receptionist.events.clinic import TaskRaised
from receptionist.events.patient import (
    PatientRecognised,
    PatientRegistered,
    RecognitionFailed,
    RecognitionGivenUp,
    WaitingListJoined,
)
from receptionist.ids import AppointmentId, TaskId
from receptionist.projections.byte_streams import byte_streams
from receptionist.projections.effects import SendText, SetAttributes
from tests.examples import BOOKING, CODE, NOW, PATIENT_ID, TUESDAY_9, WAIT, ZONE, appointment, moved_to
from tests.journeys.found import Found
from tests.journeys.grading import differences
from tests.journeys.journey import InboxLine, Journey, Line, Outcome
from tests.journeys.words import asks

NOON = datetime(2026, 12, 1, 17, 0, tzinfo=UTC)
LEON = appointment(appointment_id=AppointmentId("a-leon"), patient_name="Leon Ahrens", code=CODE)
OFF = appointment(appointment_id=AppointmentId("a-off"), patient_name="Jana Ott", treatment_id="filling")
TASK = TaskRaised(
    task_id=TaskId("t-1"),
    kind="message",
    urgency="today",
    who="Leon Ahrens",
    phone="+12125550123",
    done="They were promised a call.",
    to_do="Message: the crown feels high",
    due=NOON,
    patient_id=None,
    appointment_id=None,
)
MOVED = AppointmentMoved(
    booking_id=BOOKING,
    appointment=evolve(moved_to(NOON), appointment_id=LEON.appointment_id, patient_name=LEON.patient_name),
    moved_from=TUESDAY_9,
    left_provider_id="lee",
    left_chair_id="chair-1",
)
FOUND = Found(
    before=(BookingConfirmed(booking_id=BOOKING, appointment=OFF),),
    events=(
        UtteranceHeard(text="Hello"),
        BookingRefused(booking_id=BOOKING, reason="slot_taken", time_zone=ZONE, alternatives=()),
        PatientRegistered(patient_id=PATIENT_ID, name="Leon Ahrens", birth_date="1990-01-02", phone="+12125550123"),
        BookingConfirmed(booking_id=BOOKING, appointment=LEON),
        MOVED,
        AppointmentCancelled(appointment=OFF, reason="", within_notice=True, notice_hours=24),
        LateArrivalReported(appointment=LEON, minutes=10, grace_minutes=15),
        AppointmentsTold(appointments=(LEON,)),
        TASK,
        EmergencyRecognised(tier="first_held_slot", signs=("toothache",), words="it hurts"),
        RecognitionFailed(by="code", failures=1, claim=""),
        RecognitionGivenUp(failures=1),
        PatientRecognised(patient_id=PATIENT_ID, by="code", appointment_id=None, wards=()),
        PersonRequested(phone=None, reason=""),
        WaitingListJoined(
            wait_id=WAIT,
            patient_id=PATIENT_ID,
            name="Leon Ahrens",
            phone="+12125550123",
            treatment_id="cleaning",
            provider_id=None,
            first=NOON.date(),
            last=NOON.date(),
            earliest=None,
            latest=None,
        ),
        InsuranceNoted(carrier="Cigna"),
        QuestionAnswered(topic="parking"),
        LanguageChosen(language="es"),
        UtteranceSpoken(text="You\N{RIGHT SINGLE QUOTATION MARK}re booked.\nGoodbye!", interrupted=False),
        CallEnded(reason="caller_said_goodbye"),
    ),
    effects=(
        SetAttributes(values={"agent_state": "greeting"}),
        SendText(topic="booking-confirmation", chunks=("Booked.",)),
        *byte_streams(MOVED),
    ),
    began=NOW,
)
FITS: dict[str, Any] = {
    "appointments": ("Leon Ahrens, Tue 2026-12-01 12:00, exam, lee",),
    "ended": "caller_said_goodbye",
    "cancelled": ("Jana Ott, Tue 2026-12-01 09:00, filling",),
    "late": ("Leon Ahrens, 10",),
    "inbox": (InboxLine(kind="message", who="leon ahrens", phone="+12125550123", says=("crown", "promised")),),
    "emergencies": ("first_held_slot",),
    "recognised": ("code",),
    "given_up": True,
    "person": True,
    "waiting_list": ("Leon Ahrens, cleaning",),
    "carriers": ("Cigna",),
    "topics": ("parking",),
    "language": "es",
    "registered": ("Leon Ahrens, 1990-01-02",),
    "failed": 1,
    "refused": ("slot_taken",),
    "last_word": "agent",
    "moves": 1,
    "told": 1,
    "states": ("greeting",),
    "confirmations": 1,
    "documents": 1,
    "says": ("you're booked. goodbye",),
    "never_says": ("sorry",),
    "happened": ("booking.confirmed",),
    "never": ("booking.begun",),
}
OTHERWISE: list[tuple[str, Any]] = [
    ("appointments", ()),
    ("appointments", ("Leon Ahrens, Tue 2026-12-01 12:30",)),
    ("appointments", ("Leon Ahrens, Tue 2026-12-01 12:00, cleaning",)),
    ("appointments", ("Leon Ahrens, Tue 2026-12-01 12:00, exam, patel",)),
    ("appointments", ("Leon Ahrens, Tue 2026-12-01 12:00", "Jana Ott, Tue 2026-12-01 09:00")),
    ("ended", "wrong_number"),
    ("cancelled", ()),
    ("late", ("Leon Ahrens, 11",)),
    ("inbox", ()),
    ("inbox", (InboxLine(kind="callback"),)),
    ("inbox", (InboxLine(kind="message", urgency="now"),)),
    ("inbox", (InboxLine(kind="message", who="Leon"),)),
    ("inbox", (InboxLine(kind="message", phone="+12125550124"),)),
    ("inbox", (InboxLine(kind="message", says=("bridge",)),)),
    ("inbox", (InboxLine(kind="message"), InboxLine(kind="message"))),
    ("emergencies", ()),
    ("recognised", ("birth_date_and_phone",)),
    ("given_up", False),
    ("person", False),
    ("waiting_list", ()),
    ("carriers", ()),
    ("topics", ("parking", "hours")),
    ("language", "en"),
    ("registered", ()),
    ("registered", ("Leon Ahrens, 1990-01-03",)),
    ("failed", 0),
    ("refused", ()),
    ("last_word", "caller"),
    ("moves", 0),
    ("told", 0),
    ("states", ()),
    ("confirmations", 2),
    ("documents", 2),
    ("says", ("you are booked",)),
    ("never_says", ("Goodbye",)),
    ("happened", ("call.caller_left",)),
    ("never", ("booking.confirmed",)),
]
ON_THE_WAY = {
    "failed", "refused", "last_word", "moves", "told", "states", "confirmations", "documents", "says", "never_says",
    "happened", "never",
}  # fmt: skip


def call(**outcome: Any) -> Journey:
    return Journey(title="a call", says=(Line(words="Hello"),), outcome=Outcome(**(FITS | outcome)))


def test_a_call_that_came_out_as_its_file_says_has_no_differences() -> None:
    assert differences(call(), FOUND) == ()


def test_every_part_of_an_outcome_is_tried_below() -> None:
    assert {name for name, _ in OTHERWISE} == FITS.keys() == {each.name for each in fields(Outcome)} - {"open"}


@pytest.mark.parametrize(("name", "written"), OTHERWISE)
def test_one_thing_otherwise_is_one_difference(name: str, written: Any) -> None:
    assert len(differences(call(**{name: written}), FOUND)) == 1


@pytest.mark.parametrize(("name", "written"), OTHERWISE)
def test_of_the_final_state_only_the_way_there_and_the_words_do_not_count(name: str, written: Any) -> None:
    different = differences(call(**{name: written}), FOUND, final_state_only=True)
    assert len(different) == (0 if name in ON_THE_WAY else 1)


def test_another_topic_that_was_answered_as_well_is_only_the_way_there() -> None:
    assert len(differences(call(topics=()), FOUND)) == 1
    assert differences(call(topics=()), FOUND, final_state_only=True) == ()


@pytest.mark.parametrize("name", [each.name for each in fields(Outcome) if each.default is None])
def test_what_a_file_leaves_open_may_come_out_in_any_way(name: str) -> None:
    assert differences(call(**{name: None}), FOUND) == ()


@pytest.mark.parametrize(("name", "written"), [("failed", 0), ("refused", ()), ("topics", ()), ("last_word", "caller")])
def test_what_a_file_declares_open_may_come_out_in_any_way(name: str, written: Any) -> None:
    assert differences(call(open=(name,), **{name: written}), FOUND) == ()


def test_what_stands_on_paper_must_be_what_stands() -> None:
    """A reader of the details believes another time."""
    late = evolve(
        FOUND, effects=(*FOUND.effects[:2], *byte_streams(BookingConfirmed(booking_id=BOOKING, appointment=LEON)))
    )
    (difference,) = differences(call(), late)
    assert str(difference) == (
        "in writing: Leon Ahrens, Tue 2026-12-01 09:00; expected: Leon Ahrens, Tue 2026-12-01 12:00"
    )


def test_an_appointment_that_is_over_does_not_stand() -> None:
    later = evolve(FOUND, began=NOON + timedelta(hours=1))
    assert [str(each) for each in differences(call(), later, final_state_only=True)] == [
        "appointments: nothing; expected: Leon Ahrens, Tue 2026-12-01 12:00, exam, lee",
        "cancelled: nothing; expected: Jana Ott, Tue 2026-12-01 09:00, filling",
    ]


def test_what_the_caller_could_not_say_any_more_counts_unless_it_was_only_an_answer() -> None:
    unsaid = (Line(words="Yes.", if_asked=True), Line(words="And a cleaning."))
    (difference,) = differences(call(), evolve(FOUND, unsaid=unsaid))
    assert str(difference) == "the agent ended the call before the caller could say: And a cleaning."
    assert differences(call(), evolve(FOUND, unsaid=unsaid[:1])) == ()


def test_the_inbox_line_that_asks_most_takes_its_task_first() -> None:
    """The general line would fit both tasks, and must not take the only one that fits the other."""
    other = evolve(TASK, task_id=TaskId("t-2"), who="Jana Ott", phone=None)
    lines = (InboxLine(kind="message"), InboxLine(kind="message", who="Leon Ahrens"))
    assert differences(call(inbox=lines), evolve(FOUND, events=(*FOUND.events, other))) == ()


def test_the_code_is_looked_for_as_it_is_read_aloud() -> None:
    (difference,) = differences(call(says=("{code}",)), FOUND)
    assert str(difference) == "was never said: {code}"
    spoken = UtteranceSpoken(text=f"Es {FOUND.in_words('{code}')}.", interrupted=False)
    aloud = evolve(FOUND, events=(*FOUND.events, spoken))
    assert differences(call(says=("{code}",)), aloud) == ()
    assert [str(each) for each in differences(call(never_says=("{code}",)), aloud)] == ["must not be said: {code}"]


def test_where_there_is_no_code_none_can_have_been_read_aloud() -> None:
    no_code = evolve(FOUND, before=(), events=FOUND.events[-2:], effects=())
    different = [str(each) for each in differences(call(says=("{code}",), never_says=("{code}",)), no_code)]
    assert "was never said: {code}" in different
    assert "must not be said: {code}" not in different


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("When would suit you?", True),
        ("¿Le conviene?", True),
        ('Did you say "two?"', True),
        ("Would that suit you? ", True),
        ("Any questions? Call us.", False),
        ("You're booked.", False),
        ("", False),
    ],
)
def test_words_that_end_in_a_question_ask(words: str, expected: bool) -> None:  # noqa: FBT001 (a column of the table)
    assert asks(words) is expected


@pytest.mark.parametrize(
    ("words", "about", "expected"),
    [
        ("I have your number. What is your name?", ("name",), True),
        ("I have your number. What is your name?", ("number",), False),
        ("What is your name? Goodbye.", ("name",), False),
        ("Who would you like to see: Dr. Lee or Dr. Patel?", ("like to see",), True),
        ("¿Cuántos minutos?", ("hora", "cuánt"), True),
        ("What\N{RIGHT SINGLE QUOTATION MARK}s it for?", ("what's",), True),
    ],
)
def test_a_question_is_about_what_its_last_sentence_says(
    words: str,
    about: tuple[str, ...],
    expected: bool,  # noqa: FBT001 (a column of the table)
) -> None:
    assert asks(words, about) is expected
