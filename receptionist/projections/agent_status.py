"""What the agent is doing, in a few words, for people and dashboards. Nothing personal is in it."""

from __future__ import annotations

from collections.abc import Mapping

from receptionist.events.booking import (
    AppointmentMoved,
    BookingBegun,
    BookingConfirmed,
    BookingRefused,
    ClarificationAsked,
    DetailsRequested,
)
from receptionist.events.call import CallEnded, CallerGreeted, CallerLeft, CallerReturned
from receptionist.events.catalogue import Event
from receptionist.projections.effects import SendText

AGENT_STATUS = "agent-status"

_STATUS: Mapping[type[Event], str] = {
    CallerGreeted: "Greeting the caller",
    BookingBegun: "Taking a booking",
    ClarificationAsked: "Asking what was meant",
    BookingConfirmed: "Appointment booked",
    BookingRefused: "Refused the request",
    AppointmentMoved: "Appointment moved",
    DetailsRequested: "Sending the details again",
    CallerLeft: "Waiting for the caller to come back",
    CallerReturned: "The caller is back",
    CallEnded: "Call ended",
}


def agent_status(event: Event) -> tuple[SendText, ...]:
    """What the agent is doing since *event*, if that changes with it."""
    status = _STATUS.get(type(event))
    return () if status is None else (SendText(topic=AGENT_STATUS, chunks=(status,)),)
