"""What LLMs pass to tools, as the desk takes it: texts where they write numbers, lists or null."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Annotated

from pydantic import BeforeValidator

from receptionist.domain.commands import Wanted
from receptionist.domain.hearing import Word, words_in
from receptionist.domain.numerals import below_hundred
from receptionist.language import Language

_SLOT = re.compile(r"\bs[0-9]{1,4}\b")
# What LLMs write for what they do not know; a patient of just that name has a second one.
_NOTHING = frozenset({
    "none", "null", "n/a", "undefined", "unknown", "unspecified", "not specified", "not provided",
    "not given", "desconocido", "no especificado",
})  # fmt: skip
_ANYBODY = frozenset({
    "any", "anyone", "anybody", "any dentist", "no preference", "whoever", "cualquiera", "sin preferencia",
    "no importa",
})  # fmt: skip
_YES_OR_NO = {"yes": True, "true": True, "sí": True, "si": True, "no": False, "false": False}
_MOST_MINUTES = 9_999
_LONGEST_NUMBER = 3  # "treinta y cinco"
_CLOCK = re.compile(r"[0-9]+ : [0-9]+")
_DURATIONS: tuple[tuple[re.Pattern[str], int, int], ...] = tuple(
    (re.compile(rf"(?<!\S){pattern}(?!\S)"), each, besides)
    for pattern, each, besides in (
        (r"([0-9]+) (?:and a half hours?|y media horas?)", 60, 30),
        (r"([0-9]+) [.,] 5 (?:hours?|hrs?|h|horas?)", 60, 30),
        (r"([0-9]+) (?:quarters?|cuartos?)(?: of an hour| de hora)?", 15, 0),
        (r"(?:half(?: an?)? hour|media hora)", 30, 0),
        (r"(?:quarter|cuarto)(?: of an hour| de hora| hour)?", 15, 0),
        (r"(?:([0-9]+) )?(?:hours?|hrs?|h|horas?)", 60, 0),
        (r"(?:half|media)", 30, 0),
    )
)
"""What a length of time is called, how many minutes one of it has, and how many are added; the longer phrases first."""


def as_text(value: object) -> str:
    """Whatever an LLM passes for a text, as a text: numbers as they read, lists joined, nothing for null or "N/A".

    Raises:
        ValueError: It has parts with names of their own, and which is meant would be a guess.
    """
    if isinstance(value, dict):
        raise ValueError("a text is wanted, not an object")  # noqa: TRY004 (what pydantic takes for a refusal)
    if value is None:
        return ""
    if isinstance(value, list):
        return ", ".join(text for each in value if (text := as_text(each)))
    text = value if isinstance(value, str) else str(value)
    return "" if text.strip().lower() in _NOTHING else text


# LLMs pass 24 for "24" and null for "": words all the same, and the desk's rules say what becomes of them.
Words = Annotated[str, BeforeValidator(as_text)]


def is_yes(words: str) -> bool:
    """Whether a flag is set."""
    return _YES_OR_NO.get(words.strip().lower(), False)


def slot_id(words: str) -> str:
    """The id of an offered time in *words*, and those as they are when there is none."""
    wanted = words.strip().lower()
    found = _SLOT.findall(wanted)
    return found[0] if len(found) == 1 else wanted


def wanted(**said: str) -> Wanted:
    """What the caller says of the appointment they want; `is_new` is "yes", "no" or ""."""
    if said.get("provider", "").strip().lower() in _ANYBODY:
        said["provider"] = ""
    return Wanted(is_new=_YES_OR_NO.get(said.pop("is_new", "").strip().lower()), **said)


def minutes_in(words: str, language: Language) -> int:
    """How many minutes *words* say: "15", "ten minutes", "half an hour", "hora y media"; 0 when they say none."""
    text = _CLOCK.sub(" ", " ".join(_with_digits(words_in(words.replace("-", " ")), language)))
    minutes = 0
    for pattern, each, besides in _DURATIONS:
        for found in pattern.finditer(text):
            minutes += int((found.groups() or (None,))[0] or 1) * each + besides
        text = pattern.sub(" ", text)
    # "Ten, maybe fifteen": who is told the longer time is not kept waiting.
    rest = max(map(int, re.findall(r"(?<![0-9])(?<!\. )[0-9]{1,4}\b", text)), default=0)
    return min(minutes + rest, _MOST_MINUTES)


def _with_digits(words: Sequence[Word], language: Language) -> Iterator[str]:
    """*words*, in lower case and without accents, with the numbers among them in digits."""
    at = 0
    while at < len(words):
        for length in range(_LONGEST_NUMBER, 0, -1):
            number = below_hundred(words[at : at + length], language)
            if number is not None and at + length <= len(words):
                yield str(number)
                at += length
                break
        else:
            yield words[at].plain
            at += 1
