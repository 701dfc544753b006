"""Events read one by one from the log's rows, so that one that cannot be read does not hide the others."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import attrs
from attrs import frozen

from receptionist.errors import CodecError, UnsealError
from receptionist.events.codec import CODEC, Codec
from receptionist.events.personal import ERASED, is_personal
from receptionist.events.recorded import Recorded, UnknownEvent
from receptionist.events.sqlite import rows
from receptionist.events.vault import Vault
from receptionist.ids import EventId


@frozen(kw_only=True)
class Unreadable:
    """An event that today's code cannot read."""

    position: int
    type: str
    tags: tuple[str, ...]
    why: str


def read_back(row: rows.Row, vault: Vault, *, codec: Codec = CODEC) -> Recorded | Unreadable:
    """The event of a row of the log.

    Raises:
        LogError: The keys cannot be read.
    """
    stored = rows.stored(row)
    tags, event_id = tuple(json.loads(stored.tags)), EventId(stored.id)
    try:
        event = codec.decode((stored.type, stored.version), stored.data, event_id=event_id, vault=vault)
        metadata = codec.decode_metadata(stored.metadata, event_id=event_id)
    except (CodecError, UnsealError) as error:
        return Unreadable(position=stored.position, type=stored.type, tags=tags, why=str(error))
    return Recorded(
        position=stored.position,
        id=event_id,
        type=stored.type,
        version=stored.version,
        recorded_at=datetime.fromisoformat(stored.recorded_at),
        tags=tags,
        event=event,
        metadata=metadata,
        hash=bytes(row[-1]).hex(),
    )


def rows_after(raw: sqlite3.Connection, after: int, limit: int, *, tag: str | None = None) -> list[rows.Row]:
    """The first *limit* rows of the log after position *after*: of all events, or of those that carry *tag*."""
    if tag is None:
        return rows.following(raw, after, limit)
    return raw.execute(
        f"SELECT {rows.COLUMNS} FROM events WHERE position IN"  # noqa: S608 (the names of a class's fields)
        " (SELECT position FROM event_tags WHERE tag = ? AND position > ? ORDER BY position LIMIT ?)"
        " ORDER BY position",
        (tag, after, limit),
    ).fetchall()


def reads_erased(recorded: Recorded) -> bool:
    """Whether something personal in an event cannot be read any more."""
    event = recorded.event
    return any(each == ERASED for each in (_leaves(event.data) if isinstance(event, UnknownEvent) else personal(event)))


def personal(value: object) -> Iterator[str]:
    """Every value that is sealed in an event, however deep it stands; those that are not there left out."""
    yield from (inner for _, inner in named_personal(value))


def named_personal(value: object) -> Iterator[tuple[str, str]]:
    """The same, each after its field's name."""
    cls: Any = type(value)
    if attrs.has(cls):
        for attribute in attrs.fields(cls):
            inner = getattr(value, attribute.name)
            if not is_personal(attribute):
                yield from named_personal(inner)
            elif isinstance(inner, str):
                yield attribute.name, inner
    elif isinstance(value, tuple | list):
        for inner in value:
            yield from named_personal(inner)


def _leaves(value: object) -> Iterator[object]:
    match value:
        case dict():
            for inner in value.values():
                yield from _leaves(inner)
        case list():
            for inner in value:
                yield from _leaves(inner)
        case _:
            yield value
