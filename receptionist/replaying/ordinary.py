"""Words that are nobody's name though they are written large, and names that are words, too."""

from __future__ import annotations

from receptionist.llm.ordinary_words import ORDINARY as ENGLISH
from receptionist.llm.ordinary_words_es import ORDINARY_ES as SPANISH


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


ALSO_WORDS = _words(
    "will may april june august rose mark bill grace hope art sue don pat drew jack rich frank joy faith dawn eve"
    " ray gene rob chase grant miles max jan young long short king white black brown green gray day price park"
    " rice hand love best early moon so an he do see ha can sol luz mar paz rey cruz flores luna rosa blanca leon"
    " reyes iglesias campos"
)
"""Names that are ordinary words as well: in small letters they are left alone."""

ORDINARY = (
    ENGLISH
    | SPANISH
    | _words(
        "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august"
        " september october november december jan feb mar apr jun jul aug sept oct nov dec lunes martes miercoles"
        " jueves viernes sabado domingo english spanish espanol ingles american america new york christmas easter"
        " thanksgiving halloween hanukkah ramadan okay yes yeah yep nope not now hello hey thanks thank please sorry"
        " sure well great perfect doctor dentist dra hygienist mister missus medicare medicaid dental insurance delta"
        " metlife cigna aetna guardian humana uber google zoom whatsapp facebook internet ibuprofen tylenol advil"
        " invisalign the and but for you i'd i'm i'll i've can could would should what when where who how why this"
        " that these those there here that's it's don't gracias hola buenos buenas adios favor est edt pst eta asap"
        " pdf usa"
    )
)
"""Words that are written large in the middle of a sentence without being anybody's name."""
