"""Asking for a time: booked, asked about, or booked already."""

from __future__ import annotations

from typing import Literal

import pytest

from receptionist.events.booking import ClarificationAsked
from tests.domain.frontdesk import (
    ANN,
    OPEN,
    THEIRS,
    appointment,
    asked,
    begun,
    booked,
    confirmed,
    details,
    moved,
    refused,
    registered,
    request,
    requested,
)
from tests.domain.specification import at, elsewhere, given

TUESDAY_2 = "2026-11-24 14:00"
BOOK = request(ANN, "next Tuesday", "2 PM")


def test_one_utterance_is_enough() -> None:
    """Begun, requested, confirmed: in one decision."""
    given().when(BOOK).then(
        begun(),
        requested(ANN, "next Tuesday", "2 PM", TUESDAY_2),
        registered(),
        confirmed(appointment(TUESDAY_2)),
    )


def test_a_request_completes_the_booking_that_was_begun() -> None:
    given(begun(OPEN), details(ANN, booking=OPEN)).when(BOOK).then(
        requested(ANN, "next Tuesday", "2 PM", TUESDAY_2, booking=OPEN),
        registered(),
        confirmed(appointment(TUESDAY_2), booking=OPEN),
    )


def test_the_confirmation_carries_the_clinic_as_it_is_now() -> None:
    """Whoever reads it in a year sees what the patient was told."""
    *_, event = given().when(BOOK).events()
    assert event == confirmed(appointment(TUESDAY_2))
    assert appointment(TUESDAY_2).ends_at == at("2026-11-24 14:30")


def test_the_appointments_name_is_as_the_caller_gave_it() -> None:
    """Composed, with single spaces, and the case left alone."""
    given().when(request("  zoe\u0301  VAN der Berg", "next Tuesday", "2 PM")).then(
        begun(),
        requested("zo\u00e9 VAN der Berg", "next Tuesday", "2 PM", TUESDAY_2),
        registered("zo\u00e9 VAN der Berg"),
        confirmed(appointment(TUESDAY_2, "zo\u00e9 VAN der Berg")),
    )


@pytest.mark.parametrize(
    ("date", "time", "question"),
    [
        ("next Thursday", "2 PM", asked("date", "next Thursday", "2 PM", "2026-11-19 14:00", "2026-11-26 14:00")),
        ("Friday", "6", asked("time", "Friday", "6", "2026-11-20 06:00", "2026-11-20 18:00")),
        ("Friday", "the afternoon", asked("time", "Friday", "the afternoon")),
        ("Friday", "", asked("time", "Friday", "")),
    ],
)
def test_words_that_could_mean_several_times_lead_to_a_question(
    date: str, time: str, question: ClarificationAsked
) -> None:
    """What the caller gave is known from then on; nothing is booked on a guess."""
    given().when(request(ANN, date, time)).then(begun(), details(ANN, date, time or None), question)


@pytest.mark.parametrize(
    ("date", "time", "about"),
    [("whenever the moon is full", "2 PM", "date"), ("", "2 PM", "date"), ("Friday", "teatime", "time")],
)
def test_words_that_mean_nothing_lead_to_a_question_too(date: str, time: str, about: Literal["date", "time"]) -> None:
    given().when(request(ANN, date, time)).then(begun(), details(ANN, date or None, time), asked(about, date, time))


def test_the_answer_to_a_question_completes_the_booking() -> None:
    known = (begun(OPEN), details(ANN, "next Thursday", "2 PM", booking=OPEN), asked("date", "next Thursday", "2 PM"))
    given(*known).when(request(ANN, "tomorrow", "2 PM")).then(
        requested(ANN, "tomorrow", "2 PM", "2026-11-19 14:00", booking=OPEN),
        registered(),
        confirmed(appointment("2026-11-19 14:00"), booking=OPEN),
    )


def test_a_question_asked_again_takes_nothing_down_twice() -> None:
    known = (begun(OPEN), details(ANN, "next Thursday", "2 PM", booking=OPEN))
    given(*known).when(request(ANN, "next Thursday", "2 PM")).then(
        asked("date", "next Thursday", "2 PM", "2026-11-19 14:00", "2026-11-26 14:00", booking=OPEN)
    )


def test_what_was_refused_stays_open_and_the_next_request_completes_it() -> None:
    known = (begun(OPEN), requested(ANN, "Saturday", "9 AM", "2026-11-21 09:00", booking=OPEN))
    given(*known, refused("closed_that_day", booking=OPEN)).when(BOOK).then(
        requested(ANN, "next Tuesday", "2 PM", TUESDAY_2, booking=OPEN),
        registered(),
        confirmed(appointment(TUESDAY_2), booking=OPEN),
    )


@pytest.mark.parametrize("name", [ANN, "ANN LEE", "  ann   lee ", "Ann\u00a0Lee"])
def test_the_same_request_again_holds_already(name: str) -> None:
    """A retry brings new ids and other spaces; it is the same appointment all the same."""
    given(booked(TUESDAY_2)).when(request(name, "next Tuesday", "2 PM")).then_nothing()
    given(booked(TUESDAY_2)).when(request(name, "November 24", "14:00")).then_nothing()


def test_the_same_request_again_needs_no_free_slot_nor_time_ahead() -> None:
    """Asked again, late: the appointment has begun, and it still stands."""
    late = at("2026-11-24 14:10")
    given(booked(TUESDAY_2)).when(request(ANN, "November 24, 2026", "2 PM", asked_at=late)).then_nothing()


@pytest.mark.parametrize(
    ("one", "other"), [("Sarah O'Brien", "Sarah O\u2019Brien"), ("Anne-Marie Roy", "anne marie roy")]
)
def test_punctuation_makes_nobody_another_patient(one: str, other: str) -> None:
    """LLMs write the same apostrophe now this way, now that."""
    given(booked(TUESDAY_2, one)).when(request(other, "next Tuesday", "2 PM")).then_nothing()


def test_the_same_name_at_another_time_is_asked_about_moving() -> None:
    given(booked(TUESDAY_2)).when(request(" ANN LEE", "Friday", "9 AM")).then(
        begun(),
        requested("ANN LEE", "Friday", "9 AM", "2026-11-20 09:00"),
        refused("already_booked"),
    )


def test_another_name_at_another_time_is_a_second_appointment() -> None:
    """A mother books for her two children."""
    given(booked(TUESDAY_2)).when(request("Bob Lee", "next Tuesday", "2:30 PM")).then(
        begun(),
        requested("Bob Lee", "next Tuesday", "2:30 PM", "2026-11-24 14:30"),
        registered("Bob Lee"),
        confirmed(appointment("2026-11-24 14:30", "Bob Lee")),
    )


def test_another_name_cannot_have_the_same_time_in_the_same_call() -> None:
    given(booked(TUESDAY_2)).when(request("Bob Lee", "next Tuesday", "2 PM")).then_refused(
        "slot_taken", "2026-11-24 13:00", "2026-11-24 13:30", "2026-11-24 14:30"
    )


def test_the_same_name_in_another_call_is_somebody_else() -> None:
    """Two people can have one name: what the other call booked is neither shown nor given away."""
    given(*elsewhere(booked(TUESDAY_2))).when(BOOK).then(
        begun(),
        requested(ANN, "next Tuesday", "2 PM", TUESDAY_2),
        refused("slot_taken", "2026-11-24 13:00", "2026-11-24 13:30", "2026-11-24 14:30"),
    )


def test_the_same_name_in_another_call_can_have_another_time() -> None:
    given(*elsewhere(booked("2026-11-24 14:30"))).when(BOOK).then(
        begun(), requested(ANN, "next Tuesday", "2 PM", TUESDAY_2), registered(), confirmed(appointment(TUESDAY_2))
    )


def test_a_slot_that_was_left_in_another_call_can_be_had() -> None:
    left = moved(appointment("2026-11-25 09:00", its_id=THEIRS), TUESDAY_2)
    given(*elsewhere(booked(TUESDAY_2), left)).when(BOOK).then(
        begun(), requested(ANN, "next Tuesday", "2 PM", TUESDAY_2), registered(), confirmed(appointment(TUESDAY_2))
    )
