"""Telephone numbers: said or typed, heard, and read back."""

from __future__ import annotations

import phonenumbers
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from receptionist.domain.phones import Phone, phone_in, spoken_phone
from receptionist.language import Language

LANGUAGES: tuple[Language, ...] = ("en", "es")
NEW_YORK = Phone("+12125550123")


@pytest.mark.parametrize(
    "words",
    [
        "two one two, five five five, oh one two three",
        "two one two five five five zero one two three",
        "two one two, triple five, oh one two three",
        "two twelve, five fifty five, oh one twenty three",
        "two hundred twelve, five fifty-five, oh one twenty-three",
        "area code two one two, then 555 0123",
        "one, two one two, five five five, oh one two three",
        "+1 (212) 555-0123",
        "(212) 555-0123",
        "212.555.0123",
        "212\u2011555\u20110123",
        "2125550123",
        "12125550123",
        "2 1 2 5 5 5 0 1 2 3",
        "\uff12\uff11\uff12 \uff15\uff15\uff15 \uff10\uff11\uff12\uff13",
        "\u0662\u0661\u0662\u0665\u0665\u0665\u0660\u0661\u0662\u0663",
        "my number is 212 555 0123, thanks",
        "call me on 212 555 0123 after 5",
        "212 555 0123. 212 555 0123",
        "+1 212 555 0123 or 212 555 0123",
        "it's 917 no sorry it's 212 555 0123",
        "I was born 3/14/1985 and it's 212 555 0123",
    ],
)
def test_one_number_is_heard_however_it_is_said_in_english(words: str) -> None:
    assert phone_in(words, "en") == NEW_YORK


@pytest.mark.parametrize(
    "words",
    [
        "dos uno dos, cinco cinco cinco, cero uno dos tres",
        "doscientos doce, quinientos cincuenta y cinco, cero uno veintitrés",
        "dos doce, cinco cincuenta y cinco, cero uno, veintitres",
        "dos uno dos, triple cinco, cero, uno, dos, tres",
        "mi número es el 212 555 0123",
        "más uno, dos uno dos, cinco cinco cinco, cero uno dos tres",
        "917, perdón, 212 555 0123",
    ],
)
def test_one_number_is_heard_however_it_is_said_in_spanish(words: str) -> None:
    assert phone_in(words, "es") == NEW_YORK


@pytest.mark.parametrize(
    ("words", "language", "phone"),
    [
        ("nine one seven, five five five, oh one, double two", "en", Phone("+19175550122")),
        ("nueve uno siete, cinco cinco cinco, cero uno, doble dos", "es", Phone("+19175550122")),
        ("two one two five five five twenty one ten", "en", Phone("+12125552110")),
        ("two one two five five five two thousand", "en", Phone("+12125552000")),
        ("one eight hundred, five five five, twelve twelve", "en", Phone("+18005551212")),
        ("two one two five five five fifty-five hundred", "en", Phone("+12125555500")),
        ("dos uno dos, cinco cinco cinco, dos mil", "es", Phone("+12125552000")),
        ("plus three four, six hundred, one two three, four five six", "en", Phone("+34600123456")),
        ("más 34 seiscientos ciento veintitrés cuatrocientos cincuenta y seis", "es", Phone("+34600123456")),
        ("+44 20 7946 0123", "en", Phone("+442079460123")),
        ("011 44 20 7946 0123", "en", Phone("+442079460123")),
    ],
)
def test_tens_hundreds_and_other_countries_are_numbers_too(words: str, language: Language, phone: Phone) -> None:
    assert phone_in(words, language) == phone


@pytest.mark.parametrize(
    ("words", "language"),
    [
        ("212 555 0123 extension 12", "en"),
        ("212 555 0123, ext. 12", "en"),
        ("212-555-0123 x12", "en"),
        ("two one two, five five five, oh one two three, extension one two", "en"),
        ("two one two, five five five, oh one two three, extension twelve", "en"),
        ("212 555 0123, extensión doce", "es"),
    ],
)
def test_an_extension_is_kept_apart(words: str, language: Language) -> None:
    assert phone_in(words, language) == Phone("+12125550123", "12")


@pytest.mark.parametrize(
    ("words", "area_code", "phone"),
    [
        ("five five five, oh one two three", "212", NEW_YORK),
        ("five five five double oh one two", "212", Phone("+12125550012")),
        ("555-0123", "212", NEW_YORK),
        ("555-0123", None, None),
        ("123-4567", "555", Phone("+15551234567")),
        ("(555) 123-4567", "555", Phone("+15551234567")),
        ("(555) 123-4567", "212", None),
        ("123-4567", "212", None),
        ("0123 555", "212", None),
        ("(555) 123-4567", None, None),
        ("+34 555 123 456", "555", None),
        ("I was born 3-14-1985", "212", None),
        ("born on 12/3/1985", "212", None),
        ("born 1985-03-04", "212", None),
    ],
)
def test_seven_digits_need_the_area_code_of_the_clinic(words: str, area_code: str | None, phone: Phone | None) -> None:
    """The clinic's own area code exists, whatever the numbering plan says: its telephone rings."""
    assert phone_in(words, "en", area_code=area_code) == phone


@pytest.mark.parametrize(
    ("words", "country", "phone"),
    [
        ("600 123 456", "ES", Phone("+34600123456")),
        ("020 7946 0123", "GB", Phone("+442079460123")),
        ("55 1234 5678", "MX", Phone("+525512345678")),
        ("600 123 456", "US", None),
    ],
)
def test_a_number_without_plus_belongs_to_the_country_of_the_clinic(
    words: str, country: str, phone: Phone | None
) -> None:
    assert phone_in(words, "en", country=country) == phone


@pytest.mark.parametrize(
    ("words", "language"),
    [
        ("", "en"),
        ("+", "en"),
        ("plus", "en"),
        ("one", "en"),
        ("212 555 01", "en"),
        ("212 555 01234", "en"),
        ("000 000 0000", "en"),
        ("112 555 0123", "en"),
        ("212 555 0123, no, 0124", "en"),
        ("212 555 0123, sorry, the last one is four", "en"),
        ("not 212 555 0123", "en"),
        ("it's 917 555 0122, not 212 555 0123", "en"),
        ("212 555 0123 or 917 555 0122", "en"),
        ("ten ten ten ten ten", "en"),
        ("twenty one " * 150, "en"),
        ("five hundred " * 150, "en"),
        ("1" * 1999, "en"),
        ("1" * 100_000, "en"),
        ("double", "en"),
        ("double double five", "en"),
        ("1-800-FLOWERS", "en"),
        ("Tuesday at 2", "en"),
        ("no es el 212 555 0123", "es"),
        ("212 555 0123 o 917 555 0122", "es"),
        ("dos", "es"),
    ],
)
def test_what_is_no_number_or_not_one_is_asked_about(words: str, language: Language) -> None:
    assert phone_in(words, language) is None


@pytest.mark.parametrize(
    ("phone", "language", "country", "spoken"),
    [
        (NEW_YORK, "en", "US", "two one two, five five five, zero one two three"),
        (NEW_YORK, "es", "US", "dos uno dos, cinco cinco cinco, cero uno dos tres"),
        (NEW_YORK, "en", "CA", "two one two, five five five, zero one two three"),
        (NEW_YORK, "en", "ES", "plus one, two one two, five five five, zero one two three"),
        (
            Phone("+12125550123", "12"),
            "es",
            "US",
            "dos uno dos, cinco cinco cinco, cero uno dos tres, extensión uno dos",
        ),
        (Phone("+442079460123"), "en", "US", "plus four four, two zero, seven nine four six, zero one two three"),
        (Phone("+34600123456"), "es", "ES", "más tres cuatro, seis cero cero, uno dos, tres cuatro, cinco seis"),
    ],
)
def test_a_number_is_read_in_the_groups_in_which_it_is_written(
    phone: Phone, language: Language, country: str, spoken: str
) -> None:
    assert spoken_phone(phone, language, country=country) == spoken


def _exists(e164: str) -> bool:
    return phonenumbers.is_valid_number(phonenumbers.parse(e164))


AMERICAN = st.integers(2_000_000_000, 9_999_999_999).map(lambda number: f"+1{number}").filter(_exists)
EXTENSIONS = st.none() | st.from_regex(r"[0-9]{1,7}", fullmatch=True).filter(str.isascii)


@given(AMERICAN, EXTENSIONS, st.sampled_from(LANGUAGES))
@settings(deadline=None, derandomize=True, database=None)
def test_what_is_read_aloud_is_heard_as_the_same_number(e164: str, extension: str | None, language: Language) -> None:
    phone = Phone(e164, extension)
    assert phone_in(spoken_phone(phone, language), language) == phone


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_example_of_every_country_survives_being_read_aloud(language: Language) -> None:
    kept = 0
    for region in sorted(phonenumbers.SUPPORTED_REGIONS):
        example = phonenumbers.example_number(region)
        if example is not None:
            phone = Phone(phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.E164))
            assert phone_in(spoken_phone(phone, language), language) == phone
            kept += 1
    assert kept > 200


VOCABULARY = (
    "twenty one two five hundred thousand double triple and y plus + ( ) - . 2 555 0123 extension x no not mil "
    "doscientos treinta \ud83d \u00b2"
)


@given(st.lists(st.sampled_from(VOCABULARY.split()), max_size=40))
@settings(deadline=None, derandomize=True, database=None, max_examples=300)
def test_no_words_break_it_and_what_comes_out_is_e164(words: list[str]) -> None:
    for language in LANGUAGES:
        phone = phone_in(" ".join(words), language, area_code="212")
        assert phone is None or phonenumbers.is_valid_number(phonenumbers.parse(phone.e164))
