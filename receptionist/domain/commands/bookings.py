"""What is asked for on the way to an appointment."""

from __future__ import annotations

from datetime import datetime

from attrs import frozen

from receptionist.domain.commands.given import NewIds, Wanted
from receptionist.ids import PatientId


@frozen(kw_only=True)
class BeginBooking:
    """The caller wants to book, and has given this much."""

    new: NewIds
    wanted: Wanted
    asked_at: datetime


@frozen(kw_only=True)
class FindTimes:
    """The caller wants to hear of free times."""

    new: NewIds
    wanted: Wanted
    asked_at: datetime


@frozen(kw_only=True)
class RequestBooking:
    """The caller asks for an appointment: at a time that was offered, or at one in words.

    Attributes:
        slot_id: The offered time; "" for the one in words.
        patients: Whom the index of patients has for the birth date and phone, where staff book: they see who it is.
        urgent: Whether staff let it have a time that is held for emergencies.
    """

    new: NewIds
    wanted: Wanted
    slot_id: str = ""
    patients: tuple[PatientId, ...] = ()
    urgent: bool = False
    asked_at: datetime


@frozen(kw_only=True)
class RejectRequest:
    """The LLM asked for a booking in a form that cannot be read."""

    new: NewIds


BookingCommand = BeginBooking | FindTimes | RequestBooking | RejectRequest
