"""A call in numbers: what happened in it how often, and what of it went wrong."""

from __future__ import annotations

from typing import Literal

from attrs import evolve, frozen

from receptionist.events.booking import AppointmentCancelled, AppointmentMoved, BookingConfirmed, BookingRefused
from receptionist.events.call import (
    CallEnded,
    CallResumed,
    ConnectionLost,
    ToolCalled,
    ToolReturned,
    TransferFailed,
    UtteranceHeard,
    UtteranceSpoken,
)
from receptionist.events.recorded import Recorded, UnknownEvent

Trouble = Literal[
    "rescued",
    "failed",
    "tool_error",
    "connection_lost",
    "transfer_failed",
    "confirmation_interrupted",
    "unread",
]
"""What went wrong in a call by what its events say. `rescued`: an agent died and another took over. `failed`: it ended
because the agent failed, was stopped, or was cut off. `confirmation_interrupted`: the words by which the caller was to
hear of a change to the diary were cut off. `unread`: a newer version wrote some of it."""

_FAILURES = frozenset({"failed", "stopped", "connection_lost"})


@frozen(kw_only=True)
class CallCounts:
    """How often what happened, in one call.

    Attributes:
        heard, spoken: Utterances of the caller, of the agent.
        interruptions: Utterances of the agent that the caller cut off.
        confirmations_interrupted: Those of them by which the caller was to hear of a change to the diary.
        refused: Requests that could not be had.
        failed: Whether it ended because the agent failed, was stopped, or was cut off.
        unread: Events that a newer version wrote.
        is_to_be_told: Whether the diary was changed, and the agent has not said anything since.
    """

    events: int = 0
    heard: int = 0
    spoken: int = 0
    interruptions: int = 0
    confirmations_interrupted: int = 0
    tool_calls: int = 0
    tool_errors: int = 0
    booked: int = 0
    moved: int = 0
    cancelled: int = 0
    refused: int = 0
    rescues: int = 0
    connections_lost: int = 0
    transfers_failed: int = 0
    failed: bool = False
    unread: int = 0
    is_to_be_told: bool = False

    def after(self, recorded: Recorded) -> CallCounts:
        """The counts once *recorded*, an event of this call, is known of."""
        counts = evolve(self, events=self.events + 1)
        match recorded.event:
            case UtteranceHeard():
                return evolve(counts, heard=self.heard + 1)
            case UtteranceSpoken(interrupted=interrupted):
                return counts._spoken(is_interrupted=interrupted)  # noqa: SLF001 (its own)
            case ToolCalled():
                return evolve(counts, tool_calls=self.tool_calls + 1)
            case ToolReturned(is_error=is_error):
                return evolve(counts, tool_errors=self.tool_errors + is_error)
            case BookingConfirmed():
                return evolve(counts, booked=self.booked + 1, is_to_be_told=True)
            case AppointmentMoved():
                return evolve(counts, moved=self.moved + 1, is_to_be_told=True)
            case AppointmentCancelled():
                return evolve(counts, cancelled=self.cancelled + 1, is_to_be_told=True)
            case BookingRefused():
                return evolve(counts, refused=self.refused + 1)
            case _:
                return counts._beside_the_conversation(recorded)  # noqa: SLF001 (its own)

    def _spoken(self, *, is_interrupted: bool) -> CallCounts:
        return evolve(
            self,
            spoken=self.spoken + 1,
            interruptions=self.interruptions + is_interrupted,
            confirmations_interrupted=self.confirmations_interrupted + (is_interrupted and self.is_to_be_told),
            # What was cut off in the middle is still to be told.
            is_to_be_told=self.is_to_be_told and is_interrupted,
        )

    def _beside_the_conversation(self, recorded: Recorded) -> CallCounts:
        match recorded.event:
            case CallResumed():
                return evolve(self, rescues=self.rescues + 1)
            case ConnectionLost():
                return evolve(self, connections_lost=self.connections_lost + 1)
            case TransferFailed():
                return evolve(self, transfers_failed=self.transfers_failed + 1)
            case CallEnded(reason=reason):
                return evolve(self, failed=reason in _FAILURES)
            case UnknownEvent():
                return evolve(self, unread=self.unread + 1)
            case _:
                return self

    @property
    def troubles(self) -> tuple[Trouble, ...]:
        """What went wrong, each once."""
        found: dict[Trouble, int] = {
            "rescued": self.rescues,
            "failed": self.failed,
            "tool_error": self.tool_errors,
            "connection_lost": self.connections_lost,
            "transfer_failed": self.transfers_failed,
            "confirmation_interrupted": self.confirmations_interrupted,
            "unread": self.unread,
        }
        return tuple(trouble for trouble, count in found.items() if count)
