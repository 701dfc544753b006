"""Appointments of earlier calls: recognised first, then told, moved, cancelled, sent or come late to."""

from __future__ import annotations

import pytest

from receptionist.events.patient import PatientRecognised, RecognitionFailed, RecognitionGivenUp
from receptionist.llm.brain import next_move
from receptionist.llm.conversation import AgentSaid, CallerSaid, CallTool, Item, Move, Say
from receptionist.llm.minutes import minutes_in
from receptionist.llm.phrases_en import ENGLISH
from receptionist.projections.sayings_en import ENGLISH as DESK
from tests.llm.calls import BOOKED, HELLO, tool

RECOGNISED = DESK.the_same[PatientRecognised]
FAILED = DESK.the_same[RecognitionFailed]
GIVEN_UP = DESK.the_same[RecognitionGivenUp]
WHO = "March 3rd 1985, and the phone is 212 555 0143"
CLAIMS = {"birth_date": "March 3rd 1985", "phone": "212 555 0143"}
EXAM = "Ann Reed has an exam with Dr. Lee on Tuesday, November 24th at 2 PM."
CLEANING = "Ann Reed has a cleaning with Maya Torres on Friday, November 27th at 9 AM."
ONE = f"{EXAM}\n(appointments: a-exam = 2026-11-24T19:00Z)"
TWO = (
    f"There are 2 appointments. {EXAM} {CLEANING}\n"
    "(appointments: a-exam = 2026-11-24T19:00Z; a-clean = 2026-11-27T14:00Z)"
)


def asked(utterance: str) -> list[Item]:
    """Somebody who wants something of an earlier appointment and is asked who they are."""
    return [HELLO, CallerSaid(utterance), AgentSaid(ENGLISH.identify)]


def recognised(utterance: str, listed: str) -> list[Item]:
    """The same, once they are recognised and their appointments are known."""
    return [
        *asked(utterance),
        CallerSaid(WHO),
        *tool("identify_patient", RECOGNISED, CLAIMS),
        *tool("look_up_appointments", listed),
    ]


@pytest.mark.parametrize(
    "utterance",
    [
        "I need to cancel my appointment",
        "I'm running late",
        "what time is my appointment?",
        "can you tell me when my next appointment is",
        "I'd like to move my appointment to Friday",
        "I want to reschedule",
        "can you send me the details of my appointment again?",
        "I think I have an appointment tomorrow but I forgot what time",
        "My father needs to cancel his appointment",
    ],
)
def test_whoever_asks_about_an_earlier_appointment_is_asked_who_they_are(utterance: str) -> None:
    assert next_move([HELLO, CallerSaid(utterance)]) == Say(ENGLISH.identify)


def test_date_of_birth_and_number_may_come_one_after_the_other_and_in_any_order() -> None:
    conversation = [*asked("I need to cancel my appointment"), CallerSaid("212 555 0143")]
    assert next_move(conversation) == Say(ENGLISH.still_birth_date)
    conversation += [AgentSaid(ENGLISH.still_birth_date), CallerSaid("March 3rd 1985")]
    assert next_move(conversation) == CallTool("identify_patient", CLAIMS)


def test_a_confirmation_code_is_enough() -> None:
    conversation = [*asked("what time is my appointment?"), CallerSaid("my code is K7PQ2M")]
    assert next_move(conversation) == CallTool("identify_patient", {"confirmation_code": "my code is K7PQ2M"})


def test_who_is_recognised_is_looked_up_before_anything_is_done() -> None:
    conversation = recognised("I need to cancel my appointment", ONE)[:-2]
    assert next_move(conversation) == CallTool("look_up_appointments")


@pytest.mark.parametrize(
    ("utterance", "move"),
    [
        ("I need to cancel my appointment", CallTool("cancel_appointment", {"appointment": "a-exam"})),
        ("I'm running ten minutes late", CallTool("report_late", {"minutes": "10", "appointment": "a-exam"})),
        ("I'll be late", Say(ENGLISH.how_late)),
        ("what time is my appointment?", Say(EXAM)),
        ("can you send me the details", CallTool("send_details", {"appointment": "a-exam"})),
        ("I need to move my appointment", Say(f"{EXAM} {ENGLISH.another_time}")),
        (
            "can I move my appointment to Friday at 10?",
            CallTool("move_appointment", {"date": "Friday", "time": "10", "appointment": "a-exam"}),
        ),
        (
            "can I move my appointment from Tuesday to Friday?",
            CallTool("move_appointment", {"date": "Friday", "time": "2 PM", "appointment": "a-exam"}),
        ),
    ],
)
def test_then_what_was_wanted_is_done_with_the_only_appointment(utterance: str, move: Move) -> None:
    assert next_move(recognised(utterance, ONE)) == move


def test_with_nothing_ahead_that_is_what_is_said() -> None:
    conversation = recognised("I need to cancel my appointment", DESK.nothing_ahead)
    assert next_move(conversation) == Say(DESK.nothing_ahead)


@pytest.mark.parametrize(
    ("answer", "which"),
    [
        ("the cleaning", "a-clean"),
        ("the second one", "a-clean"),
        ("the one on Tuesday", "a-exam"),
        ("the one with Dr. Lee", "a-exam"),
        ("Friday's", "a-clean"),
    ],
)
def test_of_several_appointments_the_caller_says_which(answer: str, which: str) -> None:
    conversation = recognised("I need to cancel an appointment", TWO)
    question = f"{EXAM} {CLEANING} {ENGLISH.which_appointment}"
    assert next_move(conversation) == Say(question)
    expected = CallTool("cancel_appointment", {"appointment": which})
    assert next_move([*conversation, AgentSaid(question), CallerSaid(answer)]) == expected


def test_a_day_that_was_named_at_first_says_which() -> None:
    conversation = recognised("I need to cancel my appointment on Friday", TWO)
    assert next_move(conversation) == CallTool("cancel_appointment", {"appointment": "a-clean"})


def test_an_answer_that_fits_both_is_asked_about_again() -> None:
    conversation = recognised("I need to cancel an appointment", TWO)
    question = f"{EXAM} {CLEANING} {ENGLISH.which_appointment}"
    repeated = next_move([*conversation, AgentSaid(question), CallerSaid("hm, the one next week")])
    assert isinstance(repeated, Say)
    assert repeated.text.endswith(ENGLISH.which_appointment)


def test_a_failure_tells_nothing_and_may_be_put_right_in_part() -> None:
    conversation = [
        *asked("I need to cancel my appointment"),
        CallerSaid(WHO),
        *tool("identify_patient", FAILED, CLAIMS),
    ]
    assert next_move(conversation) == Say(FAILED)
    corrected = [*conversation, AgentSaid(FAILED), CallerSaid("sorry, March 4th 1985")]
    expected = {"birth_date": "March 4th 1985", "phone": "212 555 0143"}
    assert next_move(corrected) == CallTool("identify_patient", expected)


def test_what_has_nothing_to_do_with_it_is_no_further_try() -> None:
    conversation = [
        *asked("I'll be late"),
        CallerSaid(WHO),
        *tool("identify_patient", FAILED, CLAIMS),
        AgentSaid(FAILED),
    ]
    assert next_move([*conversation, CallerSaid("quarter of an hour")]) == Say(ENGLISH.identify)


def test_once_the_desk_gives_up_a_message_is_taken_and_nobody_is_tried_again() -> None:
    conversation = [*asked("I need to cancel my appointment"), CallerSaid(WHO)]
    conversation += [*tool("identify_patient", GIVEN_UP, CLAIMS)]
    assert next_move(conversation) == Say(GIVEN_UP)
    conversation += [AgentSaid(GIVEN_UP)]
    assert next_move([*conversation, CallerSaid("yes please")]) == Say(ENGLISH.what_message)
    again = [*conversation, CallerSaid(f"no, cancel my appointment, {WHO}")]
    assert next_move(again) == Say(ENGLISH.cannot_identify)


@pytest.mark.parametrize(
    ("utterance", "move"),
    [
        ("please cancel that", CallTool("cancel_appointment")),
        ("I might be fifteen minutes late", CallTool("report_late", {"minutes": "15"})),
    ],
)
def test_the_appointment_of_this_call_needs_no_recognition(utterance: str, move: Move) -> None:
    assert next_move([*BOOKED, CallerSaid(utterance)]) == move


def test_who_is_too_late_may_have_another_time() -> None:
    late = [*recognised("I'm running an hour late", ONE), *tool("report_late", "", {"minutes": "60"})]
    answer = DESK.too_late.format(minutes="60 minutes")
    late = [*late[:-2], *tool("report_late", answer, {"minutes": "60", "appointment": "a-exam"}), AgentSaid(answer)]
    expected = CallTool("find_times", {"date": "tomorrow", "time": "afternoon", "treatment": "exam"})
    assert next_move([*late, CallerSaid("yes, what do you have tomorrow afternoon?")]) == expected


def test_a_booking_that_is_given_up_with_cancel_is_no_cancelled_appointment() -> None:
    begun = [HELLO, CallerSaid("I'd like to book"), *tool("begin_booking", "Noted."), AgentSaid("And when?")]
    move = next_move([*begun, CallerSaid("oh, cancel that")])
    assert move == Say(f"{ENGLISH.nothing_booked} {ENGLISH.anything_else}")


@pytest.mark.parametrize("question", ["what if I have to cancel?", "do you charge a fee if I cancel?"])
def test_a_question_about_cancelling_cancels_nothing(question: str) -> None:
    assert next_move([*BOOKED, CallerSaid(question)]) == CallTool("answer_question", {"question": question})


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("ten minutes", "10"),
        ("a quarter of an hour", "15"),
        ("about half an hour", "30"),
        ("an hour and a half", "90"),
        ("twenty-five minutes or so", "25"),
        ("10 to 15 minutes", "15"),
        ("5 min", "5"),
        ("twenty", "20"),
        ("soon", ""),
    ],
)
def test_minutes_are_read_however_they_are_said(text: str, minutes: str) -> None:
    assert minutes_in(text, "en", asked=True) == minutes


def test_a_number_without_minutes_counts_only_when_it_was_asked_for() -> None:
    assert minutes_in("at ten", "en", asked=False) == ""
