"""All that the log has of one patient, put together when somebody asks."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from datetime import datetime

from attrs import field, frozen

from receptionist.domain.diary import Diary
from receptionist.domain.patients import Patients
from receptionist.errors import EventTooNewError, UnknownPatientError
from receptionist.events.booking import Appointment, AppointmentMoved, BookingConfirmed
from receptionist.events.call import CallEnded
from receptionist.events.clinic import TaskRaised
from receptionist.events.log import Query, QueryItem
from receptionist.events.patient import PatientRegistered, WaitingListJoined, WaitingListLeft
from receptionist.events.privacy import LegalHoldLifted, LegalHoldPlaced, PatientErased
from receptionist.events.recorded import Recorded, UnknownEvent
from receptionist.events.tags import CALL_TAGS, PATIENT_TAGS, patient_tag
from receptionist.ids import AppointmentId, BookingId, CallId, PatientId, TaskId, WaitId
from receptionist.storage import Storage


@frozen(kw_only=True)
class CallAbout:
    """A call that the patient was spoken of in.

    Attributes:
        others: The other patients whom it was about, too.
        ended: Whether it is over.
    """

    call: CallId
    others: tuple[PatientId, ...]
    ended: bool


@frozen(kw_only=True)
class PatientFile:
    """One patient, as of the log's position `head`.

    Attributes:
        events: All that carries the patient's tag, in the log's order.
        registered: What is known of them, as corrected; None where the log has appointments of theirs only.
        calls: The calls that were about them, in the log's order.
        appointments: Those that stand, by time, ahead or over.
        held: What placed the legal hold that they are under, or None.
        erased: What told last of their erasure, or None.
        waiting: Their open entries of the waiting list.
        tasks: The lines of the inbox about them, done or not.
        bookings: The acts by which their appointments were made and moved.
    """

    patient_id: PatientId
    head: int
    events: tuple[Recorded, ...] = field(repr=False)
    registered: PatientRegistered | None
    calls: tuple[CallAbout, ...]
    appointments: tuple[Appointment, ...]
    held: Recorded | None
    erased: Recorded | None
    waiting: tuple[WaitId, ...]
    tasks: tuple[TaskId, ...]
    bookings: tuple[BookingId, ...]

    def ahead(self, now: datetime) -> tuple[Appointment, ...]:
        """The appointments that are not over at *now*."""
        return tuple(each for each in self.appointments if each.ends_at > now)

    @property
    def own_calls(self) -> tuple[CallAbout, ...]:
        """The calls that were about nobody else."""
        return tuple(call for call in self.calls if not call.others)

    @property
    def shared_calls(self) -> tuple[CallAbout, ...]:
        """The calls that were about somebody else, too."""
        return tuple(call for call in self.calls if call.others)


async def read_patient(storage: Storage, patient_id: PatientId) -> PatientFile:
    """What *storage* has of a patient.

    Raises:
        UnknownPatientError: Nothing.
        EventTooNewError: A newer version wrote of them: what it means is not known, and nothing is decided on it.
        LogError: The log cannot be read.
    """
    found = await storage.log.read(Query.tagged(patient_tag(patient_id)))
    if not found.events:
        raise UnknownPatientError(patient_id)
    for recorded in found.events:
        if isinstance(recorded.event, UnknownEvent):
            raise EventTooNewError(recorded.position, recorded.type, recorded.version)
    diary, patients = Diary(), Patients()
    waiting: dict[WaitId, None] = {}
    held: Recorded | None = None
    erased: Recorded | None = None
    for recorded in found.events:
        event = recorded.event
        assert not isinstance(event, UnknownEvent)  # noqa: S101 (seen above)
        diary, patients = diary.after(event), patients.after(event)
        match event:
            case WaitingListJoined(wait_id=wait):
                waiting[wait] = None
            case WaitingListLeft(wait_id=wait):
                waiting.pop(wait, None)
            case LegalHoldPlaced():
                held = recorded
            case LegalHoldLifted():
                held = None
            case PatientErased():
                erased = recorded
            case _:
                pass
    theirs = [each for each in diary.appointments.values() if each.patient_id == patient_id]
    return PatientFile(
        patient_id=patient_id,
        head=found.head,
        events=found.events,
        registered=patients.registered.get(patient_id),
        calls=await _calls(storage, patient_id, found.events),
        appointments=tuple(sorted(theirs, key=lambda each: (each.starts_at, each.appointment_id))),
        held=held,
        erased=erased,
        waiting=tuple(waiting),
        bookings=tuple(
            dict.fromkeys(
                recorded.event.booking_id
                for recorded in found.events
                if isinstance(recorded.event, BookingConfirmed | AppointmentMoved)
            )
        ),
        tasks=tuple(recorded.event.task_id for recorded in found.events if isinstance(recorded.event, TaskRaised)),
    )


def appointments_of(events: tuple[Recorded, ...], patient_id: PatientId) -> Mapping[AppointmentId, list[Recorded]]:
    """The events of each of a patient's appointments, in the log's order."""
    found: dict[AppointmentId, list[Recorded]] = {}
    for recorded in events:
        appointment = getattr(recorded.event, "appointment", None)
        if isinstance(appointment, Appointment) and appointment.patient_id == patient_id:
            found.setdefault(appointment.appointment_id, []).append(recorded)
    return found


async def _calls(storage: Storage, patient_id: PatientId, events: tuple[Recorded, ...]) -> tuple[CallAbout, ...]:
    calls = tuple(dict.fromkeys(each.metadata.call for each in events if each.metadata.call is not None))
    others = await storage.database.read(lambda raw: {call: patients_in(raw, call) for call in calls})
    items = tuple(QueryItem(tags=(f"{CALL_TAGS}{call}",), types=("call.ended",)) for call in calls)
    over = set[CallId | None]()
    for at in range(0, len(items), _MOST_ITEMS):
        ends = (await storage.log.read(Query(items[at : at + _MOST_ITEMS]))).events
        over |= {each.metadata.call for each in ends if isinstance(each.event, CallEnded)}
    return tuple(
        CallAbout(call=call, others=tuple(each for each in others[call] if each != patient_id), ended=call in over)
        for call in calls
    )


def patients_in(raw: sqlite3.Connection, call: CallId) -> tuple[PatientId, ...]:
    """The patients whom a call was about."""
    rows = raw.execute(
        "SELECT DISTINCT theirs.tag FROM event_tags AS its JOIN event_tags AS theirs USING (position)"
        " WHERE its.tag = ? AND theirs.tag >= ? AND theirs.tag < ? ORDER BY theirs.tag",
        (f"{CALL_TAGS}{call}", PATIENT_TAGS, f"{PATIENT_TAGS}\N{DELETE}"),
    )
    return tuple(PatientId(tag.removeprefix(PATIENT_TAGS)) for (tag,) in rows.fetchall())


# SQLite takes 500 terms in one compound SELECT (https://www.sqlite.org/limits.html, 4).
_MOST_ITEMS = 400
