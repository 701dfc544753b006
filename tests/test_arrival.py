"""Whether the call of a room is ours: with the room's claim in the log, and another agent in the room, or not."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from attrs import Factory, define
from livekit import rtc

from receptionist.arrival import Arrival, Taken
from receptionist.clock import SteppedClock
from receptionist.events.sqlite import Database
from receptionist.ids import CallId
from receptionist.publishers.orphans import Inheritance, Orphans
from receptionist.publishers.room_claim import Holder, RoomClaims
from receptionist.rescuing.closing import Course
from tests.examples import CALL, NOW
from tests.fake_room import AGENT, JOINED, NINE, FakeParticipant, FakeRoom, as_room

SARAH = "caller-sarah"
OTHERS = CallId("c-others")
LEASE = 3.0
US = Holder(call=CALL, agent="agent-1", left=LEASE)
# By the test's own clock; nothing that is tested takes longer.
PATIENCE = 20.0


@define
class Stage:
    """A room that we have come into, and the claims of its log."""

    room: FakeRoom
    database: Database
    claims: RoomClaims
    wall: SteppedClock
    courses: dict[CallId, Course] = Factory(dict)
    taken: Taken | None = None

    async def course_of(self, call: CallId) -> Course:
        return self.courses.get(call, Course())

    def arrives(
        self, *, patience: float = PATIENCE, grace: float = PATIENCE, rescues: CallId | None = None
    ) -> asyncio.Task[str | None]:
        arrival = Arrival(
            as_room(self.room),
            call=CALL,
            claims=self.claims,
            orphans=Orphans(self.database, wall=self.wall, seconds=LEASE),
            course=self.course_of,
            rescues=rescues,
            database=self.database,
            grace=grace,
            patience=patience,
        )

        async def take_call() -> str | None:
            async with asyncio.timeout(PATIENCE):
                self.taken = await arrival.take_call()
            return None if self.taken is None else self.taken.caller.identity

        return asyncio.create_task(take_call())

    async def held_by(self, agent: str) -> None:
        assert await self.claims.claim(self.room.name, call=OTHERS, agent=agent)

    async def holder(self) -> Holder | None:
        return await self.claims.holder(self.room.name)


@pytest.fixture
async def stage(path: Path) -> AsyncIterator[Stage]:
    wall = SteppedClock(NOW)
    async with Database.open(path) as database:
        yield Stage(FakeRoom(), database, RoomClaims(database, wall=wall, seconds=LEASE), wall)


async def is_waiting(arriving: asyncio.Task[str | None]) -> bool:
    await asyncio.wait([arriving], timeout=0.1)
    return not arriving.done()


async def test_an_agent_alone_with_a_caller_claims_the_room(stage: Stage) -> None:
    stage.room.enters(FakeParticipant(SARAH))
    assert await stage.arrives() == SARAH
    assert await stage.holder() == US


async def test_a_room_in_which_nobody_calls_is_not_claimed(stage: Stage) -> None:
    assert await stage.arrives(patience=0.01) is None
    assert await stage.holder() is None


async def test_a_room_is_claimed_only_when_its_caller_can_receive(stage: Stage) -> None:
    sarah = FakeParticipant(SARAH, state=JOINED)
    stage.room.enters(sarah)
    arriving = stage.arrives()
    assert await is_waiting(arriving)
    assert await stage.holder() is None
    sarah.state = rtc.ParticipantState.PARTICIPANT_STATE_ACTIVE
    stage.room.emit("participant_active", sarah)
    assert await arriving == SARAH


async def test_a_caller_who_is_gone_before_they_can_receive_is_not_waited_for_longer(stage: Stage) -> None:
    """Who holds the call notices that, and gives them time to come back."""
    stage.room.enters(FakeParticipant(SARAH, state=JOINED))
    arriving = stage.arrives()
    assert await is_waiting(arriving)
    stage.room.leaves(SARAH)
    assert await arriving == SARAH


async def test_a_caller_who_never_can_receive_is_answered_all_the_same(stage: Stage) -> None:
    stage.room.enters(FakeParticipant(SARAH, state=JOINED))
    assert await stage.arrives(patience=0.01) == SARAH


async def test_an_agent_that_finds_the_holder_in_the_room_leaves(stage: Stage) -> None:
    """Even if nobody calls yet, and whoever of the two is told to have come first."""
    await stage.held_by("agent-2")
    stage.room.enters(FakeParticipant("agent-2", AGENT, after=20))
    assert await stage.arrives() is None
    assert await stage.holder() == Holder(call=OTHERS, agent="agent-2", left=LEASE)


async def test_an_agent_waits_until_the_holder_is_back(stage: Stage) -> None:
    await stage.held_by("agent-2")
    stage.room.enters(FakeParticipant(SARAH))
    arriving = stage.arrives()
    assert await is_waiting(arriving)
    stage.room.enters(FakeParticipant("agent-3", AGENT, after=20))
    assert await is_waiting(arriving)
    stage.room.enters(FakeParticipant("agent-2", AGENT, after=20))
    assert await arriving is None
    assert stage.room.local_participant.sets == []


async def test_an_agent_that_waited_answers_when_the_other_call_is_over(stage: Stage) -> None:
    await stage.held_by("agent-2")
    stage.room.enters(FakeParticipant(SARAH))
    arriving = stage.arrives()
    assert await is_waiting(arriving)
    await stage.claims.release(stage.room.name, call=OTHERS)
    assert await arriving == SARAH
    assert await stage.holder() == US


async def test_an_agent_that_waited_answers_when_the_other_process_is_dead(stage: Stage) -> None:
    await stage.held_by("agent-2")
    stage.room.enters(FakeParticipant(SARAH))
    arriving = stage.arrives()
    assert await is_waiting(arriving)
    stage.wall.advance(timedelta(seconds=LEASE))
    await stage.database.write(lambda _: None)
    assert await arriving == SARAH


async def test_an_agent_looks_again_when_the_claim_has_lapsed_though_nothing_happens(stage: Stage) -> None:
    stage.claims = RoomClaims(stage.database, wall=stage.wall, seconds=0.05)
    await stage.held_by("agent-2")
    stage.room.enters(FakeParticipant(SARAH))
    arriving = stage.arrives()
    # Until the commit of that claim is no news any more.
    for _ in range(5):
        assert await is_waiting(arriving)
    stage.wall.advance(timedelta(seconds=0.05))
    assert await arriving == SARAH


async def test_the_ghost_of_a_dead_agent_is_nobody_to_leave_a_call_to(stage: Stage) -> None:
    """LiveKit shows a participant for 20 s more."""
    await stage.held_by("agent-0")
    stage.wall.advance(timedelta(seconds=LEASE))
    stage.room.enters(FakeParticipant("agent-0", AGENT, after=-5))
    stage.room.enters(FakeParticipant(SARAH))
    assert await stage.arrives() == SARAH


async def test_an_agent_of_which_the_log_knows_nothing_and_that_was_first_has_the_call(stage: Stage) -> None:
    """It has another log, or waits for the caller like us."""
    stage.room.enters(FakeParticipant("agent-2", AGENT, after=-5))
    stage.room.enters(FakeParticipant(SARAH))
    assert await stage.arrives() is None
    assert await stage.holder() is None


async def test_of_two_agents_that_come_at_once_one_has_the_call(stage: Stage) -> None:
    stage.room.enters(FakeParticipant(SARAH, state=JOINED))
    arriving = stage.arrives()
    assert await is_waiting(arriving)
    await stage.held_by("agent-2")
    stage.room.enters(FakeParticipant("agent-2", AGENT, after=5))
    sarah = stage.room.remote_participants[SARAH]
    sarah.state = rtc.ParticipantState.PARTICIPANT_STATE_ACTIVE
    stage.room.emit("participant_active", sarah)
    assert await arriving is None


@pytest.mark.parametrize("who", ["the caller", "the room"])
async def test_nobody_waits_for_the_holder_when_there_is_nobody_to_answer(stage: Stage, who: str) -> None:
    await stage.held_by("agent-2")
    stage.room.enters(FakeParticipant(SARAH))
    arriving = stage.arrives(grace=0.05 if who == "the caller" else PATIENCE)
    assert await is_waiting(arriving)
    if who == "the caller":
        stage.room.leaves(SARAH)
    else:
        stage.room.closes(rtc.DisconnectReason.ROOM_DELETED)
    assert await arriving is None
    assert await stage.holder() == Holder(call=OTHERS, agent="agent-2", left=LEASE)


async def test_a_caller_who_is_back_in_time_is_answered(stage: Stage) -> None:
    await stage.held_by("agent-2")
    stage.room.enters(FakeParticipant(SARAH))
    arriving = stage.arrives()
    assert await is_waiting(arriving)
    stage.room.leaves(SARAH)
    assert await is_waiting(arriving)
    stage.room.enters(FakeParticipant(SARAH))
    await stage.claims.release(stage.room.name, call=OTHERS)
    assert await arriving == SARAH


SARAHS = CallId("c-sarahs")
GOES_ON = Course(has_begun=True)


async def orphaned(stage: Stage, course: Course = GOES_ON) -> None:
    """Sarah's call has lost its agent a moment ago."""
    assert await stage.claims.claim(stage.room.name, call=SARAHS, agent="agent-9", caller=SARAH)
    stage.courses[SARAHS] = course
    stage.wall.advance(timedelta(seconds=LEASE))


async def came(stage: Stage, identity: str, seconds: float) -> None:
    """Somebody came into the room so many seconds after the agent died."""
    died = (stage.wall.now() - NINE).total_seconds()
    stage.room.enters(FakeParticipant(identity, after=died + seconds))


async def test_a_call_that_has_lost_its_agent_is_taken_over(stage: Stage) -> None:
    """By an agent that was called for it, and by one that the server calls into the room that it made anew."""
    await orphaned(stage)
    await came(stage, SARAH, -60)
    assert await stage.arrives(rescues=SARAHS) == SARAH
    assert stage.taken is not None
    assert (stage.taken.call, stage.taken.inherited) == (SARAHS, Inheritance(call=SARAHS, term=1, is_last=False))
    stage.wall.advance(timedelta(seconds=LEASE))
    assert await stage.arrives() == SARAH
    assert stage.taken.inherited == Inheritance(call=SARAHS, term=2, is_last=False)
    assert await stage.holder() == Holder(call=SARAHS, agent="agent-1", left=LEASE)


async def test_a_call_that_is_taken_over_knows_that_its_caller_had_left(stage: Stage) -> None:
    await orphaned(stage, Course(has_begun=True, caller_left_at=stage.wall.now().timestamp()))
    await came(stage, SARAH, 5)
    assert await stage.arrives() == SARAH
    assert stage.taken is not None
    assert (stage.taken.call, stage.taken.was_away) == (SARAHS, True)


async def test_somebody_else_has_a_call_of_their_own_and_the_lost_one_is_named(stage: Stage) -> None:
    """What Sarah has said is not Walter's to hear."""
    await orphaned(stage)
    await came(stage, "caller-walter", 1)
    assert await stage.arrives() == "caller-walter"
    assert stage.taken is not None
    assert (stage.taken.call, stage.taken.inherited) == (CALL, None)
    assert stage.taken.abandoned is not None
    assert stage.taken.abandoned.call == SARAHS
    assert await stage.holder() == US


async def test_of_several_people_the_caller_of_the_lost_call_is_answered(stage: Stage) -> None:
    await orphaned(stage)
    await came(stage, "caller-walter", -90)
    await came(stage, SARAH, -60)
    assert await stage.arrives() == SARAH


async def test_somebody_of_the_same_name_who_came_much_later_has_a_call_of_their_own(stage: Stage) -> None:
    await orphaned(stage)
    await came(stage, SARAH, PATIENCE + 1)
    assert await stage.arrives() == SARAH
    assert stage.taken is not None
    assert (stage.taken.call, stage.taken.inherited) == (CALL, None)


@pytest.mark.parametrize("course", [Course(), Course(has_begun=True, is_over=True)])
async def test_a_call_that_is_over_or_never_began_is_not_taken_over(stage: Stage, course: Course) -> None:
    await orphaned(stage, course)
    await came(stage, SARAH, -60)
    assert await stage.arrives(rescues=SARAHS) is None
    assert await stage.arrives() == SARAH
    assert stage.taken is not None
    assert (stage.taken.call, stage.taken.inherited, stage.taken.abandoned) == (CALL, None, None)


async def test_an_agent_that_was_called_for_one_call_takes_no_other(stage: Stage) -> None:
    """Another one has ended it meanwhile, or its caller is not the one who is here."""
    await came(stage, SARAH, 0)
    assert await stage.arrives(rescues=SARAHS) is None
    await orphaned(stage)
    assert await stage.arrives(rescues=CallId("c-yet-another")) is None
    stage.room.leaves(SARAH)
    await came(stage, "caller-walter", 0)
    assert await stage.arrives(rescues=SARAHS) is None
