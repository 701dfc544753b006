"""The story of an appointment as a paragraph: how it stands, how it came to, and who was told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from attrs import evolve

from receptionist.events.personal import ERASED
from receptionist.projections.wording import clock_time, day, day_with_year, with_article
from receptionist.replaying.why import decisions
from receptionist.replaying.why.facts import Act, Story
from receptionist.replaying.why.phrases import at_with_year, possessive, quoted, sentence, times, where
from receptionist.replaying.why.telling import told

# What is decided at once is recorded within so long.
_AT_ONCE = timedelta(seconds=1)
_KNOWN_BY = {
    "code": "by the confirmation code",
    "birth_date_and_phone": "by date of birth and telephone number",
    "guardian": "as somebody who may speak for the patient",
}


def paragraph(story: Story, *, now: datetime) -> str:
    """*story* as somebody at the clinic would tell it.

    Args:
        story: The facts.
        now: Whether the appointment is ahead; aware.
    """
    sentences = [_standing(story, now)]
    for previous, act in pairwise([None, *story.acts]):
        if act is not None:
            sentences += _act(act, previous, story.time_zone)
    clock = "All times are UTC." if story.starts_at is None else f"All times are the clinic's ({story.time_zone})."
    return " ".join([*sentences, clock])


def act_sentences(act: Act, zone: str) -> tuple[str, ...]:
    """One act by itself, in the clinic's time *zone*."""
    return tuple(_act(act, None, zone))


def _standing(story: Story, now: datetime) -> str:
    if story.starts_at is None:
        return f"What the appointment {story.appointment} is cannot be read by this version."
    erased = ERASED in story.patient or not story.patient
    who, whose = ("a patient whose data was erased", "the") if erased else (story.patient, possessive(story.patient))
    provider = f" with {story.provider}" if story.provider else ""
    what, when = f"{story.treatment or 'visit'}{provider}", f"on {at_with_year(story.starts_at, story.time_zone)}"
    match story.standing:
        case "cancelled":
            of = " of a patient whose data was erased" if erased else ""
            return sentence(f"{whose} {what}{of}, {when}, is cancelled")
        case "arrived":
            return sentence(f"{who} came to the {what} {when}")
        case "missed":
            return sentence(f"{who} did not come to the {what} {when}")
        case _:
            verb = "has" if story.starts_at > now else "had"
            return sentence(f"{who} {verb} {with_article(what)} {when}")


def _act(act: Act, previous: Act | None, zone: str) -> Iterator[str]:
    when = _when(act, previous, zone)
    match act.kind:
        case "booked" | "moved":
            yield from _turns(act, previous, zone)
            yield from decisions.decision(act, zone)
        case "cancelled" | "late" | "told" | "details":
            yield sentence(f"{when}, {_asking(act, previous)}")
            yield from _known_by(act, previous)
            yield from _changed(act)
        case "arrived" | "missed":
            yield sentence(f"{when}, {act.person or 'staff'} noted that the patient {_came(act)}")
        case "task_raised" | "task_taken" | "task_done":
            yield sentence(_of_the_inbox(act, when, previous))
        case "blocked" | "lifted" | "closed" | "reopened":
            yield sentence(f"{when}, {_of_the_diary(act)}")
        case "unread":
            what = f"a newer version wrote something of it that this version cannot read ({act.unread})"
            yield sentence(f"{when}, {what}; upgrade receptionist to see it")
    yield from told(act, zone)


def _when(act: Act, previous: Act | None, zone: str) -> str:
    if previous is None:
        return f"On {at_with_year(act.at, zone)}"
    if act.call is not None and act.call == previous.call:
        return "Later in the same call"
    if timedelta() <= act.at - previous.at < timedelta(minutes=1):
        return "Right after that"
    here, before = (each.at.astimezone(ZoneInfo(zone)) for each in (act, previous))
    if here.date() == before.date():
        return f"At {clock_time(act.at, zone)} the same day"
    named = day(act.at, zone) if here.year == before.year else day_with_year(act.at, zone)
    return f"On {named} at {clock_time(act.at, zone)}"


def _turns(act: Act, previous: Act | None, zone: str) -> Iterator[str]:
    """What the caller said, turn by turn, and how each attempt before the last one ended."""
    when = _when(act, previous, zone)
    if act.call is None:
        at_the_desk = f"asked at the desk for {decisions.asked_at_the_desk(act, zone)}"
        yield sentence(f"{when}, {act.person or 'one of the staff'} {at_the_desk}".removesuffix(","))
    left_out, steps = decisions.steps_of(act)
    # What was quoted for the act before it, in the same call, is not said again.
    told, begun = set(previous.heard if previous is not None and previous.call == act.call else ()), False
    for heard, step in [*((step.heard, step) for step in steps), (act.heard, None)]:
        fresh = [words for words in heard if words not in told]
        if act.call is not None and not begun:
            yield sentence(f"{when}, {_asking(evolve(act, heard=tuple(fresh)), previous)}")
            yield from _known_by(act, previous)
            if left_out:
                yield sentence(f"{left_out} attempt{'s' if left_out > 1 else ''} before that came to nothing")
        elif fresh:
            yield sentence(f"then the caller said {quoted(fresh)}")
        told, begun = told | {*heard}, True
        if step is not None:
            yield decisions.in_words(step, zone)


def _asking(act: Act, previous: Act | None) -> str:
    """Who asked for it, with their own words."""
    if act.call is None:
        return f"{act.person or 'one of the staff'} {_WISHES[act.kind]} at the desk"
    same = previous is not None and previous.call == act.call
    who = "the caller" if same else f"a caller {where(act.channel)} (call {act.call})".replace("  ", " ")
    said = quoted(act.heard)
    return f"{who} said {said}" if said else f"{who} {_WISHES[act.kind]}"


_WISHES = {
    "booked": "asked for an appointment",
    "moved": "asked for another time",
    "cancelled": "cancelled it",
    "late": "said that they would be late",
    "told": "asked what is booked",
    "details": "asked for the details in writing",
}


def _known_by(act: Act, previous: Act | None) -> Iterator[str]:
    how = _KNOWN_BY.get(act.known_by or "")
    if how and not (previous is not None and previous.call == act.call and previous.known_by == act.known_by):
        yield sentence(f"the caller was known {how}, and so could be told of it and change it")


def _changed(act: Act) -> Iterator[str]:
    match act.kind:
        case "cancelled":
            yield from _cancelled(act)
        case "late":
            late = f"be {act.minutes} minutes late" if act.minutes else "be late"
            beyond = (act.minutes or 0) > (act.grace_minutes or 0)
            limit = f"the {act.grace_minutes} minutes that the clinic waits"
            yield sentence(f"it was noted that they would {late}, {'more than' if beyond else 'within'} {limit}")
        case "told":
            yield "The agent told them of it."
        case _:
            return


def _cancelled(act: Act) -> Iterator[str]:
    why = f" (the reason given: {quoted(act.said)})" if act.said else ""
    hours = act.notice_hours
    ahead = "later than" if act.within_notice else "in time:"
    notice = f", {ahead} the {hours} hours before it that the clinic asks for" if hours else ""
    if hours and not act.within_notice:
        notice = f", with more than the {hours} hours' notice that the clinic asks for"
    yield sentence(f"the appointment was cancelled{why}{notice}")
    if act.offered_on:
        yield "The time that came free was offered to the first on the waiting list whom it suits."


def _came(act: Act) -> str:
    if act.kind == "arrived":
        return "was there"
    return f"did not come, {times(act.count)}" if act.count is not None and act.count > 1 else "did not come"


def _of_the_inbox(act: Act, when: str, previous: Act | None) -> str:
    said = quoted(act.said[-1:])
    with_it = previous is not None and timedelta() <= act.at - previous.at < _AT_ONCE
    match act.kind:
        case "task_raised" if act.task_kind == "conflict":
            return f"the appointment stayed, and the inbox asked staff to see to it ({act.task}): {said}"
        case "task_raised":
            lead = "that" if with_it else f"{when}, it"
            return f"{lead} went to the inbox ({act.task}): {said}"
        case "task_taken":
            return f"{when}, {act.person} took that on ({act.task})"
        case _ if with_it:
            return f"with that, the inbox's line was done ({act.task})"
        case _:
            return f"{when}, that was done ({act.task}){f': {said}' if said else ''}"


def _of_the_diary(act: Act) -> str:
    why = f": {quoted(act.said)}" if act.said else ""
    who = act.person or "staff"
    match act.kind:
        case "blocked":
            what = "an import blocked that time" if act.imported else f"{who} blocked that time"
            return f"{what}{why}"
        case "lifted":
            return f"that time was given back{f' by {act.person}' if act.person else ''}"
        case "closed":
            return f"{who} closed the clinic on that day{why}"
        case _:
            return f"{who} opened the clinic on that day again"
