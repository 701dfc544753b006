"""A clock that moves when it is told to, and ids that repeat: two runs make the same events, to the byte."""

from __future__ import annotations

from datetime import UTC, datetime

from attrs import frozen

from receptionist.clock import SteppedClock
from receptionist.ids import RandomIds

WEDNESDAY_10 = datetime(2026, 11, 18, 15, 0, tzinfo=UTC)
"""10 AM on a Wednesday at the clinic of the shipped example (America/New_York)."""


@frozen(kw_only=True)
class Pinned:
    """A clock and ids for everything that asks for them."""

    clock: SteppedClock
    ids: RandomIds


def pinned(now: datetime = WEDNESDAY_10, *, seed: int | str = 1) -> Pinned:
    """A clock that stands at *now* (aware) until it is advanced, and ids that are the same for the same *seed*.

    Raises:
        ValueError: *now* has no UTC offset.
    """
    clock = SteppedClock(now)
    return Pinned(clock=clock, ids=RandomIds(clock, seed=seed))
