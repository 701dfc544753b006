"""Another process that books: `python -m tests.races.racer LOG NAME`.

Each line that it reads is a slot to ask for, in a call of its own: `together 2026-11-24 09:00`, or `free …`. Together,
it prints `decided` when it has read the log and decided, and waits for a line before it appends: so both racers
decide on the same facts. Its answer is a line of JSON.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from receptionist.desk import Handled
from receptionist.events.booking import BookingConfirmed, BookingRefused
from receptionist.events.recorded import NewEvent
from receptionist.storage import open_storage
from tests.races.desks import Disturbed, book, desk


class Gate:
    """Before the first append of a round: says that it has decided, and waits to be let go."""

    def __init__(self) -> None:
        self.closed = False

    async def __call__(self, _: Sequence[NewEvent]) -> None:
        if self.closed:
            self.closed = False
            print("decided", flush=True)  # noqa: T201 (the other process waits for it)
            sys.stdin.readline()


async def race(path: Path, name: str) -> None:
    gate = Gate()
    async with open_storage(path) as storage:
        log = Disturbed(storage.log, gate)
        for number, line in enumerate(iter(sys.stdin.readline, "")):
            how, date, time = line.split()
            gate.closed = how == "together"
            call = f"c-{name.lower()}-{number}"
            print(json.dumps(answer(await book(desk(log, call), f"{name} Racer", date, time))), flush=True)  # noqa: T201


def answer(handled: Handled) -> dict[str, object]:
    """What became of it."""
    match handled.events[-1]:
        case BookingConfirmed(appointment=made):
            return {"confirmed": made.appointment_id}
        case BookingRefused(reason=reason, alternatives=alternatives):
            return {"refused": reason, "alternatives": [slot.starts_at.isoformat() for slot in alternatives]}
        case other:
            return {"neither": type(other).__name__}


if __name__ == "__main__":
    asyncio.run(race(Path(sys.argv[1]), sys.argv[2]))
