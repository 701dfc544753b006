"""What somebody wants done at the front desk. New ids and the instant come with the command: deciding is pure."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from attrs import frozen

from receptionist.events.call import EndReason
from receptionist.ids import AppointmentId, BookingId


@frozen(kw_only=True)
class StartCall:
    """A caller has reached the clinic."""

    channel: Literal["terminal", "room"]


@frozen(kw_only=True)
class GreetCaller:
    """Greet the caller with these words."""

    words: str


@frozen(kw_only=True)
class EndCall:
    """The call is over."""

    reason: EndReason


@frozen(kw_only=True)
class BeginBooking:
    """The caller wants to book, and has given this much; what is not known is empty."""

    new_booking_id: BookingId
    patient_name: str
    date_words: str
    time_words: str


@frozen(kw_only=True)
class RequestBooking:
    """The caller asks for an appointment at a time, in words."""

    new_booking_id: BookingId
    new_appointment_id: AppointmentId
    patient_name: str
    date_words: str
    time_words: str
    asked_at: datetime


@frozen(kw_only=True)
class MoveAppointment:
    """The caller wants the latest appointment of this call at another time, in words."""

    new_booking_id: BookingId
    date_words: str
    time_words: str
    asked_at: datetime


@frozen(kw_only=True)
class SendDetails:
    """The caller wants the details of the latest appointment of this call in writing."""


@frozen(kw_only=True)
class RejectRequest:
    """The LLM asked for a booking in a form that cannot be read."""

    new_booking_id: BookingId


CallCommand = StartCall | GreetCaller | EndCall
BookingCommand = BeginBooking | RequestBooking | MoveAppointment | SendDetails | RejectRequest
Command = CallCommand | BookingCommand
