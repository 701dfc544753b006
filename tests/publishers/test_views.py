"""Whatever happens in whatever order, each client ends with the view that the log entitles it to, each stream once.

The relay, the outbox, the catching up and the client's order are the real ones; the room between them is a model.
"""

from __future__ import annotations

import asyncio
import contextlib
import tempfile
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any, Literal

import pytest
from attrs import Factory, define, evolve
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from receptionist.audience import Role, SentTo
from receptionist.client.order import Order
from receptionist.errors import LogError, PublishError
from receptionist.events.call import StreamsResent, UtteranceHeard
from receptionist.events.catalogue import Event
from receptionist.happenings import TextArrived
from receptionist.projections.effects import Effect, SendBytes, SendText, SetAttributes
from receptionist.projections.fold import view
from receptionist.publishers.catching_up import CatchingUp
from receptionist.publishers.history import START, History, after_position, is_for, people_of
from receptionist.publishers.publisher import Delivery
from receptionist.publishers.relay import Relay
from tests.examples import CALL
from tests.examples import example as an_example
from tests.faults.publisher import FAULTS, FaultyPublisher, PublisherFault
from tests.publishers.support import (
    BEGUN,
    CONFIRMED,
    DETAILS,
    ENDED,
    GREETED,
    MOVED,
    NAMED,
    QUICK,
    Stand,
    settled,
    stand_on,
)
from tests.publishers.test_ownership import LEASE

Act = Literal["append", "let it work", "stop", "kill"]
Move = tuple[Literal["join", "leave", "sync", "sync cut off"], int]

EVENTS: tuple[Event, ...] = (an_example(UtteranceHeard), BEGUN, NAMED, CONFIRMED, DETAILS, MOVED)
SETTINGS = evolve(QUICK, attempt=0.05, look_every=0.002)
PATIENCE = 30.0
PEOPLE: tuple[tuple[str, Role, bool], ...] = (
    ("caller-1", "caller", True),
    ("staff-ann", "staff", True),
    ("staff-old", "staff", False),
    ("visitor", "bystander", True),
    ("passer-by", "bystander", False),
)


@define
class Client:
    """Somebody's screen; one of the *contract* keeps order and asks for what it missed."""

    identity: str
    role: Role
    contract: bool
    order: Order = Factory(Order)
    contents: dict[str, SendText | SendBytes] = Factory(dict)
    told: list[str] = Factory(list)
    resent: list[str] = Factory(list)
    attributes: dict[str, str] = Factory(dict)

    def receive(self, effect: SendText | SendBytes, delivery: Delivery) -> None:
        """A whole stream is here. The same key again is the same stream."""
        assert self.contents.setdefault(delivery.key, effect) == effect
        attributes = {"key": delivery.key, "previous": delivery.previous or ""}
        stream = TextArrived(sender="agent", topic=effect.topic, text="", attributes=attributes)
        self.tell(self.order.arrived(stream))

    def tell(self, streams: Collection[Any]) -> None:
        self.told += [stream.attributes["key"] for stream in streams]


class Room:
    """An agent's way into a room: what a predecessor's had is gone with it."""

    def __init__(self, there: dict[str, Client], setting: SentTo) -> None:
        self._there, self._setting = there, setting
        self._held_back: set[str] = set()
        self.lane = asyncio.Lock()
        self.published: set[str] = set()
        self.attributes: dict[str, str] = {}
        self.news = asyncio.Event()

    async def publish(self, effect: Effect, delivery: Delivery) -> None:
        self.news.set()
        if isinstance(effect, SetAttributes):
            self.attributes |= effect.values
            for client in self._there.values():
                client.attributes = dict(self.attributes)
            return
        async with self.lane:
            for client in list(self._there.values()):
                # One by one, as on a wire: in between anything else may happen.
                await asyncio.sleep(0)
                if is_for(effect.audience, client.role, self._setting) and client.identity not in self._held_back:
                    client.receive(effect, delivery)
            self.published.add(delivery.key)

    def shown(self) -> Mapping[str, str]:
        return self.attributes

    def is_held_back(self, identity: str) -> bool:
        return identity in self._held_back

    def hold_back(self, identity: str) -> None:
        self._held_back.add(identity)

    def let_through(self, identity: str) -> None:
        self._held_back.discard(identity)

    async def resend(self, effect: SendText | SendBytes, delivery: Delivery, *, to: str, stream_id: str) -> None:
        await asyncio.sleep(0)
        if to not in self._there:
            raise PublishError(f"{to} is not in the room")
        self._there[to].resent.append(delivery.key)
        self._there[to].receive(effect, delivery)


class World:
    """One call, its agents that come and go, and its clients."""

    def __init__(self, stand: Stand, faults: list[PublisherFault | None], setting: SentTo) -> None:
        self.stand, self.setting = stand, setting
        self._faults = iter(faults)
        self.clients = [Client(identity, role, contract) for identity, role, contract in PEOPLE]
        self.there: dict[str, Client] = {}
        self.disclosed: list[StreamsResent] = []
        self._dropped: set[str] = set()
        self._agents = 0

    async def begin(self) -> None:
        """An agent joins, with nothing that the one before it had in its memory."""
        self._agents += 1
        self.room = Room(self.there, self.setting)
        history = History(
            CALL,
            database=self.stand.storage.database,
            log=self.stand.storage.log,
            vault=self.stand.storage.vault,
            setting=self.setting,
        )
        self.catching_up = CatchingUp(history, self.room, tell=self.disclosed.append, sender=f"a{self._agents}")
        self._faulty = FaultyPublisher(self.room, self._faults)
        self.relay: Relay = self.stand.relay(
            self._faulty, settings=SETTINGS, attributes_stay=False, audience=self.setting, owner=f"a{self._agents}"
        )
        self._task = asyncio.create_task(self.relay.run())
        for client in list(self.there.values()):
            await self._arrive(client)

    async def act(self, act: Act | Move) -> None:
        match act:
            case "append":
                await self.stand.append(EVENTS[len(await self.stand.recorded()) % len(EVENTS)])
            case "let it work":
                self.room.news.clear()
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(0.01):
                        await self.room.news.wait()
            case "stop":
                await self.end()
                await self.begin()
            case "kill":
                await self.end(killed=True)
                await self.begin()
            case ("join", number):
                await self._join(self.clients[number])
            case ("leave", number):
                self.there.pop(self.clients[number].identity, None)
            case ("sync", number):
                await self.sync(self.clients[number])
            case ("sync cut off", number):
                await self._cut_off(self.clients[number])

    @property
    def dropped(self) -> set[str]:
        """What a publisher of this agent, or of one before it, has lost and said that it was sent."""
        return self._dropped | set(self._faulty.dropped)

    async def end(self, *, killed: bool = False) -> None:
        self._task.cancel()
        (end,) = await asyncio.gather(self._task, return_exceptions=True)
        assert isinstance(end, asyncio.CancelledError), end
        self._dropped |= set(self._faulty.dropped)
        if killed:
            # Without any clean-up the lease would have stayed until it lapsed.
            expires = self.stand.wall.now().timestamp() + LEASE.total_seconds()
            await self.stand.storage.database.write(
                lambda raw: raw.execute("UPDATE relay_owner SET expires_at = ?", (expires,))
            )
            self.stand.wall.advance(LEASE)

    async def sync(self, client: Client) -> None:
        """Ask for all that may be missing, as a client of the contract does."""
        if client.identity not in self.there or not client.contract:
            return
        with contextlib.suppress(PublishError, LogError):
            caught = await self.catching_up.bring_up(
                client.identity, client.role, after=after_position(client.order.sure), why="sync"
            )
            client.tell(client.order.give_up(caught.parked))

    async def _join(self, client: Client) -> None:
        if client.identity not in self.there:
            self.there[client.identity] = client
            client.attributes = dict(self.room.attributes)
            await self._arrive(client)

    async def _arrive(self, client: Client) -> None:
        if client.contract:
            # Until it has asked it is sent nothing live: that would come before what it missed.
            self.room.hold_back(client.identity)
            await self.sync(client)
        else:
            await self.catching_up.bring_up(client.identity, client.role, after=START, why="arrival")

    async def _cut_off(self, client: Client) -> None:
        asking = asyncio.create_task(self.sync(client))
        for _ in range(5):
            await asyncio.sleep(0)
        asking.cancel()
        await asyncio.gather(asking, return_exceptions=True)


async def live_through(
    path: Path, acts: list[Act | Move], faults: list[PublisherFault | None], setting: SentTo
) -> None:
    async with stand_on(path) as stand, asyncio.timeout(PATIENCE):
        world = World(stand, faults, setting)
        await stand.append(GREETED)
        await world.begin()
        try:
            for act in acts:
                await world.act(act)
            await stand.append(ENDED)
            await settled(world.relay)
            for number, client in enumerate(world.clients):
                await world.act(("join", number))
                await world.sync(client)
            await check(world)
        finally:
            await world.end()


async def check(world: World) -> None:
    recorded, rows = await world.stand.recorded(), world.stand.rows()
    whole = view(recorded)
    assert set(rows.values()) <= {"sent", "parked", "superseded"}
    for client in world.clients:
        entitled = {
            key: effect for key, effect in whole.streams.items() if is_for(effect.audience, client.role, world.setting)
        }
        sent = {key: effect for key, effect in entitled.items() if rows[key] == "sent"}
        # Nothing that is not theirs, nothing made up.
        assert client.contents.items() <= entitled.items(), client.identity
        if client.contract:
            assert client.contents.items() >= sent.items(), client.identity
            # Whoever uses the client is told each of them once, and in the order of their chain.
            assert len(set(client.told)) == len(client.told)
            assert set(client.told) == set(client.contents)
            for people in ("everyone", "caller_and_staff"):
                chain = [key for key in client.told if people_of(entitled[key].audience, world.setting) == people]
                assert [key for key in chain if key in sent] == [
                    key for key in sent if people_of(sent[key].audience, world.setting) == people
                ]
        else:
            assert client.contents.keys() >= sent.keys() - world.dropped, client.identity
            # And none of them live before those that it had missed.
            came = [_place(key) for key in client.contents if key in sent.keys() - world.dropped]
            assert came == sorted(came), client.identity
        _is_disclosed(client, world.disclosed)
    if not any(rows[key] == "parked" for key in rows if key not in whole.streams):
        await _until(lambda: all(client.attributes == whole.attributes for client in world.there.values()))


def _place(key: str) -> tuple[int, ...]:
    return tuple(map(int, key.split(":")))


def _is_disclosed(client: Client, disclosed: list[StreamsResent]) -> None:
    """That they were sent it again is in the log."""
    told = [each for each in disclosed if each.identity == client.identity]
    for key in client.resent:
        assert any(each.after < int(key.partition(":")[0]) <= each.through for each in told), (key, told)


async def _until(holds: Any) -> None:
    async with asyncio.timeout(PATIENCE):
        while not holds():  # noqa: ASYNC110 (the relay sets again what differs; nothing tells of it)
            await asyncio.sleep(0.002)


people = st.integers(0, len(PEOPLE) - 1)
moves: st.SearchStrategy[Act | Move] = st.one_of(
    st.sampled_from(["append", "append", "let it work", "stop", "kill"]),
    st.tuples(st.sampled_from(["join", "join", "leave", "sync", "sync cut off"]), people),
)
histories = st.lists(moves, max_size=20)
faults = st.lists(st.sampled_from([None, None, None, *FAULTS]), max_size=25)
audiences = st.sampled_from(["caller_and_staff", "room"])


@given(acts=histories, faults=faults, setting=audiences)
@example(
    acts=[("join", 0), *["append"] * 4, "kill", ("leave", 0), "append", ("join", 0), "kill"],
    faults=["drop"] * 20,
    setting="room",
)
@example(
    acts=[("join", 1), ("join", 3), *["append", "let it work", ("sync cut off", 1), "kill"] * 3],
    faults=["lose the answer", "duplicate"] * 10,
    setting="caller_and_staff",
)
@example(
    acts=[("join", 2), "kill", "append", ("join", 4), "kill", ("join", 2), ("join", 2), ("join", 4), "append"],
    faults=["lose the answer", None, "crash", "refuse", "drop", "busy"],
    setting="room",
)
@settings(max_examples=40, deadline=None, derandomize=True, database=None, suppress_health_check=[HealthCheck.too_slow])
def test_each_client_ends_with_the_view_that_the_log_entitles_it_to(
    acts: list[Act | Move], faults: list[PublisherFault | None], setting: SentTo
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(live_through(Path(folder) / "log.db", acts, faults, setting))


@pytest.mark.soak
@pytest.mark.timeout(1800)
@given(acts=histories, faults=faults, setting=audiences)
@settings(max_examples=1500, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow])
def test_the_same_of_many_more_histories(
    acts: list[Act | Move], faults: list[PublisherFault | None], setting: SentTo
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(live_through(Path(folder) / "log.db", acts, faults, setting))
