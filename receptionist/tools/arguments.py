"""What LLMs pass to tools, as the desk takes it: texts where they write numbers, lists or null."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import BeforeValidator

from receptionist.domain.commands import Wanted
from receptionist.domain.hearing import Word, words_in
from receptionist.domain.numerals import below_hundred
from receptionist.language import Language

_SLOT = re.compile(r"\bs[0-9]{1,4}\b")
_NOTHING = frozenset({"none", "null", "n/a", "undefined"})
_YES_OR_NO = {"yes": True, "true": True, "sí": True, "si": True, "no": False, "false": False}
_MOST_MINUTES = 9_999
_HOUR = 60
_LONGEST_NUMBER = 3  # "treinta y cinco"
_HOURS = frozenset({"hour", "hours", "hr", "hrs", "h", "hora", "horas"})
_PARTS_OF_AN_HOUR = {"half": 30, "media": 30, "medio": 30, "quarter": 15, "cuarto": 15, "cuartos": 15}
_SEVERAL_QUARTERS = {"three": 3, "tres": 3}


def as_text(value: object) -> str:
    """Whatever an LLM passes for a text, as a text: numbers as they read, lists joined, nothing for null."""
    if value is None:
        return ""
    if isinstance(value, list):
        return ", ".join(text for each in value if (text := as_text(each)))
    return value if isinstance(value, str) else str(value)


# LLMs pass 24 for "24" and null for "": words all the same, and the desk's rules say what becomes of them.
Words = Annotated[str, BeforeValidator(as_text)]


def is_yes(words: str) -> bool:
    """Whether a flag is set."""
    return _YES_OR_NO.get(words.strip().lower(), False)


def slot_id(words: str) -> str:
    """The id of an offered time in *words*; "" when they say nothing, and as they are when they are no id."""
    wanted = words.strip().lower()
    if wanted in _NOTHING:
        return ""
    found = _SLOT.findall(wanted)
    return found[0] if len(found) == 1 else wanted


def wanted(**said: str) -> Wanted:
    """What the caller says of the appointment they want; `is_new` is "yes", "no" or ""."""
    return Wanted(is_new=_YES_OR_NO.get(said.pop("is_new", "").strip().lower()), **said)


def minutes_in(words: str, language: Language) -> int:
    """How many minutes *words* say: "15", "ten minutes", "half an hour", "hora y media"; 0 when they say none."""
    said = words_in(words)
    hours, minutes, at = 0, 0, 0
    while at < len(said):
        part = _PARTS_OF_AN_HOUR.get(said[at].plain)
        if part is not None:
            minutes, at = minutes + part, at + 1
            continue
        number, length = _number(said, at, language)
        if number is None:
            at += 1
            continue
        at += length
        after = said[at].plain if at < len(said) else ""
        if after in _HOURS:
            hours, at = hours + number, at + 1
        elif after in {"quarters", "cuartos"}:
            minutes, at = minutes + 15 * number, at + 1
        elif not _is_article(said, at, language):
            minutes = max(minutes, number) if minutes else number
    return min(hours * _HOUR + minutes, _MOST_MINUTES)
