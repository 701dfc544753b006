"""The log read again for the read models: in order, a batch at a time, sealed fields unopened."""

from __future__ import annotations

import json
import sqlite3
from datetime import datetime

from attrs import frozen

from receptionist.errors import CodecError, UnsealError
from receptionist.events.catalogue import Event
from receptionist.events.chain import StoredEvent
from receptionist.events.codec import CODEC
from receptionist.events.lookup import LOOKED_UP, entries
from receptionist.events.recorded import Metadata, Recorded, UnknownEvent
from receptionist.events.sqlite import rows
from receptionist.events.vault import Vault
from receptionist.ids import EventId
from receptionist.read_models.blindfold import Blindfold

_BLINDFOLD = Blindfold()
_NOBODY = Metadata(call=None, actor="system", agent="", prompt="", model="")


@frozen(kw_only=True)
class Batch:
    """Events that follow one another in the log.

    Attributes:
        found: What of them the index by which callers are found must have: digests and subjects.
    """

    events: tuple[Recorded, ...]
    found: tuple[tuple[str, str], ...]

    @property
    def unread(self) -> bool:
        """Whether a newer version wrote any of them, or one cannot be read."""
        return any(isinstance(recorded.event, UnknownEvent) for recorded in self.events)


def following(raw: sqlite3.Connection, after: int, limit: int, *, vault: Vault | None) -> Batch:
    """The first *limit* events after a position; with a *vault*, also what of them callers are found by.

    An event that does not fit its class, or whose sealed fields were changed, is passed over as one of a newer version
    is: one damaged event does not keep all calls from being listed. `receptionist audit` is what tells of it.
    """
    stored = [(rows.stored(row), row[-1]) for row in rows.following(raw, after, limit)]
    found = () if vault is None else tuple(pair for event, _ in stored for pair in _found(event, vault))
    return Batch(events=tuple(_recorded(event, chained) for event, chained in stored), found=found)


def _recorded(row: StoredEvent, chained: bytes) -> Recorded:
    event, metadata = _decoded(row)
    return Recorded(
        position=row.position,
        id=EventId(row.id),
        type=row.type,
        version=row.version,
        recorded_at=datetime.fromisoformat(row.recorded_at),
        tags=tuple(json.loads(row.tags)),
        event=event,
        metadata=metadata,
        hash=chained.hex(),
    )


def _decoded(row: StoredEvent) -> tuple[Event | UnknownEvent, Metadata]:
    event_id, metadata = EventId(row.id), _NOBODY
    try:
        metadata = CODEC.decode_metadata(row.metadata, event_id=event_id)
        return CODEC.decode((row.type, row.version), row.data, event_id=event_id, vault=_BLINDFOLD), metadata
    except CodecError:
        return UnknownEvent(type=row.type, version=row.version, data={}), metadata


def _found(row: StoredEvent, vault: Vault) -> tuple[tuple[str, str], ...]:
    if row.type not in LOOKED_UP:
        return ()
    try:
        event = CODEC.decode((row.type, row.version), row.data, event_id=EventId(row.id), vault=vault)
    except (CodecError, UnsealError):
        return ()
    return tuple(entries(event, vault))
