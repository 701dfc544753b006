"""Confirmation codes as they are read aloud, and as callers say them back."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice, product

from receptionist.code_alphabet import ALPHABET, LENGTH, is_code, with_check
from receptionist.domain.hearing import Word, after_correction, matches, words_in
from receptionist.domain.letters import letter_at
from receptionist.domain.numerals import DIGIT_NAMES, TENS, below_hundred, digit_readings, is_number_word
from receptionist.language import Language

__all__ = ["ALPHABET", "LENGTH", "code_in", "is_code", "spoken_code", "with_check"]

_FIRST_GROUP = 3
_MOST_READINGS = 256
# Words that everybody knows and that begin with the letter's sound.
_EXAMPLES: dict[Language, dict[str, str]] = {
    "en": {"F": "Foxtrot", "K": "Kilo", "M": "Mike", "P": "Papa", "Q": "Quebec", "R": "Romeo", "W": "Whiskey",
           "X": "X-ray", "Y": "Yankee"},
    "es": {"F": "foca", "K": "kilo", "M": "mam\u00e1", "P": "pap\u00e1", "Q": "queso", "R": "rosa", "W": "wifi",
           "X": "xil\u00f3fono", "Y": "yate"},
}  # fmt: skip
_CONNECTOR: dict[Language, str] = {"en": "as in", "es": "de"}
# "Four" and "for" are written as the recogniser pleases, so each may be there or not.
_HOMOPHONES: dict[Language, dict[str, str]] = {
    "en": {"to": "2", "too": "2", "for": "4", "ate": "8", "tree": "3"},
    "es": {},
}
_FILLERS: dict[Language, frozenset[str]] = {
    "en": frozenset({"and", "then", "uh", "um", "er", "erm", "dash", "hyphen", "space", "capital", "please", "number"}),
    "es": frozenset({"luego", "despues", "eh", "guion", "espacio", "mayuscula", "por", "favor", "numero", "y"}),
}

_Options = tuple[str, ...]
_Run = list[_Options]


def spoken_code(code: str, language: Language) -> str:
    """The code as it is read aloud: "K as in Kilo, seven, X as in X-ray. …".

    Args:
        code: As stored (`is_code`).
        language: That of the listener.
    """
    names = [_spoken(char, language) for char in code]
    return f"{', '.join(names[:_FIRST_GROUP])}. {', '.join(names[_FIRST_GROUP:])}"


def code_in(words: str, language: Language) -> str | None:
    """The one code that *words* give, as it is stored, or None.

    Nothing is put right by guessing: characters that the alphabet lacks, one too many, one too few or a check that
    fails are None. The caller is then asked again, and no try is counted. Words that may or may not be characters
    ("for", "are") are read both ways, and count when just one reading is a code.

    Args:
        words: One utterance, as heard or typed.
        language: That of the caller.
    """
    held = after_correction(words_in(words), language, lambda word: _is_content(word, language))
    if held is None:
        return None
    runs = list(_runs(held, language))
    whole = [options for run in runs for options in run]
    found = {code for run in (*runs, whole) for code in _codes(run)}
    return found.pop() if len(found) == 1 else None


def _spoken(char: str, language: Language) -> str:
    if char.isdigit():
        return DIGIT_NAMES[language][int(char)]
    return f"{char} {_CONNECTOR[language]} {_EXAMPLES[language][char]}"


def _is_content(word: Word, language: Language) -> bool:
    letter = letter_at((word,), 0, language)
    return is_number_word(word, language) or (letter is not None and letter.sure)


def _codes(run: _Run) -> set[str]:
    """The codes among the readings of a whole run, in which a code may be said twice."""
    readings = list(islice(product(*run), _MOST_READINGS + 1))
    if len(readings) > _MOST_READINGS:
        return set()
    texts = {"".join(reading) for reading in readings}
    return {text[:LENGTH] for text in texts if is_code(text[:LENGTH]) and text in {text[:LENGTH], text[:LENGTH] * 2}}


def _runs(said: Sequence[Word], language: Language) -> Iterator[_Run]:
    """Stretches of characters, each with the ways in which it may be read."""
    run: _Run = []
    at = 0
    while at < len(said):
        step = _step(said, at, language)
        if step is not None:
            options, at = step
            run.append(options)
        elif said[at].is_mark or said[at].plain in _FILLERS[language]:
            at += 1
        else:
            yield run
            run, at = [], at + 1
    yield run


def _step(said: Sequence[Word], at: int, language: Language) -> tuple[_Options, int] | None:
    if typed := _typed(said, at):
        return typed
    word = said[at]
    if homophone := _HOMOPHONES[language].get(word.plain):
        return (homophone, ""), at + 1
    number = _number(said, at, language)
    if number is not None:
        return number
    letter = letter_at(said, at, language)
    if letter is None:
        return None
    chars = letter.chars.upper()
    return ((chars,) if letter.sure else (chars, "")), letter.end


def _number(said: Sequence[Word], at: int, language: Language) -> tuple[_Options, int] | None:
    """Digits by their names; "seventy two" can only be 72, for no code has a zero."""
    pair = said[at : at + 2]
    joined = 3 if language == "es" and matches(said, at + 1, ("y",)) else 2
    if pair and pair[0].plain in TENS[language]:
        value = below_hundred(said[at : at + joined], language)
        if value is not None:
            return (str(value),), at + joined
    if pair and pair[0].plain in {"double", "triple", "doble"}:
        readings = digit_readings(pair, language, most=LENGTH)
        return ((min(readings),), at + 2) if readings else None
    if said[at].text.isdigit() or is_number_word(said[at], language):
        readings = digit_readings(said[at : at + 1], language, most=LENGTH)
        return (tuple(sorted(readings)), at + 1) if readings else None
    return None


def _typed(said: Sequence[Word], at: int) -> tuple[_Options, int] | None:
    """Characters written together: "K7X4MRQ", "k7x-4mrq", and letters in capitals."""
    end = at + 1
    while end < len(said) and said[end].start == said[end - 1].end and not said[end].is_mark:
        end += 1
    text = "".join(word.text for word in said[at:end])
    if len(text) == 1 or not re.fullmatch(r"[0-9A-Za-z]+", text) or text.isdigit():
        return None
    if any(char.isdigit() for char in text):
        return (text.upper(),), end
    # "MRQ" is a part of a code, and "my" is a word: both have only letters that codes have.
    return ((text.upper(), ""), end) if set(text.upper()) <= set(ALPHABET) else None
