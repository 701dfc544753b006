"""One utterance of the caller: what it wants and which facts it gives."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal

from attrs import evolve, field, frozen

from receptionist.domain.dates import spot
from receptionist.language import Language
from receptionist.llm.claims import Claims, claims_in
from receptionist.llm.conversation import PARTS, Facts
from receptionist.llm.intents import Intent, intents
from receptionist.llm.names import Named, bare, introduced, own_name
from receptionist.llm.naming import NAMING
from receptionist.llm.reading import readable, relevant
from receptionist.llm.segments import SPEECH, segments, without
from receptionist.llm.visit_words import asks_about_treatment, provider_in, treatment_in

Topic = Literal[
    "name", "date", "time", "more", "booking", "moving", "phone", "birth_date", "code", "message", "person", "minutes",
    "which", "guardian", "treatment", "provider", "new_patient", "waiting", "anybody",
]  # fmt: skip
"""What a question asks for: "more" is "anything else?", "which" an appointment, "anybody" whether another may see them,
and "booking", "moving", "message", "person" and "waiting" are "would you like …?"."""

_DIGITS_IN_A_ROW = re.compile(r"\d[\d ().-]{5,}\d")
_DIGITS = re.compile(r"\d{1,2}(?::\d\d)?(?:[ap]m)?")


@frozen(kw_only=True)
class Heard:
    """What one utterance says.

    Attributes:
        text: The utterance in one line, without marks that are not to be read; "" when it is no language.
        facts: The facts that it gives, in the caller's words.
        intents: What it wants.
        of_a_relative: Whether the name is that of somebody else ("my son Tom").
        own_name: The speaker's own, if it is given beside another's.
        claims: Telephone number, date of birth and code, if they are given as such.
    """

    text: str
    facts: Facts = field(factory=Facts)
    intents: frozenset[Intent] = frozenset()
    of_a_relative: bool = False
    own_name: str = ""
    claims: Claims = field(factory=Claims)

    def wants(self, *any_of: Intent) -> bool:
        """Whether one of these is among the intents."""
        return not self.intents.isdisjoint(any_of)


def understand(utterance: str, asked: Iterable[Topic] = (), language: Language = "en") -> Heard:
    """What *utterance* says when *asked* is what the receptionist had just asked for."""
    text = readable(utterance)
    if not text:
        return Heard(text="")
    expected = frozenset(asked)
    claims = claims_in(text, language, expected)
    heard = Heard(text=text, intents=intents(text, language), claims=claims)
    visit = _visit(text, language, heard)
    kept = _without_claims(text, claims)
    kept = kept.replace(visit.provider, ",") if visit.provider else kept
    for segment in segments(relevant(kept, language), language):
        facts, relative = _facts_in(segment, expected, heard, language)
        heard = evolve(heard, facts=heard.facts.updated(facts), of_a_relative=heard.of_a_relative or relative)
        # "my name is Sarah, no wait, Sara Lee": what follows a correction is of the kind that it corrects.
        expected |= {part for part in PARTS if getattr(facts, part)}
    own = own_name(relevant(kept, language), language) if heard.of_a_relative else ""
    return evolve(heard, facts=heard.facts.updated(visit), own_name=own)


def _visit(text: str, language: Language, heard: Heard) -> Facts:
    """What it is for, with whom, and the person's numbers."""
    treatment = "" if asks_about_treatment(text, language) else treatment_in(text, language)
    is_new = "no" if heard.wants(Intent.KNOWN) else "yes" if heard.wants(Intent.NEW) else ""
    return Facts(
        treatment=treatment,
        provider=provider_in(text, language),
        phone=heard.claims.phone,
        birth_date=heard.claims.birth_date,
        new_patient=is_new,
    )


def _without_claims(text: str, claims: Claims) -> str:
    """The text less what is a number, a date of birth or a code: no day and no name is to be read in them."""
    for claim in sorted({claims.birth_date, claims.phone, claims.code} - {""}, key=len):
        # Where it is the whole utterance only its digits go: a name may stand beside them.
        text = text.replace(claim, ",") if claim != text else _DIGITS_IN_A_ROW.sub(",", text)
    return text


def _facts_in(segment: str, expected: frozenset[Topic], heard: Heard, language: Language) -> tuple[Facts, bool]:
    """The facts of one segment, and whether the name is a relative's."""
    claimed = bool(heard.claims.birth_date or heard.claims.code)
    own = _own(segment, language)
    kept = segment.replace(own.name, ",", 1) if own else segment
    date, time, rest = ("", "", kept) if claimed and heard.claims.birth_date == heard.text else _when(kept, language)
    open_to_time = "time" in expected or heard.wants(Intent.CHANGE, Intent.RESCHEDULE)
    if not time and (open_to_time or date) and spot(segment, language).time_words is None:
        time, rest = _number_as_time(rest, language, polite=open_to_time)
    if named := own or introduced(rest, language):
        return Facts(named.name, date, time), named.of_a_relative
    unasked = bool(date or time or expected & {"date", "time"}) or heard.wants(
        Intent.BOOK, Intent.VISIT, Intent.CHANGE, Intent.NEW
    )
    asked = bool(expected & {"name", "guardian"})
    name = bare(rest, language) if asked else bare(rest, language, capitalised=True) if unasked else ""
    return Facts(name, date, time), False


def _own(segment: str, language: Language) -> Named | None:
    """The first and last name that somebody gives as theirs: no day is to be read in "me llamo Domingo Ruiz"."""
    named = introduced(segment, language)
    if named is None or " " not in named.name:
        return None
    said = rf"(?:{NAMING[language].speaks.pattern})\W(?:es |is )?{re.escape(named.name)}"
    return named if re.search(said, segment, re.IGNORECASE) else None


def _when(segment: str, language: Language) -> tuple[str, str, str]:
    """The words for the day, those for the time, and the rest."""
    spotted = spot(segment, language)
    date, time = spotted.date_words or "", spotted.time_words or ""
    rest = without(segment, language, date, time)
    speech = SPEECH[language]
    if is_vague_time(time, language) and speech.nothing.search(segment.partition(time)[0]):
        time = f"{speech.not_word} {time}"  # "nothing before 10"
    if date and date in time and spot(time, language).date_words:  # "sometime next week in the morning"
        rest, time = without(segment, language, time), " ".join(time.replace(date, " ").split())
    elif time and spot(time, language).date_words:
        time = ""  # two appointments in one breath: one of them has to be asked for again
    return date, time, rest


def is_bare_clock(words: str, language: Language = "en") -> bool:
    """Whether *words* name a time on a twelve-hour face and leave open which half of the day: "two", "2:30"."""
    speech = SPEECH[language]
    number = re.compile(r"\d{1,2}(?::\d\d)?")
    each = [word for word in words.lower().split() if word not in {"a", "la", "las"}]
    return bool(each) and all(word in speech.numberish - speech.halves or number.fullmatch(word) for word in each)


def is_vague_date(words: str, language: Language = "en") -> bool:
    """Whether *words* name a stretch of days ("sometime next week") and no day."""
    speech = SPEECH[language]
    return bool(words) and speech.vague_date.search(speech.neighbour.sub(" ", words)) is not None


def is_vague_time(words: str, language: Language = "en") -> bool:
    """Whether *words* name a stretch of the day ("in the afternoon", "after 3") and no time to begin at."""
    speech = SPEECH[language]
    return bool(words) and (speech.vague_time.search(words) is not None or not speech.exact_time.search(words))


def _number_as_time(rest: str, language: Language, *, polite: bool) -> tuple[str, str]:
    """A time that is only a number ("two", "is it free at ten?"), and what is left; "" and all of it for none."""
    if found := _bare_time(rest, language, polite=polite):
        return found, ""
    for clause in re.split(r"[.,;]\s+", rest) if polite else ():
        if found := _bare_time(clause, language, polite=True):
            return found, rest.replace(clause, ",", 1)
    match = SPEECH[language].at_a_number.search(rest)
    return (match["time"], rest.replace(match[0], ",", 1)) if match else ("", rest)


def _bare_time(rest: str, language: Language, *, polite: bool) -> str:
    """A time that is only a number: "two", and with *polite* words around it "let's say ten thirty please"."""
    speech = SPEECH[language]
    words = [word.strip(",.!?¿¡").lower() for word in rest.split()]
    ignored = speech.polite if polite else speech.always_polite
    kept = [word for word in words if word and word not in ignored]
    number = any(word in speech.numberish - speech.halves or _DIGITS.fullmatch(word) for word in kept)
    if not number or speech.some_one.search(rest):
        return ""
    if not all(word in speech.numberish or _DIGITS.fullmatch(word) for word in kept):
        return ""
    return spot(speech.bare_lead + " ".join(kept), language).time_words or ""
