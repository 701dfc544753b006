"""The words for times of day in Spanish."""

from __future__ import annotations

import re

from receptionist.domain.dates.figures import HOURS_AND_MINUTES, ISO_TIME, MERIDIEM
from receptionist.domain.dates.meanings import Clock, PartOfDay, Vague
from receptionist.domain.dates.reading import Reader, always, clock, from_the_hour, one_of, reader
from receptionist.domain.dates.spanish_words import HOURS, MINUTES, OF_THE_DAY, PART, PARTS, number

_HOUR = rf"(?P<h>[0-9]{{1,2}}|{one_of(HOURS)})"
_MINUTE = (
    rf"(?:[:.](?P<m>[0-5][0-9])(?![0-9])|\s+y\s+(?P<yw>{one_of(MINUTES)}|[0-5]?[0-9])\b"
    rf"|\s+(?P<mw>{one_of(MINUTES)}|[0-5][0-9])\b)"
)
_TO = rf"\s+menos\s+(?P<less>{one_of(MINUTES)}|[0-5]?[0-9])\b"
_HALF = rf"(?:\s*(?:h|hrs?|horas)\b\.?)?(?:\s*{MERIDIEM})?"


def _clock(found: re.Match[str]) -> tuple[Clock]:
    groups = found.groupdict()
    hour = groups["h"]
    if groups.get("less"):
        return (
            from_the_hour(number(hour), -number(groups["less"]), groups.get("ap")) if _of_twelve(hour) else Clock(()),
        )
    minute = number(groups.get("m") or groups.get("mw") or groups.get("yw"))
    return (clock(number(hour), minute, half=groups.get("ap"), padded=hour.startswith("0")),)


def _of_twelve(hour: str) -> bool:
    return number(hour) in range(1, 13)


def _to_the_hour(found: re.Match[str]) -> tuple[Clock]:
    return (
        from_the_hour(number(found["h"]), -number(found["n"]), found["ap"]) if _of_twelve(found["h"]) else Clock(()),
    )


_OF_THE_DAY = {
    "primera": {"manana": PartOfDay(300, 599, offered_from=0), "tarde": PartOfDay(720, 869)},
    "ultima": {"manana": PartOfDay(630, 719), "tarde": PartOfDay(990, 1259)},
}

VAGUE_READERS: tuple[Reader, ...] = (
    always(
        r"(?:(?:lo\s+)?(?:antes|mas\s+pronto)\s+posible|cuanto\s+antes|(?:tan\s+pronto\s+como|en\s+cuanto)\s+(?:se\s+)?"
        r"(?:sea\s+posible|pued[ao]n?|puedas)|(?:la\s+)?primera\s+(?:cita|hora)\s+(?:disponible|libre)"
        r"|lo\s+primero\s+que\s+(?:tenga|haya)n?|pronto)\b",
        Vague("soonest"),
    ),
    reader(
        r"(?:a\s+)?(?P<when>primera|ultima)\s+hora\s+de\s+la\s+(?P<part>manana|tarde)\b",
        lambda found: (_OF_THE_DAY[found["when"]][found["part"]],),
    ),
    always(r"(?:(?:a\s+)?primera\s+hora(?:\s+del\s+dia)?|al\s+abrir|tempran(?:o|ito))\b", Vague("start")),
    always(
        r"(?:(?:a\s+)?ultima\s+hora(?:\s+del\s+dia)?|al\s+final\s+del\s+dia|lo\s+mas\s+tarde\s+posible)\b", Vague("end")
    ),
    always(
        r"(?:a\s+cualquier\s+hora|cuando\s+(?:sea|pueda|puedan|quiera|quieran|haya)|a\s+la\s+hora\s+que\s+sea|todo\s+el\s+dia"
        r"|en\s+algun\s+momento)\b",
        Vague("any"),
    ),
    always(r"(?<!\bo )(?<!\ba )(?:mas\s+tarde|mas\s+temprano|luego)\b(?!\s+(?:de|que)\b)", Vague("other")),
    always(r"a\s+media\s+manana\b", PartOfDay(570, 659)),
    always(r"a\s+media\s+tarde\b", PartOfDay(960, 1079)),
)
CLOCK_READERS: tuple[Reader, ...] = (
    reader(rf"(?:la|las)\s+{_HOUR}(?:{_TO}|{_MINUTE})?{_HALF}(?![0-9a-z:/])", _clock),
    reader(
        rf"(?:(?:un|a\s+un|al)\s+)?(?P<n>cuarto|cinco|diez|veinte|veinticinco)\s+para\s+(?:la|las)\s+{_HOUR}\b(?:\s*{MERIDIEM})?",
        _to_the_hour,
    ),
    reader(rf"{_HOUR}{_MINUTE}?\s*{MERIDIEM}", _clock),
    ISO_TIME,
    HOURS_AND_MINUTES,
    reader(rf"{_HOUR}\s*(?:h|hrs|horas)\b", _clock),
    reader(rf"{_HOUR}(?:{_TO}|\s+y\s+(?P<yw>media|cuarto|quince|treinta)\b)", _clock),
    reader(rf"{_HOUR}(?=\s+{OF_THE_DAY})", _clock),
    always(r"(?:(?:a\s+|las\s+)?(?:12|doce)\s+del\s+mediodia|(?:al?|el)\s+medio\s?dia|medio\s?dia)\b", Clock((720,))),
    always(r"del\s+medio\s?dia\b", PARTS["mediodia"]),
    always(r"(?:a\s+)?(?:la\s+)?media\s?noche\b", Clock((0, 1440))),
    always(r"(?<=\bcualquier\s)manana\b", PARTS["manana"]),
    reader(rf"(?:(?:por|en|de|a)\s+)?las?\s+{PART}", lambda found: (PARTS[found["part"]],)),
    reader(r"(?P<part>tarde|noche)\b", lambda found: (PARTS[found["part"]],)),
)
BARE_CLOCK = reader(rf"{_HOUR}(?:{_TO}|{_MINUTE})?\b(?![:./]?[0-9])", _clock)
