"""What forgetting a patient would come to, and what stands in its way; nothing is changed."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence

from attrs import field, frozen

from receptionist.auditing.accesses import About, Access, accesses
from receptionist.errors import PrivacyError
from receptionist.events.clinic import TaskRaised
from receptionist.events.log import Query, QueryItem
from receptionist.events.recorded import Recorded
from receptionist.events.subjects import ACCESS_SUBJECTS, CLINIC_SUBJECT, booking_subject, words_subject
from receptionist.events.tags import TASK_TAGS, call_tag, patient_tag, task_tag
from receptionist.ids import CallId, PatientId, TaskId
from receptionist.privacy.identifying import Identity, identity_of, texts_of
from receptionist.privacy.mentions import Mentions, Progress, find_mentions, unwatched
from receptionist.privacy.officer import Officer
from receptionist.privacy.patient_file import CallAbout, PatientFile, read_patient
from receptionist.projections.inbox import open_lines
from receptionist.storage import Storage

EXPORT = "patient export"
SHARED_SUBJECTS = (CLINIC_SUBJECT, ACCESS_SUBJECTS)
"""Whose keys seal what is about several people, and so are not destroyed for one of them."""
_MOST_ITEMS = 400


@frozen(kw_only=True)
class Plan:
    """What erasing a patient comes to.

    Attributes:
        identity: Who they are.
        texts: Who they are and what was said, to look for it afterwards.
        calls: The calls that go: those about nobody else, and those that were named.
        kept: The calls that were about somebody else, too, and stay unless they are named.
        mentions: Where else they are spoken of; it stays unless it is named.
        tasks: The lines of the inbox that go.
        open_tasks: Those of them that are not done.
        subjects: Whose keys are destroyed.
        keys: How many of these there are.
        owed: How many effects are owed, and will not be sent.
        exports: Exports of their data that were made, and what was sent to other hosts: nobody can take it back.
    """

    file: PatientFile
    identity: Identity
    texts: tuple[str, ...] = field(repr=False)
    calls: tuple[CallId, ...]
    kept: tuple[CallAbout, ...]
    mentions: Mentions
    tasks: tuple[TaskId, ...]
    open_tasks: tuple[TaskId, ...]
    subjects: tuple[str, ...]
    keys: int
    owed: int
    exports: tuple[Access, ...]


async def plan_erasure(
    officer: Officer,
    patient_id: PatientId,
    named: Sequence[CallId] = (),
    events: Sequence[int] = (),
    progress: Progress = unwatched,
) -> Plan:
    """What would go if a patient were erased now, and with them the calls and the events that are named.

    Raises:
        PrivacyError: They cannot be erased: they must be kept by law, have an appointment ahead, are being spoken to,
            or are erased; or a named call is none of those that could go.
        LogError: The log cannot be read.
    """
    storage = officer.storage
    file = await read_patient(storage, patient_id)
    identity = identity_of(file)
    mentions = await find_mentions(storage, file, identity, progress)
    calls = _calls(file, mentions, named)
    await _see_that_it_may_go(officer, file, calls)
    raised = await _tasks(storage, file, calls)
    tasks = tuple(dict.fromkeys(each.event.task_id for each in raised if isinstance(each.event, TaskRaised)))
    other = _elsewhere(patient_id, mentions, events)
    subjects = tuple(_subjects(file, calls, tasks, other))
    vault = officer.vault
    there = [subject for subject in subjects if vault.file.row(subject) is not None]
    # (What was noted when the inbox's lines were closed is sealed, too.)
    if file.erased is not None and all(subject.startswith(TASK_TAGS) for subject in there):
        at = file.erased.recorded_at
        raise PrivacyError(f"{patient_id} was erased on {at:%Y-%m-%d} already (event {file.erased.position})")
    return Plan(
        file=file,
        identity=identity,
        texts=texts_of(file, await _read(storage, [QueryItem(tags=(call_tag(call),)) for call in calls])),
        calls=calls,
        kept=tuple(about for about in file.shared_calls if about.call not in calls),
        mentions=Mentions(
            calls={call: at for call, at in mentions.calls.items() if call not in calls},
            elsewhere={at: subject for at, subject in mentions.elsewhere.items() if subject not in subjects},
        ),
        tasks=tasks,
        open_tasks=tuple(line.task.task_id for line in open_lines(raised)),
        subjects=subjects,
        keys=len(there),
        owed=await storage.database.read(lambda raw: _owed(raw, file, calls)),
        exports=await _exports(officer, patient_id),
    )


def _calls(file: PatientFile, mentions: Mentions, named: Sequence[CallId]) -> tuple[CallId, ...]:
    could = {about.call for about in file.shared_calls} | set(mentions.calls)
    own = [about.call for about in file.own_calls]
    for call in named:
        if call not in could and call not in own:
            raise PrivacyError(
                f"call {call} is not one that {file.patient_id} is spoken of in; leave --call away to see which are"
            )
    return tuple(dict.fromkeys((*own, *named)))


async def _see_that_it_may_go(officer: Officer, file: PatientFile, calls: Sequence[CallId]) -> None:
    if file.held is not None:
        raise PrivacyError(
            f"{file.patient_id} is under a legal hold since {file.held.recorded_at:%Y-%m-%d}:"
            f" 'receptionist patient hold {file.patient_id} --lift --reason WORDS' lifts it"
        )
    if ahead := file.ahead(officer.clock.now()):
        which = ", ".join(f"{each.appointment_id} on {each.starts_at:%Y-%m-%d}" for each in ahead)
        raise PrivacyError(
            f"{file.patient_id} has appointments ahead: {which}; 'receptionist diary cancel {ahead[0].appointment_id}'"
            " takes one off, then erase again"
        )
    going_on = {about.call for about in file.calls if not about.ended} & set(calls)
    wall = officer.clock.now().timestamp()
    living = await officer.storage.database.read(lambda raw: [call for call in going_on if _is_leased(raw, call, wall)])
    if living:
        raise PrivacyError(f"call {living[0]} is going on; erase {file.patient_id} when it is over")
    others = {other for about in file.shared_calls if about.call in calls for other in about.others}
    for other in sorted(others):
        if (await read_patient(officer.storage, other)).held is not None:
            raise PrivacyError(f"{other}, whom a named call is about too, is under a legal hold: that call must stay")


async def _tasks(storage: Storage, file: PatientFile, calls: Sequence[CallId]) -> tuple[Recorded, ...]:
    """The events of the inbox's lines that are about the patient, or were raised in a call that goes."""
    theirs = tuple(each for each in file.events if isinstance(each.event, TaskRaised))
    items = [QueryItem(tags=(call_tag(call),), types=("task.raised",)) for call in calls]
    raised = [each for each in await _read(storage, items) if _is_about_nobody_else(each, file.patient_id)]
    ids = dict.fromkeys(each.event.task_id for each in (*theirs, *raised) if isinstance(each.event, TaskRaised))
    return await _read(storage, [QueryItem(tags=(task_tag(task),)) for task in ids])


def _is_about_nobody_else(raised: Recorded, patient_id: PatientId) -> bool:
    return isinstance(raised.event, TaskRaised) and raised.event.patient_id in {None, patient_id}


async def _read(storage: Storage, items: Sequence[QueryItem]) -> tuple[Recorded, ...]:
    found: dict[int, Recorded] = {}
    for at in range(0, len(items), _MOST_ITEMS):
        part = await storage.log.read(Query(tuple(items[at : at + _MOST_ITEMS])))
        found |= {each.position: each for each in part.events}
    return tuple(found[position] for position in sorted(found))


def _elsewhere(patient_id: PatientId, mentions: Mentions, events: Sequence[int]) -> frozenset[str]:
    """Whose keys seal the events that are named."""
    for position in events:
        if position not in mentions.elsewhere:
            raise PrivacyError(
                f"event {position} is not one outside of any call that speaks of {patient_id};"
                " leave --event away to see which do"
            )
        if mentions.elsewhere[position].startswith(SHARED_SUBJECTS):
            raise PrivacyError(
                f"event {position} is sealed with others under the key of {mentions.elsewhere[position]}, and cannot be"
                " erased by itself; 'receptionist retention' lets go of why staff looked, a month at a time"
            )
    return frozenset(mentions.elsewhere[position] for position in events)


def _subjects(
    file: PatientFile, calls: Iterable[CallId], tasks: Iterable[TaskId], other: Iterable[str]
) -> Iterable[str]:
    yield patient_tag(file.patient_id)
    yield from map(booking_subject, file.bookings)
    yield from other
    for call in calls:
        yield from (call_tag(call), words_subject(call))
    yield from map(task_tag, tasks)


def _is_leased(raw: sqlite3.Connection, call: CallId, wall: float) -> bool:
    sql = "SELECT 1 FROM relay_owner WHERE call = ? AND expires_at > ?"
    return raw.execute(sql, (call, wall)).fetchone() is not None


def _owed(raw: sqlite3.Connection, file: PatientFile, calls: Sequence[CallId]) -> int:
    sql = "SELECT position, ordinal FROM outbox WHERE state IN ('owed', 'parked') AND"
    found = {row for call in calls for row in raw.execute(f"{sql} call = ?", (call,)).fetchall()}
    for each in file.events:
        found |= set(raw.execute(f"{sql} position = ?", (each.position,)).fetchall())
    return len(found)


async def _exports(officer: Officer, patient_id: PatientId) -> tuple[Access, ...]:
    about = About(patient=patient_id)
    found = accesses(officer.storage, about, settings=officer.settings, wall=officer.clock)
    return tuple([each async for each in found if each.kind == "sent" or each.what.startswith(EXPORT)])
