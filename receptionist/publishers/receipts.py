"""Who has taken how much of a call: what clients of the wire contract acknowledge.

No events: they decide nothing, and there is one for every few streams. An identity may be somebody's name, so it is
sealed under the call's key, and found again by a keyed digest: with the key, it is gone.
"""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime

from attrs import frozen

from receptionist.clock import Clock
from receptionist.errors import KeyDestroyedError
from receptionist.events.personal import ERASED
from receptionist.events.sqlite import Database
from receptionist.events.tags import call_tag
from receptionist.events.vault import Vault
from receptionist.ids import CallId

_CONTEXT = b"receipts.identity"


@frozen(kw_only=True)
class Receipt:
    """One participant has taken every stream that was for them, up to the event at `position`.

    Attributes:
        at: When they said so last, in UTC.
    """

    identity: str
    position: int
    at: datetime


class Receipts:
    """The receipts of a log's file."""

    def __init__(self, database: Database, vault: Vault, *, clock: Clock) -> None:
        self._database, self._vault, self._clock = database, vault, clock

    async def acknowledge(self, call: CallId, identity: str, position: int) -> None:
        """Note that *identity* has taken all up to *position*; less than what it said before changes nothing.

        Raises:
            KeyDestroyedError: The call's data was erased.
            LogError: The log cannot be written.
        """
        subject, name = call_tag(call), identity.encode()
        who, at = self._vault.digest(subject, b"receipt:" + name), self._clock.now()
        sealed = self._vault.seal(subject, name, _CONTEXT)

        def run(raw: sqlite3.Connection) -> None:
            raw.execute(
                "INSERT INTO receipts (call, who, identity, position, at) VALUES (?, ?, ?, ?, ?)"
                " ON CONFLICT (call, who) DO UPDATE SET position = excluded.position, at = excluded.at,"
                " identity = excluded.identity WHERE excluded.position > receipts.position",
                (call, who, sealed, position, at.astimezone(UTC).isoformat(timespec="microseconds")),
            )

        await self._database.write(run)

    async def of_call(self, call: CallId) -> tuple[Receipt, ...]:
        """Everybody's receipt of a call, by identity; those that cannot be read any more say `[erased]`.

        Raises:
            LogError: The log cannot be read.
        """
        return await self._database.read(lambda raw: read_receipts(raw, self._vault, call))


def read_receipts(raw: sqlite3.Connection, vault: Vault, call: CallId) -> tuple[Receipt, ...]:
    """What `Receipts.of_call` gives, for whoever reads more at the same instant."""
    sql = "SELECT identity, position, at FROM receipts WHERE call = ?"
    receipts = (
        Receipt(identity=_identity(vault, call, box), position=position, at=datetime.fromisoformat(at))
        for box, position, at in raw.execute(sql, (call,)).fetchall()
    )
    return tuple(sorted(receipts, key=lambda receipt: (receipt.identity, receipt.position)))


def _identity(vault: Vault, call: CallId, box: bytes) -> str:
    try:
        return vault.unseal(call_tag(call), box, _CONTEXT).decode()
    except KeyDestroyedError:
        return ERASED
