"""A copy of all that is kept of one patient, for them: the right of access (GDPR article 15, HIPAA § 164.524).

What is others' is masked: a call that was about somebody else too is given without what is known of who that was. Staff
are told by their role, as recipients are; hosts and rooms that data went to are named.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from receptionist.auditing.accesses import About, accesses
from receptionist.events.booking import (
    Appointment,
    AppointmentCancelled,
    AppointmentMoved,
    BookingConfirmed,
    LateArrivalReported,
    PatientArrived,
    PatientMissed,
)
from receptionist.events.call import CallStarted, UtteranceHeard, UtteranceSpoken
from receptionist.events.clinic import TaskRaised
from receptionist.events.log import Query
from receptionist.events.patient import PatientCorrected, PatientRegistered, WaitingListJoined
from receptionist.events.recorded import Recorded
from receptionist.events.tags import PATIENT_TAGS, call_tag, patient_tag
from receptionist.privacy.identifying import personal_texts
from receptionist.privacy.officer import Officer
from receptionist.privacy.patient_file import CallAbout, PatientFile, appointments_of
from receptionist.replaying.masking import Mask, Show, as_it_is, known_of

VERSION = 1
_CHANGES: dict[type, str] = {
    BookingConfirmed: "booked",
    AppointmentMoved: "moved",
    AppointmentCancelled: "cancelled",
    LateArrivalReported: "said to be late",
    PatientArrived: "arrived",
    PatientMissed: "did not come",
}
_KINDS = {
    "looked": "seen by staff as",
    "acted": "changed by staff as",
    "in_room": "sent into the call to the",
    "sent": "sent to",
}


async def export(officer: Officer, file: PatientFile) -> dict[str, Any]:
    """All that is kept of a patient, as JSON values; instants are ISO 8601 in UTC, and local where they are booked.

    Raises:
        CodecError: An event cannot be read.
        LogError: The log cannot be read.
    """
    kept = officer.settings.clinic.retention
    return {
        "kind": "patient_export",
        "version": VERSION,
        "patient": file.patient_id,
        "made_at": officer.clock.now().isoformat(),
        "clinic": officer.settings.clinic.name,
        "log": officer.storage.log_id,
        "position": file.head,
        "known": _known(file),
        "recorded": list(_history(file)),
        "appointments": [_appointment(events) for events in appointments_of(file.events, file.patient_id).values()],
        "waiting_list": list(_waiting(file)),
        "tasks": list(_tasks(file)),
        "calls": [await _call(officer, about) for about in file.calls],
        "recipients": [each async for each in _recipients(officer, file)],
        "kept_for_days": {
            "what_was_said": kept.utterances_days,
            "appointments": kept.appointments_days,
            "who_looked": kept.access_days,
        },
        "legal_hold": file.held is not None,
    }


def _known(file: PatientFile) -> dict[str, Any] | None:
    known = file.registered
    return None if known is None else {"name": known.name, "birth_date": known.birth_date, "phone": known.phone}


def _history(file: PatientFile) -> Iterator[dict[str, Any]]:
    for recorded in file.events:
        match recorded.event:
            case PatientRegistered() | PatientCorrected() as said:
                what = "registered" if isinstance(said, PatientRegistered) else "corrected"
                known = {"name": said.name, "birth_date": said.birth_date, "phone": said.phone}
                yield {"at": _at(recorded), "what": what, **known}
            case _:
                continue


def _appointment(events: Sequence[Recorded]) -> dict[str, Any]:
    latest = next(found for each in reversed(events) if (found := _of(each)) is not None)
    zone = latest.clinic.time_zone
    return {
        "appointment": latest.appointment_id,
        "name": latest.patient_name,
        "treatment": latest.treatment,
        "with": latest.provider,
        "starts_at": latest.starts_at.isoformat(),
        "ends_at": latest.ends_at.isoformat(),
        "time_zone": zone,
        "confirmation_code": latest.code,
        "history": [
            {"at": _at(each), "what": _CHANGES[type(each.event)], "starts_at": known.starts_at.isoformat()}
            | ({"reason": each.event.reason} if isinstance(each.event, AppointmentCancelled) else {})
            for each in events
            if type(each.event) in _CHANGES and (known := _of(each)) is not None
        ],
    }


def _of(recorded: Recorded) -> Appointment | None:
    found = getattr(recorded.event, "appointment", None)
    return found if isinstance(found, Appointment) else None


def _waiting(file: PatientFile) -> Iterator[dict[str, Any]]:
    for recorded in file.events:
        match recorded.event:
            case WaitingListJoined() as joined:
                still = joined.wait_id in file.waiting
                days = {"from": joined.first.isoformat(), "to": joined.last.isoformat()}
                yield {"at": _at(recorded), "name": joined.name, "phone": joined.phone, **days, "still_waiting": still}
            case _:
                continue


def _tasks(file: PatientFile) -> Iterator[dict[str, Any]]:
    for recorded in file.events:
        match recorded.event:
            case TaskRaised() as task:
                said = {"about": task.who, "phone": task.phone, "done": task.done, "to_do": task.to_do}
                yield {"at": _at(recorded), "what": task.kind, **said}
            case _:
                continue


async def _call(officer: Officer, about: CallAbout) -> dict[str, Any]:
    events = (await officer.storage.log.read(Query.tagged(call_tag(about.call)))).events
    show = await _masking(officer, about)
    words = [
        {"at": _at(each), "who": "caller" if isinstance(each.event, UtteranceHeard) else "agent", "text": text}
        for each in events
        if isinstance(each.event, UtteranceHeard | UtteranceSpoken) and (text := show(each.event.text))
    ]
    noted = [
        {"at": _at(each), "what": each.type, "texts": list(map(show, texts))}
        for each in events
        if not isinstance(each.event, UtteranceHeard | UtteranceSpoken)
        # What is about one patient stands among what is theirs.
        and not any(tag.startswith(PATIENT_TAGS) for tag in each.tags)
        and (texts := personal_texts([each]))
    ]
    began = next((_at(each) for each in events if isinstance(each.event, CallStarted)), None)
    return {"call": about.call, "began_at": began, "others_masked": bool(about.others), "words": words, "noted": noted}


async def _masking(officer: Officer, about: CallAbout) -> Show:
    """Without what is known of the others whom a call was about."""
    if not about.others:
        return as_it_is
    theirs = [
        each
        for other in about.others
        for each in (await officer.storage.log.read(Query.tagged(patient_tag(other)))).events
    ]
    return Mask(known_of(theirs))


async def _recipients(officer: Officer, file: PatientFile) -> Any:
    about = About(patient=file.patient_id)
    async for each in accesses(officer.storage, about, settings=officer.settings, wall=officer.clock):
        if each.kind == "denied":
            continue
        who = each.who if each.kind == "sent" else (each.role or "staff").replace("_", " ")
        yield {"at": each.at.isoformat(), "how": _KINDS[each.kind], "who": who, "what": list(each.shown) or [each.what]}


def _at(recorded: Recorded) -> str:
    return recorded.recorded_at.isoformat()
