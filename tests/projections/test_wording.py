"""Days, times and names in words that read the same for ever, in both languages."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from receptionist.language import Language
from receptionist.projections.wording import (
    calendar_day,
    capitalised,
    choices,
    clock_time,
    date_with_year,
    day,
    day_and_time,
    day_with_year,
    first_name,
    listed,
    weekday,
    with_article,
    written_time,
)
from tests.examples import ZONE
from tests.projections.saying import at, slots

LANGUAGES: tuple[Language, ...] = get_args(Language)


@pytest.mark.parametrize(
    ("written", "english", "spanish"),
    [
        ("2026-11-01", "Sunday, November 1st", "domingo 1 de noviembre"),
        ("2026-11-02", "Monday, November 2nd", "lunes 2 de noviembre"),
        ("2026-11-03", "Tuesday, November 3rd", "martes 3 de noviembre"),
        ("2026-11-04", "Wednesday, November 4th", "miércoles 4 de noviembre"),
        ("2026-11-10", "Tuesday, November 10th", "martes 10 de noviembre"),
        ("2026-11-11", "Wednesday, November 11th", "miércoles 11 de noviembre"),
        ("2026-11-12", "Thursday, November 12th", "jueves 12 de noviembre"),
        ("2026-11-13", "Friday, November 13th", "viernes 13 de noviembre"),
        ("2026-11-14", "Saturday, November 14th", "sábado 14 de noviembre"),
        ("2026-11-20", "Friday, November 20th", "viernes 20 de noviembre"),
        ("2026-11-21", "Saturday, November 21st", "sábado 21 de noviembre"),
        ("2026-11-22", "Sunday, November 22nd", "domingo 22 de noviembre"),
        ("2026-11-23", "Monday, November 23rd", "lunes 23 de noviembre"),
        ("2026-11-24", "Tuesday, November 24th", "martes 24 de noviembre"),
        ("2026-12-31", "Thursday, December 31st", "jueves 31 de diciembre"),
        ("2028-02-29", "Tuesday, February 29th", "martes 29 de febrero"),
    ],
)
def test_a_day_is_said_with_its_weekday(written: str, english: str, spanish: str) -> None:
    noon = at(f"{written} 12:00")
    assert [day(noon, ZONE, language) for language in LANGUAGES] == [english, spanish]
    assert [calendar_day(date.fromisoformat(written), language) for language in LANGUAGES] == [english, spanish]


def test_each_weekday_and_each_month_has_its_name() -> None:
    monday = date(2026, 11, 2)
    days = [monday + timedelta(days=n) for n in range(7)]
    months = [date(2027, month, 15) for month in range(1, 13)]
    assert [weekday(each) for each in days] == [
        "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
    ]  # fmt: skip
    assert [weekday(each, "es") for each in days] == [
        "lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo",
    ]  # fmt: skip
    assert [date_with_year(each).split()[0] for each in months] == [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
        "November", "December",
    ]  # fmt: skip
    assert [date_with_year(each, "es").split()[2] for each in months] == [
        "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre",
        "noviembre", "diciembre",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("time", "english", "spanish", "written_in_spanish"),
    [
        ("00:00", "12 AM", "las 12 de la noche", "12:00 a. m."),
        ("00:05", "12:05 AM", "las 12:05 de la noche", "12:05 a. m."),
        ("01:00", "1 AM", "la 1 de la madrugada", "1:00 a. m."),
        ("05:59", "5:59 AM", "las 5:59 de la madrugada", "5:59 a. m."),
        ("06:00", "6 AM", "las 6 de la mañana", "6:00 a. m."),
        ("09:30", "9:30 AM", "las 9:30 de la mañana", "9:30 a. m."),
        ("11:59", "11:59 AM", "las 11:59 de la mañana", "11:59 a. m."),
        ("12:00", "12 PM", "las 12 del mediodía", "12:00 p. m."),
        ("12:01", "12:01 PM", "las 12:01 del mediodía", "12:01 p. m."),
        ("13:00", "1 PM", "la 1 de la tarde", "1:00 p. m."),
        ("13:30", "1:30 PM", "la 1:30 de la tarde", "1:30 p. m."),
        ("19:59", "7:59 PM", "las 7:59 de la tarde", "7:59 p. m."),
        ("20:00", "8 PM", "las 8 de la noche", "8:00 p. m."),
        ("23:45", "11:45 PM", "las 11:45 de la noche", "11:45 p. m."),
    ],
)
def test_a_time_is_said_in_twelve_hours(time: str, english: str, spanish: str, written_in_spanish: str) -> None:
    instant = at(f"2026-11-24 {time}")
    assert (clock_time(instant, ZONE), clock_time(instant, ZONE, "es")) == (english, spanish)
    assert (written_time(instant, ZONE), written_time(instant, ZONE, "es")) == (english, written_in_spanish)


def test_the_words_are_those_of_the_zone_that_is_given() -> None:
    instant = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)
    assert day_with_year(instant, "America/New_York") == "Thursday, December 31st, 2026"
    assert day_with_year(instant, "Asia/Tokyo") == "Friday, January 1st, 2027"
    assert day_with_year(instant, "Asia/Tokyo", "es") == "viernes 1 de enero de 2027"
    assert day_and_time(instant, "Asia/Kolkata") == "Friday, January 1st at 5 AM"
    assert day_and_time(instant, "Asia/Kolkata", "es") == "el viernes 1 de enero a las 5 de la madrugada"


def test_a_date_has_its_year_where_it_stands_alone() -> None:
    assert date_with_year(date(2028, 2, 29)) == "February 29th, 2028"
    assert date_with_year(date(2028, 2, 29), "es") == "29 de febrero de 2028"


def test_around_a_clock_change_the_words_follow_the_clock() -> None:
    before, after = datetime(2027, 3, 14, 6, 59, tzinfo=UTC), datetime(2027, 3, 14, 7, 0, tzinfo=UTC)
    assert (clock_time(before, ZONE), clock_time(after, ZONE)) == ("1:59 AM", "3 AM")


@pytest.mark.parametrize(
    ("starts", "english", "spanish"),
    [
        (("2026-11-24 13:00",), "Tuesday, November 24th at 1 PM", "el martes 24 de noviembre a la 1 de la tarde"),
        (
            ("2026-11-24 13:00", "2026-11-24 13:30"),
            "Tuesday, November 24th at 1 PM or 1:30 PM",
            "el martes 24 de noviembre a la 1 de la tarde o a la 1:30 de la tarde",
        ),
        (
            ("2026-11-24 13:00", "2026-11-24 13:30", "2026-11-24 14:30"),
            "Tuesday, November 24th at 1 PM, 1:30 PM or 2:30 PM",
            "el martes 24 de noviembre a la 1 de la tarde, a la 1:30 de la tarde o a las 2:30 de la tarde",
        ),
        (
            ("2026-11-24 13:00", "2026-11-25 09:00"),
            "Tuesday, November 24th at 1 PM or Wednesday, November 25th at 9 AM",
            "el martes 24 de noviembre a la 1 de la tarde o el miércoles 25 de noviembre a las 9 de la mañana",
        ),
        (
            ("2026-11-24 13:00", "2026-11-25 09:00", "2026-11-27 09:00"),
            "Tuesday, November 24th at 1 PM, Wednesday, November 25th at 9 AM or Friday, November 27th at 9 AM",
            (
                "el martes 24 de noviembre a la 1 de la tarde, el miércoles 25 de noviembre a las 9 de la mañana"
                " o el viernes 27 de noviembre a las 9 de la mañana"
            ),
        ),
        (
            ("2026-11-24 13:00", "2026-11-25 09:00", "2026-11-25 09:30"),
            "Tuesday, November 24th at 1 PM, or Wednesday, November 25th at 9 AM or 9:30 AM",
            (
                "el martes 24 de noviembre a la 1 de la tarde, o el miércoles 25 de noviembre a las 9 de la mañana"
                " o a las 9:30 de la mañana"
            ),
        ),
    ],
)
def test_choices_say_each_day_once(starts: tuple[str, ...], english: str, spanish: str) -> None:
    assert [choices(slots(*starts), ZONE, language) for language in LANGUAGES] == [english, spanish]


@pytest.mark.parametrize(
    ("starts", "english", "spanish"),
    [
        (
            (("2026-11-24 13:00", "Dr. Lee"), ("2026-11-24 14:00", "Dr. Patel")),
            "Tuesday, November 24th at 1 PM with Dr. Lee or at 2 PM with Dr. Patel",
            "el martes 24 de noviembre a la 1 de la tarde con Dr. Lee o a las 2 de la tarde con Dr. Patel",
        ),
        (
            (("2026-11-24 13:00", "Dr. Lee"), ("2026-11-24 13:00", "Dr. Patel")),
            "Tuesday, November 24th at 1 PM with Dr. Lee or Dr. Patel",
            "el martes 24 de noviembre a la 1 de la tarde con Dr. Lee o Dr. Patel",
        ),
        (
            (("2026-11-24 13:00", "Dr. Lee"), ("2026-11-24 14:00", "")),
            "Tuesday, November 24th at 1 PM with Dr. Lee or at 2 PM",
            "el martes 24 de noviembre a la 1 de la tarde con Dr. Lee o a las 2 de la tarde",
        ),
    ],
)
def test_choices_say_with_whom_where_that_differs(
    starts: tuple[tuple[str, str], ...], english: str, spanish: str
) -> None:
    assert [choices(slots(*starts), ZONE, language) for language in LANGUAGES] == [english, spanish]


def test_no_choices_are_no_words() -> None:
    assert (choices((), ZONE), choices((), ZONE, "es"), listed(())) == ("", "", "")


@pytest.mark.parametrize(
    ("words", "joint", "english", "spanish"),
    [
        (("one",), "and", "one", "one"),
        (("Ana", "Bob"), "and", "Ana and Bob", "Ana y Bob"),
        (("Ana", "Bob", "Zoë"), "or", "Ana, Bob or Zoë", "Ana, Bob o Zoë"),
        (("Ana", "Inés"), "and", "Ana and Inés", "Ana e Inés"),
        (("Ana", "Hilda"), "and", "Ana and Hilda", "Ana e Hilda"),
        (("agua", "hielo"), "and", "agua and hielo", "agua y hielo"),
        (("Ana", "Óscar"), "or", "Ana or Óscar", "Ana u Óscar"),
        (("Ana", "Homero"), "or", "Ana or Homero", "Ana u Homero"),
    ],
)
def test_words_are_listed_as_one_says_them(words: tuple[str, ...], joint: str, english: str, spanish: str) -> None:
    """Spanish "y" becomes "e" before the sound of an i, and "o" becomes "u" before that of an o."""
    assert [listed(words, language, "and" if joint == "and" else "or") for language in LANGUAGES] == [english, spanish]


@pytest.mark.parametrize(
    ("noun", "said"),
    [
        ("exam", "an exam"),
        ("cleaning", "a cleaning"),
        ("implant", "an implant"),
        ("emergency visit", "an emergency visit"),
        ("hour-long cleaning", "an hour-long cleaning"),
        ("half-hour visit", "a half-hour visit"),
        ("one-hour visit", "a one-hour visit"),
        ("onlay", "an onlay"),
        ("unit", "a unit"),
        ("upper denture", "an upper denture"),
        ("UV whitening", "a UV whitening"),
        ("X-ray", "an X-ray"),
        ("x-ray", "an x-ray"),
        ("MRI scan", "an MRI scan"),
        ("Hygiene visit", "a Hygiene visit"),
        ("8-minute check", "an 8-minute check"),
        ("30-minute check", "a 30-minute check"),
        ("X-rays", "X-rays"),
        ("implants", "implants"),
        ("diagnosis", "a diagnosis"),
        ("[erased]", "a [erased]"),
        ("", ""),
    ],
)
def test_a_treatment_is_said_as_one_of_its_kind(noun: str, said: str) -> None:
    assert with_article(noun) == said


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("Sarah", "Sarah"),
        ("Zoë van der Berg", "Zoë"),
        (" Ann\tLee", "Ann"),
        ("[erased]", "[erased]"),
        ("", ""),
        (" ", ""),
    ],
)
def test_the_first_name_is_the_first_word(name: str, first: str) -> None:
    assert first_name(name) == first


@pytest.mark.parametrize(
    ("words", "written"), [("exam", "Exam"), ("ñandú", "Ñandú"), ("X-ray", "X-ray"), ("", ""), ("UV light", "UV light")]
)
def test_what_stands_alone_begins_with_a_capital(words: str, written: str) -> None:
    assert capitalised(words) == written


@given(st.integers(0, 8_000 * 366 * 24 * 60), st.sampled_from(["UTC", ZONE, "Pacific/Apia"]))
def test_every_instant_has_words_in_both_languages(minutes: int, zone: str) -> None:
    instant = datetime(1970, 1, 2, tzinfo=UTC) + timedelta(minutes=minutes)
    for language in LANGUAGES:
        for word in (day_and_time, day_with_year, written_time):
            assert word(instant, zone, language).strip()
