"""A row an utterance: whose and when. Its words stand sealed in the event at its position, and nowhere else."""

from __future__ import annotations

from typing import Literal

from attrs import frozen

from receptionist.events.call import UtteranceHeard, UtteranceSpoken
from receptionist.events.recorded import Recorded
from receptionist.read_models.instants import text

Speaker = Literal["caller", "agent"]


@frozen(kw_only=True)
class TranscriptRow:
    """A line of a call's transcript. `at` is ISO 8601 in UTC; `interrupted` is 1 when the agent was cut off, else 0."""

    position: int
    call: str
    at: str
    speaker: Speaker
    interrupted: int


def key(recorded: Recorded) -> int | None:
    """An utterance of a call is found by its position."""
    said = isinstance(recorded.event, UtteranceHeard | UtteranceSpoken)
    return recorded.position if said and recorded.metadata.call is not None else None


def after(row: TranscriptRow | None, recorded: Recorded) -> TranscriptRow | None:
    """The line that *recorded* is."""
    call = recorded.metadata.call
    match recorded.event:
        case UtteranceHeard() if call is not None:
            return _line(recorded, call, "caller", interrupted=False)
        case UtteranceSpoken(interrupted=interrupted) if call is not None:
            return _line(recorded, call, "agent", interrupted=interrupted)
        case _:
            return row


def _line(recorded: Recorded, call: str, speaker: Speaker, *, interrupted: bool) -> TranscriptRow:
    return TranscriptRow(
        position=recorded.position,
        call=call,
        at=text(recorded.recorded_at),
        speaker=speaker,
        interrupted=int(interrupted),
    )
