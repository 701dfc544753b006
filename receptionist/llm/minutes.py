"""How late somebody says that they will be."""

from __future__ import annotations

import re
from collections.abc import Sequence

from receptionist.domain.hearing import Word, plain, words_in
from receptionist.domain.numerals import below_hundred
from receptionist.language import Language

_FRACTIONS: dict[Language, tuple[tuple[re.Pattern[str], int], ...]] = {
    "en": (
        (re.compile(r"\b(?:an|one) hour and a half\b|\bhour and a half\b"), 90),
        (re.compile(r"\bthree quarters of an hour\b"), 45),
        (re.compile(r"\bhalf an? hour\b|\bhalf hour\b"), 30),
        (re.compile(r"\bquarter (?:of an )?hour\b|\bquarter of an hour\b"), 15),
        (re.compile(r"\btwo hours\b"), 120),
        (re.compile(r"\b(?:an|one|1|a full) hour\b"), 60),
        (re.compile(r"\ba couple (?:of )?minutes\b|\ba few minutes\b"), 5),
    ),
    "es": (
        (re.compile(r"\bhora y media\b"), 90),
        (re.compile(r"\btres cuartos de hora\b"), 45),
        (re.compile(r"\bmedia hora\b"), 30),
        (re.compile(r"\b(?:un )?cuarto de hora\b"), 15),
        (re.compile(r"\bdos horas\b"), 120),
        (re.compile(r"\b(?:una|1) hora\b"), 60),
        (re.compile(r"\bunos (?:pocos )?minutos\b(?! tarde)"), 5),
    ),
}
_UNIT: dict[Language, re.Pattern[str]] = {
    "en": re.compile(r"\bmin(?:ute)?s?\b"),
    "es": re.compile(r"\bmin(?:uto)?s?\b"),
}


def minutes_in(text: str, language: Language, *, asked: bool) -> str:
    """The minutes that *text* says, in digits, or "".

    Args:
        text: One utterance.
        language: The caller's.
        asked: Whether minutes were asked for, so that a bare number is one of them.
    """
    lower = plain(text)
    for pattern, minutes in _FRACTIONS[language]:
        if pattern.search(lower):
            return str(minutes)
    words = [word for word in words_in(text) if not word.is_mark]
    unit = _UNIT[language].search(lower)
    if not (asked or unit):
        return ""
    # The last number before the unit: "10 to 15 minutes" is 15.
    end = next((at for at, word in enumerate(words) if _UNIT[language].fullmatch(word.plain)), len(words))
    found = [number for at in range(end) if (number := _number(words, at, language)) is not None]
    return str(found[-1]) if found else ""


def _number(words: Sequence[Word], at: int, language: Language) -> int | None:
    """The number of minutes that ends with the word at a place, with its tens before it."""
    longest = (words[max(0, at - size) : at + 1] for size in (2, 1, 0))
    return next((number for some in longest if (number := below_hundred(some, language)) is not None), None)
