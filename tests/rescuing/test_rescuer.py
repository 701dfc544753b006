"""What a rescuer does about a call without an agent: by what the log says, and by who is in the room."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from attrs import Factory, define, evolve

from receptionist.clock import SteppedClock
from receptionist.config import Settings
from receptionist.events.call import CallEnded, CallerGreeted, CallerLeft, CallerReturned, CallResumed, CallStarted
from receptionist.events.catalogue import Event
from receptionist.events.clinic import TaskRaised
from receptionist.events.log import Query
from receptionist.events.recorded import UnknownEvent
from receptionist.events.tags import call_tag
from receptionist.ids import RandomIds
from receptionist.publishers.orphans import MOST_TRIES, Orphan, Orphans
from receptionist.publishers.room_claim import RoomClaims
from receptionist.rescuing.closing import Closer
from receptionist.rescuing.order import RescueOrder
from receptionist.rescuing.rescuer import Patience, Rescuer
from receptionist.rescuing.rooms import Person, RoomsUnreachableError
from receptionist.storage import Storage, open_storage
from tests.examples import CALL, NOW, example, new

ROOM = "room-1"
CLAIM = 6.0
PATIENCE = Patience(grace=30.0)
STARTED = evolve(example(CallStarted), channel="room")
SARAH = Person(identity="caller-1", may_call=True, joined_at=NOW.timestamp())
GHOST = Person(identity="agent-1", may_call=False, joined_at=NOW.timestamp())


@define
class FakeRooms:
    """Who is where; what was asked for."""

    rooms: dict[str, tuple[Person, ...]] = Factory(dict)
    asked: list[tuple[str, ...]] = Factory(list)
    away: set[str] = Factory(set)
    """The rooms of which the server does not answer."""

    async def people(self, room: str) -> tuple[Person, ...] | None:
        if room in self.away:
            raise RoomsUnreachableError("away")
        return self.rooms.get(room)

    async def remove(self, room: str, identity: str) -> None:
        self.asked.append(("remove", room, identity))

    async def dispatch(self, room: str, metadata: str) -> None:
        self.asked.append(("dispatch", room, metadata))

    async def close(self, room: str) -> None:
        self.asked.append(("close", room))


@define
class Stand:
    """A log with a call whose agent has died, and the rooms of a server."""

    storage: Storage
    wall: SteppedClock
    ids: RandomIds
    claims: RoomClaims
    orphans: Orphans
    rooms: FakeRooms = Factory(FakeRooms)

    def rescuer(self, name: str = "one") -> Rescuer:
        settings = Settings.load({}, Path("/nowhere"))
        return Rescuer(
            self.storage,
            self.rooms,
            Closer(self.storage, settings, clock=self.wall, ids=self.ids),
            claims=self.claims,
            orphans=self.orphans,
            patience=PATIENCE,
            wall=self.wall,
            rescuer=name,
        )

    async def happen(self, *events: Event) -> None:
        await self.storage.log.append([new(event, self.ids, call_tag(CALL), at=self.wall.now()) for event in events])

    async def after(self, seconds: float) -> None:
        """So much later, the rescuer looks."""
        self.wall.advance(timedelta(seconds=seconds))
        await self.rescuer().look()

    async def events(self, after: int = 2) -> list[Event]:
        """What the call's events are beyond its first."""
        found = (await self.storage.log.read(Query.tagged(call_tag(CALL)), after=after)).events
        return [one.event for one in found if not isinstance(one.event, UnknownEvent)]

    async def states(self) -> set[str]:
        return {row.state for row in await self.storage.outbox.of_call(CALL)}

    @property
    def order(self) -> str:
        return RescueOrder(log_id=self.storage.log_id, call=CALL).metadata


@pytest.fixture
async def stand(path: Path) -> AsyncIterator[Stand]:
    wall = SteppedClock(NOW)
    async with open_storage(path) as storage:
        claims = RoomClaims(storage.database, wall=wall, seconds=CLAIM)
        orphans = Orphans(storage.database, wall=wall, seconds=CLAIM)
        stand = Stand(storage, wall, RandomIds(wall, seed=1), claims, orphans)
        await claims.claim(ROOM, call=CALL, agent="agent-1", caller=SARAH.identity)
        yield stand


@pytest.fixture
async def begun(stand: Stand) -> Stand:
    """The call has begun, and its caller is in the room with what is left of the agent."""
    await stand.happen(STARTED, example(CallerGreeted))
    stand.rooms.rooms[ROOM] = (GHOST, SARAH)
    return stand


async def test_a_caller_whose_agent_has_died_gets_another(begun: Stand) -> None:
    """The ghost goes first: it would linger for 20 s, with attributes that are not true any more."""
    await begun.after(CLAIM)
    assert begun.rooms.asked == []
    await begun.after(PATIENCE.doubt)
    assert begun.rooms.asked == [("remove", ROOM, "agent-1"), ("dispatch", ROOM, begun.order)]


async def test_another_agent_is_called_once_though_several_rescuers_look(begun: Stand) -> None:
    begun.wall.advance(timedelta(seconds=CLAIM + PATIENCE.doubt))
    await asyncio.gather(*(begun.rescuer(f"r-{number}").look() for number in range(4)))
    await begun.after(1)
    assert [what for what, *_ in begun.rooms.asked] == ["remove", "dispatch"]


async def test_an_agent_that_does_not_come_is_called_again_after_a_while(begun: Stand) -> None:
    await begun.after(CLAIM + PATIENCE.doubt)
    await begun.after(PATIENCE.taking_up)
    assert [what for what, *_ in begun.rooms.asked] == ["remove", "dispatch"] * 2


async def test_a_server_that_does_not_answer_is_asked_again(begun: Stand) -> None:
    begun.rooms.away.add(ROOM)
    await begun.after(CLAIM + PATIENCE.doubt)
    assert (begun.rooms.asked, await begun.events()) == ([], [])
    begun.rooms.away.clear()
    await begun.after(1)
    assert [what for what, *_ in begun.rooms.asked] == ["remove", "dispatch"]


@pytest.mark.parametrize(("people", "reason"), [(None, "connection_lost"), ((GHOST,), "caller_left")])
async def test_a_call_without_agent_and_caller_is_ended_after_the_caller_s_time_to_come_back(
    begun: Stand, people: tuple[Person, ...] | None, reason: str
) -> None:
    if people is None:
        del begun.rooms.rooms[ROOM]
    else:
        begun.rooms.rooms[ROOM] = people
    await begun.after(CLAIM + PATIENCE.grace - 1)
    assert await begun.events() == []
    await begun.after(1)
    assert await begun.events() == [CallEnded(reason=reason)]  # type: ignore[arg-type]
    assert await begun.states() <= {"parked", "superseded"}
    assert await begun.claims.holder(ROOM) is None
    assert begun.rooms.asked == []


async def test_the_time_to_come_back_began_when_the_caller_left(begun: Stand) -> None:
    await begun.happen(CallerLeft(reason="CLIENT_INITIATED"))
    begun.rooms.rooms[ROOM] = (GHOST,)
    await begun.after(PATIENCE.grace)
    assert (await begun.events())[-1] == CallEnded(reason="caller_left")


async def test_a_caller_who_has_come_back_gets_an_agent(begun: Stand) -> None:
    await begun.happen(CallerLeft(reason="CLIENT_INITIATED"), CallerReturned())
    begun.rooms.rooms[ROOM] = ()
    await begun.after(CLAIM + 10)
    begun.rooms.rooms[ROOM] = (evolve(SARAH, joined_at=begun.wall.now().timestamp()),)
    await begun.after(1)
    assert begun.rooms.asked[-1] == ("dispatch", ROOM, begun.order)


async def test_somebody_of_the_same_name_who_comes_much_later_gets_a_call_of_their_own(begun: Stand) -> None:
    """A frontend that calls everybody "user" must not tell one what another has said."""
    late = NOW.timestamp() + CLAIM + PATIENCE.grace + 1
    begun.rooms.rooms[ROOM] = (evolve(SARAH, joined_at=late),)
    await begun.after(CLAIM + PATIENCE.grace + 2)
    assert await begun.events() == [CallEnded(reason="caller_left")]
    assert begun.rooms.asked == [("remove", ROOM, "agent-1"), ("dispatch", ROOM, "")]


async def test_somebody_else_in_the_room_is_not_taken_for_the_caller(begun: Stand) -> None:
    begun.rooms.rooms[ROOM] = (evolve(SARAH, identity="walter"),)
    await begun.after(CLAIM + PATIENCE.grace)
    assert await begun.events() == [CallEnded(reason="caller_left")]
    assert begun.rooms.asked == [("remove", ROOM, "agent-1"), ("dispatch", ROOM, "")]


async def test_a_call_that_never_began_is_begun(stand: Stand) -> None:
    """The process died between the claim and the first event."""
    stand.rooms.rooms[ROOM] = (GHOST, SARAH)
    await stand.after(CLAIM + PATIENCE.doubt)
    assert stand.rooms.asked == [("remove", ROOM, "agent-1"), ("dispatch", ROOM, "")]
    assert await stand.events(0) == []
    assert await stand.claims.holder(ROOM) is None


async def test_a_call_that_has_ended_only_loses_its_claim(begun: Stand) -> None:
    """The process died between the last event and the release."""
    await begun.happen(CallEnded(reason="caller_said_goodbye"))
    await begun.after(CLAIM + PATIENCE.doubt)
    assert begun.rooms.asked == []
    assert await begun.claims.holder(ROOM) is None


async def _outlived(begun: Stand, tries: int) -> Orphan:
    begun.wall.advance(timedelta(seconds=CLAIM + PATIENCE.doubt))
    for number in range(tries):
        [orphan] = await begun.orphans.lapsed()
        assert await begun.orphans.inherit(orphan, agent=f"agent-{number + 2}") is not None
        await begun.happen(CallResumed(attempt=number + 1))
        begun.wall.advance(timedelta(seconds=CLAIM + PATIENCE.doubt))
    [orphan] = await begun.orphans.lapsed()
    return orphan


async def test_a_call_that_killed_even_its_last_agent_is_given_up(begun: Stand) -> None:
    """The line is hung up, and the staff know."""
    await _outlived(begun, MOST_TRIES + 1)
    await begun.after(0)
    found = [event for event in await begun.events() if not isinstance(event, CallResumed)]
    assert [type(event) for event in found] == [TaskRaised, CallEnded]
    assert found[-1] == CallEnded(reason="failed")
    assert begun.rooms.asked == [("close", ROOM)]
    assert await begun.claims.holder(ROOM) is None
    assert "owed" not in await begun.states()


async def test_a_call_to_which_no_agent_comes_is_given_up(begun: Stand) -> None:
    """Nobody is left waiting in silence for ever."""
    begun.wall.advance(timedelta(seconds=CLAIM + PATIENCE.doubt))
    for _ in range(PATIENCE.dispatches):
        await begun.after(PATIENCE.taking_up)
    assert [what for what, *_ in begun.rooms.asked] == ["remove", "dispatch"] * PATIENCE.dispatches
    await begun.after(PATIENCE.taking_up)
    assert begun.rooms.asked[-1] == ("close", ROOM)
    assert (await begun.events())[-1] == CallEnded(reason="failed")


async def test_a_rescuer_that_was_too_late_ends_nothing(begun: Stand) -> None:
    """Between its look and its act an agent has taken the call."""
    begun.rooms.rooms[ROOM] = ()
    begun.wall.advance(timedelta(seconds=CLAIM + PATIENCE.grace))
    await begun.happen(CallResumed(attempt=1))
    await begun.rescuer().look()
    assert await begun.events() == [CallResumed(attempt=1)]


async def test_a_call_that_cannot_be_helped_does_not_keep_another_waiting(begun: Stand) -> None:
    await begun.claims.claim("room-0", call=begun.ids.call(), agent="agent-0", caller="caller-1")
    begun.rooms.away.add("room-0")
    await begun.after(CLAIM + PATIENCE.doubt)
    assert begun.rooms.asked[-1] == ("dispatch", ROOM, begun.order)
