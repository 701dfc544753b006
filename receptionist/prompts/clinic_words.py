"""A clinic's hours and closures in words that are good to hear, in each language."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, time, timedelta
from itertools import groupby

from receptionist.domain.clinic import WEEKDAYS, Clinic, Opening
from receptionist.language import Language

_DAYS: dict[Language, tuple[str, ...]] = {
    "en": tuple(day.capitalize() for day in WEEKDAYS),
    "es": ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"),
}
_MONTHS: dict[Language, tuple[str, ...]] = {
    "en": (
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ),
    "es": (
        "enero", "febrero", "marzo", "abril", "mayo", "junio",
        "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre",
    ),
}  # fmt: skip
_HOLIDAYS_IN_SPANISH = {
    "new year's day": "Año Nuevo",
    "new year's eve": "Nochevieja",
    "martin luther king jr. day": "el día de Martin Luther King",
    "martin luther king day": "el día de Martin Luther King",
    "presidents' day": "el Día de los Presidentes",
    "washington's birthday": "el Día de los Presidentes",
    "good friday": "Viernes Santo",
    "easter monday": "Lunes de Pascua",
    "memorial day": "el Día de los Caídos",
    "juneteenth": "Juneteenth",
    "independence day": "el Día de la Independencia",
    "labor day": "el Día del Trabajo",
    "columbus day": "el Día de Colón",
    "indigenous peoples' day": "el Día de los Pueblos Indígenas",
    "veterans day": "el Día de los Veteranos",
    "thanksgiving": "el Día de Acción de Gracias",
    "thanksgiving day": "el Día de Acción de Gracias",
    "day after thanksgiving": "el día después de Acción de Gracias",
    "the day after thanksgiving": "el día después de Acción de Gracias",
    "christmas eve": "Nochebuena",
    "christmas day": "Navidad",
    "christmas": "Navidad",
}
_A_MONDAY = date(2001, 1, 1)
_MOST_CLOSURES = 3
_RUN = 3
"""So many days in a row are "Monday through Wednesday"."""


def hours_in_words(clinic: Clinic, language: Language) -> str:
    """The hours of an ordinary week: "Monday through Thursday from 8 AM to noon and from 1 PM to 5 PM, and …".

    Local times of the clinic; closures aside. For a clinic that is never open, words that say so.
    """
    usual = [(day, _usual_openings(clinic, day)) for day in range(7)]
    stretches: dict[tuple[Opening, ...], list[int]] = {}
    for day, openings in usual:
        if openings:
            stretches.setdefault(openings, []).append(day)
    if not stretches:
        return {"en": "by appointment only", "es": "solo con cita previa"}[language]
    said = [f"{_days(days, language)} {_openings(openings, language)}" for openings, days in stretches.items()]
    return joined(said, language, pause=True)


def closures_in_words(clinic: Clinic, language: Language, today: date) -> str:
    """The next closures from *today* on, at most three: "Thursday, November 26, for Thanksgiving, and …".

    Weekdays on which nobody is seen anyway are left out; days in a row for the same reason count once. Words for
    "none" when none is known.
    """
    runs = _runs(clinic, today)[:_MOST_CLOSURES]
    if not runs:
        return {"en": "none that I know of so far", "es": "ninguno que yo sepa por ahora"}[language]
    return joined([_closure(*run, language, today) for run in runs], language, pause=True)


def joined(parts: Sequence[str], language: Language, *, pause: bool = False) -> str:
    """*parts* as a list that is spoken: "a, b and c"; with a *pause* before the last when they are long."""
    if len(parts) == 1:
        return parts[0]
    last = {"en": "and", "es": "e" if _sounds_like_i(parts[-1]) else "y"}[language]
    return f"{', '.join(parts[:-1])}{',' if pause else ''} {last} {parts[-1]}"


def _sounds_like_i(word: str) -> bool:
    folded = word.casefold()
    return folded.startswith(("i", "í", "hi", "hí")) and not folded.startswith(("hie", "hia"))


def _usual_openings(clinic: Clinic, weekday: int) -> tuple[Opening, ...]:
    """What a weekday is like when nothing is closed: asked of the first such day that no closure takes."""
    days = (_A_MONDAY + timedelta(days=weekday, weeks=week) for week in range(len(clinic.closures) + 1))
    return next((clinic.openings(day) for day in days if day not in clinic.closures), ())


def _days(days: Sequence[int], language: Language) -> str:
    names = _DAYS[language]
    said: list[str] = []
    for _, run in groupby(enumerate(days), key=lambda pair: pair[1] - pair[0]):
        together = [names[day] for _, day in run]
        if len(together) >= _RUN:
            said.append({"en": "{} through {}", "es": "{} a {}"}[language].format(together[0], together[-1]))
        else:
            said += together
    days_said = joined(said, language)
    return days_said if language == "en" else f"de {days_said}" if " a " in said[0] else f"los {days_said}"


def _openings(openings: Sequence[Opening], language: Language) -> str:
    pattern = {"en": "from {} to {}", "es": "de {} a {}"}[language]
    said = [pattern.format(_clock(one.opens, language), _clock(one.closes, language)) for one in openings]
    return joined(said, language)


def _clock(at: time, language: Language) -> str:
    hour = at.hour % 12 or 12
    written = f"{hour}:{at.minute:02}" if at.minute else str(hour)
    if language == "en":
        if at in (time(0), time(12)):
            return "midnight" if at == time(0) else "noon"
        return f"{written} {'AM' if at.hour < 12 else 'PM'}"  # noqa: PLR2004 (noon)
    if at == time(12):
        return "las 12 del mediodía"
    part = next(name for until, name in _PARTS_IN_SPANISH if at.hour < until)
    return f"{'la' if hour == 1 else 'las'} {written} {part}"


_PARTS_IN_SPANISH = (
    (6, "de la madrugada"), (12, "de la mañana"), (20, "de la tarde"), (24, "de la noche"),
)  # fmt: skip


def _runs(clinic: Clinic, today: date) -> list[tuple[date, date, str]]:
    """First day, last day and reason of each closure from *today* on."""
    runs: list[tuple[date, date, str]] = []
    usually_open = {weekday for weekday in range(7) if _usual_openings(clinic, weekday)}
    for day in sorted(day for day in clinic.closures if day >= today and day.weekday() in usually_open):
        reason = _without_note(clinic.closures[day])
        if runs and runs[-1][1] + timedelta(days=1) == day and runs[-1][2] == reason:
            runs[-1] = (runs[-1][0], day, reason)
        else:
            runs.append((day, day, reason))
    return runs


def _closure(first: date, last: date, reason: str, language: Language, today: date) -> str:
    why = _reason(reason, language)
    if first == last:
        return {"en": "{}, for {}", "es": "el {}, por {}"}[language].format(_day(first, language, today), why)
    pattern = {"en": "from {} through {}, for {}", "es": "del {} al {}, por {}"}[language]
    return pattern.format(_day(first, language, today), _day(last, language, today), why)


def _without_note(reason: str) -> str:
    """A holiday kept on another day is no other holiday to a caller."""
    return re.sub(r"\s*\(observed\)\s*$", "", reason, flags=re.IGNORECASE) or reason


def _reason(reason: str, language: Language) -> str:
    if language == "en":
        return reason
    return _HOLIDAYS_IN_SPANISH.get(reason.casefold().replace("\u2019", "'"), reason)


def _day(day: date, language: Language, today: date) -> str:
    weekday, month = _DAYS[language][day.weekday()], _MONTHS[language][day.month - 1]
    if language == "en":
        return f"{weekday}, {month} {day.day}" + (f", {day.year}" if day.year != today.year else "")
    return f"{weekday} {day.day} de {month}" + (f" de {day.year}" if day.year != today.year else "")
