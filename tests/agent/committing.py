"""The tools that change something, each in a call in which it can: the request, what happens, what is said."""

from __future__ import annotations

from attrs import frozen

from receptionist.events.booking import (
    AppointmentCancelled,
    AppointmentMoved,
    BookingConfirmed,
    LateArrivalReported,
)
from receptionist.events.clinic import TaskRaised
from receptionist.events.patient import WaitingListJoined
from tests.agent.scripted import Calls, Step, ToolAnswer

BOOK = Calls.one("book_appointment", name="Sarah", date="next Tuesday", time="2 PM")
BOOKED = "You're booked for an exam with Dr. Lee on Tuesday, November 24th at 2 PM, Sarah."
MOVE = Calls.one("move_appointment", date="Wednesday", time="10 AM")
CANCEL = Calls.one("cancel_appointment")
LATE = Calls.one("report_late", minutes=10)
WAIT = Calls.one("join_waiting_list", name="Sarah", phone="212 555 0123", date="tomorrow")
MESSAGE = Calls.one("leave_message", message="My crown is loose.", name="Sarah", phone="212 555 0123")


@frozen
class Committing:
    """A tool that changes something.

    Attributes:
        before: What the call has to have done.
        events: What happens, once.
        says: What the caller hears of it.
        again: What they hear when it is asked for again.
    """

    calls: Calls
    before: tuple[Step, ...]
    event: type
    says: str
    again: str


_MOVED = "All right, I've moved you to Wednesday, November 25th at 10 AM for an exam with Dr. Lee, Sarah."
_MESSAGE = (
    "I've taken down your message for the staff. Somebody from the clinic will call you back by Wednesday, November"
    " 18th."
)
_WAITING = (
    "I've put Sarah on the waiting list. If a time comes free on Thursday, November 19th, somebody will call you."
)
_A_BOOKING = (BOOK, ToolAnswer())
COMMITTING = {
    "book": Committing(BOOK, (), BookingConfirmed, BOOKED, BOOKED),
    "move": Committing(
        MOVE,
        _A_BOOKING,
        AppointmentMoved,
        _MOVED,
        "You're booked for an exam with Dr. Lee on Wednesday, November 25th at 10 AM, Sarah.",
    ),
    "cancel": Committing(
        CANCEL,
        _A_BOOKING,
        AppointmentCancelled,
        "All right, I've cancelled the exam with Dr. Lee on Tuesday, November 24th at 2 PM for Sarah.",
        "That appointment is cancelled.",
    ),
    "late": Committing(
        LATE,
        _A_BOOKING,
        LateArrivalReported,
        "Thank you for letting us know. I've told the staff that you will be 10 minutes late.",
        "The staff know that you will be late.",
    ),
    "wait": Committing(WAIT, (), WaitingListJoined, _WAITING, _WAITING),
    "message": Committing(MESSAGE, (), TaskRaised, _MESSAGE, _MESSAGE),
}
