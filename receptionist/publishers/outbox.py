"""What is owed to the room: rows written in the append's own transaction, settled by the one relay of a call.

Rows hold no payload: an effect is computed again from its event when it is sent.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Literal

from attrs import frozen

from receptionist.errors import NotOwnerError
from receptionist.events.recorded import Recorded
from receptionist.events.sqlite import Database
from receptionist.events.tags import call_tag
from receptionist.events.vault import Vault
from receptionist.ids import CallId
from receptionist.projections import PROJECTION_VERSION, digest_content, project
from receptionist.projections.effects import Effect, Lane, kind, topic

State = Literal["owed", "sent", "superseded", "parked", "void"]


@frozen(kw_only=True)
class Owed:
    """An effect that is owed.

    Attributes:
        attempts: How often it was tried already.
        next_attempt_at: Not before this time (seconds since the epoch, the machine's clock).
        digest: The keyed digest of the effect as it was when its event was appended.
    """

    position: int
    ordinal: int
    attempts: int
    next_attempt_at: float
    digest: str

    @property
    def key(self) -> str:
        """`position:ordinal`."""
        return f"{self.position}:{self.ordinal}"


@frozen(kw_only=True)
class Settled:
    """How one effect ended, or will end if it is still owed."""

    position: int
    ordinal: int
    lane: Lane
    state: State
    attempts: int
    epoch: int | None
    last_error: str | None

    @property
    def key(self) -> str:
        """`position:ordinal`."""
        return f"{self.position}:{self.ordinal}"


@frozen(kw_only=True)
class Ownership:
    """The right to send for a call, until it lapses or is renewed (seconds since the epoch)."""

    call: CallId
    epoch: int
    owner: str
    expires_at: float


def enqueue(vault: Vault) -> Callable[[sqlite3.Connection, Recorded], None]:
    """What the log calls with each event inside its transaction, so that event and debt commit together."""

    def run(raw: sqlite3.Connection, recorded: Recorded) -> None:
        call = recorded.metadata.call
        if call is None:
            return
        raw.executemany(
            "INSERT INTO outbox (position, ordinal, call, lane, kind, topic, audience, projection_version, digest)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    recorded.position, ordinal, call, effect.lane, kind(effect), topic(effect),
                    effect.audience, PROJECTION_VERSION, effect_digest(vault, call, effect),
                )
                for ordinal, effect in enumerate(project(recorded))
            ],
        )  # fmt: skip

    return run


def effect_digest(vault: Vault, call: CallId, effect: Effect) -> str:
    """The keyed digest by which a later version of the code sees that it would send something else."""
    return vault.digest(call_tag(call), digest_content(effect))


class Outbox:
    """The outbox of a log file."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def claim(self, call: CallId, owner: str, *, now: float, seconds: float) -> Ownership | float:
        """Become the call's relay for *seconds*, or learn when the present one's right lapses."""

        def run(raw: sqlite3.Connection) -> Ownership | float:
            row = raw.execute("SELECT epoch, expires_at FROM relay_owner WHERE call = ?", (call,)).fetchone()
            if row is not None and row[1] > now:
                return float(row[1])
            epoch = 1 if row is None else row[0] + 1
            raw.execute(
                "INSERT INTO relay_owner (call, epoch, owner, expires_at) VALUES (?, ?, ?, ?)"
                " ON CONFLICT (call) DO UPDATE SET epoch = excluded.epoch, owner = excluded.owner,"
                " expires_at = excluded.expires_at",
                (call, epoch, owner, now + seconds),
            )
            return Ownership(call=call, epoch=epoch, owner=owner, expires_at=now + seconds)

        return await self._database.write(run)

    async def renew(self, own: Ownership, *, now: float, seconds: float) -> Ownership:
        """Keep the right for *seconds* from now.

        Raises:
            NotOwnerError: Another relay has taken over.
        """

        def run(raw: sqlite3.Connection) -> Ownership:
            _check_owner(raw, own)
            raw.execute("UPDATE relay_owner SET expires_at = ? WHERE call = ?", (now + seconds, own.call))
            return Ownership(call=own.call, epoch=own.epoch, owner=own.owner, expires_at=now + seconds)

        return await self._database.write(run)

    async def release(self, own: Ownership) -> None:
        """Give the right up, so that a successor need not wait; nothing happens when it was lost already."""

        def run(raw: sqlite3.Connection) -> None:
            raw.execute("UPDATE relay_owner SET expires_at = 0 WHERE call = ? AND epoch = ?", (own.call, own.epoch))

        await self._database.write(run)

    async def next_owed(self, call: CallId, lane: Lane) -> Owed | None:
        """The first effect of a lane that is still owed."""

        def run(raw: sqlite3.Connection) -> Owed | None:
            row = raw.execute(
                "SELECT position, ordinal, attempts, next_attempt_at, digest FROM outbox"
                " WHERE call = ? AND lane = ? AND state = 'owed' ORDER BY position, ordinal LIMIT 1",
                (call, lane),
            ).fetchone()
            if row is None:
                return None
            return Owed(position=row[0], ordinal=row[1], attempts=row[2], next_attempt_at=row[3], digest=row[4])

        return await self._database.read(run)

    async def settle(
        self,
        own: Ownership,
        owed: Owed,
        state: State,
        *,
        at: datetime,
        error: str | None = None,
        sent_digest: str | None = None,
    ) -> None:
        """Write down how an effect ended.

        Raises:
            NotOwnerError: Another relay has taken over; the row is its business now.
        """

        def run(raw: sqlite3.Connection) -> None:
            _check_owner(raw, own)
            raw.execute(
                "UPDATE outbox SET state = ?, attempts = ?, epoch = ?, settled_at = ?, last_error = ?,"
                " sent_digest = ? WHERE position = ? AND ordinal = ?",
                (
                    state, owed.attempts + (state in {"sent", "parked"}), own.epoch,
                    at.astimezone(UTC).isoformat(timespec="microseconds"), error,
                    sent_digest, owed.position, owed.ordinal,
                ),
            )  # fmt: skip

        await self._database.write(run)

    async def postpone(self, own: Ownership, owed: Owed, *, until: float, error: str) -> None:
        """Write down a failed attempt, and when the next one is due.

        Raises:
            NotOwnerError: Another relay has taken over.
        """

        def run(raw: sqlite3.Connection) -> None:
            _check_owner(raw, own)
            raw.execute(
                "UPDATE outbox SET attempts = ?, epoch = ?, next_attempt_at = ?, last_error = ?"
                " WHERE position = ? AND ordinal = ?",
                (owed.attempts + 1, own.epoch, until, error, owed.position, owed.ordinal),
            )

        await self._database.write(run)

    async def supersede(self, own: Ownership, *, before: int, at: datetime) -> int:
        """Let go of the owed attributes of events before position *before*: a newer set replaces them.

        Raises:
            NotOwnerError: Another relay has taken over.
        """

        def run(raw: sqlite3.Connection) -> int:
            _check_owner(raw, own)
            return raw.execute(
                "UPDATE outbox SET state = 'superseded', epoch = ?, settled_at = ?"
                " WHERE call = ? AND lane = 'attributes' AND state = 'owed' AND position < ?",
                (own.epoch, at.astimezone(UTC).isoformat(timespec="microseconds"), own.call, before),
            ).rowcount

        return await self._database.write(run)

    async def of_call(self, call: CallId) -> tuple[Settled, ...]:
        """Every effect of a call and how it ended, in order."""

        def run(raw: sqlite3.Connection) -> tuple[Settled, ...]:
            rows = raw.execute(
                "SELECT position, ordinal, lane, state, attempts, epoch, last_error FROM outbox"
                " WHERE call = ? ORDER BY position, ordinal",
                (call,),
            )
            return tuple(
                Settled(
                    position=row[0],
                    ordinal=row[1],
                    lane=row[2],
                    state=row[3],
                    attempts=row[4],
                    epoch=row[5],
                    last_error=row[6],
                )
                for row in rows
            )

        return await self._database.read(run)


def _check_owner(raw: sqlite3.Connection, own: Ownership) -> None:
    row = raw.execute("SELECT epoch FROM relay_owner WHERE call = ?", (own.call,)).fetchone()
    if row is None or row[0] != own.epoch:
        raise NotOwnerError(own.call, own.epoch)
