"""A relay in a process of its own: `python -m tests.publishers.relay_process LOG ROOM [--options]`.

Its room is a file, a line for each effect that arrived. It prints what it begins and what has arrived, and ends by
itself once nothing is owed any more (unless it is to stay).
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import signal
from collections.abc import Iterable
from pathlib import Path

import cattrs
from attrs import evolve, frozen

from receptionist.clock import SystemClock
from receptionist.projections.effects import Effect
from receptionist.publishers.publisher import Delivery
from receptionist.publishers.relay import Relay, RelaySettings
from receptionist.storage import open_storage
from tests.examples import CALL

LEASE = 0.4
PATIENT = RelaySettings(lease=LEASE, deaths_allowed=10_000)


@frozen
class Arrived:
    """What a receiver in the room has got."""

    name: str
    key: str
    epoch: int
    attempt: int
    lane: str
    effect: str

    @classmethod
    def of(cls, name: str, effect: Effect, delivery: Delivery) -> Arrived:
        return cls(name, delivery.key, delivery.epoch, delivery.attempt, effect.lane, content(effect))


class RoomFile:
    """A publisher into a file, slow enough to be killed at any point."""

    def __init__(self, path: Path, name: str, pause: float, *, poison: str | None = None) -> None:
        self._path, self._name, self._pause, self._poison = path, name, pause, poison

    async def publish(self, effect: Effect, delivery: Delivery) -> None:
        print("begun", delivery.key, flush=True)  # noqa: T201 (the parent listens)
        if delivery.key == self._poison:
            os.kill(os.getpid(), signal.SIGKILL)
        await asyncio.sleep(self._pause)
        line = json.dumps(cattrs.unstructure(Arrived.of(self._name, effect, delivery)))
        room = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        try:
            os.write(room, f"{line}\n".encode())
        finally:
            os.close(room)
        print("arrived", delivery.key, flush=True)  # noqa: T201
        await asyncio.sleep(self._pause)

    def shown(self) -> None:
        """Nobody looks."""


def content(effect: Effect) -> str:
    """An effect as text, to be compared."""
    return json.dumps(cattrs.unstructure(effect), sort_keys=True)


def arrived(room: Path) -> list[Arrived]:
    """All that has arrived in the room, in order."""
    lines: Iterable[str] = room.read_text().splitlines() if room.exists() else ()
    return [cattrs.structure(json.loads(line), Arrived) for line in lines]


async def relay(options: argparse.Namespace) -> None:
    async with open_storage(options.log, create=False) as storage:
        clock = SystemClock()
        serving = Relay(
            call=CALL,
            owner=options.name,
            database=storage.database,
            log=storage.log,
            vault=storage.vault,
            publisher=RoomFile(options.room, options.name, options.pause, poison=options.poison),
            clock=clock,
            wall=clock,
            # Whoever kills relays on purpose does not mean the effects.
            settings=PATIENT if options.poison is None else evolve(PATIENT, deaths_allowed=2),
        )
        task = asyncio.create_task(serving.run())
        await (asyncio.wait([task]) if options.stay else serving.all_settled())
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("log", type=Path)
    parser.add_argument("room", type=Path)
    parser.add_argument("--name", default="relay")
    parser.add_argument("--pause", type=float, default=0.001)
    parser.add_argument("--poison", help="the key of an effect that kills its sender")
    parser.add_argument("--stay", action="store_true")
    asyncio.run(relay(parser.parse_args()))


if __name__ == "__main__":
    main()
