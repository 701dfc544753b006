"""The telephone number, date of birth and confirmation code in a caller's words, as said: the desk reads them."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date

from attrs import frozen

from receptionist.domain.birth_dates import birth_date_in
from receptionist.domain.codes import code_in
from receptionist.domain.hearing import words_in
from receptionist.domain.numerals import is_number_word
from receptionist.domain.phones import phone_in
from receptionist.language import Language

# Only whether there is a date matters here; whether somebody can be born on it is for the desk to say. Of people who
# are alive on neither of these days there are no calls.
_SOME_DAYS = (date(2030, 1, 1), date(2090, 1, 1))
_FEWEST_DIGITS = 7
_FEWEST_NUMBERS = 2
_SAYS_BIRTH: dict[Language, re.Pattern[str]] = {
    "en": re.compile(r"\b(?:born|birth ?da(?:y|te)|date of birth|birth|d\.?o\.?b)\b", re.IGNORECASE),
    "es": re.compile(r"\b(?:nac[ií]\w*|nacimiento|cumplea[nñ]os|cumplo)\b", re.IGNORECASE),
}
_SAYS_CODE: dict[Language, re.Pattern[str]] = {
    "en": re.compile(r"\b(?:(?:confirmation|booking|reference) (?:code|number)|code)\b", re.IGNORECASE),
    "es": re.compile(r"\b(?:c[oó]digo|confirmaci[oó]n|referencia)\b", re.IGNORECASE),
}
_WRITTEN_CODE = re.compile(r"\b(?=[a-z-]*\d)(?=[\d-]*[a-z])[a-z\d]{3}-?[a-z\d]{4}\b", re.IGNORECASE)
"""Letters and digits in one word: with its check in it that is a code wherever it stands."""

_PAUSE = re.compile(
    r"[;,!?]\s*|\.(?=\s)\s*|\s+(?:(?:and|y|my|mi|is|es|born|phone|number|n[uú]mero|tel[eé]fono)\s+)+"
    r"|(?<=/\d\d)\s+(?=\(?\d{3})|(?<=/\d{4})\s+(?=\(?\d{3})|(?<=\b[12]\d{3})\s+(?=\(?\d{3})|(?<=\d{4})\s+(?=\d\d?/)",
    re.IGNORECASE,
)
"""Where one thing ends and another may begin."""

_YEAR = re.compile(r"\b(?:19|20)\d\d\b|\b(?:nineteen|mil novecientos)\b|\d/\d+/\d", re.IGNORECASE)
_MOST_PAUSES = 12


@frozen
class Claims:
    """What a caller says of themselves; "" is not said."""

    birth_date: str = ""
    phone: str = ""
    code: str = ""

    @property
    def enough(self) -> bool:
        """Whether somebody can be looked for by it."""
        return bool(self.code or (self.birth_date and self.phone))

    def updated(self, newer: Claims) -> Claims:
        """These with what was said since."""
        return Claims(newer.birth_date or self.birth_date, newer.phone or self.phone, newer.code or self.code)

    def arguments(self) -> dict[str, str]:
        """Those of `identify_patient`."""
        if self.code:
            return {"confirmation_code": self.code}
        return {"birth_date": self.birth_date, "phone": self.phone}


def claims_in(text: str, language: Language, asked: Collection[str] = ()) -> Claims:
    """What *text* claims; a date or a code counts only when one was *asked* for, or the words say that it is one."""
    return Claims(_birth(text, language, asked), _phone(text, language, asked), _code(text, language, asked))


def _phone(text: str, language: Language, asked: Collection[str]) -> str:
    pieces = _pieces(text)
    if _SAYS_CODE[language].search(text):
        pieces = [piece for piece in pieces if not _SAYS_CODE[language].search(piece)]
    whole = [piece for piece in pieces if phone_in(piece, language) is not None]
    if whole:
        return min(whole, key=len)
    # One that does not exist, or lacks the area code: the desk asks again.
    for piece in pieces:
        digits = sum(char.isdigit() for char in piece)
        spoken = sum(is_number_word(word, language) for word in words_in(piece))
        long_enough = digits >= _FEWEST_DIGITS or ("phone" in asked and spoken >= _FEWEST_DIGITS)
        if long_enough and not _is_birth(piece, language):
            return piece
    return ""


def _birth(text: str, language: Language, asked: Collection[str]) -> str:
    beside_a_number = _YEAR.search(text) is not None and _phone(text, language, asked) != ""
    if not ("birth_date" in asked or _SAYS_BIRTH[language].search(text) or beside_a_number):
        return ""
    pieces = _pieces(text)
    dates = [piece for piece in pieces if isinstance(_read(piece, language), date)]
    dates = dates or [piece for piece in pieces if _is_birth(piece, language)]
    if dates:
        # The fullest reading, in the fewest words: "nineteen eighty" is a year, too, where "and five" follows.
        fullest = _read(dates[0], language)
        return min((piece for piece in dates if _read(piece, language) == fullest), key=len)
    if _phone(text, language, asked):
        return ""
    said = [word for word in words_in(text) if not word.is_mark]
    numbers = sum(is_number_word(word, language) for word in said)
    mostly = numbers >= _FEWEST_NUMBERS and numbers * 2 >= len(said)
    return text if "birth_date" in asked and mostly else ""


def _pieces(text: str) -> list[str]:
    """Every stretch of the text from one pause to another, the longest first."""
    marks = [match.span() for match in _PAUSE.finditer(text)][:_MOST_PAUSES]
    starts, ends = [0, *(end for _, end in marks)], [*(start for start, _ in marks), len(text)]
    stretches = (text[start:end].strip() for at, start in enumerate(starts) for end in ends[at:])
    return sorted({stretch for stretch in stretches if stretch}, key=lambda stretch: (-len(stretch), stretch))


def _is_birth(piece: str, language: Language) -> bool:
    return _read(piece, language) is not None


def _read(piece: str, language: Language) -> object:
    readings = (birth_date_in(piece, language, today=day) for day in _SOME_DAYS)
    return next((reading for reading in readings if reading is not None), None)


def _code(text: str, language: Language, asked: Collection[str]) -> str:
    if written := next((match[0] for match in _WRITTEN_CODE.finditer(text) if code_in(match[0], language)), ""):
        return written
    said = _SAYS_CODE[language].search(text)
    if not said and "code" not in asked:
        return ""
    if code_in(text, language) is not None:
        return text
    # Spelled, and not understood: the desk asks for it again, and no try is lost.
    marks = re.findall(r"[^\W_]+", text[said.end() :] if said else text)
    if _phone_like(" ".join(marks), language):
        return ""
    letters_and_digits = any(re.search(r"\d", mark) and re.search(r"[^\W\d_]", mark) for mark in marks)
    spelled = sum(len(mark) == 1 for mark in marks)
    return (
        text
        if spelled >= _FEWEST_NUMBERS + 1 or (letters_and_digits and not re.search(r"\d(?:st|nd|rd|th|am|pm)\b", text))
        else ""
    )


def _phone_like(text: str, language: Language) -> bool:
    return sum(char.isdigit() for char in text) >= _FEWEST_DIGITS or _is_birth(text, language)
