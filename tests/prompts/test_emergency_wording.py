"""The approved wording of emergencies: whole, in every language, and never the wrong advice first."""

from __future__ import annotations

from importlib import resources
from string import Formatter
from typing import get_args

import pytest

from receptionist.domain.triage import TIERS, Tier
from receptionist.errors import SettingError
from receptionist.language import Language
from receptionist.prompts.emergency_wording import emergency_words, parse_wording

LANGUAGES: tuple[Language, ...] = get_args(Language)
ENGLISH = resources.files("receptionist.prompts").joinpath("emergencies", "en.md").read_text(encoding="utf-8")
MILK: dict[Language, str] = {"en": "milk", "es": "leche"}


def words(tier: Tier, language: Language = "en", slot: str | None = "today at 4:30 PM") -> str:
    return emergency_words(tier, language, emergency_number="911", on_call_number="(555) 123-4599", slot=slot)


def test_the_emergency_number_and_nothing_else_is_given_when_a_life_may_be_in_danger() -> None:
    assert words("call_emergency_number") == (
        "This needs emergency help right now. Please hang up and call 911, or have somebody with you call it."
    )


def test_the_on_call_dentist_is_given_in_spanish_too() -> None:
    assert words("call_on_call_dentist", "es") == (
        "Esto no debe esperar. Por favor, llame ahora a nuestro dentista de guardia, al (555) 123-4599. "
        "Si cuesta respirar o tragar, o si hay un sangrado que no para, llame de inmediato al 911."
    )


def test_a_held_slot_is_offered_in_the_words_that_were_made_for_it() -> None:
    assert words("first_held_slot") == (
        "I'm sorry to hear that. We keep times free for just this: I can offer you today at 4:30 PM. "
        "Would you like to take it? If it gets worse before then, call our on-call dentist at (555) 123-4599."
    )


def test_no_time_is_promised_when_none_is_free() -> None:
    assert words("first_held_slot", slot=None) == (
        "I'm sorry to hear that. I have no urgent time that is free, so please call our on-call dentist at "
        "(555) 123-4599, who will help you further."
    )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("tier", TIERS)
@pytest.mark.parametrize("slot", ["today", None])
def test_no_placeholder_is_ever_spoken(tier: Tier, language: Language, slot: str | None) -> None:
    said = words(tier, language, slot)
    assert [name for _, name, _, _ in Formatter().parse(said) if name is not None] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_knocked_out_tooth_is_kept_in_milk_but_not_before_the_emergency_number_is_called(language: Language) -> None:
    for_a_tooth = emergency_words(
        "call_on_call_dentist",
        language,
        emergency_number="911",
        on_call_number="(555) 123-4599",
        slot=None,
        signs=("knocked_out_tooth", "swelling"),
    )
    with_trauma = emergency_words(
        "call_emergency_number",
        language,
        emergency_number="911",
        on_call_number="(555) 123-4599",
        slot=None,
        signs=("facial_trauma", "knocked_out_tooth"),
    )
    assert for_a_tooth.startswith(words("call_on_call_dentist", language))
    assert MILK[language] in for_a_tooth
    assert with_trauma == words("call_emergency_number", language)


@pytest.mark.parametrize("number", ["{slot}", "100%", "{0}", "}"])
def test_signs_in_a_number_or_a_slot_are_taken_as_they_are(number: str) -> None:
    said = emergency_words("first_held_slot", "en", emergency_number=number, on_call_number=number, slot=number)
    assert said.count(number) == 2


@pytest.mark.parametrize(
    ("was", "becomes", "message"),
    [
        (
            "# no_held_slot",
            "# nothing_free",
            (
                "setting line 15 of my.md is 'nothing_free'; accepted: only call_emergency_number, "
                "call_on_call_dentist, first_held_slot, no_held_slot, advice: <sign>, a sign being one of"
            ),
        ),
        (
            "# advice: knocked_out_tooth",
            "# advice: lost_tooth",
            "setting line 20 of my.md is 'advice: lost_tooth'; accepted: only call_emergency_number",
        ),
        (
            "{slot}",
            "{time}",
            (
                "setting line 12 of my.md is '{time}'; accepted: only {emergency_number}, {on_call_number}, {slot}; "
                "the nearest is {"
            ),
        ),
        (
            "call {emergency_number}, or have",
            "call 112, or have",
            "setting line 1 of my.md is 'This needs emergency help right now. Please hang up and call 112, or have",
        ),
        (
            "with it at\nonce.",
            "with it to {address}.",
            "setting line 22 of my.md is '{address}'; accepted: no placeholder",
        ),
        ("# first_held_slot\n", "# call_on_call_dentist\n", "setting line 10 of my.md is 'call_on_call_dentist'"),
    ],
)
def test_wording_that_could_fail_in_an_emergency_is_refused_with_its_place(
    was: str, becomes: str, message: str
) -> None:
    text = ENGLISH.replace(was, becomes)
    assert text != ENGLISH
    with pytest.raises(SettingError) as refused:
        parse_wording(text, "my.md")
    assert str(refused.value).startswith(message)


def test_a_tier_without_wording_is_refused() -> None:
    before, _, _ = ENGLISH.partition("# no_held_slot")
    with pytest.raises(SettingError) as refused:
        parse_wording(before, "my.md")
    assert str(refused.value) == (
        "setting section no_held_slot of my.md is missing; accepted: a line # no_held_slot and what is said below it"
    )
