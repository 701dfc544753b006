"""The tables, indexes and triggers of a log's file, held against those that its version of the schema has."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing

from receptionist.events.sqlite import schema
from receptionist.events.sqlite.faults import Fault

Objects = dict[str, tuple[str, str]]


def check(raw: sqlite3.Connection) -> Iterator[Fault]:
    """What is missing, other than it was made, or there besides."""
    (version,) = raw.execute("PRAGMA main.user_version").fetchone()
    with closing(sqlite3.connect(":memory:")) as made:
        for statements in schema.MIGRATIONS[:version]:
            for statement in statements:
                made.execute(statement)
        wanted = _objects(made)
    there = _objects(raw)
    for name, (kind, sql) in wanted.items():
        if name not in there:
            yield Fault(part="tables", kind="removed", position=None, text=f"the {kind} {name} is gone{_matters(kind)}")
        elif there[name] != (kind, sql):
            text = f"the {kind} {name} is not as version {version} of the schema makes it"
            yield Fault(part="tables", kind="changed", position=None, text=text)
    for name, (kind, _) in there.items():
        if name not in wanted:
            text = f"the {kind} {name} is none of ours: somebody put it in"
            yield Fault(part="tables", kind="inserted", position=None, text=text)
    if (rows := raw.execute("SELECT count(*) FROM main.log").fetchone()[0]) != 1:
        text = f"the table log has {rows} rows and must have one: the log's id"
        yield Fault(part="tables", kind="changed", position=None, text=text)


def integrity(raw: sqlite3.Connection) -> Iterator[Fault]:
    """What SQLite itself finds: damaged pages, indexes that do not agree with their tables."""
    for (found,) in raw.execute("PRAGMA main.integrity_check(5)"):
        if found != "ok":
            yield Fault(part="tables", kind="changed", position=None, text=f"SQLite finds the file damaged: {found}")


def _matters(kind: str) -> str:
    return ": what it refuses could have been done" if kind == "trigger" else ""


def _objects(raw: sqlite3.Connection) -> Objects:
    rows = raw.execute("SELECT name, type, sql FROM main.sqlite_master WHERE sql IS NOT NULL ORDER BY name")
    return {name: (kind, " ".join(sql.split())) for name, kind, sql in rows.fetchall()}
