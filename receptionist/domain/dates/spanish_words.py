"""Spanish number, weekday and month words, without accents, and the patterns made of them."""

from __future__ import annotations

import re

from receptionist.domain.dates.figures import MERIDIEM, YEAR
from receptionist.domain.dates.meanings import OnDate, OnWeekday, PartOfDay
from receptionist.domain.dates.reading import one_of

WEEKDAYS = {
    name: n for n, name in enumerate(("lunes", "martes", "miercoles", "jueves", "viernes", "sabado", "domingo"))
}
_MONTH_NAMES = (
    "enero", "febrero", "marzo", "abril", "mayo", "junio",
    "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre",
)  # fmt: skip
MONTHS = {name: i for i, name in enumerate(_MONTH_NAMES, start=1)} | {"setiembre": 9}
SHORT_MONTHS = {name[:3]: i for i, name in enumerate(_MONTH_NAMES, start=1)} | {"sept": 9, "set": 9}
_UNITS = ("uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve")
_TEENS = ("diez", "once", "doce", "trece", "catorce", "quince", "dieciseis", "diecisiete", "dieciocho", "diecinueve")
_TWENTIES = ("veintiuno", "veintidos", "veintitres", "veinticuatro", "veinticinco", "veintiseis", "veintisiete",
             "veintiocho", "veintinueve")  # fmt: skip
_NAMES = (*_UNITS, *_TEENS, "veinte", *_TWENTIES, "treinta", "treinta y uno")
DAY_NUMBERS = {name: i for i, name in enumerate(_NAMES, start=1)} | {"primero": 1}
HOURS = {"una": 1, **{name: i for i, name in enumerate(_NAMES[:12], start=1) if i > 1}}
COUNTS = {"un": 1, **HOURS, "quince": 15}
_TENS = {"treinta": 30, "cuarenta": 40, "cincuenta": 50}
MINUTES = {name: i for i, name in enumerate(_NAMES[4:30], start=5)} | {
    **_TENS, **{f"{ten} y cinco": n + 5 for ten, n in _TENS.items()}, "media": 30, "cuarto": 15,
}  # fmt: skip
_NUMBERS = {**MINUTES, **DAY_NUMBERS, **COUNTS}
PARTS = {
    "madrugada": PartOfDay(0, 359),
    "manana": PartOfDay(60, 719, offered_from=0),
    "mediodia": PartOfDay(720, 899),
    "tarde": PartOfDay(720, 1259),
    "noche": PartOfDay(1080, 1440),
}

PART = r"(?P<part>manana|tarde|noche|madrugada)s?\b"
OF_THE_DAY = rf"(?:(?:de|por|en)\s+la\s+{PART}|del\s+mediodia\b)".replace("?P<part>", "?:")
WEEKDAY = rf"(?P<weekday>{one_of(WEEKDAYS)})\b"
MONTH = rf"(?P<month>{one_of([*MONTHS, *SHORT_MONTHS])})\b\.?"
DAY_NUMBER = rf"(?P<day>[0-9]{{1,2}}|{one_of(DAY_NUMBERS)})(?:(?<=[0-9])(?:ro|ero|o|\u00ba|\u00b0))?(?![0-9a-z:/])"
# What makes a number a time: "el martes 8 de la manana" is not the eighth.
NO_TIME = (
    rf"(?!\s*(?::|[.][0-9]|{MERIDIEM}|{OF_THE_DAY}|horas?\b|en\s+punto\b|y\s+media\b|y\s+cuarto\b|menos\b))".replace(
        "?P<ap>", "?:"
    )
)
IN_YEAR = rf"(?:,?\s+(?:del?\s+)?{YEAR})?"
COUNT = rf"(?P<n>[0-9]{{1,3}}|{one_of(COUNTS)})"
SPAN = rf"{COUNT}\s+(?P<unit>dia|semana)s?\b"
LATER = r"que\s+viene|que\s+entra|proxim[oa]|entrante"


def number(said: str | None) -> int:
    """The number that a word or digits name; 0 for what was not said."""
    if said is None:
        return 0
    return int(said) if said.isdigit() else _NUMBERS[" ".join(re.split(r"[\s-]+", said))]


def days(found: re.Match[str]) -> int:
    """How many days a `SPAN` is long."""
    return number(found["n"]) * (7 if found["unit"] == "semana" else 1)


def weekday(found: re.Match[str]) -> OnWeekday:
    """The weekday that was said."""
    this, later = (found[name] for name in ("this", "later"))
    later = later or found["sooner"]
    return OnWeekday(WEEKDAYS[found["weekday"]], ("coming" if this else "next") if later else "this" if this else "")


def month_of(said: str) -> int:
    """The number of a month from its name, whole or shortened."""
    return MONTHS.get(said) or SHORT_MONTHS[said]


def on_date(found: re.Match[str]) -> tuple[OnDate]:
    """The day of a month that was said."""
    groups = found.groupdict()
    month, year, ahead = groups.get("month"), groups.get("year"), groups.get("ahead")
    return (
        OnDate(
            day=number(groups["day"]),
            month=None if month is None else month_of(month),
            year=None if year is None else int(year),
            months_ahead=None if ahead is None else int("este" not in ahead),
        ),
    )
