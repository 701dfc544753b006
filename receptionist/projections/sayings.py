"""The sentences that are said of events, in the form that both languages fill in.

Names in braces are filled in by `spoken` and `asking`: `plain` is the treatment and with whom ("exam with Dr. Lee"),
`what` is the same as one of its kind ("an exam with Dr. Lee"), `when` is the day and the time of day.
"""

from __future__ import annotations

from collections.abc import Mapping

from attrs import frozen

from receptionist.events.booking import Question, RefusalReason
from receptionist.events.catalogue import Event


@frozen(kw_only=True)
class Sayings:
    """One language's sentences."""

    what: str
    """`treatment` and `provider` together."""
    booked: str
    moved: str
    guardian: str
    code: str
    code_stays: str
    cancelled: str
    policy: str
    notice: tuple[str, str]
    """So many hours (`n`) of notice: one, and several."""
    late: str
    too_late: str
    minutes: tuple[str, str, str]
    """So many minutes (`n`): one, several, and what is said where nobody knows how many."""
    nothing_ahead: str
    appointments: str
    has: str
    details_sent: str
    details_by_hand: str

    offer: str
    suits: tuple[str, str]
    """The question after an offer: of one time, and of several."""
    free: str
    free_with: str
    nothing_free: str
    refusals: Mapping[RefusalReason, str]
    refusal_questions: Mapping[RefusalReason, str]
    """What is asked after a refusal when nothing can be offered; `another_time` for those that are not here."""
    another_time: str

    questions: Mapping[Question, str]
    """What is asked when no candidates can be named."""
    choose: Mapping[Question, str]
    """What is asked of `choices`."""

    the_same: Mapping[type[Event], str]
    """What is said of an event whatever is in it."""
    waiting: str
    waiting_one_day: str
    message: str
    callback: tuple[str, str, str, str]
    """A promise: by `day`; as soon as possible; without a day; and without a number to call."""
    about_that: tuple[str, str]
    """What is promised after a refusal that needs a person: a call back by `day`; and without a number to call."""
    thanks: str
    """For what completes a promise."""
    putting_through: str
    cannot_put_through: str
    language_chosen: str
