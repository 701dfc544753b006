"""Every event there is, under the literal name and version that it is stored by."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from receptionist.events import access, booking, call, clinic, patient, privacy, upcasting

Event = (
    call.CallEvent
    | booking.BookingEvent
    | patient.PatientEvent
    | clinic.ClinicEvent
    | access.AccessEvent
    | privacy.PrivacyEvent
)
Upcaster = Callable[[dict[str, Any]], dict[str, Any]]
Stored = tuple[str, int]

CURRENT: Mapping[Stored, type[Event]] = {
    ("call.started", 1): call.CallStarted,
    ("call.caller_greeted", 1): call.CallerGreeted,
    ("call.recording_announced", 1): call.RecordingAnnounced,
    ("call.utterance_heard", 1): call.UtteranceHeard,
    ("call.utterance_spoken", 1): call.UtteranceSpoken,
    ("call.tool_called", 1): call.ToolCalled,
    ("call.tool_returned", 1): call.ToolReturned,
    ("call.caller_left", 1): call.CallerLeft,
    ("call.caller_returned", 1): call.CallerReturned,
    ("call.connection_lost", 1): call.ConnectionLost,
    ("call.connection_restored", 1): call.ConnectionRestored,
    ("call.participant_joined", 2): call.ParticipantJoined,
    ("call.participant_left", 1): call.ParticipantLeft,
    ("call.streams_resent", 1): call.StreamsResent,
    ("call.resumed", 1): call.CallResumed,
    ("call.language_chosen", 1): call.LanguageChosen,
    ("call.emergency_recognised", 1): call.EmergencyRecognised,
    ("call.question_answered", 1): call.QuestionAnswered,
    ("call.insurance_noted", 1): call.InsuranceNoted,
    ("call.person_requested", 1): call.PersonRequested,
    ("call.transfer_failed", 1): call.TransferFailed,
    ("call.caller_transferred", 1): call.CallerTransferred,
    ("call.ended", 1): call.CallEnded,
    ("booking.begun", 1): booking.BookingBegun,
    ("booking.details_given", 2): booking.BookingDetailsGiven,
    ("booking.clarification_asked", 2): booking.ClarificationAsked,
    ("booking.slots_offered", 1): booking.SlotsOffered,
    ("booking.requested", 2): booking.BookingRequested,
    ("booking.confirmed", 2): booking.BookingConfirmed,
    ("booking.refused", 2): booking.BookingRefused,
    ("appointment.moved", 2): booking.AppointmentMoved,
    ("appointment.cancelled", 1): booking.AppointmentCancelled,
    ("appointment.late_arrival_reported", 1): booking.LateArrivalReported,
    ("appointment.told", 1): booking.AppointmentsTold,
    ("appointment.details_requested", 2): booking.DetailsRequested,
    ("appointment.patient_arrived", 1): booking.PatientArrived,
    ("appointment.patient_missed", 1): booking.PatientMissed,
    ("patient.registered", 1): patient.PatientRegistered,
    ("patient.corrected", 1): patient.PatientCorrected,
    ("patient.proxy_recorded", 1): patient.ProxyRecorded,
    ("patient.recognised", 1): patient.PatientRecognised,
    ("patient.recognition_failed", 1): patient.RecognitionFailed,
    ("patient.recognition_given_up", 1): patient.RecognitionGivenUp,
    ("waiting_list.joined", 1): patient.WaitingListJoined,
    ("waiting_list.offered", 1): patient.WaitingListOffered,
    ("waiting_list.left", 1): patient.WaitingListLeft,
    ("task.raised", 1): clinic.TaskRaised,
    ("task.corrected", 1): clinic.TaskCorrected,
    ("task.taken", 1): clinic.TaskTaken,
    ("task.done", 1): clinic.TaskDone,
    ("diary.time_blocked", 1): clinic.TimeBlocked,
    ("diary.block_lifted", 1): clinic.BlockLifted,
    ("diary.day_closed", 1): clinic.DayClosed,
    ("diary.day_reopened", 1): clinic.DayReopened,
    ("outbox.effect_retried", 1): clinic.EffectRetried,
    ("outbox.outcome_disclosed", 1): clinic.OutcomeDisclosed,
    ("outbox.outcome_owed_again", 1): clinic.OutcomeOwedAgain,
    ("patient.erased", 1): privacy.PatientErased,
    ("patient.hold_placed", 1): privacy.LegalHoldPlaced,
    ("patient.hold_lifted", 1): privacy.LegalHoldLifted,
    ("privacy.erasure_repeated", 1): privacy.ErasureRepeated,
    ("privacy.retention_applied", 1): privacy.RetentionApplied,
    ("access.recorded", 1): access.AccessRecorded,
    ("access.denied", 1): access.AccessDenied,
}
"""Versions as they are written today."""

UPCASTERS: Mapping[Stored, Upcaster] = {
    ("booking.details_given", 1): upcasting.booking_details_given_2,
    ("booking.clarification_asked", 1): upcasting.clarification_asked_2,
    ("booking.requested", 1): upcasting.booking_requested_2,
    ("booking.refused", 1): upcasting.booking_refused_2,
    ("booking.confirmed", 1): upcasting.with_appointment_2,
    ("appointment.moved", 1): upcasting.appointment_moved_2,
    ("appointment.details_requested", 1): upcasting.with_appointment_2,
    ("call.participant_joined", 1): upcasting.participant_joined_2,
}
"""From a version that is no longer written to the one after it."""
