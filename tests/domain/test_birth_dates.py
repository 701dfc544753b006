"""Dates of birth as callers give them, and how old that makes somebody."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from receptionist.domain.birth_dates import OLDEST, AmbiguousBirthDate, age_on, birth_date_in
from receptionist.language import Language

LANGUAGES: tuple[Language, ...] = ("en", "es")
TODAY = date(2026, 11, 22)
BORN = date(1985, 3, 4)


@pytest.mark.parametrize(
    ("words", "born"),
    [
        ("March 4th 1985", BORN),
        ("March 4, 1985", BORN),
        ("march fourth nineteen eighty five", BORN),
        ("March the fourth, nineteen eighty-five", BORN),
        ("the fourth of March eighty-five", BORN),
        ("4 March 1985", BORN),
        ("Mar. 4, '85", BORN),
        ("Mar 4 \u201985", BORN),
        ("March 4 19 85", BORN),
        ("March fourth one nine eight five", BORN),
        ("nineteen eighty-five, March fourth", BORN),
        ("1985, 4th of March", BORN),
        ("3/4/85", BORN),
        ("3/4/1985", BORN),
        ("03-04-1985", BORN),
        ("3.4.85", BORN),
        ("03041985", BORN),
        ("1985-03-04", BORN),
        ("three four eighty five", BORN),
        ("oh three oh four nineteen eighty five", BORN),
        ("I was born on March 4th, 1985", BORN),
        ("my birthday is the fourth of March and I was born in 1985", BORN),
        ("No, it's March 4th 1985", BORN),
        ("March 4th 1986, no, March 4th 1985", BORN),
        ("March 4th 1985, no problem", BORN),
        ("it's March 4 1985 and I have a toothache", BORN),
        ("13/4/85", date(1985, 4, 13)),
        ("the third of the fourth eighty-five", date(1985, 4, 3)),
        ("three three eighty five", date(1985, 3, 3)),
        ("twelve twenty one eighty five", date(1985, 12, 21)),
        ("April first two thousand and four", date(2004, 4, 1)),
        ("April first two thousand four", date(2004, 4, 1)),
        ("April first two thousand", date(2000, 4, 1)),
        ("April twenty two thousand four", date(2004, 4, 20)),
        ("April twenty two two thousand four", date(2004, 4, 22)),
        ("April twenty-second twenty oh four", date(2004, 4, 22)),
        ("May twenty-first nineteen ninety", date(1990, 5, 21)),
        ("twenty first of May twenty ten", date(2010, 5, 21)),
        ("March third, nineteen oh seven", date(1907, 3, 3)),
        ("March third nineteen hundred and seven", date(1907, 3, 3)),
        ("April 1 '05", date(2005, 4, 1)),
        ("April 1 oh five", date(2005, 4, 1)),
        ("Sept. 5, 1970", date(1970, 9, 5)),
        ("February 29th 1984", date(1984, 2, 29)),
        ("\uff13/\uff14/\uff11\uff19\uff18\uff15", BORN),
        ("November 22 2026", TODAY),
        ("11/23/1905", date(1905, 11, 23)),
    ],
)
def test_a_date_of_birth_in_english(words: str, born: date) -> None:
    assert birth_date_in(words, "en", today=TODAY) == born


@pytest.mark.parametrize(
    ("words", "born"),
    [
        ("el 4 de marzo de 1985", BORN),
        ("cuatro de marzo de mil novecientos ochenta y cinco", BORN),
        ("cuatro del tres del ochenta y cinco", BORN),
        ("cuatro del tres de mil novecientos ochenta y cinco", BORN),
        ("4 de marzo del 85", BORN),
        ("4 de marzo del año ochenta y cinco", BORN),
        ("marzo 4 de 1985", BORN),
        ("el 4 de marzo de diecinueve ochenta y cinco", BORN),
        ("nací el 4 de marzo de 1985", BORN),
        ("el 3 de marzo, digo, el 4 de marzo del 85", BORN),
        ("no, el 4 de marzo de 1985", BORN),
        ("tres del tres del ochenta y cinco", date(1985, 3, 3)),
        ("3/3/85", date(1985, 3, 3)),
        ("13/4/85", date(1985, 4, 13)),
        ("4/13/85", date(1985, 4, 13)),
        ("primero de mayo de dos mil cuatro", date(2004, 5, 1)),
        ("1º de mayo de 2004", date(2004, 5, 1)),
        ("veintiuno de mayo de mil novecientos noventa", date(1990, 5, 21)),
        ("treinta y uno de diciembre de mil novecientos cincuenta y nueve", date(1959, 12, 31)),
        ("nací el 5 de setiembre del año 70", date(1970, 9, 5)),
        ("cinco de febrero del dos mil", date(2000, 2, 5)),
        ("el dieciséis de abril del dos mil cinco", date(2005, 4, 16)),
    ],
)
def test_a_date_of_birth_in_spanish(words: str, born: date) -> None:
    assert birth_date_in(words, "es", today=TODAY) == born


@pytest.mark.parametrize(
    ("words", "language", "candidates"),
    [
        ("3/4/85", "es", (date(1985, 4, 3), date(1985, 3, 4))),
        ("03-04-1985", "es", (date(1985, 4, 3), date(1985, 3, 4))),
        ("tres cuatro del ochenta y cinco", "es", (date(1985, 4, 3), date(1985, 3, 4))),
        ("April 1 '10", "en", (date(2010, 4, 1), date(1910, 4, 1))),
        ("4/1/26", "en", (date(2026, 4, 1), date(1926, 4, 1))),
        ("5 de marzo del diez", "es", (date(2010, 3, 5), date(1910, 3, 5))),
        ("my son 3/3/2015 and myself 4/4/1985", "en", (date(2015, 3, 3), date(1985, 4, 4))),
    ],
)
def test_words_that_fit_several_dates_name_them_all(
    words: str, language: Language, candidates: tuple[date, ...]
) -> None:
    """The order of day and month in Spanish in the US, two digits that fit a child and its great-grandmother."""
    assert birth_date_in(words, language, today=TODAY) == AmbiguousBirthDate(candidates)


@pytest.mark.parametrize(
    ("words", "language"),
    [
        ("", "en"),
        ("March", "en"),
        ("March 4th", "en"),
        ("1985", "en"),
        ("March 1985", "en"),
        ("February 30 1985", "en"),
        ("February 29 1985", "en"),
        ("March 0 1985", "en"),
        ("13/13/1985", "en"),
        ("November 23 2026", "en"),
        ("12/3/2026", "en"),
        ("3/12/2026", "es"),
        ("11/22/1905", "es"),
        ("November 22 1905", "en"),
        ("March 3 1885", "en"),
        ("March 3 0085", "en"),
        ("March third, nineteen oh five", "en"),
        ("May one nine eight five", "en"),
        ("March 4 five", "en"),
        ("March 4th 1985, no, 1986", "en"),
        ("March 4th 1985, no, April", "en"),
        ("March May 4 1985", "en"),
        ("not March 4 1985", "en"),
        ("March 4th 1985 1986", "en"),
        ("212 555 0123", "en"),
        ("two one two five five five oh one two three", "en"),
        ("today", "en"),
        ("99999999", "en"),
        ("1 " * 900, "en"),
        ("March " * 300, "en"),
        ("\ud83d", "en"),
        ("el 4 de marzo", "es"),
        ("el 3 de marzo de 1985, no, de abril", "es"),
        ("no es el 3 de marzo de 1985", "es"),
        ("mil novecientos", "es"),
        ("el 31 de abril de 1985", "es"),
    ],
)
def test_what_is_no_whole_date_of_a_living_person_is_asked_about(words: str, language: Language) -> None:
    assert birth_date_in(words, language, today=TODAY) is None


MONTHS: dict[Language, str] = {
    "en": "January February March April May June July August September October November December",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
}
BIRTHS = st.dates(date(1907, 1, 1), TODAY)


@given(BIRTHS)
@settings(deadline=None, derandomize=True, database=None)
def test_every_date_with_its_month_and_whole_year_is_certain(born: date) -> None:
    day, year = born.day, born.year
    english, spanish = MONTHS["en"].split()[born.month - 1], MONTHS["es"].split()[born.month - 1]
    heard = {
        birth_date_in(f"{english} {day}, {year}", "en", today=TODAY),
        birth_date_in(f"the {day}th of {english} {year}", "en", today=TODAY),
        birth_date_in(f"{born:%m/%d/%Y}", "en", today=TODAY),
        birth_date_in(born.isoformat(), "en", today=TODAY),
        birth_date_in(f"el {day} de {spanish} de {year}", "es", today=TODAY),
        birth_date_in(f"{day} del {born.month} del {year}", "es", today=TODAY),
        birth_date_in(born.isoformat(), "es", today=TODAY),
    }
    assert heard == {born}


@given(BIRTHS, st.sampled_from(LANGUAGES))
@settings(deadline=None, derandomize=True, database=None)
def test_two_digits_of_a_year_give_the_date_or_ask_with_it_among_the_answers(born: date, language: Language) -> None:
    of = "de" if language == "es" else " "
    heard = birth_date_in(
        f"{born.day} {of} {MONTHS[language].split()[born.month - 1]} '{born:%y}", language, today=TODAY
    )
    assert heard == born or (isinstance(heard, AmbiguousBirthDate) and born in heard.candidates)


VOCABULARY = (
    "march marzo may mayo first primero third twenty veintiuno treinta y one tres oh nineteen hundred mil thousand "
    "two dos novecientos ochenta eighty five 3 12 85 1985 2004 03041985 ' / - . , the of de del and no not born año st"
)


@given(st.lists(st.sampled_from(VOCABULARY.split()), max_size=14), st.dates(date(1990, 1, 1), date(2099, 12, 31)))
@settings(deadline=None, derandomize=True, database=None, max_examples=400)
def test_nobody_is_born_in_the_future_or_too_long_ago(words: list[str], today: date) -> None:
    for language in LANGUAGES:
        heard = birth_date_in(" ".join(words), language, today=today)
        dates = heard.candidates if isinstance(heard, AmbiguousBirthDate) else (heard,) if heard else ()
        assert all(born <= today and age_on(born, today) <= OLDEST for born in dates)
        assert len(set(dates)) == len(dates) != (1 if isinstance(heard, AmbiguousBirthDate) else -1)


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        (date(1985, 3, 4), date(2026, 3, 3), 40),
        (date(1985, 3, 4), date(2026, 3, 4), 41),
        (date(2026, 11, 22), date(2026, 11, 22), 0),
        (date(2025, 12, 31), date(2026, 1, 1), 0),
        (date(2004, 2, 29), date(2022, 2, 28), 17),
        (date(2004, 2, 29), date(2022, 3, 1), 18),
        (date(2004, 2, 29), date(2024, 2, 28), 19),
        (date(2004, 2, 29), date(2024, 2, 29), 20),
        (date(1904, 2, 29), date(2004, 2, 29), 100),
    ],
)
def test_an_age_is_whole_years_and_the_29th_of_february_counts_in_march(born: date, day: date, age: int) -> None:
    assert age_on(born, day) == age


def test_nobody_has_an_age_before_they_are_born() -> None:
    with pytest.raises(ValueError, match="2026-11-21 is before the birth on 2026-11-22"):
        age_on(TODAY, TODAY - timedelta(days=1))
