"""The rows in the log's file. Each belongs to an edition: another one can be made beside those that are being read."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from functools import cached_property
from operator import attrgetter
from typing import Any

import attrs
from attrs import frozen

from receptionist.events.recorded import Recorded
from receptionist.read_models import appointment_rows, call_rows, inbox_rows, transcript_rows


@frozen(kw_only=True)
class Model:
    """A read model: its table, what a row is, which row an event changes, and into what.

    Attributes:
        name: What people call it, and its view of the edition that is read.
        key: The value of `key_name` in the row that an event changes; None where it changes none.
        after: The row once the event is known of. Pure.
        grows: Whether each event makes a row of its own, and none is ever changed.
    """

    name: str
    row: type[Any]
    key_name: str
    key: Callable[[Recorded], str | int | None]
    after: Callable[[Any, Recorded], Any]
    grows: bool = False

    @cached_property
    def table(self) -> str:
        """The table with the rows of all editions."""
        return f"{self.name}_rows"

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """A row's columns, in the order of its class's fields."""
        return tuple(attribute.name for attribute in attrs.fields(self.row))

    @cached_property
    def values(self) -> Callable[[Any], tuple[Any, ...]]:
        """A row's values, in that order. Each append asks: `attrs.astuple` takes ten times as long."""
        return attrgetter(*self.columns)

    @cached_property
    def select(self) -> str:
        """The statement that finds a row by its edition and key."""
        return f"SELECT {', '.join(self.columns)} FROM {self.table} WHERE edition = ? AND {self.key_name} = ?"  # noqa: S608 (names of our own columns and tables)

    @cached_property
    def insert(self) -> str:
        """The statement that writes a new one."""
        marks = ", ".join("?" * (len(self.columns) + 1))
        return f"INSERT INTO {self.table} (edition, {', '.join(self.columns)}) VALUES ({marks})"  # noqa: S608 (names of our own columns and tables)


MODELS = (
    Model(name="calls", row=call_rows.CallRow, key_name="call", key=call_rows.key, after=call_rows.after),
    Model(
        name="appointments",
        row=appointment_rows.AppointmentRow,
        key_name="appointment",
        key=appointment_rows.key,
        after=appointment_rows.after,
    ),
    Model(name="inbox", row=inbox_rows.InboxRow, key_name="task", key=inbox_rows.key, after=inbox_rows.after),
    Model(
        name="transcript",
        row=transcript_rows.TranscriptRow,
        key_name="position",
        key=transcript_rows.key,
        after=transcript_rows.after,
        grows=True,
    ),
)


def write(raw: sqlite3.Connection, edition: int, recorded: Recorded) -> None:
    """Bring the rows of an edition up to date with the event after all that it knows."""
    for model in MODELS:
        key = model.key(recorded)
        if key is not None:
            _write_row(raw, model, edition, key, recorded)


def _write_row(raw: sqlite3.Connection, model: Model, edition: int, key: str | int, recorded: Recorded) -> None:
    found = None if model.grows else raw.execute(model.select, (edition, key)).fetchone()
    before = None if found is None else model.row(**dict(zip(model.columns, found, strict=True)))
    after = model.after(before, recorded)
    if after is None:
        return
    values = model.values(after)
    if found is None:
        raw.execute(model.insert, (edition, *values))
        return
    # Only what is another now: an index whose columns are not named is not touched.
    changed = [(name, new) for name, new, old in zip(model.columns, values, found, strict=True) if new != old]
    if changed:
        sets = ", ".join(f"{name} = ?" for name, _ in changed)
        sql = f"UPDATE {model.table} SET {sets} WHERE edition = ? AND {model.key_name} = ?"  # noqa: S608 (names)
        raw.execute(sql, (*(new for _, new in changed), edition, key))
