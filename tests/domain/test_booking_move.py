"""Moving an appointment: one decision frees the old time and takes the new."""

from __future__ import annotations

import pytest
from attrs import evolve

from receptionist.errors import NothingBookedError
from receptionist.events.booking import AppointmentMoved, BookingConfirmed, BookingRefused, RefusalReason
from receptionist.events.patient import PatientRecognised
from receptionist.ids import AppointmentId
from tests.domain.frontdesk import (
    ANN,
    NEW,
    OPEN,
    THEIRS,
    appointment,
    asked,
    at_full,
    begun,
    booked,
    confirmed,
    details,
    kept,
    move,
    moved,
    patient_of,
    refused,
    registered,
    request,
    requested,
)
from tests.domain.specification import elsewhere, given

TUESDAY_2 = "2026-11-24 14:00"
WEDNESDAY_9 = "2026-11-25 09:00"
HERS = booked(TUESDAY_2)


def moved_to(starts: str, moved_from: str, *, sequence: int = 1) -> AppointmentMoved:
    return moved(appointment(starts, its_id=THEIRS, sequence=sequence), moved_from)


def test_a_move_is_one_decision() -> None:
    """The appointment keeps its id and its patient; the old time is named, so that its day hears of it."""
    given(HERS).when(move("November 25", "9 AM")).then(
        begun(),
        requested(ANN, "November 25", "9 AM", WEDNESDAY_9, moves=THEIRS),
        moved_to(WEDNESDAY_9, TUESDAY_2),
    )


def test_a_move_to_the_same_time_holds_already() -> None:
    given(HERS).when(move("next Tuesday", "2 PM")).then_nothing()


def test_moved_twice_it_is_the_second_time_that_is_left() -> None:
    given(HERS, moved_to(WEDNESDAY_9, TUESDAY_2)).when(move("Friday", "9 AM")).then(
        begun(),
        requested(ANN, "Friday", "9 AM", "2026-11-20 09:00", moves=THEIRS),
        moved_to("2026-11-20 09:00", WEDNESDAY_9, sequence=2),
    )


def test_moved_away_and_back_again() -> None:
    given(HERS, moved_to(WEDNESDAY_9, TUESDAY_2)).when(move("next Tuesday", "2 PM")).then(
        begun(),
        requested(ANN, "next Tuesday", "2 PM", TUESDAY_2, moves=THEIRS),
        moved_to(TUESDAY_2, WEDNESDAY_9, sequence=2),
    )


def test_the_time_that_was_left_can_be_had_by_another() -> None:
    given(HERS, moved_to(WEDNESDAY_9, TUESDAY_2)).when(request("Bob Lee", "next Tuesday", "2 PM")).then(
        begun(),
        requested("Bob Lee", "next Tuesday", "2 PM", TUESDAY_2),
        registered("Bob Lee"),
        confirmed(appointment(TUESDAY_2, "Bob Lee")),
    )


def test_the_time_that_was_taken_cannot_be_had_by_another() -> None:
    given(*elsewhere(HERS, moved_to(WEDNESDAY_9, TUESDAY_2))).when(
        request("Bob Lee", "November 25", "9 AM")
    ).then_refused("slot_taken", "2026-11-25 08:00", "2026-11-25 08:30", "2026-11-25 09:30")


def test_a_move_to_a_taken_time_is_refused_and_the_old_one_stands() -> None:
    """Nor is her own time offered to her: she has it."""
    given(HERS, *elsewhere(booked("2026-11-24 14:30", "Bob Lee", its_id=AppointmentId("a-bob")))).when(
        move("next Tuesday", "2:30 PM")
    ).then(
        begun(),
        requested(ANN, "next Tuesday", "2:30 PM", "2026-11-24 14:30", moves=THEIRS),
        refused("slot_taken", "2026-11-24 13:30", "2026-11-24 15:00", "2026-11-24 15:30"),
    )


@pytest.mark.parametrize(
    ("date", "time", "reason", "alternatives"),
    [
        ("yesterday", "2 PM", "in_the_past", ("2026-11-18 13:30", "2026-11-18 14:00", "2026-11-18 14:30")),
        ("Saturday", "2 PM", "closed_that_day", ("2026-11-20 12:30", "2026-11-20 13:00", "2026-11-20 13:30")),
        ("next Tuesday", "7 PM", "outside_hours", ("2026-11-24 15:30", "2026-11-24 16:00", "2026-11-24 16:30")),
        ("next Tuesday", "2:10 PM", "no_such_start", ("2026-11-24 13:30", "2026-11-24 14:30", "2026-11-24 15:00")),
        ("November 24, 2031", "2 PM", "too_far_ahead", ("2027-05-17 13:30", "2027-05-17 14:00", "2027-05-17 14:30")),
    ],
)
def test_a_move_is_refused_for_the_reasons_of_a_booking(
    date: str, time: str, reason: RefusalReason, alternatives: tuple[str, ...]
) -> None:
    given(HERS).when(move(date, time)).then_refused(reason, *alternatives)


def test_a_move_into_the_appointments_own_time_is_allowed() -> None:
    """An hour at two can be an hour at half past two: what it overlaps is itself."""
    given(booked(TUESDAY_2, minutes=60)).when(move("next Tuesday", "2:30 PM")).then(
        begun(),
        requested(ANN, "next Tuesday", "2:30 PM", "2026-11-24 14:30", moves=THEIRS),
        moved_to("2026-11-24 14:30", TUESDAY_2),
    )


def test_a_time_that_overlaps_her_own_is_offered_too() -> None:
    """An hour at two, and three is taken: half past two would be free once she leaves."""
    others = elsewhere(booked("2026-11-24 15:00", "Bob Lee", its_id=AppointmentId("a-bob")))
    given(booked(TUESDAY_2, minutes=60), *others).when(move("next Tuesday", "3 PM")).then_refused(
        "slot_taken", "2026-11-24 14:30", "2026-11-24 15:30", "2026-11-24 16:00"
    )


def test_after_a_refused_move_the_next_one_completes_it() -> None:
    known = (HERS, begun(OPEN), refused("closed_that_day", booking=OPEN))
    given(*known).when(move("November 25", "9 AM")).then(
        requested(ANN, "November 25", "9 AM", WEDNESDAY_9, booking=OPEN, moves=THEIRS),
        moved(appointment(WEDNESDAY_9, its_id=THEIRS, sequence=1), TUESDAY_2, booking=OPEN),
    )


def test_words_that_could_mean_several_times_lead_to_a_question() -> None:
    given(HERS).when(move("next Thursday", "2 PM")).then(
        begun(), asked("date", "next Thursday", "2 PM", "2026-11-19 14:00", "2026-11-26 14:00")
    )
    given(HERS).when(move("November 25", "")).then(begun(), asked("time", "November 25", ""))


def test_without_an_appointment_of_this_call_there_is_nothing_to_move() -> None:
    """Not even before the words are understood; and what another call booked is not this caller's."""
    given().when(move("Friday", "9 AM")).then_raises(NothingBookedError)
    given(begun(OPEN), details(ANN, booking=OPEN)).when(move("?", "?")).then_raises(NothingBookedError)
    given(*elsewhere(HERS)).when(move("Friday", "9 AM")).then_raises(NothingBookedError)


def test_of_two_appointments_the_latest_is_moved() -> None:
    his = confirmed(appointment("2026-11-24 15:00", "Bob Lee"), booking=NEW)
    given(HERS, his).when(move("November 25", "9 AM")).then(
        begun(),
        requested("Bob Lee", "November 25", "9 AM", WEDNESDAY_9, moves=his.appointment.appointment_id),
        moved(appointment(WEDNESDAY_9, "Bob Lee", sequence=1), "2026-11-24 15:00"),
    )


@pytest.mark.parametrize(("time", "fits"), [("10 AM", False), ("9:30 AM", False), ("10:30 AM", True), ("9 AM", True)])
def test_nobody_is_moved_to_where_they_have_another_appointment(time: str, *, fits: bool) -> None:
    """With another dentist and in another chair: the diary has both, the patient has not."""
    hers = kept("2026-11-27 09:00")
    other = kept("2026-11-25 09:30", its_id="a-other", treatment="cleaning", provider="torres", chair="chair-2")
    both = elsewhere(registered(patient=patient_of(THEIRS)), hers, _of_hers(other))
    known = PatientRecognised(patient_id=patient_of(THEIRS), by="birth_date_and_phone", appointment_id=None, wards=())
    *_, last = at_full(*both, known).when(move("November 25", time, which=THEIRS)).events()
    assert isinstance(last, AppointmentMoved if fits else BookingRefused)
    assert fits or getattr(last, "reason", None) == "already_booked"


def _of_hers(made: BookingConfirmed) -> BookingConfirmed:
    return evolve(made, appointment=evolve(made.appointment, patient_id=patient_of(THEIRS)))
