"""Calls without an agent: which they are, whose a rescue is, and who takes the call."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
from datetime import timedelta

import pytest
from attrs import evolve

from receptionist.ids import CallId
from receptionist.publishers.orphans import MOST_TRIES, STEADY_SECONDS, Inheritance, Orphan, Orphans
from receptionist.publishers.room_claim import Holder, RoomClaims
from tests.examples import CALL, NOW
from tests.publishers.support import Stand

LEASE = 3.0
CLAIM = 6.0
ROOM = "room-1"
BEGAN = NOW.timestamp()
FIRST = Orphan(
    room=ROOM, call=CALL, agent="agent-1", caller="caller-1", term=0, tries=0, dispatches=0, taken_at=BEGAN,
    rescue_until=0.0, lapsed_at=BEGAN + CLAIM,
)  # fmt: skip


@pytest.fixture
def claims(stand: Stand) -> RoomClaims:
    return RoomClaims(stand.storage.database, wall=stand.wall, seconds=CLAIM)


@pytest.fixture
def orphans(stand: Stand) -> Orphans:
    return Orphans(stand.storage.database, wall=stand.wall, seconds=CLAIM)


@pytest.fixture
async def orphan(stand: Stand, claims: RoomClaims) -> Orphan:
    """A call whose agent has claimed its room and died."""
    stand.wall.advance(timedelta(seconds=BEGAN - stand.wall.now().timestamp()))
    assert await claims.claim(ROOM, call=CALL, agent="agent-1", caller="caller-1")
    stand.wall.advance(timedelta(seconds=CLAIM))
    return FIRST


def leased(stand: Stand, seconds: float, *, call: CallId = CALL) -> None:
    """The call's relay has its lease for so long."""
    with contextlib.closing(sqlite3.connect(stand.storage.path)) as raw, raw:
        until = stand.wall.now().timestamp() + seconds
        raw.execute("INSERT OR REPLACE INTO relay_owner VALUES (?, 1, 'a relay', ?)", (call, until))


async def die(stand: Stand, orphans: Orphans, after: float) -> Orphan:
    """The agent that has the call lives for so long, and is noticed to be dead."""
    stand.wall.advance(timedelta(seconds=after))
    leased(stand, 0)
    [orphan] = await orphans.lapsed()
    return orphan


async def test_a_call_whose_claim_has_lapsed_is_an_orphan(orphan: Orphan, orphans: Orphans) -> None:
    assert await orphans.lapsed() == (orphan,)
    assert await orphans.in_room(ROOM) == orphan
    assert await orphans.in_room("room-2") is None


async def test_one_that_has_only_just_lapsed_is_given_the_benefit_of_the_doubt(
    orphan: Orphan, orphans: Orphans, stand: Stand
) -> None:
    assert await orphans.lapsed(doubt=0.5) == ()
    stand.wall.advance(timedelta(seconds=0.5))
    assert await orphans.lapsed(doubt=0.5) == (orphan,)


async def test_a_call_whose_relay_has_its_lease_is_none(orphan: Orphan, orphans: Orphans, stand: Stand) -> None:
    leased(stand, LEASE)
    assert await orphans.lapsed() == ()
    assert await orphans.in_room(ROOM) is None
    assert not await orphans.begin_rescue(orphan, rescuer="one", seconds=10)
    assert await orphans.inherit(orphan, agent="agent-2") is None


async def test_a_rescue_is_one_rescuers_until_its_time_is_over(orphan: Orphan, orphans: Orphans, stand: Stand) -> None:
    begun = await asyncio.gather(*(orphans.begin_rescue(orphan, rescuer=f"r-{n}", seconds=10) for n in range(5)))
    assert sorted(begun) == [False, False, False, False, True]
    [seen] = await orphans.lapsed()
    assert seen == evolve(orphan, dispatches=1, rescue_until=BEGAN + CLAIM + 10)
    stand.wall.advance(timedelta(seconds=10))
    assert await orphans.begin_rescue(seen, rescuer="another", seconds=10)


async def test_of_several_agents_one_takes_the_call(orphan: Orphan, orphans: Orphans, claims: RoomClaims) -> None:
    taken = await asyncio.gather(*(orphans.inherit(orphan, agent=f"agent-{n}") for n in range(2, 7)))
    [one] = [each for each in taken if each is not None]
    assert one == Inheritance(call=CALL, term=1, is_last=False)
    holder = await claims.holder(ROOM)
    assert holder == Holder(call=CALL, agent=f"agent-{taken.index(one) + 2}", left=CLAIM)


async def test_who_has_seen_an_earlier_death_takes_nothing(orphan: Orphan, orphans: Orphans, stand: Stand) -> None:
    """A rescuer that was suspended in between, or a job that was long on its way."""
    assert await orphans.inherit(orphan, agent="agent-2") is not None
    stand.wall.advance(timedelta(seconds=CLAIM))
    assert not await orphans.begin_rescue(orphan, rescuer="late", seconds=10)
    assert await orphans.inherit(orphan, agent="agent-3") is None


async def test_the_room_of_another_call_is_not_inherited(orphan: Orphan, orphans: Orphans, claims: RoomClaims) -> None:
    assert await claims.claim(ROOM, call=CallId("c-another"), agent="agent-9", caller="caller-9")
    assert await orphans.inherit(orphan, agent="agent-2") is None


async def test_the_agent_after_so_many_deaths_in_a_row_is_the_last(
    orphan: Orphan, orphans: Orphans, stand: Stand
) -> None:
    terms = []
    for number in range(MOST_TRIES + 1):
        assert not orphan.is_beyond_help
        inherited = await orphans.inherit(orphan, agent=f"agent-{number + 2}")
        assert inherited is not None
        terms.append((inherited.term, inherited.is_last))
        orphan = await die(stand, orphans, CLAIM)
    assert terms == [(1, False), (2, False), (3, False), (4, True)]
    assert orphan.is_beyond_help


async def test_an_agent_that_has_lasted_was_not_killed_by_its_call(
    orphan: Orphan, orphans: Orphans, stand: Stand
) -> None:
    for number in range(MOST_TRIES):
        assert await orphans.inherit(orphan, agent=f"agent-{number + 2}") is not None
        orphan = await die(stand, orphans, CLAIM)
    assert (await orphans.inherit(orphan, agent="agent-8")) == Inheritance(call=CALL, term=4, is_last=True)
    leased(stand, STEADY_SECONDS)
    orphan = await die(stand, orphans, STEADY_SECONDS)
    assert not orphan.is_beyond_help
    assert (await orphans.inherit(orphan, agent="agent-9")) == Inheritance(call=CALL, term=5, is_last=False)


async def test_a_call_that_is_handed_over_is_an_orphan_at_once(
    stand: Stand, claims: RoomClaims, orphans: Orphans
) -> None:
    assert await claims.claim(ROOM, call=CALL, agent="agent-1", caller="caller-1")
    await claims.hand_over(ROOM, call=CALL, agent="agent-2")
    assert await orphans.lapsed() == ()
    await claims.hand_over(ROOM, call=CALL, agent="agent-1")
    [orphan] = await orphans.lapsed()
    assert orphan.lapsed_at == stand.wall.now().timestamp()


async def test_a_claim_is_kept_until_the_relay_has_its_lease(
    stand: Stand, claims: RoomClaims, orphans: Orphans
) -> None:
    assert await claims.claim(ROOM, call=CALL, agent="agent-1", caller="caller-1")
    stand.wall.advance(timedelta(seconds=CLAIM))
    seen = stand.storage.database.version
    keeping = asyncio.create_task(claims.keep_until_leased(ROOM, call=CALL, agent="agent-1", lease=LEASE))
    await stand.storage.database.wait_for_change(seen)
    assert await claims.holder(ROOM) == Holder(call=CALL, agent="agent-1", left=LEASE)
    leased(stand, 1.0)
    await asyncio.wait_for(keeping, 20)
    assert await claims.holder(ROOM) == Holder(call=CALL, agent="agent-1", left=1.0)


async def test_the_agent_of_an_earlier_term_gives_up_nothing(
    orphan: Orphan, orphans: Orphans, claims: RoomClaims
) -> None:
    """It lived after all, and leaves: the room is its successor's."""
    assert await orphans.inherit(orphan, agent="agent-2") is not None
    await claims.release(ROOM, call=CALL, agent="agent-1")
    assert await claims.holder(ROOM) == Holder(call=CALL, agent="agent-2", left=CLAIM)
    await claims.release(ROOM, call=CALL, agent="agent-2")
    assert await claims.holder(ROOM) is None


async def test_an_agent_can_tell_that_it_was_taken_for_dead(
    orphan: Orphan, orphans: Orphans, claims: RoomClaims, stand: Stand
) -> None:
    assert not await claims.is_being_rescued(ROOM, call=CALL)
    assert await orphans.begin_rescue(orphan, rescuer="one", seconds=10)
    assert await claims.is_being_rescued(ROOM, call=CALL)
    stand.wall.advance(timedelta(seconds=10))
    assert not await claims.is_being_rescued(ROOM, call=CALL)
