"""A call in numbers, and what of it went wrong."""

from __future__ import annotations

from functools import reduce
from typing import get_args

import pytest
from attrs import evolve

from receptionist.events.booking import AppointmentCancelled, AppointmentMoved, BookingConfirmed, BookingRefused
from receptionist.events.call import (
    CallEnded,
    CallResumed,
    CallStarted,
    ConnectionLost,
    EndReason,
    ToolCalled,
    ToolReturned,
    TransferFailed,
    UtteranceHeard,
    UtteranceSpoken,
)
from receptionist.events.catalogue import Event
from receptionist.events.recorded import UnknownEvent
from receptionist.projections.call_counts import CallCounts
from tests.examples import example, recorded

STARTED, CONFIRMED, RETURNED = example(CallStarted), example(BookingConfirmed), example(ToolReturned)
SAID, CUT_OFF = (
    UtteranceSpoken(text="You are booked.", interrupted=False),
    UtteranceSpoken(text="You", interrupted=True),
)
NEWER = evolve(recorded(STARTED), type="call.hummed", event=UnknownEvent(type="call.hummed", version=1, data={}))


def counts(*events: Event) -> CallCounts:
    return reduce(CallCounts.after, (recorded(event) for event in events), CallCounts())


def test_each_thing_is_counted() -> None:
    others: tuple[type[Event], ...] = (
        BookingRefused,
        AppointmentMoved,
        AppointmentCancelled,
        CallResumed,
        ConnectionLost,
        TransferFailed,
    )
    found = counts(STARTED, example(UtteranceHeard), CUT_OFF, SAID, example(ToolCalled), RETURNED, CONFIRMED, CONFIRMED)
    found = reduce(CallCounts.after, [*(recorded(example(each)) for each in others), NEWER], found)
    assert found == CallCounts(
        events=15,
        heard=1,
        spoken=2,
        interruptions=1,
        tool_calls=1,
        booked=2,
        moved=1,
        cancelled=1,
        refused=1,
        rescues=1,
        connections_lost=1,
        transfers_failed=1,
        unread=1,
        is_to_be_told=True,
    )


@pytest.mark.parametrize("change", [BookingConfirmed, AppointmentMoved, AppointmentCancelled])
@pytest.mark.parametrize(
    ("said", "cut_off"), [((SAID,), 0), ((CUT_OFF,), 1), ((CUT_OFF, CUT_OFF), 2), ((CUT_OFF, SAID, CUT_OFF), 1)]
)
def test_a_confirmation_counts_as_interrupted_until_the_caller_has_heard_it(
    change: type[Event], said: tuple[Event, ...], cut_off: int
) -> None:
    assert counts(example(change), *said).confirmations_interrupted == cut_off


def test_an_interruption_before_anything_was_booked_cuts_off_no_confirmation() -> None:
    found = counts(CUT_OFF, CONFIRMED, SAID, CUT_OFF)
    assert (found.interruptions, found.confirmations_interrupted, found.troubles) == (2, 0, ())


@pytest.mark.parametrize("reason", get_args(EndReason))
def test_a_call_has_failed_that_the_agent_could_not_end(reason: EndReason) -> None:
    assert counts(CallEnded(reason=reason)).failed == (reason in {"failed", "stopped", "connection_lost"})


@pytest.mark.parametrize(
    ("events", "troubles"),
    [
        ((STARTED, SAID, CONFIRMED, SAID, CallEnded(reason="caller_left")), ()),
        ((example(CallResumed),), ("rescued",)),
        ((CallEnded(reason="failed"),), ("failed",)),
        ((RETURNED,), ()),
        ((evolve(RETURNED, is_error=True),), ("tool_error",)),
        ((example(ConnectionLost),), ("connection_lost",)),
        ((example(TransferFailed),), ("transfer_failed",)),
        ((CONFIRMED, CUT_OFF, SAID), ("confirmation_interrupted",)),
        ((CallEnded(reason="connection_lost"), example(CallResumed), example(CallResumed)), ("rescued", "failed")),
    ],
)
def test_what_went_wrong_is_named_once(events: tuple[Event, ...], troubles: tuple[str, ...]) -> None:
    assert counts(*events).troubles == troubles


def test_what_a_newer_version_wrote_is_a_trouble() -> None:
    assert CallCounts().after(NEWER).troubles == ("unread",)
