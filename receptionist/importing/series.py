"""One event of a calendar, or a whole series with its exceptions (RFC 5545 §3.8.4.4, §3.8.5), as busy times."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import chain
from typing import Any
from zoneinfo import ZoneInfo

from attrs import frozen
from dateutil.rrule import rrulestr  # type: ignore[import-untyped]  # it comes without types

from receptionist.importing.busy import BusyTime, Span, titled, utc

_OFTEN_ENOUGH = {"DAILY", "WEEKLY", "MONTHLY", "YEARLY"}
_FIRST_YEAR = 1900
MOST_INSTANCES = 200_000
"""So many instances of a file's series are counted, those that are long over included."""


@frozen(kw_only=True)
class Event:
    """A VEVENT as far as it takes time.

    Attributes:
        start: Its first wall time, in *zone*.
        length: On the clock for whole days, which a clock change makes longer or shorter; else to the second.
        instead_of: Names the instance of a series that it stands for, by when that would be; None for no exception.
        and_after: Whether it changes all later instances too.
        more: Wall times and lengths (RDATE); `but`: wall times, or whole days (EXDATE).
    """

    uid: str
    title: str
    is_busy: bool
    sequence: int
    zone: tzinfo
    whole_days: bool
    start: datetime
    length: timedelta
    instead_of: date | None
    and_after: bool
    rules: tuple[Any, ...]
    more: tuple[tuple[datetime, timedelta | None], ...]
    but: tuple[datetime | date, ...]

    @classmethod
    def of(cls, component: Any, uid: str, clinic_zone: ZoneInfo) -> Event:
        """From icalendar's component.

        Raises:
            ValueError: It ends before it begins, or mixes days and times.
        """
        began = component["DTSTART"].dt
        whole_days = not isinstance(began, datetime)
        zone: tzinfo = clinic_zone if whole_days or began.tzinfo is None else began.tzinfo
        instead_of = component.get("RECURRENCE-ID")
        return cls(
            uid=uid,
            title=titled(str(component.get("SUMMARY", ""))),
            is_busy=_is_busy(component),
            sequence=int(component.get("SEQUENCE", 0)),
            zone=zone,
            whole_days=whole_days,
            start=_wall(began, zone),
            length=_length(component, began, zone),
            instead_of=None if instead_of is None else instead_of.dt,
            and_after=instead_of is not None and instead_of.params.get("RANGE", "").upper() == "THISANDFUTURE",
            rules=tuple(_all(component.get("RRULE"))),
            more=tuple(_more(component, zone)),
            but=tuple(_but(component, zone)),
        )

    def at(self, wall: datetime, length: timedelta, uid: str) -> BusyTime:
        """The busy time that begins at *wall*."""
        starts_at = utc(wall.replace(tzinfo=self.zone))
        ends_at = utc((wall + length).replace(tzinfo=self.zone)) if self.whole_days else starts_at + length
        return BusyTime(uid=uid, starts_at=starts_at, ends_at=ends_at, reason=self.title)


def instances(events: Sequence[Event], zone: ZoneInfo, span: Span, steps: Iterator[int]) -> Iterator[BusyTime]:
    """The busy times of the events that share a UID, up to the end of *span*; *steps* counts a whole file's.

    Raises:
        ValueError: A rule cannot be followed.
    """
    # Of several versions of the same thing the latest counts (RFC 5546 §2.1.5), wherever it stands in the file.
    by_age = sorted(events, key=lambda each: each.sequence)
    master = next((each for each in reversed(by_age) if each.instead_of is None), None)
    # An instance may have been moved to another zone; its name is still a time of the series.
    exceptions = {_wall(each.instead_of, (master or each).zone): each for each in by_age if each.instead_of is not None}
    if master is not None and master.is_busy:
        yield from _of_master(master, exceptions, zone, span, steps)
    for at, each in exceptions.items():
        if each.is_busy and each.length:
            yield each.at(each.start, each.length, _named(master or each, at))


def _of_master(
    master: Event, exceptions: dict[datetime, Event], zone: ZoneInfo, span: Span, steps: Iterator[int]
) -> Iterator[BusyTime]:
    if not master.rules and not master.more:
        if master.length and master.start not in exceptions:
            yield master.at(master.start, master.length, master.uid)
        return
    changes = sorted(((at, each) for at, each in exceptions.items() if each.and_after), key=lambda each: each[0])
    until = span.until.astimezone(zone).replace(tzinfo=None) + timedelta(days=1)
    walls = dict.fromkeys(chain(((wall, None) for wall in _walls(master, until, steps)), master.more))
    for wall, own_length in walls:
        if wall in exceptions or wall in master.but or wall.date() in master.but:
            continue
        shift, source, length = timedelta(), master, own_length or master.length
        for at, change in changes:
            if at <= wall:
                shift, source, length = change.start - at, change, change.length
        if length and source.is_busy:
            busy = source.at(wall + shift, length, _named(master, wall))
            if span.has(busy.starts_at, busy.ends_at):
                yield busy


def _walls(master: Event, until: datetime, steps: Iterator[int]) -> Iterator[datetime]:
    """The wall times of a series, up to *until*. The first is DTSTART, whether a rule has it or not (§3.8.5.3)."""
    yield master.start
    for rule in master.rules:
        if any(freq.upper() not in _OFTEN_ENOUGH for freq in _all(rule.get("FREQ", ""))):
            raise ValueError("it recurs more often than daily; give each time an event of its own")
        if any(int(interval) < 1 for interval in _all(rule.get("INTERVAL"))):
            raise ValueError("its INTERVAL is less than 1")
        if master.start.year < _FIRST_YEAR:
            raise ValueError(f"it recurs since before {_FIRST_YEAR}")
        ends = min([until, *(_end(each, master.zone) for each in _all(rule.get("UNTIL")))])
        plain = ";".join(part for part in rule.to_ical().decode().split(";") if not part.startswith("UNTIL="))
        with warnings.catch_warnings():
            # dateutil does not like COUNT and UNTIL together; ours is the end of what is looked at.
            warnings.simplefilter("ignore", DeprecationWarning)
            series = rrulestr(plain, dtstart=master.start).replace(until=ends)
        for wall in series:
            if next(steps) >= MOST_INSTANCES:
                raise ValueError(f"with it, the series have more than {MOST_INSTANCES} instances; export fewer years")
            if wall != master.start:
                yield wall


def _named(event: Event, wall: datetime) -> str:
    """An instance's own name: the series, and when it would have been."""
    when = wall.date().isoformat() if event.whole_days else utc(wall.replace(tzinfo=event.zone)).isoformat()
    return f"{event.uid}/{when}"


def _is_busy(component: Any) -> bool:
    return (
        str(component.get("STATUS", "")).upper() != "CANCELLED"
        and str(component.get("TRANSP", "")).upper() != "TRANSPARENT"
        and str(component.get("X-MICROSOFT-CDO-BUSYSTATUS", "")).upper() != "FREE"
    )


def _length(component: Any, began: date, zone: tzinfo) -> timedelta:
    """How long it takes: an event without an end takes its day, or no time at all (§3.6.1)."""
    whole_days = not isinstance(began, datetime)
    length = timedelta(days=1) if whole_days else timedelta()
    if (ends := component.get("DTEND")) is not None:
        if isinstance(ends.dt, datetime) is whole_days:
            raise ValueError("DTSTART and DTEND are a day and a time")
        first, last = _wall(began, zone), _wall(ends.dt, zone)
        length = last - first if whole_days else _instant(ends.dt, zone) - _instant(began, zone)
    elif (takes := component.get("DURATION")) is not None:
        length = takes.dt
    if length < timedelta():
        raise ValueError("it ends before it begins")
    return length


def _more(component: Any, zone: tzinfo) -> Iterator[tuple[datetime, timedelta | None]]:
    for each in (one.dt for dates in _all(component.get("RDATE")) for one in dates.dts):
        if isinstance(each, tuple):
            begins, ends = each
            length = ends if isinstance(ends, timedelta) else _instant(ends, zone) - _instant(begins, zone)
            yield _wall(begins, zone), length
        else:
            yield _wall(each, zone), None


def _but(component: Any, zone: tzinfo) -> Iterator[datetime | date]:
    for each in (one.dt for dates in _all(component.get("EXDATE")) for one in dates.dts):
        yield _wall(each, zone) if isinstance(each, datetime) else each


def _wall(when: date, zone: tzinfo) -> datetime:
    """What the clock in *zone* shows then; midnight on a day."""
    if not isinstance(when, datetime):
        return datetime.combine(when, time())
    return (when if when.tzinfo is None else when.astimezone(zone)).replace(tzinfo=None)


def _instant(when: date, zone: tzinfo) -> datetime:
    at = when if isinstance(when, datetime) else datetime.combine(when, time())
    return (at if at.tzinfo is not None else at.replace(tzinfo=zone)).astimezone(UTC)


def _end(until: date, zone: tzinfo) -> datetime:
    """The last wall time that a rule may reach; of a day, the whole of it."""
    return _wall(until, zone) if isinstance(until, datetime) else datetime.combine(until, time.max)


def _all(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]
