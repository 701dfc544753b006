"""Under whose key an event's personal data is sealed: what is to be erased as one, and kept as long as one another.

What was said in a call, and what the LLM was asked and answered, has a key of its own for each call: words are kept
for weeks, where appointments are kept for years. What is about one patient is sealed for them, and so outlasts the
call; the rest is the call's. Outside of any call, what staff note about a line of the inbox is that line's, what they
book for whom is that booking's, why they block a time is that block's, and why somebody was shown what is its month's.
(Before there were such keys, all that was the call's, or the clinic's.)
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import attrs

from receptionist.events.access import AccessRecorded
from receptionist.events.call import ToolCalled, ToolReturned, UtteranceHeard, UtteranceSpoken
from receptionist.events.personal import is_personal
from receptionist.events.recorded import NewEvent
from receptionist.events.tags import PATIENT_TAGS, TASK_TAGS, call_tag
from receptionist.ids import BookingId, CallId

CLINIC_SUBJECT = "clinic"
ACCESS_SUBJECTS = "access:"
BOOKING_SUBJECTS = "booking:"
BLOCK_SUBJECTS = "block:"
WORDS = ":words"


def words_subject(call: CallId) -> str:
    """Whose key seals what was said in a call."""
    return f"{call_tag(call)}{WORDS}"


def booking_subject(booking: BookingId) -> str:
    """Whose key seals what staff said of whom they book for, before it was booked."""
    return f"{BOOKING_SUBJECTS}{booking}"


def access_subject(at: datetime) -> str:
    """Whose key seals why somebody was shown patients' data: a month's."""
    return f"{ACCESS_SUBJECTS}{at.astimezone(UTC):%Y-%m}"


def subjects_of(new: NewEvent) -> tuple[str, ...]:
    """Whose keys an event needs, the one that seals it first: none where nothing is sealed.

    The outbox keeps digests under the call's key.
    """
    call = () if new.metadata.call is None else (call_tag(new.metadata.call),)
    sealed = _sealing(new)
    # Nobody's key is made for an event that tells of its destruction.
    return (sealed, *call) if call or seals(new.event) else ()


def seals(value: object) -> bool:
    """Whether an event has a personal field, however deep."""
    cls: Any = type(value)
    if attrs.has(cls):
        return any(is_personal(field) or seals(getattr(value, field.name)) for field in attrs.fields(cls))
    return isinstance(value, tuple) and any(map(seals, value))


def _sealing(new: NewEvent) -> str:
    call, tags = new.metadata.call, sorted(set(new.tags))
    patients = [tag for tag in tags if tag.startswith(PATIENT_TAGS)]
    if len(patients) == 1:
        return patients[0]
    if call is not None:
        said = isinstance(new.event, UtteranceHeard | UtteranceSpoken | ToolCalled | ToolReturned)
        return words_subject(call) if said else call_tag(call)
    if isinstance(new.event, AccessRecorded):
        return access_subject(new.recorded_at)
    return _own_subject(new.event, tags)


def _own_subject(event: object, tags: Iterable[str]) -> str:
    """What staff's act is about, where it has a name of its own."""
    for prefix, named in ((BOOKING_SUBJECTS, "booking_id"), (BLOCK_SUBJECTS, "block_id")):
        if (found := getattr(event, named, None)) is not None:
            return f"{prefix}{found}"
    return next((tag for tag in tags if tag.startswith(TASK_TAGS)), CLINIC_SUBJECT)
