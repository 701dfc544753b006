"""The stretch of days and hours in which callers want to be offered times."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from receptionist.domain.clinic import Opening
from receptionist.domain.dates import LONGEST, Ambiguous, NotUnderstood, Window
from receptionist.language import Language
from tests.domain.date_tables import (
    RESOLVED,
    WINDOWS,
    Hours,
    Row,
    expected_window,
    local,
    want,
)

TUESDAY = date(2026, 11, 24)


@pytest.mark.parametrize("row", WINDOWS, ids=str)
def test_what_is_said_is_what_is_wanted(row: Row) -> None:
    assert want(row.date_words, row.time_words, row.said_at, language=row.language) == expected_window(row.expected)


@pytest.mark.parametrize(("language", "least"), [("en", 130), ("es", 80)])
def test_the_tables_are_not_lost(language: Language, least: int) -> None:
    """A table that fails to load would pass."""
    told = [row for row in WINDOWS if row.language == language]
    assert len(told) >= least
    assert len(set(told)) == len(told)


# The midnight at a day's end is no time of that day, so it has no stretch.
INSTANTS = [row for row in RESOLVED if row.expected[0].isdigit() and row.date_words != "tonight at midnight"]


@pytest.mark.parametrize("row", INSTANTS, ids=str)
def test_an_exact_instant_asks_for_that_day_around_that_time(row: Row) -> None:
    """Times are offered from then on, or from half an hour before when it was "around" then."""
    wall = datetime.fromisoformat(row.expected)
    wanted = want(row.date_words, row.time_words, row.said_at, language=row.language)
    assert isinstance(wanted, Window)
    assert (wanted.first, wanted.last, wanted.soonest) == (wall.date(), wall.date(), False)
    assert (wanted.earliest or time()) in {wall.time(), (wall - timedelta(minutes=30)).time()}
    assert wanted.latest is None or wall.time() <= wanted.latest


@pytest.mark.parametrize("row", WINDOWS, ids=str)
def test_a_word_too_many_is_never_a_stretch(row: Row) -> None:
    for word in ("never", "kumquat", "77", "\u0663", "\u200f", "😀", "\x00"):
        for spoiled in (f"{word} {row.date_words}", f"{row.date_words} {word}"):
            wanted = want(spoiled, row.time_words, row.said_at, language=row.language)
            assert not isinstance(wanted, Window), spoiled


def test_first_thing_and_the_end_of_the_day_are_those_of_the_clinic() -> None:
    late = Hours(week={1: (Opening(time(11), time(15)), Opening(time(16), time(20)))})
    assert want("Tuesday", "first thing", clinic=late) == Window(TUESDAY, TUESDAY, None, time(12), soonest=False)
    assert want("Tuesday", "end of the day", clinic=late) == Window(TUESDAY, TUESDAY, time(18), None, soonest=False)


def test_a_day_on_which_the_clinic_is_closed_has_no_first_thing() -> None:
    """The desk says that it is closed; nothing is made up here."""
    closed = Hours(closures=frozenset([TUESDAY]))
    assert want("Tuesday", "first thing", clinic=closed) == Window(TUESDAY, TUESDAY, None, None, soonest=False)


def test_a_night_clinic_is_asked_for_its_own_hours() -> None:
    """After 8 is in the evening where that is when patients are seen."""
    evening = Hours(week={1: (Opening(time(18), time(22)),)})
    assert want("Tuesday", "after 8", clinic=evening) == Window(TUESDAY, TUESDAY, time(20), None, soonest=False)


def test_the_days_are_the_clinics() -> None:
    """At 23:30 in New York it is tomorrow already in UTC."""
    assert want("today", "", "2026-11-18 23:30") == Window(
        date(2026, 11, 18), date(2026, 11, 18), None, None, soonest=False
    )
    auckland = Hours(zone=ZoneInfo("Pacific/Auckland"))
    assert want("tomorrow", "", "2026-11-18 00:30", clinic=auckland) == Window(
        date(2026, 11, 19), date(2026, 11, 19), None, None, soonest=False
    )


def test_words_that_are_too_long_are_not_looked_at() -> None:
    assert want("Tuesday" + " " * LONGEST, "2 PM") == NotUnderstood("date")
    assert want("Tuesday", "2 PM" + " " * LONGEST) == NotUnderstood("time")


@pytest.mark.parametrize("day", [date(2026, 11, 16) + timedelta(days=n) for n in range(14)])
def test_next_week_is_the_one_after_this_and_a_question_on_sundays(day: date) -> None:
    monday = day + timedelta(days=7 - day.weekday())
    sunday = day.weekday() == 6
    wanted = want("next week", "", f"{day} 10:00")
    if sunday:
        assert wanted == Ambiguous("date", (), (monday, monday + timedelta(weeks=1)))
    else:
        assert wanted == Window(monday, monday + timedelta(days=6), None, None, soonest=False)


def test_an_hour_that_stays_open_is_asked_for_with_both_its_readings() -> None:
    both = (local("2026-11-24 07:00"), local("2026-11-24 19:00"))
    assert want("Tuesday", "after 7") == Ambiguous("time", both)
    assert want("next week", "after 7") == Ambiguous("time", ())
