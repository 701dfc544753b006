"""What a call's outcome is, as bytes: computed from the log each time it is sent."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from typing import Any

import attrs
from attrs import frozen

from receptionist.domain.patients import Patients
from receptionist.errors import KeyDestroyedError, PublishError
from receptionist.events.log import EventLog, Query, QueryItem
from receptionist.events.personal import ERASED, is_personal
from receptionist.events.recorded import Recorded, UnknownEvent
from receptionist.events.tags import call_tag, patient_tag
from receptionist.events.vault import Vault
from receptionist.ids import CallId, PatientId
from receptionist.projections.outcome import OUTCOME_TYPES, outcome_of
from receptionist.projections.outcome_message import OutcomeField, message

_OF_PATIENTS = ("patient.registered", "patient.corrected")
_OF_WHOM: frozenset[OutcomeField] = frozenset({"name", "phone", "birth_date"})
"""The fields for which one has to look at what is known of the patients."""


@frozen(kw_only=True)
class Composed:
    """A message, whom it is about, and its keyed digest."""

    body: bytes
    patients: tuple[PatientId, ...]
    digest: str


async def compose(call: CallId, fields: Collection[OutcomeField], *, log: EventLog, vault: Vault) -> Composed:
    """What came of *call*, which has ended, with *fields* of its patients.

    Raises:
        KeyDestroyedError: The call's data was erased.
        LogError: The log cannot be read.
        PublishError: A newer version wrote some of it, and has to tell it.
    """
    outcome = outcome_of(_readable((await log.read(Query.tagged(call_tag(call), types=OUTCOME_TYPES))).events))
    about = tuple(PatientId(each) for each in outcome.patients)
    known = (await _patients(about, log)).registered if _OF_WHOM & set(fields) else {}
    parts = (*outcome.visits.values(), *outcome.waits, *outcome.tasks.values(), *known.values())
    if any(reads_erased(part) for part in parts):
        raise KeyDestroyedError(call_tag(call))
    body = as_bytes(message(outcome, {str(each): patient for each, patient in known.items()}, fields))
    # Under the call's key: who erases the call leaves nothing to try guesses against.
    return Composed(body=body, patients=about, digest=vault.digest(call_tag(call), b"outcome:" + body))


async def _patients(ids: Collection[PatientId], log: EventLog) -> Patients:
    known = Patients()
    if not ids:
        return known
    query = Query(tuple(QueryItem(tags=(patient_tag(each),), types=_OF_PATIENTS) for each in ids))
    for recorded in _readable((await log.read(query)).events):
        if not isinstance(recorded.event, UnknownEvent):
            known = known.after(recorded.event)
    return known


def _readable(events: Sequence[Recorded]) -> Sequence[Recorded]:
    """*events*, if this version knows all of them: what it passed over could be what they come to.

    Raises:
        PublishError: A newer version wrote one.
    """
    for recorded in events:
        if isinstance(recorded.event, UnknownEvent):
            what = f"{recorded.type} version {recorded.version}"
            raise PublishError(f"this version does not know {what}; upgrade receptionist")
    return events


def as_bytes(told: dict[str, Any]) -> bytes:
    """A message as it is signed and sent: JSON in ASCII, so that nothing on the way can misread it."""
    return json.dumps(told, separators=(",", ":")).encode()


def reads_erased(value: object) -> bool:
    """Whether a personal field, however deep in *value*, reads as erased."""
    cls: Any = type(value)
    return attrs.has(cls) and any(
        inner == ERASED if is_personal(attribute) else reads_erased(inner)
        for attribute in attrs.fields(cls)
        for inner in (getattr(value, attribute.name),)
    )
