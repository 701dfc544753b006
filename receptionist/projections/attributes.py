"""The agent's participant attributes: what its state is, for everybody to see, and nothing sensitive.

`agent_state` goes `greeting` → `booking` → `confirmed`; also `refused` (the last request could not be had),
`moved` (the appointment is at another time now) and `ended`. `patient_name` is the first name only.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import assert_never

from receptionist.events.booking import (
    AppointmentMoved,
    BookingBegun,
    BookingConfirmed,
    BookingDetailsGiven,
    BookingRefused,
    BookingRequested,
    ClarificationAsked,
    DetailsRequested,
)
from receptionist.events.call import (
    CallEnded,
    CallerGreeted,
    CallerLeft,
    CallerReturned,
    CallStarted,
    ConnectionLost,
    ConnectionRestored,
    ToolCalled,
    ToolReturned,
    UtteranceHeard,
    UtteranceSpoken,
)
from receptionist.events.catalogue import Event
from receptionist.projections.effects import SetAttributes
from receptionist.projections.wording import first_name

AGENT_STATE = "agent_state"
PATIENT_NAME = "patient_name"


def attributes(event: Event) -> tuple[SetAttributes, ...]:
    """The attributes that change with *event*."""
    values = _values(event)
    return (SetAttributes(values=values),) if values else ()


def _values(event: Event) -> Mapping[str, str]:
    match event:
        case CallerGreeted():
            return {AGENT_STATE: "greeting"}
        case BookingBegun():
            return {AGENT_STATE: "booking"}
        case BookingDetailsGiven(patient_name=str(name)):
            return {PATIENT_NAME: first_name(name)}
        case BookingConfirmed(appointment=appointment):
            return {AGENT_STATE: "confirmed", PATIENT_NAME: first_name(appointment.patient_name)}
        case AppointmentMoved(appointment=appointment):
            return {AGENT_STATE: "moved", PATIENT_NAME: first_name(appointment.patient_name)}
        case BookingRefused():
            return {AGENT_STATE: "refused"}
        case CallEnded():
            return {AGENT_STATE: "ended"}
        case (
            CallStarted() | CallerLeft() | CallerReturned() | ConnectionLost() | ConnectionRestored()
            | UtteranceHeard() | UtteranceSpoken()
            | ToolCalled() | ToolReturned()
            | BookingDetailsGiven() | BookingRequested() | ClarificationAsked() | DetailsRequested()
        ):  # fmt: skip
            return {}
        case _:
            assert_never(event)
