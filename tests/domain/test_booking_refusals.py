"""What cannot be had, why, and what is offered instead."""

from __future__ import annotations

from itertools import pairwise

import pytest

from receptionist.domain.names import MAX_LENGTH
from receptionist.events.booking import BookingRefused, RefusalReason
from receptionist.ids import AppointmentId
from tests.domain.frontdesk import (
    ANN,
    OPEN,
    appointment,
    begun,
    booked,
    clinic_of_lee,
    confirmed,
    full_day,
    refused,
    registered,
    request,
    requested,
)
from tests.domain.specification import CLINIC, NOW, at, elsewhere, given

TUESDAY = "2026-11-24"


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("", "name_missing"),
        (" \t\n ", "name_missing"),
        ("x" * (MAX_LENGTH + 1), "name_too_long"),
        ("5551234567", "name_not_a_name"),
        ("Ann\x00Lee", "name_not_a_name"),
    ],
)
def test_a_name_that_cannot_be_written_down_is_refused_before_anything_else(name: str, reason: RefusalReason) -> None:
    """The request stands in the log as it came; the time is not held."""
    given().when(request(name, "next Tuesday", "2 PM")).then(
        begun(), requested(name.strip(), "next Tuesday", "2 PM", f"{TUESDAY} 14:00"), refused(reason)
    )
    given().when(request(name, "whenever", "2 PM")).then(
        begun(), requested(name.strip(), "whenever", "2 PM", None), refused(reason)
    )


@pytest.mark.parametrize(
    ("date", "time", "means", "reason", "alternatives"),
    [
        pytest.param(
            "yesterday", "2 PM", "2026-11-17 14:00", "in_the_past",
            ("2026-11-18 13:30", "2026-11-18 14:00", "2026-11-18 14:30"),
            id="yesterday: the same time today",
        ),
        pytest.param(
            "November 10th", "2 PM", "2026-11-10 14:00", "in_the_past",
            ("2026-11-18 13:30", "2026-11-18 14:00", "2026-11-18 14:30"),
            id="a day of last week, without its year",
        ),
        pytest.param(
            "today", "10 AM", "2026-11-18 10:00", "in_the_past",
            ("2026-11-18 10:30", "2026-11-18 11:00", "2026-11-18 11:30"),
            id="this very minute is past",
        ),
        pytest.param(
            "Saturday", "10 AM", "2026-11-21 10:00", "closed_that_day",
            ("2026-11-20 09:30", "2026-11-20 10:00", "2026-11-20 10:30"),
            id="a closed weekday: that time on the nearest open one",
        ),
        pytest.param(
            "November 26", "10 AM", "2026-11-26 10:00", "closed_that_day",
            ("2026-11-25 09:30", "2026-11-25 10:00", "2026-11-27 10:00"),
            id="a holiday: that time on the day before and the day after",
        ),
        pytest.param(
            "next Tuesday", "7 AM", "2026-11-24 07:00", "outside_hours",
            ("2026-11-24 08:00", "2026-11-24 08:30", "2026-11-24 09:00"),
            id="before the first opening",
        ),
        pytest.param(
            "next Tuesday", "noon", "2026-11-24 12:00", "outside_hours",
            ("2026-11-24 11:00", "2026-11-24 11:30", "2026-11-24 13:00"),
            id="the lunch break",
        ),
        pytest.param(
            "next Tuesday", "17:00", "2026-11-24 17:00", "outside_hours",
            ("2026-11-24 15:30", "2026-11-24 16:00", "2026-11-24 16:30"),
            id="the closing time itself",
        ),
        pytest.param(
            "next Tuesday", "2:15 PM", "2026-11-24 14:15", "no_such_start",
            ("2026-11-24 13:30", "2026-11-24 14:00", "2026-11-24 14:30"),
            id="in the middle of a step: the starts around it",
        ),
        pytest.param(
            "next Tuesday", "4:45 PM", "2026-11-24 16:45", "no_such_start",
            ("2026-11-24 15:30", "2026-11-24 16:00", "2026-11-24 16:30"),
            id="too late for a whole visit",
        ),
        pytest.param(
            "November 24, 2031", "2 PM", "2031-11-24 14:00", "too_far_ahead",
            ("2027-05-17 13:30", "2027-05-17 14:00", "2027-05-17 14:30"),
            id="years ahead: the last days of the diary",
        ),
    ],
)  # fmt: skip
def test_a_refusal_says_why_and_offers_the_nearest_free_times(
    date: str, time: str, means: str, reason: RefusalReason, alternatives: tuple[str, ...]
) -> None:
    given().when(request(ANN, date, time)).then(
        begun(), requested(ANN, date, time, means), refused(reason, *alternatives)
    )


def test_a_taken_time_is_refused_with_those_around_it() -> None:
    given(*elsewhere(booked(f"{TUESDAY} 14:00"))).when(request(ANN, "next Tuesday", "2 PM")).then(
        begun(),
        requested(ANN, "next Tuesday", "2 PM", f"{TUESDAY} 14:00"),
        refused("slot_taken", f"{TUESDAY} 13:00", f"{TUESDAY} 13:30", f"{TUESDAY} 14:30"),
    )


def test_a_long_visit_takes_every_start_that_it_overlaps() -> None:
    """An hour from 2 PM: 2:30 is taken too, 3:00 is not, and neither is offered that is not free."""
    long = elsewhere(booked(f"{TUESDAY} 14:00", minutes=60))
    given(*long).when(request(ANN, "next Tuesday", "2:30 PM")).then_refused(
        "slot_taken", f"{TUESDAY} 13:30", f"{TUESDAY} 15:00", f"{TUESDAY} 15:30"
    )
    given(*long).when(request(ANN, "next Tuesday", "3 PM")).then(
        begun(),
        requested(ANN, "next Tuesday", "3 PM", f"{TUESDAY} 15:00"),
        registered(),
        confirmed(appointment(f"{TUESDAY} 15:00")),
    )


def test_a_full_day_offers_other_days() -> None:
    given(*elsewhere(*full_day(TUESDAY))).when(request(ANN, "next Tuesday", "2 PM")).then_refused(
        "slot_taken", "2026-11-23 13:30", "2026-11-23 14:00", "2026-11-25 14:00"
    )


def test_what_little_is_free_is_offered_in_the_order_of_the_calendar() -> None:
    """The nearest three, wherever they are; not in the order of nearness."""
    nearly = full_day(TUESDAY, but=("08:00", "16:30"))
    given(*elsewhere(*nearly)).when(request(ANN, "next Tuesday", "9 AM")).then_refused(
        "slot_taken", "2026-11-23 09:00", f"{TUESDAY} 08:00", f"{TUESDAY} 16:30"
    )


def test_with_nothing_free_for_days_nothing_is_offered() -> None:
    days = [f"2026-11-{day}" for day in (20, 23, 24, 25, 27, 30)] + [f"2026-12-0{day}" for day in (1, 2, 3, 4)]
    taken = [event for day in days for event in full_day(day)]
    given(*elsewhere(*taken)).when(request(ANN, "November 23", "2 PM")).then_refused("slot_taken")


def test_a_fortnight_that_is_nearly_full_offers_the_one_time_left() -> None:
    days = [f"2026-11-{day}" for day in (20, 23, 24, 25, 27, 30)] + [f"2026-12-0{day}" for day in (1, 2, 3)]
    taken = [event for day in days for event in full_day(day)] + [*full_day("2026-12-04", but=("13:30",))]
    # December 4 is eleven days after the 23rd: not looked at. The 24th's neighbours reach it.
    given(*elsewhere(*taken)).when(request(ANN, "November 24", "2 PM")).then_refused("slot_taken", "2026-12-04 13:30")


def test_every_offer_can_be_booked() -> None:
    """Whatever was asked for: each alternative is confirmed when it is asked for next."""
    taken = elsewhere(*full_day(TUESDAY, but=("09:00",)), booked("2026-11-25 08:00", its_id=AppointmentId("a-other")))
    for date, time in [("next Tuesday", "2 PM"), ("Saturday", "9 AM"), ("yesterday", "9 AM"), ("May 30", "9 AM")]:
        command = request(ANN, date, time)
        *_, refusal = given(*taken).when(command).events()
        assert isinstance(refusal, BookingRefused)
        assert len(refusal.alternatives) == 3
        assert all(one.starts_at < other.starts_at for one, other in pairwise(refusal.alternatives))
        for offer in refusal.alternatives:
            local = f"{offer.starts_at.astimezone(CLINIC.zone):%Y-%m-%d %H:%M}"
            for again in (request(ANN, *local.split()), request(ANN, slot=offer.slot_id)):
                *_, event = given(*taken, begun(OPEN), refusal).when(again).events()
                assert event == confirmed(appointment(local), booking=OPEN)


def test_a_clinic_with_longer_steps_has_other_starts() -> None:
    """Forty minutes from each opening on: eight, eight forty, …; the last must fit a visit before the break."""
    clinic = clinic_of_lee(minutes=40, every=40)
    given().at_clinic(clinic).when(request(ANN, "next Tuesday", "9 AM")).then_refused(
        "no_such_start", f"{TUESDAY} 08:00", f"{TUESDAY} 08:40", f"{TUESDAY} 09:20"
    )
    given().at_clinic(clinic).when(request(ANN, "next Tuesday", "11:20 AM")).then(
        begun(),
        requested(ANN, "next Tuesday", "11:20 AM", f"{TUESDAY} 11:20"),
        registered(),
        confirmed(appointment(f"{TUESDAY} 11:20", minutes=40)),
    )


def test_the_reason_told_is_the_one_that_helps_most() -> None:
    """A past holiday is past; a far Sunday is too far ahead; a closed day's odd minute is closed."""
    given().when(request(ANN, "2026-11-15", "9:17 AM")).then_refused(
        "in_the_past", "2026-11-18 10:30", "2026-11-18 11:00", "2026-11-18 11:30"
    )
    given().when(request(ANN, "2027-05-23", "9:17 AM")).then_refused(
        "too_far_ahead", "2027-05-17 09:00", "2027-05-17 09:30", "2027-05-17 10:00"
    )
    given().when(request(ANN, "Sunday", "9:17 AM")).then_refused(
        "closed_that_day", "2026-11-23 09:00", "2026-11-23 09:30", "2026-11-23 10:00"
    )


def test_nothing_earlier_than_now_is_offered() -> None:
    """In the last hours of a day, the past ones are not."""
    late = at("2026-11-18 16:10")
    assert late > NOW
    given().when(request(ANN, "today", "4:45 PM", asked_at=late)).then_refused(
        "no_such_start", "2026-11-18 16:30", "2026-11-19 16:00", "2026-11-19 16:30"
    )
