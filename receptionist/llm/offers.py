"""What a tool's answer offers: the times that it names, with the ids in the brackets below."""

from __future__ import annotations

import re
from itertools import groupby

from attrs import evolve, frozen

from receptionist.language import Language

_OFFERING: dict[Language, re.Pattern[str]] = {
    "en": re.compile(
        r"\b(?:offer|mean|how about|what about|would you (?:like|prefer)|could do|i (?:do )?have|nearest|suggest"
        r"|instead"
        r"|free (?:are|is|at|on)|are free|is free|available (?:are|is))\b",
        re.IGNORECASE,
    ),
    "es": re.compile(r"\b(?:ofrecer\w*|refiere|tengo libre|qu[eé] tal)\b", re.IGNORECASE),
}
_NTH = r"\d{1,2}(?:st|nd|rd|th)"
_WEEKDAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_MONTH_DAY = (
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december)"
    r" \d{1,2}(?:st|nd|rd|th)?"
)
_DIA = r"(?:lunes|martes|mi[eé]rcoles|jueves|viernes|s[aá]bado|domingo)"
_MES = r"(?:enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre)"
# Only as our own tools write them: what callers say is found by `spot`.
_OFFERED: dict[Language, re.Pattern[str]] = {
    "en": re.compile(
        rf"(?P<day>\b(?:{_WEEKDAY}(?:,? (?:the )?(?:{_MONTH_DAY}|{_NTH}))?|{_MONTH_DAY}|today"
        rf"|tomorrow)(?:,? \d{{4}})?\b)"
        r"|(?P<clock>\b(?:\d{1,2}(?::\d\d)?\s?(?:[ap]m\b|[ap]\.m\.)|noon|midnight|\d{1,2}:\d\d))",
        re.IGNORECASE,
    ),
    "es": re.compile(
        rf"(?P<day>\b{_DIA}(?: \d{{1,2}} de {_MES})?\b)"
        r"|(?P<clock>\blas? \d{1,2}(?::\d\d)? (?:de la (?:ma[nñ]ana|tarde|noche|madrugada)|del mediod[ií]a))",
        re.IGNORECASE,
    ),
}
_SENTENCE = re.compile(r"(?<!\bDr\.)(?<!\bDra\.)(?<=[.!?])\s+(?=[A-Z¿¡])")
_SLOTS = re.compile(r"^\(slots: (?P<all>.*)\)$", re.MULTILINE)
_SLOT = re.compile(r"(?P<id>s\d+) = (?P<starts>\S+) (?P<provider>[^\s;]+)")


@frozen
class Slot:
    """A time that can be booked by its id."""

    id: str
    provider: str


@frozen
class Option:
    """One offer, in the words in which it was made; "" where it leaves the part as it was.

    Attributes:
        slots: The ids by which it can be had, the preferred first; () for what is only asked about.
    """

    date: str = ""
    time: str = ""
    slots: tuple[Slot, ...] = ()


def said(output: str) -> str:
    """The sentences of a tool's answer: what is below them in brackets is never spoken."""
    return "\n".join(line for line in output.split("\n") if not line.startswith("(")).strip()


def offered(output: str, language: Language = "en") -> tuple[Option, ...]:
    """The days and times that a tool's answer offers, in order; () when it offers none."""
    found: list[Option] = []
    for sentence in _SENTENCE.split(said(output)):
        if begins := _OFFERING[language].search(sentence):
            # "Tuesday at 2 PM is taken; I could offer …": what stands before the offering is no offer.
            found.extend(_in_sentence(sentence, language, start=begins.start()))
    options = tuple(dict.fromkeys(found))
    by_time = [tuple(slot for _, slot in same) for _, same in groupby(_slots(output), key=lambda each: each[0])]
    # Otherwise what was said and what can be had do not go together, and the desk asks once more.
    if len(by_time) == len(options):
        options = tuple(evolve(option, slots=slots) for option, slots in zip(options, by_time, strict=True))
    return options


def clocks_and_days(sentence: str, language: Language) -> tuple[Option, ...]:
    """The days and times that a sentence names, whatever it says of them."""
    return tuple(_in_sentence(sentence, language, start=0))


def _slots(output: str) -> list[tuple[str, Slot]]:
    line = _SLOTS.search(output)
    return (
        [(each["starts"], Slot(each["id"], each["provider"])) for each in _SLOT.finditer(line["all"])] if line else []
    )


def _in_sentence(sentence: str, language: Language, *, start: int) -> list[Option]:
    found: list[Option] = []
    day = ""
    for word in _OFFERED[language].finditer(sentence, start):
        if not word["day"]:
            if day and found[-1] == Option(date=day):
                found.pop()
            found.append(Option(day, word["clock"]))
            continue
        day = word["day"]
        if any(not option.date for option in found):  # "2 PM or 3 PM on Tuesday"
            found = [Option(option.date or day, option.time) for option in found]
        else:
            found.append(Option(date=day))
    return found
