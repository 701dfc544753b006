"""VTIMEZONE: what a time zone does in the year of an appointment (RFC 5545 §3.6.5).

icalendar can make these too, and puts the spring change one hour late: it writes DTSTART in the time after the change,
where the RFC wants the time before it (`TZOFFSETFROM`).
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from icalendar import Component, Timezone, TimezoneDaylight, TimezoneStandard

_DAY = timedelta(days=1)
_SECOND = timedelta(seconds=1)


def time_zone_of(instant: datetime, zone: ZoneInfo) -> Timezone:
    """The zone from the beginning of the calendar year that *instant* falls in (in the zone) to that year's end."""
    year = instant.astimezone(zone).year
    begin = datetime(year, 1, 1, tzinfo=zone).astimezone(UTC)
    days = [begin + _DAY * day for day in range(367)]
    changes = [_first_of(before, after, zone) for before, after in pairwise(days) if _differ(before, after, zone)]
    found = Timezone()
    found.add("tzid", zone.key)
    found.add_component(_observance(begin, _offset(begin, zone), zone))
    for change in changes:
        found.add_component(_observance(change, _offset(change - _SECOND, zone), zone))
    return found


def _observance(onset: datetime, offset_before: timedelta, zone: ZoneInfo) -> Component:
    local = onset.astimezone(zone)
    observance = TimezoneDaylight() if local.dst() else TimezoneStandard()
    observance.add("dtstart", (onset + offset_before).replace(tzinfo=None))
    observance.add("tzoffsetfrom", offset_before)
    observance.add("tzoffsetto", _offset(onset, zone))
    observance.add("tzname", local.tzname() or zone.key)
    return observance


def _offset(instant: datetime, zone: ZoneInfo) -> timedelta:
    return instant.astimezone(zone).utcoffset() or timedelta()


def _differ(one: datetime, other: datetime, zone: ZoneInfo) -> bool:
    """Whether the zone has other rules at *other*: a new offset, or the same one under another name."""
    here, there = one.astimezone(zone), other.astimezone(zone)
    return (here.utcoffset(), here.tzname()) != (there.utcoffset(), there.tzname())


def _first_of(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """The second at which the rules of *after* begin."""
    while after - before > _SECOND:
        middle = (before + (after - before) / 2).replace(microsecond=0)
        if _differ(before, middle, zone):
            after = middle
        else:
            before = middle
    return after
