"""From the words that a caller says for a date and a time to the instant meant, or to the question to ask.

Nothing is guessed silently: words that could mean two things are `Ambiguous`, and a word that is not known, and might
change the meaning, makes the whole `NotUnderstood`. `asked_at` is all that is known of the present.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Literal, assert_never

from attrs import frozen

from receptionist.domain.clinic import Clinic, to_instant
from receptionist.domain.date_meanings import (
    Clock,
    Day,
    DaysAfter,
    InDays,
    InWeek,
    OnDate,
    OnWeekday,
    PartOfDay,
    Shift,
    TimeOfDay,
    Vague,
)
from receptionist.domain.date_spotting import Spotted, spot
from receptionist.domain.date_words import NEARLY, Piece, read

__all__ = ["LONGEST", "Ambiguous", "Answer", "NotUnderstood", "Spotted", "Understood", "resolve", "spot"]

About = Literal["date", "time"]

LONGEST = 200
"""How many characters either part of an answer may have."""

_MOST_CANDIDATES = 4


@frozen
class Understood:
    """The words mean one instant (UTC), which may still be past, or outside the clinic's hours."""

    starts_at: datetime


@frozen
class Ambiguous:
    """The words leave the date or the time open.

    Attributes:
        about: What to ask for.
        candidates: The instants (UTC) that could be meant, in order: two to four, or none when they cannot be listed.
    """

    about: About
    candidates: tuple[datetime, ...]


@frozen
class NotUnderstood:
    """The words name no date, or no time, that can be relied upon."""

    about: About


Answer = Understood | Ambiguous | NotUnderstood


def resolve(date_words: str, time_words: str, *, asked_at: datetime, clinic: Clinic) -> Answer:
    """Find the instant that a caller means.

    Args:
        date_words: The words for the day, as said. They may name the time too, and *time_words* the day.
        time_words: The words for the time of day.
        asked_at: When they were said (aware, UTC): "tomorrow" and the like are counted from it.
        clinic: Gives the time zone, and the hours that settle whether "at 2" is in the afternoon.
    """
    if max(len(date_words), len(time_words)) > LONGEST:
        return NotUnderstood("date" if len(date_words) > LONGEST else "time")
    fields: tuple[tuple[About, list[Piece]], ...] = (
        ("date", read(date_words)),
        ("time", read(time_words, bare_first=True)),
    )
    means = [meaning for _, pieces in fields for piece in pieces for meaning in piece.means]
    days = [meaning for meaning in means if isinstance(meaning, Day)]
    unknown = {_about(pieces, i, field) for field, pieces in fields for i in _strays(pieces)}
    if not days or "date" in unknown:
        return NotUnderstood("date")
    if "time" in unknown:
        return NotUnderstood("time")
    times = [meaning for meaning in means if isinstance(meaning, TimeOfDay)]
    answer = _answer(days, times, asked_at, clinic)
    alternatives = [_about(pieces, i, field) for field, pieces in fields for i in _strays(pieces, alternatives=True)]
    return NotUnderstood(alternatives[0]) if alternatives and isinstance(answer, Understood) else answer


def _strays(pieces: Sequence[Piece], *, alternatives: bool = False) -> list[int]:
    """Where words stand that are not understood or, asked so, where "or" does."""
    strays: list[int] = []
    for at, piece in enumerate(pieces):
        after = pieces[at + 1].means if at + 1 < len(pieces) else ()
        harmless = piece.is_filler or (piece.text in NEARLY and after and isinstance(after[0], Clock))
        if not piece.means and not harmless and (piece.text == "or") == alternatives:
            strays.append(at)
    return strays


def _about(pieces: Sequence[Piece], at: int, field: About) -> About:
    """What a word bears on: on what is named after it or, failing that, before it, or on what was asked for."""
    for piece in (*pieces[at + 1 :], *reversed(pieces[:at])):
        if piece.means:
            return "date" if isinstance(piece.means[0], Day) else "time"
    return field


def _answer(days: Sequence[Day], times: Sequence[TimeOfDay], asked_at: datetime, clinic: Clinic) -> Answer:
    today = asked_at.astimezone(clinic.zone).date()
    clocks = _clocks(times)
    dates, clash = _shifted(days, today)
    if not all(clock.readings for clock in clocks):
        return NotUnderstood("time")
    starts = {day: _starts(day, clocks, clinic) for day in dates}
    if dates == (today, today + timedelta(weeks=1)) and not clash:  # a weekday, said on that very weekday
        if clocks and not any(start > asked_at for start in starts[today]):
            dates = dates[1:]
        elif any(isinstance(day, OnWeekday) and day.which == "this" for day in days):
            dates = dates[:1]
    if len(dates) == 1:
        return _about_time(starts[dates[0]], said=bool(clocks))
    if not dates and not clash:
        return NotUnderstood("date")
    each_known = all(len(starts[day]) == 1 for day in dates)
    return _ambiguous("date", [start for day in dates for start in starts[day]] if each_known else [])


def _about_time(starts: Sequence[datetime], *, said: bool) -> Answer:
    match starts:
        case [start]:
            return Understood(start)
        case [] if said:
            return NotUnderstood("time")
        case _:
            return _ambiguous("time", starts)


def _ambiguous(about: About, starts: Sequence[datetime]) -> Ambiguous:
    candidates = tuple(sorted(set(starts)))
    return Ambiguous(about, candidates if len(candidates) <= _MOST_CANDIDATES else ())


def _shifted(said: Sequence[Day], today: date) -> tuple[tuple[date, ...], bool]:
    """The days that were said; "the day after" moves all that is named behind it, and nothing may stand before."""
    shifts = list(itertools.takewhile(lambda day: isinstance(day, Shift), said))
    named = said[len(shifts) :]
    if not named:
        return (), False
    dates, clash = _dates(named, today)
    by = timedelta(days=sum(day.days for day in shifts if isinstance(day, Shift)))
    return tuple(day + by for day in dates), clash


def _dates(said: Sequence[Day], today: date) -> tuple[tuple[date, ...], bool]:
    """The days that fit all of what was said; when none does, whatever fits a part of it, and True for the clash."""
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
    if any(isinstance(day, DaysAfter) or (isinstance(day, InDays) and day.days > 1) for day in said):
        return (), True
    return tuple(sorted(set().union(*firm, *loose))), True


def _days(said: Day, today: date) -> tuple[date, ...]:
    """The days that one expression could mean: none, when there is no such day."""
    monday = today - timedelta(days=today.weekday())
    match said:
        case InDays(days):
            return (today + timedelta(days=days),)
        case DaysAfter(days, weekday):
            return tuple(day + timedelta(days=days) for day in _days(weekday, today))
        case InWeek(weeks):
            return tuple(monday + timedelta(weeks=weeks, days=n) for n in range(7))
        case OnWeekday(weekday, which):
            coming = today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)
            if which == "next":
                return tuple(sorted({coming, monday + timedelta(weeks=1, days=weekday)}))
            return (today, coming) if weekday == today.weekday() and which != "coming" else (coming,)
        case OnDate():
            return _on_date(said, today)
        case Shift():
            return ()  # moves what it stands before, and is no day by itself
        case _:
            assert_never(said)


def _on_date(said: OnDate, today: date) -> tuple[date, ...]:
    """The day so named; without a year, the first that is not over (29 February waits for a leap year)."""
    if said.year is not None:
        months = [(said.year, said.month or 0)]
    elif said.month is not None:
        months = [(today.year + n, said.month) for n in range(9)]
    else:
        ahead = range(3) if said.months_ahead is None else (said.months_ahead,)
        months = [(today.year + n // 12, n % 12 + 1) for n in (today.month - 1 + more for more in ahead)]
    for year, month in months:
        try:
            day = date(year, month, said.day)
        except ValueError:
            continue
        if day >= today or said.year is not None or said.months_ahead is not None:
            return (day,)
    return ()


def _clocks(times: Sequence[TimeOfDay]) -> tuple[Clock, ...]:
    """The times of day that were said, narrowed by the parts of the day; none unless they are exact."""
    if any(isinstance(said, Vague) for said in times):
        return ()
    parts = [said for said in times if isinstance(said, PartOfDay)]

    def narrowed(minutes: Sequence[int]) -> tuple[int, ...]:
        return tuple(minute for minute in minutes if all(part.first <= minute <= part.last for part in parts))

    return tuple(
        Clock(narrowed(said.readings), narrowed(said.hours_may_pick)) for said in times if isinstance(said, Clock)
    )


def _starts(day: date, clocks: Sequence[Clock], clinic: Clinic) -> tuple[datetime, ...]:
    """The instants that the times could mean on *day*; a local time that a clock change skips is none."""
    if not clocks:
        return ()
    common = set.intersection(*(set(clock.readings) for clock in clocks))
    if common:
        may_pick = [clock.hours_may_pick for clock in clocks if len(clock.readings) > 1]
        minutes = _settled(Clock(tuple(common), tuple(common.intersection(*may_pick))), day, clinic)
    else:
        minutes = {minute for clock in clocks for minute in _settled(clock, day, clinic)}
    walls = (datetime.combine(day, time()) + timedelta(minutes=minute) for minute in sorted(minutes))
    return tuple(start for wall in walls if (start := to_instant(wall, clinic.zone)) is not None)


def _settled(clock: Clock, day: date, clinic: Clinic) -> set[int]:
    """The one reading at which the clinic sees patients, if there is one; else all of them."""
    if len(clock.readings) == 1:
        return set(clock.readings)
    # A day on which nobody is seen says nothing about "at 2", but other days do.
    openings = clinic.openings(day) or [opening for each in clinic.hours.values() for opening in each]
    seen = {
        minute
        for minute in clock.hours_may_pick
        if any(opening.opens <= time(*divmod(minute, 60)) < opening.closes for opening in openings)
    }
    return seen if len(seen) == 1 else set(clock.readings)
