"""One sender at a time: a relay that has lost its call sends nothing more and writes nothing more."""

from __future__ import annotations

import asyncio
import gc
from datetime import timedelta

import pytest
from attrs import evolve

from receptionist.publishers.ownership import Ownership
from receptionist.publishers.recording import RecordingPublisher
from tests.examples import CALL
from tests.publishers.scripted import PATIENCE, ScriptedPublisher, hangs, waits_for
from tests.publishers.support import (
    ATTRIBUTES,
    BOOKING,
    DETAILS,
    GREETED,
    NAMED,
    QUICK,
    STREAMS,
    WHOLE,
    Stand,
    owner,
    running,
    settled,
    until_owned_by,
)

LEASE = timedelta(seconds=QUICK.lease)


async def test_a_second_relay_waits_while_the_first_has_the_call(stand: Stand) -> None:
    first, second = ScriptedPublisher(), ScriptedPublisher()
    async with running(relay := stand.relay(first, owner="first"), stand.relay(second, owner="second")):
        await stand.append(*BOOKING)
        await settled(relay)
        stand.wall.advance(LEASE - timedelta(seconds=1))
        await stand.append(DETAILS)
        await settled(relay)
        assert await owner(stand) == ("first", 1, 1.0)
    assert (len(first.received), second.tried) == (15, [])


async def test_waiting_for_a_call_is_no_work_for_anybody(stand: Stand) -> None:
    """To claim is to commit, and a commit wakes who waits: two who wait must not wake each other for ever."""
    async with running(*(stand.relay(RecordingPublisher(), owner=f"{n}") for n in range(4))):
        await until_owned_by(stand, "0", 1)
        before = stand.storage.database.version
        for _ in range(5):
            await stand.poke()
        for _ in range(200):
            await asyncio.sleep(0)
        assert stand.storage.database.version - before <= 6


async def test_a_suspended_relay_that_wakes_up_after_its_lease_writes_nothing_and_stands_by(stand: Stand) -> None:
    await stand.append(*WHOLE)
    gate = asyncio.Event()
    first, second = ScriptedPublisher({"3:1": [waits_for(gate)]}), ScriptedPublisher({"4:0": [hangs()]})
    async with running(stand.relay(first, owner="first")) as (task,):
        await first.until_tried("3:1")
        await first.until_received(*ATTRIBUTES)
        async with running(stand.relay(second, owner="second")):
            stand.wall.advance(LEASE)
            await stand.poke()
            await second.until_tried("4:0")
            before = stand.rows(CALL, "state", "attempts", "epoch", "last_error", "settled_at")
            # Only now does what the first was sending arrive.
            stand.clock.advance(LEASE)
            gate.set()
            await first.until_received("3:1")
            await stand.poke()
            await until_owned_by(stand, "second", 2)
            assert stand.rows(CALL, "state", "attempts", "epoch", "last_error", "settled_at") == before
            assert not task.done()
        # It stood by: when the second goes, the first is there again.
        await until_owned_by(stand, "first", 3)
        await first.until_received("6:1")
    assert second.in_lanes == {"attributes": [], "streams": ["3:1", "3:2", "3:3", "3:4", "3:5"]}
    own = [key for key in STREAMS if key not in {"3:2", "3:3", "3:4", "3:5"}]
    assert first.in_lanes == {"attributes": ATTRIBUTES, "streams": own}
    # The call's last before it, whoever sent it.
    assert [d.previous for d in first.tried if (d.key, d.epoch) == ("4:0", 3)] == ["3:5"]


@pytest.mark.parametrize("failure", [True, False])
async def test_a_lost_call_is_lost_however_the_attempt_ends(stand: Stand, failure: bool) -> None:  # noqa: FBT001
    """A failed attempt is not counted either: it is another relay's row now."""
    await stand.append(NAMED)
    gate = asyncio.Event()

    async def late() -> None:
        await gate.wait()
        if failure:
            raise ZeroDivisionError

    first, second = ScriptedPublisher({"1:0": [late]}), ScriptedPublisher({"1:0": [hangs()]})
    async with running(stand.relay(first, owner="first")):
        await first.until_tried("1:0")
        async with running(stand.relay(second, owner="second")):
            stand.wall.advance(LEASE)
            await stand.poke()
            await second.until_tried("1:0")
            gate.set()
            await until_owned_by(stand, "second", 2)
            for _ in range(3):
                await stand.poke()
            assert stand.rows(CALL, "state", "attempts", "epoch", "last_error") == {"1:0": ("owed", 0, None, None)}


async def test_a_relay_whose_lease_has_lapsed_does_not_send_until_it_has_the_call_again(stand: Stand) -> None:
    """Nobody else was there, but it could not know."""
    publisher = ScriptedPublisher()
    async with running(relay := stand.relay(publisher)):
        await stand.append(GREETED)
        await settled(relay)
        stand.wall.advance(LEASE)
        await stand.append(DETAILS)
        await settled(relay)
    assert publisher.attempts("2:0") == [(2, 1)]


async def test_a_relay_that_was_overtaken_while_it_waited_for_its_turn_does_not_send(stand: Stand) -> None:
    first, second = ScriptedPublisher(), ScriptedPublisher()
    async with running(stand.relay(first, owner="first")):
        await until_owned_by(stand, "first", 1)
        stand.wall.advance(LEASE)
        async with running(relay := stand.relay(second, owner="second")):
            await until_owned_by(stand, "second", 2)
            await stand.append(*BOOKING)
            await settled(relay)
    assert (first.tried, len(second.received)) == ([], 10)


async def test_a_lease_that_is_renewed_is_kept(stand: Stand) -> None:
    """However long the call: each renewal counts from its own time, and nobody else comes in."""
    settings = evolve(QUICK, lease=0.6)
    other = ScriptedPublisher()
    async with running(
        stand.relay(RecordingPublisher(), owner="first", settings=settings),
        stand.relay(other, owner="second", settings=settings),
    ):
        await until_owned_by(stand, "first", 1)
        for _ in range(3):
            stand.wall.advance(timedelta(seconds=0.3))
            async with asyncio.timeout(PATIENCE):
                while await owner(stand) != ("first", 1, 0.6):
                    seen = stand.storage.database.version
                    await stand.storage.database.wait_for_change(seen)
    assert other.tried == []


async def test_a_relay_that_is_stopped_lets_its_successor_in_at_once(stand: Stand) -> None:
    """Not only when the lease has lapsed, which by this clock is never."""
    await stand.append(*BOOKING)
    first, second = ScriptedPublisher({"3:1": [hangs()]}), ScriptedPublisher()
    async with running(stand.relay(first, owner="first")) as tasks:
        await first.until_tried("3:1")
        async with running(relay := stand.relay(second, owner="second")):
            await stand.poke()
            tasks[0].cancel()
            await settled(relay)
            assert await owner(stand) == ("second", 2, QUICK.lease)
    assert second.in_lanes["streams"] == ["3:1", "3:2", "3:3", "3:4", "3:5"]


async def test_a_relay_that_is_stopped_does_not_let_go_of_the_call_before_its_publisher_has(stand: Stand) -> None:
    """Even if it is on its way out already: the successor must not send while something is still on the wire."""
    await stand.append(*WHOLE)
    letting_go, gone = asyncio.Event(), asyncio.Event()

    async def slow_to_let_go() -> None:
        try:
            await hangs()()
        finally:
            letting_go.set()
            await gone.wait()

    publisher = ScriptedPublisher({"3:1": [slow_to_let_go]})
    async with running(stand.relay(publisher)) as (task,):
        await publisher.until_tried("3:1")
        await publisher.until_received(*ATTRIBUTES)
        stand.wall.advance(LEASE)
        await stand.append(GREETED)
        await letting_go.wait()
        task.cancel()
        for _ in range(10):
            await stand.poke()
        assert (task.done(), (await owner(stand))[1]) == (False, 1)
        gone.set()


async def test_of_many_relays_one_has_the_call_at_a_time(stand: Stand) -> None:
    """They come, wait and go; each epoch has one sender and no effect is sent in two orders."""
    publishers = [ScriptedPublisher() for _ in range(5)]
    relays = [stand.relay(publisher, owner=str(n)) for n, publisher in enumerate(publishers)]
    async with running(*relays) as tasks:
        for task in tasks[:-1]:
            await stand.append(DETAILS)
            await settled(relays[0])
            holder = int((await owner(stand))[0])
            tasks[holder].cancel()
            await asyncio.wait([tasks[holder]])
            del task
    senders = {(d.epoch, n) for n, publisher in enumerate(publishers) for d in publisher.tried}
    assert len({epoch for epoch, _ in senders}) == len(senders)
    assert {key for publisher in publishers for key in publisher.keys} == set(stand.rows())


async def test_a_relay_that_is_stopped_while_it_learns_that_its_call_is_lost_says_nothing_more(stand: Stand) -> None:
    """What it was writing is refused when it does not wait for it any more: that is no error of the program."""
    told: list[str] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: told.append(context["message"]))
    await stand.append(NAMED)
    owed = await stand.storage.outbox.next_owed(CALL, "attributes")
    assert owed is not None
    former = Ownership(call=CALL, epoch=1, owner="former", expires_at=0.0)
    settling = asyncio.create_task(stand.storage.outbox.settle(former, owed, "sent", attempts=1, at=stand.clock.now()))
    await asyncio.sleep(0)
    settling.cancel()
    await asyncio.wait([settling])
    await stand.poke()
    del settling
    gc.collect()
    assert (told, stand.rows()) == ([], {"1:0": "owed"})
