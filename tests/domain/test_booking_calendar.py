"""The days that are unlike others: clock changes, closures, 29 February, the last day that can be booked."""

from __future__ import annotations

from datetime import UTC, datetime, time

import pytest
from attrs import evolve

from receptionist.domain.clinic import Clinic, Opening
from receptionist.events.booking import BookingConfirmed
from receptionist.ids import AppointmentId
from tests.domain.frontdesk import (
    ANN,
    OPEN,
    THEIRS,
    appointment,
    asked,
    begun,
    booked,
    clinic_of_lee,
    confirmed,
    details,
    move,
    moved,
    registered,
    request,
    requested,
)
from tests.domain.specification import CLINIC, at, elsewhere, given

# New York's clocks go back at 2 AM on 2026-11-01 and forward at 2 AM on 2027-03-14: both are Sundays.
NIGHT_CLINIC: Clinic = clinic_of_lee({**CLINIC.provider("lee").hours, "sunday": (Opening(time(0), time(5)),)})


def test_on_the_day_the_clocks_go_back_two_oclock_is_an_hour_later_than_it_looks() -> None:
    """From noon on, that Sunday is on winter time: 14:00 is 19:00 UTC, not 18:00."""
    clinic = clinic_of_lee({"sunday": (Opening(time(8), time(17)),)})
    event = (
        given().at_clinic(clinic).when(request(ANN, "2026-11-01", "2 PM", asked_at=at("2026-10-30 10:00"))).events()[-1]
    )
    assert isinstance(event, BookingConfirmed)
    assert event.appointment.starts_at == datetime(2026, 11, 1, 19, tzinfo=UTC)
    assert event.appointment.ends_at == datetime(2026, 11, 1, 19, 30, tzinfo=UTC)


def test_an_hour_that_comes_twice_is_sold_once() -> None:
    """1:30 AM is the first of the two; asked for again, it is taken, and the second is not offered."""
    asked_at = at("2026-10-30 10:00")
    first = datetime(2026, 11, 1, 5, 30, tzinfo=UTC)
    command = request(ANN, "2026-11-01", "1:30 AM", asked_at=asked_at)
    event = given().at_clinic(NIGHT_CLINIC).when(command).events()[-1]
    assert isinstance(event, BookingConfirmed)
    assert (event.appointment.starts_at, event.appointment.ends_at) == (first, datetime(2026, 11, 1, 6, tzinfo=UTC))
    given(*elsewhere(event)).at_clinic(NIGHT_CLINIC).when(command).then_refused(
        "slot_taken", "2026-11-01 00:30", "2026-11-01 01:00", "2026-11-01 02:00"
    )


def test_an_hour_that_is_skipped_cannot_be_asked_for() -> None:
    """There is no 2:30 AM that night: which time is meant has to be asked."""
    given().at_clinic(NIGHT_CLINIC).when(request(ANN, "2027-03-14", "2:30 AM")).then(
        begun(), details(ANN, "2027-03-14", "2:30 AM"), asked("time", "2027-03-14", "2:30 AM")
    )


def test_an_hour_that_is_skipped_is_not_offered() -> None:
    """What lies beside it on the clock is: 3 AM comes right after 1:59."""
    taken = elsewhere(booked("2027-03-14 01:30"), booked("2027-03-14 00:30", its_id=AppointmentId("a-other")))
    given(*taken).at_clinic(NIGHT_CLINIC).when(request(ANN, "2027-03-14", "1:30 AM")).then_refused(
        "slot_taken", "2027-03-14 00:00", "2027-03-14 01:00", "2027-03-14 03:00"
    )


@pytest.mark.parametrize("day", ["2026-11-02", "2027-03-15"])
def test_around_a_clock_change_the_day_after_keeps_its_hours(day: str) -> None:
    """Eight in the morning is the first start, by the new time."""
    given().when(request(ANN, day, "8 AM", asked_at=at("2026-10-30 10:00"))).then(
        begun(),
        requested(ANN, day, "8 AM", f"{day} 08:00", asked_at=at("2026-10-30 10:00")),
        registered(),
        confirmed(appointment(f"{day} 08:00")),
    )


def test_an_appointment_can_be_moved_over_a_clock_change() -> None:
    hers = booked("2027-03-12 10:00")
    given(hers).when(move("2027-03-15", "10 AM")).then(
        begun(),
        requested(ANN, "2027-03-15", "10 AM", "2027-03-15 10:00", moves=hers.appointment.appointment_id),
        moved(
            appointment("2027-03-15 10:00", its_id=THEIRS, sequence=1),
            "2027-03-12 10:00",
        ),
    )


@pytest.mark.parametrize(
    ("day", "alternatives"),
    [
        ("2026-11-26", ("2026-11-25 09:30", "2026-11-25 10:00", "2026-11-27 10:00")),
        ("2026-12-25", ("2026-12-24 09:30", "2026-12-24 10:00", "2026-12-24 10:30")),
        ("2027-01-01", ("2026-12-31 09:30", "2026-12-31 10:00", "2026-12-31 10:30")),
    ],
)
def test_a_closure_closes_an_ordinary_weekday(day: str, alternatives: tuple[str, ...]) -> None:
    given().when(request(ANN, day, "10 AM")).then_refused("closed_that_day", *alternatives)


def test_a_closure_that_was_announced_after_a_booking_leaves_the_appointment() -> None:
    """The patient is still down for it: asking again is told that it stands, and it can be moved away."""
    hers = booked("2026-11-25 10:00")
    closed = evolve(CLINIC, closures={**CLINIC.closures, at("2026-11-25 12:00").date(): "Painters"})
    given(hers).at_clinic(closed).when(request(ANN, "November 25", "10 AM")).then_nothing()
    *_, event = given(hers).at_clinic(closed).when(move("November 27", "10 AM")).events()
    assert event == moved(appointment("2026-11-27 10:00", its_id=THEIRS, sequence=1), "2026-11-25 10:00")


def test_29_february_is_a_day_like_others_when_there_is_one() -> None:
    asked_at = at("2028-02-22 10:00")
    given().when(request(ANN, "February 29", "10 AM", asked_at=asked_at)).then(
        begun(),
        requested(ANN, "February 29", "10 AM", "2028-02-29 10:00", asked_at=asked_at),
        registered(),
        confirmed(appointment("2028-02-29 10:00")),
    )


def test_29_february_of_another_year_is_the_next_one_there_is_and_too_far_ahead() -> None:
    """Never the 28th, never 1 March."""
    given().when(request(ANN, "February 29", "10 AM")).then_refused(
        "too_far_ahead", "2027-05-17 09:30", "2027-05-17 10:00", "2027-05-17 10:30"
    )
    given().when(request(ANN, "2027-02-29", "10 AM")).then(
        begun(), details(ANN, "2027-02-29", "10 AM"), asked("date", "2027-02-29", "10 AM")
    )


def test_the_last_day_of_the_diary_can_be_booked_until_it_closes() -> None:
    """180 days after the 18th of November is Monday, the 17th of May: all of it, though it is only ten o'clock now."""
    given().when(request(ANN, "2027-05-17", "4:30 PM")).then(
        begun(),
        requested(ANN, "2027-05-17", "4:30 PM", "2027-05-17 16:30"),
        registered(),
        confirmed(appointment("2027-05-17 16:30")),
    )


def test_the_day_after_the_last_is_too_far_ahead() -> None:
    given().when(request(ANN, "2027-05-18", "8 AM")).then_refused(
        "too_far_ahead", "2027-05-17 08:00", "2027-05-17 08:30", "2027-05-17 09:00"
    )


def test_near_the_end_of_the_diary_nothing_beyond_it_is_offered() -> None:
    given(*elsewhere(booked("2027-05-17 16:30"))).when(request(ANN, "2027-05-17", "4:30 PM")).then_refused(
        "slot_taken", "2027-05-17 15:00", "2027-05-17 15:30", "2027-05-17 16:00"
    )


def test_today_is_the_clinics_day_not_the_servers() -> None:
    """It is Thursday in Greenwich already; at the clinic it is Wednesday, 8 PM."""
    asked_at = datetime(2026, 11, 19, 1, 0, tzinfo=UTC)
    given().when(request(ANN, "tomorrow", "9 AM", asked_at=asked_at)).then(
        begun(),
        requested(ANN, "tomorrow", "9 AM", "2026-11-19 09:00", asked_at=asked_at),
        registered(),
        confirmed(appointment("2026-11-19 09:00")),
    )


def test_an_open_booking_survives_midnight() -> None:
    """The words are counted from when they were said, not from when the booking was begun."""
    after_midnight = at("2026-11-19 00:05")
    given(begun(OPEN)).when(request(ANN, "tomorrow", "9 AM", asked_at=after_midnight)).then(
        requested(ANN, "tomorrow", "9 AM", "2026-11-20 09:00", booking=OPEN, asked_at=after_midnight),
        registered(),
        confirmed(appointment("2026-11-20 09:00"), booking=OPEN),
    )
