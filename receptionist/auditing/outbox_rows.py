"""What the outbox says was owed and sent, held against what the events themselves say.

Its rows are no part of the chain. They need not be: what an event owes can be computed again from it, and each row has
a digest of that, keyed with the call's key.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from typing import Any

from attrs import define, field, frozen

from receptionist.errors import KeyDestroyedError, LogError
from receptionist.events.recorded import Recorded, UnknownEvent
from receptionist.events.sqlite import rows
from receptionist.events.sqlite.faults import Fault, Kind
from receptionist.events.vault import Vault
from receptionist.ids import CallId
from receptionist.projections import PROJECTION_VERSION, project
from receptionist.projections.effects import Effect, kind, topic
from receptionist.publishers.effect_parts import as_column, part_digests
from receptionist.publishers.owing import effect_digest
from receptionist.replaying.stored import Unreadable, read_back, reads_erased

PAGE = 500
MOST = 20
"""Faults that are told one by one; more are counted."""

_COLUMNS = "position, ordinal, call, lane, kind, topic, audience, projection_version, digest"
_ERASING = ("patient.erased", "privacy.erasure_repeated", "privacy.retention_applied")


@define
class Tally:
    """What came of a log's rows; `fitting` is how many have the digest that today's code gives them."""

    effects: int = 0
    fitting: int = 0
    unexplained: int = 0
    erased: int = 0
    accepted: int = 0
    older: int = 0
    unreadable: int = 0
    faults: list[Fault] = field(factory=list)
    more: int = 0

    @property
    def is_of_other_keys(self) -> bool:
        """Whether no digest fits, and nothing else is wrong: the keys are another log's."""
        return not self.fitting and bool(self.faults) and all(fault.column == "digest" for fault in self.faults)

    def add(self, fault: Fault) -> None:
        """One fault more."""
        if len(self.faults) < MOST:
            self.faults.append(fault)
        else:
            self.more += 1


@frozen
class _Row:
    call: str
    lane: str
    kind: str
    topic: str | None
    audience: str
    projection_version: int
    digest: str
    parts: str | None


@frozen
class _Pair:
    """One effect of an event: as the outbox has it, as the event says today, and what somebody has accepted since."""

    recorded: Recorded
    ordinal: int
    row: _Row | None
    today: Effect | None
    accepted: str | None

    def fault(self, what: Kind, text: str, column: str | None) -> Fault:
        return _fault(what, (self.recorded.position, self.ordinal), text, column)


class Comparison:
    """The rows of a log, compared page by page with what its events project to."""

    def __init__(self, vault: Vault) -> None:
        self.tally = Tally()
        self._vault = vault
        # Which version of the projections wrote last: of a row that is missing it is not known otherwise.
        self._version = 0

    def page(self, raw: sqlite3.Connection, after: int, through: int) -> int | None:
        """Compare the next events after a position; the last one's position, None when there is none any more.

        Raises:
            LogError: The keys cannot be read.
        """
        events = [row for row in rows.following(raw, after, PAGE) if row[0] <= through]
        if not events:
            return None
        if not after:
            first = raw.execute("SELECT projection_version FROM outbox ORDER BY position LIMIT 1").fetchone()
            self._version = PROJECTION_VERSION if first is None else first[0]
        there = _rows(raw, events[0][0], events[-1][0])
        accepted = _accepted(raw, events[0][0], events[-1][0])
        for row in events:
            self._event(row, there.get(row[0], {}), accepted)
        return int(events[-1][0])

    def finish(self, raw: sqlite3.Connection) -> Tally:
        """What came of it."""
        marks = ", ".join("?" * len(_ERASING))
        sql = f"SELECT 1 FROM events WHERE type IN ({marks}) LIMIT 1"  # noqa: S608 (marks)
        if self.tally.unexplained and raw.execute(sql, _ERASING).fetchone() is None:
            found = raw.execute("SELECT position, ordinal FROM outbox WHERE digest = '' ORDER BY 1, 2").fetchone()
            if found is not None:
                text = "has no digest any more, as one that was erased; but nothing was ever erased from this log"
                self.tally.add(_fault("changed", found, text, "digest"))
        return self.tally

    def _event(self, stored: rows.Row, there: Mapping[int, _Row], accepted: Mapping[tuple[int, int], str]) -> None:
        if there:
            self._version = max(each.projection_version for each in there.values())
        read = read_back(stored, self._vault)
        if isinstance(read, Unreadable) or isinstance(read.event, UnknownEvent):
            self.tally.unreadable += len(there)
            return
        try:
            today = {} if read.metadata.call is None else dict(enumerate(project(read)))
        except Exception:  # noqa: BLE001 (what today's code cannot show is told by `replay --verify`)
            self.tally.unreadable += len(there)
            return
        for ordinal in sorted({*there, *today}):
            self.tally.effects += 1
            known = accepted.get((read.position, ordinal))
            self._effect(_Pair(read, ordinal, there.get(ordinal), today.get(ordinal), known))

    def _effect(self, pair: _Pair) -> None:
        call = pair.recorded.metadata.call
        if pair.row is None:
            self._doubt(pair, "removed", "is not in the outbox, and its event owes it")
        elif pair.today is None or call is None:
            self._doubt(pair, "inserted", "is in the outbox, and its event owes no such effect")
        else:
            self._digest(pair, call, pair.row, pair.today)

    def _digest(self, pair: _Pair, call: CallId, row: _Row, today: Effect) -> None:
        key = f"{pair.recorded.position}:{pair.ordinal}"
        try:
            digest = effect_digest(self._vault, call, today)
            parts = as_column(part_digests(self._vault, call, key, today))
        except KeyDestroyedError:
            self.tally.erased += 1
            return
        except LogError:
            raise
        except Exception:  # noqa: BLE001 (as above)
            self.tally.unreadable += 1
            return
        if digest != row.digest and reads_erased(pair.recorded):
            self.tally.erased += 1
        elif not row.digest:
            self.tally.unexplained += 1
        elif digest == row.digest:
            self.tally.fitting += 1
            self._columns(pair, row, today, parts)
        elif row.parts is not None and row.parts == parts:
            text = "has a digest that is not its own, though all its parts are what its event says"
            self.tally.add(pair.fault("changed", text, "digest"))
        else:
            self._doubt(pair, "changed", "is not what its event says", "digest")

    def _columns(self, pair: _Pair, row: _Row, today: Effect, parts: str) -> None:
        """The rest of a row whose digest says that today's effect is the one that was recorded."""
        meant = {"lane": today.lane, "kind": kind(today), "topic": topic(today), "audience": today.audience}
        for column, value in meant.items():
            if getattr(row, column) != value:
                self.tally.add(pair.fault("changed", f"says another {column} than its event", column))
        if row.parts not in {None, parts}:
            text = "has digests of its parts that are not theirs, though its own is"
            self.tally.add(pair.fault("changed", text, "parts"))

    def _doubt(self, pair: _Pair, what: Kind, text: str, column: str | None = None) -> None:
        """A difference that other code than today's may have made, if another version of it wrote the row."""
        version = self._version if pair.row is None else pair.row.projection_version
        if pair.accepted is not None:
            self.tally.accepted += 1
        elif version != PROJECTION_VERSION:
            self.tally.older += 1
        else:
            self.tally.add(pair.fault(what, text, column))


def _fault(what: Kind, place: tuple[int, int], text: str, column: str | None) -> Fault:
    key = f"{place[0]}:{place[1]}"
    return Fault(part="outbox", kind=what, position=place[0], column=column, text=f"effect {key} {text}")


def _rows(raw: sqlite3.Connection, first: int, last: int) -> dict[int, dict[int, _Row]]:
    parts = "parts" if _has(raw, "outbox", "parts") else "NULL"
    sql = f"SELECT {_COLUMNS}, {parts} FROM outbox WHERE position BETWEEN ? AND ?"  # noqa: S608 (names)
    found: dict[int, dict[int, _Row]] = {}
    for position, ordinal, *values in raw.execute(sql, (first, last)):
        found.setdefault(position, {})[ordinal] = _Row(*values)
    return found


def _accepted(raw: sqlite3.Connection, first: int, last: int) -> dict[tuple[int, int], str]:
    """The digests that somebody has accepted since; an empty one where they accepted that there is none."""
    if not _has(raw, "accepted", "digest"):
        return {}
    sql = "SELECT position, ordinal, digest FROM accepted WHERE position BETWEEN ? AND ?"
    found: Sequence[tuple[Any, ...]] = raw.execute(sql, (first, last)).fetchall()
    return {(position, ordinal): digest or "" for position, ordinal, digest in found}


def _has(raw: sqlite3.Connection, table: str, column: str) -> bool:
    return any(row[1] == column for row in raw.execute(f"PRAGMA table_info({table})"))
