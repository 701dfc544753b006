"""What callers' words for days and times of day say, before any calendar is asked what that comes to.

English, as spoken in the US. Nothing here knows what day it is; `receptionist.domain.dates` does the counting.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from string import ascii_lowercase, ascii_uppercase

from attrs import frozen

from receptionist.domain.clinic import WEEKDAYS
from receptionist.domain.date_meanings import (
    Clock,
    DaysAfter,
    InDays,
    InWeek,
    Meaning,
    OnDate,
    OnWeekday,
    PartOfDay,
    Shift,
    Vague,
    Which,
)


@frozen
class Piece:
    """A stretch of what was said, in lower case, and what it means; a word or sign that names no time means nothing."""

    text: str
    start: int
    end: int
    means: tuple[Meaning, ...] = ()

    @property
    def is_mark(self) -> bool:
        """Whether it is punctuation that changes nothing; a dash between words makes a range, so it does."""
        return self.text in _MARKS or self.text[0].isspace()

    @property
    def is_filler(self) -> bool:
        """Whether leaving it out changes neither day nor time."""
        return not self.means and (self.is_mark or self.text in _FILLER)


# Words that change neither day nor time. Whatever is not listed might, so it is asked about.
_PHRASES = frozenset(["how about", "let's say", "make it", "make that", "what about"])
_FILLER = _PHRASES | frozenset([
    "and", "at", "be", "best", "er", "erm", "exactly", "fine", "for", "good", "great", "hmm", "i", "i'd", "i'll",
    "ideally", "is", "it", "it's", "just", "let's", "lets", "like", "maybe", "me", "okay", "ok", "on", "perhaps",
    "please", "preferably", "'s", "say", "sharp", "sure", "take", "thank", "thanks", "the", "then", "uh", "uhm", "um",
    "well", "work", "works", "would", "yeah", "yep", "yes", "you", "@",
])  # fmt: skip
# "Around 5" is 5; "around the 3rd" is not the third.
NEARLY = frozenset(["about", "approximately", "around", "roughly"])
_MARKS = frozenset(",.;:!?()\"'")
# After these a lone number is a time of day. Those that make it imprecise are no fillers, so it stays a question.
_LEADS = (
    _PHRASES
    | NEARLY
    | frozenset(["after", "at", "before", "between", "by", "for", "from", "past", "till", "until", "@"])
)

# One character for one, so that places in the plain text are places in what was said.
_QUOTES_AND_DASHES = {
    "\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "\u2013": "-", "\u2014": "-",
    "\u2026": ".", "\u00a0": " ", "\u202f": " ",
}  # fmt: skip
_PLAIN = str.maketrans({**dict(zip(ascii_uppercase, ascii_lowercase, strict=True)), **_QUOTES_AND_DASHES})

_WEEKDAYS = {name[:n]: i for i, name in enumerate(WEEKDAYS) for n in (3, len(name))}
_WEEKDAYS |= {"tues": 1, "weds": 2, "thur": 3, "thurs": 3}
_MONTH_NAMES = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
MONTHS = {name[:n]: i for i, name in enumerate(_MONTH_NAMES, start=1) for n in (3, len(name))} | {"sept": 9}
_UNITS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")
_ORDINAL_NAMES = (
    *_UNITS, "tenth", "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth",
    "eighteenth", "nineteenth", "twentieth", *(f"twenty {unit}" for unit in _UNITS), "thirtieth", "thirty first",
)  # fmt: skip
ORDINALS = {name: i for i, name in enumerate(_ORDINAL_NAMES, start=1)}
_NUMBER_NAMES = (
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
)  # fmt: skip
NUMBERS = {name: i for i, name in enumerate(_NUMBER_NAMES, start=1)}
_MINUTES = {
    "oh five": 5, "fifteen": 15, "twenty": 20, "twenty five": 25, "thirty": 30, "thirty five": 35,
    "forty": 40, "forty five": 45, "fifty": 50, "fifty five": 55,
}  # fmt: skip
_NUMBERS = {"a": 1, "half": 30, "quarter": 15, **ORDINALS, **NUMBERS, **_MINUTES}
_WHICH_ONE: dict[str, Which] = {"this": "this", "coming": "coming", "upcoming": "coming", "next": "next"}
_OFFSETS = {"yesterday": -1, "today": 0, "tonight": 0, "now": 0, "tomorrow": 1}
_PARTS = {
    "morning": PartOfDay(60, 719),
    "afternoon": PartOfDay(720, 1139),
    "evening": PartOfDay(960, 1439),
    "night": PartOfDay(1020, 1440),
}


def one_of(words: Iterable[str]) -> str:
    """A regular expression's alternation, in which a space also matches a hyphen."""
    return "|".join(sorted(words, key=len, reverse=True)).replace(" ", r"[\s-]+")


_HOUR = rf"(?P<h>[0-9]{{1,2}}|{one_of(NUMBERS)})"
_MERIDIEM = r"(?P<ap>[ap])(?:\.\s?m\b\.?|\s?m\b)"
_OCLOCK = r"o\s?'?\s?clock\b"
_WHICH = r"(?P<which>this\s+coming|this|coming|upcoming|next)"
_WEEKDAY = rf"(?P<weekday>{one_of(_WEEKDAYS)})\b"
_DAY = rf"(?P<day>[0-9]{{1,2}}(?=st|nd|rd|th|\b)|{one_of(ORDINALS)})(?:st|nd|rd|th)?\b"
_MONTH = rf"(?P<month>{one_of(MONTHS)})\b\.?"
_YEAR = r"(?:,?\s+(?P<year>(?:19|20)[0-9]{2})\b(?!:))?"
_PART = rf"(?P<part>{one_of(_PARTS)})\b"
_SPAN = rf"(?P<n>[0-9]{{1,3}}|a|{one_of(NUMBERS)})\s+(?P<unit>day|week)s?"


def _number(said: str | None) -> int:
    if said is None:
        return 0
    return int(said) if said.isdigit() else _NUMBERS[re.sub(r"[\s-]+", " ", said)]


def _days(found: re.Match[str]) -> int:
    return _number(found["n"]) * (7 if found["unit"] == "week" else 1)


def _weekday(found: re.Match[str]) -> OnWeekday:
    which = (found["which"] or "").split()[-1:]
    return OnWeekday(_WEEKDAYS[found["weekday"]], _WHICH_ONE[which[0]] if which else "")


def _date(found: re.Match[str]) -> tuple[OnDate]:
    groups = found.groupdict()
    month, year, counted = groups.get("month"), groups.get("year"), groups.get("of")
    return (
        OnDate(
            day=_number(groups["day"]),
            month=None if month is None else MONTHS.get(month) or int(month),
            year=None if year is None else int(f"20{year}"[-4:]),
            months_ahead=None if counted is None else int(counted == "next"),
        ),
    )


def _clock(found: re.Match[str]) -> tuple[Clock]:
    groups = found.groupdict()
    hour, minute = _number(groups["h"]), _number(groups.get("m") or groups.get("mw"))
    half = groups.get("ap")
    if hour not in range(24) or (half == "a" and hour in range(13, 24)) or (half == "p" and hour == 0):
        return (Clock(()),)
    if hour not in range(1, 13) or "iso" in groups:
        return (Clock((hour * 60 + minute,)),)
    early = hour % 12 * 60 + minute
    if half:
        return (Clock((early + 720 * (half == "p"),)),)
    # "02:30" looks like a 24-hour clock, yet a caller may have said "two thirty": hours may confirm it, not move it.
    padded = groups["h"].startswith("0")
    return (Clock((early, early + 720), (early,) if padded else (early, early + 720)),)


def _past(found: re.Match[str]) -> tuple[Clock]:
    minutes = _number(found["n"]) * (1 if found["past"] in {"past", "after"} else -1)
    hour, half = _number(found["h"]) % 12 * 60, found["ap"]
    # "Quarter to twelve PM": is the half of the day that of twelve, or of the time meant?
    if abs(minutes) not in range(60) or (half and hour == 0 and minutes < 0):
        return (Clock(()),)
    early, late = sorted(((hour + minutes) % 1440, (hour + 720 + minutes) % 1440))
    return (Clock((late if half == "p" else early,)),) if half else (Clock((early, late), (early, late)),)


# "Ten to four" is also a range, so small numbers need "minutes" there; "after" only goes with a quarter, for "ten
# after two" sits too near to "after two".
_PAST = (
    rf"(?:a\s+)?(?P<n>half(?=\s+past)|quarter|(?:[0-9]{{1,2}}|five|ten)(?=\s+(?:minutes\s+)?past|\s+minutes\s+to)"
    rf"|twenty(?:[\s-]+five)?(?=\s+(?:minutes\s+)?(?:past|to)))(?:\s+minutes)?"
    rf"\s+(?P<past>past|to|(?<=quarter\s)(?:till|of|after))\s+(?P<h>[1-9]|1[0-2]|{one_of(NUMBERS)})\b(?![:./-]?[0-9])"
    rf"(?:\s*{_OCLOCK})?(?:\s*{_MERIDIEM})?"
)
_MINUTE = rf"(?:[:.](?P<m>[0-5][0-9])(?![0-9])|(?:\s+|-)(?P<mw>{one_of(_MINUTES)})\b)"
_VAGUE = (
    r"as\s+soon\s+as\s+(?:possible|you\s+can)|asap|any\s?time(?!\s+but)|some\s?time|whenever|(?:the\s+)?first\s+thing"
    r"|(?:the\s+)?end\s+of\s+(?:the\s+)?day|lunch(?:\s?time)?|all\s+day|earl(?:y|ier|iest)|late(?:r|st)?|soon(?:er|est)?"
    r"|mid[\s-]?(?:morning|afternoon)"
)

_Reader = tuple[re.Pattern[str], Callable[[re.Match[str]], tuple[Meaning, ...]]]


def _reader(pattern: str, means: Callable[[re.Match[str]], tuple[Meaning, ...]]) -> _Reader:
    return re.compile(pattern, re.ASCII), means


# Tried in this order at each word; the first that matches has it.
_READERS: tuple[_Reader, ...] = (
    _reader(rf"good\s+{_PART}", lambda _: ()),
    _reader(r"how\s+are\s+you(?:\s+doing)?\s+(?:today|tonight)\b", lambda _: ()),
    _reader(rf"(?:{'|'.join(_PHRASES)})\b".replace(" ", r"\s+"), lambda _: ()),
    _reader(rf"(?:{_VAGUE})\b", lambda _: (Vague(),)),
    # Days
    _reader(r"(?P<year>(?:19|20)[0-9]{2})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})(?![0-9-])", _date),
    _reader(r"(?P<month>[0-9]{1,2})/(?P<day>[0-9]{1,2})(?:/(?P<year>(?:19|20)?[0-9]{2}))?(?![0-9/])", _date),
    _reader(
        rf"(?:in\s+)?{_SPAN}\s+from\s+(?P<from>now|today|tomorrow)\b",
        lambda found: (InDays(_days(found) + _OFFSETS[found["from"]]),),
    ),
    _reader(
        rf"(?:in\s+)?{_SPAN}\s+from\s+(?:{_WHICH}\s+)?{_WEEKDAY}",
        lambda found: (DaysAfter(_days(found), _weekday(found)),),
    ),
    _reader(rf"in\s+{_SPAN}\b(?:'?s?\s+time)?", lambda found: (InDays(_days(found)),)),
    _reader(r"(?:the\s+)?day\s+after\s+tomorrow\b", lambda _: (InDays(2),)),
    _reader(
        r"(?:(?:the\s+|a\s+)?day|a\s+(?P<week>week))\s+(?P<way>after|before)\b",
        lambda found: (Shift((7 if found["week"] else 1) * (1 if found["way"] == "after" else -1)),),
    ),
    _reader(r"tonight\b", lambda _: (InDays(0), _PARTS["night"])),
    _reader(r"(?P<when>today|tomorrow|yesterday)\b", lambda found: (InDays(_OFFSETS[found["when"]]),)),
    _reader(rf"this\s+(?!night){_PART}", lambda found: (InDays(0), _PARTS[found["part"]])),
    _reader(r"(?:the\s+)?week\s+after\s+next\b", lambda _: (InWeek(2),)),
    _reader(r"(?:of\s+)?(?P<which>this|next)\s+week\b", lambda found: (InWeek(int(found["which"] == "next")),)),
    _reader(rf"(?:{_WHICH}\s+)?{_WEEKDAY}\s+week\b", lambda found: (DaysAfter(7, _weekday(found)),)),
    _reader(rf"(?:{_WHICH}\s+)?{_WEEKDAY}", lambda found: (_weekday(found),)),
    _reader(rf"{_MONTH}\s+(?:the\s+)?{_DAY}(?!\s*(?::|{_MERIDIEM}|{_OCLOCK})){_YEAR}", _date),
    _reader(rf"(?:the\s+)?{_DAY}\s+(?:of\s+)?{_MONTH}{_YEAR}", _date),
    # "The first Tuesday" is not the first of the month.
    _reader(
        rf"(?:the\s+(?={one_of(ORDINALS)})|(?:the\s+)?(?=[0-9]{{1,2}}(?:st|nd|rd|th)\b)){_DAY}"
        rf"(?:\s+of\s+(?P<of>this|next)\s+month\b)?(?!\s+(?:{one_of(_WEEKDAYS)})\b)",
        _date,
    ),
    # Times of day
    _reader(_PAST, _past),
    _reader(rf"{_HOUR}{_MINUTE}?(?:\s*{_OCLOCK})?\s*{_MERIDIEM}", _clock),
    _reader(r"(?P<iso>t)(?P<h>[0-9]{2}):(?P<m>[0-5][0-9])(?::00)?(?![0-9:]|[.][0-9])", _clock),
    _reader(r"(?P<h>[0-9]{1,2}):(?P<m>[0-5][0-9])(?::00)?(?![0-9:a-z]|[.][0-9])", _clock),
    _reader(rf"{_HOUR}(?:\s+|-)(?P<mw>{one_of(_MINUTES)})\b", _clock),
    _reader(rf"{_HOUR}\s*{_OCLOCK}", _clock),
    _reader(rf"{_HOUR}(?=\s+(?:in\s+the|at)\s+{_PART})", _clock),
    _reader(r"(?:(?:12|twelve)\s+)?(?:noon|midday)\b", lambda _: (Clock((720,)),)),
    _reader(r"(?:(?:12|twelve)\s+)?midnight\b", lambda _: (Clock((0, 1440)),)),
    _reader(rf"(?:in\s+the\s+|at\s+(?=night))?{_PART}", lambda found: (_PARTS[found["part"]],)),
)
# Only where a time must follow: "at 2", but not "two kids".
_BARE = _reader(rf"{_HOUR}(?:\s+(?P<m>[0-5][0-9])(?:\s*{_MERIDIEM})?)?\b(?![:./-]?[0-9])", _clock)
_TOKEN = re.compile(r"'s\b|[a-z]+(?:'[a-z]+)*|[0-9]+|\s-+(?=\s)|[^\s]", re.ASCII)


def to_plain(text: str) -> str:
    """*text* in lower case and with plain quotes and dashes, as long as before."""
    return text.translate(_PLAIN)


def read(text: str, *, bare_first: bool = False) -> list[Piece]:
    """Take *text* apart, left to right, into what names a day or a time and the words and signs between.

    Args:
        text: What was said. The time taken grows with its length, so callers limit that.
        bare_first: Whether a lone number at the beginning is a time ("ten" where a time was asked for).
    """
    plain = to_plain(text)
    pieces: list[Piece] = []
    at = 0
    while token := _TOKEN.search(plain, at):
        bare = pieces[-1].text in _LEADS if pieces else False
        bare = bare or (bare_first and all(piece.is_filler for piece in pieces))
        pieces.append(_piece(plain, token, _READERS + (_BARE,) * bare))
        at = pieces[-1].end
    return pieces


def _piece(plain: str, token: re.Match[str], readers: Iterable[_Reader]) -> Piece:
    for pattern, means in readers:
        if found := pattern.match(plain, token.start()):
            return Piece(" ".join(found[0].split()), found.start(), found.end(), means(found))
    return Piece(token[0], token.start(), token.end())
