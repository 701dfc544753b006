"""A call begins, is greeted and ends: each once."""

from __future__ import annotations

from receptionist.domain.commands import EndCall, GreetCaller, StartCall
from receptionist.events.call import CallEnded, CallerGreeted, CallStarted
from tests.domain.specification import elsewhere, given

STARTED = CallStarted(channel="room", clinic="Bright Smile Dental", time_zone="America/New_York", language="en")
GREETED = CallerGreeted(words="Hello!")
ENDED = CallEnded(reason="caller_said_goodbye")


def test_a_call_starts_at_a_clinic() -> None:
    given().when(StartCall(channel="room")).then(STARTED)


def test_a_call_starts_once() -> None:
    given(STARTED).when(StartCall(channel="terminal")).then_nothing()


def test_another_call_is_another_start() -> None:
    given(*elsewhere(STARTED, GREETED, ENDED)).when(StartCall(channel="room")).then(STARTED)


def test_a_caller_is_greeted_once() -> None:
    """An agent that takes over a call does not say hello again."""
    given(STARTED).when(GreetCaller(words="Hello!")).then(GREETED)
    given(STARTED, GREETED).when(GreetCaller(words="Good morning!")).then_nothing()


def test_nobody_is_greeted_in_a_call_that_is_over() -> None:
    given(STARTED, ENDED).when(GreetCaller(words="Hello!")).then_nothing()


def test_a_call_ends_once_and_the_first_reason_stands() -> None:
    given(STARTED, GREETED).when(EndCall(reason="caller_said_goodbye")).then(ENDED)
    given(STARTED, GREETED, ENDED).when(EndCall(reason="failed")).then_nothing()
