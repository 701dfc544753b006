"""The grammar of each language."""

from __future__ import annotations

from typing import assert_never

from receptionist.domain.dates.english import ENGLISH
from receptionist.domain.dates.english_surroundings import ENGLISH_SURROUNDINGS
from receptionist.domain.dates.reading import Grammar
from receptionist.domain.dates.spanish import SPANISH
from receptionist.domain.dates.spanish_surroundings import SPANISH_SURROUNDINGS
from receptionist.domain.dates.surroundings import Surroundings
from receptionist.language import Language


def grammar_of(language: Language) -> Grammar:
    """How days and times are named in *language*."""
    match language:
        case "en":
            return ENGLISH
        case "es":
            return SPANISH
        case _:
            assert_never(language)


def surroundings_of(language: Language) -> Surroundings:
    """What is said around days and times in *language*."""
    match language:
        case "en":
            return ENGLISH_SURROUNDINGS
        case "es":
            return SPANISH_SURROUNDINGS
        case _:
            assert_never(language)
