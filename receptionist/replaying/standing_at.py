"""How a call stood at any moment: what could be seen, what was said, what the front desk knew."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta

from attrs import frozen

from receptionist.replaying.account import (
    Account,
    BookingState,
    EffectShown,
    Entry,
    Happened,
    Participant,
    ToolUse,
    Utterance,
)


@frozen(kw_only=True)
class StandingAt:
    """A call after one of its events.

    Attributes:
        position: The last of its events that has happened.
        at: When that was recorded, in UTC.
        offset: The same, from the call's beginning.
        is_over: Whether it has ended by then.
        attributes: The agent's, as they stand.
        streams: Every stream so far, in order. (What became of each is what is known today.)
        conversation: What both sides have said so far.
        present: Who is there, as far as the log knows.
    """

    position: int
    at: datetime
    offset: timedelta
    is_over: bool
    attributes: Mapping[str, str]
    streams: tuple[EffectShown, ...]
    booking: BookingState
    conversation: tuple[Utterance, ...]
    present: tuple[Participant, ...]


def standing_at(account: Account, position: int) -> StandingAt:
    """How *account*'s call stood after the last of its events up to *position* (before the first: after the first)."""
    so_far = [entry for entry in account.entries if entry.position <= max(position, account.first)]
    reached, at = max(each for each in _events(account.entries) if each[0] <= max(position, account.first))
    attributes: dict[str, str] = {}
    for entry in so_far:
        if isinstance(entry, EffectShown) and entry.lane == "attributes":
            attributes |= entry.content.get("attributes", {})
    return StandingAt(
        position=reached,
        at=at,
        offset=at - account.began_at,
        is_over=any(isinstance(each, Happened) and each.type == "call.ended" for each in so_far),
        attributes=attributes,
        streams=tuple(each for each in so_far if isinstance(each, EffectShown) and each.lane == "streams"),
        booking=next((state for at, state in reversed(account.bookings) if at <= position), BookingState()),
        conversation=tuple(each for each in so_far if isinstance(each, Utterance)),
        present=tuple(
            each
            for each in account.participants
            if each.joined_at <= at and (each.left_at is None or at < each.left_at)
        ),
    )


def position_at(account: Account, instant: datetime) -> int | None:
    """The position of the call's last event up to *instant*; None before its first.

    Where a machine's clock was set back in the middle, events that came later but say an earlier time count as later.
    """
    return max((position for position, at in _events(account.entries) if at <= instant), default=None)


def _events(entries: Iterable[Entry]) -> Iterator[tuple[int, datetime]]:
    for entry in entries:
        yield entry.position, entry.at
        if isinstance(entry, ToolUse) and entry.returned_position is not None and entry.returned_at is not None:
            yield entry.returned_position, entry.returned_at
