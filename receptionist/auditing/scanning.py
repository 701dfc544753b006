"""The log read through in order, a page at a time: what is in memory does not grow with the log."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import AsyncGenerator, Sequence
from datetime import UTC, datetime

from attrs import frozen

from receptionist.errors import CodecError
from receptionist.events.recorded import Recorded
from receptionist.events.sqlite import rows
from receptionist.events.tags import PATIENT_TAGS, appointment_tag, call_tag, patient_tag
from receptionist.ids import AppointmentId, CallId, PatientId
from receptionist.replaying.stored import Unreadable, read_back
from receptionist.storage import Storage

_PAGE = 200
_CALLS = call_tag(CallId(""))


@frozen(kw_only=True)
class Span:
    """From an instant on, and before another; None for no end. Both are aware."""

    since: datetime | None = None
    before: datetime | None = None


async def scan(
    storage: Storage, types: Sequence[str], span: Span, *, tags: Sequence[str] = ()
) -> AsyncGenerator[Recorded]:
    """The events of these types within *span*, in the log's order.

    Args:
        storage: The log.
        types: The stored types; none for every one.
        span: By when they were recorded.
        tags: Only events that carry one of these; none for all.

    Raises:
        CodecError: One of them cannot be read; `receptionist audit verify` says what is wrong with it.
        LogError: The log cannot be read.
    """
    sql, arguments = _sql(types, span, tags)
    after, vault = 0, storage.vault

    def page(raw: sqlite3.Connection, after: int) -> list[Recorded | Unreadable]:
        return [read_back(row, vault) for row in raw.execute(sql, (*arguments, after, _PAGE)).fetchall()]

    while found := await storage.database.read(lambda raw, after=after: page(raw, after)):  # type: ignore[misc]  # mypy infers no default of a lambda
        for recorded in found:
            if isinstance(recorded, Unreadable):
                raise CodecError(f"event {recorded.position} cannot be read; see 'receptionist audit verify'")
            yield recorded
        after = found[-1].position


async def patients_of(storage: Storage, call: CallId) -> tuple[PatientId, ...]:
    """The patients whom a call was about, as far as it was about any who are known by number.

    Raises:
        LogError: The log cannot be read.
    """
    found = await _tags_beside(storage, call_tag(call), PATIENT_TAGS)
    return tuple(PatientId(each) for each in found)


async def patient_of(storage: Storage, appointment: AppointmentId) -> tuple[PatientId, ...]:
    """Whose an appointment is: one patient, or nobody when the log has no such appointment.

    Raises:
        LogError: The log cannot be read.
    """
    # Its first event is its booking, which is about that patient alone.
    found = await _tags_beside(storage, appointment_tag(appointment), PATIENT_TAGS)
    return tuple(PatientId(each) for each in found[:1])


async def calls_of(storage: Storage, tag: str) -> tuple[CallId, ...]:
    """The calls in which something with this tag happened.

    Raises:
        LogError: The log cannot be read.
    """
    return tuple(CallId(each) for each in await _tags_beside(storage, tag, _CALLS))


async def is_patient(storage: Storage, patient: PatientId) -> bool:
    """Whether the log has such a patient.

    Raises:
        LogError: The log cannot be read.
    """

    def run(raw: sqlite3.Connection) -> bool:
        sql = "SELECT 1 FROM event_tags WHERE tag = ? LIMIT 1"
        return raw.execute(sql, (patient_tag(patient),)).fetchone() is not None

    return await storage.database.read(run)


async def _tags_beside(storage: Storage, tag: str, kind: str) -> tuple[str, ...]:
    """What tags of a kind stand on the events that carry *tag*, without their kind, in the log's order."""

    def run(raw: sqlite3.Connection) -> tuple[str, ...]:
        sql = "SELECT tags FROM events WHERE position IN (SELECT position FROM event_tags WHERE tag = ?)"
        each = (one for (tags,) in raw.execute(f"{sql} ORDER BY position", (tag,)) for one in json.loads(tags))
        return tuple(dict.fromkeys(one.removeprefix(kind) for one in each if one.startswith(kind)))

    return await storage.database.read(run)


def _sql(types: Sequence[str], span: Span, tags: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    where, arguments = [], list[str]()
    if types:
        # "+": by the order of the log. By the index of types, all that is left of them would be sorted for each page.
        where.append(f"+type IN ({', '.join('?' * len(types))})")
        arguments += types
    if tags:
        marks = ", ".join("?" * len(tags))
        where.append(f"position IN (SELECT position FROM event_tags WHERE tag IN ({marks}))")  # noqa: S608 (marks)
        arguments += tags
    for condition, instant in (("recorded_at >= ?", span.since), ("recorded_at < ?", span.before)):
        if instant is not None:
            where.append(condition)
            arguments.append(instant.astimezone(UTC).isoformat(timespec="microseconds"))
    where.append("position > ?")
    sql = f"SELECT {rows.COLUMNS} FROM events WHERE {' AND '.join(where)} ORDER BY position LIMIT ?"  # noqa: S608 (names)
    return sql, tuple(arguments)
