"""What an appointment is for and with whom, as callers say it; what it means for the clinic is the desk's business."""

from __future__ import annotations

import re

from receptionist.language import Language
from receptionist.llm.intents import Intent, intents

_TREATMENTS: dict[Language, re.Pattern[str]] = {
    "en": re.compile(
        r"\b(?:(?:child(?:ren)?|kid)(?:'?s|s')? (?:exam(?:ination)?|check-?\s?ups?)|new patient (?:exam|visit"
        r"|appointment|check-?up)"
        r"|(?:first|initial) (?:visit|appointment|exam)(?! available)"
        r"|(?:teeth|dental|deep|regular|routine|professional)? ?cleaning|(?:teeth|them) cleaned|clean my teeth"
        r"|fillings?|cavit(?:y|ies)(?: filled)?|crown (?:prep(?:aration)?|seat(?:ing)?)"
        r"|(?:permanent )?crown (?:put on|fitted)"
        r"|(?:permanent |temporary )?crowns?|(?:dental |regular |routine )?check-?\s?ups?|(?:dental "
        r"|regular )?exam(?:ination)?s?"
        r"|root canal|extraction|whitening|bleaching|implants?|braces|invisalign|veneers?|dentures?|bridge"
        r"|wisdom (?:tooth|teeth)"
        r"|x-?rays?)\b",
        re.IGNORECASE,
    ),
    "es": re.compile(
        r"\b(?:(?:revisi[oó]n|examen|chequeo) (?:infantil|para ni[nñ][oa]s)|primera (?:visita|consulta|cita)"
        r"|limpieza(?: dental| de dientes| bucal)?|limpiar(?:me)? los dientes|empastes?|relleno|tapadura|caries"
        r"|(?:preparaci[oó]n|colocaci[oó]n) de (?:la )?corona|coronas?|revisi[oó]n(?: dental)?|chequeo(?: dental)?"
        r"|examen(?: dental)?"
        r"|endodoncia|extracci[oó]n|blanqueamiento|implantes?|brackets|ortodoncia|carillas?|dentadura|puente"
        r"|muelas? del juicio|radiograf[ií]as?)\b",
        re.IGNORECASE,
    ),
}
_CALLED: dict[str, str] = {"cavity": "filling", "cavities": "filling", "caries": "empaste", "them cleaned": "cleaning"}
_EXAMS = re.compile(r"check|exam|revisi|chequeo|first|initial|primera", re.IGNORECASE)
_CHILD_EXAM: dict[Language, str] = {"en": "child exam", "es": "revisión infantil"}
_NAME = r"[A-ZÁÉÍÓÚÑ][^\W\d_]+"
_PROVIDERS: dict[Language, re.Pattern[str]] = {
    "en": re.compile(
        rf"(?i:\b(?:(?:with|see|by|for|to) )?)(?P<who>(?i:\b(?:dr|doctor)\b\.?) ?(?i:[a-z][^\W\d_]+)"
        rf"|(?<!speak )(?<!talk )(?i:\b(?:the|your|a) (?:dental )?hygienist\b)"
        rf"|(?:(?<=\bwith )|(?<=\bsee )){_NAME}(?: {_NAME})?(?![\w']))"
    ),
    "es": re.compile(
        rf"(?i:\b(?:(?:con|ver|por|para) )?)(?P<who>(?i:\b(?:(?:el|la) )?(?:dra?"
        rf"|doctora?)\b\.?) ?(?i:[a-záéíóúñ][^\W\d_]+)"
        rf"|(?i:\b(?:la|el|una?) higienista\b)|(?<=\bcon ){_NAME}(?: {_NAME})?(?![\w']))"
    ),
}
_NO_ONE = re.compile(r"\b(?:available|or|is|in|who|please|on|at|as|dr|que|o|y|disponible|el|la|a)$", re.IGNORECASE)
_NO_PROVIDER = re.compile(
    r"\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:janu|febru)ary|march|april|may|ju(?:ne|ly)|august"
    r"|(?:septem|octo|novem|decem)ber|delta|cigna|aetna|metlife|medica\w+|blue|united|bright)\b",
    re.IGNORECASE,
)
_ASKED_ABOUT: dict[Language, re.Pattern[str]] = {
    "en": re.compile(
        r"\b(?:how much|cost|price|do you (?:guys )?(?:do|offer)|charge|insurance|cover|bring|policy)\b", re.IGNORECASE
    ),
    "es": re.compile(r"\b(?:cu[aá]nto|precio|cuesta|hacen|ofrecen|cubre|seguro|llevar|traer)\b", re.IGNORECASE),
}

# Old enough for what adults are booked for.
_TEEN = re.compile(
    r"\b(?:1[3-7]|thirteen|fourteen|fifteen|sixteen|seventeen|trece|catorce|quince|diecis[eé]is|diecisiete)"
    r"(?=\W*(?:$|[.,;!?]|years?|a[nñ]os))",
    re.IGNORECASE,
)
_HYGIENIST = re.compile(r"\bhygienist|\bhigienista", re.IGNORECASE)
_CLEANING: dict[Language, str] = {"en": "cleaning", "es": "limpieza"}


def treatment_in(text: str, language: Language) -> str:
    """The treatment that *text* names last, or ""; for a child's check-up the child's."""
    found = [match[0].strip() for match in _TREATMENTS[language].finditer(text)]
    child = Intent.CHILD in intents(text, language) and not _TEEN.search(text)
    if child and (not found or _EXAMS.search(found[-1])):
        return _CHILD_EXAM[language]
    if not found:
        # Whoever asks for the hygienist and says no more comes for what hygienists do.
        return _CLEANING[language] if _HYGIENIST.search(text) else ""
    return _CALLED.get(found[-1].lower(), found[-1])


def asks_about_treatment(text: str, language: Language) -> bool:
    """Whether a treatment is only asked about: what it costs, whether it is done."""
    return _ASKED_ABOUT[language].search(text) is not None


def provider_in(text: str, language: Language) -> str:
    """The person that *text* asks to be seen by, or ""."""
    for match in _PROVIDERS[language].finditer(text):
        who = match["who"].strip(" .")
        if not _HYGIENIST.search(who) and not _NO_ONE.search(who) and not _NO_PROVIDER.search(who):
            return who
    return ""
