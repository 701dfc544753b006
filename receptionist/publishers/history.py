"""What was sent of a call, and to whom it may be sent again: read from the outbox, computed again from the events."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Literal

from attrs import frozen

from receptionist.audience import Role, SentTo
from receptionist.errors import KeyDestroyedError, LogError
from receptionist.events.clinic import EffectRetried
from receptionist.events.log import EventLog, Query
from receptionist.events.personal import ERASED
from receptionist.events.recorded import Recorded
from receptionist.events.sqlite import Database
from receptionist.events.tags import call_tag, effects_tag
from receptionist.events.vault import Vault
from receptionist.ids import CallId
from receptionist.projections import project
from receptionist.projections.effects import Audience, SendBytes, SendText
from receptionist.publishers.outbox import State
from receptionist.publishers.owing import effect_digest

Place = tuple[int, int]
"""Where a stream stands in the log: its event's position, and its ordinal."""
People = Literal["everyone", "caller_and_staff"]
START: Place = (0, 0)
"""Before every stream: positions begin at 1."""


def after_position(position: int) -> Place:
    """The place behind all streams of the event at *position*."""
    return (position + 1, -1)


def people_of(audience: Audience, setting: SentTo) -> People:
    """Who an audience is where the `audience` setting is *setting*."""
    if audience == "setting":
        return "everyone" if setting == "room" else "caller_and_staff"
    return audience


def is_for(audience: Audience, role: Role, setting: SentTo) -> bool:
    """Whether what is for *audience* is for somebody of this role."""
    return role != "bystander" or people_of(audience, setting) == "everyone"


@frozen(kw_only=True)
class Line:
    """A stream of a call's outbox."""

    place: Place
    audience: Audience
    state: State
    digests: tuple[str, ...]

    @property
    def key(self) -> str:
        """`position:ordinal`."""
        return f"{self.place[0]}:{self.place[1]}"


@frozen(kw_only=True)
class Sent:
    """A stream that was sent, and the one that was sent to the same people before it."""

    line: Line
    previous: str | None


@frozen(kw_only=True)
class Again:
    """A stream as it is sent once more."""

    effect: SendText | SendBytes
    event_type: str
    recorded_at: datetime


class History:
    """The streams of one call.

    Args:
        setting: Who gets what is for whoever the `audience` setting says.
    """

    def __init__(self, call: CallId, *, database: Database, log: EventLog, vault: Vault, setting: SentTo) -> None:
        self.call, self.setting = call, setting
        self._database, self._log, self._vault = database, log, vault

    async def of(self, role: Role) -> tuple[Line, ...]:
        """All streams for somebody of this role, whatever became of them, in order.

        Raises:
            LogError: The log cannot be read.
        """

        def run(raw: sqlite3.Connection) -> list[Line]:
            rows = raw.execute(
                "SELECT position, ordinal, audience, state, digest, sent_digest FROM outbox"
                " WHERE call = ? AND lane = 'streams' ORDER BY position, ordinal",
                (self.call,),
            )
            return [
                Line(place=(row[0], row[1]), audience=row[2], state=row[3], digests=tuple(d for d in row[4:] if d))
                for row in rows
            ]

        return tuple(line for line in await self._database.read(run) if is_for(line.audience, role, self.setting))

    def sent(self, lines: Sequence[Line], *, also: Collection[str]) -> tuple[Sent, ...]:
        """Those of *lines* that were sent: the outbox says so, or they are *also* known to be out, by their keys."""
        last: dict[People, str] = {}
        out = list[Sent]()
        for line in lines:
            if line.state == "sent" or (line.state == "owed" and line.key in also):
                people = people_of(line.audience, self.setting)
                out.append(Sent(line=line, previous=last.get(people)))
                last[people] = line.key
        return tuple(out)

    async def retried(self) -> frozenset[str]:
        """The keys of what somebody of the staff had tried again, whatever came of it.

        Raises:
            LogError: The log cannot be read.
        """
        found = await self._log.read(Query.tagged(effects_tag(self.call), types=("outbox.effect_retried",)))
        return frozenset(r.event.key for r in found.events if isinstance(r.event, EffectRetried))

    async def again(self, line: Line) -> Again | None:
        """A stream computed again from its event; None where nobody can have it any more: its data was erased.

        Raises:
            LogError: The log cannot be read.
        """
        try:
            recorded = await self._event(line.place[0])
            effect = None if recorded is None else _effect(recorded, line.place[1])
            if recorded is None or effect is None:
                return None
            digest = effect_digest(self._vault, self.call, effect)
        except KeyDestroyedError:
            return None
        except LogError:
            raise
        except Exception:  # noqa: BLE001 (one damaged event must not keep the others from whoever asks)
            return None
        if digest not in line.digests and ERASED in repr(recorded.event):
            # Something was recorded about the call since its key was destroyed, under a new one.
            return None
        return Again(effect=effect, event_type=recorded.type, recorded_at=recorded.recorded_at)

    async def _event(self, position: int) -> Recorded | None:
        found = (await self._log.read(Query.tagged(call_tag(self.call)), after=position - 1, limit=1)).events
        return found[0] if found and found[0].position == position else None


def _effect(recorded: Recorded, ordinal: int) -> SendText | SendBytes | None:
    effects = project(recorded)
    effect = effects[ordinal] if ordinal < len(effects) else None
    return effect if isinstance(effect, SendText | SendBytes) else None
