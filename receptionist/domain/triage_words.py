"""What a language's words are to triage: the signs, and what takes a sign back."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Literal, get_args

from attrs import field, frozen

Tier = Literal["call_emergency_number", "call_on_call_dentist", "first_held_slot"]
Sign = Literal[
    "trouble_breathing",
    "trouble_swallowing",
    "uncontrolled_bleeding",
    "facial_trauma",
    "unconscious",
    "chest_pain",
    "airway_swelling",
    "knocked_out_tooth",
    "displaced_tooth",
    "mouth_injury",
    "swelling",
    "abscess",
    "bleeding",
    "swallowed_object",
    "severe_pain",
    "toothache",
    "pain",
    "broken_tooth",
    "lost_crown_or_filling",
    "asks_for_emergency_visit",
]
SIGNS: tuple[Sign, ...] = get_args(Sign)
TIERS: tuple[Tier, ...] = get_args(Tier)
"""From the highest to the lowest."""

_LAST_OF_TIER: dict[Tier, Sign] = {
    "call_emergency_number": "airway_swelling",
    "call_on_call_dentist": "swallowed_object",
    "first_held_slot": "asks_for_emergency_visit",
}
_PLAIN = str.maketrans({"\u2018": "'", "\u2019": "'", "\u02bc": "'", "`": "'", "\u2026": " "})
_PAUSE = re.compile(r"\.{2,}|[\u2013\u2014]|(?<=\w)-(?=\w)|--+")
_END = re.compile(r"(?<!\d)[.](?!\d)|(?<=\d)[.](?!\d)|[!?;:\n\u00a1\u00bf|]")
_MOST_WORDS, _OVERLAP = 80, 12
_NOT_A_WORD = re.compile(r"[^a-z0-9'|,]+")


@frozen(kw_only=True)
class Vocabulary:
    """How one language names the signs, and what takes one back. Patterns are for text that `plain` has made.

    Attributes:
        spelled_out: What is put in place of contractions, as "can not" for "can't".
        signs: The patterns of each sign. A negation that belongs to the sign ("will not stop bleeding") is in it.
        together: The same, told over up to three clauses ("it is bleeding and it will not stop").
        splits: What ends a clause inside a sentence.
        denied: What stands right before a sign that is not there.
        denied_list: The same in a clause with `alternatives`, for "no pain, swelling or fever".
        denied_inside: What stands in the middle of a sign that is not there ("my tooth is not broken").
        alternatives: What joins the last of such a list.
        more_than_ever: After a sign, this makes "I never had" mean that it is there now.
        resolved: What stands right after a sign that is over.
        back: Later words by which it is not over.
        past: A time long ago.
        past_verb: What a clause of long ago has, beside the time.
        opening: What may stand before a time of long ago that opens its clause.
        lasting: Words by which it goes on until now, and what cuts a time off from its sign.
        general: How a question about the clinic begins, or one about what might be.
        personal: By which such a question is about somebody's tooth of now.
        supposed: What stands before a sign that somebody only imagines.
        figurative: Phrases that only sound like a sign; they are left out before signs are looked for.
        elsewhere: Parts of the body that are no dentist's.
        elsewhere_matters: The signs that are none when they are elsewhere.
        brushing: By which bleeding is what an ordinary exam is for.
        unending: By which it is not, brushing or no.
        tender: By which a lost crown or filling hurts.
    """

    spelled_out: tuple[tuple[re.Pattern[str], str], ...]
    signs: Mapping[Sign, re.Pattern[str]]
    together: Mapping[Sign, re.Pattern[str]]
    splits: re.Pattern[str]
    denied: re.Pattern[str]
    denied_inside: re.Pattern[str]
    denied_list: re.Pattern[str]
    alternatives: re.Pattern[str]
    more_than_ever: re.Pattern[str]
    resolved: re.Pattern[str]
    back: re.Pattern[str]
    past: re.Pattern[str]
    past_verb: re.Pattern[str]
    opening: re.Pattern[str]
    lasting: re.Pattern[str]
    general: re.Pattern[str]
    personal: re.Pattern[str]
    supposed: re.Pattern[str]
    figurative: re.Pattern[str]
    elsewhere: re.Pattern[str]
    brushing: re.Pattern[str]
    unending: re.Pattern[str]
    tender: re.Pattern[str]
    elsewhere_matters: frozenset[Sign] = field(
        default=frozenset({"swelling", "abscess", "bleeding", "severe_pain", "pain"})
    )

    def clauses(self, words: str) -> tuple[str, ...]:
        """What is said in *words*, one statement at a time."""
        text = plain(words)
        for pattern, whole in self.spelled_out:
            text = pattern.sub(whole, text)
        text = self.figurative.sub(" | ", text)
        said = (clause.strip(" ,") for clause in self.splits.split(text))
        return tuple(part for clause in said if clause for part in _parts(clause))


def plain(words: str) -> str:
    """*words* in lower case, without accents, a space between any two, `|` where a sentence ends, `,` for a comma.

    A pause ("I can't... breathe") ends nothing.
    """
    text = unicodedata.normalize("NFKD", words.translate(_PLAIN).casefold())
    text = "".join(character for character in text if not unicodedata.combining(character)).replace("\u0131", "i")
    text = _END.sub("|", _PAUSE.sub(" ", text))
    return " ".join(_NOT_A_WORD.sub(" ", text).replace("|", " | ").replace(",", " , ").split())


def _parts(clause: str) -> Iterator[str]:
    """A clause of endless breath in parts that overlap, so that the work stays in proportion to its length."""
    words = clause.split(" ")
    step = _MOST_WORDS - _OVERLAP
    for start in range(0, max(1, len(words) - _OVERLAP), step):
        yield " ".join(words[start : start + _MOST_WORDS])


def tier_of(sign: Sign) -> Tier:
    """What is to be done about a sign: `SIGNS` stand in the order of their tiers."""
    place = SIGNS.index(sign)
    return next(tier for tier in TIERS if place <= SIGNS.index(_LAST_OF_TIER[tier]))


def any_of(*patterns: str) -> re.Pattern[str]:
    """One pattern for whole words, out of several; a space in them is a space of `plain` text."""
    return re.compile(rf"\b(?:{'|'.join(patterns)})\b")
