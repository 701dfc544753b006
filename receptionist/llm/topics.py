"""What the receptionist's own words ask for, so that a bare answer can be understood."""

from __future__ import annotations

import re

from receptionist.language import Language
from receptionist.llm.understanding import Topic

_TOPICS: dict[Language, tuple[tuple[Topic, str], ...]] = {
    "en": (
        ("name", r"\bname\b(?!, as the)|\bwho is it for\b"),
        ("guardian", r"\byour own name\b"),
        ("birth_date", r"\bdate of birth\b|\bonce more\b.*|\bconfirm those details\b"),
        ("phone", r"\bphone number\b|\bwhat number\b|\bonce more\b|\bwhat phone\b"),
        ("code", r"\bconfirmation code\b|\bgive them to me once more\b"),
        ("date", r"\b(?:day|date(?! of birth)|when)\b(?! and the year)"),
        ("time", r"\b(?:time|when|hour)\b"),
        ("minutes", r"\bhow many minutes\b"),
        ("which", r"\bwhich appointment\b"),
        ("treatment", r"\bcome in for\b|\bwhat is the visit for\b|\bwhat else could the visit\b"),
        ("provider", r"\bwho would you like to see\b"),
        ("anybody", r"\bsee somebody else\b"),
        ("new_patient", r"\bfirst visit to our\b"),
        ("booking", r"\b(?:shall i|like (?:me )?to) book\b"),
        ("moving", r"\blike (?:me )?to move it\b|\blike another time\b"),
        ("message", r"\btake a message\b|\bpass on\b"),
        ("person", r"\bspeak to a person\b"),
        ("more", r"\b(?:anything|something) else\b"),
    ),
    "es": (
        ("name", r"\bc[oó]mo se llama\b(?! usted)|\ba nombre de qui[eé]n\b|\bel nombre\b"),
        ("guardian", r"\bc[oó]mo se llama usted\b"),
        ("birth_date", r"\bfecha de nacimiento\b|\bme los da una vez m[aá]s\b"),
        ("phone", r"\btel[eé]fono\b|\ba qu[eé] n[uú]mero\b|\bme los da una vez m[aá]s\b"),
        ("code", r"\bc[oó]digo de confirmaci[oó]n\b|\bme los da una vez m[aá]s\b"),
        ("date", r"\b(?:qu[eé] (?:otro )?d[ií]a|el d[ií]a y la hora|cu[aá]ndo)\b"),
        ("time", r"\b(?:(?:a )?qu[eé] (?:otra )?hora|la hora|cu[aá]ndo)\b"),
        ("minutes", r"\bcu[aá]ntos minutos\b"),
        ("which", r"\ba qu[eé] cita\b"),
        ("treatment", r"\bpara qu[eé] (?:quiere venir|es la visita|otra cosa)\b"),
        ("provider", r"\bcon qui[eé]n quiere\b"),
        ("anybody", r"\bque le atienda otra persona\b"),
        ("new_patient", r"\bla primera visita a\b"),
        ("booking", r"\bquiere reservar\b"),
        ("moving", r"\bquiere cambiarla\b|\bquiere otra hora\b"),
        ("message", r"\b(?:dejar(?:le)?|tomar(?:le)?) un mensaje\b|\bquiere que les diga\b"),
        ("person", r"\bquiere hablar con una persona\b"),
        ("more", r"\ben algo m[aá]s\b"),
    ),
}
_COMPILED = {
    language: tuple((topic, re.compile(pattern, re.IGNORECASE)) for topic, pattern in each)
    for language, each in _TOPICS.items()
}
_QUESTION = re.compile(r"[^.!?]*\?")


def topics(text: str, language: Language = "en") -> frozenset[Topic]:
    """What the questions in *text* ask for."""
    questions = " ".join(_QUESTION.findall(text))
    found: set[Topic] = {topic for topic, pattern in _COMPILED[language] if pattern.search(questions)}
    # "… date of birth, with the month, the day and the year?" asks for no appointment's day.
    if "birth_date" in found and not found & {"time"}:
        found.discard("date")
    return frozenset(found)
