"""What stands around the facts in an utterance: corrections, reasons, politeness. One set of patterns a language."""

from __future__ import annotations

import re

from attrs import frozen


@frozen(kw_only=True)
class Speech:
    """One language's.

    Attributes:
        asides: What names no appointment, and what stands in its place: hesitation, greetings, the past, numbers.
        moved_from: "from … to".
        correction: Where a caller takes back what stands before.
        rejected: "not Tuesday, …".
        clause: Where a statement ends.
        impossible: Says that something cannot be.
        reason: Why some other day or time cannot be, without saying so.
        listed: Begins one more of several.
        no_time_yet: Words for a time that say nothing beside an exact one.
        some_one: One of what was offered.
        leads: What stands before a day or a time and goes with it.
        always_polite, polite: Words around a bare number.
        at_a_number: A time that is only a number, in the middle of a sentence.
        numberish: Words of a bare time; halves of the day are in `halves`.
        bare_lead: What makes a time of a bare number.
        vague_date, vague_time: A stretch of days or of a day; nothing that one appointment can begin at.
        exact_time: A time on the clock.
        nothing, not_word: Before a time that is ruled out, and how the desk is told so.
        neighbour: "the day after" what was named before.
        part_of_day: A part of the day alone.
        same_day: "the same day", with the group `part`.
        same_time: Whether that part is the time.
        alike: Says that a second appointment is as the first.
        which: What a caller leaves out when naming the same day again.
    """

    asides: tuple[tuple[re.Pattern[str], str], ...]
    moved_from: re.Pattern[str]
    moved_to: str
    correction: re.Pattern[str]
    rejected: re.Pattern[str]
    clause: re.Pattern[str]
    impossible: re.Pattern[str]
    reason: re.Pattern[str]
    listed: re.Pattern[str]
    no_time_yet: re.Pattern[str]
    some_one: re.Pattern[str]
    leads: str
    always_polite: frozenset[str]
    polite: frozenset[str]
    at_a_number: re.Pattern[str]
    numberish: frozenset[str]
    halves: frozenset[str]
    bare_lead: str
    vague_date: re.Pattern[str]
    vague_time: re.Pattern[str]
    exact_time: re.Pattern[str]
    nothing: re.Pattern[str]
    not_word: str
    neighbour: re.Pattern[str]
    part_of_day: re.Pattern[str]
    in_the_part: str
    same: re.Pattern[str]
    same_time: str
    alike: re.Pattern[str]
    which: frozenset[str]


def any_case(pattern: str) -> re.Pattern[str]:
    """The pattern, case aside."""
    return re.compile(pattern, re.IGNORECASE)


CONTACT = any_case(r"\S+@\S+|(?<!\d)(?!\d{4}-\d\d-\d\d)\+?\(?\d(?:[ ().-]{0,2}\d){6,}(?!\d)")
"""Addresses and telephone numbers in digits."""
