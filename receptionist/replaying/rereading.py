"""Finding in a text what the desk's own readers understand, and writing another of its kind in its place."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Iterable
from datetime import date
from itertools import pairwise

from phonenumbers import NumberParseException

from receptionist.domain.phones import Phone, spoken_phone
from receptionist.language import Language

_MOST_WORDS = 60
_MOST_TIMES = 4


def reread(text: str, read: Callable[[str], object], instead: Callable[..., str]) -> str:
    """*text* in which the shortest stretch that *read* still understands is said otherwise, while there is one.

    A long text is read a sentence at a time, and one without sentences in pieces.
    """
    words = [found.span() for found in re.finditer(r"\S+", text)]
    if len(words) <= _MOST_WORDS:
        return _reread_piece(text, read, instead)
    ends = [end for (_, end), (begin, _) in pairwise(words) if text[end - 1] in ".!?;" and begin > end]
    if not ends:
        ends = [words[at - 1][1] for at in range(_MOST_WORDS, len(words), _MOST_WORDS)]
    pieces = [text[begin:end] for begin, end in pairwise((0, *ends, len(text)))]
    return "".join(
        _reread_piece(piece, read, instead)
        if len(pieces) == 1 or len(piece.split()) <= _MOST_WORDS
        else reread(piece, read, instead)
        for piece in pieces
    )


def _reread_piece(text: str, read: Callable[[str], object], instead: Callable[..., str]) -> str:
    for _ in range(_MOST_TIMES):
        value = read(text)
        if value is None:
            break
        spans = [found.span() for found in re.finditer(r"\S+", text)]
        first, last = 0, len(spans) - 1
        while first < last and read(text[spans[first + 1][0] : spans[last][1]]) == value:
            first += 1
        while last > first and read(text[spans[first][0] : spans[last - 1][1]]) == value:
            last -= 1
        begin, end = spans[first][0], spans[last][1]
        trailing = re.search(r"[.,;:!?]*$", text[begin:end])
        end -= len(trailing[0]) if trailing else 0
        text = text[:begin] + instead(value) + text[end:]
    return text


def read_aloud(real: str, other: str, language: Language) -> Iterable[tuple[str, str]]:
    """A number as it is read back to callers, and another one likewise."""
    # One that no numbering plan has is never read aloud.
    with contextlib.suppress(NumberParseException):
        yield spoken_phone(Phone(real), language), spoken_phone(Phone(other), language)


def written(phone: str) -> str:
    """A number as people write it."""
    digits = phone.removeprefix("+1")
    return f"{digits[:3]}-{digits[3:6]}-{digits[6:]}"


def like_digits(written: str, phone: str) -> str:
    """Another number with the signs of the one that was written, from its end."""
    digits = list(re.sub(r"\D", "", phone))
    return "".join(reversed([digits.pop() if char.isdigit() and digits else char for char in reversed(written)]))


def said_date(day: date, language: Language) -> str:
    """A date of birth as callers say it."""
    months = "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"
    if language == "es":
        return f"{day.day} de {months.split(' ')[day.month - 1]} de {day.year}"
    return f"{day:%B} {day.day}, {day.year}"
