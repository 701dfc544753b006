"""The words of what was said, as the readers of names, numbers, dates and codes share them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from itertools import takewhile

from attrs import frozen

from receptionist.language import Language

MOST_CHARACTERS = 2_000
"""Longer than anything spelled, numbered or dated; what is longer is not read at all."""

_TOKEN = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*|[0-9]+|[^\w\s]")
_QUOTES_AND_DASHES = str.maketrans(
    {"\u2018": "'", "\u2019": "'", "\u02bc": "'", "\u2010": "-", "\u2011": "-", "\u2013": "-", "\u2014": "-"}
)
_CORRECTIONS: dict[Language, tuple[tuple[str, ...], ...]] = {
    "en": (("scratch", "that"), ("i", "mean"), ("no",), ("nope",), ("sorry",), ("wait",), ("rather",), ("correction",)),
    "es": (
        ("mejor", "dicho"), ("quiero", "decir"), ("no",), ("perdon",), ("perdone",), ("digo",), ("espera",),
        ("espere",), ("disculpe",), ("corrijo",),
    ),
}  # fmt: skip
_NEGATIONS: dict[Language, frozenset[str]] = {
    "en": frozenset({"not", "isn't", "wasn't", "never"}),
    "es": frozenset({"no", "nunca"}),
}

_DENIED = 4
"""How many words after "not" it may be said of: "it is not on the 3rd"."""


@frozen
class Word:
    """A word, a number in digits or one sign, and where it stood."""

    text: str
    plain: str
    start: int
    end: int

    @property
    def is_mark(self) -> bool:
        """Whether it is a sign, neither letters nor digits."""
        return not self.text[0].isalnum()


def plain(text: str) -> str:
    """*text* in lower case and without accents."""
    return "".join(char for char in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(char))


def words_in(text: str) -> tuple[Word, ...]:
    """Take *text* apart; nothing comes out of one that is longer than `MOST_CHARACTERS`."""
    if len(text) > MOST_CHARACTERS:
        return ()
    shown = unicodedata.normalize("NFKC", text.translate(_QUOTES_AND_DASHES))
    # Digits of every script are digits.
    shown = "".join(str(unicodedata.decimal(char)) if char.isdecimal() else char for char in shown)
    return tuple(Word(found[0], plain(found[0]), *found.span()) for found in _TOKEN.finditer(shown))


def matches(words: Sequence[Word], at: int, phrase: Sequence[str]) -> bool:
    """Whether *phrase*, in plain words, stands at place *at*."""
    return len(words) - at >= len(phrase) and all(words[at + i].plain == expected for i, expected in enumerate(phrase))


def after_correction(
    words: Sequence[Word], language: Language, is_content: Callable[[Word], bool]
) -> tuple[Word, ...] | None:
    """What holds after the speaker has corrected themselves ("…, no, …").

    Args:
        words: What was said.
        language: In which language.
        is_content: Whether a word belongs to what is listened for; corrections of other things do not count.

    Returns:
        The words from the last correction that is followed by content, all words when there is none, or None when
        the speaker says what it is *not*: then only a question helps.
    """
    held = 0
    last = max((at for at, word in enumerate(words) if is_content(word)), default=0)
    for at in range(last):
        if words[at].plain in _NEGATIONS[language]:
            denied = takewhile(lambda word: not word.is_mark, words[at + 1 : at + 1 + _DENIED])
            if any(is_content(word) for word in denied):
                return None
        phrase = next((phrase for phrase in _CORRECTIONS[language] if matches(words, at, phrase)), None)
        if phrase is not None:
            held = at + len(phrase)
    return tuple(words[held:])
