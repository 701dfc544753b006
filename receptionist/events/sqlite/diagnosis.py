"""What was done to a log whose chain breaks: changed, removed, reordered or inserted; as far as hashes can tell.

Each event's stored hash is vouched for by the one after it. So of a row that is not the chain's next link one can see
whether it is the true event somewhere else, whether the true event stands elsewhere, and whether its own hash is still
the one that the next event was linked to. What an event said before it was changed, no hash gives back; but where a
column can have few values, trying them proves which it had.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator

from receptionist.events.catalogue import CURRENT, UPCASTERS
from receptionist.events.sqlite.faults import Fault, Kind
from receptionist.events.sqlite.rows import COLUMNS
from receptionist.events.sqlite.walking import Reached, Row, everything, fits, hash_of

_TYPE, _VERSION, _TAGS = 2, 3, 5
_MOST_REMOVED = 10_000
_MOST_VERSIONS = 20
_BY_WHOM = "or all that stands before it was written anew, hashes too: only a checkpoint tells these two apart"


def diagnose(raw: sqlite3.Connection, reached: Reached, row: Row) -> Fault:
    """What is wrong with the first row that does not follow. Texts must be read `as_bytes`.

    Args:
        raw: The log's file.
        reached: Up to where the chain holds.
        row: The row that comes next, and is not its next link.
    """
    expected = reached.position + 1
    if row[0] != expected:
        return _out_of_place(raw, reached, row)
    following = _at(raw, expected + 1)
    true_one = _true_one(raw, reached)
    if true_one is not None:
        return _displaced(raw, row, true_one)
    if (fault := _moved_here(raw, row, following)) is not None:
        return fault
    return _changed(raw, reached, row, following)


def _out_of_place(raw: sqlite3.Connection, reached: Reached, row: Row) -> Fault:
    expected, found = reached.position + 1, row[0]
    if not isinstance(found, int) or found < expected:
        return _fault("inserted", expected, f"position {found} is there twice: one of its rows was put in", "position")
    true_one = _true_one(raw, reached)
    if true_one is not None:
        text = f"event {expected} is not at its place: it stands at position {true_one[0]}"
        return _fault("reordered", expected, text, "position")
    missing = f"event {expected} is" if found == expected + 1 else f"events {expected} to {found - 1} are"
    return _fault("removed", expected, f"{missing} gone: after position {reached.position} comes {found}", None)


def _displaced(raw: sqlite3.Connection, row: Row, true_one: Row) -> Fault:
    """The true event stands elsewhere: was the one that is here put in, or has it changed places?"""
    position, elsewhere = row[0], true_one[0]
    origin = _true_position(raw, row)
    if origin is not None and origin != position:
        text = (
            f"events are not in their order: at position {position} stands event {origin},"
            f" and event {position} stands at position {elsewhere}"
        )
        return _fault("reordered", position, text, None)
    text = f"what stands at position {position} was put in: event {position} stands at position {elsewhere} now"
    return _fault("inserted", position, text, None)


def _moved_here(raw: sqlite3.Connection, row: Row, following: Row | None) -> Fault | None:
    """The true event is nowhere: is this one that stood elsewhere, renumbered?"""
    position = row[0]
    if following is not None and fits(row[-1], following, position + 1):
        # The next event has its own number, and was linked to this one's hash: so this one has its own, too.
        return None
    origin = _true_position(raw, row)
    if origin is None and following is not None:
        ahead = range(1, _MOST_REMOVED + 1)
        origin = next((position + n for n in ahead if fits(row[-1], following, position + 1 + n)), None)
    if origin is None or origin == position:
        return None
    if origin > position:
        missing = f"event {position} is" if origin == position + 1 else f"events {position} to {origin - 1} are"
        text = f"{missing} gone, and what came after was renumbered: at position {position} stands event {origin}"
        return _fault("removed", position, text, None)
    extra = f"position {origin}" if position == origin + 1 else f"positions {origin} to {position - 1}"
    text = f"what stands at {extra} was put in, with hashes that follow: at position {position} stands event {origin}"
    return _fault("inserted", origin, text, None)


def _changed(raw: sqlite3.Connection, reached: Reached, row: Row, following: Row | None) -> Fault:
    position, computed = row[0], hash_of(reached.hash, row, row[0])
    is_vouched_for = following is not None and fits(row[-1], following, position + 1)
    if computed is not None and following is not None and fits(computed, following, position + 1):
        text = f"the hash of event {position} was changed; its content is what the next event was linked to"
        return _fault("changed", position, text, "hash")
    for column, was in _tries(raw, row):
        changed = (*row[:column], was, *row[column + 1 :])
        if fits(reached.hash, changed, position):
            name, now = _NAMES[column], _text(row[column])
            text = f"the {name} of event {position} was changed: it was {_text(was)}, and is {now}"
            return _fault("changed", position, text, name)
    if computed is None:
        return _fault("changed", position, f"a value of event {position} is not of its column's kind", None)
    if is_vouched_for:
        text = f"event {position} was changed: its content is not what its hash, and the next event, say; {_BY_WHOM}"
    elif following is None:
        text = f"event {position}, the last one, was changed, its hash was, or it was put in: it does not follow"
    else:
        text = f"event {position} was replaced: neither does it follow, nor does the next event follow it; {_BY_WHOM}"
    return _fault("changed", position, text, None)


_NAMES = {_TYPE: "type", _VERSION: "version", _TAGS: "tags"}


def _tries(raw: sqlite3.Connection, row: Row) -> Iterator[tuple[int, object]]:
    """What a column of few values may have held: that one of them gives the stored hash is proof."""
    yield from ((_VERSION, version) for version in range(_MOST_VERSIONS) if version != row[_VERSION])
    found = raw.execute("SELECT tag, type FROM event_tags WHERE position = ? ORDER BY tag", (row[0],)).fetchall()
    yield _TAGS, json.dumps(sorted(_text(tag) for tag, _ in found), separators=(",", ":")).encode()
    known = {name for name, _ in (*CURRENT, *UPCASTERS)} | {_text(kind) for _, kind in found}
    yield from ((_TYPE, name.encode()) for name in sorted(known))


def _true_one(raw: sqlite3.Connection, reached: Reached) -> Row | None:
    """The event that stood after what was reached, wherever it is now."""
    expected = reached.position + 1
    others = (other for other in everything(raw) if other[0] != expected)
    return next((other for other in others if fits(reached.hash, other, expected)), None)


def _true_position(raw: sqlite3.Connection, row: Row) -> int | None:
    """Where a row stood when it was written, if what stood before it is still there: here or a place further."""
    for other in everything(raw):
        if not isinstance(other[0], int):
            continue
        # What was put in or taken out before them has moved both by the same.
        for position in (other[0] + 1, other[0], other[0] + 2):
            if fits(other[-1], row, position):
                return position
    return None


def _at(raw: sqlite3.Connection, position: int) -> Row | None:
    row: Row | None = raw.execute(f"SELECT {COLUMNS} FROM events WHERE position = ?", (position,)).fetchone()  # noqa: S608 (names of our own columns and tables)
    return row


def _fault(kind: Kind, position: int, text: str, column: str | None) -> Fault:
    return Fault(part="events", kind=kind, position=position, column=column, text=text)


def _text(value: object) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
