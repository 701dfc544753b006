"""Putting right what the clinic has of a patient: what was wrong stays in the log, what is right stands after it."""

from __future__ import annotations

from datetime import date

from attrs import evolve, frozen

from receptionist.domain import names
from receptionist.domain.collecting import birth_date_said, phone_said
from receptionist.errors import PrivacyError
from receptionist.events.patient import PatientCorrected
from receptionist.events.personal import ERASED
from receptionist.events.recorded import Recorded
from receptionist.ids import PatientId
from receptionist.privacy.officer import Officer
from receptionist.privacy.patient_file import read_patient

NONE = "-"
"""Instead of a number or a date: there is none."""


@frozen(kw_only=True)
class Correction:
    """What is right, in the words of whoever says so; "" leaves a part as it is, `NONE` takes it away."""

    name: str = ""
    birth_date: str = ""
    phone: str = ""


async def correct(officer: Officer, patient_id: PatientId, correction: Correction) -> Recorded | None:
    """Record what is right, and have the appointments ahead say so; None when it is so already.

    Raises:
        PrivacyError: There is no such patient, nothing is left of them, or a part cannot be read.
        StaleDecisionError: Something happened to the patient meanwhile.
        LogError: The log could not be written.
    """
    file = await read_patient(officer.storage, patient_id)
    known = file.registered
    if known is None or known.name == ERASED:
        raise PrivacyError(f"nothing is known of {patient_id} that could be corrected")
    name = _name(correction.name) or known.name
    birth_date = _birth_date(officer, correction.birth_date, known.birth_date)
    phone = _phone(officer, correction.phone, known.phone)
    if (name, birth_date, phone) == (known.name, known.birth_date, known.phone):
        return None
    ahead = file.ahead(officer.clock.now())
    event = PatientCorrected(
        patient_id=patient_id,
        name=name,
        birth_date=birth_date,
        phone=phone,
        appointments=tuple(evolve(each, patient_name=name) for each in ahead),
    )
    (recorded,) = await officer.record([event], unless_changed=file)
    return recorded


def _name(said: str) -> str:
    name = names.clean(said)
    if name and (why := names.why_not(name)) is not None:
        raise PrivacyError(f"that name cannot stand in the diary ({why.replace('_', ' ')})")
    return name


def _birth_date(officer: Officer, said: str, known: str | None) -> str | None:
    if said.strip() in {"", NONE}:
        return None if said.strip() else known
    today = officer.clock.now().astimezone(officer.settings.clinic.zone).date()
    read = read_birth_date(said, today)
    if read is None:
        raise PrivacyError("that is no date of birth: write it as 1985-03-02")
    return read.isoformat()


def _phone(officer: Officer, said: str, known: str | None) -> str | None:
    if said.strip() in {"", NONE}:
        return None if said.strip() else known
    read = phone_said(said, "en", officer.settings.clinic)
    if read is None:
        raise PrivacyError("that is no telephone number: write it with its area code")
    return read


def read_birth_date(said: str, today: date) -> date | None:
    """A date of birth as it is written or said."""
    try:
        written = date.fromisoformat(said.strip())
    except ValueError:
        return birth_date_said(said, "en", today)
    return written if written <= today else None
