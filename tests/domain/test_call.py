"""A call begins, is greeted, resumed and ends: each once."""

from __future__ import annotations

from receptionist.domain.commands import EndCall, GreetCaller, ResumeCall, StartCall
from receptionist.errors import CallOverError
from receptionist.events.call import CallEnded, CallerGreeted, CallResumed, CallStarted
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


def test_a_call_is_resumed_by_each_further_agent_once() -> None:
    """Whoever asks again, since an answer was lost, has it already."""
    first, second = CallResumed(attempt=1), CallResumed(attempt=2)
    given(STARTED, GREETED).when(ResumeCall(attempt=1)).then(first)
    given(STARTED, GREETED, first).when(ResumeCall(attempt=1)).then_nothing()
    given(STARTED, GREETED, first).when(ResumeCall(attempt=2)).then(second)


def test_the_resumption_of_another_call_is_not_this_ones() -> None:
    given(STARTED, *elsewhere(CallResumed(attempt=1))).when(ResumeCall(attempt=1)).then(CallResumed(attempt=1))


def test_a_call_that_is_over_is_not_resumed() -> None:
    given(STARTED, GREETED, ENDED).when(ResumeCall(attempt=1)).then_raises(CallOverError)


def test_a_caller_is_not_greeted_again_by_the_next_agent() -> None:
    given(STARTED, GREETED, CallResumed(attempt=1)).when(GreetCaller(words="Hello!")).then_nothing()
