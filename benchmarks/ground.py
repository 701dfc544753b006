"""A real livekit-server and an agent's room on this machine, and a client in a process of its own."""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Literal

import click
from attrs import Factory, define
from livekit import api, rtc

from tools.livekit_server import Server, find_or_build, running

CALLER = "caller-1"
_PATIENCE = 30.0


@define
class Arrivals:
    """What has arrived at a client: each a name (a topic, or `attribute=value`), its content, and when."""

    seen: list[tuple[str, str, float]] = Factory(list)
    _news: asyncio.Event = Factory(asyncio.Event)

    async def take(self, lines: asyncio.StreamReader) -> None:
        """Take down what a listener prints, until it ends."""
        while line := await lines.readline():
            name, content, at = json.loads(line)
            self.seen.append((name, content, at))
            self._news.set()
            self._news = asyncio.Event()

    async def all_of(self, *names: str, content: str = "") -> float:
        """Wait until there is one of each name whose content has *content*; when the last of them came, in seconds."""
        async with asyncio.timeout(_PATIENCE):
            while True:
                times = [self._first(name, content) for name in names]
                found = [at for at in times if at is not None]
                if len(found) == len(names):
                    self.seen.clear()
                    return max(found)
                await self._news.wait()

    def _first(self, wanted: str, content: str) -> float | None:
        return next((at for name, said, at in self.seen if name == wanted and content in said), None)


@define
class Ground:
    """The agent's room, and what arrives at the client's."""

    agent: rtc.Room
    arrivals: Arrivals


@asynccontextmanager
async def ground() -> AsyncIterator[Ground]:
    """A server and the two, for as long as the block lasts."""
    binary = find_or_build(lambda sentence: click.echo(sentence, err=True))
    with tempfile.TemporaryDirectory() as folder, running(binary, Path(folder)) as server:
        agent, arrivals = rtc.Room(), Arrivals()
        await agent.connect(server.url, _token(server, "agent-1", "agent"))
        try:
            async with _listening(server, arrivals):
                await arrivals.all_of("ready")
                await _until(lambda: _is_active(agent))
                yield Ground(agent, arrivals)
        finally:
            await agent.disconnect()


@asynccontextmanager
async def _listening(server: Server, arrivals: Arrivals) -> AsyncIterator[Process]:
    command = (sys.executable, "-m", "benchmarks.listener", server.url)
    listener = await asyncio.create_subprocess_exec(
        *command, cwd=Path(__file__).parents[1], stdin=PIPE, stdout=PIPE, limit=2**24
    )
    if listener.stdin is None or listener.stdout is None:
        raise RuntimeError("the listener has no pipes")
    listener.stdin.write(f"{_token(server, CALLER, 'standard')}\n".encode())
    taking = asyncio.create_task(arrivals.take(listener.stdout))
    try:
        yield listener
    finally:
        listener.stdin.close()
        await listener.wait()
        await taking


def _token(server: Server, identity: str, kind: Literal["standard", "agent"]) -> str:
    grants = api.VideoGrants(room_join=True, room="bench", can_update_own_metadata=True)
    made = api.AccessToken(server.keys.key, server.keys.secret).with_identity(identity).with_grants(grants)
    return made.with_kind(kind).to_jwt()


def _is_active(room: rtc.Room) -> bool:
    there = room.remote_participants.get(CALLER)
    return there is not None and there.state == rtc.ParticipantState.PARTICIPANT_STATE_ACTIVE


async def _until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(_PATIENCE):
        while not holds():  # noqa: ASYNC110 (rtc tells of it by several events, or by none)
            await asyncio.sleep(0.01)
