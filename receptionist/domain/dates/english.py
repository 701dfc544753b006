"""How callers name days and times in English, as spoken in the US."""

from __future__ import annotations

import re

from receptionist.domain.dates.english_days import COUNTED_READERS, DATE_READERS
from receptionist.domain.dates.english_times import BARE_CLOCK, CLOCK_READERS, VAGUE_READERS
from receptionist.domain.dates.english_words import PART, WEEKDAYS
from receptionist.domain.dates.meanings import Bound
from receptionist.domain.dates.reading import Grammar, always, one_of

_PHRASES = frozenset(["any chance of", "how about", "let's say", "make it", "make that", "what about"])
_FILLER = _PHRASES | frozenset([
    "and", "at", "be", "best", "er", "erm", "exactly", "fine", "for", "good", "great", "hmm", "i", "i'd", "i'll",
    "ideally", "is", "it", "it's", "just", "let's", "lets", "like", "maybe", "me", "okay", "ok", "on", "perhaps",
    "please", "preferably", "'s", "say", "sharp", "sure", "take", "thank", "thanks", "the", "then", "uh", "uhm", "um",
    "well", "work", "works", "would", "yeah", "yep", "yes", "you", "@",
])  # fmt: skip
_LOOSE = frozenset([
    "a", "an", "anything", "appointment", "available", "free", "have", "in", "of", "open", "opening", "openings",
    "slot", "slots", "some", "something",
])  # fmt: skip
_NEARLY = frozenset(["about", "approximately", "around", "roughly"])
_BOUNDS: tuple[tuple[str, Bound], ...] = (
    (r"(?:or|and)\s+(?:later|after|onwards?)|onwards?|at\s+the\s+earliest", "and on"),
    (r"or\s+(?:earlier|before)|at\s+the\s+latest", "and back"),
    (r"on\s+or\s+after|from|starting(?:\s+(?:on|from|at))?|(?:no|not)\s+(?:earlier\s+than|before)", "from"),
    (r"on\s+or\s+before|(?:no|not)\s+(?:later\s+than|after)", "latest"),
    (r"by|until|till", "until"),
    (r"after|later\s+than|past", "after"),
    (r"before|earlier\s+than|prior\s+to", "before"),
    (r"between", "between"),
    (r"to", "to"),
    (r"through|thru", "through"),
    (r"or", "or"),
    (rf"(?:any|either|one|some)\s?day|any|either|(?:first|next)\s+available(?=\s+(?:{one_of(WEEKDAYS)})\b)", "any"),
)

ENGLISH = Grammar(
    letters={},
    readers=(
        always(rf"good\s+{PART}"),
        always(r"how\s+are\s+you(?:\s+doing)?\s+(?:today|tonight)\b"),
        always(rf"(?:{one_of(_PHRASES)})\b"),
        *COUNTED_READERS,
        *VAGUE_READERS,
        *DATE_READERS,
        *CLOCK_READERS,
    ),
    bare=BARE_CLOCK,
    bounds=tuple((re.compile(rf"(?:{words})\b", re.ASCII), bound) for words, bound in _BOUNDS),
    filler=_FILLER,
    nearly=_NEARLY,
    loose=_LOOSE,
    # Those that make a number imprecise are no fillers, so it stays a question.
    leads=_PHRASES
    | _NEARLY
    | frozenset([
        "after", "at", "before", "between", "by", "for", "from", "past", "till", "until", "@", "later than",
        "no later than", "not later than", "not after", "no earlier than", "not before", "earlier than", "prior to",
        "starting at", "starting from", "starting", "than",
    ]),
    joins=frozenset(["and", "or", "to"]),
)  # fmt: skip
