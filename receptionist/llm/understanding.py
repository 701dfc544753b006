"""One utterance of the caller: what it wants and which facts it gives."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Literal

from attrs import evolve, field, frozen

from receptionist.domain.dates import spot
from receptionist.llm.conversation import PARTS, Facts
from receptionist.llm.intents import Intent, intents
from receptionist.llm.names import bare, introduced
from receptionist.llm.ordinary_words import word_set

Topic = Literal["name", "date", "time", "more", "booking", "moving"]
"""What a question asks for: "more" is "anything else?", "booking" and "moving" are "would you like to …?"."""

LONGEST = 1000
"""Longer utterances (in characters) are noise, or somebody's joke."""

_PAST = re.compile(
    r"\bsince (?:last )?\w+|\blast (?:night|week|month|year|time|\w+day)\b|\bthis (?:morning|afternoon) my\b"
    r"|\byesterday(?: (?:morning|afternoon|evening))?\b|\b(?:\w+ ){1,2}(?:days?|weeks?|months?|hours?|years?) ago\b"
    r"|\bfor (?:the (?:last|past) )?\w+ (?:days|weeks|months|years)\b",
    re.IGNORECASE,
)
_HESITATION = re.compile(r"[,.]?\s*\b(?:u+h+|u+m+|uhm|erm?|hmm+)\b[,.]*", re.IGNORECASE)
_GREETING = re.compile(r"\bgood (?:morning|afternoon|evening|day)\b", re.IGNORECASE)
_PARTING = re.compile(
    r"\b(?:have|enjoy) (?:a|an|your) (?:(?:nice|good|great|lovely|wonderful) )\w+|\bgood night\b"
    r"|\b(?:see (?:you|ya)|talk to you)\b[^.!?]*",
    re.IGNORECASE,
)
_MOVED_FROM = re.compile(r"\bfrom (?P<old>[^,.;!?]{2,40}?) to (?=\w)", re.IGNORECASE)
_CONTACT = re.compile(r"\S+@\S+|(?<!\d)(?!\d{4}-\d\d-\d\d)\+?\(?\d(?:[ ().-]{0,2}\d){6,}(?!\d)")
_BIRTH = re.compile(r"\b(?:born|birthday|date of birth|d\.?o\.?b)\b[^.;!?]*", re.IGNORECASE)
_CORRECTION = re.compile(
    r"[,.;!?]*\s*\b(?:no,? wait|wait,? no|wait,? sorry|no,? sorry|sorry,? no|oh,? wait|oh,? no|i mean|i meant"
    r"|or rather|make that|scratch that|correction|i take that back|actually|not quite)\b[,.:]?\s*"
    r"|(?<=\w)\s*[,.;\u2013\u2014-]+\s*(?:no|nope|sorry|wait)\b[,.]?\s+",
    re.IGNORECASE,
)
_APOSTROPHES = str.maketrans(dict.fromkeys("\u2018\u2019\u02bc`\u00b4", "'"))
_REJECTED = re.compile(r"\bnot (?:on |at |for )?(?P<what>[^,.;!?]{2,40})[,.;]\s*(?:but |rather )?(?=\w)", re.IGNORECASE)
_NUMBERISH = word_set("""
one two three four five six seven eight nine ten eleven twelve fifteen twenty thirty forty forty-five fifty half
quarter past to o'clock oclock am pm a.m p.m a.m. p.m. noon midday or
""")
_CLAUSE = re.compile(r"(?:[,;!?]|\.(?!\w))\s*|\s+but\s+", re.IGNORECASE)
_IMPOSSIBLE = re.compile(
    r"\b(?:can't|cannot|can not|won't|not|doesn't|isn't|bad|no good|impossible|unavailable|taken|busy)\b", re.IGNORECASE
)
_DIGITS = re.compile(r"\d{1,2}(?::\d\d)?(?:[ap]m)?")
_SOME_ONE = re.compile(r"\b(?:the|that|this|which|other|last) one\b", re.IGNORECASE)
_ALWAYS_POLITE = word_set("please thanks then ok okay")
_POLITE = word_set("""
at around about maybe say let's let us um uh uhm er well ok okay yes yeah yep sure please thanks thank you works is
fine good would be great perfect the how for make it i'd like to prefer guess ish sharp on can could we do instead
rather change move actually no have then that better i'll take i think and but so
""")


@frozen(kw_only=True)
class Heard:
    """What one utterance says.

    Attributes:
        text: The utterance in one line, without marks that are not to be read; "" when it is no language.
        facts: The name, day and time that it gives, in the caller's words.
        intents: What it wants.
        of_a_relative: Whether the name is that of somebody else ("my son Tom").
    """

    text: str
    facts: Facts = field(factory=Facts)
    intents: frozenset[Intent] = frozenset()
    of_a_relative: bool = False

    def wants(self, *any_of: Intent) -> bool:
        """Whether one of these is among the intents."""
        return not self.intents.isdisjoint(any_of)


def understand(utterance: str, asked: Iterable[Topic] = ()) -> Heard:
    """What *utterance* says when *asked* is what the receptionist had just asked for."""
    text = _readable(utterance)
    if not text:
        return Heard(text="")
    heard = Heard(text=text, intents=intents(text))
    expected = frozenset(asked)
    for segment in _segments(_relevant(text)):
        facts, relative = _facts_in(segment, expected, heard)
        heard = evolve(heard, facts=heard.facts.updated(facts), of_a_relative=heard.of_a_relative or relative)
        # "my name is Sarah, no wait, Sara Lee": what follows a correction is of the kind that it corrects.
        expected |= {part for part in PARTS if getattr(facts, part)}
    return heard


def _readable(utterance: str) -> str:
    """The utterance in one line; "" when nothing in it can be read, or far too much."""
    if len(utterance) > LONGEST:
        return ""
    text = unicodedata.normalize("NFC", utterance).translate(_APOSTROPHES)
    # The two joiners belong to names in some scripts; every other invisible mark only hides something.
    shown = (
        char if unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Co", "Cn"} or char in "\u200c\u200d" else " "
        for char in text
    )
    text = " ".join("".join(shown).split())
    return text if any(char.isalnum() for char in text) else ""


def _relevant(text: str) -> str:
    """The text without days and numbers that name no appointment: the past, greetings, telephone numbers."""
    for pattern, replacement in (
        (_HESITATION, ""),
        (_GREETING, "hello"), (_PARTING, ","), (_PAST, ","), (_CONTACT, ","), (_BIRTH, ","),
    ):  # fmt: skip
        text = pattern.sub(replacement, text)
    moved = _MOVED_FROM.search(text)
    if moved and intents(text) & {Intent.RESCHEDULE, Intent.CHANGE}:
        return f"{text[: moved.start()]}to {text[moved.end() :]}"
    return text


def _segments(text: str) -> Iterator[str]:
    """The text cut where the caller corrects something; later pieces replace what earlier ones said."""
    for segment in _CORRECTION.split(text):
        rejected = _REJECTED.search(segment)
        if rejected and _names_when(rejected["what"]):
            yield segment[: rejected.start()]
            yield segment[rejected.end() :]
        else:
            yield _without_the_impossible(segment)


def _without_the_impossible(segment: str) -> str:
    """The segment less "I can't come Tuesday" where "can we do Wednesday?" follows; a list of days stays whole."""
    clauses = _CLAUSE.split(segment)
    refused = [clause for clause in clauses if _IMPOSSIBLE.search(clause) and _names_when(clause)]
    others = [clause for clause in clauses if clause not in refused and _names_when(clause)]
    if not refused or not all(_says_more(clause) for clause in others) or not others:
        return segment
    return ", ".join(clause for clause in clauses if clause not in refused)


def _names_when(text: str) -> bool:
    spotted = spot(text)
    return bool(spotted.date_words or spotted.time_words)


def _says_more(clause: str) -> bool:
    """Whether a day or time stands in a clause of its own, not in the list that went before."""
    return bool(spot(clause).rest.strip(" ?")) and not re.match(r"\s*(?:or|and|nor)\b", clause, re.IGNORECASE)


def _facts_in(segment: str, expected: frozenset[Topic], heard: Heard) -> tuple[Facts, bool]:
    """The facts of one segment, and whether the name is a relative's."""
    spotted = spot(segment)
    date, time = spotted.date_words or "", spotted.time_words or ""
    if time and spot(time).date_words:
        time = ""  # two appointments in one breath: one of them has to be asked for again
    rest = _without(segment, date, time)
    open_to_time = "time" in expected or heard.wants(Intent.CHANGE, Intent.RESCHEDULE)
    if not time and (open_to_time or date) and (found := _bare_time(rest, polite=open_to_time)):
        time, rest = found, ""
    named = introduced(rest)
    if named:
        return Facts(named.name, date, time), named.of_a_relative
    unasked = bool(date or time) or heard.wants(Intent.BOOK, Intent.VISIT, Intent.CHANGE)
    name = bare(rest) if "name" in expected else bare(rest, capitalised=True) if unasked else ""
    return Facts(name, date, time), False


def _without(segment: str, *stretches: str) -> str:
    """The segment with a comma for each stretch, so that the words around it do not run together."""
    for stretch in filter(None, stretches):
        segment = re.sub(rf"(?:\b(?:at|on|for)\s+)?{re.escape(stretch)}", " , ", segment, count=1, flags=re.IGNORECASE)
    return segment


def _bare_time(rest: str, *, polite: bool) -> str:
    """A time that is only a number: "two", and with *polite* words around it "let's say ten thirty please"."""
    words = [word.strip(",.!?").lower() for word in rest.split()]
    ignored = _POLITE if polite else _ALWAYS_POLITE
    kept = [word for word in words if word and word not in ignored]
    if not kept or _SOME_ONE.search(rest) or not all(word in _NUMBERISH or _DIGITS.fullmatch(word) for word in kept):
        return ""
    return spot("at " + " ".join(kept)).time_words or ""
