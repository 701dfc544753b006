"""The words for times of day in English."""

from __future__ import annotations

import re

from receptionist.domain.dates.english_words import (
    HOUR,
    MINUTES,
    NUMBERS,
    OCLOCK,
    PART,
    PARTS,
    WEEKDAYS,
    number,
)
from receptionist.domain.dates.figures import HOURS_AND_MINUTES, ISO_TIME, MERIDIEM
from receptionist.domain.dates.meanings import Clock, PartOfDay, Vague
from receptionist.domain.dates.reading import Reader, always, clock, from_the_hour, one_of, reader


def _clock(found: re.Match[str]) -> tuple[Clock]:
    groups = found.groupdict()
    hour, minute = number(groups["h"]), number(groups.get("m") or groups.get("mw"))
    padded = groups["h"].startswith("0")
    return (clock(hour, minute, half=groups.get("ap"), padded=padded),)


def _past(found: re.Match[str]) -> tuple[Clock]:
    minutes = number(found["n"]) * (1 if found["past"] in {"past", "after"} else -1)
    return (from_the_hour(number(found["h"]), minutes, found["ap"]),)


# "Ten to four" is also a range, so small numbers need "minutes" there; "after" only goes with a quarter, for "ten
# after two" sits too near to "after two".
_PAST = (
    rf"(?:a\s+)?(?P<n>half(?=\s+past)|quarter|(?:[0-9]{{1,2}}|five|ten)(?=\s+(?:minutes\s+)?past|\s+minutes\s+to)"
    rf"|twenty(?:[\s-]+five)?(?=\s+(?:minutes\s+)?(?:past|to)))(?:\s+minutes)?"
    rf"\s+(?P<past>past|to|(?<=quarter\s)(?:till|of|after))\s+(?P<h>[1-9]|1[0-2]|{one_of(NUMBERS)})\b(?![:./-]?[0-9])"
    rf"(?:\s*{OCLOCK})?(?:\s*{MERIDIEM})?"
)
_MINUTE = rf"(?:[:.](?P<m>[0-5][0-9])(?![0-9])|(?:\s+|-)(?P<mw>{one_of(MINUTES)})\b)"
_AVAILABLE = rf"(?:the\s+)?(?:first|next)\s+available\b(?!\s+(?:{one_of(WEEKDAYS)})\b)"
_OF_THE_DAY = {
    "early": {
        "morning": PartOfDay(300, 599, offered_from=0),
        "afternoon": PartOfDay(720, 869),
        "evening": PartOfDay(1020, 1139),
    },
    "mid": {"morning": PartOfDay(570, 659), "afternoon": PartOfDay(840, 959), "evening": PartOfDay(1080, 1259)},
    "late": {"morning": PartOfDay(630, 719), "afternoon": PartOfDay(930, 1139), "evening": PartOfDay(1140, 1439)},
}

VAGUE_READERS: tuple[Reader, ...] = (
    reader(
        r"(?:in\s+the\s+)?(?P<when>early|mid|late)(?:[\s-]+|\s+in\s+the\s+)(?P<part>morning|afternoon|evening)\b",
        lambda found: (_OF_THE_DAY[found["when"]][found["part"]],),
    ),
    always(
        rf"(?:as\s+soon\s+as\s+(?:possible|you\s+can)|asap|(?:the\s+)?(?:earliest|soonest)|soon)\b|{_AVAILABLE}",
        Vague("soonest"),
    ),
    always(
        r"(?:(?:the\s+)?first\s+thing|bright\s+and\s+early|as\s+early\s+as\s+possible"
        r"|(?:the\s+)?(?:start|beginning)\s+of\s+the\s+day|early)\b",
        Vague("start"),
    ),
    always(
        r"(?:(?:the\s+)?end\s+of\s+(?:the\s+)?day|last\s+thing|as\s+late\s+as\s+possible|late(?:st)?)\b", Vague("end")
    ),
    always(r"(?:any\s?time(?!\s+but)|some\s?time|whenever|all\s+day)\b", Vague("any")),
    always(r"(?:earlier|later|sooner)\b", Vague("other")),
    always(r"lunch(?:\s?time)?\b", PartOfDay(690, 779)),
    always(r"(?:the\s+)?middle\s+of\s+the\s+day\b", PartOfDay(660, 839)),
)
CLOCK_READERS: tuple[Reader, ...] = (
    reader(_PAST, _past),
    reader(rf"{HOUR}{_MINUTE}?(?:\s*{OCLOCK})?\s*{MERIDIEM}", _clock),
    ISO_TIME,
    HOURS_AND_MINUTES,
    reader(rf"{HOUR}(?:\s+|-)(?P<mw>{one_of(MINUTES)})\b", _clock),
    reader(rf"{HOUR}\s*{OCLOCK}", _clock),
    reader(rf"{HOUR}(?=\s+(?:in\s+the|at)\s+{PART})", _clock),
    always(r"(?:(?:12|twelve)\s+)?(?:noon|midday)\b", Clock((720,))),
    always(r"(?:(?:12|twelve)\s+)?midnight\b", Clock((0, 1440))),
    reader(rf"(?:in\s+the\s+|at\s+(?=night))?{PART}", lambda found: (PARTS[found["part"]],)),
)
BARE_CLOCK = reader(rf"{HOUR}(?:\s+(?P<m>[0-5][0-9])(?:\s*{MERIDIEM})?)?\b(?![:./]?[0-9])", _clock)
