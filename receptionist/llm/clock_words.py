"""Times of day in words, only to be compared with what was offered: what they mean is for the desk to say."""

from __future__ import annotations

import re

from receptionist.domain.hearing import plain
from receptionist.language import Language

_HOURS: dict[Language, dict[str, int]] = {
    "en": {
        "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6,
        "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12,
    },
    "es": {
        "una": 1, "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5, "seis": 6,
        "siete": 7, "ocho": 8, "nueve": 9, "diez": 10, "once": 11, "doce": 12,
    },
}  # fmt: skip
_MINUTES: dict[Language, dict[str, int]] = {
    "en": {"fifteen": 15, "thirty": 30, "forty-five": 45, "half past": 30, "quarter past": 15},
    "es": {"y quince": 15, "y treinta": 30, "y media": 30, "y cuarto": 15},
}
_LESS: dict[Language, str] = {"en": "quarter to", "es": "menos cuarto"}
_NOON: dict[Language, re.Pattern[str]] = {
    "en": re.compile(r"\b(?:noon|midday|midnight)\b"),
    "es": re.compile(r"(?<!del )\bmediodia\b"),
}
_MORNING: dict[Language, re.Pattern[str]] = {
    "en": re.compile(r"a\.?m\b|\bmorning\b"),
    "es": re.compile(r"a\. ?m\b|\b(?:de|por|en) la manana\b|\bmadrugada\b"),
}
_LATER: dict[Language, re.Pattern[str]] = {
    "en": re.compile(r"p\.?m\b|\b(?:afternoon|evening|noon)\b"),
    "es": re.compile(r"p\. ?m\b|\b(?:de|por|en) la (?:tarde|noche)\b|\bmediodia\b"),
}
_CLOCK = re.compile(r"\b(\d{1,2})(?::(\d\d))?(?![\d:])")


def half(words: str, language: Language) -> str:
    """Which half of the day *words* name: "am", "pm", or "" for neither."""
    text = plain(words)
    if _MORNING[language].search(text):
        return "am"
    return "pm" if _LATER[language].search(text) else ""


def minute(words: str, language: Language) -> int | None:
    """The minute on a twelve-hour face that *words* name, or None."""
    text = plain(words)
    if _NOON[language].search(text):
        return 0
    match = _CLOCK.search(text)
    if match:
        hour, minutes = int(match[1]), int(match[2] or 0)
    else:
        named = [_HOURS[language][word] for word in re.findall(r"[a-z]+", text) if word in _HOURS[language]]
        if not named:
            return None
        hour, minutes = named[0], 0
    minutes = next((each for said, each in _MINUTES[language].items() if said in text), minutes)
    if _LESS[language] in text:
        hour, minutes = hour - 1, 45
    return hour % 12 * 60 + minutes
