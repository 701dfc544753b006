"""The transcript: what both sides said, as it became final; for the caller and staff only, whatever is set."""

from __future__ import annotations

from receptionist.events.call import UtteranceHeard, UtteranceSpoken
from receptionist.events.catalogue import Event
from receptionist.projections.effects import SendText

TRANSCRIPT = "transcript"


def transcript(event: Event) -> tuple[SendText, ...]:
    """The utterance that *event* is, if it is one: its words, and in the stream's attributes whose they are."""
    match event:
        case UtteranceHeard(text=text):
            return (_utterance("caller", text, interrupted=False),)
        case UtteranceSpoken(text=text, interrupted=interrupted):
            return (_utterance("agent", text, interrupted=interrupted),)
        case _:
            return ()


def _utterance(speaker: str, text: str, *, interrupted: bool) -> SendText:
    return SendText(
        topic=TRANSCRIPT,
        chunks=(text,),
        attributes={"speaker": speaker, "interrupted": "1" if interrupted else "0"},
        audience="caller_and_staff",
    )
