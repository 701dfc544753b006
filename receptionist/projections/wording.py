"""Days, times and names in words. Written here, because an effect must read the same for ever.

Locale libraries change their data between releases (CLDR 42 put a narrow no-break space before "PM"), and
`strftime` follows the machine's locale.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Literal
from zoneinfo import ZoneInfo

from receptionist.events.booking import OfferedSlot
from receptionist.language import Language

_WEEKDAYS: Mapping[Language, tuple[str, ...]] = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "es": ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"),
}
_MONTHS: Mapping[Language, tuple[str, ...]] = {
    "en": (
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
        "November", "December",
    ),
    "es": (
        "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre",
        "noviembre", "diciembre",
    ),
}  # fmt: skip
_TEENS = range(11, 14)
_NOON = 12
# From which hour on a Spanish speaker calls it what.
_PARTS_OF_DAY = ((20, "de la noche"), (13, "de la tarde"), (12, "del mediodía"), (6, "de la mañana"),
                 (1, "de la madrugada"), (0, "de la noche"))  # fmt: skip

Joint = Literal["and", "or"]
_JOINTS: Mapping[Language, Mapping[Joint, str]] = {"en": {"and": "and", "or": "or"}, "es": {"and": "y", "or": "o"}}
_BEFORE_ITS_OWN_SOUND = {"y": (re.compile(r"h?[ií](?![aeouáéóú])", re.IGNORECASE), "e"),
                         "o": (re.compile(r"h?[oó]|8", re.IGNORECASE), "u")}  # fmt: skip

# Written with a vowel and spoken with a consonant, or the other way round.
_SPOKEN_WITH_A_CONSONANT = re.compile(r"u(?:ni|se|ti|ro|ra|v\b)|eu|one|once\b", re.IGNORECASE)
_SPOKEN_WITH_A_VOWEL = re.compile(
    r"[aeiou]|hour|hono|heir|x-?ray|8|11\b|18\b|(?-i:[FHLMNRSX](?:[^a-z\s']|\b))", re.IGNORECASE
)
_SEVERAL = re.compile(r"(?<![siu])s$", re.IGNORECASE)


def weekday(day: date, language: Language = "en") -> str:
    """Such as "Tuesday" or "martes"."""
    return _WEEKDAYS[language][day.weekday()]


def date_with_year(day: date, language: Language = "en") -> str:
    """Such as "November 24th, 2026" or "24 de noviembre de 2026"."""
    return f"{_day_of_month(day, language)}{', ' if language == 'en' else ' de '}{day.year}"


def calendar_day(day: date, language: Language = "en") -> str:
    """Such as "Tuesday, November 24th" or "martes 24 de noviembre"."""
    return f"{weekday(day, language)}{', ' if language == 'en' else ' '}{_day_of_month(day, language)}"


def day(instant: datetime, time_zone: str, language: Language = "en") -> str:
    """The calendar day of an instant there."""
    return calendar_day(_local(instant, time_zone).date(), language)


def day_with_year(instant: datetime, time_zone: str, language: Language = "en") -> str:
    """Such as "Tuesday, November 24th, 2026" or "martes 24 de noviembre de 2026"."""
    local = _local(instant, time_zone)
    return f"{calendar_day(local.date(), language)}{', ' if language == 'en' else ' de '}{local.year}"


def clock_time(instant: datetime, time_zone: str, language: Language = "en") -> str:
    """As it is said: "2 PM", "2:30 PM", "las 2 de la tarde", "la 1:30 de la tarde"."""
    local = _local(instant, time_zone)
    hour, minutes = local.hour % _NOON or _NOON, f":{local.minute:02d}" if local.minute else ""
    if language == "en":
        return f"{hour}{minutes} {'AM' if local.hour < _NOON else 'PM'}"
    part = next(name for begins, name in _PARTS_OF_DAY if local.hour >= begins)
    return f"{'la' if hour == 1 else 'las'} {hour}{minutes} {part}"


def written_time(instant: datetime, time_zone: str, language: Language = "en") -> str:
    """As it stands alone on a page: "2 PM", "2:00 p. m."."""
    if language == "en":
        return clock_time(instant, time_zone)
    local = _local(instant, time_zone)
    return f"{local.hour % _NOON or _NOON}:{local.minute:02d} {'a' if local.hour < _NOON else 'p'}. m."


def day_and_time(instant: datetime, time_zone: str, language: Language = "en") -> str:
    """Such as "Tuesday, November 24th at 2 PM" or "el martes 24 de noviembre a las 2 de la tarde"."""
    named, at = day(instant, time_zone, language), clock_time(instant, time_zone, language)
    return f"{named} at {at}" if language == "en" else f"el {named} a {at}"


def choices(slots: Sequence[OfferedSlot], time_zone: str, language: Language = "en") -> str:
    """Several times as one says them: each day once, with all its times, and with whom where that differs.

    Such as "A at 2 PM or 3 PM, or B at 9 AM", "A at 2 PM with Dr. Lee or at 3 PM with Dr. Patel". One time that
    several people have free is said once, with all of them.
    """
    differ = len({slot.provider for slot in slots}) > 1
    days: dict[str, dict[str, list[str]]] = {}
    for slot in slots:
        times = days.setdefault(day(slot.starts_at, time_zone, language), {})
        who = times.setdefault(clock_time(slot.starts_at, time_zone, language), [])
        if differ and slot.provider and slot.provider not in who:
            who.append(slot.provider)
    each = [_day_with_times(name, times, language) for name, times in days.items()]
    single = all(len(times) == 1 for times in days.values())
    joint = _JOINTS[language]["or"]
    return listed(each, language, "or") if single or not each else f", {joint} ".join(each)


def listed(words: Sequence[str], language: Language = "en", joint: Joint = "and") -> str:
    """Such as "one, two and three"; Spanish "y" and "o" give way to a word that begins like them."""
    if not words:
        return ""
    *before, last = words
    link = _JOINTS[language][joint]
    if language == "es":
        sound, instead = _BEFORE_ITS_OWN_SOUND[link]
        link = instead if sound.match(last) else link
    return f"{', '.join(before)} {link} {last}" if before else last


def with_article(noun: str) -> str:
    """An English noun as one of its kind: "an exam", "a filling", "an X-ray", and several without: "implants"."""
    if not noun or _SEVERAL.search(noun):
        return noun
    vowel = _SPOKEN_WITH_A_VOWEL.match(noun) and not _SPOKEN_WITH_A_CONSONANT.match(noun)
    return f"{'an' if vowel else 'a'} {noun}"


def capitalised(words: str) -> str:
    """With a capital first letter, the others as they are."""
    return words[:1].upper() + words[1:]


def first_name(name: str) -> str:
    """The first word of a name: what may be seen by everybody in a room."""
    return name.split(maxsplit=1)[0] if name.strip() else ""


def _local(instant: datetime, time_zone: str) -> datetime:
    return instant.astimezone(ZoneInfo(time_zone))


def _day_of_month(day: date, language: Language) -> str:
    month = _MONTHS[language][day.month - 1]
    return f"{month} {_ordinal(day.day)}" if language == "en" else f"{day.day} de {month}"


def _day_with_times(name: str, times: Mapping[str, Sequence[str]], language: Language) -> str:
    at, beside, before_day = ("at", "with", "") if language == "en" else ("a", "con", "el ")
    several = any(times.values()) or language == "es"
    each = [f"{time} {beside} {listed(who, language, 'or')}" if who else time for time, who in times.items()]
    return f"{before_day}{name} {at} " + listed(each[:1] + [f"{at} {one}" if several else one for one in each[1:]],
                                               language, "or")  # fmt: skip


def _ordinal(number: int) -> str:
    suffix = "th" if number in _TEENS else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{suffix}"
