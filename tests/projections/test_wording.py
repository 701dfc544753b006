"""Days and times in words that read the same for ever."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from receptionist.projections.wording import choices, clock_time, day, day_and_time, day_with_year, first_name
from tests.domain.specification import at

ZONE = "America/New_York"


@pytest.mark.parametrize(
    ("date", "words"),
    [
        ("2026-11-01", "Sunday, November 1st"),
        ("2026-11-02", "Monday, November 2nd"),
        ("2026-11-03", "Tuesday, November 3rd"),
        ("2026-11-04", "Wednesday, November 4th"),
        ("2026-11-10", "Tuesday, November 10th"),
        ("2026-11-11", "Wednesday, November 11th"),
        ("2026-11-12", "Thursday, November 12th"),
        ("2026-11-13", "Friday, November 13th"),
        ("2026-11-14", "Saturday, November 14th"),
        ("2026-11-20", "Friday, November 20th"),
        ("2026-11-21", "Saturday, November 21st"),
        ("2026-11-22", "Sunday, November 22nd"),
        ("2026-11-23", "Monday, November 23rd"),
        ("2026-11-24", "Tuesday, November 24th"),
        ("2026-11-30", "Monday, November 30th"),
        ("2026-12-31", "Thursday, December 31st"),
        ("2028-02-29", "Tuesday, February 29th"),
    ],
)
def test_a_day_is_said_with_its_ordinal(date: str, words: str) -> None:
    assert day(at(f"{date} 12:00"), ZONE) == words


def test_each_weekday_and_each_month_has_its_name() -> None:
    first = at("2026-11-02 12:00")
    assert [day(first + timedelta(days=n), ZONE).split(",")[0] for n in range(7)] == [
        "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
    ]  # fmt: skip
    assert [day(at(f"2027-{month:02d}-15 12:00"), ZONE).split()[1] for month in range(1, 13)] == [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
        "November", "December",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("time", "words"),
    [
        ("00:00", "12 AM"),
        ("00:05", "12:05 AM"),
        ("01:00", "1 AM"),
        ("09:30", "9:30 AM"),
        ("11:59", "11:59 AM"),
        ("12:00", "12 PM"),
        ("12:01", "12:01 PM"),
        ("13:00", "1 PM"),
        ("23:45", "11:45 PM"),
    ],
)
def test_a_time_is_said_in_twelve_hours(time: str, words: str) -> None:
    assert clock_time(at(f"2026-11-24 {time}"), ZONE) == words


def test_the_words_are_those_of_the_zone_that_is_given() -> None:
    instant = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)
    assert day_with_year(instant, "America/New_York") == "Thursday, December 31st, 2026"
    assert day_with_year(instant, "Asia/Tokyo") == "Friday, January 1st, 2027"
    assert day_and_time(instant, "Asia/Kolkata") == "Friday, January 1st at 5 AM"


def test_around_a_clock_change_the_words_follow_the_clock() -> None:
    before, after = datetime(2027, 3, 14, 6, 59, tzinfo=UTC), datetime(2027, 3, 14, 7, 0, tzinfo=UTC)
    assert (clock_time(before, ZONE), clock_time(after, ZONE)) == ("1:59 AM", "3 AM")


@pytest.mark.parametrize(
    ("instants", "words"),
    [
        (("2026-11-24 13:00",), "Tuesday, November 24th at 1 PM"),
        (("2026-11-24 13:00", "2026-11-24 13:30"), "Tuesday, November 24th at 1 PM or 1:30 PM"),
        (
            ("2026-11-24 13:00", "2026-11-24 13:30", "2026-11-24 14:30"),
            "Tuesday, November 24th at 1 PM, 1:30 PM or 2:30 PM",
        ),
        (
            ("2026-11-24 13:00", "2026-11-25 09:00"),
            "Tuesday, November 24th at 1 PM or Wednesday, November 25th at 9 AM",
        ),
        (
            ("2026-11-24 13:00", "2026-11-25 09:00", "2026-11-27 09:00"),
            "Tuesday, November 24th at 1 PM, Wednesday, November 25th at 9 AM or Friday, November 27th at 9 AM",
        ),
        (
            ("2026-11-24 13:00", "2026-11-25 09:00", "2026-11-25 09:30"),
            "Tuesday, November 24th at 1 PM, or Wednesday, November 25th at 9 AM or 9:30 AM",
        ),
    ],
)
def test_choices_say_each_day_once(instants: tuple[str, ...], words: str) -> None:
    assert choices([at(instant) for instant in instants], ZONE) == words


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("Sarah", "Sarah"),
        ("Zoë van der Berg", "Zoë"),
        (" Ann\tLee", "Ann"),
        ("[erased]", "[erased]"),
        ("", ""),
        (" ", ""),
    ],
)
def test_the_first_name_is_the_first_word(name: str, first: str) -> None:
    assert first_name(name) == first
