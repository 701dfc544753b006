"""Days and times that are written in figures, alike in all languages."""

from __future__ import annotations

import re

from receptionist.domain.dates.meanings import Clock, OnDate, Slashed
from receptionist.domain.dates.reading import clock, reader

MERIDIEM = r"(?P<ap>[ap])(?:\.\s?m\b\.?|\s?m\b)"
WEEKS_OF_A_MONTH = {1: (1, 7), 2: (8, 14), 3: (15, 21), -1: (24, 31)}
"""The days of its first, second, third and last week, roughly: weeks do not begin with months."""
YEAR = r"(?P<year>(?:19|20)[0-9]{2})\b(?!:)"


def _iso_date(found: re.Match[str]) -> tuple[OnDate]:
    return (OnDate(int(found["day"]), int(found["month"]), int(found["year"])),)


def _slashed(found: re.Match[str]) -> tuple[Slashed]:
    year = found["year"]
    return (Slashed(int(found["first"]), int(found["second"]), None if year is None else int(f"20{year}"[-4:])),)


def _clock(found: re.Match[str]) -> tuple[Clock]:
    hour = found["h"]
    return (clock(int(hour), int(found["m"]), exact="iso" in found.groupdict(), padded=hour.startswith("0")),)


ISO_DATE = reader(r"(?P<year>(?:19|20)[0-9]{2})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})(?![0-9-])", _iso_date)
SLASHED = reader(r"(?P<first>[0-9]{1,2})/(?P<second>[0-9]{1,2})(?:/(?P<year>(?:19|20)?[0-9]{2}))?(?![0-9/])", _slashed)
ISO_TIME = reader(r"(?P<iso>t)(?P<h>[0-9]{2}):(?P<m>[0-5][0-9])(?::00)?(?![0-9:]|[.][0-9])", _clock)
HOURS_AND_MINUTES = reader(r"(?P<h>[0-9]{1,2}):(?P<m>[0-5][0-9])(?::00)?(?![0-9:a-z]|[.][0-9])", _clock)
