"""Finding a patient or an appointment by what a caller knows: a blind index.

The log's tags name nobody, so what callers say of themselves finds nothing in them. This table does: keyed digests
(HMAC) of birth date with phone number, and of confirmation codes. Without the key nobody can try out values against
it, and it can be emptied and made again from the events.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from datetime import date
from typing import Protocol

from receptionist.events.booking import AppointmentMoved, BookingConfirmed
from receptionist.events.codec import canonical
from receptionist.events.patient import PatientCorrected, PatientRegistered
from receptionist.events.personal import ERASED
from receptionist.events.recorded import Recorded
from receptionist.events.sqlite import Database
from receptionist.events.vault import Vault
from receptionist.ids import AppointmentId, PatientId

LOOKUP_KEY = "lookup"
LOOKED_UP = ("patient.registered", "patient.corrected", "booking.confirmed", "appointment.moved")
"""The types of the events that say how somebody or something is found."""


class Lookup(Protocol):
    """Finds who or what fits. What it gives is to be checked against the events: it is a hint, not the truth."""

    async def patients(self, birth_date: date, phone: str) -> tuple[PatientId, ...]:
        """The patients with this birth date and phone number (E.164).

        Raises:
            LogError: The index cannot be read.
        """

    async def appointments(self, code: str) -> tuple[AppointmentId, ...]:
        """The appointments with this confirmation code.

        Raises:
            LogError: The index cannot be read.
        """

    def digest(self, *claims: str) -> str:
        """What stands for these words wherever they must be known again and not read: nothing without the key."""


class SqliteLookup:
    """The index in the log's file."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self._database, self._vault = database, vault

    async def patients(self, birth_date: date, phone: str) -> tuple[PatientId, ...]:
        """The patients with this birth date and phone number (E.164)."""
        return tuple(PatientId(each) for each in await self._find(_person(birth_date.isoformat(), phone)))

    async def appointments(self, code: str) -> tuple[AppointmentId, ...]:
        """The appointments with this confirmation code."""
        return tuple(AppointmentId(each) for each in await self._find(_code(code)))

    def digest(self, *claims: str) -> str:
        """What stands for these words wherever they must be known again and not read."""
        return self._vault.digest(LOOKUP_KEY, canonical(["claims", *claims]))

    async def _find(self, content: bytes) -> list[str]:
        digest = self._vault.digest(LOOKUP_KEY, content)

        def run(raw: sqlite3.Connection) -> list[str]:
            rows = raw.execute("SELECT subject FROM lookup WHERE digest = ? ORDER BY subject", (digest,))
            return [row[0] for row in rows.fetchall()]

        return await self._database.read(run)


def look_up_by(vault: Vault) -> Callable[[sqlite3.Connection, Recorded], None]:
    """What the log calls with each event inside its transaction, so that event and index commit together."""

    def run(raw: sqlite3.Connection, recorded: Recorded) -> None:
        raw.executemany(
            "INSERT OR IGNORE INTO lookup (digest, subject) VALUES (?, ?)", list(entries(recorded.event, vault))
        )

    return run


def entries(event: object, vault: Vault) -> Iterator[tuple[str, str]]:
    """The digests by which an event has somebody or something found, and what they lead to; none of what is erased."""
    return ((vault.digest(LOOKUP_KEY, content), subject) for content, subject in _entries(event))


def _entries(event: object) -> Iterator[tuple[bytes, str]]:
    match event:
        case (
            PatientRegistered(patient_id=patient_id, birth_date=str(birth_date), phone=str(phone))
            | PatientCorrected(patient_id=patient_id, birth_date=str(birth_date), phone=str(phone))
        ):
            if ERASED not in {birth_date, phone}:
                yield _person(birth_date, phone), patient_id
        case BookingConfirmed(appointment=appointment) | AppointmentMoved(appointment=appointment):
            if appointment.code not in {"", ERASED}:
                yield _code(appointment.code), appointment.appointment_id
        case _:
            pass


def _person(birth_date: str, phone: str) -> bytes:
    return canonical(["birth_date_and_phone", birth_date, phone])


def _code(code: str) -> bytes:
    return canonical(["code", code])
