"""A row a call: when, how it ended, what came of it, and how often what happened in it. Nothing personal."""

from __future__ import annotations

from typing import Any, cast

from attrs import evolve, frozen

from receptionist.events.call import CallEnded, CallStarted, LanguageChosen
from receptionist.events.recorded import Recorded, UnknownEvent
from receptionist.ids import CallId
from receptionist.projections.call_counts import CallCounts
from receptionist.projections.calls import SUMMARISED, CallSummary, Outcome
from receptionist.read_models.instants import text

_SAYS_WHAT_CAME_OF_IT = frozenset(SUMMARISED)


@frozen(kw_only=True)
class CallRow(CallCounts):
    """What there is to say of a call without reading it. Instants are ISO 8601 in UTC, comparable as text.

    Attributes:
        first_position, last_position: Of the call's first and last event.
        began_at: When it was recorded as begun; before that, when the first of its events was recorded.
        last_at: When its last event was recorded.
        ended_at, reason: None while nobody has ended it.
        language: The one that was chosen last; "" before the call has begun.
        outcome: As `receptionist.projections.calls.CallSummary` has it.
        problems: How many kinds of trouble there were (`CallCounts.troubles`).
    """

    call: CallId
    first_position: int
    last_position: int
    began_at: str
    last_at: str
    ended_at: str | None = None
    reason: str | None = None
    channel: str = "unknown"
    time_zone: str = "UTC"
    language: str = ""
    outcome: Outcome = "nothing"
    problems: int = 0


def key(recorded: Recorded) -> str | None:
    """The call that an event happened in."""
    return recorded.metadata.call


def after(row: CallRow | None, recorded: Recorded) -> CallRow | None:
    """A call's row once *recorded*, an event of it, is known of."""
    if recorded.metadata.call is None:
        return row
    at, position = text(recorded.recorded_at), recorded.position
    known = row or CallRow(
        call=recorded.metadata.call, first_position=position, last_position=position, began_at=at, last_at=at
    )
    # Counting gives back what it is given, with other numbers.
    counted = cast("CallRow", known.after(recorded))
    outcome = counted.outcome
    if recorded.type in _SAYS_WHAT_CAME_OF_IT:
        outcome = CallSummary(outcome=outcome).after(recorded).outcome
    # All at once: making a row of so many fields anew is most of what an event takes here.
    return evolve(
        counted,
        last_position=position,
        last_at=at,
        outcome=outcome,
        problems=len(counted.troubles),
        **_told(recorded, at),
    )


def _told(recorded: Recorded, at: str) -> dict[str, Any]:
    match recorded.event:
        case CallStarted(channel=channel, time_zone=time_zone, language=language):
            return {"began_at": at, "channel": channel, "time_zone": time_zone, "language": language}
        case LanguageChosen(language=language):
            return {"language": language}
        case CallEnded(reason=reason):
            return {"ended_at": at, "reason": reason}
        case UnknownEvent() if recorded.type == "call.started":
            # Whatever else it says, the call has begun, and that is when.
            return {"began_at": at}
        case UnknownEvent() if recorded.type == "call.ended":
            return {"ended_at": at}
        case _:
            return {}
