"""Whose data somebody, or somebody in a room, has had before them: the first question after a breach."""

from __future__ import annotations

from collections.abc import AsyncIterable
from datetime import datetime

from attrs import evolve, frozen

from receptionist.auditing.accesses import Access
from receptionist.ids import CallId, PatientId

_KINDS = ("looked", "acted", "in_room", "sent")
# Who saw whom, by number, says nothing of a patient.
_NUMBERS = {"access"}


@frozen(kw_only=True)
class Exposed:
    """A patient whose data somebody has had before them.

    Attributes:
        shown: What of it, each once.
        times: In how many looks, acts, rooms and sendings; a report counts once, however many pages it has.
        first_at, last_at: Of the first and the last of them, in UTC.
    """

    patient: PatientId
    shown: tuple[str, ...]
    times: int
    first_at: datetime
    last_at: datetime


@frozen(kw_only=True)
class Exposure:
    """All of it.

    Attributes:
        patients: Those affected, in the order in which they first were.
        unknown: Calls in which it was not known by number whom they were about.
        accesses: How many looks, acts, rooms and sendings there were.
    """

    patients: tuple[Exposed, ...]
    unknown: tuple[CallId, ...]
    accesses: int


async def exposure(found: AsyncIterable[Access], *, only: frozenset[PatientId] | None = None) -> Exposure:
    """What *found* adds up to, refusals left out.

    Args:
        found: In the log's order.
        only: The patients whom it is about; None for all.
    """
    patients: dict[PatientId, Exposed] = {}
    seen_in: dict[PatientId, str] = {}
    unknown: dict[CallId, None] = {}
    counted = set[str]()
    async for access in found:
        if access.kind not in _KINDS or set(access.shown) <= _NUMBERS:
            continue
        look = access.report or str(access.position)
        counted.add(look)
        if not access.patients:
            unknown |= dict.fromkeys(access.calls)
        for patient in access.patients:
            if only is None or patient in only:
                again = seen_in.get(patient) == look
                patients[patient] = _with(patients.get(patient), patient, access, again=again)
                seen_in[patient] = look
    return Exposure(patients=tuple(patients.values()), unknown=tuple(unknown), accesses=len(counted))


def _with(before: Exposed | None, patient: PatientId, access: Access, *, again: bool) -> Exposed:
    last = access.until or access.at
    if before is None:
        return Exposed(patient=patient, shown=access.shown, times=1, first_at=access.at, last_at=last)
    return evolve(
        before,
        shown=tuple(dict.fromkeys((*before.shown, *access.shown))),
        times=before.times + (not again),
        first_at=min(before.first_at, access.at),
        last_at=max(before.last_at, last),
    )
