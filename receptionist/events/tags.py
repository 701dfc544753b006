"""The tags by which decisions find an event again: random ids and days, never names or numbers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from receptionist.events.access import AccessDenied, AccessRecorded
from receptionist.events.booking import (
    Appointment,
    AppointmentCancelled,
    AppointmentMoved,
    AppointmentsTold,
    BookingConfirmed,
    DetailsRequested,
    LateArrivalReported,
    PatientArrived,
    PatientMissed,
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
from receptionist.ids import AppointmentId, CallId, PatientId, TaskId, WaitId

CLINIC = "clinic"
"""Stands for the whole clinic where a resource's id would stand."""

CALL_TAGS = "call:"
PATIENT_TAGS = "patient:"
TASK_TAGS = "task:"
INBOX = "inbox"
WAITING_LIST = "waiting-list"
PRIVACY = "privacy"
"""What was erased, what is kept by law, what was let go of."""
ACCESS = "access"
"""Every look at patients' data, and every refused one."""


def call_tag(call: CallId) -> str:
    """All that happened in one call."""
    return f"{CALL_TAGS}{call}"


def effects_tag(call: CallId) -> str:
    """What staff did about a call's effects: no part of the call, which may be long over."""
    return f"effects:{call}"


def appointment_tag(appointment: AppointmentId) -> str:
    """An appointment's whole life."""
    return f"appointment:{appointment}"


def patient_tag(patient: PatientId) -> str:
    """What is known of one patient, and their appointments."""
    return f"{PATIENT_TAGS}{patient}"


def task_tag(task: TaskId) -> str:
    """One line of the inbox."""
    return f"{TASK_TAGS}{task}"


def wait_tag(wait: WaitId) -> str:
    """One entry of the waiting list."""
    return f"wait:{wait}"


def shown_tag(what: str) -> str:
    """Every look at one patient's, one appointment's or one call's data: it decides nothing, and is no part of them."""
    return f"shown:{what}"


def day_tag(day: date) -> str:
    """All that changes who has which time on a day: for reading it. What competes for it carries `diary_tag`."""
    return f"day:{day.isoformat()}"


def diary_tag(resource_id: str, day: date) -> str:
    """A day of one dentist, hygienist or chair, or of the clinic. What changes who has that day's slots carries it."""
    return f"diary:{resource_id}:{day.isoformat()}"


def tags_of(event: Event, call: CallId | None) -> tuple[str, ...]:
    """The tags of an event, sorted."""
    tags = set(_tags(event))
    tags |= {f"day:{tag.rpartition(':')[2]}" for tag in tags if tag.startswith("diary:")}
    if call is not None:
        tags.add(call_tag(call))
    return tuple(sorted(tags))


def _tags(event: Event) -> Iterator[str]:
    match event:
        case BookingConfirmed(appointment=appointment) | AppointmentCancelled(appointment=appointment):
            yield from _of(appointment)
            yield from _taken(appointment)
        case AppointmentMoved(appointment=appointment):
            yield from _of(appointment)
            yield from _taken(appointment)
            left = _day(event.moved_from, appointment.clinic.time_zone)
            yield from (diary_tag(each, left) for each in (event.left_provider_id, event.left_chair_id) if each)
        case DetailsRequested(appointment=appointment) | LateArrivalReported(appointment=appointment):
            yield from _of(appointment)
        case PatientArrived(appointment=appointment) | PatientMissed(appointment=appointment):
            yield from _of(appointment)
            # They change nobody's time, but a day's page shows them.
            yield day_tag(_day(appointment.starts_at, appointment.clinic.time_zone))
        case AppointmentsTold(appointments=appointments):
            yield from (tag for appointment in appointments for tag in _of(appointment))
        case PatientRegistered(patient_id=patient):
            yield patient_tag(patient)
        case ProxyRecorded(patient_id=patient, proxy_id=proxy):
            yield patient_tag(patient)
            yield patient_tag(proxy)
        case PatientRecognised(patient_id=patient):
            yield patient_tag(patient)
        case _:
            yield from _clinic_tags(event)


def _clinic_tags(event: Event) -> Iterator[str]:
    match event:
        case (
            WaitingListJoined(wait_id=wait, patient_id=patient)
            | WaitingListOffered(wait_id=wait, patient_id=patient)
            | WaitingListLeft(wait_id=wait, patient_id=patient)
        ):
            yield from (WAITING_LIST, wait_tag(wait), patient_tag(patient))
        case TaskRaised(task_id=task, patient_id=patient_id, appointment_id=appointment_id):
            yield from (INBOX, task_tag(task))
            if patient_id is not None:
                yield patient_tag(patient_id)
            if appointment_id is not None:
                yield appointment_tag(appointment_id)
        case TaskCorrected(task_id=task) | TaskTaken(task_id=task) | TaskDone(task_id=task):
            yield from (INBOX, task_tag(task))
        case TimeBlocked() | BlockLifted():
            first, last = (_day(at, event.time_zone) for at in (event.starts_at, event.ends_at))
            yield from (diary_tag(event.resource_id, first + timedelta(n)) for n in range((last - first).days + 1))
        case DayClosed(day=day) | DayReopened(day=day):
            yield diary_tag(CLINIC, day)
        case EffectRetried(of=call) | OutcomeOwedAgain(of=call):
            yield effects_tag(call)
        case _:
            yield from _privacy_tags(event)


def _privacy_tags(event: Event) -> Iterator[str]:
    match event:
        case OutcomeDisclosed(of=call, patients=patients):
            yield from (ACCESS, effects_tag(call), shown_tag(call))
            yield from (shown_tag(patient) for patient in patients)
        case AccessRecorded():
            yield ACCESS
            yield from (shown_tag(each) for each in (*event.patients, *event.appointments, *event.calls))
        case AccessDenied():
            yield ACCESS
        case PatientCorrected(patient_id=patient, appointments=appointments):
            yield patient_tag(patient)
            yield from (tag for each in appointments for tag in _of(each))
            yield from (day_tag(_day(each.starts_at, each.clinic.time_zone)) for each in appointments)
        case (
            PatientErased(patient_id=patient)
            | LegalHoldPlaced(patient_id=patient)
            | LegalHoldLifted(patient_id=patient)
        ):
            yield from (PRIVACY, patient_tag(patient))
        case ErasureRepeated() | RetentionApplied():
            yield PRIVACY
        case _:
            pass


def _of(appointment: Appointment) -> Iterator[str]:
    yield appointment_tag(appointment.appointment_id)
    yield patient_tag(appointment.patient_id)


def _taken(appointment: Appointment) -> Iterator[str]:
    day = _day(appointment.starts_at, appointment.clinic.time_zone)
    yield from (diary_tag(each, day) for each in (appointment.provider_id, appointment.chair_id) if each)


def _day(instant: datetime, time_zone: str) -> date:
    return instant.astimezone(ZoneInfo(time_zone)).date()
