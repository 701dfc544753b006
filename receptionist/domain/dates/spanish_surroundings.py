"""What Spanish speakers say around days and times; accents are gone already."""

from __future__ import annotations

import re

from receptionist.domain.dates.reading import one_of
from receptionist.domain.dates.spanish_words import DAY_NUMBERS, HOURS, MONTHS
from receptionist.domain.dates.surroundings import Kind, Surroundings

_NUMBER = rf"(?:[0-9]{{1,2}}|{one_of([*HOURS, *DAY_NUMBERS])})\b"
_LINK = r"\s*(?:-|/|\b(?:a|al|o|u|y|hasta)\b)\s*(?:el\s+)?"
_NOT = r"(?:no|ni|nunca|tampoco|excepto|salvo|menos|sin|ocupad[oa]|imposible|fuera\s+de)\b"
_FULL = r"(?:mal|lleno|cerrado|dificil|completo|demasiado|muy)\b"
_FIRST_FEW = r"primer[oa]?|segund[oa]|tercer[oa]?|cuart[oa]|ultim[oa]"
_BEFORE: dict[Kind, str] = {
    "date": rf"despues|antes|entre|desde|hasta|a\s+partir|cualquier|algun|cada|tod[oa]s|otr[oa]|ningun|o|menos|excepto"
    rf"|salvo|pasado|empezando|del?|los|un|{_FIRST_FEW}",
    "time": r"despues|antes|entre|desde|hasta|a\s+partir|mas\s+tarde|no|o|menos|excepto|salvo|a\s+mas\s+tardar|de"
    r"|pasadas",
}

SPANISH_SURROUNDINGS = Surroundings(
    before={
        kind: re.compile(
            rf"\b(?:(?:{words})\s+(?:(?:a|al|de|del|el|en|la|las|que|para)\s+)*|{_NUMBER}{_LINK})+$", re.ASCII
        )
        for kind, words in _BEFORE.items()
    },
    refused_before=re.compile(rf"(?<!\bpor que )\b(?:{_NOT}|entre\b)(?:\s+[a-z0-9]+){{0,4}}\s*$", re.ASCII),
    behind=re.compile(
        rf"\s*(?:[ou]\b(?:\s+[a-z0-9]+){{1,2}}|{_LINK}{_NUMBER}|(?:despues|antes|pasado|pasada|anterior)\b(?:\s+[a-z]+)?"
        rf"|en\s+adelante\b|mas\s+o\s+menos\b|y\s+pico\b|a\s+mas\s+tardar\b|como\s+(?:muy\s+)?tarde\b"
        rf"|(?:hora\s+)?(?:del\s+)?(?:este|centro|pacifico)\b|(?:gmt|utc|[ecmp][sd]t)\b|(?:[a-z]+\s+){{0,3}}(?:{_NOT}|{_FULL}))",
        re.ASCII,
    ),
    # "A las dos, no, perdon, a las tres."
    correction=re.compile(
        r"(?:[\s,.;-]*\b(?:digo|mejor|no|o|perdon|perdone|disculpe|quiero\s+decir|mas\s+bien|espere)\b)+[\s,.;-]*"
        rf"(?:(?:a|el|la|las)\s+)*{_NUMBER}",
        re.ASCII,
    ),
    lead=re.compile(r"(?:\b(?:a|al|el|en|para|por)\s+)+$", re.ASCII),
    weak=re.compile(
        rf"[0-9]{{1,2}}(?:\s[0-9]{{2}})?|{one_of(HOURS)}|(?:el|las?|dia)\s+{_NUMBER}|tarde|noche|pronto", re.ASCII
    ),
    may_follow=frozenset([
        "a", "con", "de", "del", "el", "en", "entonces", "esta", "estaria", "gracias", "me", "o", "para", "pero", "por",
        "por favor", "porque", "que tal", "seria", "si", "va", "y",
    ]),
    vague=re.compile(r"tempran|(?:a )?(?:primera|ultima) hora$|mas |luego|pronto|tarde$|noche$", re.ASCII),
    only_beside=re.compile(rf"(?:{one_of(MONTHS)})", re.ASCII),
    article="el ",
    choice=re.compile(rf"el\s+(?:primero|{one_of(HOURS)})", re.ASCII),
    on=frozenset(["para", "dia"]),
    skipped=frozenset(["a", "al", "el", "la", "o", "despues de", "antes de"]),
    had=re.compile(
        r"\s*(?:(?:bueno|pues|hola|si|eh|mire|oiga|es\s+que)[\s,]+)*"
        r"(?:(?:yo\s+)?(?:ya\s+)?(?:tengo|tenemos|tenia|teniamos|estoy|estamos)\b"
        r"|(?:mi|nuestr[oa])\s+[a-z]+\s+(?:ya\s+)?tiene\b|(?:mi|nuestra)\s+(?:cita|visita|limpieza|revision)\b)",
        re.ASCII,
    ),
    end_of_clause=re.compile(
        r"[,.;!?]\s+|\s(?:pero|y)\s+(?=(?:puedo|podria|podriamos|quiero|quisiera|hay|seria|me|se)\b)"
        r"|\s(?=(?:puedo|podria|podriamos|se\s+puede)\b)",
        re.ASCII,
    ),
)  # fmt: skip
