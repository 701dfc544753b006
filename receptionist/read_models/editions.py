"""How far the read models are, and which edition of them is read.

One edition is `current`: the log keeps it up to date in the transaction of each append, as long as it is up to date.
Where it is not (a log from before there were read models, an append by older code), it is behind until somebody has
caught it up. A rebuild makes the next edition beside it; the one that was current is `old` then, until it is removed.
"""

from __future__ import annotations

import hashlib
import sqlite3
from typing import Literal

from attrs import frozen

from receptionist.events.catalogue import CURRENT, UPCASTERS

VERSION = 1
"""Counted up when the rows of the same events come out otherwise: what older code made is made again then."""

State = Literal["current", "building", "old"]

_COLUMNS = "edition, state, version, through, unread_by"


@frozen
class Edition:
    """An edition of the read models.

    Attributes:
        number: Its number, which its rows carry.
        version: The `VERSION` of the code that made it.
        through: The position of the last event that it knows of; 0 when it knows of none.
        unread_by: The `catalogue` of the code that met events of a newer version in it, or None.
    """

    number: int
    state: State
    version: int
    through: int
    unread_by: str | None

    @property
    def is_ours(self) -> bool:
        """Whether this code would make the same rows of the events that it knows of."""
        same_version = self.version == VERSION or not self.through
        return same_version and self.unread_by in {None, catalogue()}


def catalogue() -> str:
    """A digest of the events that this code knows, and of what it lifts them from."""
    known = sorted([*CURRENT, *UPCASTERS])
    return hashlib.sha256(repr(known).encode()).hexdigest()[:16]


def is_current(raw: sqlite3.Connection) -> bool:
    """Whether what the views show is what the log's events say, at this instant."""
    edition = in_state(raw, "current")
    return edition is not None and edition.is_ours and edition.through == head(raw)


def in_state(raw: sqlite3.Connection, state: State) -> Edition | None:
    """The edition in a state; of several, the last."""
    sql = f"SELECT {_COLUMNS} FROM read_models WHERE state = ? ORDER BY edition DESC LIMIT 1"  # noqa: S608 (names)
    row = raw.execute(sql, (state,)).fetchone()
    return None if row is None else Edition(*row)


def head(raw: sqlite3.Connection) -> int:
    """The log's last position; 0 when it is empty."""
    return int(raw.execute("SELECT coalesce(max(position), 0) FROM events").fetchone()[0])


def move_on(raw: sqlite3.Connection, edition: Edition, *, through: int, unread: bool) -> bool:
    """Say how far an edition is now; false when it is not any more where *edition* says, and nothing is to be done."""
    return bool(
        raw.execute(
            "UPDATE read_models SET through = ?, version = ?, unread_by = ?"
            " WHERE edition = ? AND state = ? AND through = ? AND version = ?",
            (
                through, VERSION, catalogue() if unread else edition.unread_by,
                edition.number, edition.state, edition.through, edition.version,
            ),
        ).rowcount
    )  # fmt: skip


def numbered(raw: sqlite3.Connection, number: int) -> Edition:
    """An edition by its number; as one that is old where it was removed since."""
    row = raw.execute(f"SELECT {_COLUMNS} FROM read_models WHERE edition = ?", (number,)).fetchone()  # noqa: S608 (names of our own columns and tables)
    return Edition(number, "old", VERSION, head(raw), None) if row is None else Edition(*row)


def add(raw: sqlite3.Connection) -> Edition:
    """A new edition, which knows of nothing."""
    sql = "INSERT INTO read_models (edition, state, version, through) SELECT max(edition) + 1, 'building', ?, 0"
    raw.execute(f"{sql} FROM read_models", (VERSION,))
    edition = in_state(raw, "building")
    assert edition is not None  # noqa: S101 (it was just added)
    return edition


def take_over(raw: sqlite3.Connection, number: int) -> None:
    """Have an edition read in place of the one that was."""
    raw.execute("UPDATE read_models SET state = 'old' WHERE state = 'current'")
    raw.execute("UPDATE read_models SET state = 'current' WHERE edition = ?", (number,))


def retire(raw: sqlite3.Connection, number: int) -> None:
    """Make nothing more of an edition; it is to be removed."""
    raw.execute("UPDATE read_models SET state = 'old' WHERE edition = ?", (number,))


def remove(raw: sqlite3.Connection, number: int) -> None:
    """Forget an edition whose rows are gone."""
    raw.execute("DELETE FROM read_models WHERE edition = ?", (number,))
