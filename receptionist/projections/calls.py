"""A call in one line: what became of it, folded from the few of its events that say so."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from attrs import evolve, frozen

from receptionist.events.booking import Appointment, AppointmentMoved, BookingConfirmed, BookingRefused
from receptionist.events.call import CallEnded, CallStarted
from receptionist.events.recorded import Recorded, UnknownEvent

Outcome = Literal["nothing", "refused", "booked", "moved"]

SUMMARISED = (
    "call.started",
    "call.ended",
    "booking.confirmed",
    "booking.refused",
    "appointment.moved",
)
"""The types of the events that a summary is made of: none of what was said, and no tool's arguments."""


@frozen(kw_only=True)
class CallSummary:
    """What there is to say of a call.

    Attributes:
        began_at: When it was recorded as begun, in UTC; None before that.
        time_zone: The clinic's, as it was then.
        channel: Where the caller was: `terminal`, `room`, or what a newer version calls it.
        ended_at: In UTC; None while nobody has ended it.
        outcome: The last that was booked or moved; else whether something was refused.
        appointments: Those made in this call as they stand at its end, the latest last.
        unread: How many of its events a newer version wrote.
    """

    began_at: datetime | None = None
    time_zone: str = "UTC"
    channel: str = "unknown"
    ended_at: datetime | None = None
    reason: str | None = None
    outcome: Outcome = "nothing"
    appointments: tuple[Appointment, ...] = ()
    unread: int = 0

    def after(self, recorded: Recorded) -> CallSummary:
        """The summary once *recorded*, an event of this call, is known of."""
        match recorded.event:
            case CallStarted(time_zone=time_zone, channel=channel):
                return evolve(self, began_at=recorded.recorded_at, time_zone=time_zone, channel=channel)
            case CallEnded(reason=reason):
                return evolve(self, ended_at=recorded.recorded_at, reason=reason)
            case BookingConfirmed(appointment=appointment):
                return self._with(appointment, "booked")
            case AppointmentMoved(appointment=appointment):
                return self._with(appointment, "moved")
            case BookingRefused() if self.outcome == "nothing":
                return evolve(self, outcome="refused")
            case UnknownEvent():
                return self._with_unread(recorded)
            case _:
                return self

    def _with(self, appointment: Appointment, outcome: Outcome) -> CallSummary:
        others = (a for a in self.appointments if a.appointment_id != appointment.appointment_id)
        return evolve(self, outcome=outcome, appointments=(*others, appointment))

    def _with_unread(self, recorded: Recorded) -> CallSummary:
        seen = evolve(self, unread=self.unread + 1)
        match recorded.type:
            # Whatever else it says, the call has begun or ended, and that is when.
            case "call.started":
                return evolve(seen, began_at=recorded.recorded_at)
            case "call.ended":
                return evolve(seen, ended_at=recorded.recorded_at)
            case _:
                return seen
