"""Days and times as staff write them: ISO 8601 on the clinic's clock, or in words, as callers say them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta

from receptionist.domain.clinic import Clinic, to_instant
from receptionist.domain.dates import Ambiguous, Understood, Window, resolve, window
from receptionist.errors import SettingError
from receptionist.projections.wording import calendar_day

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_DAY_AND_TIME = re.compile(r"(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2})", re.ASCII)
_A_DAY = "a day, as 2026-11-24, tomorrow or 'next Tuesday'"
_A_TIME = "a day, or a day and a time, as 2026-11-24, '2026-11-24 14:00' or 'tomorrow at 2 PM'"
_ROOM = timedelta(days=8)


def the_day(option: str, words: str, clinic: Clinic, now: datetime) -> date:
    """The one day that *words* name.

    Raises:
        SettingError: They name none, or several; the error says which.
    """
    if _DAY.fullmatch(words.strip()):
        return _iso_day(option, words.strip())
    meant = window(words, "", asked_at=now, clinic=clinic, language="en")
    if isinstance(meant, Window) and meant.first == meant.last and words.strip():
        return meant.first
    raise SettingError(option, words, _choices(meant, clinic) or _A_DAY)


def the_instant(option: str, words: str, clinic: Clinic, now: datetime, *, is_end: bool) -> datetime:
    """The instant (UTC) that *words* name; of a day alone its midnight or, for an end, the one after it.

    Raises:
        SettingError: They name none, or several, or one that a clock change skips.
    """
    if (written := _DAY_AND_TIME.fullmatch(words.strip())) is not None:
        return _iso_instant(option, words, *written.groups(), clinic=clinic)
    if not _DAY.fullmatch(words.strip()):
        meant = resolve(words, "", asked_at=now, clinic=clinic, language="en")
        if isinstance(meant, Understood):
            return meant.starts_at
        if choices := _choices(meant, clinic):
            raise SettingError(option, words, choices)
    try:
        day = the_day(option, words, clinic, now) + timedelta(days=is_end)
    except SettingError as error:
        raise SettingError(option, words, _A_TIME) from error
    return datetime.combine(day, time(), clinic.zone).astimezone(UTC)


def _iso_day(option: str, text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise SettingError(option, text, _A_DAY) from error
    # Room for its week, and for instants in any time zone.
    if not date.min + _ROOM < day < date.max - _ROOM:
        raise SettingError(option, text, _A_DAY)
    return day


def _iso_instant(option: str, words: str, day: str, clock: str, *, clinic: Clinic) -> datetime:
    try:
        wall = datetime.combine(_iso_day(option, day), time.fromisoformat(clock))
    except ValueError as error:
        raise SettingError(option, words, _A_TIME) from error
    instant = to_instant(wall, clinic.zone)
    if instant is None:
        raise SettingError(option, words, "a time that the clocks show that day: they are put forward over this one")
    return instant.astimezone(UTC)


def _choices(meant: object, clinic: Clinic) -> str:
    """What can be meant, for the message."""
    if not isinstance(meant, Ambiguous):
        return ""
    times = [f"{each.astimezone(clinic.zone):%Y-%m-%d %H:%M}" for each in meant.candidates]
    days = [f"{day} ({calendar_day(day)})" for day in meant.days]
    return " or ".join(times or days)
