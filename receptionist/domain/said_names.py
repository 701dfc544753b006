"""How a spelled name is written: its capitals, and what the caller said besides the letters."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from receptionist.domain.hearing import Word, plain
from receptionist.domain.sounds import sounds_like

_SHORTEST = 2


def titled(text: str) -> str:
    """*text* with the capitals of a name, unless it has some already: "O'Brien", "McDonald"."""
    chosen = any(char.isupper() for char in text[1:])
    titled = re.sub(r"(?:^|(?<=[ -])|(?<=^\w'))\w", lambda found: found[0].upper(), text)
    return titled if chosen else re.sub(r"\bMc(\w)(?=\w)", lambda found: f"Mc{found[1].upper()}", titled)


def heard_whole(letters: str, said: Sequence[Word]) -> str | None:
    """The words in *said* that are written with just these letters, as they are written there."""
    for first in range(len(said)):
        text = ""
        for at in range(first, min(len(said), first + 7)):
            text += " " * (at > first and said[at].start > said[at - 1].end) + said[at].text
            bare = "".join(char for char in text.lower() if char.isalpha())
            whole = all(len(word.text) > 1 or word.text in "'-" for word in said[first : at + 1])
            if whole and _agree(letters.lower(), bare) and text[-1].isalpha() and text[0].isalpha():
                return text if text != text.lower() and text != text.upper() else titled(text.lower())
            if len(bare) >= len(letters) or said[at].text in ",.;:!?":
                break
    return None


def _agree(letters: str, heard: str) -> bool:
    """Whether what was spelled is what was said, accents that were not spelled aside."""
    pairs = zip(letters, heard, strict=False)
    return len(letters) == len(heard) and all(letter in {char, plain(char)} for letter, char in pairs)


def heard_in_parts(text: str, said: Sequence[Word], cues: frozenset[str]) -> str | None:
    """A first and a last name spelled in one go, parted as the two words that were said ("Jon Smyth, J O H N S…")."""
    spoken = [word for word in said if not word.is_mark]
    for one, other in pairwise(spoken):
        if len(one.text) < _SHORTEST or len(other.text) < _SHORTEST or one.plain in cues:
            continue
        for at in range(_SHORTEST, len(text) - 1):
            if sounds_like(text[:at], one.text) and sounds_like(text[at:], other.text):
                return f"{titled(text[:at])} {titled(text[at:])}"
    return None
