"""Finding a patient's number by who they are: by the blind index where that can tell, else by reading the log."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Sequence
from datetime import date, datetime

from attrs import frozen

from receptionist.domain.collecting import phone_said
from receptionist.domain.patients import Patients
from receptionist.errors import PrivacyError
from receptionist.events.patient import PatientCorrected, PatientRegistered
from receptionist.events.personal import ERASED
from receptionist.events.recorded import Recorded
from receptionist.events.sqlite import rows
from receptionist.ids import PatientId
from receptionist.privacy.correcting import read_birth_date
from receptionist.privacy.identifying import fold
from receptionist.privacy.officer import Officer
from receptionist.privacy.patient_file import PatientFile, read_patient
from receptionist.replaying.stored import Unreadable, read_back
from receptionist.storage import Storage

_PAGE = 500


@frozen(kw_only=True)
class Description:
    """What is known of whom one looks for, as it was typed; "" is not known."""

    name: str = ""
    birth_date: str = ""
    phone: str = ""


@frozen(kw_only=True)
class _Wanted:
    words: tuple[str, ...]
    birth_date: str | None
    phone: str | None

    def fits(self, registered: PatientRegistered) -> bool:
        name = fold(registered.name)
        return (
            registered.name != ERASED
            and all(word in name for word in self.words)
            and self.birth_date in {None, registered.birth_date}
            and self.phone in {None, registered.phone}
        )


async def find_patients(officer: Officer, description: Description) -> tuple[PatientFile, ...]:
    """The patients who fit, in the order of their numbers.

    Raises:
        PrivacyError: Nothing is known of whom to look for, or it cannot be read.
        LogError: The log cannot be read.
    """
    wanted = _wanted(officer, description)
    found = dict[PatientId, PatientFile]()
    if wanted.birth_date is not None and wanted.phone is not None:
        born = date.fromisoformat(wanted.birth_date)
        hints: Sequence[PatientId] = await officer.storage.lookup.patients(born, wanted.phone)
    else:
        hints = [each async for each in _registered(officer.storage, wanted)]
    for patient_id in sorted(set(hints)):
        file = await read_patient(officer.storage, patient_id)
        # What fitted once may have been corrected since.
        if file.registered is not None and wanted.fits(file.registered):
            found[patient_id] = file
    return tuple(found.values())


def next_visit(file: PatientFile, now: datetime) -> datetime | None:
    """When the patient is expected next, in UTC."""
    return min((each.starts_at for each in file.ahead(now)), default=None)


def _wanted(officer: Officer, description: Description) -> _Wanted:
    clinic = officer.settings.clinic
    today = officer.clock.now().astimezone(clinic.zone).date()
    born = read_birth_date(description.birth_date, today) if description.birth_date.strip() else None
    if description.birth_date.strip() and born is None:
        raise PrivacyError("that is no date of birth: write it as 1985-03-02")
    phone = phone_said(description.phone, "en", clinic) if description.phone.strip() else None
    if description.phone.strip() and phone is None:
        raise PrivacyError("that is no telephone number: write it with its area code")
    words = tuple(fold(description.name).split())
    if not words and born is None and phone is None:
        raise PrivacyError("say a name, a date of birth or a telephone number of whom you look for")
    return _Wanted(words=words, birth_date=None if born is None else born.isoformat(), phone=phone)


async def _registered(storage: Storage, wanted: _Wanted) -> AsyncIterator[PatientId]:
    """Whoever fitted at any time."""
    after, vault = 0, storage.vault
    known = Patients()

    def page(raw: sqlite3.Connection, after: int) -> Sequence[Recorded | Unreadable]:
        sql = (
            f"SELECT {rows.COLUMNS} FROM events WHERE type IN ('patient.registered', 'patient.corrected')"  # noqa: S608 (names of our own columns and tables)
            " AND position > ? ORDER BY position LIMIT ?"
        )
        return [read_back(row, vault) for row in raw.execute(sql, (after, _PAGE)).fetchall()]

    while found := await storage.database.read(lambda raw, after=after: page(raw, after)):  # type: ignore[misc]  # mypy infers no default of a lambda
        after = found[-1].position
        for recorded in found:
            if isinstance(recorded, Unreadable):
                continue
            if isinstance(recorded.event, PatientRegistered | PatientCorrected):
                patient_id = recorded.event.patient_id
                if wanted.fits(known.after(recorded.event).registered[patient_id]):
                    yield patient_id
