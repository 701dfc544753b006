"""Who is the caller, and when a call is over because nobody is there any more."""

from __future__ import annotations

import asyncio
from typing import cast

import pytest
from attrs import Factory, define
from livekit import rtc

from receptionist.desk import Desk, Fact
from receptionist.events.call import CallerLeft, CallerReturned, ConnectionLost, ConnectionRestored
from receptionist.presence import RECONNECTIONS, Presence, agents_before_us, may_call, wait_for_caller
from tests.fake_room import AGENT, DISCONNECTED, FakeParticipant, FakeRoom, as_room

SARAH = "caller-sarah"
SIP = rtc.ParticipantKind.PARTICIPANT_KIND_SIP
LEFT = CallerLeft(reason="CLIENT_INITIATED")


@define
class FakeDesk:
    """Keeps what is taken down."""

    facts: list[Fact] = Factory(list)

    def record(self, fact: Fact, *, actor: str, causation: str | None = None) -> None:
        self.facts.append(fact)


@define
class Watched:
    """A room whose caller is watched."""

    room: FakeRoom
    desk: FakeDesk
    presence: Presence


def watched(grace: float = 60.0, *, was_away: bool = False, is_here: bool = True) -> Watched:
    room, desk = FakeRoom(*([FakeParticipant(SARAH)] if is_here else [])), FakeDesk()
    presence = Presence(as_room(room), caller=SARAH, desk=cast("Desk", desk), grace=grace, was_away=was_away)
    presence.watch()
    return Watched(room, desk, presence)


@pytest.mark.parametrize(
    ("participant", "expected"),
    [
        (FakeParticipant(SARAH), True),
        (FakeParticipant("sip-1", SIP), True),
        (FakeParticipant("anybody"), True),
        (FakeParticipant("staff-ann"), False),
        (FakeParticipant("agent-2", AGENT), False),
        (FakeParticipant("EG_1", rtc.ParticipantKind.PARTICIPANT_KIND_EGRESS), False),
    ],
)
def test_a_caller_is_a_person_and_not_staff(participant: FakeParticipant, *, expected: bool) -> None:
    assert may_call(cast("rtc.RemoteParticipant", participant)) is expected


async def test_of_several_who_are_there_the_caller_is_who_came_first() -> None:
    """LiveKit lists them in no order."""
    room = FakeRoom(
        FakeParticipant("bystander", after=2), FakeParticipant("staff-ann", after=0), FakeParticipant(SARAH, after=1)
    )
    caller = await wait_for_caller(as_room(room), seconds=1)
    assert caller is not None
    assert caller.identity == SARAH


async def test_whoever_comes_into_an_empty_room_is_the_caller() -> None:
    room = FakeRoom(FakeParticipant("staff-ann"))
    waiting = asyncio.create_task(wait_for_caller(as_room(room), seconds=60))
    await asyncio.sleep(0)
    room.enters(FakeParticipant(SARAH))
    room.enters(FakeParticipant("bystander"))
    caller = await waiting
    assert caller is not None
    assert caller.identity == SARAH


async def test_nobody_is_waited_for_in_a_room_that_is_gone() -> None:
    room = FakeRoom()
    waiting = asyncio.create_task(wait_for_caller(as_room(room), seconds=60))
    await asyncio.sleep(0)
    room.closes(rtc.DisconnectReason.ROOM_DELETED)
    assert await waiting is None
    assert await wait_for_caller(as_room(room), seconds=60) is None


async def test_nobody_is_waited_for_any_longer() -> None:
    assert await wait_for_caller(as_room(FakeRoom()), seconds=0.01) is None


async def test_a_caller_who_is_back_in_time_has_left_and_returned() -> None:
    call = watched()
    call.room.leaves(SARAH)
    call.room.enters(FakeParticipant(SARAH))
    assert call.desk.facts == [LEFT, CallerReturned()]
    assert not call.presence.over.done()


async def test_a_caller_who_is_back_has_all_the_time_in_the_world() -> None:
    call = watched(grace=0.02)
    call.room.leaves(SARAH)
    call.room.enters(FakeParticipant(SARAH))
    await asyncio.sleep(0.05)
    assert not call.presence.over.done()


async def test_a_caller_who_stays_away_ends_the_call() -> None:
    call = watched(grace=0.0)
    call.room.leaves(SARAH)
    assert await call.presence.over == "caller_left"
    assert call.desk.facts == [LEFT]


async def test_others_come_and_go_as_they_like() -> None:
    call = watched(grace=0.0)
    call.room.enters(FakeParticipant("bystander"))
    call.room.leaves("bystander")
    await asyncio.sleep(0.01)
    assert call.desk.facts == []
    assert not call.presence.over.done()


async def test_who_is_pushed_out_by_the_same_identity_has_not_left() -> None:
    """A second tab: LiveKit tells of the new one before the old one's end."""
    call = watched()
    old = call.room.remote_participants[SARAH]
    call.room.enters(FakeParticipant(SARAH, after=5))
    call.room.emit("participant_disconnected", old)
    assert call.desk.facts == []


async def test_a_caller_who_left_before_anybody_watched_has_left() -> None:
    room, desk = FakeRoom(), FakeDesk()
    presence = Presence(as_room(room), caller=SARAH, desk=cast("Desk", desk), grace=60)
    presence.watch()
    assert desk.facts == [CallerLeft(reason="LEFT_EARLY")]
    presence.stop()


async def test_a_room_that_was_gone_before_anybody_watched_ends_the_call() -> None:
    room = FakeRoom()
    room.connection_state = DISCONNECTED
    presence = Presence(as_room(room), caller=SARAH, desk=cast("Desk", FakeDesk()), grace=60)
    presence.watch()
    assert await presence.over == "room_closed"


@pytest.mark.parametrize(
    ("reason", "expected"),
    [
        (rtc.DisconnectReason.ROOM_DELETED, "room_closed"),
        (rtc.DisconnectReason.ROOM_CLOSED, "room_closed"),
        (rtc.DisconnectReason.PARTICIPANT_REMOVED, "room_closed"),
        (rtc.DisconnectReason.SERVER_SHUTDOWN, "connection_lost"),
        (rtc.DisconnectReason.UNKNOWN_REASON, "connection_lost"),
    ],
)
async def test_why_the_room_is_gone_is_told(reason: int, expected: str) -> None:
    call = watched()
    call.room.closes(reason)
    assert await call.presence.over == expected


async def test_while_we_are_cut_off_nobody_has_left() -> None:
    """LiveKit has everybody leave then; the caller may be waiting for us."""
    call = watched(grace=0.0)
    call.room.cut_off()
    await asyncio.sleep(0.01)
    assert call.desk.facts == [ConnectionLost()]
    assert not call.presence.over.done()


async def test_a_caller_who_is_not_there_when_we_are_back_has_left_until_they_return() -> None:
    call = watched()
    call.room.cut_off()
    call.room.restored()
    call.room.enters(FakeParticipant(SARAH))
    assert call.desk.facts == [
        ConnectionLost(),
        ConnectionRestored(),
        CallerLeft(reason="LOST_WITH_THE_CONNECTION"),
        CallerReturned(),
    ]


async def test_a_short_interruption_in_which_nobody_was_lost_is_taken_down() -> None:
    call = watched()
    call.room.emit("reconnecting")
    call.room.restored()
    assert call.desk.facts == [ConnectionLost(), ConnectionRestored()]


async def test_the_time_that_we_were_away_does_not_count_against_the_caller() -> None:
    call = watched(grace=0.05)
    call.room.leaves(SARAH)
    call.room.cut_off()
    await asyncio.sleep(0.1)
    assert not call.presence.over.done()
    call.room.restored()
    assert call.desk.facts == [LEFT, ConnectionLost(), ConnectionRestored()]
    assert await call.presence.over == "caller_left"


BOOKING = {"agent_state": "booking"}


async def test_an_agent_that_finds_another_with_a_call_in_the_room_made_anew_leaves_it_the_call() -> None:
    call = watched()
    call.room.cut_off()
    call.room.local_participant.after = 10
    call.room.remote_participants["agent-2"] = FakeParticipant("agent-2", AGENT, after=9, attributes=BOOKING)
    call.room.restored()
    assert await call.presence.over == "connection_lost"
    assert call.desk.facts == [ConnectionLost(), ConnectionRestored()]


async def test_an_agent_that_is_announced_late_was_there_all_the_same() -> None:
    call = watched()
    call.room.local_participant.after = 10
    call.room.enters(FakeParticipant("agent-2", AGENT, after=9, attributes=BOOKING))
    assert await call.presence.over == "connection_lost"


async def test_an_agent_without_a_call_is_one_that_waits_for_us() -> None:
    """Until it takes one all the same, which only one with another log does."""
    call = watched()
    call.room.local_participant.after = 10
    other = FakeParticipant("agent-2", AGENT, after=9)
    call.room.enters(other)
    assert not call.presence.over.done()
    call.room.changes(other, agent_state="greeting")
    assert await call.presence.over == "connection_lost"


@pytest.mark.parametrize("other", [
    FakeParticipant("agent-2", AGENT, after=20, attributes=BOOKING),
    FakeParticipant("agent-2", AGENT, after=9, attributes={"agent_state": "ended"}),
    FakeParticipant("note-taker", AGENT, after=9, attributes={"lk.agent.name": "note-taker", **BOOKING}),
    FakeParticipant("bystander", after=9, attributes=BOOKING),
], ids=["came later", "has ended its call", "of another name", "no agent"])  # fmt: skip
async def test_nobody_else_is_left_the_call(other: FakeParticipant) -> None:
    call = watched()
    call.room.local_participant.after = 10
    call.room.enters(other)
    call.room.changes(other, mood="sunny")
    await asyncio.sleep(0)
    assert not call.presence.over.done()
    # Who never was cut off knows when they came.
    assert call.room.local_participant.sets == []


async def test_an_agent_that_was_cut_off_finds_out_who_was_first() -> None:
    """What LiveKit says of ourselves is from before, until something of ours changes."""
    call = watched()
    call.room.cut_off()
    call.room.remote_participants["agent-2"] = FakeParticipant("agent-2", AGENT, after=20, attributes=BOOKING)
    call.room.restored()
    await asyncio.sleep(0)
    assert call.room.local_participant.sets == [{RECONNECTIONS: "1"}]
    assert not call.presence.over.done()
    call.room.local_participant.after = 21
    call.room.emit("participant_attributes_changed", {RECONNECTIONS: "1"}, call.room.local_participant)
    assert await call.presence.over == "connection_lost"


async def test_an_agent_that_was_first_again_stays_and_asks_once() -> None:
    call = watched()
    call.room.cut_off()
    call.room.remote_participants["agent-2"] = FakeParticipant("agent-2", AGENT, after=20, attributes=BOOKING)
    call.room.restored()
    await asyncio.sleep(0)
    call.room.local_participant.after = 19
    call.room.emit("participant_attributes_changed", {RECONNECTIONS: "1"}, call.room.local_participant)
    await asyncio.sleep(0)
    assert len(call.room.local_participant.sets) == 1
    assert not call.presence.over.done()


def test_an_agent_of_another_name_has_work_of_its_own() -> None:
    room = FakeRoom(FakeParticipant("agent-0", AGENT, after=-5, attributes={"lk.agent.name": "note-taker"}))
    assert agents_before_us(as_room(room)) == []


def test_of_two_that_came_at_the_same_instant_one_stays() -> None:
    room = FakeRoom(FakeParticipant("agent-0", AGENT), FakeParticipant("agent-2", AGENT))
    assert [agent.identity for agent in agents_before_us(as_room(room))] == ["agent-0"]


async def test_nothing_is_taken_down_once_watching_is_over() -> None:
    call = watched(grace=0.0)
    call.presence.stop()
    call.room.leaves(SARAH)
    call.room.cut_off()
    await asyncio.sleep(0.01)
    assert call.desk.facts == []
    assert not call.presence.over.done()


async def test_a_caller_who_was_away_when_the_last_agent_died_has_returned() -> None:
    assert watched(was_away=True).desk.facts == [CallerReturned()]
    assert watched(was_away=False).desk.facts == []


async def test_a_caller_who_is_still_away_has_not_left_a_second_time() -> None:
    stage = watched(0.01, was_away=True, is_here=False)
    assert await stage.presence.over == "caller_left"
    assert stage.desk.facts == []


async def test_the_caller_of_a_call_goes_before_whoever_came_earlier() -> None:
    room = FakeRoom(FakeParticipant("bystander", after=0), FakeParticipant(SARAH, after=1))
    caller = await wait_for_caller(as_room(room), seconds=1, rather=SARAH)
    assert caller is not None
    assert caller.identity == SARAH
