"""Who takes part in a live test: clients in a room of the server, and a worker as a process of its own."""

from __future__ import annotations

import itertools
import os
import sys
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Literal

from attrs import define
from livekit import api

from tests.live.client import PATIENCE, Changed, Client, Packet, Stream
from tools.kept import Kept
from tools.livekit_server import Server

__all__ = ["PATIENCE", "Changed", "Client", "Packet", "Stream", "Worker", "joined", "livekit_api", "new_room", "token"]

ROOT = Path(__file__).resolve().parents[2]
WORKER = Path("receptionist", "worker.py")
_LOOK_EVERY = 0.05
# Settings and keys of the person who runs the tests.
_PERSONAL = ("RECEPTIONIST_", "LIVEKIT_", "OPENAI_", "DEEPGRAM_", "CARTESIA_")

_rooms = itertools.count(1)


def new_room(about: str = "room") -> str:
    """The name of a room that no other test of this process uses."""
    return f"{about}-{next(_rooms)}"


def token(
    server: Server,
    room: str,
    identity: str,
    *,
    hidden: bool = False,
    kind: Literal["standard", "sip", "agent"] = "standard",
) -> str:
    """A token as a person's frontend has it: to join, speak, type, and change what is their own."""
    grants = api.VideoGrants(room_join=True, room=room, can_update_own_metadata=True, hidden=hidden)
    made = api.AccessToken(server.keys.key, server.keys.secret).with_identity(identity).with_grants(grants)
    return made.with_kind(kind).to_jwt()


@asynccontextmanager
async def joined(server: Server, room: str, identity: str, *, hidden: bool = False) -> AsyncIterator[Client]:
    """A client in a room, for as long as the block lasts. Start workers first: making a room calls the agent."""
    async with Client(identity) as client:
        await client.join(server.url, token(server, room, identity, hidden=hidden))
        yield client


def livekit_api(server: Server) -> api.LiveKitAPI:
    """A client of the server's own API, to be entered: it deletes rooms and removes participants."""
    return api.LiveKitAPI(server.url, server.keys.key, server.keys.secret)


@define
class Worker:
    """A worker that is registered with the server, as a process; its jobs are processes that it starts."""

    process: Kept

    @classmethod
    @contextmanager
    def running(
        cls, server: Server, folder: Path, *, entry: Path = WORKER, environ: Mapping[str, str] | None = None
    ) -> Iterator[Worker]:
        """A worker for as long as the block lasts, or this process; what is left of it then is killed.

        Args:
            server: Whose rooms it answers.
            folder: Where it runs: its data and its log (`worker.log`) go there.
            entry: The file whose `server` it is, seen from the project's root.
            environ: Settings besides those that every worker under test gets.
        """
        process = Kept.start(
            [sys.executable, "-m", "livekit.agents", "start", str(ROOT / entry), "--log-level", "DEBUG"],
            output=folder / "worker.log",
            environ=_environ(server, environ or {}),
            folder=folder,
        )
        worker = cls(process)
        try:
            worker.wait_for("registered worker")
            yield worker
        finally:
            worker.kill()

    @property
    def log(self) -> str:
        """All that it and its jobs have logged."""
        return self.process.said()

    def wait_for(self, words: str, *, times: int = 1, patience: float = PATIENCE) -> None:
        """Wait until its log has *words*, so many times. This blocks: `await asyncio.to_thread(…)` beside a client."""
        until = time.monotonic() + patience
        while self.log.count(words) < times:
            if not self.process.alive or time.monotonic() > until:
                msg = f"the worker never said {words!r}; it said:\n{self.log[-4000:]}"
                raise AssertionError(msg)
            time.sleep(_LOOK_EVERY)

    def stop(self) -> int:
        """SIGTERM: it lets its calls come to an end, for a second, then is told again, then killed."""
        return self.process.stop()

    def kill(self) -> int:
        """SIGKILL, its jobs too: nothing of it can say goodbye."""
        return self.process.kill()


def _environ(server: Server, changes: Mapping[str, str]) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_PERSONAL)}
    return {
        **kept,
        **server.environ,
        "PYTHONPATH": str(ROOT),
        "RECEPTIONIST_LOAD_LIMIT": "off",  # a busy machine would silently skip calls
        "RECEPTIONIST_HEALTH_PORT": "0",
        **changes,
    }
