"""Reading the tables of what callers say; a clinic that is nothing but its hours."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from attrs import field, frozen

from receptionist.domain.clinic import Opening
from receptionist.domain.dates import Ambiguous, Answer, NotUnderstood, Understood, Window, resolve, window
from receptionist.language import Language

NEW_YORK = ZoneInfo("America/New_York")
WEDNESDAY_10 = "2026-11-18 10:00"
_LONG_DAY = (Opening(time(8), time(12)), Opening(time(13), time(17)))
_FRIDAY = (Opening(time(8), time(14)),)


@frozen
class Hours:
    """A clinic's hours: Monday to Thursday 8 to 12 and 13 to 17, Friday 8 to 14, unless something else is said."""

    zone: ZoneInfo = NEW_YORK
    week: Mapping[int, tuple[Opening, ...]] = field(factory=lambda: {**dict.fromkeys(range(4), _LONG_DAY), 4: _FRIDAY})
    closures: frozenset[date] = frozenset()
    horizon_days: int = 180

    def openings(self, day: date) -> tuple[Opening, ...]:
        """When patients are seen on *day*."""
        return () if day in self.closures else self.week.get(day.weekday(), ())


CLINIC = Hours()


@frozen
class Row:
    """A line of a table: what is said, when, and what it comes to."""

    date_words: str
    time_words: str
    said_at: str
    expected: str
    language: Language

    def __str__(self) -> str:
        return f"'{self.date_words}' and '{self.time_words}', said on {self.said_at}, is {self.expected}"


def rows(name: str, language: Language) -> list[Row]:
    """The lines of a table beside this file."""
    found: list[Row] = []
    for line in Path(__file__).with_name(name).read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            date_words, time_words, said_at, expected = (cell.strip() for cell in line.split("|"))
            found.append(Row(date_words, time_words, said_at or WEDNESDAY_10, expected, language))
    return found


RESOLVED = rows("utterances.txt", "en") + rows("utterances_es.txt", "es")
WINDOWS = rows("windows.txt", "en") + rows("windows_es.txt", "es")


def local(written: str, zone: ZoneInfo = NEW_YORK) -> datetime:
    """The instant (UTC) of a local time."""
    return datetime.fromisoformat(written).replace(tzinfo=zone).astimezone(UTC)


def say(
    date_words: str, time_words: str, said_at: str = WEDNESDAY_10, clinic: Hours = CLINIC, language: Language = "en"
) -> Answer:
    """What is made of an appointment's words, said at a local time."""
    return resolve(date_words, time_words, asked_at=local(said_at, clinic.zone), clinic=clinic, language=language)


def want(
    date_words: str, time_words: str, said_at: str = WEDNESDAY_10, clinic: Hours = CLINIC, language: Language = "en"
) -> Window | Ambiguous | NotUnderstood:
    """What is made of a wish for times, said at a local time."""
    return window(date_words, time_words, asked_at=local(said_at, clinic.zone), clinic=clinic, language=language)


def expected(written: str) -> Answer:
    """What a line of a table of utterances expects."""
    match written.split(" ", 1):
        case ["no", ("date" | "time") as about]:
            return NotUnderstood(about)
        case [("date?" | "time?") as question, *offered]:
            each = [one.strip() for listed in offered for one in listed.split(",")]
            instants = tuple(local(one) for one in each if ":" in one)
            days = tuple(date.fromisoformat(one) for one in each if ":" not in one)
            return Ambiguous("date" if question == "date?" else "time", instants, days)
        case _:
            return Understood(local(written))


def expected_window(written: str) -> Window | Ambiguous | NotUnderstood:
    """What a line of a table of windows expects."""
    if written.startswith(("no ", "date?", "time?")):
        question = expected(written)
        assert not isinstance(question, Understood)
        return question
    days, *more = written.split()
    first, _, last = days.partition("..")
    begins = date.fromisoformat(first)
    ends = begins + timedelta(days=365) if days.endswith("..") else date.fromisoformat(last or first)
    hours = next((each for each in more if "-" in each), "-").split("-")
    earliest, latest = (time.fromisoformat(each) if each else None for each in hours)
    return Window(begins, ends, earliest, latest, soonest="soonest" in more)
