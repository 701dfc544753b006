"""The words for days in English."""

from __future__ import annotations

import re

from receptionist.domain.dates.english_words import (
    DAY,
    IN_YEAR,
    MONTH,
    MONTHS,
    NUMBERS,
    OCLOCK,
    OFFSETS,
    ORDINALS,
    PART,
    PARTS,
    SPAN,
    WEEKDAY,
    WEEKDAYS,
    WHICH,
    days,
    number,
    on_date,
    weekday,
    which,
)
from receptionist.domain.dates.figures import ISO_DATE, MERIDIEM, SLASHED, WEEKS_OF_A_MONTH
from receptionist.domain.dates.meanings import (
    DaysAfter,
    FromToday,
    InDays,
    InMonth,
    InWeek,
    InYear,
    MonthsFromNow,
    NthWeekday,
    Shift,
    Weekend,
    WeekOf,
)
from receptionist.domain.dates.reading import Reader, always, one_of, reader

_START, _MIDDLE, _END = r"early(?:\s+in)?|(?:beginning|start)\s+of", r"mid|middle\s+of", r"late(?:\s+in)?|end\s+of"
_PORTION = rf"(?:(?:towards?\s+)?(?:the\s+)?(?P<portion>{_START}|{_MIDDLE}|{_END})[\s-]+)"
_OF_A_WEEK = {"": (0, 6), "start": (0, 1), "middle": (1, 3), "end": (3, 4)}
_OF_A_MONTH = {"": (1, 31), "start": (1, 10), "middle": (11, 20), "end": (21, 31)}
_NTH = {**dict(list(ORDINALS.items())[:5]), "1st": 1, "2nd": 2, "3rd": 3, "4th": 4, "5th": 5}
_NTH["last"] = -1
_A_FEW = {"couple of": 2, "few": 3}


def _portion(found: re.Match[str]) -> str:
    said = found["portion"] or ""
    return next((name for name, words in _PORTIONS.items() if said and re.match(words, said)), "")


_PORTIONS = {"start": _START, "middle": _MIDDLE, "end": _END}


def _week(found: re.Match[str]) -> tuple[InWeek]:
    return (InWeek(int(found["week"] == "next"), *_OF_A_WEEK[_portion(found)]),)


def _month(found: re.Match[str]) -> tuple[InMonth]:
    groups = found.groupdict()
    first, last = WEEKS_OF_A_MONTH[_NTH[groups["nth"]]] if groups.get("nth") else _OF_A_MONTH[_portion(found)]
    if groups.get("month"):
        return (InMonth(month=MONTHS[groups["month"]], first=first, last=last),)
    return (InMonth(months_ahead=int(found["of"] == "next"), first=first, last=last),)


def _nth(found: re.Match[str]) -> tuple[NthWeekday]:
    nth, named = _NTH[found["nth"]], found["month"]
    if named:
        return (NthWeekday(nth, WEEKDAYS[found["weekday"]], month=MONTHS[named]),)
    return (NthWeekday(nth, WEEKDAYS[found["weekday"]], months_ahead=int(found["of"] == "next")),)


def _a_few(found: re.Match[str]) -> tuple[FromToday]:
    """A few days are three, or a little more; a couple may be more than two."""
    some, week = _A_FEW[" ".join(found["few"].split())], found["unit"] == "week"
    return (FromToday(some * 7 - 3, some * 7 + 3) if week else FromToday(some, 2 * some - 1),)


def _coming_days(found: re.Match[str]) -> tuple[FromToday]:
    few = found["few"]
    many = _A_FEW[" ".join(few.split())] + 1 if few else number(found["n"] or "a")
    return (FromToday(0, many * (7 if found["unit"] == "week" else 1)),)


# "A couple of days" is no exact number of them.
_VAGUE_STRETCHES: tuple[Reader, ...] = (
    reader(r"in\s+a\s+(?P<few>couple\s+of|few)\s+(?P<unit>day|week)s\b", _a_few),
    reader(
        r"(?:(?:in|within|over|during)\s+the\s+(?:next|coming)|within)\s+"
        rf"(?:(?:a\s+)?(?P<few>couple\s+of|few)\s+|(?:(?P<n>[0-9]{{1,2}}|a|{one_of(NUMBERS)})\s+)?)"
        r"(?P<unit>day|week)s?\b",
        _coming_days,
    ),
    reader(
        rf"in\s+(?:about\s+)?(?P<n>[0-9]{{1,2}}|a|{one_of(NUMBERS)})\s+months?\b(?:'?s?\s+time\b)?",
        lambda found: (MonthsFromNow(number(found["n"])),),
    ),
    reader(
        rf"(?P<n>[0-9]{{1,2}}|a|{one_of(NUMBERS)})\s+months?\s+from\s+(?:now|today)\b",
        lambda found: (MonthsFromNow(number(found["n"])),),
    ),
    always(r"in\s+half\s+a\s+year\b", MonthsFromNow(6)),
    always(r"in\s+a\s+year\b", MonthsFromNow(12)),
)
_COUNTED: tuple[Reader, ...] = (
    reader(
        rf"(?:in\s+)?{SPAN}\s+from\s+(?P<from>now|today|tomorrow)\b",
        lambda found: (InDays(days(found) + OFFSETS[found["from"]]),),
    ),
    reader(
        rf"(?:in\s+)?{SPAN}\s+from\s+(?:{WHICH}\s+)?{WEEKDAY}",
        lambda found: (DaysAfter(days(found), weekday(found)),),
    ),
    # "In two weeks on Tuesday" is something else.
    reader(rf"a\s+week\s+(?:on\s+)?(?:{WHICH}\s+)?{WEEKDAY}", lambda found: (DaysAfter(7, weekday(found)),)),
    reader(rf"in\s+{SPAN}\b(?:'?s?\s+time)?", lambda found: (InDays(days(found)),)),
    always(r"(?:the\s+)?day\s+after\s+tomorrow\b", InDays(2)),
    reader(
        rf"(?:(?:the\s+)?day(?!\s+from)|{SPAN})\s+(?P<way>after|before|from)\b",
        lambda found: (Shift((days(found) if found["n"] else 1) * (-1 if found["way"] == "before" else 1)),),
    ),
    always(r"tonight\b", InDays(0), PARTS["night"]),
    always(r"later\s+today\b", InDays(0)),
    reader(r"(?P<when>today|tomorrow|yesterday)\b", lambda found: (InDays(OFFSETS[found["when"]]),)),
    reader(rf"this\s+(?!night){PART}", lambda found: (InDays(0), PARTS[found["part"]])),
)
_WEEKS: tuple[Reader, ...] = (
    always(r"(?:the\s+)?week\s+of\b(?!\s+(?:this|next|the\s+week))", WeekOf()),
    always(r"(?:of\s+)?(?:the\s+)?week\s+after\s+next\b", InWeek(2)),
    always(r"later\s+(?:on\s+)?this\s+week\b|(?:the\s+)?rest\s+of\s+(?:this|the)\s+week\b", InWeek(0)),
    reader(rf"(?:of\s+)?{_PORTION}?(?P<week>this|next)\s+week\b(?!end)", _week),
    reader(rf"{_PORTION}the\s+(?P<week>week)\b(?!\s+(?:of|after|before)\b)", _week),
    always(r"mid-?week\b", InWeek(0, 1, 3)),
    reader(rf"(?:the\s+|(?:{WHICH})\s+)weekend\b", lambda found: (Weekend(which(found)),)),
    reader(rf"(?:{WHICH}\s+)?{WEEKDAY}\s+week\b", lambda found: (DaysAfter(7, weekday(found)),)),
)
_MONTHS: tuple[Reader, ...] = (
    reader(
        rf"(?:in\s+)?(?:the\s+)?(?P<nth>first|second|third|last)\s+week\s+(?:of|in)\s+"
        rf"(?:(?P<of>this|next|the)\s+month\b|{MONTH}(?!\s*[0-9]))",
        _month,
    ),
    reader(rf"(?:in\s+)?{_PORTION}?(?P<of>this|next)\s+month\b", _month),
    reader(r"(?:of\s+)?(?P<of>this|next)\s+year\b", lambda found: (InYear(int(found["of"] == "next")),)),
    reader(rf"{_PORTION}(?:(?P<of>the)\s+month\b|{MONTH}(?!\s*[0-9]))", _month),
)
_DATES: tuple[Reader, ...] = (
    reader(
        rf"(?:the\s+)?(?P<nth>{one_of(_NTH)})\s+{WEEKDAY}\s+(?:of|in)\s+"
        rf"(?:(?P<of>this|next|the)\s+month\b|{MONTH}(?!\s+(?:the\s+)?{DAY}))",
        _nth,
    ),
    reader(rf"(?:{WHICH}\s+)?{WEEKDAY}", lambda found: (weekday(found),)),
    reader(rf"{MONTH}\s+(?:the\s+)?{DAY}(?!\s*(?::|{MERIDIEM}|{OCLOCK})){IN_YEAR}", on_date),
    reader(rf"(?:the\s+)?{DAY}\s+(?:of\s+)?{MONTH}{IN_YEAR}", on_date),
    # "The first Tuesday" is not the first of the month.
    reader(
        rf"(?:the\s+(?={one_of(ORDINALS)})|(?:the\s+)?(?=[0-9]{{1,2}}(?:st|nd|rd|th)\b)){DAY}"
        rf"(?:\s+of\s+(?P<of>this|next)\s+month\b)?(?!\s+(?:{one_of(WEEKDAYS)})\b)",
        on_date,
    ),
    reader(rf"(?:in\s+|during\s+)?(?P<portion>){MONTH}(?!\s*[0-9])", _month),
)

COUNTED_READERS = (*_VAGUE_STRETCHES, *_COUNTED, *_WEEKS, *_MONTHS)
"""What is counted from today; tried before the words for times, which "late next week" begins with."""
DATE_READERS = (ISO_DATE, SLASHED, *_DATES)
