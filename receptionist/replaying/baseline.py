"""What each effect is measured against: the digest that the outbox recorded, or one that somebody has accepted since.

Accepting changes neither the events nor what the outbox says was owed and sent: it has a table of its own.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from attrs import field, frozen

from receptionist.events.vault import Vault
from receptionist.ids import CallId
from receptionist.projections import PROJECTION_VERSION
from receptionist.projections.effects import Effect, kind, topic
from receptionist.publishers.effect_parts import as_column, from_column, part_digests
from receptionist.publishers.owing import effect_digest

Place = tuple[int, int]


@frozen(kw_only=True)
class Kept:
    """What is kept of an effect. No content: keyed digests, and what is nobody's data.

    Attributes:
        digest: Of the whole effect; None where it was accepted that there is none any more.
        sent_digest: Of what was sent instead, where the code had changed between the append and the sending.
        parts: Of its parts, by where they stand; None for one that was recorded before there were any.
        projection_version: The version of the projections that it was made by.
        accepted: Whether somebody has accepted it since it was recorded.
    """

    position: int
    ordinal: int
    call: CallId
    lane: str | None
    kind: str | None
    topic: str | None
    audience: str | None
    projection_version: int
    digest: str | None
    sent_digest: str | None
    parts: dict[str, str] | None = field(repr=False)
    accepted: bool

    @property
    def place(self) -> Place:
        """Its event's position, and which of the event's effects it is."""
        return self.position, self.ordinal


@frozen(kw_only=True)
class Acceptance:
    """One effect as it is meant to be from now on; None where there is to be none."""

    call: CallId
    place: Place
    effect: Effect | None


_COLUMNS = "position, ordinal, call, lane, kind, topic, audience, projection_version, digest"
_ACCEPT = """
    INSERT INTO accepted (position, ordinal, call, lane, kind, topic, audience, projection_version, digest, parts,
                          accepted_at, accepted_by, version)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (position, ordinal) DO UPDATE SET
        lane = excluded.lane, kind = excluded.kind, topic = excluded.topic, audience = excluded.audience,
        projection_version = excluded.projection_version, digest = excluded.digest, parts = excluded.parts,
        accepted_at = excluded.accepted_at, accepted_by = excluded.accepted_by, version = excluded.version
    WHERE accepted.digest IS NOT excluded.digest
"""


def kept(raw: sqlite3.Connection, first: int, last: int, *, call: CallId | None = None) -> dict[Place, Kept]:
    """What is kept of the effects of the events from position *first* to *last*, of one call or of all.

    A log of an older schema is read as it is: it has no digests of parts, and nothing was accepted in it.
    """
    # By the call's index where it is one call's: its events may lie far apart.
    condition = "position BETWEEN ? AND ?" if call is None else "call = ? AND position BETWEEN ? AND ?"
    arguments = (first, last) if call is None else (call, first, last)
    found = {}
    for table in ("outbox", *(["accepted"] if _has_table(raw) else [])):
        sent = "sent_digest" if table == "outbox" else "NULL"
        more = f"{sent}, {'parts' if _has_parts(raw) else 'NULL'}"
        sql = f"SELECT {_COLUMNS}, {more} FROM {table} WHERE {condition} ORDER BY position, ordinal"  # noqa: S608 (names of our own columns and tables)
        for row in raw.execute(sql, arguments):
            each = _kept(row, accepted=table == "accepted")
            found[each.place] = each
    return found


def accept(
    raw: sqlite3.Connection, what: Iterable[Acceptance], vault: Vault, *, at: datetime, by: str, version: str
) -> int:
    """Have effects measured from now on against how they are today; how many of them that is news of.

    Accepting the same again changes nothing, who accepted it first neither.

    Raises:
        KeyDestroyedError: A call's data was erased: there is nothing to measure.
    """
    moment = at.astimezone(UTC).isoformat(timespec="microseconds")
    before = raw.total_changes
    raw.executemany(_ACCEPT, [(*_row(each, vault), moment, by, version) for each in what])
    return raw.total_changes - before


def _row(acceptance: Acceptance, vault: Vault) -> tuple[Any, ...]:
    (position, ordinal), effect, call = acceptance.place, acceptance.effect, acceptance.call
    if effect is None:
        return (position, ordinal, call, None, None, None, None, PROJECTION_VERSION, None, None)
    parts = part_digests(vault, call, f"{position}:{ordinal}", effect)
    digest = effect_digest(vault, call, effect)
    what = (effect.lane, kind(effect), topic(effect), effect.audience)
    return (position, ordinal, call, *what, PROJECTION_VERSION, digest, as_column(parts))


def _kept(row: tuple[Any, ...], *, accepted: bool) -> Kept:
    *values, sent_digest, column = row
    whole = dict(zip(_COLUMNS.split(", "), values, strict=True))
    return Kept(**whole, sent_digest=sent_digest, parts=from_column(column), accepted=accepted)


def _has_parts(raw: sqlite3.Connection) -> bool:
    return any(row[1] == "parts" for row in raw.execute("PRAGMA table_info(outbox)"))


def _has_table(raw: sqlite3.Connection) -> bool:
    return raw.execute("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'accepted'").fetchone() is not None
