"""Moving a call to another date: weekdays, times of day and the side of summer time stay, and so do the words."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from receptionist.replaying.moving_dates import Moved, moved

ZONE = ZoneInfo("America/New_York")
CALL = date(2026, 11, 18)
EIGHT = Moved(8, ZONE, kept_side=True)


def said(text: str, by: Moved = EIGHT) -> str:
    kept: list[str] = []

    def keep(part: str) -> str:
        kept.append(part)
        return f"\ue000{chr(0xE100 + len(kept) - 1)}"

    reworded = by.text(text, today=CALL, keep=keep)
    for number, part in enumerate(kept):
        reworded = reworded.replace(f"\ue000{chr(0xE100 + number)}", part)
    return reworded


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ("on Tuesday, December 1st, 2026 at 9 AM", "on Tuesday, January 26th, 2027 at 9 AM"),
        ("Dec. 3 or dec 4th", "Jan 28 or jan 29th"),
        ("the twenty-fourth of November", "the nineteenth of January"),
        ("November twenty fourth", "January nineteenth"),
        ("el martes 24 de noviembre", "el martes 19 de enero"),
        ("el primero de diciembre de 2026", "el 26 de enero de 2027"),
        ("12/1/2026 or 12/01", "01/26/2027 or 01/26"),
        ("2026-12-01", "2027-01-26"),
        ("2026-12-01T09:00:00-05:00", "2027-01-26T09:00:00-05:00"),
        ("2026-12-01T14:00Z", "2027-01-26T14:00Z"),
        ("the 24th, please", "the 19th, please"),
        ("a-1 = 2026-12-01 09:00", "a-1 = 2027-01-26 09:00"),
    ],
)
def test_a_day_of_the_calendar_is_moved_as_it_was_said(was: str, now: str) -> None:
    assert said(was) == now


@pytest.mark.parametrize(
    "words",
    ["next Tuesday at 2 PM", "tomorrow", "I'll take the second", "May I come?", "24/7", "at 9:30", "2026",
     "February 30th", "99/99/2026", "call 911", "extension 12-1"],
)  # fmt: skip
def test_what_is_no_day_of_the_calendar_stays(words: str) -> None:
    assert said(words) == words


def test_a_day_that_is_long_past_is_left_to_others() -> None:
    assert said("born March 3rd, 1985") == "born March 3rd, 1985"
    told = EIGHT.long_ago(
        "March 3rd, 1985 and 1985-03-03", CALL, lambda day: day + timedelta(days=40), lambda text: text
    )
    assert told == "April 12th, 1985 and 1985-04-12"


def test_weeks_are_drawn_that_keep_the_side_of_summer_time() -> None:
    """The clocks go back on 1 November 2026: one week later, nine o'clock would be on the other side."""
    before = datetime(2026, 10, 28, 13, 0, tzinfo=UTC)
    for draw in range(20):
        by = moved([before], ZONE, lambda below, draw=draw: draw % below)  # type: ignore[misc]
        now = by.instant(before)
        assert by.kept_side
        assert now.astimezone(ZONE).dst() == before.astimezone(ZONE).dst()
        assert now - before == timedelta(weeks=by.weeks)


def test_where_no_weeks_do_that_the_time_of_day_stays_all_the_same() -> None:
    """A booking half a year ahead has its two ends on two sides."""
    ends = [
        datetime(2026, 10, 28, 13, tzinfo=UTC),
        *(datetime(2026, month, 1, 15, tzinfo=UTC) for month in range(1, 13)),
    ]
    by = moved(ends, ZONE, lambda _: 0)
    assert not by.kept_side
    assert [by.instant(at).astimezone(ZONE).hour for at in ends] == [at.astimezone(ZONE).hour for at in ends]


def test_the_hour_that_there_is_twice_stays_the_one_that_it_was() -> None:
    second = datetime(2026, 11, 1, 6, 30, tzinfo=UTC)  # 1:30 AM for the second time
    nowhere = Moved(0, ZONE, kept_side=True)
    assert nowhere.instant(second) == second
