"""What is owed to the room: rows that an append has written (`owing.py`), settled by the one relay of a call."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from typing import Any, Literal

from attrs import fields, frozen

from receptionist.audience import SentTo
from receptionist.events.sqlite import Database
from receptionist.ids import CallId
from receptionist.projections.effects import Audience, Lane
from receptionist.publishers.ownership import Ownership, check_owner

State = Literal["owed", "sent", "superseded", "parked", "void"]


@frozen(kw_only=True)
class Owed:
    """An effect that is owed.

    Attributes:
        attempts: How often it was tried already.
        next_attempt_at: Not before this time (seconds since the epoch, the machine's clock).
        digest: The keyed digest of the effect as it was when its event was appended.
        unfinished: How many attempts at it were begun and never ended: their processes died. Counted only after a
            takeover, when somebody may have died of it.
    """

    position: int
    ordinal: int
    lane: Lane
    audience: Audience
    attempts: int
    next_attempt_at: float
    digest: str
    unfinished: int

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


_OWED_NAMES = tuple(attribute.name for attribute in fields(Owed))
_OWED = ", ".join(_OWED_NAMES)
_SETTLED_NAMES = tuple(attribute.name for attribute in fields(Settled))
_SETTLED = ", ".join(_SETTLED_NAMES)
_SUPERSEDE = f"""
    UPDATE outbox SET state = 'superseded', epoch = ?, settled_at = ?
    WHERE call = ? AND lane = 'attributes' AND state = 'owed' AND (position, ordinal) < (?, ?)
    RETURNING {_SETTLED}
"""  # noqa: S608 (the names of a class's fields)


class Outbox:
    """The outbox of a log file.

    What became of an effect need not survive a power cut: it is sent again then, under the same key.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def next_owed(self, call: CallId, lane: Lane) -> Owed | None:
        """The first effect of a lane that is still owed."""

        def run(raw: sqlite3.Connection) -> Owed | None:
            row = raw.execute(
                f"SELECT {_OWED} FROM outbox"  # noqa: S608 (the names of a class's fields)
                " WHERE call = ? AND lane = ? AND state = 'owed' ORDER BY position, ordinal LIMIT 1",
                (call, lane),
            ).fetchone()
            return None if row is None else Owed(**dict(zip(_OWED_NAMES, row, strict=True)))

        return await self._database.read(run)

    async def sent_before(self, call: CallId, owed: Owed, *, setting: SentTo) -> str | None:
        """The key of the last stream before *owed* that was sent to the same people, or None.

        Who they are is up to the `audience` setting, *setting*.
        """
        same = sorted(_sharing(owed.audience, setting))

        def run(raw: sqlite3.Connection) -> str | None:
            row = raw.execute(
                f"SELECT position, ordinal FROM outbox WHERE call = ? AND lane = 'streams' AND state = 'sent'"  # noqa: S608 (names of our own columns and tables)
                f" AND audience IN ({', '.join('?' * len(same))})"
                " AND (position, ordinal) < (?, ?) ORDER BY position DESC, ordinal DESC LIMIT 1",
                (call, *same, owed.position, owed.ordinal),
            ).fetchone()
            return None if row is None else f"{row[0]}:{row[1]}"

        return await self._database.read(run)

    async def begin(self, own: Ownership, owed: Owed) -> None:
        """Write down that an attempt begins, of an effect that somebody may have died of.

        Raises:
            NotOwnerError: Another relay has taken over.
        """
        await self._count_unfinished(own, owed, owed.unfinished + 1)

    async def survive(self, own: Ownership, owed: Owed) -> None:
        """Take back that the attempt has begun: it was stopped, and nobody died of it.

        Raises:
            NotOwnerError: Another relay has taken over.
        """
        await self._count_unfinished(own, owed, owed.unfinished)

    async def _count_unfinished(self, own: Ownership, owed: Owed, number: int) -> None:
        def run(raw: sqlite3.Connection) -> None:
            check_owner(raw, own)
            raw.execute(
                "UPDATE outbox SET unfinished = ? WHERE position = ? AND ordinal = ?",
                (number, owed.position, owed.ordinal),
            )

        await self._database.write(run, durable=False)

    async def settle(
        self,
        own: Ownership,
        owed: Owed,
        state: State,
        *,
        attempts: int,
        at: datetime,
        error: str | None = None,
        sent_digest: str | None = None,
    ) -> None:
        """Write down how an effect ended.

        Raises:
            NotOwnerError: Another relay has taken over; the row is its business now.
        """

        def run(raw: sqlite3.Connection) -> None:
            check_owner(raw, own)
            raw.execute(
                "UPDATE outbox SET state = ?, attempts = ?, epoch = ?, settled_at = ?, last_error = ?,"
                " sent_digest = ?, unfinished = 0 WHERE position = ? AND ordinal = ?",
                (state, attempts, own.epoch, _text(at), error, sent_digest, owed.position, owed.ordinal),
            )

        await self._database.write(run, durable=False)

    async def postpone(self, own: Ownership, owed: Owed, *, until: float, error: str) -> None:
        """Write down a failed attempt, and when the next one is due.

        Raises:
            NotOwnerError: Another relay has taken over.
        """

        def run(raw: sqlite3.Connection) -> None:
            check_owner(raw, own)
            raw.execute(
                "UPDATE outbox SET attempts = ?, epoch = ?, next_attempt_at = ?, last_error = ?, unfinished = ?"
                " WHERE position = ? AND ordinal = ?",
                (owed.attempts + 1, own.epoch, until, error, owed.unfinished, owed.position, owed.ordinal),
            )

        await self._database.write(run, durable=False)

    async def take_over(self, own: Ownership, *, restore: Settled | None, at: datetime) -> tuple[Settled, ...]:
        """Have the last set of attributes owed again, in place of each owed before it; those that were let go of.

        What is owed is due at once: the waits were for the predecessor's connection.

        Raises:
            NotOwnerError: Another relay has taken over.
        """

        def run(raw: sqlite3.Connection) -> tuple[Settled, ...]:
            check_owner(raw, own)
            raw.execute("UPDATE outbox SET next_attempt_at = 0 WHERE call = ? AND state = 'owed'", (own.call,))
            if restore is None:
                return ()
            raw.execute(
                "UPDATE outbox SET state = 'owed', next_attempt_at = 0, settled_at = NULL, sent_digest = NULL"
                " WHERE position = ? AND ordinal = ?",
                (restore.position, restore.ordinal),
            )
            arguments = (own.epoch, _text(at), own.call, restore.position, restore.ordinal)
            return _settled(raw.execute(_SUPERSEDE, arguments).fetchall())

        return await self._database.write(run)

    async def owes(self, call: CallId) -> bool:
        """Whether anything of a call is still owed."""

        def run(raw: sqlite3.Connection) -> bool:
            sql = "SELECT 1 FROM outbox WHERE call = ? AND state = 'owed' LIMIT 1"
            return raw.execute(sql, (call,)).fetchone() is not None

        return await self._database.read(run)

    async def of_call(self, call: CallId) -> tuple[Settled, ...]:
        """Every effect of a call and how it ended, in order."""

        def run(raw: sqlite3.Connection) -> tuple[Settled, ...]:
            sql = f"SELECT {_SETTLED} FROM outbox WHERE call = ?"  # noqa: S608 (the names of a class's fields)
            return _settled(raw.execute(sql, (call,)).fetchall())

        return await self._database.read(run)


def _sharing(audience: Audience, setting: SentTo) -> frozenset[Audience]:
    """The audiences that are the same people as *audience* where the `audience` setting is *setting*."""
    meant: Audience = "everyone" if setting == "room" else "caller_and_staff"
    people: Audience = meant if audience == "setting" else audience
    return frozenset((people, "setting")) if people == meant else frozenset((people,))


def _settled(rows: list[tuple[Any, ...]]) -> tuple[Settled, ...]:
    # Sorted here: what an update returns comes in no particular order.
    return tuple(
        Settled(**dict(zip(_SETTLED_NAMES, row, strict=True))) for row in sorted(rows, key=lambda row: row[:2])
    )


def _text(instant: datetime) -> str:
    return instant.astimezone(UTC).isoformat(timespec="microseconds")
