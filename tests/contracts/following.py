"""The part of the contract about `EventLog.follow`."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, AsyncIterator

import pytest

from receptionist.events.log import EventLog, Query
from receptionist.events.recorded import Recorded
from receptionist.ids import RandomIds
from tests.contracts.store import Store, heard


@contextlib.asynccontextmanager
async def following(log: EventLog, query: Query, *, after: int = 0) -> AsyncIterator[AsyncIterator[Recorded]]:
    """`log.follow`, let go of at the end; what does not come within 20 s never will."""
    recorded = log.follow(query, after=after)
    async with asyncio.timeout(20):
        try:
            yield recorded
        finally:
            assert isinstance(recorded, AsyncGenerator)
            await recorded.aclose()


async def take(recorded: AsyncIterator[Recorded], count: int) -> tuple[Recorded, ...]:
    """The next *count*."""
    return tuple([await anext(recorded) for _ in range(count)])


class FollowContract:
    """What is there, then what comes."""

    async def test_follow_gives_what_is_there_and_then_what_comes(self, log: EventLog, ids: RandomIds) -> None:
        before = await log.append([heard(ids), heard(ids)])
        async with following(log, Query()) as recorded:
            assert await take(recorded, 2) == before
            coming = asyncio.create_task(take(recorded, 1))
            await asyncio.sleep(0.05)
            assert not coming.done()
            after = await log.append([heard(ids)])
            assert await coming == after

    async def test_follow_gives_only_what_is_selected(self, log: EventLog, ids: RandomIds) -> None:
        async with following(log, Query.tagged("x")) as recorded:
            coming = asyncio.create_task(take(recorded, 2))
            await log.append([heard(ids, "x"), heard(ids, "y")])
            await log.append([heard(ids, "y")])
            await log.append([heard(ids, "x", "y")])
            assert [one.position for one in await coming] == [1, 4]

    @pytest.mark.parametrize("after", [0, 1, 2, 3])
    async def test_follow_begins_after_a_position(self, log: EventLog, ids: RandomIds, after: int) -> None:
        await log.append([heard(ids), heard(ids)])
        async with following(log, Query(), after=after) as recorded:
            coming = asyncio.create_task(take(recorded, 4 - after))
            await log.append([heard(ids), heard(ids)])
            assert [one.position for one in await coming] == list(range(after + 1, 5))

    async def test_follow_sees_what_another_connection_appends(
        self, store: Store, log: EventLog, ids: RandomIds
    ) -> None:
        async with store.open() as other, following(log, Query()) as recorded:
            for _ in range(3):
                coming = asyncio.create_task(take(recorded, 1))
                await asyncio.sleep(0)
                assert await other.append([heard(ids)]) == await coming

    async def test_follow_sees_what_another_process_appends(self, store: Store, log: EventLog) -> None:
        async with following(log, Query.tagged("elsewhere")) as recorded:
            coming = asyncio.create_task(take(recorded, 3))
            await store.append_elsewhere(3)
            assert [one.position for one in await coming] == [1, 2, 3]

    async def test_follow_comes_through_a_long_history(self, log: EventLog, ids: RandomIds) -> None:
        for _ in range(3):
            await log.append([heard(ids) for _ in range(400)])
        async with following(log, Query()) as recorded:
            assert [one.position for one in await take(recorded, 1200)] == list(range(1, 1201))

    async def test_nothing_is_missed_while_others_append(self, store: Store, log: EventLog, ids: RandomIds) -> None:
        """Between a read that found nothing and the wait for more, an append must not slip through."""

        async def append_all(mine: EventLog) -> None:
            for number in range(100):
                await mine.append([heard(ids)])
                await asyncio.sleep(0.001 if number % 3 else 0)

        async with store.open() as other, following(log, Query()) as first, following(other, Query()) as second:
            both = [asyncio.create_task(take(recorded, 200)) for recorded in (first, second)]
            await asyncio.gather(append_all(log), append_all(other))
            for recorded in await asyncio.gather(*both):
                assert [one.position for one in recorded] == list(range(1, 201))

    async def test_a_follower_that_is_cancelled_leaves_nothing_behind(self, log: EventLog, ids: RandomIds) -> None:
        """Neither while it waits nor while it reads."""
        tasks = asyncio.all_tasks()
        for pauses in range(6):
            async with following(log, Query()) as recorded:
                coming = asyncio.create_task(take(recorded, 100))
                for _ in range(pauses):
                    await asyncio.sleep(0.001)
                coming.cancel()
                with pytest.raises(asyncio.CancelledError):
                    await coming
        assert asyncio.all_tasks() == tasks
        appended = await log.append([heard(ids)])
        async with following(log, Query()) as recorded:
            assert await take(recorded, 1) == appended
