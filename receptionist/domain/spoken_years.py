"""Years as callers say them in full."""

from __future__ import annotations

from collections.abc import Sequence

from receptionist.domain.hearing import Word
from receptionist.domain.numerals import HUNDREDS, below_hundred
from receptionist.language import Language

_TEN = 10
_PAIR = 2
_YEAR_DIGITS = 4
_CENTURIES = (19, 20)
_TWO_THOUSAND: dict[Language, tuple[list[str], ...]] = {
    "en": (["two", "thousand"], ["2", "thousand"]),
    "es": (["dos", "mil"], ["2", "mil"]),
}


def whole_year(words: Sequence[Word], language: Language) -> int | None:
    """A year of four digits: "1985", "nineteen eighty-five", "two thousand and four", or None."""
    said = [word.plain for word in words]
    if len(said) == 1 and said[0].isdigit() and len(said[0]) == _YEAR_DIGITS:
        return int(said[0])
    digits = [below_hundred([word], language) for word in words]
    if len(digits) == _YEAR_DIGITS and all(digit is not None and digit < _TEN for digit in digits):
        return int("".join(str(digit) for digit in digits))
    if said[:2] in _TWO_THOUSAND[language]:
        return _plus(2000, words[2:], language)
    return _english_year(words, said) if language == "en" else _spanish_year(words, said)


def _english_year(words: Sequence[Word], said: list[str]) -> int | None:
    century = below_hundred(words[:1], "en")
    if century is None or century not in _CENTURIES or len(said) == 1:
        return None
    if said[1] == "hundred":
        return _plus(century * 100, words[2:], "en")
    rest = below_hundred(words[1:], "en")
    # "Twenty four" is a number; the year is "twenty oh four".
    lone = rest is not None and rest < _TEN and len(said) == _PAIR and not said[1].startswith("0")
    return None if rest is None or lone else century * 100 + rest


def _spanish_year(words: Sequence[Word], said: list[str]) -> int | None:
    hundreds = HUNDREDS.get(said[1]) if said[:1] == ["mil"] and len(said) > 1 else None
    if hundreds is not None:
        return _plus(1000 + hundreds, words[2:], "es")
    century, rest = below_hundred(words[:1], "es"), below_hundred(words[1:], "es")
    # "Diecinueve ochenta y cinco", as Spanish speakers in the US say it.
    return None if century not in _CENTURIES or not rest or rest < _TEN else (century or 0) * 100 + rest


def _plus(hundreds: int, words: Sequence[Word], language: Language) -> int | None:
    rest = below_hundred(words, language) if words else 0
    return None if rest is None else hundreds + rest
