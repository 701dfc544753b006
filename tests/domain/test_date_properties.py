"""What nobody would say, and what holds whatever is said."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from time import process_time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from receptionist.domain.clinic import to_instant
from receptionist.domain.dates import (
    LONGEST,
    Ambiguous,
    NotUnderstood,
    Spotted,
    Understood,
    Window,
    resolve,
    spot,
    window,
)
from receptionist.language import Language
from tests.domain.date_tables import RESOLVED, WINDOWS, Hours, say, want

LANGUAGES: tuple[Language, ...] = ("en", "es")

HOSTILE = [
    "2" * 10_000,
    "tuesday " * 1_250,
    "a" * 10_000,
    " " * 10_000,
    "\x00\x01\x02\x1b[2J\r\n\t" * 500,
    "😀" * 5_000,
    "\u200f\u202e" * 5_000,
    "\u0662:\u0663\u0660 \u0645",
    "Tuesday \uff12 PM",
    "İTUESDAYİ",
    "0001-01-01",
    "9999-12-31T23:59",
    "in 999 weeks",
    "'; DROP TABLE bookings; --",
    "{{7*7}} %s %n \\",
]


@pytest.mark.parametrize("words", HOSTILE, ids=lambda words: ascii(words[:20]))
def test_hostile_words_are_answered_quickly_and_are_no_appointment(words: str) -> None:
    began = process_time()
    for answer in (say(words, "2 PM"), say("Tuesday", words), say(words, words), say(f"Tuesday {words}", "2 PM")):
        assert not isinstance(answer, Understood) or words == "in 999 weeks"
    for language in LANGUAGES:
        say(words, words, language=language)
        want(words, words, language=language)
        spot(words, language)
    assert process_time() - began < 2


@pytest.mark.parametrize(
    "part",
    [
        "a ",
        "- ",
        "quarter ",
        "in 3 ",
        "the twenty ",
        "2 ",
        "at ",
        "next ",
        "or ",
        "\t",
        "between ",
        "the end of ",
        "i have a 2, ",
        "any chance of ",
        "de ",
        "del 3 al ",
        "a las ",
        "el dia ",
        "dos y ",
        "en los proximos ",
        "tengo ",
    ],
)
def test_no_expression_explodes(part: str) -> None:
    """The longest words that are looked at all, of the parts that expressions begin with."""
    words, utterance = (part * LONGEST)[:LONGEST], (part * 1_000)[:1_000]
    began = process_time()
    for language in LANGUAGES:
        say(words, words, language=language)
        want(words, words, language=language)
        spot(utterance, language)
    assert process_time() - began < 2


def test_words_that_are_too_long_are_not_looked_at() -> None:
    assert say("Tuesday" + " " * LONGEST, "2 PM") == NotUnderstood("date")
    assert say("Tuesday", "2 PM" + " " * LONGEST) == NotUnderstood("time")
    assert spot("Tuesday" + " " * 1_000) == Spotted(None, None, "Tuesday" + " " * 1_000)


WORDS = {
    language: st.sampled_from(
        sorted(
            {
                word
                for row in RESOLVED + WINDOWS
                if row.language == language
                for words in (row.date_words, row.time_words)
                for word in words.split()
            }
        )
    )
    for language in LANGUAGES
}
WEEKDAYS: dict[Language, tuple[str, ...]] = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "es": ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"),
}
MONTHS: dict[Language, tuple[str, ...]] = {
    "en": (
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ),
    "es": (
        "enero", "febrero", "marzo", "abril", "mayo", "junio",
        "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre",
    ),
}  # fmt: skip
ZONES = st.sampled_from(["America/New_York", "Europe/Madrid", "Pacific/Auckland", "Pacific/Apia", "Asia/Kolkata"]).map(
    ZoneInfo
)
BASES = st.integers(0, 90 * 365 * 24 * 60).map(
    lambda minutes: datetime(2000, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)


def sayings(language: Language) -> st.SearchStrategy[str]:
    """Anything, and words of the tables in any order."""
    return st.one_of(st.text(max_size=250), st.lists(WORDS[language], max_size=12).map(" ".join))


def written(words: st.SearchStrategy[Language]) -> st.SearchStrategy[tuple[Language, str, str]]:
    """A language with two things said in it."""
    return words.flatmap(lambda language: st.tuples(st.just(language), sayings(language), sayings(language)))


SAID = written(st.sampled_from(LANGUAGES))
EVEN = settings(deadline=None, derandomize=True, max_examples=300)


@EVEN
@given(SAID, BASES, ZONES)
def test_no_words_raise_and_every_answer_can_be_acted_on(
    said: tuple[Language, str, str], base: datetime, zone: ZoneInfo
) -> None:
    language, date_words, time_words = said
    match resolve(date_words, time_words, asked_at=base, clinic=Hours(zone=zone), language=language):
        case Understood(starts_at):
            assert starts_at.utcoffset() == timedelta()
        case Ambiguous(about, candidates, days):
            assert len(candidates) in {0, 2, 3, 4}
            assert list(candidates) == sorted(set(candidates))
            assert len(days) in {0, 2, 3, 4}
            assert list(days) == sorted(set(days))
            assert not (candidates and days)
            assert about == "date" or not days
        case NotUnderstood():
            pass


@EVEN
@given(SAID, BASES, ZONES)
def test_no_words_raise_and_every_stretch_is_one(
    said: tuple[Language, str, str], base: datetime, zone: ZoneInfo
) -> None:
    language, date_words, time_words = said
    wanted = window(date_words, time_words, asked_at=base, clinic=Hours(zone=zone), language=language)
    if isinstance(wanted, Window):
        assert wanted.first <= wanted.last
        assert (wanted.earliest or time()) <= (wanted.latest or time.max)


@EVEN
@given(st.sampled_from(LANGUAGES), st.data())
def test_what_is_spotted_was_said(language: Language, data: st.DataObject) -> None:
    utterance = data.draw(sayings(language))
    found = spot(utterance, language)
    assert (found.date_words or "") in utterance
    assert (found.time_words or "") in utterance
    assert found.date_words is not None or found.time_words is not None or found.rest == utterance


_WITH_YEAR = 5


def spoken(day: date, language: Language, form: int) -> str:
    """A date as callers say it, in one of several ways that leave nothing open; all but the last have no year."""
    weekday, month = WEEKDAYS[language][day.weekday()], MONTHS[language][day.month - 1]
    if language == "en":
        ordinal = {1: "st", 2: "nd", 3: "rd"}.get(day.day % 10 if day.day not in {11, 12, 13} else 0, "th")
        forms = [
            f"{month} {day.day}",
            f"{month} {day.day}{ordinal}",
            f"the {day.day}{ordinal} of {month}",
            f"{weekday}, {month} {day.day}",
            f"{weekday} the {day.day}{ordinal} of {month}",
            f"{month} {day.day}{ordinal}, {day.year}",
        ]
    else:
        forms = [
            f"{day.day} de {month}",
            f"el {day.day} de {month}",
            f"el día {day.day} de {month}",
            f"{weekday} {day.day} de {month}",
            f"el {weekday}, {day.day} de {month}",
            f"el {day.day} de {month} de {day.year}",
        ]
    return forms[form]


@EVEN
@given(
    language=st.sampled_from(LANGUAGES),
    form=st.integers(0, 5),
    ahead=st.integers(-92, 180),
    years=st.integers(-1, 1),
    clock=st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30, 45])),
    base=BASES,
    zone=ZONES,
)
def test_an_explicit_date_is_always_that_date(
    *, language: Language, form: int, ahead: int, years: int, clock: time, base: datetime, zone: ZoneInfo
) -> None:
    """Whenever and wherever it is said; a time that a clock change skips is no time.

    Without its year it is the next that can be booked, or one that was not long ago.
    """
    day = base.astimezone(zone).date() + timedelta(days=ahead + (365 * years if form == _WITH_YEAR else 0))
    clinic = Hours(zone=zone)
    half = f"{clock.hour % 12 or 12}:{clock:%M} {'PM' if clock.hour >= 12 else 'AM'}"
    answer = resolve(spoken(day, language, form), half, asked_at=base, clinic=clinic, language=language)
    start = to_instant(datetime.combine(day, clock), zone)
    assert answer == (NotUnderstood("time") if start is None else Understood(start))
    wanted = window(spoken(day, language, form), half, asked_at=base, clinic=clinic, language=language)
    earliest = None if clock == time() else clock
    assert wanted == Window(day, day, earliest, None, soonest=False)


@EVEN
@given(st.sampled_from(LANGUAGES), st.integers(0, 3), st.integers(1, 6), BASES, ZONES)
def test_a_wrong_weekday_is_never_overheard(
    language: Language, form: int, off: int, base: datetime, zone: ZoneInfo
) -> None:
    """The day is asked for after "Tuesday, December 9th" when the ninth is a Wednesday."""
    day = base.astimezone(zone).date() + timedelta(days=40 + form)
    wrong = WEEKDAYS[language][(day.weekday() + off) % 7]
    words = f"{wrong}, {spoken(day, language, form % 2)}"
    answer = resolve(words, "10 AM", asked_at=base, clinic=Hours(zone=zone), language=language)
    assert isinstance(answer, Ambiguous)
    assert answer.about == "date"
