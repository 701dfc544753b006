"""The chain, link by link: over the bytes as they are stored, nothing decoded, in constant memory."""

from __future__ import annotations

import contextlib
import hashlib
import sqlite3
from collections.abc import Iterator
from typing import Any

from attrs import frozen

from receptionist.events.chain import genesis, length, link_row
from receptionist.events.sqlite import rows

Row = tuple[Any, ...]
"""An event's columns and its hash, texts as bytes."""

PAGE = 10_000
"""Events that are walked in one read: a hundredth of a second's work or two."""

_LENGTHS = [length(size) for size in range(4096)]
_AFTER = f"SELECT {rows.COLUMNS} FROM events WHERE position > ? ORDER BY position LIMIT ?"  # noqa: S608 (names)


@frozen
class Reached:
    """Up to where the chain holds: a position (0 before the first event), and its hash.

    Attributes:
        position: The position.
        hash: The hash of the event there.
        tags: How many tags the events up to there have that were walked.
    """

    position: int
    hash: bytes
    tags: int = 0


@contextlib.contextmanager
def as_bytes(raw: sqlite3.Connection) -> Iterator[None]:
    """Have texts read as they are stored, whether they are UTF-8 or not."""
    before, raw.text_factory = raw.text_factory, bytes
    try:
        yield
    finally:
        raw.text_factory = before


def start(raw: sqlite3.Connection) -> Reached:
    """Before the first event."""
    row = raw.execute("SELECT CAST(id AS TEXT) FROM log").fetchone()
    log_id = b"" if row is None else row[0]
    return Reached(0, genesis(log_id.decode("utf-8", "replace") if isinstance(log_id, bytes) else str(log_id)))


def walk(raw: sqlite3.Connection, reached: Reached, *, through: int | None = None) -> tuple[Reached, Row | None]:
    """How far the chain holds among the next events, at most a page of them or up to position *through*.

    And the first row that is not its next link; None where there is none. Texts must be read `as_bytes`.
    """
    position, previous, count = reached.position, reached.hash, reached.tags
    page = PAGE if through is None else min(PAGE, through - position)
    # `link_row` is written out here: a million times over, calling it and looking things up is a third of the time.
    lengths, join, sha256 = _LENGTHS, b"".join, hashlib.sha256
    kinds: dict[tuple[bytes, int], bytes] = {}
    for row in raw.execute(_AFTER, (position, page)):
        at, event_id, of_type, version, recorded_at, tags, data, metadata, stored = row
        try:
            number, kind = b"%d" % at, kinds.get((of_type, version)) or _kind(kinds, of_type, version)
            linked = sha256(
                join(
                    (
                        previous, lengths[len(number)], number, lengths[len(event_id)], event_id, kind,
                        lengths[len(recorded_at)], recorded_at, lengths[len(tags)], tags,
                        lengths[len(data)], data, lengths[len(metadata)], metadata,
                    )
                )
            ).digest()  # fmt: skip
        except IndexError:
            linked = hash_of(previous, row, at) or b""
        except TypeError:
            return Reached(position, previous, count), row
        if linked != stored or at != position + 1:
            return Reached(position, previous, count), row
        # Each tag is a text in quotes, and quotes within it are escaped.
        count += tags.count(b'","') + (tags != b"[]")
        position, previous = at, linked
    return Reached(position, previous, count), None


def _kind(kinds: dict[tuple[bytes, int], bytes], of_type: bytes, version: int) -> bytes:
    """An event's type and version as they are hashed: of each there are many."""
    number = b"%d" % version
    made = kinds[of_type, version] = length(len(of_type)) + of_type + length(len(number)) + number
    return made


def fits(previous: bytes, row: Row, position: int) -> bool:
    """Whether a row is what stood at *position*, after the event whose hash is *previous*."""
    return isinstance(previous, bytes) and bool(hash_of(previous, row, position) == row[-1])


def hash_of(previous: bytes, row: Row, position: int) -> bytes | None:
    """The hash that a row would have at *position*; None where it is no event at all."""
    try:
        return link_row(previous, (position, *row[1:-1]))
    except TypeError:
        return None


def everything(raw: sqlite3.Connection) -> Iterator[Row]:
    """Every row there is, at impossible positions too."""
    yield from raw.execute(f"SELECT {rows.COLUMNS} FROM events ORDER BY position")  # noqa: S608 (names)


def hash_at(raw: sqlite3.Connection, position: int) -> bytes | None:
    """The hash that stands at a position: what stands before the first event at 0, None where nothing stands."""
    if not position:
        return start(raw).hash
    row = raw.execute("SELECT hash FROM events WHERE position = ?", (position,)).fetchone()
    return None if row is None else bytes(row[0])
