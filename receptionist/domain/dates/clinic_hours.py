"""What the clinic's hours say about a time of day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from receptionist.domain.clinic import Opening, to_instant
from receptionist.domain.dates.meanings import Clock, PartOfDay, TimeOfDay, Vague

# When the hours do not tell, nobody asks a dentist for a time outside these, in minutes after midnight.
DAYTIME = range(6 * 60, 21 * 60)
_NEARBY_DAYS = 14
_MINUTES_OF_A_DAY = 24 * 60


class Hours(Protocol):
    """The part of a clinic that words for dates are understood by."""

    @property
    def zone(self) -> ZoneInfo:
        """The clinic's time zone."""

    @property
    def horizon_days(self) -> int:
        """How many days ahead an appointment can be booked, the last one included."""

    def openings(self, day: date) -> tuple[Opening, ...]:
        """When patients are seen on *day*, local time, in order; nothing when the clinic is closed."""


def openings_near(days: Iterable[date], clinic: Hours) -> tuple[Opening, ...]:
    """The openings of *days*; when the clinic is closed on all of them, those of the days around the first."""
    listed = list(days)
    on_the_days = tuple(opening for day in listed for opening in clinic.openings(day))
    if on_the_days or not listed:
        return on_the_days
    nearby = range(max(-_NEARBY_DAYS, 1 - listed[0].toordinal()), _NEARBY_DAYS + 1)
    return tuple(
        opening
        for n in nearby
        if n <= date.max.toordinal() - listed[0].toordinal()
        for opening in clinic.openings(listed[0] + timedelta(days=n))
    )


def clocks_of(times: Sequence[TimeOfDay]) -> tuple[Clock, ...]:
    """The times of day that were said, narrowed by the parts of the day; none unless they are exact."""
    if any(isinstance(said, Vague) for said in times):
        return ()
    parts = [said for said in times if isinstance(said, PartOfDay)]
    return tuple(narrowed(said, parts) for said in times if isinstance(said, Clock))


def narrowed(clock: Clock, parts: Sequence[PartOfDay]) -> Clock:
    """The readings of *clock* that lie in all of the *parts*."""

    def within(minutes: Sequence[int]) -> tuple[int, ...]:
        return tuple(minute for minute in minutes if all(part.first <= minute <= part.last for part in parts))

    return Clock(within(clock.readings), within(clock.hours_may_pick))


def starts(day: date, clocks: Sequence[Clock], clinic: Hours) -> tuple[datetime, ...]:
    """The instants that the times could mean on *day*; a local time that a clock change skips is none."""
    if not clocks:
        return ()
    openings = openings_near([day], clinic)
    common = set.intersection(*(set(clock.readings) for clock in clocks))
    if common:
        may_pick = [clock.hours_may_pick for clock in clocks if len(clock.readings) > 1]
        minutes = settled(Clock(tuple(common), tuple(common.intersection(*may_pick))), openings)
    else:
        minutes = {minute for clock in clocks for minute in settled(clock, openings)}
    walls = (wall for minute in sorted(minutes) for wall in _wall(day, minute))
    return tuple(start for wall in walls if (start := to_instant(wall, clinic.zone)) is not None)


def _wall(day: date, minute: int) -> tuple[datetime, ...]:
    try:
        return (datetime.combine(day, time()) + timedelta(minutes=minute),)
    except OverflowError:
        return ()


def settled(clock: Clock, openings: Iterable[Opening]) -> set[int]:
    """The one reading at which the clinic sees patients, if there is one, or that is by day; else all of them."""
    if len(clock.readings) == 1:
        return set(clock.readings)
    seen = {minute for minute in clock.hours_may_pick if any(is_within(minute, opening) for opening in openings)}
    if not seen:
        by_day = {minute for minute in clock.readings if minute in DAYTIME}
        seen = by_day & set(clock.hours_may_pick) if len(by_day) == 1 else set()
    return seen if len(seen) == 1 else set(clock.readings)


def is_within(minute: int, opening: Opening) -> bool:
    """Whether patients are seen at a minute of the day."""
    return minute < _MINUTES_OF_A_DAY and opening.opens <= time(*divmod(minute, 60)) < opening.closes
