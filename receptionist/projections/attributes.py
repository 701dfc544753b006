"""The agent's participant attributes: what its state is, for everybody to see, and nothing sensitive.

`agent_state` goes `greeting` → `booking` → `confirmed`; also `refused` (the last request could not be had), `moved`
(the appointment is at another time now), `cancelled`, `transferred` (a person has the caller) and `ended`. What is
said, asked and noted beside that changes nothing. `patient_name` is the first name only.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import assert_never

from receptionist.events.access import AccessDenied, AccessRecorded
from receptionist.events.booking import (
    AppointmentCancelled,
    AppointmentMoved,
    AppointmentsTold,
    BookingBegun,
    BookingConfirmed,
    BookingDetailsGiven,
    BookingRefused,
    BookingRequested,
    ClarificationAsked,
    DetailsRequested,
    LateArrivalReported,
    PatientArrived,
    PatientMissed,
    SlotsOffered,
)
from receptionist.events.call import (
    CallEnded,
    CallerGreeted,
    CallerLeft,
    CallerReturned,
    CallerTransferred,
    CallResumed,
    CallStarted,
    ConnectionLost,
    ConnectionRestored,
    EmergencyRecognised,
    InsuranceNoted,
    LanguageChosen,
    ParticipantJoined,
    ParticipantLeft,
    PersonRequested,
    QuestionAnswered,
    RecordingAnnounced,
    StreamsResent,
    ToolCalled,
    ToolReturned,
    TransferFailed,
    UtteranceHeard,
    UtteranceSpoken,
)
from receptionist.events.catalogue import Event
from receptionist.events.clinic import (
    BlockLifted,
    DayClosed,
    DayReopened,
    EffectRetried,
    OutcomeDisclosed,
    OutcomeOwedAgain,
    TaskCorrected,
    TaskDone,
    TaskRaised,
    TaskTaken,
    TimeBlocked,
)
from receptionist.events.patient import (
    PatientCorrected,
    PatientRecognised,
    PatientRegistered,
    ProxyRecorded,
    RecognitionFailed,
    RecognitionGivenUp,
    WaitingListJoined,
    WaitingListLeft,
    WaitingListOffered,
)
from receptionist.events.privacy import (
    ErasureRepeated,
    LegalHoldLifted,
    LegalHoldPlaced,
    PatientErased,
    RetentionApplied,
)
from receptionist.projections.effects import SetAttributes
from receptionist.projections.wording import first_name

AGENT_STATE = "agent_state"
PATIENT_NAME = "patient_name"

_STATES: Mapping[type[Event], str] = {
    CallerGreeted: "greeting",
    BookingBegun: "booking",
    BookingConfirmed: "confirmed",
    BookingRefused: "refused",
    AppointmentMoved: "moved",
    AppointmentCancelled: "cancelled",
    CallerTransferred: "transferred",
    CallEnded: "ended",
}


def attributes(event: Event) -> tuple[SetAttributes, ...]:
    """The attributes that change with *event*."""
    values = _values(event)
    return (SetAttributes(values=values),) if values else ()


def _values(event: Event) -> Mapping[str, str]:
    match event:
        case CallerGreeted() | BookingBegun() | BookingRefused() | CallerTransferred() | CallEnded():
            return {AGENT_STATE: _STATES[type(event)]}
        case (
            BookingConfirmed(appointment=appointment)
            | AppointmentMoved(appointment=appointment)
            | AppointmentCancelled(appointment=appointment)
        ):
            return {AGENT_STATE: _STATES[type(event)], PATIENT_NAME: first_name(appointment.patient_name)}
        case BookingDetailsGiven(patient_name=str(name)):
            return {PATIENT_NAME: first_name(name)}
        case (
            CallStarted() | CallerLeft() | CallerReturned() | ConnectionLost() | ConnectionRestored()
            | CallResumed() | ParticipantJoined() | ParticipantLeft() | StreamsResent()
            | RecordingAnnounced() | OutcomeDisclosed() | OutcomeOwedAgain()
            | UtteranceHeard() | UtteranceSpoken() | ToolCalled() | ToolReturned() | LanguageChosen()
            | EmergencyRecognised() | QuestionAnswered() | InsuranceNoted() | PersonRequested() | TransferFailed()
            | BookingDetailsGiven() | BookingRequested() | ClarificationAsked() | SlotsOffered()
            | LateArrivalReported() | AppointmentsTold() | DetailsRequested() | PatientArrived() | PatientMissed()
            | PatientCorrected() | PatientErased() | ErasureRepeated() | LegalHoldPlaced() | LegalHoldLifted()
            | RetentionApplied() | PatientRegistered() | ProxyRecorded() | PatientRecognised() | RecognitionFailed()
            | RecognitionGivenUp()
            | WaitingListJoined() | WaitingListOffered() | WaitingListLeft() | TaskRaised() | TaskCorrected()
            | TaskTaken() | TaskDone() | TimeBlocked() | BlockLifted() | DayClosed() | DayReopened() | EffectRetried()
            | AccessRecorded() | AccessDenied()
        ):  # fmt: skip
            return {}
        case _:
            assert_never(event)
