"""What a tool's answer says of how things stand, by the sentences that the desk has for it."""

from __future__ import annotations

import re

from receptionist.events.patient import PatientRecognised, RecognitionGivenUp
from receptionist.language import Language
from receptionist.llm.memory import Listed
from receptionist.llm.offers import Option, clocks_and_days, said
from receptionist.projections.spoken import SAYINGS

_OPEN = re.compile(
    r"\?|\b(?:sorry|unfortunately|afraid|can't|cannot|couldn't|taken|closed|in the past|too far"
    r"|please (?:say|tell|give|choose|pick)|not (?:free|open|available|possible)|lo siento|disculpe)\b",
    re.IGNORECASE,
)
_ANYTHING_ELSE = re.compile(
    r"[^.!?]*\b(?:anything|something) else\b[^.!?]*\?|[^.!?]*\ben algo más\b[^.!?]*\?", re.IGNORECASE
)
_APPOINTMENTS = re.compile(r"^\(appointments: (?P<all>.*)\)$", re.MULTILINE)
_SENTENCE = re.compile(r"(?<!\bDr\.)(?<!\bDra\.)(?<=[.!?])\s+")


def _begins(saying: str) -> str:
    """What a saying says before anything is filled in."""
    return saying.partition("{")[0].strip()


def settles(output: str) -> bool:
    """Whether *output* confirms that an appointment stands, in either language."""
    text = said(output)
    return any(_begins(begun) in text for each in SAYINGS.values() for begun in (each.booked, each.moved))


def is_open(output: str) -> bool:
    """Whether a booking tool's sentence leaves something to settle: a refusal or a question."""
    return not settles(output) and bool(_OPEN.search(_ANYTHING_ELSE.sub("", said(output))))


def cancels(output: str) -> bool:
    """Whether *output* says that an appointment was cancelled."""
    return any(_begins(each.cancelled) in output for each in SAYINGS.values())


def recognises(output: str) -> bool:
    """Whether somebody was recognised; the desk says nothing when they were before."""
    return not said(output) or any(each.the_same[PatientRecognised] in output for each in SAYINGS.values())


def gives_up(output: str) -> bool:
    """Whether nobody can be recognised any more in this call."""
    return any(each.the_same[RecognitionGivenUp] in output for each in SAYINGS.values())


def joins(output: str) -> bool:
    """Whether somebody is on the waiting list now."""
    return any(_begins(each.waiting) in output for each in SAYINGS.values())


def listed_in(output: str, language: Language) -> tuple[Listed, ...]:
    """The appointments that *output* tells of, in order."""
    line = _APPOINTMENTS.search(output)
    if line is None:
        return ()
    ids = [each.partition(" = ")[0].strip() for each in line["all"].split(";")]
    sentences = [each for each in _SENTENCE.split(said(output)) if clocks_and_days(each, language)]
    if len(sentences) != len(ids):
        return tuple(Listed(each, "") for each in ids)
    return tuple(
        Listed(each, words, next(iter(clocks_and_days(words, language)), Option()))
        for each, words in zip(ids, sentences, strict=True)
    )
