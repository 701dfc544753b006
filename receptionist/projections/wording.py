"""Days, times and names in words. Written here, because an effect must read the same for ever.

Locale libraries change their data between releases (CLDR 42 put a narrow no-break space before "PM"), and
`strftime` follows the machine's locale.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip
_TEENS = range(11, 14)


def day(instant: datetime, time_zone: str) -> str:
    """Such as "Tuesday, November 24th"."""
    local = instant.astimezone(ZoneInfo(time_zone))
    return f"{_WEEKDAYS[local.weekday()]}, {_MONTHS[local.month - 1]} {_ordinal(local.day)}"


def day_with_year(instant: datetime, time_zone: str) -> str:
    """Such as "Tuesday, November 24th, 2026"."""
    return f"{day(instant, time_zone)}, {instant.astimezone(ZoneInfo(time_zone)).year}"


def clock_time(instant: datetime, time_zone: str) -> str:
    """Such as "2 PM" or "2:30 PM"."""
    local = instant.astimezone(ZoneInfo(time_zone))
    minutes = f":{local.minute:02d}" if local.minute else ""
    return f"{local.hour % 12 or 12}{minutes} {'AM' if local.hour < 12 else 'PM'}"  # noqa: PLR2004 (noon)


def day_and_time(instant: datetime, time_zone: str) -> str:
    """Such as "Tuesday, November 24th at 2 PM"."""
    return f"{day(instant, time_zone)} at {clock_time(instant, time_zone)}"


def choices(instants: Sequence[datetime], time_zone: str) -> str:
    """Several times as one says them: each day once, with all its times ("A at 2 PM or 3 PM, or B at 9 AM")."""
    days: dict[str, list[str]] = {}
    for instant in instants:
        days.setdefault(day(instant, time_zone), []).append(clock_time(instant, time_zone))
    each = [f"{name} at {_or(times)}" for name, times in days.items()]
    return _or(each) if len(each) == len(instants) else ", or ".join(each)


def first_name(name: str) -> str:
    """The first word of a name: what may be seen by everybody in a room."""
    return name.split(maxsplit=1)[0] if name.strip() else ""


def _or(words: Sequence[str]) -> str:
    *before, last = words
    return f"{', '.join(before)} or {last}" if before else last


def _ordinal(number: int) -> str:
    suffix = "th" if number in _TEENS else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{suffix}"
