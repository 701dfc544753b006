"""Which of several sets of phrases a caller's words are nearest to."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from attrs import field, frozen

_MOST_BETWEEN = 4
_MOST_WORDS = 400
"""More than anybody says at once; the rest of a pasted text is not looked at."""


@frozen
class Phrase:
    """Words in a row, with `...` where up to four others may come between."""

    words: tuple[str, ...]
    _pattern: re.Pattern[str] = field(eq=False, repr=False)

    @classmethod
    def of(cls, written: str) -> Phrase | None:
        """The phrase that is *written*; None when it has no word."""
        parts = [part for part in (tuple(folded(part)) for part in re.split(r"\.\.\.|\u2026", written)) if part]
        if not parts:
            return None
        between = rf" (?:\S+ ){{0,{_MOST_BETWEEN}}}?"
        pattern = between.join(" ".join(map(re.escape, part)) for part in parts)
        words = tuple(word for place, part in enumerate(parts) for word in (*(["..."] if place else []), *part))
        return cls(words, re.compile(rf"(?<!\S){pattern}(?!\S)"))

    def __str__(self) -> str:
        return " ".join(self.words)

    @property
    def weight(self) -> int:
        """How many words it has."""
        return sum(word != "..." for word in self.words)

    def is_in(self, text: str) -> bool:
        """Whether a text of `folded` words, a space between any two, has it."""
        return self._pattern.search(text) is not None


def folded(words: str) -> list[str]:
    """*words* one by one, in lower case, without accents, apostrophes and other signs."""
    plain = unicodedata.normalize("NFKD", words.casefold())
    plain = "".join(one for one in plain if not unicodedata.combining(one) and one not in "'\u2019`")
    return re.findall(r"[^\W_]+", plain)


def best(words: str, sets: Sequence[Sequence[Phrase]]) -> int | None:
    """The place in *sets* of what *words* have the longest phrase of, by words.

    Of several, the one of which more was said in all; None when that is equal too, or when there is none.
    """
    text = " ".join(folded(words)[:_MOST_WORDS])
    scores = [_score([phrase.weight for phrase in phrases if phrase.is_in(text)]) for phrases in sets]
    highest = max(scores, default=_NOTHING)
    if highest == _NOTHING or scores.count(highest) > 1:
        return None
    return scores.index(highest)


def _score(weights: list[int]) -> tuple[int, int]:
    return max(weights, default=0), sum(weights)


_NOTHING = (0, 0)
