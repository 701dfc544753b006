"""People who join a call that is under way, and load their page again; what each of them got, stay by stay."""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections.abc import AsyncIterator, Callable, Iterable

from attrs import Factory, define, frozen

from receptionist.client import RoomClient
from receptionist.happenings import BytesArrived, Closed, ConnectionChanged, Left, StreamMissing, TextArrived
from tests.live.calls import agents, answered
from tests.live.room import PATIENCE, Client, joined, token
from tools.livekit_server import Server

# Named like LiveKit's own: not a stream of the wire contract.
_DIRECT = "lk.direct"
_DIRECT_EVERY = 0.1
_LINES = ("What are your opening hours?", "Where can I park?", "What was my name again?")
_RELOADS = 0.5
# That somebody left is told by another way than what they sent before, and many clients in one process read slowly.
_READ_OUT_SECONDS = 4.0


@frozen(kw_only=True)
class Person:
    """Who joins, how many seconds after the greeting, and when they load their page again, if they do."""

    identity: str
    contract: bool
    joins_at: float
    reloads_at: float | None


@define
class Stay:
    """What somebody got from joining to leaving."""

    person: Person
    keys: list[str] = Factory(list)
    missing: list[str] = Factory(list)
    saw_the_end: bool = False
    direct: int = 0
    """How many came of the streams that somebody sends with the library alone."""
    direct_sent: int = 0
    """How many of those there were from the beginning to the end of the stay."""


@define
class Direct:
    """Sends text streams as a program without a log does: once, to whoever is there."""

    client: Client
    sent: int = 0

    async def send_for_ever(self) -> None:
        while True:
            await asyncio.sleep(_DIRECT_EVERY)
            writer = await self.client.room.local_participant.stream_text(topic=_DIRECT)
            await writer.write(str(self.sent))
            await writer.aclose()
            self.sent += 1


def people(seed: int, joins: int, *, within: float) -> list[Person]:
    """People who join so many times in all at seeded moments; half of them keep to the contract."""
    chance = random.Random(seed)
    found, left = list[Person](), joins
    while left:
        contract = len(found) % 2 == 0
        joins_at = chance.uniform(0, within)
        reloads_at = chance.uniform(joins_at, within) if left > 1 and chance.random() < _RELOADS else None
        name = f"staff-{'asks' if contract else 'plain'}-{len(found)}"
        found.append(Person(identity=name, contract=contract, joins_at=joins_at, reloads_at=reloads_at))
        left -= 1 if reloads_at is None else 2
    return found


async def come_and_go(server: Server, room: str, caller: Client, who: Iterable[Person]) -> list[Stay]:
    """Let everybody come while the caller talks; then the caller says goodbye, and all stay until the agent is gone."""
    async with joined(server, room, "staff-direct") as sender:
        direct = Direct(sender)
        visits = [_Visit(server, room, person, direct) for person in who]
        visiting = [asyncio.create_task(visit.make()) for visit in visits]
        talking, sending = asyncio.create_task(_talk(caller)), asyncio.create_task(direct.send_for_ever())
        try:
            async with asyncio.timeout(3 * PATIENCE):
                await asyncio.gather(*(visit.has_come.wait() for visit in visits))
        finally:
            for task in (talking, sending):
                task.cancel()
            await asyncio.gather(talking, sending, return_exceptions=True)
        await caller.say("No, that is all, goodbye.")
        await caller.wait_for(lambda: not agents(caller))
        async with asyncio.timeout(PATIENCE):
            return [stay for stays in await asyncio.gather(*visiting) for stay in stays]


async def _talk(caller: Client) -> None:
    while True:
        for line in _LINES:
            await answered(caller, line)


async def say_a_few_things(caller: Client) -> None:
    """Let the caller ask, and the agent answer."""
    for line in _LINES:
        await answered(caller, line)


@define
class Watcher:
    """Somebody of staff with the reference client, who keeps what comes until leaving."""

    client: RoomClient
    keys: list[str] = Factory(list)
    missing: list[str] = Factory(list)
    reconnections: int = 0
    _news: asyncio.Event = Factory(asyncio.Event)

    @classmethod
    @contextlib.asynccontextmanager
    async def joined(cls, server: Server, room: str, identity: str) -> AsyncIterator[Watcher]:
        """In the room for as long as the block lasts."""
        async with RoomClient.join(server.url, token(server, room, identity)) as client:
            watcher = cls(client)
            watching = asyncio.create_task(watcher._watch())
            try:
                yield watcher
            finally:
                watching.cancel()
                await asyncio.gather(watching, return_exceptions=True)

    async def until(self, met: Callable[[], bool]) -> None:
        """Wait for what comes to satisfy a condition."""
        try:
            async with asyncio.timeout(PATIENCE):
                while not met():
                    self._news.clear()
                    await self._news.wait()
        except TimeoutError:
            raise AssertionError(f"waited in vain; it has {self}") from None

    async def _watch(self) -> None:
        async for happening in self.client.happenings():
            match happening:
                case TextArrived(attributes=attributes) | BytesArrived(attributes=attributes):
                    self.keys.append(attributes["key"])
                case StreamMissing(key=key):
                    self.missing.append(key)
                case ConnectionChanged(is_back=True):
                    self.reconnections += 1
                case _:
                    pass
            self._news.set()


class _Visit:
    def __init__(self, server: Server, room: str, person: Person, direct: Direct) -> None:
        self._server, self._room, self._person, self._direct = server, room, person, direct
        self.has_come = asyncio.Event()

    async def make(self) -> list[Stay]:
        """Each stay of one person, who has nothing of the one before in the next."""
        person, stays = self._person, [Stay(self._person)]
        await asyncio.sleep(person.joins_at)
        if person.reloads_at is not None:
            await self._stay(stays[0], self._never, seconds=person.reloads_at - person.joins_at)
            stays.append(Stay(person))
        await self._stay(stays[-1], self.has_come.set, seconds=4 * PATIENCE)
        return stays

    def _never(self) -> None:
        pass

    async def _stay(self, stay: Stay, came: Callable[[], None], *, seconds: float) -> None:
        await (self._ask if self._person.contract else self._listen)(stay, came, seconds)

    async def _ask(self, stay: Stay, came: Callable[[], None], seconds: float) -> None:
        pass_ = token(self._server, self._room, self._person.identity)
        async with RoomClient.join(self._server.url, pass_) as client:
            came()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    await self._take(stay, client)

    async def _take(self, stay: Stay, client: RoomClient) -> None:
        happenings = client.happenings()
        with contextlib.suppress(TimeoutError):
            while True:
                async with asyncio.timeout(_READ_OUT_SECONDS if stay.saw_the_end else None):
                    happening = await anext(happenings)
                match happening:
                    case TextArrived(attributes=attributes) | BytesArrived(attributes=attributes):
                        stay.keys.append(attributes["key"])
                    case StreamMissing(key=key):
                        stay.missing.append(key)
                    case Left(is_agent=True) | Closed():
                        stay.saw_the_end = True
                    case _:
                        pass

    async def _listen(self, stay: Stay, came: Callable[[], None], seconds: float) -> None:
        # Only now: a connection that is given up half-way is no reload.
        async with joined(self._server, self._room, self._person.identity) as client:
            came()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    await client.wait_for(lambda: bool(agents(client)))
                    await client.wait_for(lambda: not agents(client), patience=4 * PATIENCE)
                    stay.saw_the_end = True
                    await asyncio.sleep(_READ_OUT_SECONDS)
        whole = [stream for stream in client.streams if stream.ended]
        stay.direct, stay.direct_sent = sum(stream.topic == _DIRECT for stream in whole), self._direct.sent
        stay.keys += [stream.attributes["key"] for stream in whole if not stream.topic.startswith("lk.")]
