"""The stretch of days in which a caller wants to be offered times."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from datetime import date, timedelta

from attrs import evolve, frozen

from receptionist.domain.dates.answers import Ambiguous, NotUnderstood
from receptionist.domain.dates.bounds import RANGES, Group, Term, groups_of
from receptionist.domain.dates.days import Today, days_meant, stretches
from receptionist.domain.dates.meanings import Day, OnDate, OnWeekday, Stretch, WeekOf
from receptionist.domain.dates.resolving import which_day

_OPEN_END = timedelta(days=365)
_CONSULTED = 14
_NEARLY = timedelta(days=2)

_Span = tuple[date, date]


@frozen
class Days:
    """The days that are wanted.

    Attributes:
        soonest: Whether no end was set.
        or_a_week_later: Whether the weekday of today was named, and the same one in a week may be meant.
    """

    first: date
    last: date
    soonest: bool = False
    or_a_week_later: bool = False

    @property
    def first_days(self) -> tuple[date, ...]:
        """The first two weeks of them, by whose hours the words for times are understood."""
        return tuple(self.first + timedelta(days=n) for n in range(min((self.last - self.first).days + 1, _CONSULTED)))


def days_wanted(terms: Sequence[Term], today: Today) -> Days | Ambiguous | NotUnderstood:
    """The stretch that the words for days name; from today on when there are none."""
    groups = groups_of(terms)
    if not groups:
        return _from(today.date)
    if not all(group.means for group in groups):
        return NotUnderstood("date")
    match groups:
        case [group]:
            found = _one(group, today)
        case [first, second] if _is_range(first, second):
            found = _range(first, second, today)
        case [_, *others] if all(group.joiner == "or" for group in others):
            found = _any_of(groups, today)
        case _:
            return NotUnderstood("date")
    if isinstance(found, Days) and found.first < today.date <= found.last:
        return evolve(found, first=today.date)
    return found


def _from(day: date) -> Days:
    return Days(day, day + min(_OPEN_END, date.max - day), soonest=True)


def _is_range(first: Group, second: Group) -> bool:
    if first.before not in {None, "from", "between"} or first.behind or second.behind:
        return False
    return (second.joiner in RANGES and second.before in {None, "until"}) or (
        second.joiner is None and second.before == "until"
    )


def _one(group: Group, today: Today) -> Days | Ambiguous | NotUnderstood:
    spans = _spans(group, today)
    if not isinstance(spans, list):
        return spans
    if group.before == "any":
        spans = spans[:1]
    repeated = [day for day, _ in spans] == [today.date, today.date + timedelta(weeks=1)]
    this = any(isinstance(day, OnWeekday) and day.which == "this" for day in group.means)
    if len(spans) > 1 and not repeated:
        return which_day([first for first, _ in spans])
    first, last = spans[0]
    if group.nearly and first == last:
        first, last = max(first - _NEARLY, min(first, today.date)), last + _NEARLY
    match group.before or group.behind:
        case "after":
            return _from(last + timedelta(days=1))
        case "from" | "and on":
            return _from(first)
        case "before":
            return Days(min(today.date, first - timedelta(days=1)), first - timedelta(days=1))
        case "until" | "latest" | "and back":
            return Days(min(today.date, last), last)
        case "between":
            return NotUnderstood("date")
        case _:
            return Days(first, last, or_a_week_later=repeated and not this)


def _range(first: Group, second: Group, today: Today) -> Days | Ambiguous | NotUnderstood:
    starts = _spans(evolve(first, before=None), today)
    if not isinstance(starts, list):
        return starts
    if len(starts) > 1:
        return which_day([day for day, _ in starts])
    start = starts[0][0]
    # "Monday to Wednesday", "the 3rd to the 5th": the end is counted from the beginning.
    follows = all(
        isinstance(day, OnWeekday) or (isinstance(day, OnDate) and day.month is None and day.months_ahead is None)
        for day in second.means
    )
    ends = _spans(second, evolve(today, date=max(start, today.date)) if follows else today)
    if not isinstance(ends, list):
        return ends
    later = [last for _, last in ends if last >= start]
    return Days(start, later[0]) if later else NotUnderstood("date")


def _any_of(groups: Sequence[Group], today: Today) -> Days | Ambiguous | NotUnderstood:
    """One stretch, if nothing lies between the days that were said."""
    if any(group.before or group.behind for group in groups):
        return NotUnderstood("date")
    found: list[_Span] = []
    for group in groups:
        spans = _spans(group, today)
        if not isinstance(spans, list):
            return spans
        found += spans
    found.sort()
    if any(later[0] - earlier[1] > timedelta(days=1) for earlier, later in itertools.pairwise(found)):
        return which_day([first for first, _ in found])
    return Days(found[0][0], max(last for _, last in found))


def _spans(group: Group, today: Today) -> list[_Span] | Ambiguous | NotUnderstood:
    """The stretches that a group could mean, at least one; a day is a stretch too."""
    days = [meaning for meaning in group.means if isinstance(meaning, Day)]
    if all(isinstance(day, Stretch) for day in days):
        named = [stretches(day, today) for day in days if isinstance(day, Stretch)]
        common = [set.intersection(*map(set, each)) for each in itertools.product(*named)]
        spans = sorted((min(each), max(each)) for each in common if each)
        return spans or NotUnderstood("date")
    found, clash = days_meant(days, today)
    if clash:
        return which_day(found)
    if any(isinstance(day, WeekOf) for day in days):
        weeks = itertools.groupby(sorted(found), key=lambda day: day.isocalendar()[:2])
        return [(week[0], week[-1]) for _, each in weeks if (week := list(each))] or NotUnderstood("date")
    return [(day, day) for day in found] or NotUnderstood("date")
