"""Beginning to book, saying more, and what an LLM asks for in a form that cannot be read."""

from __future__ import annotations

import pytest

from receptionist.domain.commands import Command
from receptionist.errors import CallOverError, NothingBookedError
from receptionist.events.booking import DetailsRequested
from receptionist.events.call import CallEnded
from tests.domain.frontdesk import (
    ANN,
    NEW,
    OPEN,
    appointment,
    asked,
    begin,
    begun,
    booked,
    confirmed,
    details,
    move,
    moved,
    refused,
    reject,
    request,
    send,
)
from tests.domain.specification import elsewhere, given


def test_a_caller_who_wants_to_book_has_begun() -> None:
    given().when(begin()).then(begun())


def test_what_the_caller_gives_at_once_is_taken_down() -> None:
    given().when(begin(ANN, "next Tuesday", "2 PM")).then(begun(), details(ANN, "next Tuesday", "2 PM"))


def test_a_booking_that_is_open_is_not_begun_again() -> None:
    given(begun(OPEN)).when(begin()).then_nothing()


def test_further_facts_go_to_the_booking_that_is_open() -> None:
    given(begun(OPEN), details(ANN, booking=OPEN)).when(begin("", "Friday")).then(details(None, "Friday", booking=OPEN))


def test_what_is_known_is_not_taken_down_again() -> None:
    known = details(ANN, "Friday", "at nine", booking=OPEN)
    given(begun(OPEN), known).when(begin(ANN, "Friday", "at nine")).then_nothing()


def test_what_the_caller_corrects_is_taken_down() -> None:
    """Only what has changed, and what was said before stays."""
    known = (begun(OPEN), details(ANN, "Friday", "at nine", booking=OPEN))
    given(*known).when(begin("Anna Lee", "Friday", "at ten")).then(details("Anna Lee", None, "at ten", booking=OPEN))
    corrected = (*known, details("Anna Lee", None, "at ten", booking=OPEN))
    given(*corrected).when(begin("Anna Lee", "Friday", "at ten")).then_nothing()


def test_a_name_is_kept_as_given_but_for_spaces_and_composition() -> None:
    """The "é" was two characters (e and an accent) and is one."""
    given().when(begin("  ZOE\u0301   van  der Berg ")).then(begun(), details("ZO\u00c9 van der Berg"))


@pytest.mark.parametrize("name", ["", " \t\n ", "5551234567", "🙂🙂", "Sa\x00rah", "\u202eharaS", "x" * 101, "\ud800"])
def test_a_name_that_cannot_be_one_is_not_taken_down(name: str) -> None:
    """The rest of what was said is."""
    given().when(begin(name, "Friday")).then(begun(), details(None, "Friday"))
    given().when(begin(name)).then(begun())


def test_words_are_kept_as_said_but_endless_ones_are_cut() -> None:
    given().when(begin("", " the 3rd? ", "x" * 10_000)).then(begun(), details(None, "the 3rd?", f"{'x' * 300}…"))


def test_once_confirmed_the_next_booking_is_another_one() -> None:
    given(begun(OPEN), booked("2026-11-24 14:00")).when(begin()).then(begun(NEW))


def test_a_booking_that_was_refused_or_asked_about_is_still_open() -> None:
    given(begun(OPEN), refused("slot_taken", booking=OPEN)).when(begin()).then_nothing()
    given(begun(OPEN), asked("date", "x", "y", booking=OPEN)).when(begin()).then_nothing()


def test_another_calls_booking_is_not_this_ones() -> None:
    given(*elsewhere(begun(OPEN), details(ANN, booking=OPEN))).when(begin()).then(begun(NEW))


def test_a_request_that_cannot_be_read_is_refused_like_any_other() -> None:
    given().when(reject()).then(begun(), refused("malformed_request"))
    given(begun(OPEN)).when(reject()).then(refused("malformed_request", booking=OPEN))


def test_the_details_are_those_of_the_latest_appointment() -> None:
    given(booked("2026-11-24 14:00")).when(send()).then(
        DetailsRequested(appointment=booked("2026-11-24 14:00").appointment)
    )


def test_the_details_of_a_moved_appointment_are_the_new_ones() -> None:
    later = booked("2026-11-25 09:00").appointment
    given(booked("2026-11-24 14:00"), moved(later, "2026-11-24 14:00")).when(send()).then(
        DetailsRequested(appointment=later)
    )


def test_the_appointment_moved_last_is_the_latest() -> None:
    """Of two appointments, the one that the caller just spoke of."""
    his = confirmed(appointment("2026-11-24 15:00", "Bob Lee"), booking=NEW)
    moved_hers = moved(booked("2026-11-24 16:00").appointment, "2026-11-24 14:00")
    given(booked("2026-11-24 14:00"), his).when(send()).then(DetailsRequested(appointment=his.appointment))
    given(booked("2026-11-24 14:00"), his, moved_hers).when(send()).then(
        DetailsRequested(appointment=moved_hers.appointment)
    )


def test_asked_for_again_the_details_are_sent_again() -> None:
    made = booked("2026-11-24 14:00")
    again = DetailsRequested(appointment=made.appointment)
    given(made, again).when(send()).then(again)


def test_without_an_appointment_of_this_call_there_are_no_details() -> None:
    given().when(send()).then_raises(NothingBookedError)
    given(*elsewhere(booked("2026-11-24 14:00"))).when(send()).then_raises(NothingBookedError)


@pytest.mark.parametrize(
    "command",
    [begin(ANN), request(ANN, "Friday", "9 AM"), move("Friday", "9 AM"), send(), reject()],
    ids=lambda command: type(command).__name__,
)
def test_nothing_is_booked_in_a_call_that_is_over(command: Command) -> None:
    """A tool that was still running when the caller hung up would book what nobody hears of."""
    given(booked("2026-11-24 14:00"), CallEnded(reason="caller_hung_up")).when(command).then_raises(CallOverError)
