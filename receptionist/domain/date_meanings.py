"""What words for days and times of day can mean, before any calendar is asked what that comes to."""

from __future__ import annotations

from typing import Literal

from attrs import frozen

Which = Literal["", "this", "coming", "next"]


@frozen
class InDays:
    """So many days from today."""

    days: int


@frozen
class OnWeekday:
    """A weekday (Monday is 0), with the word before it that tells which one."""

    weekday: int
    which: Which


@frozen
class DaysAfter:
    """So many days after a weekday."""

    days: int
    day: OnWeekday


@frozen
class Shift:
    """So many days from the day that is named next: "the day after", "a week before"."""

    days: int


@frozen
class InWeek:
    """Some day of the calendar week so many weeks from this one."""

    weeks: int


@frozen
class OnDate:
    """A day of the month; the month is named, or counted from this one, or the first in which the day comes."""

    day: int
    month: int | None = None
    year: int | None = None
    months_ahead: int | None = None


@frozen
class Clock:
    """A time of day: each reading in minutes after midnight, none when the words name no such time.

    Attributes:
        readings: What it could be. 1440 is the midnight at the day's end.
        hours_may_pick: Those of the readings that may be settled on because the clinic is open then.
    """

    readings: tuple[int, ...]
    hours_may_pick: tuple[int, ...] = ()


@frozen
class PartOfDay:
    """Morning and the like: from a minute of the day to another, both included."""

    first: int
    last: int


@frozen
class Vague:
    """Words for a time that name none: "sometime", "as soon as possible"."""


Day = InDays | OnWeekday | DaysAfter | Shift | InWeek | OnDate
TimeOfDay = Clock | PartOfDay | Vague
Meaning = Day | TimeOfDay
