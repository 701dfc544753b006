"""A log that cannot be used for a while: the relay waits, repeats nothing, and does not become a second sender."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from pathlib import Path

import pytest
from attrs import evolve

from receptionist.errors import LogLockedError, PublishError
from receptionist.events.codec import CODEC
from receptionist.events.lookup import SqliteLookup
from receptionist.events.sqlite import Database, SqliteLog
from receptionist.events.vault import SqliteVault, keys_path
from receptionist.ids import RandomIds
from receptionist.publishers.outbox import Outbox
from receptionist.publishers.owing import enqueue
from receptionist.publishers.publisher import Delivery
from receptionist.publishers.recording import RecordingPublisher
from receptionist.publishers.relay import RelaySettings
from receptionist.storage import Storage
from tests.examples import CALL
from tests.publishers.scripted import PATIENCE, ScriptedPublisher, hangs
from tests.publishers.support import (
    ATTRIBUTES,
    BOOKING,
    CONFIRMED,
    GREETED,
    QUICK,
    WHOLE,
    Stand,
    lock,
    owner,
    projection,
    running,
    settled,
)


@pytest.fixture
async def hasty(path: Path, ids: RandomIds) -> AsyncIterator[Stand]:
    """A stand whose database waits only shortly for a lock."""
    async with Database.open(path, busy_timeout=0.02) as database:
        vault = SqliteVault(keys_path(path))
        log = SqliteLog(database, vault, CODEC, enqueue=enqueue(vault))
        lookup = SqliteLookup(database, vault)
        storage = Storage(
            log_id="hasty", path=path, database=database, vault=vault, log=log, outbox=Outbox(database), lookup=lookup
        )
        yield Stand(storage, ids=ids)
        vault.close()


async def test_a_locked_log_at_the_claim_is_waited_for(hasty: Stand) -> None:
    await hasty.append(*BOOKING)
    publisher = ScriptedPublisher()
    async with running(relay := hasty.relay(publisher)):
        with lock(hasty.storage.path):
            with pytest.raises(LogLockedError):
                await hasty.poke()
            assert publisher.tried == []
        await settled(relay)
    assert sorted(publisher.keys) == sorted(projection(await hasty.recorded()))


async def test_a_lease_that_cannot_be_renewed_in_time_ends_what_is_being_sent(stand: Stand) -> None:
    """When the lock is free again any relay may be first: two must not be sending then. It is sent again, same key."""
    await stand.append(*WHOLE)
    ended = asyncio.Event()

    async def until_ended() -> None:
        try:
            await hangs()()
        finally:
            ended.set()

    publisher = ScriptedPublisher({"3:1": [until_ended]})
    async with running(relay := stand.relay(publisher, settings=evolve(QUICK, lease=0.2))):
        await publisher.until_tried("3:1")
        await publisher.until_received(*ATTRIBUTES)
        with lock(stand.storage.path):
            async with asyncio.timeout(PATIENCE):
                await ended.wait()
        await settled(relay)
    assert publisher.attempts("3:1") == [(1, 1), (2, 1)]
    assert stand.rows(CALL, "state", "attempts", "epoch")["3:1"] == ("sent", 1, 2)


async def test_a_renewal_that_fails_is_tried_again_before_the_lease_has_lapsed(hasty: Stand) -> None:
    publisher = ScriptedPublisher({"1:0": [hangs()]})
    async with running(hasty.relay(publisher, settings=evolve(QUICK, lease=0.6))):
        await hasty.append(GREETED)
        await publisher.until_tried("1:0")
        with lock(hasty.storage.path):
            await asyncio.sleep(0.25)
        hasty.wall.advance(timedelta(seconds=0.1))
        async with asyncio.timeout(PATIENCE):
            while await owner(hasty) != ("relay", 1, 0.6):
                seen = hasty.storage.database.version
                await hasty.storage.database.wait_for_change(seen)
    assert publisher.attempts("1:0") == [(1, 1)]


async def test_a_locked_log_while_settling_does_not_stop_the_relay(hasty: Stand) -> None:
    await hasty.append(*BOOKING)
    locked = lock(hasty.storage.path)
    publisher = ScriptedPublisher()

    async def after(delivery: object) -> None:
        if publisher.keys[-1] == "3:1":
            locked.__enter__()

    publisher.after = after
    async with running(relay := hasty.relay(publisher)):
        await publisher.until_received("3:1")
        with pytest.raises(LogLockedError):
            await hasty.poke()
        assert hasty.rows()["3:1"] == "owed"
        locked.__exit__(None, None, None)
        await settled(relay)
    effects = projection(await hasty.recorded()).items()
    assert publisher.in_lanes["streams"] == [key for key, effect in effects if effect.lane == "streams"]
    assert set(hasty.rows().values()) == {"sent"}


@pytest.fixture
def fails_to_write(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Have the next so many writes fail as they do when another process holds the lock for too long."""
    left = 0
    write = Database.write

    async def flaky(self: Database, run: Callable[[sqlite3.Connection], object], *, durable: bool = True) -> object:
        nonlocal left
        if left:
            left -= 1

            def locked(_: sqlite3.Connection) -> None:
                error = sqlite3.OperationalError("database is locked")
                error.sqlite_errorcode = sqlite3.SQLITE_BUSY
                raise error

            return await write(self, locked, durable=durable)
        return await write(self, run, durable=durable)

    def fail(times: int) -> None:
        nonlocal left
        left = times

    monkeypatch.setattr(Database, "write", flaky)
    return fail


async def test_a_log_that_cannot_be_written_makes_the_relay_write_again_and_not_send_again(
    stand: Stand, fails_to_write: Callable[[int], None], caplog: pytest.LogCaptureFixture
) -> None:
    """A full disk must not fill a room with repetitions: what was sent waits to be written down."""
    await stand.append(*BOOKING)
    publisher = ScriptedPublisher()

    async def after(delivery: Delivery) -> None:
        if delivery.key == "3:1":
            fails_to_write(3)

    publisher.after = after
    with caplog.at_level(logging.WARNING):
        await stand.settle(publisher)
    assert sorted(publisher.keys) == sorted(projection(await stand.recorded()))
    assert stand.rows(CALL, "state", "attempts")["3:1"] == ("sent", 1)
    assert caplog.messages[0].endswith("is locked by another process; try again, or stop what holds it")


async def test_a_failed_attempt_that_cannot_be_written_down_keeps_its_number_to_itself(
    stand: Stand, fails_to_write: Callable[[int], None]
) -> None:
    """A stream id is made of key, epoch and attempt, and receivers mix up streams whose id is used again."""
    await stand.append(CONFIRMED)
    failed = asyncio.Event()

    async def fail() -> None:
        fails_to_write(4)
        failed.set()
        raise PublishError("busy")

    publisher = ScriptedPublisher({"1:1": [fail]})
    await stand.settle(publisher)
    assert publisher.attempts("1:1") == [(1, 1), (1, 2)]


async def test_a_log_that_cannot_be_read_is_read_again(stand: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    await stand.append(*BOOKING)
    read, failures, over = Database.read, iter(range(8)), asyncio.Event()

    async def flaky(self: Database, run: Callable[[sqlite3.Connection], object]) -> object:
        if next(failures, None) is None:
            over.set()
            return await read(self, run)

        def broken(_: sqlite3.Connection) -> None:
            raise sqlite3.OperationalError("disk I/O error")

        return await read(self, broken)

    publisher = RecordingPublisher()
    relay = stand.relay(publisher, settings=RelaySettings(lease=30, backoff_first=0.00001))
    monkeypatch.setattr(Database, "read", flaky)
    async with running(relay):
        await over.wait()
        await settled(relay)
    assert sorted(publisher.keys) == sorted(projection(await stand.recorded()))
