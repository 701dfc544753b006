"""A call in one line: what became of it, folded from the few of its events that say so."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from attrs import evolve, frozen

from receptionist.events.booking import (
    Appointment,
    AppointmentCancelled,
    AppointmentMoved,
    BookingConfirmed,
    BookingRefused,
    LateArrivalReported,
)
from receptionist.events.call import CallEnded, CallerTransferred, CallStarted, EmergencyRecognised
from receptionist.events.clinic import TaskRaised
from receptionist.events.patient import RecognitionGivenUp, WaitingListJoined
from receptionist.events.recorded import Recorded, UnknownEvent

Outcome = Literal[
    "nothing",
    "refused",
    "unrecognised",
    "message",
    "waiting",
    "late",
    "emergency",
    "transferred",
    "booked",
    "moved",
    "cancelled",
]

SUMMARISED = (
    "call.started",
    "call.emergency_recognised",
    "call.caller_transferred",
    "call.ended",
    "booking.confirmed",
    "booking.refused",
    "appointment.moved",
    "appointment.cancelled",
    "appointment.late_arrival_reported",
    "patient.recognition_given_up",
    "waiting_list.joined",
    "task.raised",
)
"""The types of the events that a summary is made of: no transcript, and no tool's arguments."""

_WEIGHTS: Sequence[frozenset[Outcome]] = (
    frozenset({"nothing"}),
    frozenset({"refused"}),
    frozenset({"unrecognised"}),
    frozenset({"message", "waiting", "late"}),
    frozenset({"transferred"}),
    frozenset({"emergency"}),
    frozenset({"booked", "moved", "cancelled"}),
)
"""From what says least about a call to what says most; of those that say as much, the last one stands."""


@frozen(kw_only=True)
class CallSummary:
    """What there is to say of a call.

    Attributes:
        began_at: When it was recorded as begun, in UTC; None before that.
        time_zone: The clinic's, as it was then.
        channel: Where the caller was: `terminal`, `room`, `phone`, or what a newer version calls it.
        ended_at: In UTC; None while nobody has ended it.
        outcome: The last change to the diary; else an emergency, else a transfer, else what was left for the staff
            (a message, a wait, a late arrival), else that the caller was not recognised, else a refusal.
        appointments: Those booked or moved in this call that stand at its end, the latest last.
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
            case AppointmentCancelled(appointment=appointment):
                return evolve(self._came_to("cancelled"), appointments=self._without(appointment))
            case UnknownEvent():
                return self._with_unread(recorded)
            case _:
                return self._beside_the_diary(recorded)

    def _beside_the_diary(self, recorded: Recorded) -> CallSummary:
        match recorded.event:
            case EmergencyRecognised():
                return self._came_to("emergency")
            case CallerTransferred():
                return self._came_to("transferred")
            case LateArrivalReported():
                return self._came_to("late")
            case WaitingListJoined():
                return self._came_to("waiting")
            case TaskRaised(kind="message" | "callback"):
                return self._came_to("message")
            case RecognitionGivenUp():
                return self._came_to("unrecognised")
            case BookingRefused():
                return self._came_to("refused")
            case _:
                return self

    def _came_to(self, outcome: Outcome) -> CallSummary:
        return evolve(self, outcome=outcome) if _weight(outcome) >= _weight(self.outcome) else self

    def _with(self, appointment: Appointment, outcome: Outcome) -> CallSummary:
        return evolve(self._came_to(outcome), appointments=(*self._without(appointment), appointment))

    def _without(self, appointment: Appointment) -> tuple[Appointment, ...]:
        return tuple(each for each in self.appointments if each.appointment_id != appointment.appointment_id)

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


def _weight(outcome: Outcome) -> int:
    return next(weight for weight, outcomes in enumerate(_WEIGHTS) if outcome in outcomes)
