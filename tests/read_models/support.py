"""What the tests of the read models start from: a log in which every event there is happened, and its rows."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from receptionist.events.catalogue import Event
from receptionist.ids import CallId, Ids
from receptionist.read_models.tables import MODELS
from receptionist.storage import Storage
from tests.examples import EXAMPLES, new

Rows = dict[str, list[tuple[object, ...]]]


async def write(storage: Storage, ids: Ids, *events: Event, call: CallId | None = None) -> None:
    """Append events, one by one, as a call does."""
    for event in events:
        await storage.log.append([new(event, ids, call=call)])


async def write_everything(storage: Storage, ids: Ids, *, calls: int = 3) -> None:
    """Each event that there is, in so many calls and outside of any."""
    for number in range(calls):
        await write(storage, ids, *EXAMPLES, call=CallId(f"c-{number:012d}"))
    await write(storage, ids, *EXAMPLES, call=None)


def rows_in(raw: sqlite3.Connection) -> Rows:
    """The rows that the views show, and those by which callers are found, without their edition."""
    found: Rows = {}
    for model in MODELS:
        names = ", ".join(model.columns)
        sql = f"SELECT {names} FROM {model.name} ORDER BY {names}"  # noqa: S608 (names of ours)
        found[model.name] = raw.execute(sql).fetchall()
    found["lookup"] = raw.execute("SELECT digest, subject FROM lookup ORDER BY digest, subject").fetchall()
    return found


def rows_at(path: Path) -> Rows:
    """The same, from the file."""
    with sqlite3.connect(path) as raw:
        return rows_in(raw)
