"""What somebody wants done at the front desk. New ids and the instant come with the command: deciding is pure."""

from __future__ import annotations

from receptionist.domain.commands.bookings import BeginBooking, BookingCommand, FindTimes, RejectRequest, RequestBooking
from receptionist.domain.commands.calls import CallCommand, ChooseLanguage, EndCall, GreetCaller, ResumeCall, StartCall
from receptionist.domain.commands.errands import (
    AnswerQuestion,
    DeskCommand,
    GiveUpCall,
    JoinWaitingList,
    LeaveMessage,
    NoteInsurance,
    Recognise,
    ReportEmergency,
    ReportTransfer,
    RequestPerson,
)
from receptionist.domain.commands.given import NewIds, Wanted
from receptionist.domain.commands.staff import (
    BlockTime,
    CloseDay,
    FinishTask,
    LiftBlock,
    MarkArrived,
    MarkMissed,
    ReopenDay,
    StaffCommand,
    TakeTask,
)
from receptionist.domain.commands.standing import (
    AppointmentCommand,
    CancelAppointment,
    MoveAppointment,
    ReportLate,
    SendDetails,
    TellAppointments,
)

__all__ = [
    "AnswerQuestion",
    "AppointmentCommand",
    "BeginBooking",
    "BlockTime",
    "BookingCommand",
    "CallCommand",
    "CancelAppointment",
    "ChooseLanguage",
    "CloseDay",
    "Command",
    "DeskCommand",
    "EndCall",
    "FindTimes",
    "FinishTask",
    "GiveUpCall",
    "GreetCaller",
    "JoinWaitingList",
    "LeaveMessage",
    "LiftBlock",
    "MarkArrived",
    "MarkMissed",
    "MoveAppointment",
    "NewIds",
    "NoteInsurance",
    "Recognise",
    "RejectRequest",
    "ReopenDay",
    "ReportEmergency",
    "ReportLate",
    "ReportTransfer",
    "RequestBooking",
    "RequestPerson",
    "ResumeCall",
    "SendDetails",
    "StaffCommand",
    "StartCall",
    "TakeTask",
    "TellAppointments",
    "Wanted",
]

Command = CallCommand | BookingCommand | AppointmentCommand | DeskCommand | StaffCommand
