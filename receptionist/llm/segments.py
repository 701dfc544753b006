"""The pieces of an utterance: what corrects what, and what is only said to explain."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator

from attrs import frozen

from receptionist.domain.dates import spot
from receptionist.language import Language
from receptionist.llm.conversation import Part
from receptionist.llm.speech import Speech
from receptionist.llm.speech_en import ENGLISH_SPEECH
from receptionist.llm.speech_es import SPANISH_SPEECH

SPEECH: dict[Language, Speech] = {"en": ENGLISH_SPEECH, "es": SPANISH_SPEECH}


def segments(text: str, language: Language) -> Iterator[str]:
    """The text cut where the caller corrects something; later pieces replace what earlier ones said."""
    reader = _Reader(language)
    for segment in SPEECH[language].correction.split(text):
        rejected = SPEECH[language].rejected.search(segment)
        if rejected and reader.kinds(rejected["what"]):
            yield segment[: rejected.start()]
            yield segment[rejected.end() :]
        else:
            yield reader.settled(reader.without_the_impossible(segment))


def without(segment: str, language: Language, *stretches: str) -> str:
    """The segment with a comma for each stretch, so that the words around it do not run together."""
    leads = SPEECH[language].leads
    for stretch in filter(None, stretches):
        cut = rf"(?:\b(?:{leads})\s+)?{re.escape(stretch)}"
        segment = re.sub(cut, " , ", segment, count=1, flags=re.IGNORECASE)
    return segment


@frozen
class _Reader:
    """Reads statements of one language."""

    language: Language

    @property
    def speech(self) -> Speech:
        return SPEECH[self.language]

    def without_the_impossible(self, segment: str) -> str:
        """The segment less "I can't come Tuesday" where "can we do Wednesday?" follows; a list of days stays whole."""
        clauses = [clause for clause in self.speech.clause.split(segment) if clause]
        reasons = [clause for clause in clauses if self.speech.reason.search(clause) and self.kinds(clause)]
        wishes = [clause for clause in clauses if clause not in reasons]
        if not set().union(*map(self.kinds, reasons)) <= set().union(*map(self.kinds, wishes)):
            reasons, wishes = [], clauses
        refused = {clause for clause in wishes if self.speech.impossible.search(clause) and self.kinds(clause)}
        left = [clause for clause in wishes if clause not in refused]
        if not (refused or reasons) or not any(map(self.kinds, left)) or self._in_a_list(clauses, refused, reasons):
            return segment
        return ", ".join(left)

    def settled(self, segment: str) -> str:
        """The segment less what it settles itself: "after lunch" before "say, at two", a day that is said again."""
        clauses = self.speech.clause.split(segment)
        said = [spot(clause, self.language) for clause in clauses]
        open_yet = self.speech.no_time_yet
        exact = sum(bool(each.time_words and not open_yet.fullmatch(each.time_words)) for each in said)
        if exact > 1:  # perhaps two appointments: nothing of that is settled here
            return segment
        vague = [each.time_words for each in said if exact and open_yet.fullmatch(each.time_words or "")]
        days = [each.date_words for each in said]
        again = [day if day and _is_said_by(day, days[:at], days[at + 1 :]) else None for at, day in enumerate(days)]
        if not vague and not any(again):
            return segment
        gone = (
            [words for words in (day, each.time_words if each.time_words in vague else None) if words]
            for each, day in zip(said, again, strict=True)
        )
        return ", ".join(without(clause, self.language, *words) for clause, words in zip(clauses, gone, strict=True))

    def kinds(self, text: str) -> set[Part]:
        """Which of a day and a time are named."""
        spotted = spot(text, self.language)
        named: tuple[tuple[Part, str | None], ...] = (("date", spotted.date_words), ("time", spotted.time_words))
        return {part for part, words in named if words}

    def _in_a_list(self, clauses: Iterable[str], refused: Collection[str], reasons: Collection[str]) -> bool:
        """Whether a bare day or time stands in a row with one that is refused, so that it may be refused too."""
        goes_on = bool(refused)
        for clause in filter(self.kinds, clauses):
            if clause in refused or clause in reasons:
                goes_on = True
            elif self._says_more(clause):
                goes_on = False
            elif goes_on:
                return True
        return False

    def _says_more(self, clause: str) -> bool:
        """Whether a day or time stands in a clause of its own, not in the list that went before."""
        return bool(spot(clause, self.language).rest.strip(" ?")) and not self.speech.listed.match(clause)


def _is_said_by(day: str, before: Iterable[str | None], after: Iterable[str | None]) -> bool:
    """Whether another clause names the same day with more words, or a later one with as many."""
    words = set(day.lower().split())
    return any(words < set((other or "").lower().split()) for other in before) or any(
        words <= set((other or "").lower().split()) for other in after
    )
