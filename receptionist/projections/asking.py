"""What the caller is asked and offered: questions that name what could be meant, refusals that name what can be had."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from receptionist.events.booking import BookingRefused, ClarificationAsked, OfferedSlot, SlotsOffered
from receptionist.language import Language
from receptionist.projections.sayings import Sayings
from receptionist.projections.wording import choices, clock_time, day, day_and_time, listed, with_article

# Nobody remembers more that is only said.
_MOST_NAMED = 4


def refusal(event: BookingRefused, words: Sayings, language: Language) -> str:
    """Why it cannot be had, and one question: whether something near it would suit, or what would."""
    sentence = words.refusals[event.reason]
    if event.alternatives:
        offer = words.offer.format(choices=choices(event.alternatives, event.time_zone, language))
        return f"{sentence} {offer} {_suits(event.alternatives, words)}"
    return f"{sentence} {words.refusal_questions.get(event.reason, words.another_time)}"


def offer(event: SlotsOffered, words: Sayings, language: Language) -> str:
    """The free times, and with whom."""
    if not event.slots:
        return f"{words.nothing_free} {words.another_time}"
    providers = {slot.provider for slot in event.slots}
    one = providers.pop() if len(providers) == 1 else ""
    saying = words.free_with if one else words.free
    offered = saying.format(choices=choices(event.slots, event.time_zone, language), provider=one)
    return f"{offered} {_suits(event.slots, words)}"


def question(event: ClarificationAsked, words: Sayings, language: Language, names: Mapping[str, str]) -> str:
    """The question, with what could be meant where that is known and not too much."""
    named = _meant(event, language) if event.about in {"date", "time"} else ()
    if named:
        return _do_you_mean(named, language)
    able = _choices(event, language, names)
    if 1 < len(able) <= _MOST_NAMED and event.about in words.choose:
        return words.choose[event.about].format(choices=listed(able, language, "or"))
    return words.questions[event.about]


def _suits(slots: Sequence[OfferedSlot], words: Sayings) -> str:
    one, several = words.suits
    return several if len(slots) > 1 else one


def _meant(event: ClarificationAsked, language: Language) -> tuple[str, ...]:
    """The days that could be meant, or the times; nothing where that would be no choice between days."""
    zone = event.time_zone
    days = dict.fromkeys(day(each, zone, language) for each in event.candidates)
    if event.about == "date":
        return tuple(days) if len(days) > 1 else ()
    if len(days) == 1:
        return tuple(dict.fromkeys(clock_time(each, zone, language) for each in event.candidates))
    return tuple(dict.fromkeys(day_and_time(each, zone, language) for each in event.candidates))


def _choices(event: ClarificationAsked, language: Language, names: Mapping[str, str]) -> tuple[str, ...]:
    if event.about == "appointment":
        return tuple(dict.fromkeys(day_and_time(each, event.time_zone, language) for each in event.candidates))
    if not all(names.get(each) for each in event.choices):
        return ()
    called = tuple(dict.fromkeys(names[each] for each in event.choices))
    return tuple(map(with_article, called)) if event.about == "treatment" and language == "en" else called


def _do_you_mean(named: Sequence[str], language: Language) -> str:
    if language == "en":
        *before, last = named
        return f"Do you mean {', '.join(before)}, or {last}?" if before else f"Do you mean {last}?"
    whole = [f"al {each.removeprefix('el ')}" if not each.startswith("la") else f"a {each}" for each in named]
    return f"¿Se refiere {listed(whole, language, 'or')}?"
