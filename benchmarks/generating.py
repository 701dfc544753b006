"""A log of many calls, as large as is asked for: through the real codec, vault, chain, outbox and read models.

What is not as in real life: many calls share a transaction, and their keys are made beforehand in one, so that a
million events take minutes and not hours. Everything that they owed is sent.
"""

from __future__ import annotations

import asyncio
import random
import sqlite3
from collections import deque
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import cast

from benchmarks.generated_calls import FIRST_CALL, GeneratedCall
from receptionist.clock import SteppedClock
from receptionist.events.booking import Appointment
from receptionist.events.call import CallerGreeted, UtteranceHeard, UtteranceSpoken
from receptionist.events.catalogue import Event
from receptionist.events.recorded import Actor, Metadata, NewEvent
from receptionist.events.subjects import subjects_of
from receptionist.events.tags import tags_of
from receptionist.events.vault import SqliteVault
from receptionist.ids import RandomIds
from receptionist.storage import Storage, open_storage

_AT_ONCE = 100
_REMEMBERED = 200
_SETTLE = """
    UPDATE outbox SET state = 'sent', attempts = 1, epoch = 1,
        settled_at = (SELECT recorded_at FROM events WHERE events.position = outbox.position)
    WHERE state = 'owed' AND call = ?
"""
_LEASE = "INSERT INTO relay_owner (call, epoch, owner, expires_at) VALUES (?, 1, 'generated:1', ?)"

Generated = tuple[GeneratedCall, list[NewEvent]]


def generate(path: Path, events: int, *, seed: int = 1, tell: Callable[[int, int], None] | None = None) -> None:
    """Make a log.

    Args:
        path: Where it is not yet.
        events: How many there are to be at least; calls are whole.
        seed: The same one makes the same events.
        tell: Told how many events there are, and how many there will be.
    """
    asyncio.run(_generate(path, events, random.Random(seed), tell or (lambda done, total: None)))  # noqa: ARG005, S311 (nobody to tell; not a secret)


async def _generate(path: Path, events: int, chance: random.Random, tell: Callable[[int, int], None]) -> None:
    clock = SteppedClock(FIRST_CALL)
    ids = RandomIds(clock, seed=chance.getrandbits(64))
    earlier: deque[Appointment] = deque(maxlen=_REMEMBERED)
    number = done = 0
    async with open_storage(path) as storage:
        while done < events:
            together: list[Generated] = []
            for _ in range(_AT_ONCE):
                if done >= events:
                    break
                call = GeneratedCall(number, chance, ids, tuple(earlier))
                together.append((call, _on_their_way(call, ids)))
                number, done = number + 1, done + len(together[-1][1])
                if call.booked is not None:
                    earlier.append(call.booked)
            await _append(storage, together)
            tell(done, events)


def _on_their_way(call: GeneratedCall, ids: RandomIds) -> list[NewEvent]:
    return [
        NewEvent(
            id=ids.event(),
            event=event,
            tags=tags_of(event, call.call),
            recorded_at=call.began_at + timedelta(seconds=4 * second),
            metadata=Metadata(
                call=call.call, actor=_actor(event), agent="receptionist 0.1.0", prompt="generated", model="generated"
            ),
        )
        for second, event in enumerate(call.events())
    ]


def _actor(event: Event) -> Actor:
    match event:
        case UtteranceHeard():
            return "caller"
        case UtteranceSpoken() | CallerGreeted():
            return "agent"
        case _:
            return "system"


async def _append(storage: Storage, together: Sequence[Generated]) -> None:
    subjects = {subject for _, events in together for event in events for subject in subjects_of(event)}
    vault = cast("SqliteVault", storage.vault)
    await asyncio.to_thread(vault.file.make, *sorted(subjects))
    for subject in sorted(subjects):
        # Known beforehand: whose keys are looked up by an append would be written after the others.
        await storage.vault.ensure(subject)
    # Submitted in one round of the loop, they are written in one transaction, in this order.
    await asyncio.gather(*(storage.log.append(events) for _, events in together))

    def settle(raw: sqlite3.Connection) -> None:
        for call, events in together:
            raw.execute(_SETTLE, (call.call,))
            raw.execute(_LEASE, (call.call, events[-1].recorded_at.timestamp()))

    await storage.database.write(settle, durable=False)
