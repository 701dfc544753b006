"""Who is told when a time comes free: the first who asked and whom it fits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from receptionist.domain.clinic import Clinic
from receptionist.domain.facts import Facts
from receptionist.domain.tasks import task
from receptionist.events.booking import Appointment
from receptionist.events.catalogue import Event
from receptionist.events.patient import WaitingListJoined, WaitingListOffered
from receptionist.ids import TaskId


def offer(freed: Appointment, task_id: TaskId, facts: Facts, clinic: Clinic, now: datetime) -> Sequence[Event]:
    """What follows when an appointment leaves its time: staff are to call the first of the waiting whom it fits."""
    if freed.starts_at <= now:
        return []
    entry = next((each for each in facts.waiting.values() if _fits(each, freed, clinic)), None)
    if entry is None:
        return []
    due = min(now + timedelta(hours=clinic.waiting_list_hours), freed.starts_at)
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


def _fits(entry: WaitingListJoined, freed: Appointment, clinic: Clinic) -> bool:
    local = freed.starts_at.astimezone(clinic.zone)
    treatment = clinic.treatment(entry.treatment_id)
    wall = f"{local:%H:%M}"
    return (
        entry.patient_id != freed.patient_id
        and freed.provider_id in treatment.providers
        and entry.provider_id in {None, freed.provider_id}
        and entry.first <= local.date() <= entry.last
        and (entry.earliest is None or entry.earliest <= wall)
        and (entry.latest is None or wall <= entry.latest)
        and freed.ends_at - freed.starts_at >= treatment.length
    )
