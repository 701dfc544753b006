"""English number, weekday and month words, as spoken in the US, and the patterns made of them."""

from __future__ import annotations

import re

from receptionist.domain.dates.figures import YEAR
from receptionist.domain.dates.meanings import OnDate, OnWeekday, PartOfDay, Which
from receptionist.domain.dates.reading import one_of

_WEEKDAY_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
WEEKDAYS = {name[:n]: i for i, name in enumerate(_WEEKDAY_NAMES) for n in (3, len(name))}
WEEKDAYS |= {"tues": 1, "weds": 2, "thur": 3, "thurs": 3}
_MONTH_NAMES = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
MONTHS = {name[:n]: i for i, name in enumerate(_MONTH_NAMES, start=1) for n in (3, len(name))} | {"sept": 9}
_UNITS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")
_ORDINAL_NAMES = (
    *_UNITS, "tenth", "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth",
    "eighteenth", "nineteenth", "twentieth", *(f"twenty {unit}" for unit in _UNITS), "thirtieth", "thirty first",
)  # fmt: skip
ORDINALS = {name: i for i, name in enumerate(_ORDINAL_NAMES, start=1)}
_NUMBER_NAMES = (
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
)  # fmt: skip
NUMBERS = {name: i for i, name in enumerate(_NUMBER_NAMES, start=1)}
MINUTES = {
    "oh five": 5, "fifteen": 15, "twenty": 20, "twenty five": 25, "thirty": 30, "thirty five": 35,
    "forty": 40, "forty five": 45, "fifty": 50, "fifty five": 55,
}  # fmt: skip
_NUMBERS = {"a": 1, "half": 30, "quarter": 15, **ORDINALS, **NUMBERS, **MINUTES}
_WHICH_ONE: dict[str, Which] = {"this": "this", "coming": "coming", "upcoming": "coming", "next": "next"}
OFFSETS = {"yesterday": -1, "today": 0, "tonight": 0, "now": 0, "tomorrow": 1}
PARTS = {
    "morning": PartOfDay(60, 719, offered_from=0),
    "afternoon": PartOfDay(720, 1139),
    "evening": PartOfDay(960, 1439, offered_from=1020),
    "night": PartOfDay(1020, 1440),
}

HOUR = rf"(?P<h>[0-9]{{1,2}}|{one_of(NUMBERS)})"
OCLOCK = r"o\s?'?\s?clock\b"
WHICH = r"(?P<which>this\s+coming|this|coming|upcoming|next)"
WEEKDAY = rf"(?P<weekday>{one_of(WEEKDAYS)})\b"
DAY = rf"(?P<day>[0-9]{{1,2}}(?=st|nd|rd|th|\b)|{one_of(ORDINALS)})(?:st|nd|rd|th)?\b"
MONTH = rf"(?P<month>{one_of(MONTHS)})\b\.?"
IN_YEAR = rf"(?:,?\s+{YEAR})?"
PART = rf"(?P<part>{one_of(PARTS)})s?\b"
SPAN = rf"(?P<n>[0-9]{{1,3}}|a|{one_of(NUMBERS)})\s+(?P<unit>day|week|fortnight)s?"


def number(said: str | None) -> int:
    """The number that a word or digits name; 0 for what was not said."""
    if said is None:
        return 0
    return int(said) if said.isdigit() else _NUMBERS[re.sub(r"[\s-]+", " ", said)]


def days(found: re.Match[str]) -> int:
    """How many days a `SPAN` is long."""
    return number(found["n"]) * {"day": 1, "week": 7, "fortnight": 14}[found["unit"]]


def which(found: re.Match[str]) -> Which:
    """The word that tells which weekday or weekend is meant."""
    said = (found["which"] or "").split()[-1:]
    return _WHICH_ONE[said[0]] if said else ""


def weekday(found: re.Match[str]) -> OnWeekday:
    """The weekday that was said."""
    return OnWeekday(WEEKDAYS[found["weekday"]], which(found))


def on_date(found: re.Match[str]) -> tuple[OnDate]:
    """The day of a month that was said."""
    groups = found.groupdict()
    month, year, counted = groups.get("month"), groups.get("year"), groups.get("of")
    return (
        OnDate(
            day=number(groups["day"]),
            month=None if month is None else MONTHS[month],
            year=None if year is None else int(year),
            months_ahead=None if counted is None else int(counted == "next"),
        ),
    )
