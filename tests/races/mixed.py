"""Another process that does all that a desk does: `python -m tests.races.mixed LOG NUMBER COMMANDS`.

It waits for a line, then asks for so many things as fast as it can: bookings, moves and cancellations in calls of its
own, blocks and closures as staff. What it asks for follows from its number alone. After each it prints a line of JSON:
what was asked for, the ids of the events that followed, and where each appointment is now.
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
from datetime import datetime, timedelta
from pathlib import Path

from attrs import define, evolve, field

from receptionist.desk import Desk, Handled
from receptionist.domain.clinic import Clinic
from receptionist.domain.commands import BlockTime, CloseDay, Command, ReopenDay
from receptionist.errors import NothingBookedError
from receptionist.events.booking import AppointmentCancelled, AppointmentMoved, BookingConfirmed
from receptionist.ids import TaskId
from receptionist.storage import Storage, open_storage
from tests.domain.frontdesk import cancel, move, request
from tests.domain.specification import FULL_CLINIC, NOW
from tests.races.desks import ask, desk

CLINIC: Clinic = evolve(FULL_CLINIC, chairs=FULL_CLINIC.chairs[:2])
"""Two dentists and a hygienist share two chairs: most that is asked for is taken."""

SLOTS = 50


def slots() -> list[datetime]:
    """The next starts of an exam, from tomorrow on."""
    days = (NOW.astimezone(CLINIC.zone).date() + timedelta(days=n) for n in range(1, 14))
    starts = (sorted({s for who in ("lee", "patel") for s in CLINIC.starts(day, who, "exam")}) for day in days)
    return [start for day in starts for start in day][:SLOTS]


@define
class Mixer:
    """One process: its calls, its staff's desk, and what it draws from."""

    storage: Storage
    number: int
    chance: random.Random
    calls: list[Desk] = field(factory=list)
    staff: Desk = field(init=False)

    def __attrs_post_init__(self) -> None:
        """Five callers, and somebody of the staff."""
        log = self.storage.log
        self.calls = [desk(log, f"c-{self.number}-{n}", clinic=CLINIC) for n in range(5)]
        self.staff = desk(log, None, seed=f"staff-{self.number}", clinic=CLINIC)

    async def one(self, count: int) -> tuple[str, Handled | None]:
        """Ask for something."""
        what = self.chance.choices(["book", "move", "cancel", "block", "close", "reopen"], [50, 20, 15, 10, 2, 3])[0]
        slot = self.chance.choice(slots())
        words = f"{slot.astimezone(CLINIC.zone):%Y-%m-%d %H:%M}".split()
        caller = self.chance.choice(self.calls)
        try:
            match what:
                case "book":
                    treatment = self.chance.choice(["exam", "exam", "cleaning", "filling"])
                    name = f"Patient {_letters(self.number)} {_letters(count)}"
                    return what, await ask(caller, request(name, *words, treatment=treatment))
                case "move":
                    return what, await ask(caller, move(*words))
                case "cancel":
                    return what, await ask(caller, cancel())
                case _:
                    return what, await self.staff.handle(self._of_staff(what, slot), actor="staff")
        except NothingBookedError:
            return what, None

    def _of_staff(self, what: str, slot: datetime) -> Command:
        ids, day = self.staff.ids, slot.astimezone(CLINIC.zone).date()
        tasks: tuple[TaskId, ...] = tuple(ids.task() for _ in range(64))
        if what == "reopen":
            return ReopenDay(day=day)
        if what == "close":
            return CloseDay(day=day, reason="Heating", new_tasks=tasks, asked_at=NOW)
        return BlockTime(
            new_block_id=ids.block(),
            resource_id=self.chance.choice(["lee", "patel", "torres", "chair-1", "chair-2"]),
            starts_at=slot,
            ends_at=slot + timedelta(minutes=30),
            reason="Meeting",
            new_tasks=tasks,
            asked_at=NOW,
        )


def told(what: str, handled: Handled | None) -> dict[str, object]:
    """What became of it, as whoever asked was told."""
    recorded = () if handled is None else handled.recorded
    stands: dict[str, str | None] = {}
    for each in recorded:
        match each.event:
            case BookingConfirmed(appointment=made) | AppointmentMoved(appointment=made):
                stands[made.appointment_id] = f"{made.starts_at.isoformat()} {made.provider_id} {made.chair_id}"
            case AppointmentCancelled(appointment=made):
                stands[made.appointment_id] = None
            case _:
                pass
    return {"what": what, "events": [each.id for each in recorded], "stands": stands}


def _letters(number: int) -> str:
    """A name made of a number: names have no digits."""
    return "".join(chr(ord("a") + int(digit)) for digit in str(number)).capitalize()


async def mix(path: Path, number: int, commands: int) -> None:
    async with open_storage(path) as storage:
        mixer = Mixer(storage, number, random.Random(number))
        print("ready", flush=True)  # noqa: T201 (the test waits for it)
        await asyncio.to_thread(sys.stdin.readline)
        for count in range(commands):
            print(json.dumps(told(*await mixer.one(count))), flush=True)  # noqa: T201


if __name__ == "__main__":
    asyncio.run(mix(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])))
