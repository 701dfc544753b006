"""Several calls at the same time, each in its own room and its own process, on one log."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from receptionist.events.booking import BookingConfirmed, BookingRefused
from tests.live.calls import (
    Kept,
    Slot,
    answered,
    check_wire,
    contract_streams,
    hang_up,
    job_pids,
    kept_of,
    log_in,
    ringing,
    slot,
    wait_until_jobs_exit,
)
from tests.live.room import Client, Worker, new_room
from tools.livekit_server import Server

_NAMES = (
    "Zebedee",
    "Quentin",
    "Marigold",
    "Thaddeus",
    "Ottoline",
    "Barnaby",
    "Cressida",
    "Lysander",
    "Perdita",
    "Ignatius",
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("rooms")


@pytest.fixture(scope="module")
def worker(livekit: Server, folder: Path) -> Iterator[Worker]:
    with Worker.running(livekit, folder) as started:
        yield started


async def test_two_callers_in_two_rooms_see_their_own_call_and_nothing_of_the_other(
    livekit: Server, worker: Worker, folder: Path
) -> None:
    """With the same identity in both, as frontends that do not think about it have it."""
    rooms = [new_room("both"), new_room("both")]
    async with ringing(livekit, rooms[0]) as sarah, ringing(livekit, rooms[1]) as walter:
        await asyncio.gather(_book(sarah, "Sarah", slot(0)), _book(walter, "Walter", slot(1)))
        await asyncio.gather(hang_up(sarah), hang_up(walter))
    for client, own, other in ((sarah, "Sarah", "Walter"), (walter, "Walter", "Sarah")):
        check_wire(contract_streams(client))
        assert client.values("patient_name") == [own]
        assert other not in f"{client.streams}{client.changes}{client.packets}"
        kept = await kept_of(folder, client)
        assert kept.states == {"sent"}
        assert other not in str(kept.events)
    await asyncio.to_thread(wait_until_jobs_exit, worker, rooms)
    first, second = (job_pids(worker, room) for room in rooms)
    assert not first & second


@pytest.mark.timeout(600)
async def test_ten_who_ask_for_the_same_time_at_once_never_get_it_twice(
    livekit: Server, worker: Worker, folder: Path
) -> None:
    """One is booked; each of the others is refused with alternatives, takes the first of them, and so on."""
    callers, wanted = 10, slot(3)
    rooms = [new_room("many") for _ in range(callers)]
    waiting = asyncio.Barrier(callers)
    insisting = [
        _insist(livekit, room, name, wanted=wanted, waiting=waiting, folder=folder)
        for room, name in zip(rooms, _NAMES, strict=False)
    ]
    kept = await asyncio.gather(*insisting)
    booked = [_booked(one) for one in kept]
    assert len(booked) == callers
    assert max(Counter(booked).values()) == 1
    assert (wanted.starts_at, "lee") in booked
    assert {provider for _, provider in booked} == {"lee"}
    refused = [event for one in kept for event in one.events if isinstance(event, BookingRefused)]
    assert len(refused) >= callers - 1
    assert all(event.reason == "slot_taken" and event.alternatives for event in refused)
    async with log_in(folder) as storage:
        assert (await storage.log.verify()).broken_at is None
    await asyncio.to_thread(wait_until_jobs_exit, worker, rooms)


async def _insist(
    server: Server, room: str, name: str, *, wanted: Slot, waiting: asyncio.Barrier, folder: Path
) -> Kept:
    async with ringing(server, room) as client:
        await waiting.wait()
        # The clinic has two dentists, and could see two patients at once.
        await answered(client, f"I'd like to book an appointment. My name is {name}, {wanted.words} with Dr. Lee.")
        while "confirmed" not in client.values("agent_state"):
            await answered(client, "The first one, please.")
        kept = await kept_of(folder, client)
        await hang_up(client)
        return kept


def _booked(kept: Kept) -> tuple[datetime, str]:
    [confirmed] = [event for event in kept.events if isinstance(event, BookingConfirmed)]
    return confirmed.appointment.starts_at, confirmed.appointment.provider_id


async def _book(client: Client, name: str, wanted: Slot) -> None:
    await answered(client, f"I'd like to book an appointment. My name is {name}, {wanted.words}.")
    await client.wait_for(lambda: bool(client.on("appointment-details")))
