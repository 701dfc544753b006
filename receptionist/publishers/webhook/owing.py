"""What calls come to owe to the webhook: a row a call, written in the transaction of the call's end.

Whether anything is owed is written in the log's file, not in a process's settings: who ends a call, a rescuer perhaps,
need not know of the webhook. Rows hold ids and states, and nobody's data.
"""

from __future__ import annotations

import sqlite3

from receptionist.events.call import CallEnded
from receptionist.events.clinic import OutcomeDisclosed, OutcomeOwedAgain
from receptionist.events.recorded import Recorded
from receptionist.events.tags import appointment_tag, call_tag
from receptionist.ids import AppointmentId, CallId

_ENDED = "call.ended"
# What tells of an appointment. An outcome waits for an earlier one that is about the same.
_CHANGES = ("booking.confirmed", "appointment.moved", "appointment.cancelled", "appointment.late_arrival_reported")
_APPOINTMENT = appointment_tag(AppointmentId(""))
_OWE = """
    INSERT INTO outcomes (position, call) VALUES (?, ?)
    ON CONFLICT DO UPDATE SET state = 'owed', attempts = 0, first_attempt_at = NULL, next_attempt_at = 0,
        claimed_until = 0, last_error = NULL, settled_at = NULL
"""
_ABOUT = f"""
    INSERT OR IGNORE INTO outcomes_about (appointment, position)
    SELECT DISTINCT substr(one.value, {len(_APPOINTMENT) + 1}), ?
    FROM event_tags JOIN events ON events.position = event_tags.position, json_each(events.tags) AS one
    WHERE event_tags.tag = ? AND event_tags.type IN ({", ".join("?" * len(_CHANGES))})
        AND substr(one.value, 1, {len(_APPOINTMENT)}) = '{_APPOINTMENT}'
"""  # noqa: S608 (constants)


def owe_outcome(raw: sqlite3.Connection, recorded: Recorded) -> None:
    """What the log calls with each event inside its transaction, so that the call's end and the debt commit at once."""
    match recorded.event:
        case CallEnded() if recorded.metadata.call is not None:
            if raw.execute("SELECT 1 FROM webhook").fetchone() is not None:
                _owe(raw, recorded.metadata.call, recorded.position)
        case OutcomeOwedAgain(of=call):
            if (position := end_of(raw, call)) is not None:
                _owe(raw, call, position)
        case OutcomeDisclosed(of=call):
            raw.execute("UPDATE outcomes SET disclosed = ? WHERE call = ?", (disclosure(recorded.event), call))
        case _:
            pass


def disclosure(event: OutcomeDisclosed) -> str:
    """What is disclosed where, as a row keeps it."""
    return " ".join((event.to, *event.fields))


def end_of(raw: sqlite3.Connection, call: CallId) -> int | None:
    """The position of the event that ended *call*; None while it goes on, or where there is no such call."""
    sql = "SELECT position FROM event_tags WHERE tag = ? AND type = ? ORDER BY position LIMIT 1"
    row = raw.execute(sql, (call_tag(call), _ENDED)).fetchone()
    return None if row is None else int(row[0])


def _owe(raw: sqlite3.Connection, call: CallId, position: int) -> None:
    raw.execute(_OWE, (position, call))
    raw.execute(_ABOUT, (position, call_tag(call), *_CHANGES))
