"""Legal holds: what is held is neither erased when somebody asks nor let go of when its time is over."""

from __future__ import annotations

from collections.abc import Mapping

from receptionist.errors import PrivacyError
from receptionist.events.log import Query
from receptionist.events.privacy import LegalHoldLifted, LegalHoldPlaced
from receptionist.events.recorded import Recorded
from receptionist.events.tags import PRIVACY
from receptionist.ids import PatientId
from receptionist.privacy.identifying import identity_of, reason_in_clear
from receptionist.privacy.officer import Officer
from receptionist.privacy.patient_file import read_patient
from receptionist.storage import Storage


async def place_hold(officer: Officer, patient_id: PatientId, reason: str) -> Recorded | None:
    """Keep a patient's data whatever happens; None when it is held already.

    Raises:
        PrivacyError: There is no such patient, nothing is left of them, or the reason names them.
        StaleDecisionError: Something happened to the patient meanwhile.
        LogError: The log could not be written.
    """
    file = await read_patient(officer.storage, patient_id)
    words = reason_in_clear(reason, identity_of(file))
    if file.erased is not None and officer.vault.file.row(f"patient:{patient_id}") is None:
        raise PrivacyError(f"{patient_id} was erased on {file.erased.recorded_at:%Y-%m-%d}; there is nothing to hold")
    if file.held is not None:
        return None
    (recorded,) = await officer.record([LegalHoldPlaced(patient_id=patient_id, reason=words)], unless_changed=file)
    return recorded


async def lift_hold(officer: Officer, patient_id: PatientId, reason: str) -> Recorded | None:
    """Keep it no longer than other patients' data; None when it is not held.

    Raises:
        PrivacyError: There is no such patient, or the reason names them.
        StaleDecisionError: Something happened to the patient meanwhile.
        LogError: The log could not be written.
    """
    file = await read_patient(officer.storage, patient_id)
    words = reason_in_clear(reason, identity_of(file))
    if file.held is None:
        return None
    (recorded,) = await officer.record([LegalHoldLifted(patient_id=patient_id, reason=words)], unless_changed=file)
    return recorded


async def holds(storage: Storage) -> Mapping[PatientId, Recorded]:
    """The holds that stand, by patient.

    Raises:
        LogError: The log cannot be read.
    """
    found: dict[PatientId, Recorded] = {}
    types = ("patient.hold_placed", "patient.hold_lifted")
    for recorded in (await storage.log.read(Query.tagged(PRIVACY, types=types))).events:
        match recorded.event:
            case LegalHoldPlaced(patient_id=patient_id):
                found[patient_id] = recorded
            case LegalHoldLifted(patient_id=patient_id):
                found.pop(patient_id, None)
            case _:
                continue
    return found
