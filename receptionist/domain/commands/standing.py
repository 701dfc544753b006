"""What is asked for when an appointment stands."""

from __future__ import annotations

from datetime import datetime

from attrs import frozen

from receptionist.domain.commands.given import NewIds, Wanted


@frozen(kw_only=True)
class MoveAppointment:
    """The caller wants an appointment at another time: one that was offered, or one in words.

    Attributes:
        appointment: Which one: its id, or "" when there is but one that it can be. Staff always name it.
    """

    new: NewIds
    wanted: Wanted
    slot_id: str = ""
    appointment: str = ""
    asked_at: datetime


@frozen(kw_only=True)
class CancelAppointment:
    """The caller does not want an appointment any more (`appointment` as for `MoveAppointment`)."""

    new: NewIds
    appointment: str = ""
    reason: str = ""
    asked_at: datetime


@frozen(kw_only=True)
class ReportLate:
    """The patient will be so many minutes late (`appointment` as for `MoveAppointment`)."""

    new: NewIds
    appointment: str = ""
    minutes: int
    asked_at: datetime


@frozen(kw_only=True)
class TellAppointments:
    """The caller asks what is booked."""

    asked_at: datetime


@frozen(kw_only=True)
class SendDetails:
    """The caller wants the details of an appointment in writing (`appointment` as for `MoveAppointment`)."""

    new: NewIds
    appointment: str = ""
    asked_at: datetime


AppointmentCommand = MoveAppointment | CancelAppointment | ReportLate | TellAppointments | SendDetails
