"""Dates of birth as callers say or type them, and ages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from attrs import frozen

from receptionist.domain.hearing import Word, after_correction, words_in
from receptionist.domain.numerals import TENS, below_hundred, is_number_word
from receptionist.domain.spoken_years import whole_year
from receptionist.language import Language

OLDEST = 120
"""Years; nobody is taken to be older."""

_MONTHS: dict[Language, tuple[str, ...]] = {
    "en": ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
           "november", "december"),
    "es": ("enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre",
           "noviembre", "diciembre"),
}  # fmt: skip
_MONTH_NUMBERS: dict[Language, dict[str, int]] = {
    language: {name[:n]: i for i, name in enumerate(names, start=1) for n in (3, len(name))}
    for language, names in _MONTHS.items()
}
_MONTH_NUMBERS["en"]["sept"] = _MONTH_NUMBERS["es"]["setiembre"] = _MONTH_NUMBERS["es"]["sept"] = 9

_EN_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")
_EN_LATER = (
    "tenth", "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth",
    "nineteenth", "twentieth",
)  # fmt: skip
_ORDINALS: dict[Language, dict[str, int]] = {
    "en": {name: i for i, name in enumerate((*_EN_ORDINALS, *_EN_LATER), start=1)} | {"thirtieth": 30},
    "es": {"primero": 1, "primer": 1, "primera": 1},
}
_SUFFIXES = frozenset({"st", "nd", "rd", "th", "o"})
_SIGNS = frozenset(",.-/'\u00ba\u00b0")
_OF: dict[Language, frozenset[str]] = {"en": frozenset({"of"}), "es": frozenset({"de", "del"})}
_FILLERS: dict[Language, frozenset[str]] = {
    "en": frozenset(
        {"the", "of", "and", "in", "on", "born", "was", "i", "year", "uh", "um", "it's", "is", "slash", "day"}
    ),
    "es": frozenset({"el", "de", "del", "en", "naci", "ano", "dia", "y", "eh", "es", "barra"}),
}
_MOST_WORDS = 16
_TEN = 10
_TENS_AND_ONES = 2
_MONTHS_OF_A_YEAR = 12


@frozen
class AmbiguousBirthDate:
    """Words that fit more than one date of birth."""

    candidates: tuple[date, ...]
    """At least two, the likelier first."""


_Part = Sequence[Word]


def birth_date_in(words: str, language: Language, *, today: date) -> date | AmbiguousBirthDate | None:
    """The date of birth that *words* give.

    In English a date in numbers has the month first, as in the US ("3/4/85" is the fourth of March), unless that is no
    date ("13/4/85"). In Spanish the day comes first when the words say so ("tres del cuatro"); numbers alone are
    ambiguous, for people write them both ways in the US. A year of two digits counts only when a single century gives
    somebody who is born and not over `OLDEST` years old.

    Args:
        words: One utterance, as heard or typed.
        language: That of the caller.
        today: The clinic's local date.

    Returns:
        The date, the dates among which to ask, or None when no whole date is said (or one that cannot be).
    """
    held = after_correction(words_in(words), language, lambda word: _is_content(word, language))
    if held is None:
        return None
    found: list[date] = []
    for group in _groups(held, language):
        found += [day for day in _dates(group, language, today) if day not in found]
    return (found[0] if len(found) == 1 else AmbiguousBirthDate(tuple(found))) if found else None


def age_on(birth_date: date, day: date) -> int:
    """Whole years on *day*; who was born on 29 February is a year older on 1 March of a common year.

    Raises:
        ValueError: *day* is before the birth.
    """
    if day < birth_date:
        raise ValueError(f"{day} is before the birth on {birth_date}")
    return day.year - birth_date.year - ((day.month, day.day) < (birth_date.month, birth_date.day))


def _is_content(word: Word, language: Language) -> bool:
    return is_number_word(word, language) or word.plain in _MONTH_NUMBERS[language] or word.plain in _ORDINALS[language]


def _groups(said: Sequence[Word], language: Language) -> Iterator[tuple[Word, ...]]:
    """Stretches of words that can belong to one date."""
    group: list[Word] = []
    for word in said:
        suffix = word.plain in _SUFFIXES and bool(group) and group[-1].end == word.start
        if suffix or _is_content(word, language) or word.text in _SIGNS or word.plain in _FILLERS[language]:
            group.append(word)
        else:
            yield tuple(group)
            group = []
    yield tuple(group)


def _dates(group: Sequence[Word], language: Language, today: date) -> list[date]:
    """What the whole group may mean, the likelier first."""
    words = [word for word in group if _is_content(word, language)]
    if len(words) == 1 and re.fullmatch(r"[0-9]{8}", words[0].text):
        text = words[0].text
        return _by_numbers([int(text[:2]), int(text[2:4])], _years_of(int(text[4:]), today), language, today)
    if len(words) not in range(3, _MOST_WORDS):
        return []
    months = [at for at, word in enumerate(words) if word.plain in _MONTH_NUMBERS[language]]
    if len(months) == 1:
        return _with_month_name(words, months[0], language, today)
    return _in_numbers(words, group, language, today) if not months else []


def _with_month_name(words: Sequence[Word], at: int, language: Language, today: date) -> list[date]:
    month = _MONTH_NUMBERS[language][words[at].plain]
    before, after = words[:at], words[at + 1 :]
    # Day and year may stand on either side, the day always next to the month or after it.
    parts = [(before, after), *((after[:i], after[i:]) for i in range(1, len(after)) if not before)]
    if before and after:
        parts.append((after, before))
    elif before:
        parts += [(before[i:], before[:i]) for i in range(1, len(before))]
    found: list[date] = []
    for day_part, year_part in parts:
        day, years = _day(day_part, language), _years(year_part, language, today)
        year_first = bool(year_part) and year_part[0].start < words[at].start
        if day is not None and (not year_first or whole_year(year_part, language) is not None):
            found += _possible(((year, month, day) for year in years), today)
    return list(dict.fromkeys(found))


def _in_numbers(words: Sequence[Word], group: Sequence[Word], language: Language, today: date) -> list[date]:
    found: list[date] = []
    for i in range(1, len(words) - 1):
        for j in range(i + 1, len(words)):
            one, two, three = words[:i], words[i:j], words[j:]
            if whole_year(one, language) and (month := _day(two, language)) and (day := _day(three, language)):
                found += _possible(((year, month, day) for year in _years(one, language, today)), today)
            first, second = _day(one, language), _day(two, language)
            if first is not None and second is not None:
                years = _years(three, language, today)
                day_first = _joined_by_of(group, one[-1], two[0], language)
                found += _by_numbers([first, second], years, language, today, day_first=day_first)
    return list(dict.fromkeys(found))


def _joined_by_of(group: Sequence[Word], one: Word, other: Word, language: Language) -> bool:
    """Whether the first number is said to be the day: "tres del cuatro", "the third of the fourth"."""
    return any(word.plain in _OF[language] for word in group if one.end <= word.start < other.start)


def _by_numbers(
    numbers: list[int], years: Sequence[int], language: Language, today: date, *, day_first: bool = False
) -> list[date]:
    first, second = numbers
    days_first = _possible(((year, second, first) for year in years), today)
    months_first = _possible(((year, first, second) for year in years), today)
    if day_first:
        return days_first
    if max(first, second) > _MONTHS_OF_A_YEAR:
        return months_first or days_first
    if language == "en":
        return months_first
    # If one of the two were not born yet, the caller may mean another day than that of their birth.
    return list(dict.fromkeys(days_first + months_first)) if days_first and months_first else []


def _possible(parts: Iterator[tuple[int, int, int]], today: date) -> list[date]:
    found: list[date] = []
    for year, month, day in parts:
        try:
            born = date(year, month, day)
        except ValueError:
            continue
        if born <= today and age_on(born, today) <= OLDEST:
            found.append(born)
    return found


def _day(words: _Part, language: Language) -> int | None:
    """A day or a month, as a number or an ordinal: "3", "3rd", "third", "twenty-first", "oh three"."""
    ordinal = _ORDINALS[language].get(words[-1].plain) if words else None
    if ordinal is None:
        return below_hundred(words, language)
    if len(words) == 1:
        return ordinal
    tens = TENS[language].get(words[0].plain) if len(words) == _TENS_AND_ONES else None
    return tens + ordinal if tens and ordinal < _TEN else None


def _years(words: _Part, language: Language, today: date) -> list[int]:
    whole = whole_year(words, language)
    if whole is not None:
        return [whole]
    short = below_hundred(words, language)
    written = len(words) == 1 and words[0].text.isdigit() and len(words[0].text) == _TENS_AND_ONES
    # "Five" alone is no year; "oh five", "'05" and "eighty-five" are.
    lone = len(words) == 1 and not written and short is not None and short < _TEN
    return [] if short is None or lone else _centuries(short, today)


def _years_of(number: int, today: date) -> list[int]:
    return [number] if number > OLDEST else _centuries(number, today)


def _centuries(short: int, today: date) -> list[int]:
    this = today.year - today.year % 100
    return [century + short for century in (this, this - 100, this - 200)]
