"""What may stand as a patient's name."""

from __future__ import annotations

import unicodedata

from receptionist.events.booking import RefusalReason

MAX_LENGTH = 100


def clean(name: str) -> str:
    """The name in composed form (Unicode NFC), with single spaces."""
    return " ".join(unicodedata.normalize("NFC", name).split())


def why_not(name: str) -> RefusalReason | None:
    """Why a cleaned name cannot be written in the diary, or None when it can."""
    if not name:
        return "name_missing"
    if len(name) > MAX_LENGTH:
        return "name_too_long"
    # Controls, formatting marks that turn text around, and halves of surrogate pairs have no place in a name
    # that is printed, read aloud and sent on; the two joiners do (Persian, Indic names).
    odd = any(unicodedata.category(char)[0] == "C" and char not in "\u200c\u200d" for char in name)
    letters = sum(char.isalpha() for char in name)
    digits = sum(char.isdigit() for char in name)
    return "name_not_a_name" if odd or not letters or digits > letters else None


def same(one: str, other: str) -> bool:
    """Whether two names are the same but for case and spacing."""
    return clean(one).casefold() == clean(other).casefold()


def first(name: str) -> str:
    """The first name: what may be seen by everybody in a room."""
    return clean(name).split(" ")[0]
