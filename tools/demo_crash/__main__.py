"""The story, in a real room on this machine, in under a minute: nothing in it is staged but the moment of the kill.

The agent, the worker and the server are those that `receptionist start` and `make room` run; they know of no demo. The
kill comes from outside: the log is watched, and the agent's process gets SIGKILL when the booking stands in it.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from attrs import define, field

from receptionist.cli.token import make_token
from receptionist.client import RoomClient
from receptionist.config import Settings
from receptionist.config.livekit import LiveKitAccess
from receptionist.events.booking import BookingConfirmed
from receptionist.events.log import Query
from receptionist.happenings import AttributesChanged, BytesArrived, Happening, TextArrived
from receptionist.storage import open_storage
from tools.demo_crash.watching import Killed, head, job_pids, kill_at_commit
from tools.kept import Kept
from tools.livekit_server import NoServerError, Server, ServerError, find_or_build, running

_ROOT = Path(__file__).resolve().parents[2]
_ATTEMPTS = 3
_PATIENCE = 60.0
_TUESDAY = 1
_PERSONAL = ("RECEPTIONIST_", "LIVEKIT_", "OPENAI_", "DEEPGRAM_", "CARTESIA_")
_WORDS = "I'd like to book an appointment. My name is Sarah, {day} at {hour} PM."


@define
class Caller:
    """A caller in the room: the reference client of the wire contract, and what it has had."""

    client: RoomClient
    tell: Callable[[str, str], None]
    had: list[Happening] = field(factory=list)
    _news: asyncio.Event = field(factory=asyncio.Event, init=False)

    async def listen(self) -> None:
        """Take what comes, and show it."""
        async for happening in self.client.happenings():
            self.had.append(happening)
            self._show(happening)
            self._news.set()

    async def until(self, there: Callable[[], bool]) -> None:
        """Wait until what has come satisfies *there*."""
        async with asyncio.timeout(_PATIENCE):
            while not there():
                self._news.clear()
                await self._news.wait()

    def said_after(self, position: int) -> list[TextArrived]:
        """What an agent has said in events after *position*."""
        return [
            one
            for one in self.had
            if isinstance(one, TextArrived)
            and one.topic == "transcript"
            and one.attributes["speaker"] == "agent"
            and int(one.attributes["position"]) > position
        ]

    @property
    def agent(self) -> str:
        """The agent that was seen last."""
        return next(
            one.participant for one in reversed(self.had) if isinstance(one, AttributesChanged) and one.is_agent
        )

    def _show(self, happening: Happening) -> None:
        match happening:
            case AttributesChanged(is_agent=True, attributes=changed) if "agent_state" in changed:
                self.tell("attribute", f"agent_state={changed['agent_state']}")
            case TextArrived(topic="transcript", text=text, attributes=given):
                self.tell("receptionist" if given["speaker"] == "agent" else "caller", text)
            case TextArrived(topic="booking-confirmation", text=text, attributes=given):
                self.tell("text", f"{given['key']} booking-confirmation  {text.partition('. ')[0]}.")
            case BytesArrived(topic=topic, name=name, attributes=given):
                self.tell("bytes", f"{given['key']} {topic}  {name}")
            case _:
                pass


class Story:
    """Tells what happens, with the seconds since its beginning."""

    def __init__(self) -> None:
        self._began = time.monotonic()

    def tell(self, who: str, what: str) -> None:
        """One line."""
        sys.stdout.write(f"{time.monotonic() - self._began:5.1f}  {who:<13} {what}\n")
        sys.stdout.flush()


async def play(server: Server, worker: Kept, folder: Path) -> bool:
    """Play the story; whether the agent died before the confirmation was sent, and the call came to a good end."""
    story, database = Story(), folder / ".data" / "receptionist.db"
    for attempt in range(1, _ATTEMPTS + 1):
        room = f"demo-crash-{attempt}"
        token = make_token(_access(server), room=room, identity="caller-sarah", valid=timedelta(minutes=5))
        async with RoomClient.join(server.url, token) as client:
            caller = Caller(client, story.tell)
            listening = asyncio.create_task(caller.listen())
            try:
                pids = partial(_jobs, worker, room)
                killed = await _book(caller, _WORDS.format(day=_a_day(), hour=attempt), database, pids)
                if killed.confirmation == "owed":
                    return await _go_on(story, caller, killed, database)
                story.tell("", "(the relay was quicker than the kill this time: once more)")
            finally:
                listening.cancel()
                await asyncio.gather(listening, return_exceptions=True)
    return False


def _jobs(worker: Kept, room: str) -> tuple[int, ...]:
    return job_pids(worker.said(), room, worker=worker.pid)


def _a_day() -> str:
    """A day with one meaning only on which the clinic is open in the afternoon."""
    clinic = Settings.load({}, _ROOT / "tools").clinic
    today = datetime.now(clinic.zone).date()
    days = (today + timedelta(days=ahead) for ahead in range(10, 60))
    day = next(day for day in days if day.weekday() == _TUESDAY and day not in clinic.closures)
    return f"{day:%B} {day.day}"


async def _book(caller: Caller, words: str, database: Path, pids: Callable[[], tuple[int, ...]]) -> Killed:
    """Ask for an appointment, and kill the agent when it is committed."""
    before = head(database)
    await caller.until(lambda: bool(caller.said_after(before)))
    killing = asyncio.create_task(kill_at_commit(database, pids, after=before))
    await caller.client.say(words, to=[caller.agent])
    return await killing


async def _go_on(story: Story, caller: Caller, killed: Killed, database: Path) -> bool:
    at = time.monotonic()
    story.tell(
        "log", f"BookingConfirmed #{killed.position} is committed: {killed.owed} effects owed, {killed.sent} sent"
    )
    story.tell("SIGKILL", f"the agent's process ({', '.join(map(str, killed.pids))}) is dead; the caller hears nothing")
    await caller.until(lambda: bool(caller.said_after(killed.position)))
    story.tell("", f"another agent has the call, {time.monotonic() - at:.1f} s after the kill")
    await caller.client.say("No, that is all, goodbye.", to=[caller.agent])
    await caller.until(lambda: "ended" in _states(caller))
    return await _account(caller, killed, database)


def _states(caller: Caller) -> list[str]:
    return [one.attributes.get("agent_state", "") for one in caller.had if isinstance(one, AttributesChanged)]


async def _account(caller: Caller, killed: Killed, database: Path) -> bool:
    """What the log has of it, and whether it is as it should be."""
    async with open_storage(database, create=False) as storage:
        events = (await storage.log.read(Query())).events
        call = next(one.metadata.call for one in events if one.position == killed.position)
        ours = [one for one in events if one.metadata.call == call]
        rows = await storage.outbox.of_call(call) if call is not None else ()
        verified = await storage.log.verify()
    sys.stdout.write(f"\nthe log of call {call}, from the booking on:\n")
    for one in ours:
        if one.position >= killed.position:
            effects = [f"{row.key} {row.state} by agent {row.epoch}" for row in rows if row.position == one.position]
            sys.stdout.write(f"  #{one.position:<3} {one.type:<24} {', '.join(effects)}\n")
    bookings = sum(isinstance(one.event, BookingConfirmed) for one in ours)
    confirmations = Counter(
        one.attributes["key"]
        for one in caller.had
        if isinstance(one, TextArrived) and one.topic == "booking-confirmation"
    )
    good = bookings == 1 and list(confirmations.values()) == [1] and verified.broken_at is None
    chain = "verified" if verified.broken_at is None else f"broken at {verified.broken_at}"
    sys.stdout.write(f"\n{bookings} booking · the caller has {confirmations.total()} confirmation · chain {chain}\n")
    return good


def _access(server: Server) -> LiveKitAccess:
    return LiveKitAccess(url=server.url, api_key=server.keys.key, api_secret=server.keys.secret)


def _environ(server: Server) -> Mapping[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_PERSONAL)}
    ours = {"PYTHONPATH": str(_ROOT), "RECEPTIONIST_LOAD_LIMIT": "off", "RECEPTIONIST_HEALTH_PORT": "0"}
    return {**kept, **server.environ, **ours, "LIVEKIT_AGENTS_PRELOAD_LOCAL_INFERENCE": "0"}


def _wait_for(worker: Kept, words: str) -> None:
    until = time.monotonic() + _PATIENCE
    while words not in worker.said():
        if not worker.alive or time.monotonic() > until:
            msg = f"the worker did not come up; see {worker.output}"
            raise ServerError(msg)
        time.sleep(0.05)


def main() -> int:
    """Play it in a folder that is gone afterwards; 0 if all came out as it should."""
    try:
        binary = find_or_build(lambda sentence: print(sentence, file=sys.stderr))  # noqa: T201 (for whoever waits)
    except NoServerError as error:
        sys.exit(str(error))
    sys.stdout.write("receptionist · an agent is killed between the commit of a booking and its confirmation\n")
    sys.stdout.write("embedded: livekit-server, worker, caller (the reference client), offline LLM\n\n")
    folder = Path(tempfile.mkdtemp(prefix="receptionist-demo-"))
    try:
        with running(binary, folder / "server") as server:
            worker = Kept.start(
                [sys.executable, "-m", "livekit.agents", "start", str(_ROOT / "receptionist" / "worker.py")],
                output=folder / "worker.log",
                environ=_environ(server),
                folder=folder,
            )
            try:
                _wait_for(worker, "registered worker")
                return 0 if asyncio.run(play(server, worker, folder)) else 1
            finally:
                worker.kill()
    finally:
        with suppress(OSError):
            shutil.rmtree(folder)


if __name__ == "__main__":
    sys.exit(main())
