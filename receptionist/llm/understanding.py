"""One utterance of the caller: what it wants and which facts it gives."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from typing import Literal

from attrs import evolve, field, frozen

from receptionist.domain.dates import spot
from receptionist.llm.conversation import PARTS, Facts, Part
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
_IF_I_MAY = re.compile(
    r",?\s*\bif (?:you (?:don't|wouldn't) mind|you (?:can|could|please)\b|possible"
    r"|(?:it|that|this)(?:'s| is|'d be| would be| isn't| wouldn't be)(?: not)?(?: too)?(?: an?)?(?: much)?"
    r" (?:trouble|problem|bother|possible|ok|okay|all ?right))\b",
    re.IGNORECASE,
)
_OR_SO = re.compile(r"\s*\bor (?:so|something(?: like that)?|whatever|anything|thereabouts)\b", re.IGNORECASE)
_CLAUSE = re.compile(r"(?:[,;!?]|\.(?!\w))\s*|\s+but\s+|\s+(?=(?:(?:be|')?cause|so)\s)", re.IGNORECASE)
_IMPOSSIBLE = re.compile(
    r"\b(?:can't|cannot|can not|won't|not|doesn't|isn't|bad|no good|impossible|unavailable|taken|busy)\b", re.IGNORECASE
)
# Why some other day or time cannot be, without saying so.
_REASON = re.compile(
    r"\b(?:because|cause|(?:i'm|i am|we're|we are|i'll be) (?:at |on )?(?:away|work|working|holiday|vacation)"
    r"|(?:i've got|i have|i'm having) (?:to|an?|the|my|our|some))\b"
    r"(?!.*\b(?:free|open|opening|available|off|gap|break)\b)",
    re.IGNORECASE,
)
_LISTED = re.compile(
    r"\s*(?:or|and|nor)\b(?!.*\b(?:would|will|is|works?|could|can|shall|let's|i'd|i'll)\b)", re.IGNORECASE
)
_NO_TIME_YET = re.compile(
    r"(?:some|any) ?time|(?:early|late)(?:r|ish)?|soon|whenever|(?:(?:after|before|around|about) )?lunch(?:time)?",
    re.IGNORECASE,
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
        (_HESITATION, ""), (_IF_I_MAY, ""), (_OR_SO, ""),
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
        if rejected and _kinds(rejected["what"]):
            yield segment[: rejected.start()]
            yield segment[rejected.end() :]
        else:
            yield _settled(_without_the_impossible(segment))


def _without_the_impossible(segment: str) -> str:
    """The segment less "I can't come Tuesday" where "can we do Wednesday?" follows; a list of days stays whole."""
    clauses = [clause for clause in _CLAUSE.split(segment) if clause]
    reasons = [clause for clause in clauses if _REASON.search(clause) and _kinds(clause)]
    wishes = [clause for clause in clauses if clause not in reasons]
    if not set().union(*map(_kinds, reasons)) <= set().union(*map(_kinds, wishes)):
        reasons, wishes = [], clauses
    refused = {clause for clause in wishes if _IMPOSSIBLE.search(clause) and _kinds(clause)}
    left = [clause for clause in wishes if clause not in refused]
    if not (refused or reasons) or not any(map(_kinds, left)) or _in_a_list(clauses, refused, reasons):
        return segment
    return ", ".join(left)


def _in_a_list(clauses: Iterable[str], refused: Collection[str], reasons: Collection[str]) -> bool:
    """Whether a bare day or time stands in a row with one that is refused, so that it may be refused too."""
    goes_on = bool(refused)
    for clause in filter(_kinds, clauses):
        if clause in refused or clause in reasons:
            goes_on = True
        elif _says_more(clause):
            goes_on = False
        elif goes_on:
            return True
    return False


def _kinds(text: str) -> set[Part]:
    """Which of a day and a time are named."""
    spotted = spot(text)
    named: tuple[tuple[Part, str | None], ...] = (("date", spotted.date_words), ("time", spotted.time_words))
    return {part for part, words in named if words}


def _says_more(clause: str) -> bool:
    """Whether a day or time stands in a clause of its own, not in the list that went before."""
    return bool(spot(clause).rest.strip(" ?")) and not _LISTED.match(clause)


def _settled(segment: str) -> str:
    """The segment less what it settles itself: "after lunch" before "say, at two", a day that is said again."""
    clauses = _CLAUSE.split(segment)
    said = [spot(clause) for clause in clauses]
    exact = sum(bool(each.time_words and not _NO_TIME_YET.fullmatch(each.time_words)) for each in said)
    if exact > 1:  # perhaps two appointments: nothing of that is settled here
        return segment
    vague = [each.time_words for each in said if exact and _NO_TIME_YET.fullmatch(each.time_words or "")]
    days = [each.date_words for each in said]
    again = [day if day and _is_said_by(day, days[:at], days[at + 1 :]) else None for at, day in enumerate(days)]
    if not vague and not any(again):
        return segment
    return ", ".join(
        _without(clause, *(words for words in (day, each.time_words if each.time_words in vague else None) if words))
        for clause, each, day in zip(clauses, said, again, strict=True)
    )


def _is_said_by(day: str, before: Iterable[str | None], after: Iterable[str | None]) -> bool:
    """Whether another clause names the same day with more words, or a later one with as many."""
    words = set(day.lower().split())
    return any(words < set((other or "").lower().split()) for other in before) or any(
        words <= set((other or "").lower().split()) for other in after
    )


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


def is_bare_clock(words: str) -> bool:
    """Whether *words* name a time on a twelve-hour face and leave open which half of the day: "two", "2:30"."""
    number = re.compile(r"\d{1,2}(?::\d\d)?")
    halves = {"am", "pm", "a.m", "p.m", "a.m.", "p.m.", "noon", "midday", "or"}
    each = words.lower().split()
    return bool(each) and all(word in _NUMBERISH - halves or number.fullmatch(word) for word in each)


def _bare_time(rest: str, *, polite: bool) -> str:
    """A time that is only a number: "two", and with *polite* words around it "let's say ten thirty please"."""
    words = [word.strip(",.!?").lower() for word in rest.split()]
    ignored = _POLITE if polite else _ALWAYS_POLITE
    kept = [word for word in words if word and word not in ignored]
    if not kept or _SOME_ONE.search(rest) or not all(word in _NUMBERISH or _DIGITS.fullmatch(word) for word in kept):
        return ""
    return spot("at " + " ".join(kept)).time_words or ""
