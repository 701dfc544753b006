"""The stretch of each day in which a caller wants to be offered times."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from datetime import date, time

from attrs import frozen

from receptionist.domain.clinic import Opening
from receptionist.domain.dates.answers import MOST_CANDIDATES, Ambiguous, NotUnderstood
from receptionist.domain.dates.bounds import RANGES, Group, Term, groups_of
from receptionist.domain.dates.clinic_hours import DAYTIME, Hours, is_within, narrowed, openings_near, settled, starts
from receptionist.domain.dates.meanings import Clock, PartOfDay, Vague

_DAY = 1440
_NEARLY = 30
# "First thing" is the first hour of a day, its "end" the last two, in minutes.
_FIRST_THING = 60
_LAST_HOURS = 120


@frozen
class Times:
    """The times of day that are wanted, in minutes after midnight, both included.

    Attributes:
        soonest: Whether the first free ones are wanted.
        exact: Whether one time was named.
    """

    earliest: int = 0
    latest: int = _DAY
    soonest: bool = False
    exact: bool = False

    def __and__(self, other: Times) -> Times:
        """What both allow."""
        return Times(
            max(self.earliest, other.earliest),
            min(self.latest, other.latest),
            self.soonest or other.soonest,
            self.exact or other.exact,
        )

    def __or__(self, other: Times) -> Times:
        """From the beginning of the one to the end of the other."""
        ends = [each.earliest if each.exact else each.latest for each in (self, other)]
        return Times(min(self.earliest, other.earliest), max(ends), self.soonest or other.soonest)


_Found = Times | Ambiguous | NotUnderstood


def times_wanted(terms: Sequence[Term], days: Sequence[date], clinic: Hours) -> _Found:
    """The stretch that the words for times name on *days*; the whole day when there are none."""
    groups = groups_of(terms)
    if not all(group.means for group in groups):
        return NotUnderstood("time")
    hours = _DayHours(tuple(days), clinic)
    whole = Times()
    for group, following in itertools.zip_longest(groups, groups[1:]):
        if group.joiner in RANGES:
            continue
        found = hours.range(group, following) if following and following.joiner in RANGES else hours.times(group)
        if not isinstance(found, Times):
            return found
        whole = whole | found if group.joiner == "or" else whole & found
    return whole if whole.earliest <= whole.latest and whole.earliest < _DAY else NotUnderstood("time")


@frozen
class _DayHours:
    """The hours by which the words are understood."""

    days: tuple[date, ...]
    clinic: Hours

    def times(self, group: Group) -> _Found:
        """What one group of words allows."""
        parts = [said for said in group.means if isinstance(said, PartOfDay)]
        clocks = [narrowed(said, parts) for said in group.means if isinstance(said, Clock)]
        found = self._clock(clocks, group) if clocks else _parts(parts, group)
        for said in group.means:
            if isinstance(found, Times) and isinstance(said, Vague):
                found = self._vague(said, found)
        return found

    def range(self, group: Group, following: Group) -> _Found:
        """From the beginning of the one group to the end of the other, which is not in it when it is a clock time."""
        if group.before not in {None, "from", "between"} or following.before or group.behind or following.behind:
            return NotUnderstood("time")
        own = [[said for said in each.means if isinstance(said, PartOfDay)] for each in (group, following)]
        sides = [[said for said in each.means if isinstance(said, Clock)] for each in (group, following)]
        match sides:
            case [[], []] if all(own):
                return Times(_first(own[0]), _last(own[1]))
            case [[first], [last]] if _may_be_minutes(first) and (group.before, following.joiner) == (None, "to"):
                return NotUnderstood("time")
            case [[first], [last]]:
                pairs = _pairs(narrowed(first, own[0]), narrowed(last, own[1]), self._openings())
                borrowed = [pair for pair in pairs if all(part.first <= pair[0] <= part.last for part in own[1])]
                pairs = borrowed or pairs
                return Times(pairs[0][0], pairs[0][1] - 1) if len(pairs) == 1 else NotUnderstood("time")
            case _:
                return NotUnderstood("time")

    def _openings(self) -> tuple[Opening, ...]:
        return openings_near(self.days, self.clinic)

    def _clock(self, clocks: Sequence[Clock], group: Group) -> _Found:
        common = set.intersection(*(set(clock.readings) for clock in clocks))
        if not common:
            return NotUnderstood("time")
        may_pick = set.intersection(*(set(clock.hours_may_pick or clock.readings) for clock in clocks))
        minutes = settled(Clock(tuple(sorted(common)), tuple(sorted(may_pick & common))), self._openings())
        if len(minutes) > 1:
            instants = starts(self.days[0], clocks, self.clinic) if len(self.days) == 1 else ()
            return Ambiguous("time", instants if 1 < len(instants) <= MOST_CANDIDATES else ())
        (minute,) = minutes
        match group.before or group.behind:
            case "after" | "from" | "and on":
                return Times(earliest=minute)
            case "before" | "until":
                return Times(latest=minute - 1)
            case "latest" | "and back":
                return Times(latest=minute)
            case "between":
                return NotUnderstood("time")
            case _ if group.nearly:
                return Times(max(minute - _NEARLY, 0), minute + _NEARLY)
            case _:
                return Times(earliest=minute, exact=True)

    def _vague(self, said: Vague, found: Times) -> _Found:
        openings = [hours for day in self.days if (hours := self.clinic.openings(day))]
        match said.wants:
            case "any":
                return found
            case "soonest":
                return found & Times(soonest=True)
            case "start":
                latest = max((_minute(hours[0].opens) + _FIRST_THING for hours in openings), default=_DAY)
                return found & Times(latest=latest)
            case "end":
                return found & Times(
                    earliest=min((_minute(day[-1].closes) for day in openings), default=0) - _LAST_HOURS
                )
            case "other":
                return NotUnderstood("time")


def _may_be_minutes(said: Clock) -> bool:
    """Whether "… to four" behind it is not a range for sure: "ten to four" is ten minutes before the hour, too."""
    return said.readings in {(300, 1020), (600, 1320)}


def _parts(parts: Sequence[PartOfDay], group: Group) -> _Found:
    if not parts:
        return Times() if group.before in {None, "any"} and not group.behind else NotUnderstood("time")
    first, last = _first(parts), _last(parts)
    match group.before or group.behind:
        case "after":
            return Times(earliest=last + 1)
        case "from" | "and on":
            return Times(earliest=first)
        case "before":
            return Times(latest=first - 1)
        case "until" | "latest" | "and back":
            return Times(latest=last)
        case "between":
            return NotUnderstood("time")
        case _:
            return Times(first, last)


def _first(parts: Sequence[PartOfDay]) -> int:
    return max(part.first if part.offered_from is None else part.offered_from for part in parts)


def _last(parts: Sequence[PartOfDay]) -> int:
    return min(part.last for part in parts)


def _pairs(first: Clock, last: Clock, openings: Sequence[Opening]) -> list[tuple[int, int]]:
    """The shortest of the ranges that two times could make, and of these the one in which patients are seen."""
    pairs = [(start, end) for start in first.readings for end in last.readings if start < end]
    shortest = [pair for pair in pairs if pair[1] - pair[0] == min(end - start for start, end in pairs)]
    seen = [
        pair for pair in shortest if any(is_within(pair[0], each) or is_within(pair[1] - 1, each) for each in openings)
    ]
    by_day = [pair for pair in shortest if pair[0] in DAYTIME]
    return next((each for each in (seen, by_day, shortest) if len(each) == 1), shortest)


def _minute(clock: time) -> int:
    return clock.hour * 60 + clock.minute
