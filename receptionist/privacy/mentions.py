"""Where else a patient is spoken of: in calls and acts that the log does not know to be about them.

Somebody who rang off before they were recognised left words that no tag leads to. Whoever erases a patient is told
where their name, number or date of birth stands, and decides.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Mapping, Sequence

from attrs import frozen

from receptionist.events.recorded import Recorded
from receptionist.events.sqlite import rows
from receptionist.events.subjects import CLINIC_SUBJECT
from receptionist.events.tags import patient_tag
from receptionist.ids import CallId
from receptionist.privacy.identifying import Identity, personal_texts
from receptionist.privacy.patient_file import PatientFile
from receptionist.replaying.stored import Unreadable, read_back
from receptionist.storage import Storage

Progress = Callable[[int, int], None]
"""Told how many of the log's events are read, and how many there are."""
_PAGE = 200
_SEALED = re.compile(rb'"\$sealed":"([^"\\]+)"')


def unwatched(done: int, total: int) -> None:
    """Tells nobody."""


@frozen(kw_only=True)
class Mentions:
    """Where a patient is spoken of.

    Attributes:
        calls: Calls that are not known to be about them, each with the first position that names them.
        elsewhere: Events outside of any call that do, by position: bookings that came to nothing, reasons for blocked
            times, why somebody looked; each with the subject whose key seals it.
    """

    calls: Mapping[CallId, int]
    elsewhere: Mapping[int, str]


async def find_mentions(storage: Storage, file: PatientFile, who: Identity, progress: Progress = unwatched) -> Mentions:
    """Read the whole log for a patient's name, number, date of birth and codes, in constant memory.

    Raises:
        LogError: It cannot be read.
    """
    known = {about.call for about in file.calls}
    calls: dict[CallId, int] = {}
    elsewhere: dict[int, str] = {}
    after, vault = 0, storage.vault

    def page(raw: sqlite3.Connection, after: int) -> Sequence[tuple[Recorded | Unreadable, bytes]]:
        return [(read_back(row, vault), bytes(rows.stored(row).data)) for row in rows.following(raw, after, _PAGE)]

    while found := await storage.database.read(lambda raw, after=after: page(raw, after)):  # type: ignore[misc]  # mypy infers no default of a lambda
        after = found[-1][0].position
        progress(after, max(after, file.head))
        for recorded, content in found:
            if isinstance(recorded, Unreadable) or patient_tag(file.patient_id) in recorded.tags:
                continue
            if not any(map(who.is_in, personal_texts([recorded]))):
                continue
            call = recorded.metadata.call
            if call is None:
                sealed = _SEALED.search(content)
                elsewhere[recorded.position] = CLINIC_SUBJECT if sealed is None else sealed[1].decode()
            elif call not in known:
                calls.setdefault(call, recorded.position)
    return Mentions(calls=calls, elsewhere=elsewhere)
