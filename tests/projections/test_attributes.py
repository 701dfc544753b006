"""`agent_state` and `patient_name` over whole histories: what a page shows, one change after the other."""

from __future__ import annotations

import pytest
from attrs import evolve

from receptionist.events.booking import (
    AppointmentCancelled,
    AppointmentMoved,
    BookingBegun,
    BookingConfirmed,
    BookingDetailsGiven,
    BookingRefused,
    BookingRequested,
    ClarificationAsked,
    DetailsRequested,
    LateArrivalReported,
    SlotsOffered,
)
from receptionist.events.call import CallEnded, CallerGreeted, CallerTransferred, CallStarted, PersonRequested
from receptionist.events.catalogue import Event
from receptionist.events.clinic import TaskRaised
from receptionist.projections.attributes import attributes
from receptionist.projections.effects import SetAttributes
from tests.examples import EXAMPLES, appointment, example

BEGUN, GIVEN, REQUESTED = example(BookingBegun), example(BookingDetailsGiven), example(BookingRequested)
CONFIRMED, REFUSED, MOVED = example(BookingConfirmed), example(BookingRefused), example(AppointmentMoved)
ASKED, OFFERED, CANCELLED = example(ClarificationAsked), example(SlotsOffered), example(AppointmentCancelled)
SENT, LATE, MESSAGE = example(DetailsRequested), example(LateArrivalReported), example(TaskRaised)
PERSON, TRANSFERRED = example(PersonRequested), example(CallerTransferred)
STATES = {
    CallerGreeted: "greeting",
    BookingBegun: "booking",
    BookingConfirmed: "confirmed",
    BookingRefused: "refused",
    AppointmentMoved: "moved",
    AppointmentCancelled: "cancelled",
    CallerTransferred: "transferred",
    CallEnded: "ended",
}


def shown(attribute: str, *events: Event) -> list[str]:
    """The values that an attribute is set to, one after the other."""
    return [effect.values[attribute] for event in events for effect in attributes(event) if attribute in effect.values]


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        pytest.param((), [], id="nothing happens"),
        pytest.param((BEGUN, REQUESTED, CONFIRMED), ["booking", "confirmed"], id="one utterance"),
        pytest.param(
            (BEGUN, GIVEN, ASKED, GIVEN, OFFERED, REQUESTED, CONFIRMED), ["booking", "confirmed"], id="fact after fact"
        ),
        pytest.param(
            (BEGUN, CONFIRMED, BEGUN, MOVED), ["booking", "confirmed", "booking", "moved"], id="booked and moved"
        ),
        pytest.param((BEGUN, REFUSED, CONFIRMED), ["booking", "refused", "confirmed"], id="refused, then another day"),
        pytest.param((BEGUN, CONFIRMED, CANCELLED), ["booking", "confirmed", "cancelled"], id="thought better of it"),
        pytest.param((PERSON, TRANSFERRED), ["transferred"], id="a person, please"),
        pytest.param(
            (BEGUN, CONFIRMED, SENT, LATE, MESSAGE, PERSON), ["booking", "confirmed"], id="what changes no state"
        ),
    ],
)
def test_agent_state_tells_how_the_call_goes(events: tuple[Event, ...], expected: list[str]) -> None:
    whole = (example(CallStarted), example(CallerGreeted), *events, example(CallEnded))
    assert shown("agent_state", *whole) == ["greeting", *expected, "ended"]


@pytest.mark.parametrize("event", EXAMPLES, ids=lambda event: type(event).__name__)
def test_these_events_set_these_states_and_no_other_sets_any(event: Event) -> None:
    state = STATES.get(type(event))
    assert shown("agent_state", event) == ([] if state is None else [state])


@pytest.mark.parametrize("event", EXAMPLES, ids=lambda event: type(event).__name__)
def test_nothing_else_becomes_an_attribute(event: Event) -> None:
    """Everybody in the room can read them: a state, a first name, and nothing of health, time or place."""
    for effect in attributes(event):
        assert isinstance(effect, SetAttributes)
        assert effect.audience == "everyone"
        assert effect.values.items() <= {("agent_state", STATES.get(type(event))), ("patient_name", "Zoë")}
        assert effect.values


def test_the_name_is_shown_once_known_and_is_the_first_one() -> None:
    name = "Mary-Ann  Lee-Roy"
    given = evolve(GIVEN, patient_name=name)
    events = [evolve(event, appointment=appointment(patient_name=name)) for event in (CONFIRMED, MOVED, CANCELLED)]
    assert shown("patient_name", BEGUN, given, *events) == ["Mary-Ann"] * 4


def test_details_without_a_name_change_nothing() -> None:
    assert attributes(evolve(GIVEN, patient_name=None)) == ()
