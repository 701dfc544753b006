"""What can be said of the outbox without keys: rows of events that are not there, and states that cannot be."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from receptionist.events.sqlite.faults import Fault

_NO_EVENT = "SELECT min(position) FROM outbox AS o WHERE NOT EXISTS (SELECT 1 FROM events WHERE position = o.position)"
_NOT_ITS_CALL = """
    SELECT min(position) FROM outbox AS o WHERE EXISTS (SELECT 1 FROM events WHERE position = o.position)
    AND NOT EXISTS (SELECT 1 FROM event_tags WHERE tag = 'call:' || o.call AND position = o.position)
"""
_NOT_IN_A_ROW = """
    SELECT position FROM outbox GROUP BY position HAVING min(ordinal) <> 0 OR max(ordinal) + 1 <> count(*)
    ORDER BY position LIMIT 1
"""
_IMPOSSIBLE = """
    SELECT o.position, o.ordinal, o.state FROM outbox AS o LEFT JOIN relay_owner AS r ON r.call = o.call
    WHERE (o.state = 'owed') <> (o.settled_at IS NULL)
       OR (o.state = 'sent' AND (o.attempts < 1 OR o.epoch IS NULL))
       OR o.attempts < 0 OR o.unfinished < 0 OR o.next_attempt_at < 0 OR o.epoch < 1
       OR o.epoch > coalesce(r.epoch, 0)
    ORDER BY o.position, o.ordinal LIMIT 1
"""


_OUTCOME = """
    SELECT min(position) FROM outcomes AS o
    WHERE NOT EXISTS (SELECT 1 FROM events WHERE position = o.position AND type = 'call.ended')
       OR NOT EXISTS (SELECT 1 FROM event_tags WHERE tag = 'call:' || o.call AND position = o.position)
       OR (o.state = 'owed') <> (o.settled_at IS NULL) OR o.attempts < 0
"""


def check(raw: sqlite3.Connection) -> Iterator[Fault]:
    """The first row of each kind that cannot be."""
    if (position := raw.execute(_NO_EVENT).fetchone()[0]) is not None:
        text = f"the outbox owes effects of event {position}, which is gone, or never was"
        yield Fault(part="events", kind="removed", position=position, text=text)
    if (position := raw.execute(_NOT_ITS_CALL).fetchone()[0]) is not None:
        text = f"the outbox has effects of event {position} in a call that it did not happen in"
        yield Fault(part="outbox", kind="changed", position=position, column="call", text=text)
    if (found := raw.execute(_NOT_IN_A_ROW).fetchone()) is not None:
        text = f"the effects of event {found[0]} are not all in the outbox: their numbers have a gap"
        yield Fault(part="outbox", kind="removed", position=found[0], column="ordinal", text=text)
    if (found := raw.execute(_IMPOSSIBLE).fetchone()) is not None:
        text = f"effect {found[0]}:{found[1]} is {found[2]} in a way that no relay writes: its row was changed"
        yield Fault(part="outbox", kind="changed", position=found[0], column="state", text=text)
    if (position := raw.execute(_OUTCOME).fetchone()[0]) is not None:
        text = (
            f"what the webhook is owed for event {position} is not what the end of a call owes it, or in no such state"
        )
        yield Fault(part="outbox", kind="changed", position=position, text=text)
