"""An account read from a log, in one look, without writing: the log may be a running worker's, or a copy on a disk."""

from __future__ import annotations

import sqlite3
from datetime import datetime
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
from receptionist.replaying.account import Account, Acknowledgement
from receptionist.replaying.accounting import account_of
from receptionist.replaying.effects_shown import OutboxRow
from receptionist.replaying.standing import standing_of
from receptionist.storage import Storage

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
            rows=outbox_rows(raw, call),
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
    now = wall.now()
    standing = standing_of(account.ended_at, account.last_at, leased_until=its.leased_until, now=now)
    return evolve(account, standing=standing, is_served=(its.leased_until or 0.0) > now.timestamp())


async def fingerprint(storage: Storage, call: CallId) -> tuple[object, ...]:
    """Something that is another once an account of *call* reads otherwise: quicker to come by than the account.

    Raises:
        LogError: The log cannot be read.
    """

    def run(raw: sqlite3.Connection) -> tuple[object, ...]:
        tags = (call_tag(call), effects_tag(call))
        last = raw.execute("SELECT count(*), max(position) FROM event_tags WHERE tag IN (?, ?)", tags)
        sent = raw.execute(
            "SELECT state, count(*), sum(attempts), max(settled_at) FROM outbox WHERE call = ? GROUP BY state", (call,)
        )
        taken = raw.execute("SELECT count(*), sum(position) FROM receipts WHERE call = ?", (call,))
        return (*last.fetchone(), *sent.fetchall(), *taken.fetchone())

    return await storage.database.read(run)


def outbox_rows(raw: sqlite3.Connection, call: CallId) -> tuple[OutboxRow, ...]:
    """Every effect of a call as the outbox has it, in order."""
    return tuple(_row(row) for row in raw.execute(_ROWS, (call,)))


def _row(row: tuple[Any, ...]) -> OutboxRow:
    values = dict(zip(_NAMES, row, strict=True))
    settled_at = values["settled_at"]
    return OutboxRow(**values | {"settled_at": None if settled_at is None else datetime.fromisoformat(settled_at)})
