"""What callers say of pain, blood and breath, and what is to be done at once."""

from __future__ import annotations

from pathlib import Path
from time import process_time
from typing import cast, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from receptionist.domain.triage import SIGNS, TIERS, Sign, Tier, Triage, tier_of, triage
from receptionist.language import Language

LANGUAGES: tuple[Language, ...] = get_args(Language)
ENOUGH: dict[Language, int] = {"en": 80, "es": 50}
POLITE: dict[Language, tuple[str, ...]] = {
    "en": (
        "Good morning", "Thank you very much", "Could you help me, please?", "Sorry to bother you.", "My name is Sarah",
        "I hope you're well!", "I'm not sure whom to ask.", "No rush.", "I have been a patient since last year.",
        "Do you have a minute?", "Have a nice day",
    ),
    "es": (
        "Buenos días", "Muchas gracias", "¿Me puede ayudar, por favor?", "Perdone la molestia.", "Me llamo Sara",
        "No quiero molestar.", "¿Tiene un minuto?", "Soy paciente desde el año pasado.", "Que tenga buen día",
    ),
}  # fmt: skip


def table(language: Language) -> tuple[tuple[str, Triage | None], ...]:
    """The lines of a language's table, as words and what they call for."""
    lines = Path(__file__).with_name(f"triage_{language}.txt").read_text(encoding="utf-8").splitlines()
    return tuple(read(line) for line in lines if line and not line.startswith("#"))


def read(line: str) -> tuple[str, Triage | None]:
    words, tier, *signs = (part.strip() for part in line.split("|"))
    if tier == "none":
        assert not signs
        return words, None
    assert tier in TIERS
    named = tuple(sign.strip() for sign in signs[0].split(","))
    assert set(named) <= set(SIGNS)
    return words, Triage(tier, cast("tuple[Sign, ...]", named))


TABLES = {language: table(language) for language in LANGUAGES}
LINES = [(language, *line) for language, lines in TABLES.items() for line in lines]
EMERGENCIES = [(language, words) for language, words, expected in LINES if expected]
RANK: dict[Tier | None, int] = {None: 0, **{tier: len(TIERS) - place for place, tier in enumerate(TIERS)}}


def rank(words: str, language: Language) -> int:
    """How urgent *words* are: the higher, the more."""
    found = triage(words, language)
    return RANK[found.tier if found else None]


@pytest.mark.parametrize(("language", "words", "expected"), LINES)
def test_every_line_of_the_tables_calls_for_what_it_says(
    language: Language, words: str, expected: Triage | None
) -> None:
    assert triage(words, language) == expected


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_tables_are_long_enough_and_say_nothing_twice(language: Language) -> None:
    said = [words for words, _ in TABLES[language]]
    assert len(said) >= ENOUGH[language]
    assert len(said) == len(set(said))


def test_every_sign_has_a_line_in_each_table_where_it_can_be_heard() -> None:
    heard = {sign for _, _, expected in LINES if expected for sign in expected.signs}
    assert heard == set(SIGNS)


def test_signs_stand_in_the_order_of_their_tiers() -> None:
    """The first sign of a `Triage` decides its tier."""
    assert [tier_of(sign) for sign in SIGNS] == sorted((tier_of(sign) for sign in SIGNS), key=TIERS.index)
    assert {tier_of(sign) for sign in SIGNS} == set(TIERS)


def test_what_can_wait_for_an_appointment_is_only_read_in_the_language_of_the_call() -> None:
    assert triage("me duele una muela", "en") is None
    assert triage("me duele una muela", "es") == Triage("first_held_slot", ("toothache",))


@pytest.mark.parametrize(("language", "words"), EMERGENCIES)
def test_shouting_and_typing_without_punctuation_change_nothing(language: Language, words: str) -> None:
    assert triage(words.upper(), language) == triage(words, language)
    assert rank(words.replace("\u2019", "'"), language) == rank(words, language)


@settings(derandomize=True, deadline=None, max_examples=300)
@given(st.text(max_size=300), st.sampled_from(LANGUAGES))
def test_whatever_is_said_there_is_an_answer(words: str, language: Language) -> None:
    found = triage(words, language)
    assert found is None or (found.signs and found.tier == tier_of(found.signs[0]))


@settings(derandomize=True, deadline=None, max_examples=600)
@given(st.data(), st.sampled_from(LINES), st.sampled_from([". ", "! ", " ", ", ", "... ", "\n"]))
def test_a_polite_sentence_before_or_after_never_lowers_the_tier(
    data: st.DataObject, line: tuple[Language, str, Triage | None], joint: str
) -> None:
    language, words, _ = line
    polite = data.draw(st.sampled_from(POLITE[language]))
    assert rank(f"{polite}{joint}{words}", language) >= rank(words, language)
    assert rank(f"{words}{joint}{polite}", language) >= rank(words, language)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "words",
    ["no pain ", "no dolor ", "a ", "I can not ", "bleeding, ", "last year I had ", "!?.", "\u0301", "do you treat "],
)
def test_endless_words_take_time_in_proportion_to_their_length(language: Language, words: str) -> None:
    """No utterance of a call is this long; a pasted one may be."""
    started = process_time()
    triage(words * 500, language)
    shorter = process_time() - started
    started = process_time()
    triage(words * 4_000, language)
    assert process_time() - started < max(0.5, 30 * shorter)


def test_an_emergency_at_the_end_of_an_endless_breath_is_heard() -> None:
    rambling = "well you know how it goes with these things " * 200
    assert triage(f"{rambling}I can't breathe", "en") == Triage("call_emergency_number", ("trouble_breathing",))
