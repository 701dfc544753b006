"""What of an utterance is to be read at all."""

from __future__ import annotations

import unicodedata

from receptionist.language import Language
from receptionist.llm.intents import Intent, intents
from receptionist.llm.segments import SPEECH

LONGEST = 1000
"""Longer utterances (in characters) are noise, or somebody's joke."""

_APOSTROPHES = str.maketrans(dict.fromkeys("\u2018\u2019\u02bc`\u00b4", "'"))


def readable(utterance: str) -> str:
    """The utterance in one line; "" when nothing in it can be read, or far too much."""
    if len(utterance) > LONGEST:
        return ""
    text = unicodedata.normalize("NFC", utterance).translate(_APOSTROPHES)
    # The two joiners belong to names in some scripts; every other invisible mark only hides something.
    shown = (
        char if unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Co", "Cn"} or char in "\u200c\u200d" else " "
        for char in text
    )
    text = " ".join("".join(shown).split())
    return text if any(char.isalnum() for char in text) else ""


def relevant(text: str, language: Language) -> str:
    """The text without days and numbers that name no appointment: the past, greetings, telephone numbers."""
    speech = SPEECH[language]
    for pattern, replacement in speech.asides:
        text = pattern.sub(replacement, text)
    moved = speech.moved_from.search(text)
    if moved and intents(text, language) & {Intent.RESCHEDULE, Intent.CHANGE}:
        return f"{text[: moved.start()]}{speech.moved_to} {text[moved.end() :]}"
    return text
