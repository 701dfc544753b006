"""What is said of each event: a person's sentences, polite, and one question at most."""

from __future__ import annotations

from typing import get_args

import pytest

from receptionist.events.booking import (
    AppointmentMoved,
    BookingConfirmed,
    BookingRefused,
    ClarificationAsked,
    DetailsRequested,
    RefusalReason,
)
from receptionist.events.catalogue import CURRENT, Event
from receptionist.projections.spoken import spoken, still_booked
from tests.domain.frontdesk import asked, refused
from tests.examples import appointment, example

REFUSALS: dict[RefusalReason, str] = {
    "name_missing": "I didn't get a name. Whose name should I put the appointment under?",
    "name_too_long": "That name is longer than I can write down. What is the first and the last name?",
    "name_not_a_name": "I didn't catch the name properly. Could you tell me the first and the last name again?",
    "in_the_past": "I'm sorry, that time has already passed. What other day and time would suit you?",
    "closed_that_day": "I'm sorry, we're closed that day. What other day and time would suit you?",
    "outside_hours": "I'm sorry, we don't see patients at that time. What other day and time would suit you?",
    "no_such_start": "I'm sorry, no appointment begins at exactly that time. What other day and time would suit you?",
    "too_far_ahead": "I'm sorry, the diary doesn't go that far ahead yet. What other day and time would suit you?",
    "slot_taken": "I'm sorry, that time is already taken. What other day and time would suit you?",
    "already_booked": "There is an appointment under that name from this call already. Would you like to move it?",
    "malformed_request": "I'm sorry, I didn't catch that. Could you tell me the name, the day and the time again?",
}
WITH_ALTERNATIVES: dict[RefusalReason, str] = {
    "in_the_past": "I'm sorry, that time has already passed.",
    "closed_that_day": "I'm sorry, we're closed that day.",
    "outside_hours": "I'm sorry, we don't see patients at that time.",
    "no_such_start": "I'm sorry, no appointment begins at exactly that time.",
    "too_far_ahead": "I'm sorry, the diary doesn't go that far ahead yet.",
    "slot_taken": "I'm sorry, that time is already taken.",
}


@pytest.mark.parametrize("reason", get_args(RefusalReason))
def test_each_refusal_says_why_and_asks_one_thing(reason: RefusalReason) -> None:
    said = spoken(refused(reason))
    assert said == REFUSALS[reason]
    assert said.count("?") == 1


@pytest.mark.parametrize("reason", WITH_ALTERNATIVES)
def test_what_could_be_had_instead_is_offered_in_the_same_breath(reason: RefusalReason) -> None:
    said = spoken(refused(reason, "2026-11-24 13:00", "2026-11-24 13:30", "2026-11-24 14:30"))
    assert said == (
        f"{WITH_ALTERNATIVES[reason]} I could offer Tuesday, November 24th at 1 PM, 1:30 PM or 2:30 PM."
        " Would one of these suit you?"
    )


@pytest.mark.parametrize(
    ("alternatives", "offer"),
    [
        (("2026-11-24 13:00",), "Tuesday, November 24th at 1 PM. Would that suit you?"),
        (
            ("2026-11-24 13:00", "2026-11-24 13:30"),
            "Tuesday, November 24th at 1 PM or 1:30 PM. Would one of these suit you?",
        ),
        (
            ("2026-11-25 09:30", "2026-11-25 10:00", "2026-11-27 10:00"),
            (
                "Wednesday, November 25th at 9:30 AM or 10 AM, or Friday, November 27th at 10 AM."
                " Would one of these suit you?"
            ),
        ),
    ],
)
def test_as_many_are_offered_as_there_are(alternatives: tuple[str, ...], offer: str) -> None:
    assert (
        spoken(refused("slot_taken", *alternatives)) == f"I'm sorry, that time is already taken. I could offer {offer}"
    )


@pytest.mark.parametrize(
    ("question", "said"),
    [
        (
            asked("date", "next Thursday", "2 PM", "2026-11-19 14:00", "2026-11-26 14:00"),
            "Do you mean Thursday, November 19th, or Thursday, November 26th?",
        ),
        (
            asked("date", "Tuesday the 25th", "2", "2026-11-24 14:00", "2026-11-25 14:00", "2026-12-25 14:00"),
            "Do you mean Tuesday, November 24th, Wednesday, November 25th, or Friday, December 25th?",
        ),
        (asked("date", "whenever", ""), "Which day would suit you?"),
        (asked("time", "Friday", "8", "2026-11-20 08:00", "2026-11-20 20:00"), "Do you mean 8 AM, or 8 PM?"),
        (asked("time", "Friday", "later"), "What time of day would suit you?"),
        (
            asked("time", "Friday", "8", "2026-11-20 08:00", "2026-11-27 20:00"),
            "Do you mean Friday, November 20th at 8 AM, or Friday, November 27th at 8 PM?",
        ),
    ],
)
def test_a_question_names_what_could_be_meant(question: ClarificationAsked, said: str) -> None:
    assert spoken(question) == said


def test_a_confirmation_is_said_with_day_time_and_name() -> None:
    assert spoken(example(BookingConfirmed)) == "You're booked for Tuesday, December 1st at 9 AM, Zoë Quillfeather."
    assert still_booked(appointment()) == "You're booked for Tuesday, December 1st at 9 AM, Zoë Quillfeather."


def test_a_move_is_said_with_the_new_time() -> None:
    assert spoken(example(AppointmentMoved)) == (
        "All right, I've moved you to Wednesday, December 2nd at 10 AM, Zoë Quillfeather."
    )


def test_that_the_details_were_sent_is_said() -> None:
    assert spoken(example(DetailsRequested)) == (
        "I've sent you the details of your appointment on Tuesday, December 1st at 9 AM again."
    )


@pytest.mark.parametrize("cls", CURRENT.values(), ids=lambda cls: cls.__name__)
def test_only_what_the_caller_must_hear_is_said(cls: type[Event]) -> None:
    heard = (BookingConfirmed, AppointmentMoved, BookingRefused, ClarificationAsked, DetailsRequested)
    assert (spoken(example(cls)) is not None) == (cls in heard)
