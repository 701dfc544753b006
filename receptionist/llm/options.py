"""What a tool offered, and which of it the caller takes."""

from __future__ import annotations

import re
from collections.abc import Sequence

from attrs import frozen

from receptionist.llm.conversation import Facts
from receptionist.llm.intents import Intent
from receptionist.llm.understanding import Heard

_OFFERING = re.compile(
    r"\b(?:offer|mean|how about|what about|would you (?:like|prefer)|could do|i (?:do )?have|nearest|suggest|instead"
    r"|free (?:are|is|at|on)|are free|is free|available (?:are|is))\b",
    re.IGNORECASE,
)
_NTH = r"\d{1,2}(?:st|nd|rd|th)"
_WEEKDAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_MONTH_DAY = (
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december)"
    r" \d{1,2}(?:st|nd|rd|th)?"
)
# Only as our own tools write them: what callers say is found by `spot`.
_DAY = rf"(?:{_WEEKDAY}(?:,? (?:the )?(?:{_MONTH_DAY}|{_NTH}))?|{_MONTH_DAY}|today|tomorrow)(?:,? \d{{4}})?"
_CLOCK = r"(?:\d{1,2}(?::\d\d)?\s?(?:[ap]m\b|[ap]\.m\.)|noon|midnight|\d{1,2}:\d\d)"
_OFFERED = re.compile(rf"(?P<day>\b{_DAY}\b)|(?P<clock>\b{_CLOCK})", re.IGNORECASE)
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z])")
_PLACES = {"first": 0, "1st": 0, "former": 0, "second": 1, "2nd": 1, "third": 2, "3rd": 2}
_LAST = -1
_ORDINAL = re.compile(
    r"\b(?P<place>first|former|second|third|last|latter|latest|(?:1st|2nd|3rd)(?= (?:one|option|time|slot)))\b"
    r"(?! (?:of|week|month|available|name|thing))",
    re.IGNORECASE,
)
_SOONER = re.compile(r"\b(?:this week|this one|sooner|earlier|the coming)\b", re.IGNORECASE)
_LATER = re.compile(r"\b(?:next week|the week after|later|the other one)\b", re.IGNORECASE)
_NUMBERS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6,
    "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12,
}  # fmt: skip
_MINUTES = {"fifteen": 15, "thirty": 30, "forty-five": 45}


@frozen
class Option:
    """One offer, in the words in which it was made; "" where it leaves the part as it was."""

    date: str = ""
    time: str = ""


@frozen
class Unclear:
    """The caller's answer fits several offers."""


def offered(text: str) -> tuple[Option, ...]:
    """The days and times that a tool's sentence offers, in order; () when it offers none."""
    found: list[Option] = []
    for sentence in _SENTENCE.split(text):
        if _OFFERING.search(sentence):
            found.extend(_in_sentence(sentence))
    return tuple(dict.fromkeys(found))


def _in_sentence(sentence: str) -> list[Option]:
    start = match.start() if (match := _OFFERING.search(sentence)) else 0
    # "Tuesday at 2 PM is taken; I could offer …": what stands before the offering is no offer.
    found: list[Option] = []
    day = ""
    for word in _OFFERED.finditer(sentence, start):
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


def chosen(options: Sequence[Option], heard: Heard, earlier: Facts) -> Facts | Unclear | None:
    """The facts that the caller's answer to the offer gives; None when it does not answer it."""
    by_place = _by_place(options, heard)
    if by_place:
        return Facts(date=by_place.date, time=by_place.time)
    facts = heard.facts.without_name()
    part_of_day = bool(re.search(r"\b(?:a\.?m|p\.?m|morning|afternoon|evening)\b", heard.text, re.IGNORECASE))
    if not facts.when and not part_of_day:
        vague = heard.wants(Intent.YES) and not heard.wants(Intent.NO, Intent.THANKS)
        return Unclear() if vague and len(options) > 1 else None
    fitting = [option for option in options if _fits(option, facts, heard.text)]
    if len(fitting) == 1:
        return _completed(facts, fitting[0], options, earlier)
    same_weekday = bool(facts.date) and not facts.time and len({option.date for option in fitting}) > 1
    said = _words(facts.date) - {"on", "the"}
    if same_weekday and len(said) == 1 and all(said < _words(option.date) for option in fitting):
        return Unclear()
    return facts if facts.when else None


def _by_place(options: Sequence[Option], heard: Heard) -> Option | None:
    """The option that "the first one", "the last", "either" or a plain yes to a single offer picks."""
    ordinal = _ORDINAL.search(heard.text)
    if ordinal and ordinal["place"] not in heard.facts.date:
        place = _PLACES.get(ordinal["place"].lower(), _LAST)
        return options[place] if place < len(options) else None
    if heard.wants(Intent.ANY_TIME):
        return options[0]
    if heard.facts.when:
        return None
    if _SOONER.search(heard.text) and not heard.wants(Intent.QUESTION):
        return options[0]
    if _LATER.search(heard.text) and not heard.wants(Intent.QUESTION):
        return options[-1]
    return options[0] if len(options) == 1 and heard.wants(Intent.YES) else None


def _completed(facts: Facts, option: Option, options: Sequence[Option], earlier: Facts) -> Facts:
    """The caller's words, with the option's for what they leave out and the earlier ones do not already say."""
    date, time = facts.date, facts.time
    several_days = len({other.date for other in options}) > 1
    if not date and several_days and not (_words(earlier.date) & _words(option.date)):
        date = option.date
    elif len(_words(date)) == 1 and option.date:
        date = option.date  # which of two Wednesdays was settled by the offer
    if not time or _minute(time) is None:
        time = option.time or time
    return Facts(date=date, time=time)


def _fits(option: Option, facts: Facts, text: str) -> bool:
    if facts.date and option.date and not _words(facts.date) <= _words(option.date) | {"on", "the", "next", "this"}:
        return False
    half = _half(facts.time or text)
    if half and option.time and _half(option.time) not in {half, ""}:
        return False
    said = _minute(facts.time)
    return not (said is not None and option.time) or said == _minute(option.time)


def _words(date: str) -> frozenset[str]:
    """The words of a day, "26th" and "26" being one."""
    return frozenset(re.sub(r"(\d)(?:st|nd|rd|th)\b", r"\1", date.lower()).replace(",", " ").split())


def _half(time: str) -> str:
    """Which half of the day *time* names: "am", "pm", or "" for neither."""
    if re.search(r"a\.?m\b|\bmorning\b", time, re.IGNORECASE):
        return "am"
    return "pm" if re.search(r"p\.?m\b|\b(?:afternoon|evening|noon)\b", time, re.IGNORECASE) else ""


def _minute(time: str) -> int | None:
    """The minute on a twelve-hour face that *time* names (only compared with an offer's), or None."""
    words = time.lower()
    if re.search(r"\b(?:noon|midday|midnight)\b", words):
        return 0
    match = re.search(r"\b(\d{1,2})(?::(\d\d))?(?![\d:])", words)
    if match:
        hour, minute = int(match[1]), int(match[2] or 0)
    else:
        named = [_NUMBERS[word] for word in re.findall(r"[a-z]+", words) if word in _NUMBERS]
        if not named:
            return None
        hour, minute = named[0], next((_MINUTES[word] for word in _MINUTES if word in words), 0)
    if "half past" in words or "quarter past" in words:
        minute = 30 if "half" in words else 15
    if "quarter to" in words:
        hour, minute = hour - 1, 45
    return hour % 12 * 60 + minute
