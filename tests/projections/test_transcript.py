"""The transcript: the words are the event's own, and nobody but the caller and staff is sent them."""

from __future__ import annotations

from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from receptionist.events.call import CallerGreeted, UtteranceHeard, UtteranceSpoken
from receptionist.events.catalogue import Event
from receptionist.events.personal import ERASED
from receptionist.projections.effects import SendText
from receptionist.projections.transcript import transcript
from tests.examples import EXAMPLES, example

ANYTHING = st.text(st.characters(codec=None))


def utterance(speaker: Literal["caller", "agent"], words: str, interrupted: Literal["0", "1"]) -> SendText:
    return SendText(
        topic="transcript",
        chunks=(words,),
        attributes={"speaker": speaker, "interrupted": interrupted},
        lane="streams",
        audience="caller_and_staff",
    )


@given(ANYTHING)
def test_what_the_caller_says_is_passed_on_to_the_letter(words: str) -> None:
    """Half a surrogate pair, line ends and control characters too: a receiver decides what to do with them."""
    assert transcript(UtteranceHeard(text=words)) == (utterance("caller", words, "0"),)


@given(ANYTHING)
def test_what_the_agent_says_is_passed_on_to_the_letter(words: str) -> None:
    assert transcript(UtteranceSpoken(text=words, interrupted=False)) == (utterance("agent", words, "0"),)


def test_what_was_cut_off_says_so_and_is_as_far_as_it_was_heard() -> None:
    cut_off = UtteranceSpoken(text="You are booked for", interrupted=True)
    assert transcript(cut_off) == (utterance("agent", "You are booked for", "1"),)


@pytest.mark.parametrize("event", [UtteranceHeard(text=ERASED), UtteranceSpoken(text=ERASED, interrupted=False)])
def test_what_was_erased_reads_as_erased(event: UtteranceHeard | UtteranceSpoken) -> None:
    assert [effect.chunks for effect in transcript(event)] == [("[erased]",)]


def test_the_greeting_is_in_the_transcript_once() -> None:
    """It is an utterance of the agent like any other: the event that the caller was greeted adds none."""
    greeted = example(CallerGreeted)
    told = (greeted, UtteranceSpoken(text=greeted.words, interrupted=False))
    assert [effect for event in told for effect in transcript(event)] == [utterance("agent", greeted.words, "0")]


@pytest.mark.parametrize("event", EXAMPLES, ids=lambda event: type(event).__name__)
def test_what_is_not_an_utterance_is_not_in_the_transcript(event: Event) -> None:
    assert bool(transcript(event)) == isinstance(event, UtteranceHeard | UtteranceSpoken)
