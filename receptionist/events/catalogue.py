"""Every event there is, under the literal name and version that it is stored by."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from receptionist.events.booking import (
    AppointmentMoved,
    BookingBegun,
    BookingConfirmed,
    BookingDetailsGiven,
    BookingEvent,
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
    CallEvent,
    CallStarted,
    ConnectionLost,
    ConnectionRestored,
    ToolCalled,
    ToolReturned,
    UtteranceHeard,
    UtteranceSpoken,
)

Event = CallEvent | BookingEvent
Upcaster = Callable[[dict[str, Any]], dict[str, Any]]
Stored = tuple[str, int]

CURRENT: Mapping[Stored, type[Event]] = {
    ("call.started", 1): CallStarted,
    ("call.caller_greeted", 1): CallerGreeted,
    ("call.utterance_heard", 1): UtteranceHeard,
    ("call.utterance_spoken", 1): UtteranceSpoken,
    ("call.tool_called", 1): ToolCalled,
    ("call.tool_returned", 1): ToolReturned,
    ("call.caller_left", 1): CallerLeft,
    ("call.caller_returned", 1): CallerReturned,
    ("call.connection_lost", 1): ConnectionLost,
    ("call.connection_restored", 1): ConnectionRestored,
    ("call.ended", 1): CallEnded,
    ("booking.begun", 1): BookingBegun,
    ("booking.details_given", 1): BookingDetailsGiven,
    ("booking.clarification_asked", 1): ClarificationAsked,
    ("booking.requested", 1): BookingRequested,
    ("booking.confirmed", 1): BookingConfirmed,
    ("booking.refused", 1): BookingRefused,
    ("appointment.moved", 1): AppointmentMoved,
    ("appointment.details_requested", 1): DetailsRequested,
}
"""Versions as they are written today."""

UPCASTERS: Mapping[Stored, Upcaster] = {}
"""From a version that is no longer written to the one after it. None was retired yet."""
