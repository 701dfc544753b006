"""What may stand as a patient's name, and which names are the same."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from receptionist.domain.names import MAX_LENGTH, clean, same, why_not
from receptionist.events.booking import RefusalReason


@pytest.mark.parametrize(
    "name",
    [
        "Sarah",
        "O'Brien",
        "Anne-Marie van der Berg",
        "José Núñez",
        "J. R. R. Tolkien, Jr.",
        "Martin Luther King III",
        "李小龍",
        "Иван Петров",
        "\u0645\u062d\u0645\u062f \u0639\u0644\u06cc",
        "\u0646\u0631\u06af\u0633\u200c\u0633\u0627\u062f\u0627\u062a",
        "ශ්\u200dරී",
        "นภา",
        "Ng",
        "X Æ A-12",
        "Elizabeth 2",
        "x" * MAX_LENGTH,
    ],
)
def test_names_of_all_the_world_can_be_written_down(name: str) -> None:
    assert why_not(clean(name)) is None


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("", "name_missing"),
        (" \t\r\n\u00a0\u3000", "name_missing"),
        ("x" * (MAX_LENGTH + 1), "name_too_long"),
        ("x" * 10_000, "name_too_long"),
        ("42", "name_not_a_name"),
        ("555-123-4567", "name_not_a_name"),
        ("A1234", "name_not_a_name"),
        ("٤٢", "name_not_a_name"),
        ("...", "name_not_a_name"),
        ("?", "name_not_a_name"),
        ("\u0301", "name_not_a_name"),
        ("🙂", "name_not_a_name"),
        ("Sarah 🙂", "name_not_a_name"),
        ("<b>Sarah</b>", "name_not_a_name"),
        ("Sarah = Ann", "name_not_a_name"),
        ("$arah", "name_not_a_name"),
        ("Sa\x00rah", "name_not_a_name"),
        ("Sa\x7frah", "name_not_a_name"),
        ("Sarah\x1b[31m", "name_not_a_name"),
        ("\u202eharaS", "name_not_a_name"),
        ("Sarah\u200e", "name_not_a_name"),
        ("\ufeffSarah", "name_not_a_name"),
        ("Sa\u00adrah", "name_not_a_name"),
        ("Sarah\ud83d", "name_not_a_name"),
        ("Sarah\ue000", "name_not_a_name"),
        ("\u200d\u200c", "name_not_a_name"),
    ],
)
def test_what_is_no_name_is_told_apart_by_its_reason(name: str, reason: RefusalReason) -> None:
    assert why_not(clean(name)) == reason


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("Sarah", "Sarah"),
        ("  Sarah\t Jane\n\nLee ", "Sarah Jane Lee"),
        ("Zoe\u0308", "Zo\u00eb"),
        ("ann LEE", "ann LEE"),
        ("Sarah\u00a0Lee", "Sarah Lee"),
    ],
)
def test_a_name_is_kept_as_given_but_composed_and_with_single_spaces(given: str, kept: str) -> None:
    assert clean(given) == kept


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ann Lee", "ANN LEE"),
        ("Ann Lee", " ann  lee\n"),
        ("Zo\u00eb", "ZOE\u0308"),
        ("Strauß", "STRAUSS"),
        ("Sarah O'Brien", "Sarah O\u2019Brien"),
        ("Anne-Marie", "Anne Marie"),
        ("J. Smith", "J Smith"),
        ("MacDonald", "Mac Donald"),
    ],
)
def test_names_that_sound_the_same_are_the_same(one: str, other: str) -> None:
    assert same(one, other)
    assert same(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Ann Lee", "Anna Lee"), ("Zoe", "Zo\u00eb"), ("Ann", "Ann Lee"), ("John 2", "John 3"), ("नि", "नु")],
)
def test_names_that_differ_by_a_letter_are_not(one: str, other: str) -> None:
    assert not same(one, other)


@given(st.text())
@settings(deadline=None)
def test_any_text_is_cleaned_once_and_judged(text: str) -> None:
    """Cleaning twice changes nothing, and a name that may stand has letters and no control characters."""
    name = clean(text)
    assert clean(name) == name
    if why_not(name) is None:
        assert any(char.isalpha() for char in name)
        assert not any(unicodedata.category(char) in {"Cc", "Cs"} for char in name)
        assert same(name, text)
