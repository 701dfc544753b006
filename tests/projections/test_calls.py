"""What became of a call, from the few of its events that say so."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from functools import reduce
from typing import get_args

import pytest
from attrs import evolve

from receptionist.events.booking import (
    AppointmentCancelled,
    AppointmentMoved,
    BookingBegun,
    BookingConfirmed,
    BookingRefused,
    LateArrivalReported,
)
from receptionist.events.call import CallEnded, CallerTransferred, CallStarted, EmergencyRecognised, UtteranceHeard
from receptionist.events.catalogue import CURRENT, Event
from receptionist.events.clinic import TaskKind, TaskRaised
from receptionist.events.patient import RecognitionGivenUp, WaitingListJoined
from receptionist.events.recorded import Recorded, UnknownEvent
from receptionist.ids import AppointmentId
from receptionist.projections.calls import _WEIGHTS, SUMMARISED, CallSummary, Outcome
from tests.examples import EXAMPLES, NOW, ZONE, appointment, example, recorded

STARTED, CONFIRMED, MOVED = example(CallStarted), example(BookingConfirmed), example(AppointmentMoved)
REFUSED, ENDED, BEGUN = example(BookingRefused), example(CallEnded), example(BookingBegun)
CANCELLED, LATE, GIVEN_UP = example(AppointmentCancelled), example(LateArrivalReported), example(RecognitionGivenUp)
EMERGENCY, TRANSFERRED, WAITING = example(EmergencyRecognised), example(CallerTransferred), example(WaitingListJoined)
MESSAGE = example(TaskRaised)
OTHER = appointment(appointment_id=AppointmentId("a-other0000000"))
ALSO_CONFIRMED = BookingConfirmed(booking_id=CONFIRMED.booking_id, appointment=OTHER)


def told(events: Sequence[Event]) -> tuple[Recorded, ...]:
    """The events, a minute apart."""
    return tuple(recorded(event, position=n, at=NOW + timedelta(minutes=n)) for n, event in enumerate(events))


def summary(*events: Event) -> CallSummary:
    return reduce(CallSummary.after, told(events), CallSummary())


def newer(stored: str) -> Recorded:
    """An event of that name as a version of next year writes it."""
    event = UnknownEvent(type=stored, version=9, data={})
    return evolve(recorded(STARTED, at=NOW), type=stored, version=9, event=event)


def test_a_whole_call_in_one_line() -> None:
    assert summary(STARTED, BEGUN, REFUSED, CONFIRMED, MOVED, ENDED) == CallSummary(
        began_at=NOW,
        time_zone=ZONE,
        channel="room",
        ended_at=NOW + timedelta(minutes=5),
        reason="caller_said_goodbye",
        outcome="moved",
        appointments=(MOVED.appointment,),
    )


@pytest.mark.parametrize(
    ("events", "outcome", "appointments"),
    [
        ((), "nothing", ()),
        ((BEGUN, UtteranceHeard(text="Hello?")), "nothing", ()),
        ((REFUSED,), "refused", ()),
        ((REFUSED, CONFIRMED), "booked", (CONFIRMED.appointment,)),
        ((CONFIRMED, REFUSED), "booked", (CONFIRMED.appointment,)),
        ((CONFIRMED, MOVED), "moved", (MOVED.appointment,)),
        ((CONFIRMED, MOVED, REFUSED), "moved", (MOVED.appointment,)),
        ((CONFIRMED, ALSO_CONFIRMED), "booked", (CONFIRMED.appointment, OTHER)),
        ((CONFIRMED, ALSO_CONFIRMED, MOVED), "moved", (OTHER, MOVED.appointment)),
        ((CONFIRMED, CANCELLED), "cancelled", ()),
        ((CANCELLED,), "cancelled", ()),
        ((CONFIRMED, ALSO_CONFIRMED, CANCELLED), "cancelled", (OTHER,)),
        ((CANCELLED, ALSO_CONFIRMED), "booked", (OTHER,)),
        ((CONFIRMED, EMERGENCY, TRANSFERRED, MESSAGE), "booked", (CONFIRMED.appointment,)),
        ((EMERGENCY, MESSAGE), "emergency", ()),
        ((EMERGENCY, TRANSFERRED), "emergency", ()),
        ((TRANSFERRED, EMERGENCY), "emergency", ()),
        ((MESSAGE, TRANSFERRED), "transferred", ()),
        ((TRANSFERRED, MESSAGE), "transferred", ()),
        ((LATE, MESSAGE), "message", ()),
        ((MESSAGE, LATE), "late", ()),
        ((LATE, WAITING), "waiting", ()),
        ((GIVEN_UP, MESSAGE), "message", ()),
        ((GIVEN_UP, REFUSED), "unrecognised", ()),
        ((REFUSED, GIVEN_UP), "unrecognised", ()),
    ],
)
def test_what_was_done_last_and_most_is_the_outcome(
    events: tuple[Event, ...], outcome: str, appointments: tuple[object, ...]
) -> None:
    """What changed the diary counts most, and a refusal only in a call that came to nothing else."""
    found = summary(STARTED, *events)
    assert (found.outcome, found.appointments) == (outcome, appointments)


def test_a_call_that_goes_on_has_no_end() -> None:
    assert summary(STARTED, CONFIRMED).ended_at is None


def test_what_a_newer_version_wrote_is_counted_and_its_beginning_and_end_are_believed() -> None:
    events = (newer("call.started"), newer("booking.confirmed"), newer("call.ended"))
    found = reduce(CallSummary.after, events, CallSummary())
    assert found == CallSummary(began_at=NOW, ended_at=NOW, unread=3)


@pytest.mark.parametrize("kind", get_args(TaskKind))
def test_a_message_is_what_a_caller_leaves_and_not_what_staff_are_told_besides(kind: TaskKind) -> None:
    assert summary(evolve(MESSAGE, kind=kind)).outcome == ("message" if kind in {"message", "callback"} else "nothing")


def test_every_outcome_has_its_weight() -> None:
    weighed = [outcome for outcomes in _WEIGHTS for outcome in outcomes]
    assert sorted(weighed) == sorted(get_args(Outcome))


def test_what_was_said_and_asked_for_is_not_read_for_it() -> None:
    """The types that are read leave a summary as it would be of all events, and are no transcript."""
    names = {cls: stored for (stored, _), cls in CURRENT.items()}
    assert set(SUMMARISED) <= set(names.values())
    few = [event for event in EXAMPLES if names[type(event)] in SUMMARISED]
    assert [type(event) for event in EXAMPLES if summary(event) != CallSummary()] == [type(event) for event in few]
    assert not {stored for stored in SUMMARISED if "utterance" in stored or "tool" in stored}
