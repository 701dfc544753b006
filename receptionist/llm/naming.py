"""How callers introduce a name, by language."""

from __future__ import annotations

import re

from attrs import frozen

from receptionist.language import Language
from receptionist.llm import intents_en, intents_es
from receptionist.llm.ordinary_words import ORDINARY, word_set
from receptionist.llm.ordinary_words_es import ORDINARY_ES


@frozen(kw_only=True)
class Naming:
    """One language's ways; of the patterns an earlier one wins.

    Attributes:
        of_a_relative: Before the name of somebody else.
        first_and_last: Before either part of a name that is given in two.
        sure: Before what is a name for certain.
        likely: Before what may be one.
        signed: Behind a name ("Sarah here").
        about_names: Says that letters spell a name.
        speaks: Where somebody gives their own name.
        fillers: What may stand around a bare name.
        ordinary: Words that are no names.
    """

    of_a_relative: tuple[str, ...]
    first_and_last: tuple[re.Pattern[str], re.Pattern[str]]
    sure: tuple[str, ...]
    likely: tuple[str, ...]
    signed: re.Pattern[str]
    about_names: re.Pattern[str]
    speaks: re.Pattern[str]
    fillers: frozenset[str]
    ordinary: frozenset[str]


NAMING: dict[Language, Naming] = {
    "en": Naming(
        of_a_relative=(
            rf"\bmy (?:\w+ )?{intents_en.RELATIVE},?(?: (?:is )?(?:called|named))? ",
            r"\b(?:his|her|their|the (?:child|kid|boy|girl)'s) (?:full |first )?name(?:'s| is) ",
            r"\b(?:he|she)(?:'s| is) called ",
            (
                r"\bthe (?:(?:older|elder|younger|oldest|eldest|youngest|first|second|other|little|big)"
                r"(?: one| child| kid| boy| girl)?|boy|girl)(?:'s| is)(?: called| named)? "
            ),
        ),
        first_and_last=(
            re.compile(r"\b(?:first|given) name(?:'s| is|:)?,? ", re.IGNORECASE),
            re.compile(r"\b(?:last|family|sur) ?name(?:'s| is|:)?,? ", re.IGNORECASE),
        ),
        sure=(
            r"\b(?:sur|last |first |full )?names?(?:'s| is| was| are| would be|:)(?: actually| really)? ",
            r"\bunder (?:the )?(?:name )?(?:of )?",
            r"\bin the name of ",
            r"\b(?:call me|named|patient is|patient's|i go by) ",
            r"\bi'm (?:his|her|their|the) (?:mother|father|mom|mum|dad|parent|guardian),? ",
        ),
        likely=(
            r"\b(?:i'm|i am|im|this is|it's|it is) ",
            (
                r"\b(?:appointment|booking|book|slot|visit|one|something|it|that|reservation|time|is|be|make it"
                r"|cleaning"
                r"|exam"
                r"|check-?up|filling) for "
            ),
            r"\bbook (?:in )?",
            r"\b(?:and|also|as well) for ",
            # In capitals and two of them: what is to be told mostly begins with what it is about.
            (
                r"\b(?:tell|let) (?:him|her|them|,|(?:dr\.? ?|doctor |the )\w+)(?: know)?(?: that)? "
                r"(?-i:(?=[A-Z][^\W\d_]+ [A-Z]))"
            ),
            r"\bfor ",
        ),
        signed=re.compile(r"\b(?:here|speaking|calling)\b", re.IGNORECASE),
        about_names=re.compile(r"\b(?:spel|name)", re.IGNORECASE),
        speaks=re.compile(r"\b(?:i'm|i am|my (?:own )?name|this is|speaking)\b", re.IGNORECASE),
        fillers=word_set("""
        ah er erm hi hello hey yes yeah yep yup sure ok okay um uh umm uhm oh well so of course it's it is that's that
        would be the name my actually please thanks thank you under certainly absolutely just alright right no sorry for
        and full
        """),
        ordinary=ORDINARY,
    ),
    "es": Naming(
        of_a_relative=(
            rf"\b(?:mi|nuestr[oa]) (?:\w+ )?{intents_es.RELATIVE},?(?: (?:que )?se llama)? ",
            r"\b(?:ella|él|el|se) se llama ",
        ),
        first_and_last=(
            re.compile(r"\bnombre(?: es|:)?,? ", re.IGNORECASE),
            re.compile(r"\bapellidos?(?: es| son|:)?,? ", re.IGNORECASE),
        ),
        sure=(
            r"\b(?:me llamo|mi nombre es|nombre:|el nombre es|nombre completo es|apellido es) ",
            r"\ba nombre de ",
            r"\b(?:se llama|ll[aá]meme|el paciente es|la paciente es) ",
        ),
        likely=(
            r"\b(?:soy|le habla|habla|aqu[ií]|es) ",
            r"\b(?:cita|consulta|limpieza|revisi[oó]n|hora|turno|otra|una) para ",
            r"\bpara ",
        ),
        signed=re.compile(r"\b(?:al habla|al tel[eé]fono|le habla)\b", re.IGNORECASE),
        about_names=re.compile(r"\b(?:deletre|nombre|apellido)", re.IGNORECASE),
        speaks=re.compile(r"\b(?:soy|me llamo|mi nombre|le habla)\b", re.IGNORECASE),
        fillers=word_set("""
        ah eh hola sí si claro bueno pues este es soy me llamo mi nombre el la a de por favor gracias perdón y señor
        señora se llama ok vale no muy bien buenos días
        """),
        ordinary=ORDINARY_ES,
    ),
}
