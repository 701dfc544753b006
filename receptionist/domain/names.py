"""What may stand as a patient's name."""

from __future__ import annotations

import unicodedata

from receptionist.events.booking import RefusalReason

MAX_LENGTH = 100
_ODD = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "So", "Sm", "Sc"})


def clean(name: str) -> str:
    """The name in composed form (Unicode NFC), with single spaces."""
    return " ".join(unicodedata.normalize("NFC", name).split())


def why_not(name: str) -> RefusalReason | None:
    """Why a cleaned name cannot be written in the diary, or None when it can."""
    if not name:
        return "name_missing"
    if len(name) > MAX_LENGTH:
        return "name_too_long"
    # Controls, formatting marks that turn text around, halves of surrogate pairs, emoji and "<" have no place in a
    # name that is printed, read aloud and sent on; the two joiners do (Persian, Indic names).
    odd = any(unicodedata.category(char) in _ODD and char not in "\u200c\u200d" for char in name)
    letters = sum(char.isalpha() for char in name)
    digits = sum(char.isdigit() for char in name)
    return "name_not_a_name" if odd or not letters or digits > letters else None


def same(one: str, other: str) -> bool:
    """Whether two names are the same but for case, spacing and punctuation: LLMs change the apostrophe."""
    return _bare(one) == _bare(other)


def _bare(name: str) -> str:
    return "".join(char for char in clean(name).casefold() if unicodedata.category(char)[0] in "LMN")
