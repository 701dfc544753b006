"""An account read from a log, in one look, without writing: the log may be a running worker's, or a copy on a disk."""

from __future__ import annotations

import sqlite3
from datetime import datetime, timedelta
from typing import Any

from attrs import evolve, fields, frozen

from receptionist.audience import SentTo
from receptionist.clock import Clock
from receptionist.errors import KeyDestroyedError, UnknownCallError
from receptionist.events.log import Query, QueryItem
from receptionist.events.tags import call_tag, effects_tag
from receptionist.ids import CallId
from receptionist.projections.effects import Effect
from receptionist.publishers.owing import effect_digest
from receptionist.publishers.receipts import read_receipts
from receptionist.replaying.account import Account, Acknowledgement, Standing
from receptionist.replaying.accounting import account_of
from receptionist.replaying.effects_shown import OutboxRow
from receptionist.storage import Storage

# A call that began just now may not have its relay yet.
_STARTING = timedelta(seconds=10)
_NAMES = tuple(attribute.name for attribute in fields(OutboxRow))
_ROWS = f"SELECT {', '.join(_NAMES)} FROM outbox WHERE call = ? ORDER BY position, ordinal"  # noqa: S608 (a class's)


@frozen
class _Beside:
    """What stands beside the events of a call."""

    rows: tuple[OutboxRow, ...]
    acknowledgements: tuple[Acknowledgement, ...]
    leased_until: float | None


async def read_account(storage: Storage, call: CallId, *, setting: SentTo, wall: Clock) -> Account:
    """The account of *call* as the log has it at this instant.

    Args:
        storage: The log; opened to be looked into, or to be written to.
        call: The call's whole id.
        setting: Who gets what is for whoever the `audience` setting says. It is today's: the log does not have it.
        wall: The machine's clock, by which leases lapse.

    Raises:
        UnknownCallError: The log has nothing of it.
        LogError: The log cannot be read.
    """
    vault = storage.vault

    def beside(raw: sqlite3.Connection) -> _Beside:
        receipts = read_receipts(raw, vault, call)
        lease = raw.execute("SELECT expires_at FROM relay_owner WHERE call = ?", (call,)).fetchone()
        return _Beside(
            rows=tuple(_row(row) for row in raw.execute(_ROWS, (call,))),
            acknowledgements=tuple(
                Acknowledgement(identity=each.identity, position=each.position, at=each.at) for each in receipts
            ),
            leased_until=None if lease is None else float(lease[0]),
        )

    def digest(effect: Effect) -> str | None:
        try:
            return effect_digest(vault, call, effect)
        except KeyDestroyedError:
            return None

    # What staff did about its effects is no part of the call, and belongs to its story.
    query = Query(tuple(QueryItem(tags=(tag,)) for tag in (call_tag(call), effects_tag(call))))
    found, its = await storage.log.read_beside(query, beside)
    if not found.events:
        raise UnknownCallError(call, (storage.path,))
    account = account_of(
        call,
        found.events,
        rows=its.rows,
        acknowledgements=its.acknowledgements,
        digest=digest,
        setting=setting,
        head=found.head,
    )
    standing = standing_of(account.ended_at, account.last_at, leased_until=its.leased_until, now=wall.now())
    return evolve(account, standing=standing)


def standing_of(ended_at: datetime | None, last_at: datetime, *, leased_until: float | None, now: datetime) -> Standing:
    """Whether a call is over, or somebody serves it.

    Args:
        ended_at: When it ended, if it did.
        last_at: When its last event was recorded.
        leased_until: When its relay's lease lapses (seconds since the epoch); None when it never had one.
        now: By the machine's clock.
    """
    if ended_at is not None:
        return "ended"
    if leased_until is None:
        return "live" if timedelta() <= now - last_at <= _STARTING else "dead"
    return "live" if leased_until > now.timestamp() else "dead"


def _row(row: tuple[Any, ...]) -> OutboxRow:
    values = dict(zip(_NAMES, row, strict=True))
    settled_at = values["settled_at"]
    return OutboxRow(**values | {"settled_at": None if settled_at is None else datetime.fromisoformat(settled_at)})
