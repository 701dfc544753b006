"""What a front desk is asked for beside appointments."""

from __future__ import annotations

from datetime import datetime

from attrs import frozen

from receptionist.domain.commands.given import NewIds, Wanted
from receptionist.events.clinic import Urgency
from receptionist.ids import AppointmentId, PatientId


@frozen(kw_only=True)
class Recognise:
    """The caller says who they are: by birth date and phone, or by a confirmation code.

    Attributes:
        birth_date, phone, code: In the caller's words; either the first two or the last.
        patients: Whom the index of patients has for this birth date and phone.
        appointments: Which appointments it has for this code.
        claim: A keyed digest of what was said in this call, so that the same said again is no new try.
    """

    new: NewIds
    birth_date: str = ""
    phone: str = ""
    code: str = ""
    patients: tuple[PatientId, ...] = ()
    appointments: tuple[AppointmentId, ...] = ()
    claim: str = ""
    asked_at: datetime


@frozen(kw_only=True)
class ReportEmergency:
    """The caller tells of something that may be an emergency, in these words."""

    new: NewIds
    words: str
    asked_at: datetime


@frozen(kw_only=True)
class AnswerQuestion:
    """The caller was told what the clinic says of a topic of `prompts/policies`."""

    topic: str


@frozen(kw_only=True)
class NoteInsurance:
    """The caller named their insurer."""

    carrier: str


@frozen(kw_only=True)
class RequestPerson:
    """The caller wants a person, or needs one; without a number to transfer to, a message is taken."""

    new: NewIds
    name: str = ""
    phone: str = ""
    reason: str = ""
    asked_at: datetime


@frozen(kw_only=True)
class ReportTransfer:
    """How the transfer to a person went: `failure` is None when they have the caller now."""

    new: NewIds
    failure: str | None
    asked_at: datetime


@frozen(kw_only=True)
class GiveUpCall:
    """The call has outlived several agents: a person has to see to its caller."""

    new: NewIds
    asked_at: datetime


@frozen(kw_only=True)
class LeaveMessage:
    """The caller leaves a message for the clinic's staff."""

    new: NewIds
    name: str = ""
    phone: str = ""
    message: str
    urgency: Urgency = "today"
    asked_at: datetime


@frozen(kw_only=True)
class JoinWaitingList:
    """The caller wants to be told when a time comes free."""

    new: NewIds
    wanted: Wanted
    asked_at: datetime


DeskCommand = (
    Recognise
    | ReportEmergency
    | AnswerQuestion
    | NoteInsurance
    | RequestPerson
    | ReportTransfer
    | GiveUpCall
    | LeaveMessage
    | JoinWaitingList
)
