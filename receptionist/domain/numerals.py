"""Numbers as callers say them, in English and Spanish: what they are worth, and which digits they may stand for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from receptionist.domain.hearing import Word
from receptionist.language import Language

_EN_ONES = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_ES_ONES = ("cero", "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve")
DIGIT_NAMES: dict[Language, tuple[str, ...]] = {"en": _EN_ONES, "es": _ES_ONES}
"""The digits 0 to 9 by their names."""

ONES: dict[Language, dict[str, int]] = {
    "en": {name: i for i, name in enumerate(_EN_ONES)} | {"oh": 0, "o": 0, "nought": 0, "nil": 0, "niner": 9},
    "es": {name: i for i, name in enumerate(_ES_ONES)} | {"un": 1, "una": 1},
}
_EN_TEENS = (
    "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_ES_TEENS = (
    "diez", "once", "doce", "trece", "catorce", "quince", "dieciseis", "diecisiete", "dieciocho", "diecinueve",
    "veinte", "veintiuno", "veintidos", "veintitres", "veinticuatro", "veinticinco", "veintiseis", "veintisiete",
    "veintiocho", "veintinueve",
)  # fmt: skip
TEENS: dict[Language, dict[str, int]] = {
    "en": {name: i for i, name in enumerate(_EN_TEENS, start=10)},
    "es": {name: i for i, name in enumerate(_ES_TEENS, start=10)} | {"veintiun": 21},
}
_EN_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_ES_TENS = ("treinta", "cuarenta", "cincuenta", "sesenta", "setenta", "ochenta", "noventa")
TENS: dict[Language, dict[str, int]] = {
    "en": {name: 10 * i for i, name in enumerate(_EN_TENS, start=2)} | {"fourty": 40},
    "es": {name: 10 * i for i, name in enumerate(_ES_TENS, start=3)} | {"veinte": 20},
}
HUNDREDS = {
    "cien": 100, "ciento": 100, "doscientos": 200, "trescientos": 300, "cuatrocientos": 400, "quinientos": 500,
    "seiscientos": 600, "setecientos": 700, "ochocientos": 800, "novecientos": 900,
}  # fmt: skip
THOUSAND: dict[Language, str] = {"en": "thousand", "es": "mil"}
TIMES: dict[Language, dict[str, int]] = {
    "en": {"double": 2, "triple": 3, "treble": 3},
    "es": {"doble": 2, "triple": 3},
}
_AND: dict[Language, str] = {"en": "and", "es": "y"}
_MOST_READINGS = 512
_PAIR = 2
_TENS_AND_ONES = 3  # "treinta y uno"

_Step = tuple[str, int]


def is_number_word(word: Word, language: Language) -> bool:
    """Whether *word* is a number, in digits or in words; not those that only multiply or join ("double", "y")."""
    return word.text.isdigit() or word.plain in _ALL[language]


_ALL: dict[Language, frozenset[str]] = {
    "en": frozenset({*ONES["en"], *TEENS["en"], *TENS["en"], "hundred", "thousand"}),
    "es": frozenset({*ONES["es"], *TEENS["es"], *TENS["es"], *HUNDREDS, "mil"}),
}


def below_hundred(words: Sequence[Word], language: Language) -> int | None:
    """The number from 0 to 99 that just these words say: "7", "oh three", "eighty-five", "treinta y uno"."""
    said = [word.plain for word in words]
    if len(said) == 1:
        if said[0].isdigit():
            return int(said[0]) if len(said[0]) <= _PAIR else None
        return {**ONES[language], **TEENS[language], **TENS[language]}.get(said[0])
    ones = ONES[language].get(said[-1]) if said else None
    if ones is None and said and len(said[-1]) == 1 and said[-1].isdigit():
        ones = int(said[-1])
    if ones is None or len(said) > _TENS_AND_ONES:
        return None
    if len(said) == _PAIR and ONES[language].get(said[0]) == 0:
        return ones
    joined = said[1:-1] == ([] if language == "en" else ["y"]) or len(said) == _PAIR
    tens = TENS[language].get(said[0])
    return tens + ones if tens and ones and joined else None


def digit_readings(words: Sequence[Word], language: Language, *, most: int) -> frozenset[str]:
    """Every string of at most *most* digits that the words may have been said for.

    "Twenty one" is 21 and 201, "doscientos doce" 212 and 20012: how many digits are wanted tells which. Nothing comes
    out when a word is no number, or when there are more than 512 ways.
    """
    if len(words) > most:
        return frozenset()
    found = set(islice(_readings(words, 0, language, most), _MOST_READINGS + 1))
    return frozenset() if len(found) > _MOST_READINGS else frozenset(found)


def _readings(words: Sequence[Word], at: int, language: Language, most: int) -> Iterator[str]:
    if at == len(words):
        yield ""
        return
    for digits, end in _steps(words, at, language):
        if len(digits) <= most:
            for rest in _readings(words, end, language, most - len(digits)):
                yield digits + rest


def _steps(words: Sequence[Word], at: int, language: Language) -> Iterator[_Step]:
    """What the words from *at* on may say next: digits, and where they end."""
    word = words[at]
    if word.text.isdigit():
        yield word.text, at + 1
    times = TIMES[language].get(word.plain)
    if times is not None and at + 1 < len(words):
        digit = _digit(words[at + 1], language)
        if digit is not None:
            yield digit * times, at + 2
    for value, end in _small(words, at, language):
        yield str(value), end
        yield from _greater(words, value, end, language)
    if language == "es":
        yield from _spanish_hundreds(words, at)
        if word.plain == "mil":
            yield "1000", at + 1


def _digit(word: Word, language: Language) -> str | None:
    if len(word.text) == 1 and word.text.isdigit():
        return word.text
    value = ONES[language].get(word.plain)
    return None if value is None else str(value)


def _small(words: Sequence[Word], at: int, language: Language) -> Iterator[tuple[int, int]]:
    for length in (3, 2, 1):
        part = words[at : at + length]
        zero_first = bool(part) and ONES[language].get(part[0].plain) == 0
        if len(part) == length and not part[0].text.isdigit() and not (zero_first and length > 1):
            value = below_hundred(part, language)
            if value is not None:
                yield value, at + length


def _greater(words: Sequence[Word], value: int, at: int, language: Language) -> Iterator[_Step]:
    """English hundreds ("eight hundred", "fifty-five hundred twelve") and thousands in both languages."""
    if at >= len(words) or not value:
        return
    if words[at].plain == THOUSAND[language]:
        yield str(value * 1000), at + 1
    elif language == "en" and words[at].plain == "hundred":
        yield str(value * 100), at + 1
        after = at + 1 + (at + 1 < len(words) and words[at + 1].plain == _AND[language])
        for more, end in _small(words, after, language):
            if more:
                yield str(value * 100 + more), end


def _spanish_hundreds(words: Sequence[Word], at: int) -> Iterator[_Step]:
    hundreds = HUNDREDS.get(words[at].plain)
    if hundreds is not None:
        yield str(hundreds), at + 1
        for more, end in _small(words, at + 1, "es"):
            if more:
                yield str(hundreds + more), end
