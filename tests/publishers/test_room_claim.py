"""One live call a room: who has it, until when, and that two at once are not both given it."""

from __future__ import annotations

import asyncio
import contextlib
import multiprocessing
import sqlite3
from datetime import timedelta
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from receptionist.clock import SystemClock
from receptionist.ids import CallId
from receptionist.publishers.recording import RecordingPublisher
from receptionist.publishers.room_claim import Holder, RoomClaims
from receptionist.storage import open_storage
from tests.examples import CALL
from tests.processes import PATIENCE
from tests.publishers.support import QUICK, Stand, lock, running, until_owned_by

LEASE = 3.0
OTHER = CallId("c-another")
ROOM = "room-1"


@pytest.fixture
def claims(stand: Stand) -> RoomClaims:
    return RoomClaims(stand.storage.database, wall=stand.wall, seconds=LEASE)


def in_the_file(path: Path) -> list[tuple[str, str, str]]:
    with contextlib.closing(sqlite3.connect(path)) as raw:
        return raw.execute("SELECT room, call, agent FROM room_claim ORDER BY room").fetchall()


def renewed(stand: Stand, call: CallId, seconds: float) -> None:
    """The call's relay has renewed its lease just now."""
    with contextlib.closing(sqlite3.connect(stand.storage.path)) as raw, raw:
        until = stand.wall.now().timestamp() + seconds
        raw.execute("INSERT OR REPLACE INTO relay_owner VALUES (?, 1, 'a relay', ?)", (call, until))


async def test_a_room_that_nobody_has_is_whoevers_comes_first(claims: RoomClaims) -> None:
    assert await claims.holder(ROOM) is None
    assert await claims.claim(ROOM, call=CALL, agent="agent-1")
    assert not await claims.claim(ROOM, call=OTHER, agent="agent-2")
    assert await claims.holder(ROOM) == Holder(call=CALL, agent="agent-1", left=LEASE)


async def test_each_room_is_claimed_for_itself(claims: RoomClaims) -> None:
    assert await claims.claim(ROOM, call=CALL, agent="agent-1")
    assert await claims.claim("room-2", call=OTHER, agent="agent-2")


async def test_a_claim_that_is_repeated_is_still_ones_own(claims: RoomClaims, stand: Stand) -> None:
    """Whether a failed commit became durable is not always known."""
    for _ in range(2):
        assert await claims.claim(ROOM, call=CALL, agent="agent-1")
    assert in_the_file(stand.storage.path) == [(ROOM, CALL, "agent-1")]


async def test_a_process_that_dies_before_its_call_has_begun_keeps_the_room_for_a_lease(
    claims: RoomClaims, stand: Stand
) -> None:
    await claims.claim(ROOM, call=CALL, agent="agent-1")
    stand.wall.advance(timedelta(seconds=LEASE - 0.5))
    assert not await claims.claim(ROOM, call=OTHER, agent="agent-2")
    stand.wall.advance(timedelta(seconds=0.5))
    assert await claims.holder(ROOM) == Holder(call=CALL, agent="agent-1", left=0.0)
    assert await claims.claim(ROOM, call=OTHER, agent="agent-2")
    assert await claims.holder(ROOM) == Holder(call=OTHER, agent="agent-2", left=LEASE)


async def test_a_room_is_kept_for_as_long_as_the_relay_of_its_call_renews_its_lease(
    claims: RoomClaims, stand: Stand
) -> None:
    await claims.claim(ROOM, call=CALL, agent="agent-1")
    for _ in range(100):
        stand.wall.advance(timedelta(seconds=2))
        renewed(stand, CALL, LEASE)
    assert not await claims.claim(ROOM, call=OTHER, agent="agent-2")
    stand.wall.advance(timedelta(seconds=LEASE))
    assert await claims.claim(ROOM, call=OTHER, agent="agent-2")


async def test_another_calls_relay_does_not_keep_the_room(claims: RoomClaims, stand: Stand) -> None:
    await claims.claim(ROOM, call=CALL, agent="agent-1")
    renewed(stand, CallId("c-third"), 100)
    stand.wall.advance(timedelta(seconds=LEASE))
    assert await claims.claim(ROOM, call=OTHER, agent="agent-2")


async def test_the_relays_own_lease_is_what_counts(claims: RoomClaims, stand: Stand) -> None:
    """Not what this test takes for one."""
    await claims.claim(ROOM, call=CALL, agent="agent-1")
    stand.wall.advance(timedelta(seconds=LEASE))
    async with running(stand.relay(RecordingPublisher())):
        await until_owned_by(stand, "relay", 1)
        assert await claims.holder(ROOM) == Holder(call=CALL, agent="agent-1", left=QUICK.lease)
    assert await claims.claim(ROOM, call=OTHER, agent="agent-2")


async def test_a_call_that_is_over_leaves_the_room_to_the_next_and_nothing_of_its_name(
    claims: RoomClaims, stand: Stand
) -> None:
    await claims.claim(ROOM, call=CALL, agent="agent-1")
    renewed(stand, CALL, LEASE)
    await claims.release(ROOM, call=CALL)
    assert in_the_file(stand.storage.path) == []
    assert await claims.claim(ROOM, call=OTHER, agent="agent-2")
    # A second time, and by then the room is another's.
    await claims.release(ROOM, call=CALL)
    assert in_the_file(stand.storage.path) == [(ROOM, OTHER, "agent-2")]


async def test_who_never_had_the_room_releases_nothing(claims: RoomClaims, stand: Stand) -> None:
    await claims.claim(ROOM, call=CALL, agent="agent-1")
    await claims.release(ROOM, call=OTHER)
    assert in_the_file(stand.storage.path) == [(ROOM, CALL, "agent-1")]


async def test_a_claim_waits_for_the_lock_and_counts_from_when_it_had_it(claims: RoomClaims, stand: Stand) -> None:
    with lock(stand.storage.path):
        claiming = asyncio.create_task(claims.claim(ROOM, call=CALL, agent="agent-1"))
        await asyncio.sleep(0.05)
        stand.wall.advance(timedelta(seconds=10))
    assert await claiming
    assert await claims.holder(ROOM) == Holder(call=CALL, agent="agent-1", left=LEASE)


async def test_a_release_that_is_cut_off_is_done_all_the_same(claims: RoomClaims, stand: Stand) -> None:
    """A job that is being stopped still lets the next one in."""
    await claims.claim(ROOM, call=CALL, agent="agent-1")
    releasing = asyncio.create_task(claims.release(ROOM, call=CALL))
    await asyncio.sleep(0)
    releasing.cancel()
    await asyncio.wait([releasing])
    assert in_the_file(stand.storage.path) == []


def claim_in_a_process(path: Path, number: int, start: Connection, answer: Connection) -> None:
    """Wait for the start, claim, and answer whether the room was had."""

    async def claim() -> bool:
        async with open_storage(path) as storage:
            claims = RoomClaims(storage.database, wall=SystemClock(), seconds=60)
            answer.send(None)
            await asyncio.to_thread(start.recv)
            return await claims.claim(ROOM, call=CallId(f"c-{number}"), agent=f"agent-{number}")

    answer.send(asyncio.run(claim()))


async def test_of_processes_that_claim_a_room_at_once_one_has_it(stand: Stand) -> None:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.publishers.test_room_claim"])
    pipes = [(context.Pipe(), context.Pipe()) for _ in range(4)]
    processes = [
        context.Process(target=claim_in_a_process, args=(stand.storage.path, number, start[1], answer[1]))
        for number, (start, answer) in enumerate(pipes)
    ]
    for process in processes:
        process.start()
    for _, answer in pipes:
        assert answer[0].poll(PATIENCE)
        answer[0].recv()
    for start, _ in pipes:
        start[0].send(None)
    had = [answer[0].recv() for _, answer in pipes if answer[0].poll(PATIENCE)]
    for process in processes:
        process.join(PATIENCE)
        process.close()
    for pair in pipes:
        for end in (*pair[0], *pair[1]):
            end.close()
    assert sorted(had) == [False, False, False, True]
    winner = had.index(True)
    assert in_the_file(stand.storage.path) == [(ROOM, f"c-{winner}", f"agent-{winner}")]
