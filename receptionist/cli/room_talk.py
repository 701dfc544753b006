"""`receptionist talk --room NAME`: the caller of a real room, from this terminal."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from receptionist.cli.plan import Plan, words
from receptionist.cli.room_view import RoomJsonLines, RoomScreen, RoomView, be_quiet, safe_name, show, until_stopped
from receptionist.cli.token import identity_for, make_token
from receptionist.cli.words import plain
from receptionist.clock import SystemClock
from receptionist.errors import ReceptionistError
from receptionist.happenings import AttributesChanged, Closed, Happening, Joined, Left, Spoken

if TYPE_CHECKING:
    from receptionist.client import RoomClient

T = TypeVar("T")

# For joining; whoever is in the room stays.
_VALID = timedelta(minutes=10)
_WORKER_SECONDS = 15.0
_GREETING_SECONDS = 10.0
_REPLY_SECONDS = 30.0
_QUIET_SECONDS = 0.7
# Until it leaves, an agent that has ended the call sends what it still owes; that it left is told up to 3 s later.
_GOODBYE_SECONDS = 5.0
# Where an agent died, another may take the call over.
_RESCUE_SECONDS = 30.0


class NoAgentError(ReceptionistError):
    """Nobody takes the call."""

    def __init__(self, room: str) -> None:
        super().__init__(
            f"no worker took the call in room {plain(room)}: is `receptionist dev` running?"
            " A room made before its worker started gets no agent: take another name"
        )
        self.room = room


def call_room(room: str, plan: Plan) -> None:
    """Be the caller of *room*, with the words that *plan* gives.

    Raises:
        SettingError: The server's address or keys are missing.
        NoAgentError: No worker takes the call.
        RoomError: The room cannot be entered, or was lost.
    """
    access = plan.settings.livekit()
    identity = identity_for("caller", None)
    be_quiet()
    view = _view(room, identity, plan)

    async def call() -> None:
        # LiveKit takes a moment to import: only now, when the first line is on the screen.
        from receptionist.client import RoomClient  # noqa: PLC0415 (LiveKit takes seconds to import)

        token = make_token(access, room=room, identity=identity, valid=_VALID)
        async with RoomClient.join(access.url, token, hear=True) as client:
            view.happened(Joined(participant=identity, is_agent=False))
            conversation = Conversation(client, room, view, plan.settings.downloads / safe_name(room))
            view.over(await conversation.hold(words(plan)))

    async def until_hung_up() -> None:
        if await until_stopped(call()):
            view.over("you hung up")

    asyncio.run(until_hung_up())


class Conversation:
    """A call with whichever agent is in the room, as its caller notices it."""

    def __init__(self, client: RoomClient, room: str, view: RoomView, downloads: Path) -> None:
        self._client, self._room, self._view, self._downloads = client, room, view, downloads
        self._news = asyncio.Event()
        self._over: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        """How the call ended, once it has."""
        self._ending: asyncio.TimerHandle | None = None
        self._agents: dict[str, str] = {}
        """The agents in the room, and what LiveKit says each is doing."""
        self._has_ended = False
        self._replies = 0

    async def hold(self, words: AsyncIterator[str]) -> str:
        """Say *words*, each when the one before was answered; how the call ended.

        Raises:
            NoAgentError: No worker takes the call.
            RoomError: The room was lost.
        """
        tasks = {asyncio.create_task(self._follow()), asyncio.create_task(self._say_all(words))}
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
            return self._over.result() if self._over.done() else "you hung up"
        finally:
            self._cancel_ending()
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _follow(self) -> None:
        """Show what happens until the room is gone."""
        from receptionist.client import RoomError  # noqa: PLC0415 (see `call_room`)

        async for happening in self._client.happenings():
            await show(self._view, happening, self._downloads)
            if isinstance(happening, Closed) and not happening.is_usual:
                raise RoomError(f"the connection to room {plain(self._room)} is lost ({happening.reason})")
            self._note(happening)
            self._news.set()

    def _note(self, happening: Happening) -> None:
        match happening:
            case Joined(participant=who, is_agent=True):
                self._agents[who] = ""
                if not self._has_ended:
                    self._cancel_ending()
            case AttributesChanged(participant=who, is_agent=True, attributes=attributes):
                self._agents[who] = attributes.get("lk.agent.state", self._agents.get(who, ""))
                if attributes.get("agent_state") == "ended" and not self._has_ended:
                    self._has_ended = True
                    self._end(_GOODBYE_SECONDS, "the agent ended the call")
            case Left(participant=who, is_agent=True, crashed=crashed):
                self._agents.pop(who, None)
                if self._agents:
                    pass
                elif crashed and not self._has_ended:
                    self._end(_RESCUE_SECONDS, "the agent is gone, and no other came")
                else:
                    self._end(0, "the agent ended the call")
            case Spoken():
                self._replies += 1
            case Closed():
                self._end(0, "the room is closed")
            case _:
                pass

    async def _say_all(self, words: AsyncIterator[str]) -> None:
        if not await self._until(lambda: bool(self._agents), _WORKER_SECONDS):
            raise NoAgentError(self._room)
        # What is said before the agent listens is lost; its greeting shows that it does.
        await self._until_answered(0, _GREETING_SECONDS)
        while not self._has_ended and (line := await self._unless_over(anext(words, None))) is not None:
            await self._say(line)
        if self._has_ended:
            await self._over

    async def _say(self, line: str) -> None:
        from receptionist.client import RoomError  # noqa: PLC0415 (see `call_room`)

        # If no agent comes any more, the call ends meanwhile.
        await self._until(lambda: bool(self._agents), _RESCUE_SECONDS)
        if self._over.done():
            return
        before = self._replies
        self._view.heard(line)
        try:
            await self._client.say(line, to=list(self._agents))
        except RoomError as error:
            self._view.trouble(str(error))
            return
        if not await self._until_answered(before, _REPLY_SECONDS):
            self._view.trouble(f"no answer came within {_REPLY_SECONDS:g} s")

    async def _until_answered(self, before: int, seconds: float) -> bool:
        """Wait for a reply beyond *before*, and until nothing more comes; whether there was one, or the call ended."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while not self._over.done():
                    if self._replies == before:
                        await self._something_new()
                    elif await self._is_quiet():
                        break
        return self._replies > before or self._over.done()

    async def _until(self, met: Callable[[], bool], seconds: float) -> bool:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while not met() and not self._over.done():
                    await self._something_new()
        return met() or self._over.done()

    async def _something_new(self) -> None:
        self._news.clear()
        await self._news.wait()

    async def _is_quiet(self) -> bool:
        try:
            async with asyncio.timeout(_QUIET_SECONDS):
                await self._something_new()
        except TimeoutError:
            return not self._client.is_receiving and not {"thinking", "speaking"}.intersection(self._agents.values())
        return False

    async def _unless_over(self, work: Awaitable[T]) -> T | None:
        """What *work* gives, or None if the call ended before."""
        task = asyncio.ensure_future(work)
        either: set[asyncio.Future[Any]] = {task, self._over}
        try:
            await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
            return task.result() if task.done() else None
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    def _end(self, seconds: float, why: str) -> None:
        """End the call in so many *seconds*, unless an agent joins before."""
        self._cancel_ending()
        self._ending = asyncio.get_running_loop().call_later(seconds, self._conclude, why)

    def _conclude(self, why: str) -> None:
        if not self._over.done():
            self._over.set_result(why)
        self._news.set()

    def _cancel_ending(self) -> None:
        if self._ending is not None:
            self._ending.cancel()
            self._ending = None


def _view(room: str, identity: str, plan: Plan) -> RoomView:
    if plan.as_json:
        return RoomJsonLines(room, SystemClock())
    screen = RoomScreen(echo_caller=plan.source != "keyboard")
    screen.room(room, f"calling as {identity}")
    return screen
