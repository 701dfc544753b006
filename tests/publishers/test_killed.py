"""Relays in processes of their own, killed and suspended while they send."""

from __future__ import annotations

import asyncio
import random
import signal
from pathlib import Path

import pytest

from receptionist.clock import SystemClock
from receptionist.projections.effects import SetAttributes
from receptionist.projections.fold import view
from tests.events import processes
from tests.publishers.relay_process import PATIENT, Arrived, RoomFile, arrived, content
from tests.publishers.scripted import PATIENCE
from tests.publishers.support import (
    BEGUN,
    CONFIRMED,
    DETAILS,
    ENDED,
    GREETED,
    MOVED,
    NAMED,
    Stand,
    projection,
    rows,
    running,
    settled,
    stand_on,
)

MODULE = "tests.publishers.relay_process"
VISIT = (BEGUN, NAMED, CONFIRMED, DETAILS, MOVED)


@pytest.fixture
def room(tmp_path: Path) -> Path:
    return tmp_path / "room.jsonl"


@pytest.mark.parametrize("seed", [1])
async def test_whatever_kills_the_relays_the_room_gets_the_projection_of_the_log(
    path: Path, room: Path, seed: int
) -> None:
    await kill_again_and_again(path, room, seed, kills=10)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(2, 12))
async def test_the_same_with_many_more_kills(path: Path, room: Path, seed: int) -> None:
    await kill_again_and_again(path, room, seed, kills=40)


async def kill_again_and_again(path: Path, room: Path, seed: int, kills: int) -> None:
    chance = random.Random(seed)
    async with stand_on(path) as stand:
        # Enough for all of them: each gets a few effects further.
        await stand.append(GREETED, *VISIT * kills, ENDED)
    for number in range(kills):
        async with processes.running(MODULE, str(path), str(room), "--name", str(number)) as process:
            async with asyncio.timeout(PATIENCE):
                for _ in range(chance.randint(1, 7)):
                    await process.line()
                await asyncio.sleep(chance.choice([0, 0, 0.0005, 0.001, 0.002]))
            await process.kill()
        # Nothing is written down as sent that is not there.
        sent = {key for key, state in rows(path).items() if state == "sent"}
        assert sent <= {there.key for there in arrived(room)}
    async with stand_on(path) as stand:
        relay = stand.relay(RoomFile(room, "last", 0), wall=SystemClock(), settings=PATIENT, owner="last")
        async with running(relay):
            await settled(relay)
        await _has_the_projection(stand, arrived(room))
    assert set(rows(path).values()) <= {"sent", "superseded"}


async def _has_the_projection(stand: Stand, there: list[Arrived]) -> None:
    recorded = await stand.recorded()
    expected = {key: content(effect) for key, effect in projection(recorded).items() if effect.lane == "streams"}
    first_of_each: dict[str, str] = {}
    for one in there:
        if one.lane == "streams":
            # Sent again it is the same.
            assert first_of_each.setdefault(one.key, one.effect) == one.effect
    assert list(first_of_each.items()) == list(expected.items())
    attributes = [one for one in there if one.lane == "attributes"]
    assert attributes[-1].effect == content(SetAttributes(values=view(recorded).attributes)) or (
        attributes[-1].effect == content([e for e in projection(recorded).values() if e.lane == "attributes"][-1])
    )
    positions = [int(one.key.split(":")[0]) for one in attributes]
    assert positions == sorted(positions)
    # One sender at a time, and no stream id twice.
    assert [one.epoch for one in there] == sorted(one.epoch for one in there)
    assert len({(one.key, one.epoch, one.attempt) for one in there}) == len(there)


async def test_a_process_that_was_suspended_past_its_lease_sends_nothing_and_stands_by(path: Path, room: Path) -> None:
    async with (
        stand_on(path) as stand,
        processes.running(MODULE, str(path), str(room), "--name", "suspended", "--stay") as suspended,
    ):
        await stand.append(GREETED, DETAILS)
        await all_sent(stand)
        suspended.process.send_signal(signal.SIGSTOP)
        successor = stand.relay(RoomFile(room, "successor", 0), wall=SystemClock(), settings=PATIENT)
        async with running(successor):
            await stand.append(CONFIRMED)
            await all_sent(stand)
            suspended.process.send_signal(signal.SIGCONT)
            await stand.append(MOVED)
            await all_sent(stand)
            # It has found out and waits for its turn.
            assert suspended.process.stderr is not None
            async with asyncio.timeout(PATIENCE):
                told = (await suspended.process.stderr.readline()).decode()
            assert told.endswith("is served by another relay (epoch 1 has passed)\n")
            await stand.append(DETAILS)
            await all_sent(stand)
        await stand.append(ENDED)
        await all_sent(stand)
        streams = [key for key, effect in projection(await stand.recorded()).items() if effect.lane == "streams"]
    sender = {1: ("suspended", 1), 2: ("suspended", 1), 6: ("suspended", 3)}
    assert [(one.name, one.epoch, one.key) for one in arrived(room) if one.lane == "streams"] == [
        (*sender.get(int(key.partition(":")[0]), ("successor", 2)), key) for key in streams
    ]
    assert {(one.name, one.epoch, one.key) for one in arrived(room) if one.lane == "attributes"} == {
        ("suspended", 1, "1:0"),
        ("successor", 2, "3:0"),
        ("successor", 2, "4:0"),
        ("suspended", 3, "6:0"),
    } | {(one.name, one.epoch, one.key) for one in arrived(room) if one.key in {"1:0", "4:0"}}


async def all_sent(stand: Stand) -> None:
    async with asyncio.timeout(PATIENCE):
        while True:
            seen = stand.storage.database.version
            if set(stand.rows().values()) == {"sent"}:
                return
            await stand.storage.database.wait_for_change(seen)
