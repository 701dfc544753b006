"""Hours on the clock of a clinic's wall, and the instants that they mean on a day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

from attrs import frozen

Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
WEEKDAYS: tuple[Weekday, ...] = (
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
)  # fmt: skip


@frozen(order=True)
class Opening:
    """A stretch of a day in which patients are seen, in the clinic's local time; `closes` is not part of it."""

    opens: time
    closes: time

    @property
    def length(self) -> timedelta:
        """From opening to closing, on the clock."""
        return _since_midnight(self.closes) - _since_midnight(self.opens)

    def starts(self, length: timedelta, step: timedelta) -> tuple[time, ...]:
        """The times on the clock at which something of *length* can begin: at `opens`, and every *step* after it."""
        latest = self.length - length
        count = latest // step + 1 if latest >= timedelta() else 0
        midnight = datetime.combine(date.min, self.opens)
        return tuple((midnight + n * step).time() for n in range(count))

    def without(self, pause: Opening) -> tuple[Opening, ...]:
        """What is left of it when *pause* is cut out: nothing, one part or two."""
        before = Opening(self.opens, min(self.closes, pause.opens))
        after = Opening(max(self.opens, pause.closes), self.closes)
        return tuple(part for part in (before, after) if part.opens < part.closes)


def weekday_of(day: date) -> Weekday:
    """The weekday of *day*."""
    return WEEKDAYS[day.weekday()]


def merged(openings: Iterable[Opening]) -> tuple[Opening, ...]:
    """The same hours in order, those that overlap or touch made one."""
    stretches: list[Opening] = []
    for opening in sorted(openings):
        if stretches and opening.opens <= stretches[-1].closes:
            stretches[-1] = Opening(stretches[-1].opens, max(stretches[-1].closes, opening.closes))
        else:
            stretches.append(opening)
    return tuple(stretches)


# One booking asks for the same few days again and again, each time through the zone's rules.
@lru_cache(maxsize=1024)
def starts_on(
    day: date, openings: tuple[Opening, ...], zone: ZoneInfo, *, length: timedelta, step: timedelta
) -> tuple[datetime, ...]:
    """Every instant (UTC) of *day* at which something of *length* can begin and still end in its opening.

    A local time that a daylight-saving change skips does not exist and is left out; one that it repeats is taken
    once, the first time round. Nothing lasts past the closing time on the clock.
    """
    found: list[datetime] = []
    for opening in openings:
        closes = datetime.combine(day, opening.closes)
        for start in opening.starts(length, step):
            instant = to_instant(datetime.combine(day, start), zone)
            if instant is not None and (instant + length).astimezone(zone).replace(tzinfo=None) <= closes:
                found.append(instant)
    return tuple(found)


def to_instant(wall: datetime, zone: ZoneInfo) -> datetime | None:
    """The instant (UTC) of a local time in *zone*: the first, when a clock change repeats it; None when it skips it."""
    instant = wall.replace(tzinfo=zone, fold=0).astimezone(ZoneInfo("UTC"))
    return instant if instant.astimezone(zone).replace(tzinfo=None) == wall else None


def _since_midnight(clock: time) -> timedelta:
    return timedelta(hours=clock.hour, minutes=clock.minute, seconds=clock.second, microseconds=clock.microsecond)
