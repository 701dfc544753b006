"""`agent_state` and `patient_name` over whole histories: what a page shows, one change after the other."""

from __future__ import annotations

import pytest

from receptionist.domain.commands import Command, SendDetails
from receptionist.events.booking import BookingEvent
from receptionist.events.call import CallEnded, CallerGreeted, CallStarted
from receptionist.events.catalogue import Event
from receptionist.projections.attributes import attributes
from tests.domain.frontdesk import ANN, begin, booked, full_day, move, reject, request
from tests.domain.specification import Elsewhere, Given, elsewhere

STARTED = CallStarted(channel="room", clinic="Bright Smile Dental", time_zone="America/New_York", language="en")
GREETED = CallerGreeted(words="Hello!")
ENDED = CallEnded(reason="caller_said_goodbye")


def states(*commands: Command, others: tuple[Elsewhere, ...] = ()) -> list[str]:
    """The values of `agent_state` in a call in which these commands are decided one after the other."""
    history: list[Event | Elsewhere] = [*others, STARTED, GREETED]
    for command in commands:
        history += Given(tuple(history)).when(command).events()
    return [
        value for event in (*history, ENDED) if not isinstance(event, Elsewhere) for value in _of(event, "agent_state")
    ]


def _of(event: Event, attribute: str) -> list[str]:
    return [effect.values[attribute] for effect in attributes(event) if attribute in effect.values]


BOOK = request(ANN, "next Tuesday", "2 PM")
TAKEN = elsewhere(booked("2026-11-24 14:00", "Somebody Else"))


@pytest.mark.parametrize(
    ("commands", "expected"),
    [
        pytest.param((), ["greeting", "ended"], id="nothing happens"),
        pytest.param((BOOK,), ["greeting", "booking", "confirmed", "ended"], id="one utterance"),
        pytest.param(
            (begin(), begin(ANN), BOOK), ["greeting", "booking", "confirmed", "ended"], id="one fact after the other"
        ),
        pytest.param(
            (BOOK, BOOK, SendDetails()), ["greeting", "booking", "confirmed", "ended"], id="asked again and sent again"
        ),
        pytest.param(
            (BOOK, move("Friday", "9 AM")),
            ["greeting", "booking", "confirmed", "booking", "moved", "ended"],
            id="booked and moved",
        ),
        pytest.param(
            (BOOK, request("Bob Lee", "Friday", "9 AM")),
            ["greeting", "booking", "confirmed", "booking", "confirmed", "ended"],
            id="two patients",
        ),
        pytest.param(
            (BOOK, request(ANN, "Friday", "9 AM")),
            ["greeting", "booking", "confirmed", "booking", "refused", "ended"],
            id="booked already",
        ),
        pytest.param(
            (request(ANN, "next Thursday", "2 PM"), BOOK),
            ["greeting", "booking", "confirmed", "ended"],
            id="a question in between",
        ),
        pytest.param(
            (request(ANN, "Saturday", "2 PM"), BOOK),
            ["greeting", "booking", "refused", "confirmed", "ended"],
            id="refused, then another day",
        ),
        pytest.param(
            (reject(), BOOK), ["greeting", "booking", "refused", "confirmed", "ended"], id="unreadable at first"
        ),
        pytest.param(
            (begin(), begin("12345")), ["greeting", "booking", "ended"], id="an absurd name is not a refusal yet"
        ),
    ],
)
def test_agent_state_tells_how_the_call_goes(commands: tuple[Command, ...], expected: list[str]) -> None:
    assert states(*commands) == expected


def test_a_taken_slot_is_refused_and_another_one_confirmed() -> None:
    other = request(ANN, "next Tuesday", "2:30 PM")
    assert states(BOOK, other, others=TAKEN) == ["greeting", "booking", "refused", "confirmed", "ended"]


def test_a_move_to_a_taken_slot_is_refused_and_the_state_says_so() -> None:
    others = elsewhere(*full_day("2026-11-20"))
    moved = [move("Friday", "9 AM"), move("November 25", "9 AM")]
    assert states(BOOK, *moved, others=others) == [
        "greeting", "booking", "confirmed", "booking", "refused", "moved", "ended",
    ]  # fmt: skip


def test_the_name_is_shown_once_known_and_is_the_first_one() -> None:
    history: list[Event | Elsewhere] = [STARTED, GREETED]
    for command in (
        begin(),
        begin("Mary-Ann  Lee-Roy"),
        request("Mary-Ann Lee-Roy", "next Tuesday", "2 PM"),
        move("Friday", "9 AM"),
    ):
        history += Given(tuple(history)).when(command).events()
    shown = [value for event in history if not isinstance(event, Elsewhere) for value in _of(event, "patient_name")]
    assert shown == ["Mary-Ann", "Mary-Ann", "Mary-Ann"]


def test_a_name_that_was_refused_is_never_shown() -> None:
    events: list[BookingEvent] = [*Given(()).when(request("<script>", "Friday", "9 AM")).events()]  # type: ignore[list-item]
    assert [value for event in events for value in _of(event, "patient_name")] == []
