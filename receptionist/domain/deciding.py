"""From a command to the events it leads to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import assert_never

from receptionist.domain import appointments, booking, call, front_desk, refusals, staff
from receptionist.domain.clinic import Clinic
from receptionist.domain.commands import (
    AnswerQuestion,
    BeginBooking,
    BlockTime,
    CancelAppointment,
    ChooseLanguage,
    CloseDay,
    Command,
    EndCall,
    FindTimes,
    FinishTask,
    GiveUpCall,
    GreetCaller,
    JoinWaitingList,
    LeaveMessage,
    LiftBlock,
    MarkArrived,
    MarkMissed,
    MoveAppointment,
    NoteInsurance,
    Recognise,
    RejectRequest,
    ReopenDay,
    ReportEmergency,
    ReportLate,
    ReportTransfer,
    RequestBooking,
    RequestPerson,
    ResumeCall,
    SendDetails,
    StartCall,
    TakeTask,
    TellAppointments,
)
from receptionist.domain.facts import Facts
from receptionist.events.catalogue import Event


def decide(command: Command, facts: Facts, clinic: Clinic) -> Sequence[Event]:
    """The events that *command* leads to; none when it holds already.

    Raises:
        DeskError: It cannot be done, and that is no event.
    """
    match command:
        case StartCall() | GreetCaller() | ChooseLanguage() | ResumeCall() | EndCall():
            return call.decide(command, facts, clinic)
        case BeginBooking() | FindTimes() | RequestBooking() | RejectRequest():
            return _with_a_person(command, booking.decide(command, facts, clinic), facts, clinic)
        case MoveAppointment() | CancelAppointment() | ReportLate() | TellAppointments() | SendDetails():
            return _with_a_person(command, appointments.decide(command, facts, clinic), facts, clinic)
        case (
            Recognise() | ReportEmergency() | AnswerQuestion() | NoteInsurance() | RequestPerson() | ReportTransfer()
            | GiveUpCall() | LeaveMessage() | JoinWaitingList()
        ):  # fmt: skip
            return _with_a_person(command, front_desk.decide(command, facts, clinic), facts, clinic)
        case (
            BlockTime() | LiftBlock() | CloseDay() | ReopenDay() | MarkArrived() | MarkMissed() | TakeTask()
            | FinishTask()
        ):  # fmt: skip
            return staff.decide(command, facts, clinic)
        case _:
            assert_never(command)


def _with_a_person(command: Command, events: Sequence[Event], facts: Facts, clinic: Clinic) -> Sequence[Event]:
    """*events* and, where they are a refusal that needs a person, what staff are told."""
    if not isinstance(command, refusals.Refusable):
        return events
    return [*events, *refusals.for_a_person(command, events, facts, clinic)]
