"""Keeping the read models up to date, event by event."""

from __future__ import annotations

import sqlite3

from receptionist.events.recorded import Recorded
from receptionist.read_models import tables
from receptionist.read_models.editions import VERSION

_TAKE_ON = """
    UPDATE read_models SET through = :position, version = :version
    WHERE state = 'current' AND through = :position - 1 AND (version = :version OR through = 0)
    RETURNING edition
"""


def keep_up(raw: sqlite3.Connection, recorded: Recorded) -> None:
    """What the log calls with each event inside its transaction, so that event and rows commit together.

    An edition that is behind stays behind: its rows are made in the log's order, or not at all.
    """
    taken = raw.execute(_TAKE_ON, {"position": recorded.position, "version": VERSION}).fetchone()
    if taken is not None:
        tables.write(raw, taken[0], recorded)
