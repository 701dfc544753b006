"""Small parts of the sentences: quotes, times, names of things."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from receptionist.events.booking import Question, RefusalReason
from receptionist.events.personal import ERASED
from receptionist.projections.attachments import CALENDAR, CARD
from receptionist.projections.byte_streams import DETAILS
from receptionist.projections.text_streams import CONFIRMATION
from receptionist.projections.wording import clock_time, day, day_with_year, listed
from receptionist.replaying.why.facts import Choice

ERASED_WORDS = "words that were erased since"
REASONS: Mapping[RefusalReason, str] = {
    "name_missing": "no name had been given",
    "name_too_long": "what was given as the name is too long for one",
    "name_not_a_name": "what was given as the name is none",
    "in_the_past": "that was past",
    "closed_that_day": "the clinic is closed that day",
    "outside_hours": "the clinic is not open at that hour",
    "no_such_start": "no such appointment can begin then",
    "too_far_ahead": "that is further ahead than can be booked",
    "slot_taken": "that was taken, blocked, or held back for emergencies",
    "already_booked": "they were booked already",
    "malformed_request": "the request could not be read",
    "unknown_slot": "no such time had been offered",
    "no_free_time": "nothing was free then",
    "not_performed_by": "whoever was asked for does not perform it",
    "not_for_new_patients": "new patients cannot have that by phone",
    "age_limits": "that treatment is not for that age",
    "provider_away": "whoever was asked for does not work then",
}
QUESTIONS: Mapping[Question, str] = {
    "date": "which day was meant",
    "time": "which time was meant",
    "treatment": "what the visit is for",
    "provider": "who was meant",
    "new_patient": "whether the patient is new",
    "birth_date": "when the patient was born",
    "phone": "for the telephone number",
    "name": "for the name",
    "code": "for the confirmation code",
    "appointment": "which appointment was meant",
}
_TOPICS: Mapping[str, str] = {
    CONFIRMATION: "confirmation",
    DETAILS: "details",
    CALENDAR: "calendar entry",
    CARD: "card",
}
_CHANNELS: Mapping[str, str] = {"terminal": "at a terminal", "room": "in a room", "phone": "on the telephone"}
_ENDS = (".", "?", "!", "?”", "!”", "…”")


def sentence(text: str) -> str:
    """*text* with a capital first letter and an end."""
    return f"{text[:1].upper()}{text[1:]}{'' if text.endswith(_ENDS) else '.'}"


def quoted(texts: Sequence[str]) -> str:
    """Each in quotation marks, the full stop left to the sentence around; what was erased says so."""
    said = [ERASED_WORDS if ERASED in text else f"“{text.removesuffix('.')}”" for text in texts if text]
    return listed(list(dict.fromkeys(said)))


def at(instant: datetime, zone: str) -> str:
    """Such as "Tuesday, November 24th at 2 PM"."""
    return f"{day(instant, zone)} at {clock_time(instant, zone)}"


def at_with_year(instant: datetime, zone: str) -> str:
    """Such as "Tuesday, November 24th, 2026 at 2 PM"."""
    return f"{day_with_year(instant, zone)} at {clock_time(instant, zone)}"


def choices(free: Sequence[Choice], zone: str) -> str:
    """Free times as one says them: each day once, and with whom where that differs."""
    providers = {each.provider for each in free}
    days: dict[str, list[str]] = {}
    for each in free:
        who = f" with {each.provider}" if len(providers) > 1 and each.provider else ""
        times = days.setdefault(day(each.starts_at, zone), [])
        times.append(f"{clock_time(each.starts_at, zone)}{who}")
    return listed([f"{name} at {listed(times, joint='or')}" for name, times in days.items()], joint="or")


def topics(names: Sequence[str]) -> str:
    """What was sent, in words."""
    return listed([_TOPICS.get(name, f"stream “{name}”") for name in names])


def where(channel: str | None) -> str:
    """Where a caller was."""
    return "" if channel is None else _CHANNELS.get(channel, f"on the channel “{channel}”")


def possessive(name: str) -> str:
    """Such as "Sarah's"."""
    return f"{name}'s"


def after(length: timedelta) -> str:
    """How soon something came, if that is soon; otherwise ""."""
    seconds = max(round(length.total_seconds()), 0)
    if seconds <= 1:
        return "within a second"
    if seconds < 60:  # noqa: PLR2004 (a minute)
        return f"within {seconds} seconds"
    return ""


def times(count: int) -> str:
    """Such as "for the second time"."""
    names = ("first", "second", "third", "fourth", "fifth")
    return f"for the {names[count - 1]} time" if 1 <= count <= len(names) else f"{count} times now"
