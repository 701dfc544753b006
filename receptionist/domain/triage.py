"""Emergencies first: what must be done about a caller's words before anything is booked.

Nothing here says what somebody has: a sign is something that was said, a tier is whom to turn to, and what is then said
is approved wording (`receptionist.prompts.emergencies`). What is weighed, and how:

- Breathing, swallowing and bleeding err on the safe side: hedges ("I can hardly breathe", "a bit of bleeding") and
  habits ("I get so nervous that I can't breathe") count. Bleeding that nobody says is heavy or lasting goes to the
  on-call dentist, who can judge it; one word of either and it is the emergency number's. Swelling that reaches the
  throat, the tongue, the neck or shuts an eye is treated as trouble breathing would be.
- A sign is taken back only by words right beside it: a negation with nothing between that could stand for something
  else ("no real swelling", not "no insurance, swollen face"), an end that has no "again", a time long ago, a question
  about what the clinic does that speaks of nobody. Whatever is not understood takes nothing back.
- Ordinary dental talk is none: gums that bleed when brushed, a baby tooth that fell out, a lost crown that does not
  hurt.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from attrs import frozen

from receptionist.domain.triage_words import SIGNS, TIERS, Sign, Tier, Vocabulary, tier_of
from receptionist.domain.triage_words_en import ENGLISH
from receptionist.domain.triage_words_es import SPANISH
from receptionist.language import Language

__all__ = ["SIGNS", "TIERS", "Sign", "Tier", "Triage", "tier_of", "triage"]

_VOCABULARIES: dict[Language, Vocabulary] = {"en": ENGLISH, "es": SPANISH}
# In others a "not" is what makes the sign: "can not breathe", "will not stop bleeding", "can not stand the pain".
_STATED: frozenset[Sign] = frozenset({
    "airway_swelling", "knocked_out_tooth", "displaced_tooth", "mouth_injury", "swelling", "abscess", "toothache",
    "broken_tooth", "lost_crown_or_filling",
})  # fmt: skip
_HURTS: frozenset[Sign] = frozenset({"severe_pain", "toothache", "pain"})
# The general sign says nothing once the particular one was heard.
_GENERAL: dict[Sign, frozenset[Sign]] = {
    "bleeding": frozenset({"uncontrolled_bleeding"}),
    "swelling": frozenset({"airway_swelling"}),
    "mouth_injury": frozenset({"facial_trauma"}),
    "pain": frozenset({"toothache", "severe_pain", "trouble_swallowing", "chest_pain"}),
}
_NEAR = 160
"""How many characters before a sign can take it back; bounds the work on endless input."""


@frozen
class Triage:
    """What a caller's words ask for before anything else.

    Attributes:
        tier: Whom to turn to, by the gravest sign.
        signs: All that was heard, the gravest first, each once.
    """

    tier: Tier
    signs: tuple[Sign, ...]


def triage(words: str, language: Language = "en") -> Triage | None:
    """What *words*, said or typed in *language*, call for; None when they tell of no emergency of now.

    What cannot wait for an appointment is heard in every language that the desk knows, whatever the call's: people in
    need fall back on their own. The rest is only read in *language*.
    """
    heard = set(_signs(words, _VOCABULARIES[language]))
    for other, vocabulary in _VOCABULARIES.items():
        if other != language:
            heard |= {sign for sign in _signs(words, vocabulary) if tier_of(sign) != "first_held_slot"}
    signs = tuple(sign for sign in SIGNS if sign in heard and not heard & _GENERAL.get(sign, frozenset()))
    return Triage(tier_of(signs[0]), signs) if signs else None


def _signs(words: str, vocabulary: Vocabulary) -> Iterator[Sign]:
    found: set[Sign] = set()
    lost = tender = False
    clauses = vocabulary.clauses(words)
    for place, clause in enumerate(clauses):
        reading = _Clause(clause, " ".join(clauses[place + 1 : place + 3]), vocabulary)
        here = set(reading.signs())
        lost |= "lost_crown_or_filling" in here
        tender |= vocabulary.tender.search(clause) is not None
        found |= here
    if lost and not (tender or found & _HURTS):
        found.discard("lost_crown_or_filling")
    yield from found


@frozen
class _Clause:
    """One statement, the ones after it, and the language it is read in."""

    text: str
    later: str
    vocabulary: Vocabulary

    def signs(self) -> Iterator[Sign]:
        """The signs that this statement tells of, now."""
        crowns = [match.span() for match in self.vocabulary.signs["lost_crown_or_filling"].finditer(self.text)]
        for sign, pattern in self.vocabulary.signs.items():
            for match in pattern.finditer(self.text):
                # "The crown on my tooth fell out" is no tooth that fell out.
                of_a_crown = sign in {"knocked_out_tooth", "broken_tooth"} and _overlaps(match.span(), crowns)
                if not of_a_crown and self._stands(sign, match):
                    yield self._weighed(sign)
                    break
        told = f"{self.text} {self.later}"
        for sign, pattern in self.vocabulary.together.items():
            spoken = pattern.search(told)
            begins_here = spoken is not None and spoken.start() < len(self.text)
            if spoken and begins_here and not self._tells_of_long_ago() and self._stands(sign, spoken):
                yield sign

    def _stands(self, sign: Sign, match: re.Match[str]) -> bool:
        """Whether nothing takes the sign back."""
        before = self.text[max(0, match.start() - _NEAR) : match.start()]
        after = self.text[match.end() :]
        return not (
            (sign in _STATED and self.vocabulary.denied_inside.search(match.group()))
            or self._is_denied(before, after)
            or self._is_over(after)
            or self._is_long_ago(match.group(), before, after)
            or self._is_only_asked(match.start(), before)
            or self._is_ordinary(sign)
        )

    def _is_denied(self, before: str, after: str) -> bool:
        own = self.vocabulary
        is_list = own.alternatives.search(self.text) is not None
        denied = (own.denied_list if is_list else own.denied).search(before)
        return denied is not None and not own.more_than_ever.search(after[:_NEAR])

    def _is_over(self, after: str) -> bool:
        own = self.vocabulary
        return bool(own.resolved.search(after[:_NEAR])) and not own.back.search(f"{after} {self.later}")

    def _is_long_ago(self, said: str, before: str, after: str) -> bool:
        own = self.vocabulary
        if not self._tells_of_long_ago() or own.back.search(f"{after} {self.later}"):
            return False
        earlier = own.past.search(before)
        # "Last year I had …" and "… last year and broke my jaw", but not "the tooth that you fixed last year hurts".
        told = earlier is not None and (own.opening.search(before[: earlier.start()]) or own.past_verb.match(said))
        return bool(told) or own.past.search(after[:_NEAR]) is not None

    def _tells_of_long_ago(self) -> bool:
        own = self.vocabulary
        has_passed = own.past.search(self.text) and own.past_verb.search(self.text)
        return bool(has_passed) and own.lasting.search(self.text) is None

    def _is_only_asked(self, start: int, before: str) -> bool:
        own = self.vocabulary
        asked = own.general.search(self.text, 0, start + _NEAR)
        is_general = asked is not None and asked.start() < start and own.personal.search(self.text) is None
        return is_general or own.supposed.search(before) is not None

    def _is_ordinary(self, sign: Sign) -> bool:
        own = self.vocabulary
        if sign == "bleeding" and self._is_from_brushing():
            return True
        return sign in own.elsewhere_matters and own.elsewhere.search(self.text) is not None

    def _weighed(self, sign: Sign) -> Sign:
        """Gums that bleed heavily when brushed are for a dentist to judge, not for the emergency number."""
        return "bleeding" if sign == "uncontrolled_bleeding" and self._is_from_brushing() else sign

    def _is_from_brushing(self) -> bool:
        own = self.vocabulary
        return own.brushing.search(self.text) is not None and own.unending.search(self.text) is None


def _overlaps(span: tuple[int, int], others: list[tuple[int, int]]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in others)
