"""What was done about patients' data: erased, kept from being erased, let go of when its time was over.

None of it names anybody: it has to outlast what it tells of.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from attrs import frozen

from receptionist.ids import CallId, PatientId

RetentionKind = Literal["utterances", "appointments", "access_records"]


@frozen(kw_only=True)
class PatientErased:
    """A patient's data was erased: the keys that sealed it were destroyed before this was recorded.

    Attributes:
        reason: As staff put it, in clear, without the patient's name or number.
        calls: The calls that were erased with it: those about nobody else, and those that were named.
        kept_calls: The calls that were about somebody else too, and were not erased.
        keys: How many keys were destroyed.
        effects: How many effects were still owed, and are not any more.
    """

    patient_id: PatientId
    reason: str
    calls: tuple[CallId, ...]
    kept_calls: tuple[CallId, ...]
    keys: int
    effects: int


@frozen(kw_only=True)
class ErasureRepeated:
    """Keys that had been destroyed were back, as after a restore from a backup, and were destroyed again.

    Attributes:
        subjects: Whose they were: patients and calls, by tag.
    """

    subjects: tuple[str, ...]
    keys: int


@frozen(kw_only=True)
class LegalHoldPlaced:
    """A patient's data must be kept, whatever they or the periods of retention say.

    Attributes:
        reason: As staff put it, in clear, without anybody's name.
    """

    patient_id: PatientId
    reason: str


@frozen(kw_only=True)
class LegalHoldLifted:
    """The patient's data need not be kept any more."""

    patient_id: PatientId
    reason: str


@frozen(kw_only=True)
class RetentionApplied:
    """Data of one kind that was kept for as long as the clinic keeps it was erased.

    Attributes:
        before: What was over by then, in UTC.
        days: For how long the clinic keeps it.
        subjects: How many calls, patients or months it was.
        keys: How many keys were destroyed.
        held: How many would have been and are under a legal hold.
    """

    kind: RetentionKind
    before: datetime
    days: int
    subjects: int
    keys: int
    held: int


PrivacyEvent = PatientErased | ErasureRepeated | LegalHoldPlaced | LegalHoldLifted | RetentionApplied
