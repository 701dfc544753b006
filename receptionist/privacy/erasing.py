"""Forgetting a patient.

Order matters, as the process may die at any point. What is to be destroyed is written down first (`forgetting.forget`),
so that whoever opens the log next finishes it; that it was done, is recorded last. What was owed is not sent any more.
"""

from __future__ import annotations

from collections.abc import Iterable

from attrs import frozen

from receptionist.errors import PrivacyError
from receptionist.events.catalogue import Event
from receptionist.events.clinic import TaskDone
from receptionist.events.patient import WaitingListLeft
from receptionist.events.privacy import PatientErased
from receptionist.events.recorded import Recorded
from receptionist.forgetting.forgetting import Forgotten, forget
from receptionist.privacy.identifying import reason_in_clear
from receptionist.privacy.officer import Officer
from receptionist.privacy.patient_file import read_patient
from receptionist.privacy.planning import Plan


@frozen(kw_only=True)
class Erased:
    """What was done, and the event that tells of it."""

    plan: Plan
    forgotten: Forgotten
    recorded: Recorded
    reason: str


async def erase(officer: Officer, plan: Plan, reason: str) -> Erased:
    """Do what *plan* says, if nothing has happened to the patient since.

    Raises:
        PrivacyError: Something has, or the reason names them; nothing was destroyed.
        LogError: A file could not be written. What was begun is finished when the log is opened next.
    """
    words = reason_in_clear(reason, plan.identity)
    now = await read_patient(officer.storage, plan.file.patient_id)
    if now.events != plan.file.events:
        raise PrivacyError(f"something has happened to {now.patient_id} meanwhile: look at it again")
    forgotten = await forget(officer.storage.database, officer.vault, plan.subjects, at=officer.clock.now())
    recorded = await officer.record([*_closing(plan), _told(plan, forgotten, words)])
    return Erased(plan=plan, forgotten=forgotten, recorded=recorded[-1], reason=words)


def _told(plan: Plan, forgotten: Forgotten, reason: str) -> PatientErased:
    return PatientErased(
        patient_id=plan.file.patient_id,
        reason=reason,
        calls=plan.calls,
        kept_calls=tuple(about.call for about in plan.kept),
        keys=len(forgotten.keys),
        effects=forgotten.scrubbed.effects,
    )


def _closing(plan: Plan) -> Iterable[Event]:
    """Nobody is called about somebody who was forgotten."""
    for wait in plan.file.waiting:
        yield WaitingListLeft(wait_id=wait, patient_id=plan.file.patient_id, why="withdrawn")
    for task in plan.open_tasks:
        yield TaskDone(task_id=task, note="Erased with the data of the patient whom it was about.")
