"""Insurers, as callers name them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from receptionist.domain.carriers import CARRIERS, carrier_in


@pytest.mark.parametrize(
    ("words", "carrier"),
    [
        ("I have Delta Dental", "Delta Dental"),
        ("Delta Dental of California", "Delta Dental"),
        ("it's delta", "Delta Dental"),
        ("Met Life, I think", "MetLife"),
        ("We're with CIGNA.", "Cigna"),
        ("I've got Aetna through work", "Aetna"),
        ("I'm with Guardian", "Guardian"),
        ("Guardian", "Guardian"),
        ("tengo Humana", "Humana"),
        ("¿Aceptan Humana?", "Humana"),
        ("United Healthcare", "UnitedHealthcare"),
        ("it's United Concordia", "United Concordia"),
        ("Blue Cross Blue Shield PPO", "Blue Cross Blue Shield"),
        ("Blue Cross and Blue Shield", "Blue Cross Blue Shield"),
        ("bcbs", "Blue Cross Blue Shield"),
        ("do you take Medicaid?", "Medicaid"),
        ("my insurance is Principal", "Principal"),
        ("I used to have Aetna, now I have MetLife", "MetLife"),
        ("I don't have Delta any more, I have Cigna", "Cigna"),
        ("Cigna or Aetna, I'm not sure which insurance", "Cigna"),
    ],
)
def test_an_insurer_is_heard(words: str, carrier: str) -> None:
    assert carrier_in(words) == carrier


@pytest.mark.parametrize(
    "words",
    [
        "",
        "no insurance",
        "I don't have Medicaid",
        "I'm her legal guardian and I have a question",
        "does a parent or guardian have to come along with my kid's insurance card",
        "una persona humana, por favor",
        "quiero hablar con una persona humana sobre mi seguro",
        "I'm the principal of a school",
        "I sang the national anthem and lost my voice yesterday",
        "the Renaissance hotel, where we are staying",
        "metlifestyle",
    ],
)
def test_ordinary_words_are_no_insurer(words: str) -> None:
    assert carrier_in(words) is None


@settings(derandomize=True, deadline=None)
@given(st.text(max_size=200))
def test_whatever_is_said_there_is_a_name_or_none(words: str) -> None:
    assert carrier_in(words) in {None, *CARRIERS}


@pytest.mark.parametrize("carrier", CARRIERS)
def test_every_name_that_is_recorded_is_heard_as_itself(carrier: str) -> None:
    assert carrier_in(f"My insurance is {carrier}.") == carrier
