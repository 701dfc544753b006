"""The table by which queries find events, held against the tags that are part of the chain.

A decision rests on what its tags find: a row missing there makes a taken slot look free, and one too many hides
nothing but invents something. All of it is done inside SQLite, which needs no lock of Python's.
"""

from __future__ import annotations

import sqlite3

from attrs import frozen

from receptionist.events.sqlite.faults import Fault

# An event whose tags are no JSON is none that anybody wrote: the chain says so.
_EACH = "json_each(CASE WHEN json_valid(e.tags) THEN e.tags ELSE '[]' END)"
# As it is spelled in nearly all cases; else looked for properly.
_CARRIES = f"""
    e.type = t.type AND (
        instr(e.tags, json_quote(t.tag)) OR EXISTS (SELECT 1 FROM {_EACH} AS j WHERE j.value = t.tag)
    )
"""  # noqa: S608 (ours)
_COUNTED = f"""
    SELECT count(*) FILTER (WHERE t.position <= :through),
           count(*) FILTER (WHERE {_CARRIES}),
           min(t.position) FILTER (WHERE t.position > (SELECT coalesce(max(position), 0) FROM events))
    FROM event_tags AS t LEFT JOIN events AS e ON e.position = t.position AND t.position <= :through
"""  # noqa: S608 (ours)
_FIRST_STRAY = f"""
    SELECT min(t.position) FROM event_tags AS t LEFT JOIN events AS e ON e.position = t.position
    WHERE t.position <= ? AND (e.position IS NULL OR NOT ({_CARRIES}))
"""  # noqa: S608 (ours)
_FIRST_MISSING = f"""
    SELECT min(e.position) FROM events AS e, {_EACH} AS j
    LEFT JOIN event_tags AS t ON t.tag = j.value AND t.position = e.position AND t.type = e.type
    WHERE e.position <= ? AND t.tag IS NULL
"""  # noqa: S608 (ours)


@frozen
class Counted:
    """The rows that lead to the events of a log's beginning.

    Attributes:
        rows: How many lead there.
        right: How many of these lead to an event of that type that carries that tag.
        beyond: The first position behind the log's last event that a row leads to.
    """

    rows: int
    right: int
    beyond: int | None


def count(raw: sqlite3.Connection, through: int) -> Counted:
    """Count the rows that lead to the events up to a position."""
    return Counted(*raw.execute(_COUNTED, {"through": through}).fetchone())


def misled(raw: sqlite3.Connection, through: int, wanted: int, counted: Counted) -> int | None:
    """The first position where rows and events do not agree.

    Args:
        raw: The log's file.
        through: Up to where its rows were counted.
        wanted: How many tags its events have up to there.
        counted: How many rows there are.
    """
    if counted.right == counted.rows == wanted:
        # No row is there twice: as many right ones as there are tags are all of them.
        return counted.beyond
    first = (raw.execute(sql, (through,)).fetchone()[0] for sql in (_FIRST_STRAY, _FIRST_MISSING))
    return min((at for at in (*first, counted.beyond) if at is not None), default=None)


def explain(raw: sqlite3.Connection, position: int) -> Fault:
    """What is wrong with the rows of a position whose event is what was written, or is not there."""
    rows = raw.execute("SELECT tag, type FROM event_tags WHERE position = ?", (position,)).fetchall()
    there = {_text(tag): _text(kind) for tag, kind in rows}
    event = raw.execute("SELECT type, tags FROM events WHERE position = ?", (position,)).fetchone()
    if event is None:
        leads = "a tag still leads" if len(there) == 1 else f"{len(there)} tags still lead"
        text = f"event {position} is gone, and {leads} to it: it was removed, or the end of the log was cut off"
        return Fault(part="events", kind="removed", position=position, text=text)
    of_type, tags = (_text(each) for each in event)
    its = {_text(tag) for (tag,) in raw.execute("SELECT value FROM json_each(?)", (tags,))}
    if missing := sorted(its - set(there)):
        text = (
            f"the row by which {missing[0]} leads to event {position} is gone: who asks for it is not told of the event"
        )
        return Fault(part="event_tags", kind="removed", position=position, column="tag", text=text)
    if stray := sorted(set(there) - its):
        text = f"{stray[0]} leads to event {position}, which does not carry it: the row was put in"
        return Fault(part="event_tags", kind="inserted", position=position, column="tag", text=text)
    tag, kind = next((tag, kind) for tag, kind in sorted(there.items()) if kind != of_type)
    text = f"event {position} is {of_type}, and the row by which {tag} leads to it says {kind}"
    return Fault(part="event_tags", kind="changed", position=position, column="type", text=text)


def _text(value: object) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
