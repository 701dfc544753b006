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
class OnDate:
    """A day of the month; the month is named, or counted from this one, or the first in which the day comes."""

    day: int
    month: int | None = None
    year: int | None = None
    months_ahead: int | None = None


@frozen
class Slashed:
    """Two numbers, and perhaps a year: a day and a month, in the order that is usual where it is said."""

    first: int
    second: int
    year: int | None = None


@frozen
class NthWeekday:
    """The first, second … (or the last: -1) of a weekday in a month, which is named or counted from this one."""

    nth: int
    weekday: int
    month: int | None = None
    months_ahead: int | None = None


@frozen
class EitherOf:
    """So many days from today, and the words are used for each of these numbers."""

    days: tuple[int, ...]


@frozen
class InWeek:
    """The days of a calendar week so many weeks from this one, or only some of them: `first` to `last`, Monday is 0."""

    weeks: int
    first: int = 0
    last: int = 6


@frozen
class Weekend:
    """A Saturday and Sunday, with the word before it that tells which."""

    which: Which


@frozen
class InMonth:
    """The days of a month, named or counted from this one, or only some of them: `first` to `last`."""

    month: int | None = None
    months_ahead: int | None = None
    first: int = 1
    last: int = 31


@frozen
class InYear:
    """The days of a calendar year so many years from this one; beside a day of a month, the year of that day."""

    years: int


@frozen
class MonthsFromNow:
    """About so many months from today: the days around that one."""

    months: int


@frozen
class FromToday:
    """Some day between so many days from today and so many, both included."""

    first: int
    last: int


@frozen
class Shift:
    """So many days from the day that is named next: "the day after", "a week before"."""

    days: int


@frozen
class WeekOf:
    """Some day of the calendar week of the day that is named next."""


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
    """Morning and the like, in minutes after midnight.

    Attributes:
        first: The first minute that callers count among it ("4 in the evening").
        last: The last such minute.
        offered_from: The first minute that is offered to who asks for it, when it is not `first`.
    """

    first: int
    last: int
    offered_from: int | None = None


@frozen
class Vague:
    """Words for a time that name none.

    Attributes:
        wants: "any" time ("whenever"), the "soonest" ("as soon as possible"), one at the day's "start" ("first
            thing") or "end", or one "other" than some time that these words do not name ("later").
    """

    wants: Literal["any", "soonest", "start", "end", "other"] = "any"


Bound = Literal[
    "after", "from", "before", "until", "latest", "between", "to", "through", "or", "and on", "and back", "any"
]
"""How what is named next limits what is wanted; what was named last for "and on" (or later), "and back" (or earlier).

"After" and "before" leave a day out, "from", "until" and "latest" do not; of these "until" leaves a clock time out.
"To" makes a range, as "through" does, but may be that of "ten to four".
"""

Stretch = InWeek | Weekend | InMonth | InYear | MonthsFromNow | FromToday
Modifier = Shift | WeekOf
Day = InDays | OnWeekday | DaysAfter | OnDate | Slashed | NthWeekday | EitherOf | Stretch | Modifier
TimeOfDay = Clock | PartOfDay | Vague
Meaning = Day | TimeOfDay
