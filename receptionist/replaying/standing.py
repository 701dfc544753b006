"""Whether a call is over, or somebody serves it, and what went wrong. Apart, for lists that need nothing else."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal, get_args

from receptionist.projections.call_counts import CallCounts, Trouble

Standing = Literal["live", "ended", "dead"]
Problem = Trouble | Literal["parked", "owed", "dead"]
"""What went wrong in a call, or is wrong with it still: effects were given up; effects are owed and nobody sends them;
it did not end, and its process is gone."""
PROBLEMS: tuple[Problem, ...] = (*get_args(Trouble), "parked", "owed", "dead")
# A call that began just now may not have its relay yet.
_STARTING = timedelta(seconds=10)


def standing_of(ended_at: datetime | None, last_at: datetime, *, leased_until: float | None, now: datetime) -> Standing:
    """Whether a call is over, or somebody serves it.

    Args:
        ended_at: When it ended, if it did.
        last_at: When its last event was recorded.
        leased_until: When its relay's lease lapses (seconds since the epoch); None when it never had one.
        now: By the machine's clock.
    """
    if ended_at is not None:
        return "ended"
    if leased_until is None:
        return "live" if timedelta() <= now - last_at <= _STARTING else "dead"
    return "live" if leased_until > now.timestamp() else "dead"


def problems_of(
    counts: CallCounts, *, parked: int, owed: int, standing: Standing, is_served: bool
) -> tuple[Problem, ...]:
    """What went wrong in a call, and what is wrong with it still.

    Args:
        counts: What happened in it.
        parked: How many of its effects were given up.
        owed: How many are still to be sent.
        standing: Whether it is over.
        is_served: Whether somebody sends what it owes, just now.
    """
    still: dict[Problem, bool] = {
        "parked": parked > 0,
        "owed": owed > 0 and standing != "live" and not is_served,
        "dead": standing == "dead",
    }
    return (*counts.troubles, *(problem for problem, is_so in still.items() if is_so))
