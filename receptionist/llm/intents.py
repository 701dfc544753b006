"""What an utterance wants, by the words in it."""

from __future__ import annotations

import re

from receptionist.language import Language
from receptionist.llm import intents_en, intents_es
from receptionist.llm.wanting import Intent, Patterns

__all__ = ["Intent", "intents"]


def _compiled(patterns: Patterns) -> dict[Intent, re.Pattern[str]]:
    return {intent: re.compile("|".join(each), re.IGNORECASE) for intent, each in patterns.items()}


_PATTERNS: dict[Language, dict[Intent, re.Pattern[str]]] = {
    "en": _compiled(intents_en.PATTERNS),
    "es": _compiled(intents_es.PATTERNS),
}
_NOT_DETAILS: dict[Language, re.Pattern[str]] = {
    "en": re.compile(intents_en.NOT_DETAILS, re.IGNORECASE),
    "es": re.compile(intents_es.NOT_DETAILS, re.IGNORECASE),
}


def intents(text: str, language: Language = "en") -> frozenset[Intent]:
    """Everything that the words of *text* express."""
    found = {intent for intent, pattern in _PATTERNS[language].items() if pattern.search(text)}
    if _NOT_DETAILS[language].search(text):
        found.discard(Intent.DETAILS)
    return frozenset(found)
