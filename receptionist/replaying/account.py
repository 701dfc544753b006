"""What happened in a call, in order, as values that every way of showing it starts from.

An `Account` is made by `accounting.account_of` from events, and read from a log by `reading.read_account`. It can be
pickled, compared, and written as JSON (`as_json`). Instants are aware and in UTC; `offset`s are counted from
`Account.began_at` (negative where a machine's clock was set back).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any, Literal

from attrs import field, frozen
from cattrs import Converter

from receptionist.audience import Role
from receptionist.ids import CallId
from receptionist.projections.call_counts import CallCounts
from receptionist.projections.calls import CallSummary
from receptionist.replaying.entries import (
    EffectShown,
    EffectState,
    Entry,
    Field,
    Happened,
    Moment,
    Presence,
    PresenceKind,
    Recipient,
    Rescue,
    ToolUse,
    Utterance,
)
from receptionist.replaying.standing import Problem, Standing, problems_of

__all__ = [
    "Account",
    "Acknowledgement",
    "AppointmentState",
    "AppointmentStatus",
    "BookingState",
    "EffectShown",
    "EffectState",
    "Entry",
    "Field",
    "Happened",
    "Moment",
    "Participant",
    "Presence",
    "PresenceKind",
    "Problem",
    "Recipient",
    "Rescue",
    "Standing",
    "ToolUse",
    "Utterance",
    "as_json",
]

AppointmentStatus = Literal["booked", "moved", "cancelled"]


@frozen(kw_only=True)
class Participant:
    """Somebody who was in the room, from `joined_at` to `left_at` (None: to the end, or not known)."""

    role: Role
    identity: str | None
    joined_at: datetime
    left_at: datetime | None = None


@frozen(kw_only=True)
class Acknowledgement:
    """All streams up to `position` have been taken by `identity`, who said so at `at` (UTC)."""

    identity: str
    position: int
    at: datetime


@frozen(kw_only=True)
class AppointmentState:
    """An appointment of this call, as it stands; `personal` data in `code` and `patient`."""

    appointment: str
    status: AppointmentStatus
    patient: str
    code: str
    treatment: str
    provider: str
    starts_at: datetime
    ends_at: datetime
    time_zone: str


@frozen(kw_only=True)
class BookingState:
    """What the front desk knows at a moment of the call.

    Attributes:
        details: What the caller gave for the booking that is under way, by name; empty when none is.
        offered: The times that the caller was told of last, as ISO 8601 in UTC, and with whom.
        wished: The time that was asked for and is neither booked nor refused.
        refused_because: Why the last request could not be had; None once something was booked.
        recognised: How many patients the caller is, or speaks for.
        promised: How many calls back the caller was promised.
    """

    is_open: bool = False
    details: Mapping[str, str | bool] = field(factory=dict)
    offered: tuple[tuple[datetime, str], ...] = ()
    wished: datetime | None = None
    refused_because: str | None = None
    appointments: tuple[AppointmentState, ...] = ()
    recognised: int = 0
    language: str = "en"
    emergency: str | None = None
    person_requested: bool = False
    waiting: int = 0
    promised: int = 0


@frozen(kw_only=True)
class Account:
    """A call, from beginning to end, or as far as it is known.

    Attributes:
        head: The log's last position when it was read.
        first, last: The positions of its first and last event.
        began_at: When it was recorded as begun; of a call without a beginning, when its first event was.
        ended_at: None while nobody has ended it.
        time_zone: The clinic's (IANA), as it was then.
        channel: Where the caller was: `terminal`, `room`, `phone`, or what a newer version calls it.
        standing: `live` while somebody serves it, `dead` when it did not end and nobody does.
        is_served: Whether somebody sends what it owes, just now.
        last_at: When the last of its events was recorded.
        summary: What there is to say of it in one line.
        entries: In the log's order; an effect stands after the event that it follows from.
        bookings: What the front desk knew after the event at each position where that changed.
        names: The whole names of people that the call's events carry, for hiding them.
    """

    call: CallId
    head: int
    first: int
    last: int
    began_at: datetime
    ended_at: datetime | None
    last_at: datetime
    time_zone: str
    clinic: str
    channel: str
    standing: Standing
    is_served: bool = False
    summary: CallSummary
    counts: CallCounts
    entries: tuple[Entry, ...]
    participants: tuple[Participant, ...] = ()
    acknowledgements: tuple[Acknowledgement, ...] = ()
    bookings: tuple[tuple[int, BookingState], ...] = ()
    names: tuple[str, ...] = ()

    @property
    def lasted(self) -> timedelta:
        """From its beginning to its end, or to the last that is known of it."""
        return (self.ended_at or self.last_at) - self.began_at

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What went wrong in it, and what is wrong with it still."""
        states = [entry.state for entry in self.entries if isinstance(entry, EffectShown)]
        return problems_of(
            self.counts,
            parked=states.count("parked"),
            owed=states.count("owed"),
            standing=self.standing,
            is_served=self.is_served,
        )


def as_json(value: object) -> Any:
    """An account, or a part of it, as JSON values: instants in ISO 8601 (UTC), lengths of time in seconds."""
    return _CONVERTER.unstructure(value)


def _converter() -> Converter:
    converter = Converter()
    converter.register_unstructure_hook(datetime, lambda instant: instant.isoformat())
    converter.register_unstructure_hook(date, lambda day: day.isoformat())
    converter.register_unstructure_hook(timedelta, lambda length: round(length.total_seconds(), 6))
    return converter


_CONVERTER = _converter()
