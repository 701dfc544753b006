"""Busy times from an iCalendar file (RFC 5545): events, series of events, free/busy components."""

from __future__ import annotations

import codecs
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from icalendar import Calendar

from receptionist.importing.busy import BusyFileError, BusyTime, Found, Span, collected, titled, utc
from receptionist.importing.series import Event, instances

_READ = ("DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID", "FREEBUSY")


def read_ics(where: str, content: bytes, *, zone: ZoneInfo, span: Span) -> Found:
    """The busy times of a calendar.

    Series are expanded as far as *span* goes. Events that are cancelled, or marked as free, take no time. Times
    without a zone, and whole days, are the clinic's.

    Args:
        where: How errors call the file.
        content: The file.
        zone: The clinic's.
        span: What is asked for.

    Raises:
        BusyFileError: The file, or an event in it, cannot be used: a busy time that is passed over would be sold.
    """
    calendars = _parsed(where, content)
    groups: dict[str, list[Event]] = {}
    periods = list[BusyTime]()
    for component in (each for calendar in calendars for each in calendar.walk()):
        if component.name == "VEVENT":
            event = _event(where, component, zone)
            groups.setdefault(event.uid, []).append(event)
        elif component.name == "VFREEBUSY":
            periods += _periods(where, component, zone)
    steps = count()
    entries = (_told(where, uid, instances(events, zone, span, steps)) for uid, events in groups.items())
    return collected(where, (*entries, *(iter((each,)) for each in periods)), span)


def _parsed(where: str, content: bytes) -> Sequence[Any]:
    # A file that was cut off would otherwise pass for one in which the rest has been deleted.
    if not content.rstrip().upper().endswith(b"END:VCALENDAR"):
        raise BusyFileError(where, "is no whole calendar: its last line is not END:VCALENDAR")
    try:
        return Calendar.from_ical(content.removeprefix(codecs.BOM_UTF8), multiple=True)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise BusyFileError(where, f"is no calendar that can be read ({_said(error)})") from error


def _event(where: str, component: Any, zone: ZoneInfo) -> Event:
    uid = str(component.get("UID", "")).strip()
    name = _name(where, uid or titled(str(component.get("SUMMARY", ""))))
    broken = [f"{key} cannot be read" for key, _ in component.errors if key in _READ]
    if broken:
        raise BusyFileError(name, broken[0])
    for key in _READ:
        _check_zones(name, key, component.get(key))
    start = component.get("DTSTART")
    if start is None or isinstance(start, list):
        raise BusyFileError(name, "has no DTSTART, or several")
    try:
        return Event.of(component, uid or f"{start.to_ical().decode()}/{component.get('SUMMARY', '')}", zone)
    except (ValueError, LookupError, TypeError, AttributeError, OverflowError) as error:
        raise BusyFileError(name, _said(error)) from error


def _told(where: str, uid: str, busy: Iterable[BusyTime]) -> Iterator[BusyTime]:
    """The same, its errors under the event's name."""
    try:
        yield from busy
    except (ValueError, LookupError, TypeError, AttributeError, OverflowError) as error:
        raise BusyFileError(_name(where, uid), _said(error)) from error


def _check_zones(name: str, key: str, value: object) -> None:
    """Refuse a time zone that nobody knows: icalendar would take its times for the clinic's own."""
    for each in value if isinstance(value, list) else [value]:
        for one in getattr(each, "dts", [each]):
            instant = getattr(one, "dt", None)
            zone_name = getattr(each, "params", {}).get("TZID")
            if isinstance(instant, datetime) and instant.tzinfo is None and zone_name is not None:
                raise BusyFileError(name, f"{key} is in the time zone {zone_name!r}, which is not known")


def _periods(where: str, component: Any, zone: ZoneInfo) -> Iterator[BusyTime]:
    name = _name(where, "a VFREEBUSY")
    broken = [f"{key} cannot be read" for key, _ in component.errors if key in _READ]
    if broken:
        raise BusyFileError(name, broken[0])
    value = component.get("FREEBUSY", [])
    for period in value if isinstance(value, list) else [value]:
        params: Mapping[str, str] = period.params
        if params.get("FBTYPE", "BUSY").upper() == "FREE":
            continue
        starts_at, ends_at = (
            utc(each if each.tzinfo is not None else each.replace(tzinfo=zone)) for each in (period.start, period.end)
        )
        if ends_at <= starts_at:
            raise BusyFileError(name, f"ends ({ends_at}) before it has begun ({starts_at})")
        yield BusyTime(
            uid=f"{starts_at.isoformat()}/{ends_at.isoformat()}", starts_at=starts_at, ends_at=ends_at, reason=""
        )


def _name(where: str, what: str) -> str:
    return f"{where}, {titled(what)[:60] or 'an event without UID'}"


def _said(error: BaseException) -> str:
    return titled(str(error)) or type(error).__name__
