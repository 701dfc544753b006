"""What callers say for dates and times, and the instant that is made of it."""

from __future__ import annotations

import os
import subprocess
import sys
import unicodedata
from datetime import date, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from attrs import evolve

from receptionist.domain.clinic import Opening
from receptionist.domain.dates import Ambiguous, NotUnderstood, Understood
from receptionist.language import Language
from tests.domain.date_tables import CLINIC, RESOLVED, Hours, Row, expected, local, say


@pytest.mark.parametrize("row", RESOLVED, ids=str)
def test_what_is_said_is_what_is_meant(row: Row) -> None:
    assert say(row.date_words, row.time_words, row.said_at, language=row.language) == expected(row.expected)


@pytest.mark.parametrize(("language", "least"), [("en", 260), ("es", 120)])
def test_the_tables_are_not_lost(language: Language, least: int) -> None:
    """A table that fails to load would pass."""
    told = [row for row in RESOLVED if row.language == language]
    assert len(told) >= least
    assert len(set(told)) == len(told)


@pytest.mark.parametrize("row", RESOLVED, ids=str)
def test_upper_case_and_spaces_change_nothing(row: Row) -> None:
    date_words, time_words = (f"  {words.upper().replace(' ', '   ')}\n" for words in (row.date_words, row.time_words))
    loud = say(date_words, time_words, row.said_at, language=row.language)
    assert loud == say(row.date_words, row.time_words, row.said_at, language=row.language)


@pytest.mark.parametrize("row", RESOLVED, ids=str)
def test_a_word_too_many_never_becomes_an_appointment(row: Row) -> None:
    """Whatever is not known might change the meaning, wherever it stands."""
    for word in ("not", "kumquat", "77", "\u0663", "\u200f", "😀", "\x00"):
        for spoiled in (f"{word} {row.date_words}", f"{row.date_words} {word}"):
            answer = say(spoiled, row.time_words, row.said_at, language=row.language)
            assert not isinstance(answer, Understood), spoiled


@pytest.mark.parametrize("row", [row for row in RESOLVED if row.language == "es"], ids=str)
def test_spanish_is_understood_with_and_without_accents(row: Row) -> None:
    """Speech recognition and typing callers leave them out, and some keyboards write them as marks of their own."""
    said = say(row.date_words, row.time_words, row.said_at, language="es")
    bare = str.maketrans("áéíóúüñ", "aeiouun")
    assert say(row.date_words.translate(bare), row.time_words.translate(bare), row.said_at, language="es") == said
    date_words, time_words = (unicodedata.normalize("NFD", words) for words in (row.date_words, row.time_words))
    assert say(date_words, time_words, row.said_at, language="es") == said


@pytest.mark.parametrize(("words", "language"), [("next Tuesday at 2 PM", "es"), ("el próximo martes a las dos", "en")])
def test_what_is_said_in_another_language_is_asked_about(words: str, language: Language) -> None:
    assert say(words, "", language=language) == NotUnderstood("date")


def test_today_is_the_clinics_today() -> None:
    """At 23:30 in New York it is tomorrow already in UTC."""
    assert say("today", "11:45 PM", "2026-11-18 23:30") == Understood(local("2026-11-18 23:45"))


def test_hours_that_fit_both_readings_settle_nothing() -> None:
    always = Hours(week={1: (Opening(time(0), time(23, 59)),)})
    both = (local("2026-11-24 02:00"), local("2026-11-24 14:00"))
    assert say("Tuesday", "2", clinic=always) == Ambiguous("time", both)


def test_a_closure_does_not_make_ten_oclock_a_question() -> None:
    """On a day on which nobody is seen the hours of the days around settle it, and the booking rules refuse the day."""
    closed = evolve(CLINIC, closures=frozenset([date(2026, 11, 24)]))
    assert say("Tuesday", "ten", clinic=closed) == Understood(local("2026-11-24 10:00"))


def test_a_clinic_that_is_never_open_leaves_ten_oclock_open() -> None:
    both = (local("2026-11-24 10:00"), local("2026-11-24 22:00"))
    never = Hours(week={})
    assert say("Tuesday", "ten", clinic=never) == Understood(both[0])
    assert say("Tuesday", "seven", clinic=never) == Ambiguous(
        "time", (local("2026-11-24 07:00"), local("2026-11-24 19:00"))
    )


@pytest.mark.parametrize(
    ("zone", "language", "meant"),
    [
        ("America/Chicago", "en", ["2026-12-03"]),
        ("America/Indiana/Knox", "en", ["2026-12-03"]),
        ("Europe/London", "en", ["2026-12-03", "2027-03-12"]),
        ("America/Chicago", "es", ["2026-12-03", "2027-03-12"]),
        ("Europe/Madrid", "es", ["2027-03-12"]),
        ("America/Mexico_City", "es", ["2027-03-12"]),
    ],
)
def test_a_date_in_figures_is_read_as_where_it_is_said_or_asked_about(
    zone: str, language: Language, meant: list[str]
) -> None:
    """12/3 is the third of December in the US; who speaks Spanish there may mean the twelfth of March."""
    clinic = Hours(zone=ZoneInfo(zone))
    instants = tuple(local(f"{day} 10:00", clinic.zone) for day in meant)
    answer = Understood(instants[0]) if len(instants) == 1 else Ambiguous("date", instants)
    assert say("12/3", "10:00", clinic=clinic, language=language) == answer


SUNDAY = 6


def next_one(today: date, weekday: int) -> set[date]:
    """The coming one, and that of the next week: on a Sunday for those, too, whose week begins on it."""
    coming = min(day for n in range(1, 8) if (day := today + timedelta(days=n)).weekday() == weekday)
    of_next_week = {today + timedelta(days=7 - today.weekday() + weekday)}
    if today.weekday() == SUNDAY != weekday:
        of_next_week.add(coming + timedelta(weeks=1))
    return {coming, *of_next_week}


@pytest.mark.parametrize("day", [date(2026, 11, 16) + timedelta(days=n) for n in range(14)])
@pytest.mark.parametrize("weekday", range(7))
def test_next_is_a_question_exactly_when_it_has_two_meanings(day: date, weekday: int) -> None:
    names = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
    nombres = ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo")
    meant = tuple(local(f"{each} 10:00") for each in sorted(next_one(day, weekday)))
    answer = Understood(meant[0]) if len(meant) == 1 else Ambiguous("date", meant)
    assert say(f"next {names[weekday]}", "10 AM", f"{day} 10:00") == answer
    assert say(f"el {nombres[weekday]} que viene", "10 AM", f"{day} 10:00", language="es") == answer


@pytest.mark.parametrize("zone", ["Asia/Kolkata", "Pacific/Auckland"])
@pytest.mark.parametrize("locale", ["C", "tr_TR.UTF-8"])
def test_the_machines_zone_and_language_change_nothing(zone: str, locale: str) -> None:
    program = (
        "from tests.domain.date_tables import RESOLVED, expected, say; "
        "print([r for r in RESOLVED if say(r.date_words, r.time_words, r.said_at, language=r.language) "
        "!= expected(r.expected)])"
    )
    environment = {**os.environ, "TZ": zone, "LANG": locale, "LC_ALL": locale, "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=environment,
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "[]"
