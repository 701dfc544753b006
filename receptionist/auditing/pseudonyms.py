"""A log as an auditor opens it: without its keys, and with pseudonyms where patients' numbers would stand."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import hmac
import re
import sqlite3
from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path
from typing import TypeVar

from attrs import evolve

from receptionist.errors import KeyDestroyedError
from receptionist.events.call import ParticipantJoined, ParticipantLeft
from receptionist.events.codec import CODEC, canonical
from receptionist.events.log import Query, Slice
from receptionist.events.lookup import SqliteLookup
from receptionist.events.recorded import Recorded
from receptionist.events.sqlite import Database, SqliteLog
from receptionist.ids import CallId, PatientId
from receptionist.publishers.outbox import Outbox
from receptionist.storage import Storage

T = TypeVar("T")
WITHHELD = "[withheld]"
"""What a personal field reads as to whoever has no keys."""

_GIVEN = re.compile(r"(?:patient )?([0-9a-z]{4})-?([0-9a-z]{4})", re.IGNORECASE)
# Crockford's, as ids have: no letter that is taken for another.
_CHARACTERS = bytes.maketrans(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", b"0123456789ABCDEFGHJKMNPQRSTVWXYZ")
_BYTES = 5


class Withholding:
    """A vault without keys: every sealed field reads as withheld, whether its key is there or not."""

    async def ensure(self, subject: str) -> None:
        """No key is made."""

    def seal(self, subject: str, content: bytes, context: bytes) -> bytes:  # noqa: ARG002 (a vault's signature)
        """Nothing is sealed without a key.

        Raises:
            KeyDestroyedError: Always.
        """
        raise KeyDestroyedError(subject)

    def unseal(self, subject: str, box: bytes, context: bytes) -> bytes:  # noqa: ARG002 (a vault's signature)
        """Nothing is opened: `WITHHELD`, as JSON."""
        return canonical(WITHHELD)

    def digest(self, subject: str, content: bytes) -> str:  # noqa: ARG002 (a vault's signature)
        """Nothing is digested without a key.

        Raises:
            KeyDestroyedError: Always.
        """
        raise KeyDestroyedError(subject)


class Pseudonyms:
    """What stands for patients: the same in each report on one log, and nothing in one on another.

    They are keyed by how the log's first event is stored: whoever has a report, and not the log, cannot go from a
    patient's number to the pseudonym, nor back.
    """

    def __init__(self, key: bytes) -> None:
        self._key = key

    @classmethod
    async def of(cls, database: Database) -> Pseudonyms:
        """Those of a log.

        Raises:
            LogError: It cannot be read.
        """
        return cls(await database.read(_key))

    def __call__(self, patient: str) -> str:
        """Such as "Patient 7F3K-9QTD" (40 bits: among 5,000 patients, two share one in 1 of 90,000 logs)."""
        digest = hmac.digest(self._key, patient.encode(), hashlib.sha256)[:_BYTES]
        text = base64.b32encode(digest).translate(_CHARACTERS).decode()
        return f"Patient {text[:4]}-{text[4:]}"

    async def patient(self, given: str, database: Database) -> PatientId | None:
        """The patient whom a pseudonym stands for, as far as the log names them; None when it is none of theirs.

        Raises:
            LogError: The log cannot be read.
        """
        written = _GIVEN.fullmatch(given.strip())
        if written is None:
            return None
        wanted = f"Patient {written[1]}-{written[2]}".upper()

        def run(raw: sqlite3.Connection) -> PatientId | None:
            rows = raw.execute("SELECT DISTINCT tag FROM event_tags WHERE tag >= 'patient:' AND tag < 'patient;'")
            patients = (tag.removeprefix("patient:") for (tag,) in rows)
            return next((PatientId(each) for each in patients if self(each).upper() == wanted), None)

        return await database.read(run)


@contextlib.asynccontextmanager
async def open_withheld(path: Path) -> AsyncIterator[Storage]:
    """Open the log at *path* without its keys, and change nothing; the keys' file need not be there, nor be readable.

    Who was in a room is told apart by numbers, within a call.

    Raises:
        LogError: Its subclasses say why the file cannot be used.
    """
    async with Database.look_into(path) as database:
        vault = Withholding()
        log_id = await database.read(lambda raw: str(raw.execute("SELECT id FROM log").fetchone()[0]))
        yield Storage(
            log_id=log_id,
            path=path,
            database=database,
            vault=vault,
            log=_NumberedLog(database, vault, CODEC),
            outbox=Outbox(database),
            lookup=SqliteLookup(database, vault),
        )


class _NumberedLog(SqliteLog):
    """The log, in which those who were in a room are numbered, as nobody knows who they are."""

    async def read_beside(
        self, query: Query, beside: Callable[[sqlite3.Connection], T], *, after: int = 0, limit: int | None = None
    ) -> tuple[Slice, T]:
        """What *query* selects, and what *beside* reads (see `SqliteLog.read_beside`)."""
        found, its = await super().read_beside(query, beside, after=after, limit=limit)
        return evolve(found, events=numbered(found.events)), its


def numbered(events: Sequence[Recorded]) -> tuple[Recorded, ...]:
    """*events* with each stay in a call's room under a number: who leaves, is the one of that role who came first.

    Without keys two people of one role look alike; that each has an identity of their own keeps them from being taken
    for one.
    """
    here: dict[tuple[CallId | None, str], list[str]] = {}
    count: dict[CallId | None, int] = {}
    told = []
    for recorded in events:
        call, event = recorded.metadata.call, recorded.event
        if isinstance(event, ParticipantJoined):
            count[call] = count.get(call, 0) + 1
            name = f"{WITHHELD} {count[call]}"
            here.setdefault((call, event.role), []).append(name)
            told.append(evolve(recorded, event=evolve(event, identity=name)))
        elif isinstance(event, ParticipantLeft):
            there = here.get((call, event.role))
            told.append(evolve(recorded, event=evolve(event, identity=there.pop(0) if there else WITHHELD)))
        else:
            told.append(recorded)
    return tuple(told)


def _key(raw: sqlite3.Connection) -> bytes:
    (log_id,) = raw.execute("SELECT id FROM log").fetchone()
    first = raw.execute("SELECT id, recorded_at, data, hash FROM events ORDER BY position LIMIT 1").fetchone()
    parts = [part if isinstance(part, bytes) else str(part).encode() for part in first or ()]
    return hmac.digest(log_id.encode(), b"\0".join([b"receptionist pseudonyms", *parts]), hashlib.sha256)
