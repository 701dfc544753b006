"""Who is told when a time comes free: the first who asked and whom it fits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from receptionist.domain.availability import Book, Wish
from receptionist.domain.clinic import Clinic
from receptionist.domain.facts import Facts
from receptionist.domain.tasks import staffed_from, task
from receptionist.events.booking import Appointment, AppointmentCancelled, AppointmentMoved
from receptionist.events.catalogue import Event
from receptionist.events.patient import WaitingListJoined, WaitingListOffered
from receptionist.ids import TaskId


def offer(
    freed: Appointment,
    facts: Facts,
    *,
    left: AppointmentMoved | AppointmentCancelled,
    task_id: TaskId,
    clinic: Clinic,
    now: datetime,
) -> Sequence[Event]:
    """What follows when an appointment leaves its time: staff are to call the first of the waiting whom it fits.

    *freed* is the appointment as it was before *left*, which is what happens to it now.
    """
    book = Book(clinic=clinic, diary=facts.diary.after(left), now=now)
    entry = next((each for each in facts.waiting.values() if _fits(each, freed, book)), None)
    if entry is None:
        return []
    due = min(staffed_from(now, clinic) + timedelta(hours=clinic.waiting_list_hours), freed.starts_at)
    offered = WaitingListOffered(
        wait_id=entry.wait_id,
        patient_id=entry.patient_id,
        provider_id=freed.provider_id,
        starts_at=freed.starts_at,
        due=due,
    )
    local = freed.starts_at.astimezone(clinic.zone)
    told = task(
        task_id,
        "waiting_list",
        "today",
        clinic=clinic,
        now=now,
        who=entry.name,
        phone=entry.phone,
        patient_id=entry.patient_id,
        due=due,
        done=f"On the waiting list for {clinic.treatment(entry.treatment_id).name('en')}.",
        to_do=f"A time has come free: {local:%Y-%m-%d %H:%M} with {freed.provider}. Call before it is gone.",
    )
    return [offered, told]


def _fits(entry: WaitingListJoined, freed: Appointment, book: Book) -> bool:
    """Whether who waits could be booked at just that time: it may be blocked, held, or partly taken again."""
    clinic = book.clinic
    local = freed.starts_at.astimezone(clinic.zone)
    wall = f"{local:%H:%M}"
    # What they wait for, or whom, may not be offered any more.
    treatment = next((each for each in clinic.treatments if each.id == entry.treatment_id), None)
    provider = next((each for each in clinic.providers if each.id == freed.provider_id), None)
    return (
        treatment is not None
        and provider is not None
        and entry.patient_id != freed.patient_id
        and entry.provider_id in {None, provider.id}
        and entry.first <= local.date() <= entry.last
        and (entry.earliest is None or entry.earliest <= wall)
        and (entry.latest is None or wall <= entry.latest)
        and book.slot(Wish(treatment=treatment, providers=(provider,)), freed.starts_at) is not None
    )
