"""What of a call has a line on the terminal, and what is said of the rest."""

from __future__ import annotations

import pytest

from receptionist.cli.screen import Screen
from receptionist.events.booking import BookingConfirmed, BookingDetailsGiven, BookingRequested, ClarificationAsked
from receptionist.events.call import CallerGreeted, CallerTransferred, EmergencyRecognised, UtteranceHeard
from receptionist.events.catalogue import Event
from receptionist.projections import project
from receptionist.publishers.console import Shown
from receptionist.publishers.publisher import Delivery
from tests.examples import CALL, NOW, example, recorded


def shown(event: Event, ordinal: int, *, position: int = 9) -> Shown:
    """An effect of an event as the terminal gets it."""
    told = recorded(event, position=position)
    delivery = Delivery(
        key=f"{position}:{ordinal}", call=CALL, position=position, event_type=told.type, attempt=1, epoch=1,
        recorded_at=NOW, previous=None,
    )  # fmt: skip
    return Shown(effect=project(told)[ordinal], delivery=delivery)


@pytest.mark.parametrize(
    ("events", "said"),
    [
        ((BookingRequested,), "BookingRequested #1: nothing to show"),
        ((BookingDetailsGiven,), "BookingDetailsGiven #1: 1 effect owed"),
        ((ClarificationAsked,), "ClarificationAsked #1: 1 effect owed, none shown here"),
        ((BookingConfirmed,), "BookingConfirmed #1: 6 effects owed, 5 shown here"),
        ((EmergencyRecognised,), "EmergencyRecognised #1: 1 effect owed, none shown here"),
        ((CallerTransferred,), "CallerTransferred #1: 2 effects owed, 1 shown here"),
        ((BookingDetailsGiven, BookingDetailsGiven), "BookingDetailsGiven #1, BookingDetailsGiven #2: 2 effects owed"),
        (
            (BookingDetailsGiven, ClarificationAsked),
            "BookingDetailsGiven #1, ClarificationAsked #2: 2 effects owed, 1 shown here",
        ),
    ],
)
def test_all_that_is_owed_is_counted_and_what_of_it_is_shown(
    events: tuple[type[Event], ...], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    appended = [recorded(example(event), position=position) for position, event in enumerate(events, 1)]
    Screen(echo_caller=True).recorded(appended)
    assert capsys.readouterr().out == f"  committed   {said}\n"


def test_of_an_event_that_is_told_the_words_are_not_shown_a_second_time(capsys: pytest.CaptureFixture[str]) -> None:
    screen = Screen(echo_caller=True)
    screen.recorded([recorded(example(CallerGreeted), position=2)])
    screen.recorded([recorded(example(UtteranceHeard), position=9)])
    assert capsys.readouterr().out == "caller        Tomorrow at nine, please. It's Zoë Quillfeather.\n"
    for effect in (shown(example(CallerGreeted), 0, position=2), shown(example(CallerGreeted), 1, position=2)):
        screen.shown(effect)
    screen.shown(shown(example(UtteranceHeard), 0))
    assert capsys.readouterr().out == "                                   2:0  attribute  agent_state=greeting\n"
    assert screen.shown_keys == {"2:0"}


def test_of_a_call_that_is_not_told_everything_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    """As by `resume`: nothing of the conversation is on the screen there."""
    screen = Screen(echo_caller=False)
    screen.shown(shown(example(UtteranceHeard), 0))
    screen.shown(shown(example(CallerGreeted), 1))
    assert [line.strip() for line in capsys.readouterr().out.splitlines()] == [
        '9:0  text   transcript  "Tomorrow at nine, please. It\'s Zoë Quillfeather."',
        '9:1  text   agent-status  "Greeting the caller"',
    ]
    assert screen.shown_keys == {"9:0", "9:1"}


def test_an_effect_that_comes_twice_is_counted_once() -> None:
    screen = Screen(echo_caller=False)
    for _ in range(2):
        screen.shown(shown(example(CallerGreeted), 0))
    assert screen.shown_keys == {"9:0"}
