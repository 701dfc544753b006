"""What stands beside the events and could still say something of forgotten data: digests, for whoever can guess.

A keyed digest says nothing to whoever has not the key. But what is about a patient in a call that was also about
somebody else is digested under that call's key, which stays: whoever has it could try out names. So what is of
forgotten events goes from the outbox (digests), from the index by which callers are found, from what was accepted
before a deploy, and with a forgotten call the names under which somebody acknowledged, or held its room.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Literal

from attrs import frozen

from receptionist.events.subjects import WORDS
from receptionist.events.tags import CALL_TAGS, PATIENT_TAGS, TASK_TAGS

ERASED_DIGEST = ""
"""What the outbox has where the digest was scrubbed."""

_WHY = "its data was erased"
_TAGGED = (CALL_TAGS, PATIENT_TAGS, TASK_TAGS)


@frozen(kw_only=True)
class Scrubbed:
    """What was there to be scrubbed.

    Attributes:
        effects: Effects that were still owed, and are not any more.
        digests: Rows of the outbox whose digests are gone.
        found_by: Entries of the index by which callers are found.
        acknowledged: What somebody has acknowledged, under their name.
    """

    effects: int = 0
    digests: int = 0
    found_by: int = 0
    acknowledged: int = 0


def scrub(raw: sqlite3.Connection, subjects: Iterable[str], *, at: datetime) -> Scrubbed:
    """Take away what is of *subjects*, whose keys are to be destroyed; to be called in a transaction."""
    effects = digests = found = acknowledged = 0
    for subject in sorted(set(subjects)):
        is_call = subject.startswith(CALL_TAGS) and not subject.endswith(WORDS)
        # With a call's key all its digests are of no use: they can neither be compared nor guessed.
        rows = [_Rows("call", subject.removeprefix(CALL_TAGS))] if is_call else []
        for each in rows or (_Rows("position", position) for position in _sealed_by(raw, subject)):
            effects += each.void(raw, at)
            digests += each.forget(raw)
        if subject.startswith(PATIENT_TAGS):
            found += _unfind(raw, subject)
        if is_call:
            acknowledged += _let_go_of_people(raw, subject.removeprefix(CALL_TAGS))
        if is_call or subject.startswith(PATIENT_TAGS):
            _forget_outcomes(raw, subject)
    return Scrubbed(effects=effects, digests=digests, found_by=found, acknowledged=acknowledged)


@frozen
class _Rows:
    """The outbox's rows of an event, or of a call."""

    column: Literal["call", "position"]
    value: str | int

    def void(self, raw: sqlite3.Connection, at: datetime) -> int:
        """Have what is owed sent to nobody; how many effects that were."""
        settled = at.astimezone(UTC).isoformat(timespec="microseconds")
        sql = "UPDATE outbox SET state = 'void', last_error = ?, settled_at = ?"
        sql += f" WHERE {self.column} = ? AND state IN ('owed', 'parked')"
        return raw.execute(sql, (_WHY, settled, self.value)).rowcount

    def forget(self, raw: sqlite3.Connection) -> int:
        """Take away what could be compared; how many rows had any."""
        raw.execute(f"DELETE FROM accepted WHERE {self.column} = ?", (self.value,))  # noqa: S608 (a column's name)
        sql = "UPDATE outbox SET digest = ?, parts = NULL, sent_digest = NULL"
        sql += f" WHERE {self.column} = ? AND (digest <> ? OR sent_digest IS NOT NULL)"
        return raw.execute(sql, (ERASED_DIGEST, self.value, ERASED_DIGEST)).rowcount


def _let_go_of_people(raw: sqlite3.Connection, call: str) -> int:
    """Who acknowledged anything of a call, and who held its room; how many acknowledged."""
    raw.execute("DELETE FROM room_claim WHERE call = ?", (call,))
    return raw.execute("DELETE FROM receipts WHERE call = ?", (call,)).rowcount


def _sealed_by(raw: sqlite3.Connection, subject: str) -> Iterator[int]:
    """The positions of the events that are sealed, in whole or in part, under a subject's key."""
    tag = subject.removesuffix(WORDS)
    if not tag.startswith(_TAGGED):
        return
    mark = f'"$sealed":{json.dumps(subject)}'.encode()
    sql = "SELECT position, data FROM events WHERE position IN (SELECT position FROM event_tags WHERE tag = ?)"
    for position, data in raw.execute(sql, (tag,)).fetchall():
        if mark in bytes(data):
            yield position


def _forget_outcomes(raw: sqlite3.Connection, tag: str) -> None:
    """Take the digests of what a webhook was sent of these calls; what it is still owed, its sender voids by itself."""
    calls = (
        "SELECT substr(tag, 6) FROM event_tags WHERE tag LIKE 'call:%'"
        " AND position IN (SELECT position FROM event_tags WHERE tag = ?)"
    )
    raw.execute(f"UPDATE outcomes SET sent_digest = NULL WHERE call IN ({calls})", (tag,))  # noqa: S608 (no values)


def _unfind(raw: sqlite3.Connection, patient: str) -> int:
    """Take a patient and their appointments out of the index; how many entries that were."""
    # By what is about one patient alone: whoever asked for a child's and their own was told of both at once.
    sql = (
        "SELECT DISTINCT tag FROM event_tags WHERE tag LIKE 'appointment:%' AND position IN (SELECT position"
        " FROM event_tags WHERE tag = ? AND type IN ('booking.confirmed', 'appointment.moved'))"
    )
    theirs = [tag.partition(":")[2] for (tag,) in raw.execute(sql, (patient,)).fetchall()]
    count = 0
    for subject in (patient.removeprefix(PATIENT_TAGS), *theirs):
        for table in ("lookup", "lookup_found"):
            gone = raw.execute(f"DELETE FROM {table} WHERE subject = ?", (subject,)).rowcount  # noqa: S608 (names)
            count += gone if table == "lookup" else 0
    return count
