"""Which of the offered times the caller takes."""

from __future__ import annotations

import re
from collections.abc import Sequence

from attrs import evolve, frozen

from receptionist.domain.hearing import plain
from receptionist.language import Language
from receptionist.llm.clock_words import half, minute
from receptionist.llm.conversation import Facts
from receptionist.llm.intents import Intent
from receptionist.llm.offers import Option, offered
from receptionist.llm.understanding import Heard, is_vague_date, is_vague_time

__all__ = ["Option", "Unclear", "chosen", "fits", "offered", "place_of"]

_LAST = -1
_COUNTED = re.compile(r"(?:the )?([123])(?:st|nd|rd)", re.IGNORECASE)
_PLACES = {
    "first": 0, "1st": 0, "former": 0, "second": 1, "2nd": 1, "third": 2, "3rd": 2,
    "primera": 0, "primer": 0, "primero": 0, "segunda": 1, "segundo": 1, "tercera": 2, "tercero": 2, "tercer": 2,
}  # fmt: skip
_ORDINAL: dict[Language, re.Pattern[str]] = {
    "en": re.compile(
        r"\b(?P<place>first|former|second|third|last|latter|latest|(?:1st|2nd|3rd)(?= (?:one|option|time|slot)))\b"
        r"(?! (?:of|week|month|available|name|thing|visit|time i|time he|time she|appointment))",
        re.IGNORECASE,
    ),
    "es": re.compile(
        r"\b(?P<place>primer[oa]?|segund[oa]|tercer[oa]?|[uú]ltim[oa])\b(?! (?:visita|cita|consulta|vez|semana|hora))",
        re.IGNORECASE,
    ),
}
_SOONER: dict[Language, re.Pattern[str]] = {
    "en": re.compile(r"\b(?:this week|this one|sooner|earlier|the coming|the early one)\b", re.IGNORECASE),
    "es": re.compile(r"\b(?:la m[aá]s temprana|la de antes|m[aá]s temprano|esta semana)\b", re.IGNORECASE),
}
_LATER: dict[Language, re.Pattern[str]] = {
    "en": re.compile(r"\b(?:next week|the week after|later|the other one)\b", re.IGNORECASE),
    "es": re.compile(r"\b(?:la m[aá]s tarde|m[aá]s tarde|la otra|la semana que viene)\b", re.IGNORECASE),
}
_SAYS_NOTHING: dict[Language, frozenset[str]] = {
    "en": frozenset({"on", "the", "next", "this", "of", "that"}),
    "es": frozenset({"el", "la", "este", "esta", "proximo", "que", "viene", "de", "del", "al", "ese"}),
}


@frozen
class Unclear:
    """The caller's answer fits several offers."""


def chosen(
    options: Sequence[Option], heard: Heard, earlier: Facts, language: Language = "en"
) -> Facts | Unclear | None:
    """The facts that the caller's answer to the offer gives; None when it does not answer it."""
    if heard.wants(Intent.NONE_OF_THEM) and not heard.facts.when:
        return None
    with_them = _with_provider(options, heard)
    if not with_them:
        return None  # with whom nothing was offered: that is to be looked for
    by_place = _by_place(with_them, heard, language)
    if by_place:
        return _taken(by_place)
    facts = heard.facts.only("date", "time")
    if not facts.when and not half(heard.text, language):
        vague = heard.wants(Intent.YES) and not heard.wants(Intent.NO, Intent.THANKS)
        return Unclear() if vague and len(with_them) > 1 else None
    fitting = [option for option in with_them if fits(option, facts, heard.text, language)]
    if len(fitting) == 1 and not _names_another(facts, fitting[0], language):
        return _completed(facts, fitting[0], options, earlier, language)
    same_weekday = bool(facts.date) and not facts.time and len({option.date for option in fitting}) > 1
    said = _words(facts.date) - _SAYS_NOTHING[language]
    if same_weekday and len(said) == 1 and all(said < _words(option.date) for option in fitting):
        return Unclear()
    return _day_of_the_offer(facts, options, earlier, language) if facts.when else None


def place_of(text: str, language: Language) -> int | None:
    """Which of several "the first one", "the last" and the like are (-1 for the last); None when nothing says so."""
    ordinal = _ORDINAL[language].search(text)
    return _PLACES.get(ordinal["place"].lower(), _LAST) if ordinal else None


def _with_provider(options: Sequence[Option], heard: Heard) -> Sequence[Option]:
    """The offers with the person that the caller names, by that person's slots; all, when none is named."""
    who = set(re.findall(r"\w+", plain(heard.facts.provider)))
    if not who or not any(option.slots for option in options):
        return options
    kept = [evolve(option, slots=tuple(s for s in option.slots if s.provider in who)) for option in options]
    return [option for option in kept if option.slots]


def _by_place(options: Sequence[Option], heard: Heard, language: Language) -> Option | None:
    """The option that "the first one", "the last", "either" or a plain yes to a single offer picks."""
    if _is_on_another_day(options, heard.facts.date.strip(), language):
        return None  # "the latest you have on Thursday" is none of Wednesday's
    place = place_of(heard.text, language)
    ordinal = _ORDINAL[language].search(heard.text)
    if place is None and (counted := _COUNTED.fullmatch(heard.facts.date.strip())):
        # "The 2nd" is the second of them, unless one of them is on that day.
        number = int(counted[1])
        if not any(str(number) in _words(option.date) for option in options):
            return options[number - 1] if number <= len(options) else None
    if place is not None and ordinal and ordinal["place"] not in heard.facts.date:
        return options[place] if place < len(options) else None
    if heard.wants(Intent.ANY_TIME, Intent.SOONEST):
        return options[0]
    if heard.facts.when:
        return None
    if _SOONER[language].search(heard.text) and not heard.wants(Intent.QUESTION):
        return options[0]
    if _LATER[language].search(heard.text) and not heard.wants(Intent.QUESTION):
        return options[-1]
    agrees = heard.wants(Intent.YES) and not heard.wants(Intent.NO)
    picks = (
        agrees
        or bool(heard.facts.provider)
        or (heard.wants(Intent.FINE) and not heard.wants(Intent.NO, Intent.QUESTION))
    )
    return options[0] if len(options) == 1 and picks else None


def _is_on_another_day(options: Sequence[Option], date: str, language: Language) -> bool:
    """Whether a day is named on which nothing was offered; "the 2nd" may count what was."""
    days = {option.date for option in options}
    named = bool(date) and not _COUNTED.fullmatch(date)
    return named and not any(fits(Option(day), Facts(date=date), "", language) for day in days)


def _taken(option: Option) -> Facts:
    return Facts(date=option.date, time=option.time, slot=option.slots[0].id if option.slots else "")


def _names_another(facts: Facts, option: Option, language: Language) -> bool:
    """Whether the words ask for a stretch of the day in which the offer only happens to lie ("after 3")."""
    return bool(option.slots) and is_vague_time(facts.time, language) and minute(facts.time, language) is not None


def _completed(facts: Facts, option: Option, options: Sequence[Option], earlier: Facts, language: Language) -> Facts:
    """The offer by its id; else the caller's words, with the offer's for what they and earlier ones leave out."""
    if option.slots:
        return _taken(option)
    date, time = facts.date, facts.time
    several_days = len({other.date for other in options}) > 1
    if not date and several_days and not (_words(earlier.date) & _words(option.date)):
        date = option.date
    elif len(_words(date)) == 1 and option.date:
        date = option.date  # which of two Wednesdays was settled by the offer
    if not time or minute(time, language) is None:
        time = option.time or time
    return Facts(date=date, time=time)


def _day_of_the_offer(facts: Facts, options: Sequence[Option], earlier: Facts, language: Language) -> Facts:
    """Another time on the one day that was offered, where no day was said before ("next week" is none)."""
    days = {option.date for option in options}
    open_day = not earlier.date or is_vague_date(earlier.date, language)
    if not facts.date and open_day and len(days) == 1:
        return evolve(facts, date=days.pop())
    return facts


def fits(option: Option, facts: Facts, text: str, language: Language) -> bool:
    """Whether *option* is what the words for day and time, or the part of the day in *text*, can mean."""
    if facts.date and option.date and not _words(facts.date) <= _words(option.date) | _SAYS_NOTHING[language]:
        return False
    part = half(facts.time or text, language)
    if part and option.time and half(option.time, language) not in {part, ""}:
        return False
    said = minute(facts.time, language)
    return not (said is not None and option.time) or said == minute(option.time, language)


def _words(date: str) -> frozenset[str]:
    """The words of a day, "26th" and "26" being one."""
    return frozenset(re.sub(r"(\d)(?:st|nd|rd|th)\b", r"\1", plain(date)).replace(",", " ").split())
