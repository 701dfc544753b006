"""What became of a call, from the few of its events that say so."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from functools import reduce

import pytest
from attrs import evolve

from receptionist.events.booking import AppointmentMoved, BookingBegun, BookingConfirmed, BookingRefused
from receptionist.events.call import CallEnded, CallStarted, UtteranceHeard
from receptionist.events.catalogue import CURRENT, Event
from receptionist.events.recorded import Recorded, UnknownEvent
from receptionist.ids import AppointmentId
from receptionist.projections.calls import SUMMARISED, CallSummary
from tests.examples import EXAMPLES, NOW, PATIENT, ZONE, appointment, example, recorded

STARTED, CONFIRMED, MOVED = example(CallStarted), example(BookingConfirmed), example(AppointmentMoved)
REFUSED, ENDED, BEGUN = example(BookingRefused), example(CallEnded), example(BookingBegun)
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
    ],
)
def test_what_was_done_last_is_the_outcome(
    events: tuple[Event, ...], outcome: str, appointments: tuple[object, ...]
) -> None:
    """A refusal counts only in a call that came to nothing else."""
    found = summary(STARTED, *events)
    assert (found.outcome, found.appointments) == (outcome, appointments)


def test_a_call_that_goes_on_has_no_end() -> None:
    assert summary(STARTED, CONFIRMED).ended_at is None


def test_what_a_newer_version_wrote_is_counted_and_its_beginning_and_end_are_believed() -> None:
    events = (newer("call.started"), newer("booking.confirmed"), newer("call.ended"))
    found = reduce(CallSummary.after, events, CallSummary())
    assert found == CallSummary(began_at=NOW, ended_at=NOW, unread=3)


def test_what_was_said_and_asked_for_is_not_read_for_it() -> None:
    """The types that are read leave a summary as it would be of all events, and hold no words of the caller."""
    names = {cls: stored for (stored, _), cls in CURRENT.items()}
    assert set(SUMMARISED) <= set(names.values())
    few = [event for event in EXAMPLES if names[type(event)] in SUMMARISED]
    assert [type(event) for event in EXAMPLES if summary(event) != CallSummary()] == [type(event) for event in few]
    assert PATIENT not in repr([event for event in few if not isinstance(event, BookingConfirmed | AppointmentMoved)])
