"""What of the patients reached whom in a call's room."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from datetime import datetime

from attrs import frozen

from receptionist.audience import Role, SentTo
from receptionist.clock import Clock
from receptionist.errors import UnknownCallError
from receptionist.events.recorded import Recorded
from receptionist.events.tags import PATIENT_TAGS, call_tag
from receptionist.ids import CallId, PatientId
from receptionist.projections.attachments import CALENDAR, CARD
from receptionist.projections.attributes import PATIENT_NAME
from receptionist.projections.byte_streams import DETAILS
from receptionist.projections.text_streams import CONFIRMATION
from receptionist.projections.transcript import TRANSCRIPT
from receptionist.replaying.account import Account, EffectShown, Presence, Recipient
from receptionist.replaying.reading import read_account
from receptionist.storage import Storage

# Calls overlap: a few at a time are asked about again and again.
_MOST_KEPT = 8
_IN: Mapping[str | None, tuple[str, ...]] = {
    CONFIRMATION: ("name", "appointment", "code"),
    DETAILS: ("name", "appointment", "code"),
    CALENDAR: ("name", "appointment", "code"),
    CARD: ("name", "appointment", "code"),
    TRANSCRIPT: ("words",),
}


@frozen(kw_only=True)
class Stay:
    """Somebody in a call's room, and what reached them while they were there or was sent to them again.

    Attributes:
        first_at, last_at: When the first and the last of it was sent, in UTC; None when nothing was.
        acknowledged: Not later than this they said that they have all of it; None if they never did.
    """

    call: CallId
    identity: str
    role: Role
    shown: tuple[str, ...]
    patients: tuple[PatientId, ...]
    first_at: datetime | None
    last_at: datetime | None
    acknowledged: datetime | None


@frozen(kw_only=True)
class _Call:
    account: Account
    patients: Mapping[int, tuple[PatientId, ...]]


class Rooms:
    """The rooms of a log's calls, each read once while it is asked about.

    Args:
        setting: Who gets what is for whoever the `audience` setting says.
    """

    def __init__(self, storage: Storage, *, setting: SentTo, wall: Clock) -> None:
        self._storage, self._setting, self._wall = storage, setting, wall
        self._kept: dict[CallId, _Call] = {}

    async def stay(self, joined: Recorded) -> Stay | None:
        """What somebody has had in the room since they came first, by the event of that coming.

        None for each later coming, which is a part of the same.

        Raises:
            LogError: The log cannot be read.
        """
        call = joined.metadata.call
        of = None if call is None else await self._call(call)
        if of is None or call is None:
            return None
        came = [each for each in of.account.entries if isinstance(each, Presence) and each.what == "joined"]
        this = next((each for each in came if each.position == joined.position), None)
        if this is None or this.role is None or this.identity is None:
            return None
        if this is not next(each for each in came if (each.role, each.identity) == (this.role, this.identity)):
            return None
        return _stay(of, call, this.role, this.identity)

    async def _call(self, call: CallId) -> _Call | None:
        if call not in self._kept:
            try:
                account = await read_account(self._storage, call, setting=self._setting, wall=self._wall)
            except UnknownCallError:
                return None
            while len(self._kept) >= _MOST_KEPT:
                del self._kept[next(iter(self._kept))]
            patients = await self._storage.database.read(lambda raw: _patients(raw, call))
            self._kept[call] = _Call(account=account, patients=patients)
        return self._kept[call]


def _stay(of: _Call, call: CallId, role: Role, identity: str) -> Stay:
    reached = [
        (each, recipient)
        for each in of.account.entries
        if isinstance(each, EffectShown) and each.state == "sent" and _fields(each)
        for recipient in each.recipients
        if recipient.role == role and (role == "caller" or recipient.identity == identity)
    ]
    shown = dict.fromkeys(field for each, _ in reached for field in _fields(each))
    # What is said in a call may be about anybody whom it is about.
    positions = of.patients if "words" in shown else {each.position for each, _ in reached}
    times = sorted(at for each, recipient in reached for at in _times(each, recipient))
    return Stay(
        call=call,
        identity=identity,
        role=role,
        shown=tuple(shown),
        patients=_unique(patient for at in positions for patient in of.patients.get(at, ())),
        first_at=times[0] if times else None,
        last_at=times[-1] if times else None,
        acknowledged=_all_of_it([recipient for each, recipient in reached if each.lane == "streams"]),
    )


def _fields(effect: EffectShown) -> tuple[str, ...]:
    if effect.effect == "set_attributes":
        attributes = effect.content.get("attributes", {})
        return ("first_name",) if PATIENT_NAME in attributes else ()
    return _IN.get(effect.topic, ())


def _times(effect: EffectShown, recipient: Recipient) -> Iterable[datetime]:
    if recipient.live and effect.sent_at is not None:
        yield effect.sent_at
    yield from recipient.resent_at


def _all_of_it(streams: Iterable[Recipient]) -> datetime | None:
    said = [each.acknowledged_by for each in streams]
    known = [at for at in said if at is not None]
    return max(known) if known and len(known) == len(said) else None


def _patients(raw: sqlite3.Connection, call: CallId) -> Mapping[int, tuple[PatientId, ...]]:
    sql = "SELECT position, tags FROM events WHERE position IN (SELECT position FROM event_tags WHERE tag = ?)"
    found = {
        position: _unique(
            PatientId(tag.removeprefix(PATIENT_TAGS)) for tag in json.loads(tags) if tag.startswith(PATIENT_TAGS)
        )
        for position, tags in raw.execute(f"{sql} ORDER BY position", (call_tag(call),))
    }
    return {position: patients for position, patients in found.items() if patients}


def _unique(patients: Iterable[PatientId]) -> tuple[PatientId, ...]:
    return tuple(dict.fromkeys(patients))
