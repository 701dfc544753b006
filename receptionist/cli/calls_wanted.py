"""Which calls are wanted: since when, until when, with what outcome, with what trouble."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from attrs import frozen

from receptionist.errors import SettingError
from receptionist.replaying.standing import Problem

_AGO = re.compile(r"(\d{1,5})([mhdw])")
_UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}
_DAYS = {"today": 0, "yesterday": 1}
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_ACCEPTED = "2026-11-24, '2026-11-24 14:00', 14:00 (today), today, yesterday, monday, or 30m, 6h, 2d, 1w (ago)"


@frozen(kw_only=True)
class Wanted:
    """Filters; what is None or empty filters nothing.

    Attributes:
        since, until: When a call began: from `since` on, and before `until` (UTC).
        problem: With this one, or with `any`.
    """

    since: datetime | None = None
    until: datetime | None = None
    outcomes: frozenset[str] = frozenset()
    problem: Problem | Literal["any"] | None = None

    @property
    def is_everything(self) -> bool:
        """Whether nothing is left out."""
        return self == Wanted()


def instant(option: str, words: str, zone: ZoneInfo, now: datetime, *, is_end: bool) -> datetime:
    """The instant (UTC) that *words* mean on the clinic's clock; of a day its beginning or, for an end, its end.

    Raises:
        SettingError: They mean none.
    """
    text = words.strip().casefold()
    try:
        if text == "now":
            return now.astimezone(UTC)
        if (ago := _AGO.fullmatch(text)) is not None:
            return (now - int(ago[1]) * _UNITS[ago[2]]).astimezone(UTC)
        day = _day(text, now.astimezone(zone).date())
        if day is not None:
            return datetime.combine(day + timedelta(days=is_end), time(), zone).astimezone(UTC)
        return _written(text, zone, now).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise SettingError(option, words, _ACCEPTED) from error


def _day(text: str, today: date) -> date | None:
    if text in _DAYS:
        return today - timedelta(days=_DAYS[text])
    if text in _WEEKDAYS:
        # The last one: what is asked about lies behind us.
        return today - timedelta(days=(today.weekday() - _WEEKDAYS.index(text)) % 7)
    return date.fromisoformat(text) if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text) else None


def _written(text: str, zone: ZoneInfo, now: datetime) -> datetime:
    if re.fullmatch(r"\d{1,2}:\d{2}(:\d{2})?", text):
        clock = time.fromisoformat(text.zfill(5) if text.count(":") == 1 else text.zfill(8))
        return datetime.combine(now.astimezone(zone).date(), clock, zone)
    written = datetime.fromisoformat(text.upper())
    return written if written.tzinfo is not None else written.replace(tzinfo=zone)
