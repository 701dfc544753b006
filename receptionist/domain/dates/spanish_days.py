"""The words for days in Spanish."""

from __future__ import annotations

import re

from receptionist.domain.dates.figures import ISO_DATE, SLASHED, WEEKS_OF_A_MONTH
from receptionist.domain.dates.meanings import (
    DaysAfter,
    EitherOf,
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
from receptionist.domain.dates.spanish_words import (
    COUNT,
    DAY_NUMBER,
    IN_YEAR,
    LATER,
    MONTH,
    MONTHS,
    NO_TIME,
    PARTS,
    SPAN,
    WEEKDAY,
    WEEKDAYS,
    days,
    month_of,
    number,
    on_date,
    weekday,
)

_START, _MIDDLE, _END = r"principios?|comienzos?|inicios?", r"mediados?", r"final(?:es)?|fines"
_PORTION = rf"(?:(?:a|hacia|para)\s+)?(?:el\s+)?(?P<portion>{_START}|{_MIDDLE}|{_END})\s+del?\s+"
_OF_A_WEEK = {"": (0, 6), "p": (0, 1), "c": (0, 1), "i": (0, 1), "m": (1, 3), "f": (3, 4)}
_OF_A_MONTH = {"": (1, 31), "p": (1, 10), "c": (1, 10), "i": (1, 10), "m": (11, 20), "f": (21, 31)}
_NTH = {"primer": 1, "primero": 1, "segundo": 2, "tercer": 3, "tercero": 3, "cuarto": 4, "ultimo": -1}
_NTH_WEEK = {"primera": 1, "segunda": 2, "tercera": 3, "ultima": -1}
# A week is "eight days" and two are "fifteen", to most and most of the time.
_IDIOMS = {8: (7, 8), 15: (14, 15)}
_IDIOM = r"ocho|quince|8|15"

_THIS_WEEK = r"esta\s+(?:misma\s+)?semana\b"
_NEXT_WEEK = rf"(?:la\s+)?(?:(?:proxima|siguiente)\s+semana|semana\s+(?:{LATER}|siguiente))\b"
_NEXT_MONTH = rf"(?:el\s+)?(?:proximo\s+mes|mes\s+(?:{LATER}))\b"
_WHICH_MONTH = rf"(?P<ahead>este\s+mes\b|{_NEXT_MONTH})"
_ON_WEEKDAY = rf"(?:(?P<this>este)\s+|el\s+)?(?:(?P<sooner>proximo|siguiente)\s+)?{WEEKDAY}(?:\s+(?P<later>{LATER})\b)?"


def _in_days(found: re.Match[str]) -> tuple[InDays | EitherOf]:
    many, later = days(found), int(found.groupdict().get("from") == "manana")
    if found["unit"] == "dia" and many in _IDIOMS:
        return (EitherOf(tuple(each + later for each in _IDIOMS[many])),)
    return (InDays(many + later),)


def _idiom(said: str) -> int:
    return _IDIOMS[number(said)][0]


def _portion(found: re.Match[str]) -> str:
    return (found.groupdict().get("portion") or "")[:1]


def _week(found: re.Match[str]) -> tuple[InWeek]:
    return (InWeek(int(not found["this"]), *_OF_A_WEEK[_portion(found)]),)


def _month(found: re.Match[str]) -> tuple[InMonth]:
    groups = found.groupdict()
    first, last = WEEKS_OF_A_MONTH[_NTH_WEEK[groups["nth"]]] if groups.get("nth") else _OF_A_MONTH[_portion(found)]
    if groups.get("month"):
        return (InMonth(month=MONTHS[groups["month"]], first=first, last=last),)
    ahead = groups.get("ahead")
    return (InMonth(months_ahead=int(ahead is not None and "este" not in ahead), first=first, last=last),)


def _nth(found: re.Match[str]) -> tuple[NthWeekday]:
    nth, day, named, ahead = _NTH[found["nth"]], WEEKDAYS[found["weekday"]], found["month"], found["ahead"]
    if named:
        return (NthWeekday(nth, day, month=month_of(named)),)
    return (NthWeekday(nth, day, months_ahead=int(ahead is not None and "este" not in ahead)),)


def _coming_days(found: re.Match[str]) -> tuple[FromToday]:
    many = number(found["n"]) or (1 if found["unit"] == "semana" else 4)
    return (FromToday(0, many * (7 if found["unit"] == "semana" else 1)),)


_COUNTED: tuple[Reader, ...] = (
    reader(rf"(?:en\s+)?{SPAN}\s+(?:a\s+partir\s+)?de\s+(?P<from>hoy|manana)\b", _in_days),
    reader(
        rf"de\s+(?P<from>hoy|manana)\s+(?:en|a)\s+(?P<n>{_IDIOM})\b(?:\s+dias\b)?",
        lambda found: (InDays(_idiom(found["n"]) + (found["from"] == "manana")),),
    ),
    reader(
        rf"(?:del\s+)?{_ON_WEEKDAY}\s+en\s+(?P<n>{_IDIOM})\b(?:\s+dias\b)?",
        lambda found: (DaysAfter(_idiom(found["n"]), weekday(found)),),
    ),
    reader(rf"(?:en|dentro\s+de|de\s+aqui\s+a)\s+{SPAN}", _in_days),
    reader(rf"(?:en|dentro\s+de)\s+{COUNT}\s+mes(?:es)?\b", lambda found: (MonthsFromNow(number(found["n"])),)),
    always(r"(?:en|dentro\s+de)\s+medio\s+ano\b", MonthsFromNow(6)),
    always(r"(?:en|dentro\s+de)\s+un\s+ano\b", MonthsFromNow(12)),
    always(r"(?:en|dentro\s+de)\s+(?:unos|algunos)\s+dias\b", FromToday(3, 5)),
    always(r"(?:en|dentro\s+de)\s+un\s+par\s+de\s+dias\b", FromToday(2, 3)),
    always(r"(?:en|dentro\s+de)\s+un\s+par\s+de\s+semanas\b", FromToday(11, 17)),
    always(r"(?:en|dentro\s+de)\s+unas\s+semanas\b", FromToday(14, 28)),
    reader(
        rf"(?:(?:en|durante)\s+)?(?:est[oa]s|l[oa]s)\s+(?:proxim[oa]s|siguientes)\s+(?:{COUNT}\s+)?(?P<unit>dia|semana)s\b",
        _coming_days,
    ),
    always(r"antes\s+de\s+ayer\b|anteayer\b|antier\b", InDays(-2)),
    reader(
        rf"(?!(?:a\s+)?(?:{_IDIOM})\s+dias)(?:(?:el|un)\s+dia|(?:a\s+)?{SPAN})\s+(?P<way>despues|antes|a\s+partir)\s+del?\b",
        lambda found: (Shift((days(found) if found["n"] else 1) * (-1 if found["way"] == "antes" else 1)),),
    ),
    always(r"pasado\s+manana\b", InDays(2)),
    reader(r"esta\s+(?:misma\s+)?(?P<part>manana|tarde|noche)\b", lambda found: (InDays(0), PARTS[found["part"]])),
    always(r"(?:mas\s+tarde\s+hoy|hoy\s+mas\s+tarde|hoy\s+mismo|hoy)\b", InDays(0)),
    always(r"ayer\b", InDays(-1)),
)
_WEEKS: tuple[Reader, ...] = (
    reader(rf"(?:de\s+)?(?:(?P<this>{_THIS_WEEK})|{_NEXT_WEEK})", _week),
    reader(rf"{_PORTION}(?:(?P<this>{_THIS_WEEK}|(?:la\s+)?semana\b(?!\s+(?:{LATER}|siguiente)))|{_NEXT_WEEK})", _week),
    reader(
        rf"(?:de\s+)?(?:(?P<this>este)\s+|el\s+)?(?:(?P<next>proximo|siguiente)\s+)?(?<!\ba )fin\s+de\s+semana\b"
        rf"(?:\s+(?P<later>{LATER})\b)?",
        lambda found: (Weekend("next" if (found["next"] or found["later"]) and not found["this"] else "this"),),
    ),
    reader(
        rf"(?:la\s+)?semana\s+del\s+(?:dia\s+)?{DAY_NUMBER}(?:\s+de\s+{MONTH}{IN_YEAR})?",
        lambda found: (WeekOf(), *on_date(found)),
    ),
    reader(
        rf"(?:el\s+)?(?P<nth>{one_of(_NTH)})\s+{WEEKDAY}\s+(?:del?\s+)(?:{MONTH}|{_WHICH_MONTH}|mes\b)",
        _nth,
    ),
)
_MONTHS: tuple[Reader, ...] = (
    reader(
        rf"(?:en\s+)?(?:la\s+)?(?P<nth>primera|segunda|tercera|ultima)\s+semana\s+del?\s+"
        rf"(?:{_WHICH_MONTH}|mes\b(?!\s+(?:{LATER}))|(?P<month>{one_of(MONTHS)})\b)",
        _month,
    ),
    reader(rf"(?:en\s+)?(?:{_PORTION})?{_WHICH_MONTH}", _month),
    reader(
        rf"(?:del?\s+)?(?:(?P<this>este\s+(?:mismo\s+)?ano)|(?:el\s+)?(?:proximo\s+ano|ano\s+(?:{LATER})))\b",
        lambda found: (InYear(int(not found["this"])),),
    ),
    reader(rf"{_PORTION}(?:mes\b|(?P<month>{one_of(MONTHS)})\b)(?!\s+(?:{LATER}))", _month),
)
_DATES: tuple[Reader, ...] = (
    ISO_DATE,
    SLASHED,
    reader(rf"(?:el\s+)?(?:dia\s+)?{DAY_NUMBER}\s+(?:de\s+)?{MONTH}{IN_YEAR}", on_date),
    reader(rf"{MONTH}\s+{DAY_NUMBER}{NO_TIME}{IN_YEAR}", on_date),
    # "Martes 8" is the eighth, "martes a las 8" is not.
    reader(
        rf"{_ON_WEEKDAY},?\s+(?:(?:el\s+)?dia\s+|el\s+)?{DAY_NUMBER}{NO_TIME}(?!\s+(?:de\s+)?{MONTH})"
        rf"(?:\s+del?\s+{_WHICH_MONTH})?".replace("(?P<month>", "(?:"),
        lambda found: (weekday(found), *on_date(found)),
    ),
    reader(_ON_WEEKDAY, lambda found: (weekday(found),)),
    reader(
        rf"(?:el\s+dia\s+|el\s+|dia\s+|(?<=\bdel\s)|(?<=\bal\s)){DAY_NUMBER}{NO_TIME}(?!\s+(?:{one_of(WEEKDAYS)})\b)"
        rf"(?:\s+del?\s+{_WHICH_MONTH})?",
        on_date,
    ),
    reader(rf"(?:(?:en|durante|de)\s+)?(?P<month>{one_of(MONTHS)})\b(?!\s*[0-9])", _month),
)
TOMORROW = always(r"manana\b", InDays(1))

COUNTED_READERS = (*_COUNTED, *_WEEKS, *_MONTHS)
"""What is counted from today; tried before the words for times."""
DATE_READERS = (*_DATES, TOMORROW)
