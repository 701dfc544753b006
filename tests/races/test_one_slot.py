"""A slot is sold once: two processes want it at the same instant, again and again."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path

from receptionist.ids import AppointmentId
from receptionist.storage import open_storage
from tests.domain.specification import CLINIC, NOW
from tests.events.processes import Running, running
from tests.races.desks import appointments

ROUNDS = 200


def slots(count: int) -> list[datetime]:
    """The next starts at the clinic, from tomorrow on."""
    days = (NOW.astimezone(CLINIC.zone).date() + timedelta(days=n) for n in range(1, CLINIC.horizon_days))
    return [start for day in days for start in CLINIC.starts(day, "lee", "exam")][:count]


async def test_two_processes_race_for_a_slot_and_one_of_them_has_it(path: Path) -> None:
    """Every round, exactly one is confirmed and the other is refused, with times that are free.

    In every other round both have decided on the same facts before either appends; in the rest nothing is arranged.
    """
    sold: dict[datetime, AppointmentId] = {}
    async with (
        running("tests.races.racer", str(path), "Ann") as ann,
        running("tests.races.racer", str(path), "Bob") as bob,
    ):
        for number, slot in enumerate(slots(ROUNDS)):
            answers = await one_round((ann, bob), slot, together=number % 2 == 0)
            (winner,) = [AppointmentId(answer["confirmed"]) for answer in answers if "confirmed" in answer]
            sold[slot] = winner
            (loser,) = [answer for answer in answers if "confirmed" not in answer]
            assert loser["refused"] == "slot_taken"
            offered = [datetime.fromisoformat(start) for start in loser["alternatives"]]
            assert len(set(offered)) == 3
            assert not set(offered) & set(sold)
            assert all(start > NOW for start in offered)
        assert (await ann.rest(), await bob.rest()) == ("", "")
    async with open_storage(path, create=False) as storage:
        kept = await appointments(storage.log)
        assert {made.starts_at: made.appointment_id for made in kept} == sold
        assert len(kept) == ROUNDS
        assert (await storage.log.verify()).broken_at is None


async def one_round(racers: tuple[Running, Running], slot: datetime, *, together: bool) -> list[dict[str, str]]:
    """Ask both for *slot* at once; their answers."""
    how = "together" if together else "free"
    for racer in racers:
        racer.write(f"{how} {slot.astimezone(CLINIC.zone):%Y-%m-%d %H:%M}")
    if together:
        assert [await racer.line() for racer in racers] == ["decided", "decided"]
        for racer in racers:
            racer.write("go")
    return [json.loads(await racer.line()) for racer in racers]
