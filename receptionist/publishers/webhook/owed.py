"""What is owed to the webhook (`owing.py` writes it down), taken on and settled by any worker, one at a time."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from typing import Any, Literal

from attrs import fields, frozen

from receptionist.events.sqlite import Database
from receptionist.ids import CallId

OutcomeState = Literal["owed", "sent", "parked", "void"]

_IS_DUE = """
    state = 'owed' AND next_attempt_at <= :now AND claimed_until <= :now
    AND coalesce((SELECT not_before FROM webhook), 0) <= :now
    AND NOT EXISTS (
        SELECT 1 FROM outcomes_about AS mine
        JOIN outcomes_about AS theirs ON theirs.appointment = mine.appointment AND theirs.position < mine.position
        JOIN outcomes AS earlier ON earlier.position = theirs.position AND earlier.state = 'owed'
        WHERE mine.position = outcomes.position
    )
"""


@frozen(kw_only=True)
class OwedOutcome:
    """How what came of a call stands.

    Attributes:
        position: Of the event that ended the call.
        attempts: How often it was tried.
        first_attempt_at, next_attempt_at, claimed_until: Seconds since the epoch, the machine's clock.
        claim: Counts who took it on: what an earlier one writes down is not believed any more.
        last_error: Why the last attempt failed; nothing personal, and nothing of the address but its host.
        settled_at: ISO 8601, in UTC.
        disclosed: What of it the log says was about to be sent, and where to; None before that.
        sent_digest: The keyed digest of what was sent.
    """

    position: int
    call: CallId
    state: OutcomeState
    attempts: int
    first_attempt_at: float | None
    next_attempt_at: float
    claim: int
    claimed_until: float
    last_error: str | None
    settled_at: str | None
    disclosed: str | None
    sent_digest: str | None

    @property
    def message_id(self) -> str:
        """The same at each attempt, and when somebody has it sent again."""
        return f"{self.call}-{self.position}"


@frozen(kw_only=True)
class Webhook:
    """That outcomes are owed in this log.

    Attributes:
        host: Where they were sent last.
        since: After which event of the log calls owe what came of them.
        not_before: When it may be tried again at all, after the other side asked for time (seconds since the epoch).
    """

    host: str
    since: int
    not_before: float


_NAMES = tuple(attribute.name for attribute in fields(OwedOutcome))
_COLUMNS = ", ".join(_NAMES)
_CLAIM = f"""
    UPDATE outcomes SET claim = claim + 1, claimed_until = :until
    WHERE position = (SELECT position FROM outcomes WHERE {_IS_DUE} ORDER BY position LIMIT 1)
    RETURNING {_COLUMNS}
"""  # noqa: S608 (the names of a class's fields)


class Outcomes:
    """What the calls of a log owe to the webhook.

    What became of an attempt need not survive a power cut: it is made again then, under the same id.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def turn_on(self, host: str) -> bool:
        """From here on calls owe what comes of them, and it goes to *host*; whether that is new.

        Raises:
            LogError: The log cannot be written.
        """

        def run(raw: sqlite3.Connection) -> bool:
            was = raw.execute("SELECT host FROM webhook").fetchone()
            if was is None:
                (head,) = raw.execute("SELECT coalesce(max(position), 0) FROM events").fetchone()
                raw.execute("INSERT INTO webhook (one, host, since) VALUES (1, ?, ?)", (host, head))
            elif was[0] != host:
                # Another receiver has not asked for time.
                raw.execute("UPDATE webhook SET host = ?, not_before = 0", (host,))
            return was is None

        return await self._database.write(run)

    async def turn_off(self) -> bool:
        """From here on calls owe nothing more; what is owed stays so. Whether it was on.

        Raises:
            LogError: The log cannot be written.
        """
        return await self._database.write(lambda raw: bool(raw.execute("DELETE FROM webhook").rowcount))

    async def webhook(self) -> Webhook | None:
        """Whether outcomes are owed in this log, and since when.

        Raises:
            LogError: The log cannot be read.
        """

        def run(raw: sqlite3.Connection) -> Webhook | None:
            row = raw.execute("SELECT host, since, not_before FROM webhook").fetchone()
            return None if row is None else Webhook(host=row[0], since=row[1], not_before=row[2])

        return await self._database.read(run)

    async def is_due(self, now: float) -> bool:
        """Whether `claim` would give something, as far as a look without a lock can tell.

        Raises:
            LogError: The log cannot be read.
        """

        def run(raw: sqlite3.Connection) -> bool:
            sql = f"SELECT 1 FROM outcomes WHERE {_IS_DUE} LIMIT 1"  # noqa: S608 (a constant)
            return raw.execute(sql, {"now": now}).fetchone() is not None

        return await self._database.read(run)

    async def claim(self, now: float, *, seconds: float) -> OwedOutcome | None:
        """Take on the first that is due, for *seconds*; nobody else tries it meanwhile. None where nothing is.

        Raises:
            LogError: The log cannot be written.
        """

        def run(raw: sqlite3.Connection) -> OwedOutcome | None:
            row = raw.execute(_CLAIM, {"now": now, "until": now + seconds}).fetchone()
            return None if row is None else _outcome(row)

        return await self._database.write(run)

    async def settle(
        self,
        owed: OwedOutcome,
        state: OutcomeState,
        *,
        at: datetime,
        error: str | None = None,
        digest: str | None = None,
    ) -> bool:
        """Write down how it ended; false where somebody else has taken it on since.

        Raises:
            LogError: The log cannot be written.
        """
        tried = int(state != "void")
        return await self._write(
            "UPDATE outcomes SET state = ?, attempts = attempts + ?, claimed_until = 0, settled_at = ?, last_error = ?,"
            " sent_digest = coalesce(?, sent_digest)",
            (state, tried, _text(at), error, digest),
            owed,
        )

    async def postpone(self, owed: OwedOutcome, *, first: float, until: float, error: str) -> bool:
        """Write down a failed attempt, and when the next one is due; false where somebody else has taken it on.

        Raises:
            LogError: The log cannot be written.
        """
        return await self._write(
            "UPDATE outcomes SET attempts = attempts + 1, first_attempt_at = ?, next_attempt_at = ?, claimed_until = 0,"
            " last_error = ?",
            (first, until, error),
            owed,
        )

    async def let_go(self, owed: OwedOutcome) -> bool:
        """Give it back untried: whoever took it on is being stopped.

        Raises:
            LogError: The log cannot be written.
        """
        return await self._write("UPDATE outcomes SET claimed_until = 0", (), owed)

    async def wait_until(self, until: float) -> None:
        """Try nothing at all before *until* (seconds since the epoch): the other side has asked for time.

        Raises:
            LogError: The log cannot be written.
        """

        def run(raw: sqlite3.Connection) -> None:
            raw.execute("UPDATE webhook SET not_before = max(not_before, ?)", (until,))

        await self._database.write(run, durable=False)

    async def of_call(self, call: CallId) -> OwedOutcome | None:
        """How what came of *call* stands; None where it was never owed.

        Raises:
            LogError: The log cannot be read.
        """

        def run(raw: sqlite3.Connection) -> OwedOutcome | None:
            sql = f"SELECT {_COLUMNS} FROM outcomes WHERE call = ?"  # noqa: S608 (the names of a class's fields)
            row = raw.execute(sql, (call,)).fetchone()
            return None if row is None else _outcome(row)

        return await self._database.read(run)

    async def in_states(self, *states: OutcomeState) -> tuple[OwedOutcome, ...]:
        """Those in one of *states*, in the log's order.

        Raises:
            LogError: The log cannot be read.
        """

        def run(raw: sqlite3.Connection) -> tuple[OwedOutcome, ...]:
            sql = f"SELECT {_COLUMNS} FROM outcomes WHERE state = ? ORDER BY position"  # noqa: S608 (the names of fields)
            found = [_outcome(row) for state in states for row in raw.execute(sql, (state,)).fetchall()]
            return tuple(sorted(found, key=lambda each: each.position))

        return await self._database.read(run)

    async def counts(self) -> dict[OutcomeState, int]:
        """How many there are in each state.

        Raises:
            LogError: The log cannot be read.
        """
        sql = "SELECT state, count(*) FROM outcomes GROUP BY state"
        return await self._database.read(lambda raw: dict(raw.execute(sql).fetchall()))

    async def _write(self, change: str, arguments: tuple[Any, ...], owed: OwedOutcome) -> bool:
        def run(raw: sqlite3.Connection) -> bool:
            sql = f"{change} WHERE position = ? AND claim = ? AND state = 'owed'"
            return bool(raw.execute(sql, (*arguments, owed.position, owed.claim)).rowcount)

        return await self._database.write(run, durable=False)


def _outcome(row: tuple[Any, ...]) -> OwedOutcome:
    return OwedOutcome(**dict(zip(_NAMES, row, strict=True)))


def _text(instant: datetime) -> str:
    return instant.astimezone(UTC).isoformat(timespec="microseconds")
