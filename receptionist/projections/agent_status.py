"""What the agent is doing, in a few words, for people and dashboards. Nothing personal is in it."""

from __future__ import annotations

from collections.abc import Mapping

from receptionist.events.booking import (
    AppointmentCancelled,
    AppointmentMoved,
    AppointmentsTold,
    BookingBegun,
    BookingConfirmed,
    BookingRefused,
    ClarificationAsked,
    DetailsRequested,
    LateArrivalReported,
    SlotsOffered,
)
from receptionist.events.call import (
    CallEnded,
    CallerGreeted,
    CallerLeft,
    CallerReturned,
    CallerTransferred,
    CallResumed,
    EmergencyRecognised,
    InsuranceNoted,
    LanguageChosen,
    PersonRequested,
    QuestionAnswered,
    Tier,
    TransferFailed,
)
from receptionist.events.catalogue import Event
from receptionist.events.clinic import TaskKind, TaskRaised
from receptionist.events.patient import PatientRecognised, RecognitionFailed, RecognitionGivenUp, WaitingListJoined
from receptionist.projections.effects import SendText

AGENT_STATUS = "agent-status"

_STATUS: Mapping[type[Event], str] = {
    CallerGreeted: "Greeting the caller",
    BookingBegun: "Taking a booking",
    SlotsOffered: "Offering free times",
    ClarificationAsked: "Asking what was meant",
    BookingConfirmed: "Appointment booked",
    BookingRefused: "Refused the request",
    AppointmentMoved: "Appointment moved",
    AppointmentCancelled: "Appointment cancelled",
    LateArrivalReported: "Noting a late arrival",
    AppointmentsTold: "Telling what is booked",
    DetailsRequested: "Sending the details again",
    PatientRecognised: "Recognised the caller",
    RecognitionFailed: "Asking again who is calling",
    RecognitionGivenUp: "Could not recognise the caller",
    WaitingListJoined: "Put on the waiting list",
    QuestionAnswered: "Answering a question",
    InsuranceNoted: "Noting the insurance",
    TransferFailed: "Reached nobody to put the caller through to",
    CallerTransferred: "A person has the caller",
    LanguageChosen: "Changing the language",
    CallerLeft: "Waiting for the caller to come back",
    CallerReturned: "The caller is back",
    CallResumed: "Taking the call up again",
    CallEnded: "Call ended",
}
_EMERGENCIES: Mapping[Tier, str] = {
    "call_emergency_number": "Emergency: told to call the emergency number",
    "call_on_call_dentist": "Emergency: told to call the on-call dentist",
    "first_held_slot": "Emergency: looking for the first free time",
}
_TASKS: Mapping[TaskKind, str] = {"message": "Taking a message", "callback": "Promised a call back"}
"""The others are a consequence of something that has a status of its own."""


def agent_status(event: Event) -> tuple[SendText, ...]:
    """What the agent is doing since *event*, if that changes with it."""
    status = _words(event)
    return () if status is None else (SendText(topic=AGENT_STATUS, chunks=(status,)),)


def _words(event: Event) -> str | None:
    match event:
        case EmergencyRecognised(tier=tier):
            return _EMERGENCIES[tier]
        case TaskRaised(kind=kind):
            return _TASKS.get(kind)
        case PersonRequested(phone=phone):
            return "Asked for a person" if phone is None else "Putting the caller through"
        case _:
            return _STATUS.get(type(event))
