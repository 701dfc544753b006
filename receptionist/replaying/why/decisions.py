"""What was asked for, how it was understood, and the rule that decided, in sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from receptionist.events.personal import ERASED
from receptionist.projections.wording import calendar_day, listed, with_article
from receptionist.replaying.why.facts import Act, Asked, Offered, Refused, Step
from receptionist.replaying.why.phrases import QUESTIONS, REASONS, at, choices, quoted, sentence

_MOST_STEPS = 6
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")


def steps_of(act: Act) -> tuple[int, tuple[Step, ...]]:
    """How many of the steps that went before are passed over, and the ones that are told."""
    steps = tuple(dict.fromkeys(act.steps))
    return max(len(steps) - _MOST_STEPS, 0), steps[-_MOST_STEPS:]


def in_words(step: Step, zone: str) -> str:
    """What was offered, asked back or refused, as a sentence."""
    return sentence(_step(step, zone))


def _step(step: Step, zone: str) -> str:
    match step:
        case Offered():
            return _offered(step, zone)
        case Asked():
            return _asked(step, zone)
        case Refused():
            return _refused(step, zone)


def _offered(step: Offered, zone: str) -> str:
    days = calendar_day(step.first)
    if step.last != step.first:
        days = f"{days} to {calendar_day(step.last)}"
    words = _words(step)
    asked = f"free times were asked for: {words}, which is {days}" if words else f"free times on {days} were asked for"
    return f"{asked}; the agent offered {choices(step.choices, zone) or 'nothing'}"


def _asked(step: Asked, zone: str) -> str:
    words, meant = _words(step), [at(each, zone) for each in step.candidates]
    could = f"{words} could mean {listed(meant, joint='or')}, so " if words and meant else ""
    return f"{could}the agent asked {QUESTIONS[step.about]}"


def _refused(step: Refused, zone: str) -> str:
    free = f"; free instead {_were(len(step.instead))} {choices(step.instead, zone)}" if step.instead else ""
    words = _words(step)
    if step.meant is None:
        asked = f"{words} could not be had" if words else "that could not be had"
    elif words:
        asked = f"{words} meant {at(step.meant, zone)}, which was refused"
    else:
        asked = f"{at(step.meant, zone)} was asked for and refused"
    return f"{asked}, because {REASONS[step.reason]}{free}"


def decision(act: Act, zone: str) -> Iterator[str]:
    """How the granted request was understood, and why it could be granted."""
    if act.emergency:
        yield "What the caller said was an emergency, for which a time that is held back may be given."
    if act.starts_at is not None:
        understood = f"{_understood(act, act.starts_at, zone)}; " if act.call is not None else ""
        yield sentence(f"{understood}{_who_was_free(act)}, so {_result(act, zone)}")
    if act.waited:
        yield "That took the patient off the waiting list."
    if act.offered_on:
        yield "The time that came free was offered to the first on the waiting list whom it suits."


def _understood(act: Act, starts_at: datetime, zone: str) -> str:
    wish = act.wish
    if wish is not None and wish.taken_from is not None:
        source = "the times offered" if wish.taken_from == "offered" else "the times that were free instead"
        return f"of {source}, {at(starts_at, zone)} was chosen"
    if wish is not None and (words := _words(wish)):
        return f"the agent took {words} to mean {at(wish.meant or starts_at, zone)}"
    return f"what was asked for was {at(starts_at, zone)}"


def asked_at_the_desk(act: Act, zone: str) -> str:
    """What staff asked for: the time, with their own words for it where these are no date."""
    words = "" if act.wish is None else _words(act.wish)
    when = "an appointment" if act.starts_at is None else at(act.starts_at, zone)
    return f"{words}, which is {when}," if words and not _ISO.search(words) else when


def _who_was_free(act: Act) -> str:
    who = act.provider or "somebody"
    if act.wish is not None and act.wish.provider_asked:
        return f"the clinic was open then and {who}, who was asked for, was free"
    if act.kind == "moved" and act.left_provider not in {"", act.provider}:
        return f"{act.left_provider} could not be had then and {who} could"
    if act.kind == "moved" and act.left_provider:
        return f"the clinic was open then and {who}, who had the appointment before, was free"
    return f"the clinic was open then and {who} was free"


def _result(act: Act, zone: str) -> str:
    if act.kind == "booked":
        return f"{with_article(act.treatment)} was booked" if act.treatment else "it was booked"
    left = "" if act.moved_from is None else f" from {at(act.moved_from, zone)}"
    return f"the appointment was moved there{left}"


def _words(said: Offered | Asked | Refused | object) -> str:
    date_words, time_words = getattr(said, "date_words", ""), getattr(said, "time_words", "")
    if ERASED in {date_words, time_words}:
        return quoted([ERASED])
    return quoted([date_words, time_words])


def _were(count: int) -> str:
    return "was" if count == 1 else "were"
