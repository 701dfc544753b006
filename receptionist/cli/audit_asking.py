"""What audits are asked for at the command line: days, patients, and what stands for them."""

from __future__ import annotations

import contextlib
import re
import sqlite3
from datetime import datetime, time, timedelta

import click

from receptionist.auditing.pseudonyms import Pseudonyms
from receptionist.auditing.roles import Viewer
from receptionist.auditing.scanning import Span, is_patient
from receptionist.cli.staff_days import the_day
from receptionist.cli.words import plain
from receptionist.code_alphabet import is_code
from receptionist.domain.clinic import Clinic
from receptionist.errors import AmbiguousIdError, KeyDestroyedError
from receptionist.events.tags import appointment_tag
from receptionist.ids import AppointmentId, PatientId
from receptionist.storage import Storage

_SHOWN = 3
_WHOLE_ID = re.compile(r"\ba-[0-9a-z]{12}\b")
_PATIENT = re.compile(r"p-[0-9a-z]{12}")


def span_of(first: str | None, last: str | None, clinic: Clinic, now: datetime) -> Span:
    """From the beginning of one day to the end of another, by the clinic's calendar.

    Raises:
        ClickException: One of them is no day, or they are the wrong way round.
    """
    since = None if first is None else the_day("--from", first, clinic, now)
    until = None if last is None else the_day("--to", last, clinic, now)
    if since is not None and until is not None and until < since:
        raise click.ClickException(f"--to {until} is before --from {since}")
    return Span(
        since=None if since is None else datetime.combine(since, time(), clinic.zone),
        before=None if until is None else datetime.combine(until + timedelta(days=1), time(), clinic.zone),
    )


async def patient_of(given: str, storage: Storage, pseudonyms: Pseudonyms) -> PatientId:
    """The patient whom a number or a pseudonym stands for.

    Raises:
        ClickException: It is neither, or this log has no such patient.
        LogError: The log cannot be read.
    """
    number = given.strip().lower()
    if _PATIENT.fullmatch(number):
        if await is_patient(storage, PatientId(number)):
            return PatientId(number)
    elif (found := await pseudonyms.patient(given, storage.database)) is not None:
        return found
    raise click.ClickException(
        f"there is no patient {plain(given)} in this log: say a number (p-…), or a pseudonym that an audit of it has"
    )


async def appointment_of(given: str, storage: Storage) -> AppointmentId:
    """The appointment that its id, the beginning of it, a line that has it, or its confirmation code means.

    Raises:
        ClickException: The log has none that fits.
        AmbiguousIdError: It fits several.
    """
    pasted = dict.fromkeys(_WHOLE_ID.findall(given.lower()))
    code = re.sub(r"[\s-]", "", given).upper()
    found: tuple[AppointmentId, ...] = ()
    if len(pasted) != 1 and is_code(code):
        # Without keys nothing can be found by what a patient knows.
        with contextlib.suppress(KeyDestroyedError):
            found = await storage.lookup.appointments(code)
    if not found:
        start = next(iter(pasted)) if len(pasted) == 1 else f"a-{given.strip().lower().removeprefix('a-')}"
        found = await _beginning_with(storage, start)
    if len(found) > 1:
        raise AmbiguousIdError(plain(given), found[:_SHOWN])
    if not found:
        raise click.ClickException(
            f"no appointment {plain(given)} in {storage.path}; 'receptionist audit bookings' has the ids"
        )
    return found[0]


async def _beginning_with(storage: Storage, start: str) -> tuple[AppointmentId, ...]:
    first = appointment_tag(AppointmentId(start))

    def run(raw: sqlite3.Connection) -> tuple[AppointmentId, ...]:
        # By index: every tag from this one up to those that begin with something later.
        rows = raw.execute(
            "SELECT DISTINCT tag FROM event_tags WHERE tag >= ? AND tag < ? ORDER BY tag LIMIT ?",
            (first, f"{first}\N{DELETE}", _SHOWN + 1),
        )
        return tuple(AppointmentId(tag.removeprefix("appointment:")) for (tag,) in rows)

    return await storage.database.read(run)


class Shown:
    """How a patient is called before somebody: by name and number, or by pseudonym."""

    def __init__(self, viewer: Viewer, pseudonyms: Pseudonyms) -> None:
        self.is_pseudonym = viewer.role == "auditor"
        self._pseudonyms = pseudonyms

    def number(self, patient: str | None) -> str | None:
        """What stands for the patient, on paper and in programs."""
        if patient is None:
            return None
        return self._pseudonyms(patient) if self.is_pseudonym else patient

    def name(self, name: str | None) -> str | None:
        """The name, for whoever may read it."""
        return None if self.is_pseudonym else name

    def both(self, patient: str | None, name: str | None) -> str:
        """Both, on a screen."""
        shown = [each for each in (self.name(name), self.number(patient)) if each]
        return "\n".join(shown) or "not known"
