"""Letting go of what was kept for as long as the clinic keeps it, kind by kind, by destroying the keys that seal it.

What was said in a call has a key of its own, and so can go while the call and its appointments stay. A call goes when
it has been over for as long as appointments are kept; a patient when nothing has happened to them, nor any appointment
of theirs been ahead, for as long. Nothing of a patient under a legal hold goes, nor of a call about one.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from functools import partial

from attrs import frozen

from receptionist.domain.clinic import Retention
from receptionist.events.access import AccessRecorded
from receptionist.events.log import Query
from receptionist.events.privacy import RetentionApplied, RetentionKind
from receptionist.events.recorded import Recorded
from receptionist.events.subjects import (
    ACCESS_SUBJECTS,
    BLOCK_SUBJECTS,
    BOOKING_SUBJECTS,
    WORDS,
    access_subject,
    booking_subject,
)
from receptionist.events.tags import CALL_TAGS, PATIENT_TAGS, TASK_TAGS, shown_tag
from receptionist.forgetting.forgetting import forget
from receptionist.ids import CallId, PatientId
from receptionist.privacy.holding import holds
from receptionist.privacy.officer import Officer
from receptionist.privacy.patient_file import patients_in, read_patient

KINDS: tuple[RetentionKind, ...] = ("utterances", "appointments", "access_records")
_BATCH = 200
_ACTS = (
    "booking.details_given", "booking.clarification_asked", "booking.slots_offered", "booking.requested",
    "diary.time_blocked",
)  # fmt: skip
_ACT_SUBJECTS = (BOOKING_SUBJECTS.encode(), BLOCK_SUBJECTS.encode())
_SEALED = re.compile(rb'"\$sealed":"([^"\\]+)"')
_EARLIEST = datetime.min.replace(tzinfo=UTC)


@frozen(kw_only=True)
class Due:
    """What of one kind was kept for long enough.

    Attributes:
        days: For how long it is kept; None until somebody erases it.
        before: What was over by then, in UTC; None when it is kept.
        kept: How many keys of this kind there are that stay.
        subjects: Whose keys go, in the order of their names.
        held: How many stay because of a legal hold.
    """

    kind: RetentionKind
    days: int | None
    before: datetime | None
    kept: int
    subjects: tuple[str, ...]
    held: int


async def due(officer: Officer) -> tuple[Due, ...]:
    """What has been kept for long enough by now, of each kind.

    Raises:
        LogError: The log cannot be read.
    """
    now, periods = officer.clock.now().astimezone(UTC), _periods(officer.settings.clinic.retention)
    held = frozenset(await holds(officer.storage))
    besides = await _held_besides(officer, held)
    found: dict[RetentionKind, list[str]] = {kind: [] for kind in KINDS}
    kept, waiting = dict.fromkeys(KINDS, 0), dict.fromkeys(KINDS, 0)
    acts = await officer.storage.database.read(_staff_acts)
    for batch in _batches(row.subject for row in officer.vault.file.rows()):
        found_over = await officer.storage.database.read(partial(_over, subjects=batch, acts=acts))
        for subject, kind, over in found_over:
            days = periods[kind]
            if days is None or over is None or over > now - timedelta(days=days):
                kept[kind] += 1
            elif subject in besides or await _is_held(officer, subject, held):
                waiting[kind] += 1
            else:
                found[kind].append(subject)
    return tuple(
        Due(
            kind=kind,
            days=days,
            before=None if days is None else now - timedelta(days=days),
            kept=kept[kind],
            subjects=tuple(found[kind]),
            held=waiting[kind],
        )
        for kind, days in periods.items()
    )


async def let_go(officer: Officer, what: Due) -> tuple[Recorded, ...]:
    """Destroy the keys that are due, some at a time, so that calls go on meanwhile; what was recorded of it.

    Once more does nothing, and what was begun by a process that died is finished by the next.

    Raises:
        LogError: A file could not be written.
    """
    recorded: list[Recorded] = []
    if what.days is None or what.before is None:
        return ()
    for batch in _batches(what.subjects):
        # A backup that brings them back, brings them back as due as they were.
        gone = await forget(officer.storage.database, officer.vault, batch, at=officer.clock.now(), for_good=False)
        event = RetentionApplied(
            kind=what.kind,
            before=what.before,
            days=what.days,
            subjects=len(batch),
            keys=len(gone.keys),
            held=what.held,
        )
        recorded += await officer.record([event])
    return tuple(recorded)


def _periods(kept: Retention) -> Mapping[RetentionKind, int | None]:
    return {
        "utterances": kept.utterances_days,
        "appointments": kept.appointments_days,
        "access_records": kept.access_days,
    }


def _staff_acts(raw: sqlite3.Connection) -> Mapping[str, datetime]:
    """When what staff booked and blocked outside of any call was over, by the subjects whose keys seal it."""
    found: dict[str, datetime] = {}
    marks = ", ".join("?" * len(_ACTS))
    sql = f"SELECT recorded_at, data FROM events WHERE type IN ({marks})"  # noqa: S608 (only question marks)
    for text, data in raw.execute(sql, _ACTS):
        sealed = _SEALED.search(bytes(data))
        if sealed is not None and sealed[1].startswith(_ACT_SUBJECTS):
            subject = sealed[1].decode()
            ends = json.loads(data).get("ends_at", text)
            found[subject] = max(found.get(subject, _EARLIEST), *map(datetime.fromisoformat, (text, ends)))
    return found


def _over(
    raw: sqlite3.Connection, *, subjects: Iterable[str], acts: Mapping[str, datetime]
) -> list[tuple[str, RetentionKind, datetime | None]]:
    """What kind each subject's key seals, and when that was over; None while it is not known to be."""
    return list(_each_over(raw, subjects, acts))


def _each_over(
    raw: sqlite3.Connection, subjects: Iterable[str], acts: Mapping[str, datetime]
) -> Iterator[tuple[str, RetentionKind, datetime | None]]:
    for subject in subjects:
        if subject.startswith(ACCESS_SUBJECTS):
            yield subject, "access_records", _end_of_month(subject.removeprefix(ACCESS_SUBJECTS))
        elif subject.startswith(CALL_TAGS):
            kind: RetentionKind = "utterances" if subject.endswith(WORDS) else "appointments"
            yield subject, kind, _last(raw, subject.removesuffix(WORDS))
        elif subject.startswith((PATIENT_TAGS, TASK_TAGS)):
            yield subject, "appointments", _last(raw, subject)
        elif subject.startswith((BOOKING_SUBJECTS, BLOCK_SUBJECTS)):
            yield subject, "appointments", acts.get(subject)


def _last(raw: sqlite3.Connection, tag: str) -> datetime | None:
    """When the last event with a tag was recorded, or the last appointment in it ends, if that is later."""
    sql = (
        "SELECT max(recorded_at) FROM events WHERE position IN"
        " (SELECT position FROM event_tags WHERE tag = ? AND type NOT LIKE 'privacy.%')"
    )
    (text,) = raw.execute(sql, (tag,)).fetchone()
    if text is None:
        return None
    last = datetime.fromisoformat(text)
    if not tag.startswith(PATIENT_TAGS):
        return last
    sql = "SELECT max(ends_at) FROM appointments WHERE patient = ? AND status <> 'cancelled'"
    (ends,) = raw.execute(sql, (tag.removeprefix(PATIENT_TAGS),)).fetchone()
    return last if ends is None else max(last, datetime.fromisoformat(ends))


def _end_of_month(month: str) -> datetime:
    year, number = map(int, month.split("-"))
    return datetime(year + number // 12, number % 12 + 1, 1, tzinfo=UTC)


async def _is_held(officer: Officer, subject: str, held: frozenset[PatientId]) -> bool:
    """Whether a key seals anything of a patient under a legal hold."""
    if not held:
        return False
    if subject.startswith(PATIENT_TAGS):
        return subject.removeprefix(PATIENT_TAGS) in held
    if subject.startswith(CALL_TAGS):
        call = CallId(subject.removesuffix(WORDS).removeprefix(CALL_TAGS))
        return not held.isdisjoint(await officer.storage.database.read(lambda raw: patients_in(raw, call)))
    if subject.startswith(TASK_TAGS):
        events = (await officer.storage.log.read(Query.tagged(subject))).events
        return any(f"{PATIENT_TAGS}{patient}" in each.tags for each in events for patient in held)
    return False


async def _held_besides(officer: Officer, held: Iterable[PatientId]) -> frozenset[str]:
    """What no tag leads to: bookings for patients who are under a legal hold, months in which they were looked at."""
    found = set[str]()
    for patient in held:
        found |= set(map(booking_subject, (await read_patient(officer.storage, patient)).bookings))
        looks = (await officer.storage.log.read(Query.tagged(shown_tag(patient), types=("access.recorded",)))).events
        found |= {access_subject(each.recorded_at) for each in looks if isinstance(each.event, AccessRecorded)}
    return frozenset(found)


def _batches(subjects: Iterable[str]) -> Iterator[list[str]]:
    batch: list[str] = []
    for subject in subjects:
        batch.append(subject)
        if len(batch) == _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
