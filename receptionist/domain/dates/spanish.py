"""How callers name days and times in Spanish, with and without accents."""

from __future__ import annotations

import re

from receptionist.domain.dates.meanings import Bound
from receptionist.domain.dates.reading import Grammar, always, one_of
from receptionist.domain.dates.spanish_days import COUNTED_READERS, DATE_READERS
from receptionist.domain.dates.spanish_times import BARE_CLOCK, CLOCK_READERS, VAGUE_READERS

_PHRASES = frozenset([
    "de acuerdo", "en punto", "esta bien", "me parece bien", "me va bien", "me viene bien", "por favor", "que tal",
    "tal vez",
])  # fmt: skip
_FILLER = _PHRASES | frozenset([
    "a", "ah", "al", "bien", "bueno", "claro", "del", "digamos", "eh", "el", "em", "es", "exactamente", "favor",
    "gracias", "gustaria", "hm", "la", "me", "mejor", "mm", "mmm", "ok", "okay", "para", "pues", "perfecto",
    "preferiblemente", "prefiero", "puede", "quisiera", "quiero", "quiza", "quizas", "ser", "seria", "si", "vale", "y",
])  # fmt: skip
_LOOSE = frozenset([
    "algo", "alguna", "cita", "disponible", "en", "hay", "hora", "horas", "hueco", "libre", "que", "tiene", "tienen",
    "un", "una", "lugar", "espacio",
])  # fmt: skip
_NEARLY = frozenset([
    "a eso de", "alrededor de", "aproximadamente", "aproximadamente a", "como", "como a", "hacia", "mas o menos",
    "mas o menos a", "sobre", "tipo",
])  # fmt: skip
_BOUNDS: tuple[tuple[str, Bound], ...] = (
    (r"o\s+(?:mas\s+tarde|despues)|en\s+adelante", "and on"),
    (
        r"o\s+(?:mas\s+temprano|antes)|a\s+mas\s+tardar(?!\s+(?:a|el|la|las|hasta)\b)|como\s+(?:muy\s+)?tarde",
        "and back",
    ),
    (r"no\s+(?:mas\s+tarde\s+(?:del?|que)|despues\s+del?)|a\s+mas\s+tardar", "latest"),
    (r"hasta", "until"),
    (r"a\s+partir\s+del?|desde|no\s+antes\s+del?|del?(?=\s[^,.;]{1,40}\s(?:al?|hasta)\s)", "from"),
    (r"(?:despues|mas\s+tarde)\s+del?|pasad[oa]s", "after"),
    (r"antes\s+del?", "before"),
    (r"entre", "between"),
    (r"o|u", "or"),
    (r"(?:cualquier|algun)(?:\s+dia)?", "any"),
)
_ACCENTED, _PLAIN = "\u00e1\u00e9\u00ed\u00f3\u00fa\u00fc\u00f1", "aeiouun"

SPANISH = Grammar(
    letters=dict(zip(map(ord, _ACCENTED + _ACCENTED.upper()), _PLAIN * 2, strict=True)),
    readers=(
        always(r"buen[ao]s\s+(?:dias|tardes|noches)\b"),
        always(rf"(?:{one_of(_PHRASES | _NEARLY)})\b"),
        *COUNTED_READERS,
        *VAGUE_READERS,
        *DATE_READERS[:-1],
        *CLOCK_READERS,
        DATE_READERS[-1],
    ),
    bare=BARE_CLOCK,
    bounds=tuple((re.compile(rf"(?:{words})\b", re.ASCII), bound) for words, bound in _BOUNDS),
    filler=_FILLER,
    nearly=_NEARLY,
    loose=_LOOSE,
    leads=frozenset(["antes de", "de", "desde", "despues de", "entre", "hasta", "tipo", "@"]),
    joins=frozenset(["a", "al", "o", "y"]),
)  # fmt: skip
