"""Which language a caller speaks, by the words that only one of the two has."""

from __future__ import annotations

import re

from receptionist.domain.hearing import plain
from receptionist.language import Language
from receptionist.llm.intents import Intent, intents
from receptionist.llm.ordinary_words import word_set

# Without accents. Left out is whatever stands in names ("de la Cruz") or is a word of both languages ("doctor", "no").
_ONLY: dict[Language, frozenset[str]] = {
    "en": word_set("""
    the and you your my is are was can could would like need want have has had i i'd i'm it it's this that what when
    where how who with for of to at on please thanks thank hello hi yes appointment book cancel move reschedule change
    today tomorrow next week morning afternoon tooth teeth dentist speak english late running sorry do does don't not
    bye goodbye
    """),
    "es": word_set("""
    hola buenos buenas dias tardes noches quisiera quiero querria necesito cita citas para una uno mi mis hijo hija
    esposo
    esposa manana lunes martes miercoles jueves viernes sabado gracias por favor duele dolor muela muelas diente dientes
    esta estoy puedo puede podria tengo tiene soy llamo llama nombre si cuanto cuesta donde cuando que como aceptan
    seguro
    cancelar cambiar mover urgencia ayuda espanol senora senor hablar habla persona dejar mensaje llegar llegare voy
    pero porque limpieza semana proxima proximo hoy adios hasta luego numero equivocado perdon disculpe gustaria usted
    ustedes hace tarde minutos confirmar reservar consulta nino nina anos muy bien claro
    """),
}
_FEWEST = 2
_FEWEST_ENGLISH = 3


def changes_to(text: str, language: Language) -> Language | None:
    """The language to go on in, when *text* asks for it or is in it; None to stay with *language*."""
    wanted = intents(text, language)
    if language == "en":
        asked = Intent.IN_SPANISH in wanted
        return "es" if asked or _is_in(text, "es", over="en", at_least=_FEWEST) else None
    asked = Intent.IN_ENGLISH in wanted
    return "en" if asked or _is_in(text, "en", over="es", at_least=_FEWEST_ENGLISH) else None


def says_only_the_language(text: str) -> bool:
    """Whether *text* greets and asks for a language, and wants nothing else."""
    wanted = intents(text, "en") | intents(text, "es")
    courtesy = {Intent.GREETING, Intent.FINE, Intent.HOW_ARE_YOU, Intent.YES, Intent.NO, Intent.THANKS}
    if wanted & {Intent.IN_ENGLISH, Intent.IN_SPANISH}:
        courtesy |= {Intent.IN_ENGLISH, Intent.IN_SPANISH, Intent.QUESTION, Intent.TOPIC, Intent.WANT, Intent.CHANGE}
    return wanted <= courtesy


def _is_in(text: str, language: Language, *, over: Language, at_least: int) -> bool:
    words = re.findall(r"[^\W\d_]+(?:'[^\W\d_]+)?", plain(text))
    own = sum(word in _ONLY[language] for word in words)
    others = sum(word in _ONLY[over] for word in words)
    return own > others and (own >= at_least or (language == "es" and own == len(words)))
