"""What is not settled, and how somebody of the staff has it tried again."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection
from typing import Any, Literal

from attrs import fields, frozen

import receptionist
from receptionist.clock import Clock
from receptionist.errors import NotParkedError, StaleDecisionError, UnknownEffectError
from receptionist.events.clinic import EffectRetried
from receptionist.events.log import AppendCondition, EventLog, Query
from receptionist.events.recorded import Metadata, NewEvent
from receptionist.events.sqlite import Database
from receptionist.events.tags import effects_tag, tags_of
from receptionist.ids import CallId, Ids
from receptionist.publishers.outbox import State

Unsettled = Literal["owed", "parked"]


@frozen(kw_only=True)
class Effect:
    """How one effect stands.

    Attributes:
        unfinished: How many attempts at it were begun and never ended.
        next_attempt_at: Not before this time (seconds since the epoch, the machine's clock).
        last_error: Why the last attempt failed; nothing personal.
        leased_until: When the lease of its call's relay lapses (seconds since the epoch); 0 when it has none.
    """

    position: int
    ordinal: int
    call: CallId
    kind: str
    topic: str | None
    state: State
    attempts: int
    unfinished: int
    next_attempt_at: float
    last_error: str | None
    leased_until: float

    @property
    def key(self) -> str:
        """`position:ordinal`."""
        return f"{self.position}:{self.ordinal}"


_NAMES = tuple(attribute.name for attribute in fields(Effect))
_FROM = f"""
    SELECT position, ordinal, outbox.call, {", ".join(_NAMES[3:-1])}, coalesce(relay_owner.expires_at, 0)
    FROM outbox LEFT JOIN relay_owner ON relay_owner.call = outbox.call
"""  # noqa: S608 (the names of a class's fields)


async def unsettled(
    database: Database, *, states: Collection[Unsettled] = ("owed", "parked"), call: CallId | None = None
) -> tuple[Effect, ...]:
    """What is owed or parked, of one call or of all of them, in the log's order.

    Raises:
        LogError: The log cannot be read.
    """

    def run(raw: sqlite3.Connection) -> tuple[Effect, ...]:
        # One state after the other: each has an index of its own, and the table is as long as the log.
        found = [
            row
            for state in states
            for row in raw.execute(
                f"{_FROM} WHERE state = '{state}' AND (? IS NULL OR outbox.call = ?)", (call, call)
            ).fetchall()
        ]
        return tuple(_effect(row) for row in sorted(found, key=lambda row: row[:2]))

    return await database.read(run)


class Retries:
    """Has parked effects owed again, in the name of one person.

    Args:
        person: Who asks for it: it stands in the log.
    """

    def __init__(self, database: Database, log: EventLog, *, person: str, clock: Clock, ids: Ids) -> None:
        self._database, self._log, self._person, self._clock, self._ids = database, log, person, clock, ids

    async def retry(self, key: str) -> tuple[Effect, bool]:
        """Have the effect owed again, at its place in its lane; how it stands then, and whether that is news.

        One that is owed already stays as it is.

        Raises:
            UnknownEffectError: There is none of this key.
            NotParkedError: It is settled otherwise: sent, superseded or void.
            LogError: The log cannot be used; nothing was changed.
        """
        while True:
            effect, head = await self._find(key)
            if effect.state == "owed":
                return effect, False
            if effect.state != "parked":
                raise NotParkedError(key, effect.state)
            # Whoever did the same a moment ago has appended since, and it may have failed again by now.
            since = AppendCondition(query=Query.tagged(effects_tag(effect.call)), after=head)
            try:
                await self._log.append([self._event(effect)], condition=since)
            except StaleDecisionError:
                continue
            return (await self._find(key))[0], True

    async def _find(self, key: str) -> tuple[Effect, int]:
        position, ordinal = _place(key)

        def run(raw: sqlite3.Connection) -> tuple[Any, int]:
            row = raw.execute(f"{_FROM} WHERE position = ? AND ordinal = ?", (position, ordinal)).fetchone()
            return row, raw.execute("SELECT coalesce(max(position), 0) FROM events").fetchone()[0]

        row, head = await self._database.read(run)
        if row is None:
            raise UnknownEffectError(key)
        return _effect(row), head

    def _event(self, effect: Effect) -> NewEvent:
        event = EffectRetried(of=effect.call, key=effect.key)
        return NewEvent(
            id=self._ids.event(),
            event=event,
            tags=tags_of(event, None),
            recorded_at=self._clock.now(),
            # Outside the call, which may be long over: it is none of what happened in it.
            metadata=Metadata(
                call=None,
                actor="staff",
                person=self._person,
                agent=f"receptionist {receptionist.__version__}",
                prompt="",
                model="",
            ),
        )


def _effect(row: tuple[Any, ...]) -> Effect:
    return Effect(**dict(zip(_NAMES, row, strict=True)))


def _place(key: str) -> tuple[int, int]:
    position, _, ordinal = key.partition(":")
    # More digits than SQLite has integers are no key either.
    if not all(part.isascii() and part.isdecimal() and len(part) <= 18 for part in (position, ordinal)):  # noqa: PLR2004 (as many digits as always fit an integer of SQLite)
        raise UnknownEffectError(key)
    return int(position), int(ordinal)
