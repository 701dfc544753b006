"""Dental insurers as callers name them, so that staff know whom to ask. Nothing is said of what they cover."""

from __future__ import annotations

import re
import unicodedata

# By the name that is recorded: what callers say, in lower case.
_SAID: dict[str, tuple[str, ...]] = {
    "Delta Dental": ("delta dental", "delta dental of [a-z]+", "delta"),
    "MetLife": ("met ?life", "metropolitan life"),
    "Cigna": ("cigna", "signa"),
    "Aetna": ("aetna", "etna"),
    "Guardian": ("guardian",),
    "Humana": ("humana",),
    "UnitedHealthcare": ("united ?health ?care", "united health", "uhc"),
    "United Concordia": ("united concordia", "concordia"),
    "Blue Cross Blue Shield": ("blue cross(?: and)? blue shield", "blue cross", "blue shield", "bcbs"),
    "Anthem": ("anthem",),
    "Ameritas": ("ameritas",),
    "Principal": ("principal",),
    "Sun Life": ("sun ?life",),
    "Lincoln Financial": ("lincoln financial",),
    "Renaissance": ("renaissance",),
    "DentaQuest": ("denta ?quest",),
    "Dentegra": ("dentegra",),
    "Careington": ("careington",),
    "GEHA": ("geha",),
    "Mutual of Omaha": ("mutual of omaha",),
    "Physicians Mutual": ("physicians mutual",),
    "Spirit Dental": ("spirit dental",),
    "EmblemHealth": ("emblem ?health",),
    "Healthplex": ("health ?plex",),
    "LIBERTY Dental": ("liberty dental", "liberty"),
    "MCNA Dental": ("mcna",),
    "Unum": ("unum",),
    "Molina Healthcare": ("molina health ?care", "molina dental"),
    "Kaiser Permanente": ("kaiser permanente", "kaiser"),
    "TRICARE": ("tri ?care",),
    "Medicaid": ("medicaid",),
    "Medicare": ("medicare",),
}
CARRIERS: tuple[str, ...] = tuple(_SAID)
"""The names that are recorded."""

_ALSO_ORDINARY = frozenset(
    {"Delta Dental", "Guardian", "Humana", "Anthem", "Principal", "Renaissance", "LIBERTY Dental", "Aetna"}
)
"""Their names are ordinary words as well ("una persona humana"), so something must speak of insurance."""

_PATTERNS = tuple((name, re.compile(rf"\b(?:{'|'.join(said)})\b")) for name, said in _SAID.items())
_ABOUT_INSURANCE = re.compile(
    r"\b(?:insur\w+|dental|plans?|coverage|cover(?:s|ed)?|carrier|network|i have|ive got|we have|(?:i am|im) with"
    r"|through|take"
    r"|accept|ppo|hmo|policy|seguro|aseguradora|cobertura|tengo|aceptan|toman|cubre)\b"
)
_OF_A_PERSON = re.compile(
    r"\b(?:his|her|my|their|our|a|the|legal|parent or|or|and|a school|school|persona|voz|atencion|el|la|su"
    r"|mi)(?: legal)? ?$"
)
_NOT_ANY_MORE = re.compile(
    r"\b(?:not|no|dont have|do not have|no longer have|instead of|used to have|lost|never had|no tengo"
    r"|ya no tengo)(?: have| with)? ?$"
)
_FEW_WORDS = 3


def carrier_in(words: str) -> str | None:
    """The insurer that *words* name first, by the name to record ("Delta Dental"); None when they name none.

    One that the caller no longer has is passed over.
    """
    text = _plain(words)
    found = sorted(
        (match.start(), -match.end(), name)
        for name, pattern in _PATTERNS
        for match in pattern.finditer(text)
        if _is_meant(name, text, match)
    )
    return found[0][2] if found else None


def _is_meant(name: str, text: str, match: re.Match[str]) -> bool:
    before = text[max(0, match.start() - 40) : match.start()]
    if _NOT_ANY_MORE.search(before):
        return False
    if name not in _ALSO_ORDINARY or "dental" in match.group():
        return True
    if _OF_A_PERSON.search(before):
        return False
    return len(text.split()) <= _FEW_WORDS or _ABOUT_INSURANCE.search(text) is not None


def _plain(words: str) -> str:
    text = unicodedata.normalize("NFKD", words.casefold())
    kept = "".join(one for one in text if not unicodedata.combining(one) and one not in "'\u2019`")
    return " ".join(re.findall(r"[^\W_]+", kept))
