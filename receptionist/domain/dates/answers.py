"""What words for a day and a time can turn out to be."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Literal

from attrs import frozen

About = Literal["date", "time"]

LONGEST = 200
"""How many characters either part of what is asked may have."""

MOST_CANDIDATES = 4
"""How many a caller can choose from by ear."""


@frozen
class Understood:
    """The words mean one instant (UTC), which may still be past, or outside the clinic's hours."""

    starts_at: datetime


@frozen
class Ambiguous:
    """The words leave the date or the time open.

    Attributes:
        about: What to ask for.
        candidates: The instants (UTC) that could be meant, in order: two to four, or none when they cannot be listed.
        days: The clinic's local days that could be meant, in order, when the date is asked for and the instants
            cannot be listed because no exact time was said: two to four, or none.
    """

    about: About
    candidates: tuple[datetime, ...]
    days: tuple[date, ...] = ()


@frozen
class NotUnderstood:
    """The words name no date, or no time, that can be relied upon."""

    about: About


Answer = Understood | Ambiguous | NotUnderstood


@frozen
class Window:
    """When a caller wants to be offered times: a stretch of days, and of each of these days.

    All of it is local to the clinic and includes both ends. What the words put in the past stays there, so that it
    can be said; beyond the clinic's horizon it is for the desk to cut.

    Attributes:
        first: The first day.
        last: The last day; a year after the first when the words set no end.
        earliest: The earliest time of day for an appointment to begin, None for the clinic's opening.
        latest: The latest time of day for an appointment to begin, None for the clinic's closing.
        soonest: Whether the first free times are wanted, rather than a choice from the whole.
    """

    first: date
    last: date
    earliest: time | None
    latest: time | None
    soonest: bool
