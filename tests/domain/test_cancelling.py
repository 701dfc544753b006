"""Cancelling: always accepted, once, and never the wrong one."""

from __future__ import annotations

import pytest
from attrs import evolve

from receptionist.domain.commands import Command
from receptionist.errors import NothingBookedError
from receptionist.events.booking import AppointmentMoved, BookingConfirmed, ClarificationAsked
from receptionist.ids import AppointmentId
from tests.domain.frontdesk import (
    ANN,
    CODE,
    IDS,
    THEIRS,
    appointment,
    asked,
    begun,
    booked,
    called_off,
    cancel,
    confirmed,
    late,
    move,
    moved,
    raised,
    registered,
    request,
    requested,
    send,
)
from tests.domain.specification import at, elsewhere, given

TUESDAY_2 = "2026-11-24 14:00"
HERS = booked(TUESDAY_2)
HIS = booked("2026-11-24 15:00", "Bob Lee", its_id=AppointmentId("a-bob"))
OFF = called_off(HERS.appointment)
INSIDE = "Cancelled inside the notice period; the caller was told the policy."


def test_a_cancellation_is_accepted_and_counted_as_a_change() -> None:
    given(HERS).when(cancel(reason="I am travelling")).then(
        called_off(HERS.appointment, reason="I am travelling"),
    )


def test_a_slot_that_was_cancelled_can_be_had_again() -> None:
    given(*elsewhere(HERS, OFF)).when(request("Bob Lee", "next Tuesday", "2 PM")).then(
        begun(),
        requested("Bob Lee", "next Tuesday", "2 PM", TUESDAY_2),
        registered("Bob Lee"),
        confirmed(appointment(TUESDAY_2, "Bob Lee")),
    )


@pytest.mark.parametrize(
    ("asked_at", "within"),
    [("2026-11-23 13:59", False), ("2026-11-23 14:00", False), ("2026-11-23 14:01", True), ("2026-11-24 14:10", True)],
)
def test_inside_the_notice_period_staff_are_told(asked_at: str, *, within: bool) -> None:
    """A day before, to the minute; it is accepted all the same, even while it goes on."""
    due = f"{asked_at[:10]} 17:00"
    task = raised("late_cancellation", "today", due, who=ANN, patient="p-theirs", appointment="a-theirs",
                  done=INSIDE, to_do="Decide about a fee, and fill the time.", task="t-two")  # fmt: skip
    given(HERS).when(cancel(asked_at=at(asked_at))).then(
        called_off(HERS.appointment, within=within), *([task] if within else [])
    )


def test_the_notice_is_counted_in_hours_over_a_clock_change_too() -> None:
    """From Saturday, 15:00 to Sunday, 15:00 there are 25 hours when the clocks go back that night."""
    sunday = booked("2026-11-01 15:00")
    *_, event = given(sunday).when(cancel(asked_at=at("2026-10-31 15:30"))).events()
    assert event == called_off(sunday.appointment)


def test_cancelled_again_it_is_off_already() -> None:
    """A retry after an interruption, whatever it names: nothing happens, and nothing else is cancelled."""
    for again in (cancel(), cancel(THEIRS), cancel("A-THEIRS ")):
        given(HERS, OFF).when(again).then_nothing()
        given(HIS, HERS, OFF).when(again).then_nothing()


def test_after_a_cancellation_the_next_one_is_named_by_the_caller() -> None:
    """Nothing goes without saying: what is meant by "it" may be what is off."""
    question = evolve(asked("appointment", "", "", "2026-11-24 15:00"), choices=("a-bob",))
    commands: list[Command] = [move("Friday", "9 AM"), send(), late(10)]
    for command in commands:
        given(HIS, HERS, OFF).when(command).then(question)
    given(HIS, HERS, OFF).when(cancel("a-bob")).then(called_off(HIS.appointment))


def test_an_id_that_is_none_of_theirs_cancels_nothing() -> None:
    """Not the only one there is instead."""
    question = evolve(asked("appointment", "", "", TUESDAY_2), choices=("a-theirs",))
    for unknown in ("a-nobody", "a-bob", "K7X4MRP"):
        given(HERS, *elsewhere(HIS)).when(cancel(unknown)).then(question)


@pytest.mark.parametrize("which", ["", "a-theirs", CODE, CODE.lower(), " my exam "])
def test_the_only_one_is_meant_however_it_is_said(which: str) -> None:
    given(HERS).when(cancel(which)).then(OFF)


def test_of_two_made_in_this_call_the_latest_is_meant() -> None:
    given(HERS, HIS).when(cancel()).then(called_off(HIS.appointment))
    given(HERS, HIS).when(cancel("a-theirs")).then(OFF)


def test_what_was_cancelled_can_be_booked_again() -> None:
    *_, event = given(HERS, OFF).when(request(ANN, "next Tuesday", "2 PM")).events()
    assert isinstance(event, BookingConfirmed)
    assert event.appointment.appointment_id == IDS.appointment


def test_a_moved_appointment_is_cancelled_where_it_is_now() -> None:
    later = appointment("2026-11-25 09:00", its_id=THEIRS, sequence=1)
    given(HERS, moved(later, TUESDAY_2)).when(cancel()).then(called_off(later))


def test_what_staff_cancelled_meanwhile_is_off_already() -> None:
    given(HERS, *elsewhere(OFF)).when(cancel()).then_nothing()
    given(HERS, *elsewhere(OFF)).when(move("Friday", "9 AM")).then_raises(NothingBookedError)


def test_without_an_appointment_there_is_nothing_to_cancel() -> None:
    given().when(cancel()).then_raises(NothingBookedError)
    given(*elsewhere(HERS)).when(cancel("a-theirs")).then_raises(NothingBookedError)


def test_a_reason_without_end_is_cut() -> None:
    *_, event = given(HERS).when(cancel(reason="x" * 10_000)).events()
    assert event == called_off(HERS.appointment, reason=f"{'x' * 300}…")


def test_a_move_after_a_question_is_not_made_of_the_wrong_one() -> None:
    *_, event = given(HIS, HERS, OFF).when(move("Friday", "9 AM")).events()
    assert isinstance(event, ClarificationAsked)
    *_, event = given(HIS, HERS, OFF).when(move("Friday", "9 AM", which="a-bob")).events()
    assert isinstance(event, AppointmentMoved)
    assert event.appointment.appointment_id == "a-bob"
