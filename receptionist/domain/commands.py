"""What somebody wants done at the front desk. New ids and the instant come with the command: deciding is pure."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from attrs import frozen

from receptionist.events.call import Channel, EndReason
from receptionist.events.clinic import Urgency
from receptionist.ids import AppointmentId, BlockId, BookingId, Ids, PatientId, TaskId, WaitId
from receptionist.language import Language


@frozen(kw_only=True)
class NewIds:
    """Ids for whatever a command may bring about; those that are not needed are thrown away."""

    booking: BookingId
    appointment: AppointmentId
    patient: PatientId
    guardian: PatientId
    code: str
    wait: WaitId
    tasks: tuple[TaskId, ...]

    @classmethod
    def fresh(cls, ids: Ids) -> NewIds:
        """New ones from *ids*."""
        return cls(
            booking=ids.booking(),
            appointment=ids.appointment(),
            patient=ids.patient(),
            guardian=ids.patient(),
            code=ids.code(),
            wait=ids.wait(),
            tasks=(ids.task(), ids.task()),
        )


@frozen(kw_only=True)
class Wanted:
    """What a caller says of the appointment they want, in their own words; "" where they said nothing.

    Attributes:
        treatment, provider: The clinic's id for it, or words.
        is_new: Whether the patient has not been at the clinic before; None where nobody said.
        guardian: The name of the adult who answers for a child.
    """

    patient_name: str = ""
    date_words: str = ""
    time_words: str = ""
    treatment: str = ""
    provider: str = ""
    phone: str = ""
    birth_date: str = ""
    is_new: bool | None = None
    guardian: str = ""


@frozen(kw_only=True)
class StartCall:
    """A caller has reached the clinic."""

    channel: Channel


@frozen(kw_only=True)
class GreetCaller:
    """Greet the caller with these words."""

    words: str


@frozen(kw_only=True)
class ChooseLanguage:
    """The caller is to be spoken to in this language."""

    language: Language


@frozen(kw_only=True)
class EndCall:
    """The call is over."""

    reason: EndReason


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


@frozen(kw_only=True)
class RejectRequest:
    """The LLM asked for a booking in a form that cannot be read."""

    new: NewIds


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


@frozen(kw_only=True)
class BlockTime:
    """A stretch of a provider's or chair's time is not to be had any more."""

    new_block_id: BlockId
    resource_id: str
    starts_at: datetime
    ends_at: datetime
    reason: str
    source: Literal["staff", "import"] = "staff"
    uid: str = ""
    new_tasks: tuple[TaskId, ...] = ()
    asked_at: datetime


@frozen(kw_only=True)
class LiftBlock:
    """A stretch that was blocked can be had again."""

    block_id: BlockId
    starts_at: datetime
    asked_at: datetime


@frozen(kw_only=True)
class CloseDay:
    """The clinic is closed on a day; who has an appointment then must be called."""

    day: date
    reason: str
    new_tasks: tuple[TaskId, ...] = ()
    asked_at: datetime


@frozen(kw_only=True)
class ReopenDay:
    """A day that was declared closed is open after all."""

    day: date


@frozen(kw_only=True)
class MarkArrived:
    """A patient is here."""

    appointment_id: AppointmentId
    asked_at: datetime


@frozen(kw_only=True)
class MarkMissed:
    """A patient did not come."""

    new: NewIds
    appointment_id: AppointmentId
    asked_at: datetime


@frozen(kw_only=True)
class TakeTask:
    """Somebody of the staff makes a task theirs."""

    task_id: TaskId
    owner: str


@frozen(kw_only=True)
class FinishTask:
    """A task is done."""

    task_id: TaskId
    note: str


CallCommand = StartCall | GreetCaller | ChooseLanguage | EndCall
BookingCommand = BeginBooking | FindTimes | RequestBooking | RejectRequest
AppointmentCommand = MoveAppointment | CancelAppointment | ReportLate | TellAppointments | SendDetails
DeskCommand = (
    Recognise
    | ReportEmergency
    | AnswerQuestion
    | NoteInsurance
    | RequestPerson
    | ReportTransfer
    | LeaveMessage
    | JoinWaitingList
)
StaffCommand = BlockTime | LiftBlock | CloseDay | ReopenDay | MarkArrived | MarkMissed | TakeTask | FinishTask
Command = CallCommand | BookingCommand | AppointmentCommand | DeskCommand | StaffCommand
