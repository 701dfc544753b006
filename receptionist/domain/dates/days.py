"""From what words for a day mean to the days of a calendar."""

from __future__ import annotations

import itertools
from calendar import monthrange
from collections.abc import Iterable, Iterator, Sequence
from datetime import MAXYEAR, date, datetime, timedelta
from typing import assert_never
from zoneinfo import ZoneInfo

from attrs import evolve, frozen

from receptionist.domain.dates.clinic_hours import Hours
from receptionist.domain.dates.meanings import (
    Day,
    DaysAfter,
    EitherOf,
    FromToday,
    InDays,
    InMonth,
    InWeek,
    InYear,
    Modifier,
    MonthsFromNow,
    NthWeekday,
    OnDate,
    OnWeekday,
    Shift,
    Slashed,
    Stretch,
    Weekend,
    WeekOf,
)
from receptionist.language import Language

_SUNDAY = 6
_WEEK = 7
# Who names a day that was a few months ago, without its year, has it mixed up; before that it is next year's.
_JUST_PAST = timedelta(days=92)
# Where 12/3 is the third of December.
_MONTH_FIRST = frozenset([
    "America/Adak", "America/Anchorage", "America/Boise", "America/Chicago", "America/Denver", "America/Detroit",
    "America/Juneau", "America/Los_Angeles", "America/Menominee", "America/Metlakatla", "America/New_York",
    "America/Nome", "America/Phoenix", "America/Sitka", "America/Yakutat", "Pacific/Guam", "Pacific/Honolulu",
])  # fmt: skip
_MONTH_FIRST_AREAS = ("America/Indiana/", "America/Kentucky/", "America/North_Dakota/", "US/")

_Date = date


@frozen
class Today:
    """What has to be known of the present and the place to find a day.

    Attributes:
        date: The clinic's local date.
        horizon: The last day that can be booked.
        orders: Whether the month may stand first in 12/3, and whether the day may.
    """

    date: date
    horizon: _Date
    orders: frozenset[str]

    @classmethod
    def at(cls, instant: datetime, clinic: Hours, language: Language) -> Today:
        """The present of *clinic* at *instant* (aware)."""
        today = instant.astimezone(clinic.zone).date()
        horizon = today + min(timedelta(days=clinic.horizon_days), date.max - today)
        return cls(today, horizon, orders_of(clinic.zone, language))


def orders_of(zone: ZoneInfo, language: Language) -> frozenset[str]:
    """In which order day and month may stand in 12/3: both, where the language and the country do not agree.

    English puts the month first in the US only, which is told by the clinic's time zone; Spanish puts the day first,
    but who speaks it in the US may write dates as they are written there.
    """
    in_us = zone.key in _MONTH_FIRST or zone.key.startswith(_MONTH_FIRST_AREAS)
    if in_us == (language == "en"):
        return frozenset(["month first" if in_us else "day first"])
    return frozenset(["month first", "day first"])


def days_meant(said: Sequence[Day], today: Today) -> tuple[tuple[date, ...], bool]:
    """The days that fit all of what was said; when none does, whatever fits a part of it, and True for the clash.

    "The day after" moves all that is named behind it, and "the week of" widens it; nothing may stand before these.
    """
    modifiers = list(itertools.takewhile(lambda day: isinstance(day, Modifier), said))
    named = _with_its_year(said[len(modifiers) :], today)
    if not named:
        return (), False
    days, clash = _fitting(named, today)
    for modifier in reversed(modifiers):
        days = tuple(dict.fromkeys(other for day in days for other in _modified(modifier, day)))
    return days, clash


def _modified(modifier: Day, day: date) -> Iterator[date]:
    match modifier:
        case Shift(by):
            yield from _plus(day, by)
        case WeekOf():
            for n in range(7):
                yield from _plus(day, n - day.weekday())


def _with_its_year(said: Sequence[Day], today: Today) -> list[Day]:
    """The days with the year that was said beside them: "December 7th this year"."""
    year = next((today.date.year + day.years for day in said if isinstance(day, InYear)), None)
    return [
        evolve(day, year=year)
        if year and isinstance(day, OnDate | Slashed) and day.year is None and getattr(day, "month", 1) is not None
        else day
        for day in said
    ]


def _fitting(said: Sequence[Day], today: Today) -> tuple[tuple[date, ...], bool]:
    bare = [day for day in said if isinstance(day, OnWeekday) and not day.which]
    loose = [set(_days(day, today)) for day in bare]
    firm = [set(_days(day, today)) for day in said if day not in bare]
    if not all(firm):
        return (), False
    # Beside another date a lone weekday only checks it: "Tuesday, December 8" is not the coming Tuesday.
    fitting = {
        day for day in set.intersection(*(firm or loose)) if all(day.weekday() == named.weekday for named in bare)
    }
    if fitting:
        return tuple(sorted(fitting)), False
    # "Tuesday in two weeks" means neither the coming Tuesday nor the day in two weeks: there is nothing to offer.
    if any(
        isinstance(day, DaysAfter | EitherOf | Stretch) or (isinstance(day, InDays) and day.days > 1) for day in said
    ):
        return (), True
    return tuple(sorted(set().union(*firm, *loose))), True


def stretches(said: Stretch, when: Today) -> list[list[date]]:
    """The days of each stretch that could be meant."""
    today = when.date
    match said:
        case FromToday(first, last):
            offsets = [range(first, last + 1)]
        case InWeek():
            offsets = _in_week(said, today)
        case Weekend(which):
            saturday = 5 - today.weekday()
            this, following = range(max(saturday, 0), saturday + 2), range(saturday + 7, saturday + 9)
            offsets = [this, following][saturday <= 0 :] if which == "next" else [this]
        case InMonth():
            return [_in_month(said, when)]
        case InYear(years):
            year = min(today.year + years, MAXYEAR)
            return [
                [date.fromordinal(n) for n in range(date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal() + 1)]
            ]
        case MonthsFromNow(months):
            return [_around(months, today)]
        case _:
            assert_never(said)
    return [[day for n in each for day in _plus(today, n)] for each in offsets]


def _in_week(said: InWeek, today: date) -> list[range]:
    """In how many days the days of a week are, from Monday on.

    On a Sunday, "next week" is not the same to all: for who counts weeks from Sunday it is the one after the coming
    one. "This week" is then what is still to come, today included.
    """
    first, last = (7 * said.weeks + day - today.weekday() for day in (said.first, said.last))
    if today.weekday() != _SUNDAY:
        return [range(first, last + 1)]
    if said.weeks:
        return [range(first, last + 1), range(first + 7, last + 8)]
    return [range(0 if said.first == 0 else first + 7, min(last + 7, 6) + 1)]


def _in_month(said: InMonth, today: Today) -> list[date]:
    """The days of the month, or of the part of it; of a named one in the year that is meant."""
    stretches = [
        tuple(date(year, month, day) for day in range(said.first, min(said.last, monthrange(year, month)[1]) + 1))
        for year, month in _months(said.month, said.months_ahead, today.date, years=2)
    ]
    return list(stretches[0] if said.month is None else _of_the_year_meant(stretches, today))


def _of_the_year_meant(said: Iterable[tuple[date, ...]], today: Today) -> tuple[date, ...]:
    """Of the same days in one year after another, those that are meant where no year was said.

    They are the first that are not over. But where these are too far ahead to be booked, and the last ones were not
    long ago, it is these: a past day, so that it is asked again.
    """
    over: tuple[date, ...] = ()
    ahead: tuple[date, ...] = ()
    for days in said:
        if days[-1] >= today.date:
            ahead = days
            break
        over = days
    cannot_be = not ahead or ahead[0] > today.horizon
    return over if over and cannot_be and today.date - over[-1] <= _JUST_PAST else ahead


def _around(months: int, today: date) -> list[date]:
    """The days from three before that day of the month until three after it."""
    year, month = divmod(today.year * 12 + today.month - 1 + months, 12)
    if year > MAXYEAR:
        return []
    middle = date(year, month + 1, min(today.day, monthrange(year, month + 1)[1]))
    return [day for n in range(-3, 4) for day in _plus(middle, n)]


def _plus(day: date, days: int) -> tuple[date, ...]:
    """So many days later; nothing beyond the calendar's ends."""
    try:
        return (day + timedelta(days=days),)
    except OverflowError:
        return ()


def _days(said: Day, today: Today) -> tuple[date, ...]:
    """The days that one expression could mean: none, when there is no such day."""
    match said:
        case InDays(days):
            return _plus(today.date, days)
        case EitherOf(days):
            return tuple(day for each in days for day in _plus(today.date, each))
        case DaysAfter(days, weekday):
            return tuple(later for day in _days(weekday, today) for later in _plus(day, days))
        case OnWeekday():
            return tuple(day for n in _on_weekday(said, today.date.weekday()) for day in _plus(today.date, n))
        case OnDate():
            return _on_date(said, today)
        case Slashed(first, second, year):
            orders = [(first, second)] * ("month first" in today.orders) + [(second, first)] * (
                "day first" in today.orders
            )
            return tuple(sorted({each for month, day in orders for each in _on_date(OnDate(day, month, year), today)}))
        case NthWeekday():
            return _nth(said, today)
        case Shift() | WeekOf():
            return ()  # changes what it stands before, and is no day by itself
        case _:
            listed = tuple(day for stretch in stretches(said, today) for day in stretch)
            # The Sunday before a week belongs to it for some.
            is_week = isinstance(said, InWeek) and said.weeks > 0 and (said.first, said.last) == (0, _SUNDAY)
            return _plus(listed[0], -1) + listed if is_week and listed else listed


def _on_weekday(said: OnWeekday, today: int) -> tuple[int, ...]:
    """In how many days it is: the coming one, or today; "next" is the coming one or that of the next week."""
    coming = (said.weekday - today - 1) % 7 + 1
    if said.which == "next":
        # On a Sunday next week may begin tomorrow or in a week.
        in_next_week = coming + 7 * (said.weekday != _SUNDAY) if today == _SUNDAY else 7 + said.weekday - today
        return tuple(sorted({coming, in_next_week}))
    return (0, coming) if coming == _WEEK and said.which != "coming" else (coming,)


def _on_date(said: OnDate, today: Today) -> tuple[date, ...]:
    """The day so named; without a year, in the year that is meant (29 February waits for a leap year)."""
    if said.year is not None:
        return tuple(_calendar_days([(said.year, said.month or 0)], said.day))[:1]
    days = _calendar_days(_months(said.month, said.months_ahead, today.date, years=9), said.day)
    if said.months_ahead is not None:
        return tuple(days)[:1]
    return _of_the_year_meant(((day,) for day in days if said.month is not None or day >= today.date), today)


def _calendar_days(months: Iterable[tuple[int, int]], day: int) -> Iterator[date]:
    """That day of each of the months, each with its year, that has one."""
    for year, month in months:
        try:
            yield date(year, month, day)
        except ValueError:
            continue


def _nth(said: NthWeekday, today: Today) -> tuple[date, ...]:
    """The first, the last … of a weekday in the month; in a named month, of the year that is meant, if it has one."""
    found: list[tuple[date, ...]] = []
    for year, month in _months(said.month, said.months_ahead, today.date, years=2):
        days = [date(year, month, day) for day in range(1, monthrange(year, month)[1] + 1)]
        weekdays = [day for day in days if day.weekday() == said.weekday]
        index = said.nth if said.nth < 0 else said.nth - 1
        if index < len(weekdays):
            found.append((weekdays[index],))
        elif year >= today.date.year:
            break
    if said.month is None:
        return found[0] if found else ()
    return _of_the_year_meant(found, today)


def _months(month: int | None, ahead: int | None, today: date, *, years: int) -> Iterator[tuple[int, int]]:
    """The months, each with its year, that a named one could be, or the one so far ahead, or the next few.

    A named one may be last year's, too.
    """
    if month is not None:
        candidates = [(today.year + n, month) for n in range(-1, years)]
    else:
        counted = range(3) if ahead is None else (ahead,)
        candidates = [(today.year + n // 12, n % 12 + 1) for n in (today.month - 1 + more for more in counted)]
    yield from ((year, each) for year, each in candidates if 1 <= year <= MAXYEAR)
