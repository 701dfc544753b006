"""Telephone numbers as callers say or type them, and how they are read back."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import phonenumbers
from attrs import frozen

from receptionist.domain.hearing import Word, after_correction, words_in
from receptionist.domain.numerals import DIGIT_NAMES, TIMES, digit_readings, is_number_word
from receptionist.language import Language

_MOST_DIGITS = 30  # a whole number, said twice
_LOCAL_DIGITS = 7
_ORDINARY_LOCAL = "2345678"
_LONGEST_EXTENSION = 7
_MARKS = frozenset("+-.,()#'")
_PLUS: dict[Language, str] = {"en": "plus", "es": "mas"}
_EXTENSION: dict[Language, str] = {"en": "extension", "es": "extensi\u00f3n"}
_EXTENSIONS = frozenset({"extension", "ext", "x", "anexo", "interno"})
_FILLERS: dict[Language, frozenset[str]] = {
    "en": frozenset({"and", "then", "uh", "um", "er", "erm", "area", "code", "dash", "hyphen", "dot", "number"}),
    "es": frozenset({"y", "luego", "eh", "guion", "punto", "prefijo", "numero", "codigo", "de", "area"}),
}
_DATES = re.compile(r"[0-9]{1,2}([-./])[0-9]{1,2}\1[0-9]{2}(?:[0-9]{2})?(?![0-9])|[0-9]{4}-[0-9]{2}-[0-9]{2}(?![0-9-])")


@frozen
class Phone:
    """A telephone number that exists as far as the numbering plan knows."""

    e164: str
    """With "+", the country's code and no spaces (ITU-T E.164)."""
    extension: str | None = None


_Run = tuple[Word, ...]


def phone_in(words: str, language: Language, *, country: str = "US", area_code: str | None = None) -> Phone | None:
    """The one telephone number that *words* give, or None when they give none, several, or not clearly one.

    Number words may be read in more than one way ("twenty one" is 21, or 20 and 1); the numbering plan settles that,
    and where it does not, the result is None and the caller is asked. So is one who corrects a part ("…, no, 0124").

    Args:
        words: One utterance, as heard or typed.
        language: That of the caller.
        country: Where numbers without "+" belong (ISO 3166-1 alpha-2).
        area_code: The clinic's own, for North America's local numbers of seven digits; without it they are None.
            Should no numbering plan have that code (555, as in stories), any number within it is taken to exist.
    """
    held = after_correction(
        words_in(_DATES.sub(" date ", words)), language, lambda word: is_number_word(word, language)
    )
    if held is None:
        return None
    runs = list(_runs(held, language))
    found: set[Phone] = set()
    for at, run in enumerate(runs):
        for number in _numbers(run, language, country, area_code):
            found.add(Phone(number, _extension(held, runs, at, language)))
    return found.pop() if len(found) == 1 else None


def spoken_phone(phone: Phone, language: Language, *, country: str = "US") -> str:
    """The number digit by digit in the groups in which it is written: "two one two, five five five, zero one…".

    Args:
        phone: The number.
        language: That of the listener.
        country: The listener's; numbers of its calling code are read without that code (ISO 3166-1 alpha-2).
    """
    number = phonenumbers.parse(phone.e164)
    at_home = number.country_code == phonenumbers.country_code_for_region(country) == _NANP
    style = phonenumbers.PhoneNumberFormat.NATIONAL if at_home else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    groups = re.findall(r"[0-9]+", phonenumbers.format_number(number, style))
    spoken = ", ".join(_digits(group, language) for group in groups)
    plus = {"en": "plus", "es": "m\u00e1s"}[language]
    spoken = spoken if at_home else f"{plus} {spoken}"
    return (
        spoken if phone.extension is None else f"{spoken}, {_EXTENSION[language]} {_digits(phone.extension, language)}"
    )


_NANP = 1
"""The calling code of North America: the same digits are dialled there with and without it."""


def _digits(group: str, language: Language) -> str:
    return " ".join(DIGIT_NAMES[language][int(digit)] for digit in group)


def _runs(said: Sequence[Word], language: Language) -> Iterator[_Run]:
    """The stretches of number words, each with the "plus" before it."""
    run: list[Word] = []
    for word in said:
        plus = word.text == "+" or word.plain == _PLUS[language]
        ends = plus or word.plain in _EXTENSIONS
        if ends and run:
            yield tuple(run)
            run = []
        if plus or is_number_word(word, language) or word.plain in TIMES[language]:
            run.append(word)
        elif run and (word.text in _MARKS or word.plain in _FILLERS[language]):
            continue
        elif run:
            yield tuple(run)
            run = []
    if run:
        yield tuple(run)


def _numbers(run: _Run, language: Language, country: str, area_code: str | None) -> set[str]:
    """What the run may be, of the numbers that exist."""
    plus = run[0].text == "+" or run[0].plain == _PLUS[language]
    readings = digit_readings(run[1:] if plus else run, language, most=_MOST_DIGITS)
    once = {_once(digits) for digits in readings}
    return {number for digits in once if (number := _existing(digits, country, area_code, plus=plus))}


def _once(digits: str) -> str:
    half = len(digits) // 2
    return digits[:half] if half >= _LOCAL_DIGITS and digits == digits[:half] * 2 else digits


def _existing(digits: str, country: str, area_code: str | None, *, plus: bool) -> str | None:
    at_home = not plus and phonenumbers.country_code_for_region(country) == _NANP
    dialled = f"{area_code or ''}{digits}" if at_home and len(digits) == _LOCAL_DIGITS else digits
    try:
        number = phonenumbers.parse(f"+{dialled}" if plus else dialled, country)
    except phonenumbers.NumberParseException:
        return None
    if phonenumbers.is_valid_number(number) or _is_in_fiction(number, country, area_code):
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return None


def _is_in_fiction(number: phonenumbers.PhoneNumber, country: str, area_code: str | None) -> bool:
    """Whether the number is in the clinic's area, and that is one which no plan has, as in stories: (555) 123-4567."""
    calling_code = phonenumbers.country_code_for_region(country)
    national = phonenumbers.national_significant_number(number)
    ours = calling_code == number.country_code == _NANP and bool(area_code) and national.startswith(area_code or "")
    if not ours:
        return False
    real = phonenumbers.is_valid_number(phonenumbers.parse(f"{area_code}{_ORDINARY_LOCAL}", country))
    reason = phonenumbers.is_possible_number_with_reason(number)
    return not real and reason == phonenumbers.ValidationResult.IS_POSSIBLE


def _extension(said: Sequence[Word], runs: list[_Run], at: int, language: Language) -> str | None:
    """The digits of the next run, if "extension" stands before it."""
    if at + 1 >= len(runs):
        return None
    first = said.index(runs[at + 1][0])
    before = [word.plain for word in said[max(0, first - 2) : first] if not word.is_mark]
    if not before or before[-1] not in _EXTENSIONS:
        return None
    readings = digit_readings(runs[at + 1], language, most=_LONGEST_EXTENSION)
    return min(readings, key=lambda digits: (len(digits), digits), default=None)
