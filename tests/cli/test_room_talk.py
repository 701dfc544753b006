"""The caller's end of a call in a room: who speaks when, and how it ends."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import cast

import pytest
from attrs import define, field

from receptionist.cli import room_talk
from receptionist.cli.room_talk import Conversation, NoAgentError
from receptionist.client import RoomClient, RoomError
from receptionist.happenings import AttributesChanged, BytesArrived, Closed, Happening, Joined, Left, Spoken
from tests.processes import run

AGENT = "agent-1"
JOINED = Joined(participant=AGENT, is_agent=True)


def said(text: str) -> Spoken:
    return Spoken(sender=AGENT, text=text)


def state(**attributes: str) -> AttributesChanged:
    return AttributesChanged(participant=AGENT, is_agent=True, attributes=attributes)


def doing(what: str) -> AttributesChanged:
    return AttributesChanged(participant=AGENT, is_agent=True, attributes={"lk.agent.state": what})


@define
class Room:
    """A room in which *answers* says what happens after each of the caller's lines, the first before any."""

    answers: Callable[[str], list[Happening]]
    trace: list[str] = field(factory=list)
    is_receiving: bool = False
    fails: int = 0
    _waiting: asyncio.Queue[Happening] = field(factory=asyncio.Queue)

    def tell(self, *happenings: Happening) -> None:
        for happening in happenings:
            self._waiting.put_nowait(happening)

    async def happenings(self) -> AsyncIterator[Happening]:
        while True:
            happening = await self._waiting.get()
            yield happening
            if isinstance(happening, Closed):
                return

    async def say(self, words: str, *, to: list[str]) -> None:
        if self.fails:
            self.fails -= 1
            raise RoomError("not sent")
        self.trace.append(f"> {words} to {', '.join(to)}")
        self.tell(*self.answers(words))

    # The view
    def happened(self, happening: Happening, saved_as: Path | None = None) -> None:
        match happening:
            case Spoken(text=text):
                self.trace.append(f"< {text}")
            case BytesArrived(name=name):
                self.trace.append(f"{name} saved as {saved_as and saved_as.name}")
            case _:
                pass

    def heard(self, words: str) -> None:
        pass

    def trouble(self, what: str) -> None:
        self.trace.append(f"trouble: {what}")

    def over(self, why: str) -> None:
        pass


def echo(words: str) -> list[Happening]:
    return [doing("thinking"), said(words.upper()), doing("listening")]


async def lines(*words: str) -> AsyncIterator[str]:
    for line in words:
        yield line


async def silence() -> AsyncIterator[str]:
    """A caller at the keyboard who types nothing."""
    await asyncio.Event().wait()
    yield ""


async def hold(room: Room, words: AsyncIterator[str], downloads: Path = Path("unused")) -> str:
    async with asyncio.timeout(20):
        return await Conversation(cast("RoomClient", room), "demo", room, downloads).hold(words)


def _files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture(autouse=True)
def _in_short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room_talk, "_QUIET_SECONDS", 0.01)
    for patience in ("_WORKER_SECONDS", "_GREETING_SECONDS", "_REPLY_SECONDS", "_GOODBYE_SECONDS", "_RESCUE_SECONDS"):
        monkeypatch.setattr(room_talk, patience, 0.2)


async def test_each_line_waits_for_the_answer_to_the_one_before() -> None:
    room = Room(echo)
    room.tell(JOINED, said("Good morning."))
    assert await hold(room, lines("Hello.", "Bye.")) == "you hung up"
    assert room.trace == [
        "< Good morning.", "> Hello. to agent-1", "< HELLO.", "> Bye. to agent-1", "< BYE.",
    ]  # fmt: skip


async def test_an_agent_that_still_thinks_has_not_answered() -> None:
    """It may say "one moment", use a tool, and go on."""
    room = Room(lambda _: [doing("thinking"), said("One moment.")])

    async def go_on() -> None:
        await asyncio.sleep(0.1)
        room.tell(said("Booked."), doing("listening"))

    room.tell(JOINED, said("Good morning."))
    later = asyncio.create_task(go_on())
    assert await hold(room, lines("Book.")) == "you hung up"
    await later
    assert room.trace == ["< Good morning.", "> Book. to agent-1", "< One moment.", "< Booked."]


async def test_nothing_is_said_while_a_stream_is_on_its_way() -> None:
    room = Room(echo, is_receiving=True)

    async def arrive() -> None:
        await asyncio.sleep(0.1)
        room.trace.append("arrived")
        room.is_receiving = False

    room.tell(JOINED, said("Good morning."))
    later = asyncio.create_task(arrive())
    await hold(room, lines("Hello."))
    await later
    assert room.trace == ["< Good morning.", "arrived", "> Hello. to agent-1", "< HELLO."]


async def test_a_line_without_an_answer_is_told_and_the_next_one_is_said() -> None:
    room = Room(lambda _: [])
    room.tell(JOINED, said("Good morning."))
    await hold(room, lines("Hello.", "Anybody?"))
    none = "trouble: no answer came within 0.2 s"
    assert room.trace == ["< Good morning.", "> Hello. to agent-1", none, "> Anybody? to agent-1", none]


async def test_a_line_that_could_not_be_sent_is_told() -> None:
    room = Room(echo, fails=1)
    room.tell(JOINED, said("Good morning."))
    await hold(room, lines("Hello.", "Again."))
    assert room.trace == ["< Good morning.", "trouble: not sent", "> Again. to agent-1", "< AGAIN."]


async def test_an_agent_that_does_not_greet_is_spoken_to_all_the_same() -> None:
    room = Room(echo)
    room.tell(JOINED)
    await hold(room, lines("Hello."))
    assert room.trace == ["> Hello. to agent-1", "< HELLO."]


async def test_where_no_worker_takes_the_call_the_caller_hears_what_to_do() -> None:
    room = Room(echo)
    room.tell(Joined(participant="staff-1", is_agent=False))
    with pytest.raises(NoAgentError, match=r"^no worker took the call in room demo: is `receptionist dev` running\?"):
        await hold(room, lines("Hello."))
    assert room.trace == []


@pytest.mark.parametrize("leaving", [[Left(participant=AGENT, is_agent=True)], []], ids=["and leaves", "and stays"])
async def test_when_the_agent_ends_the_call_the_rest_of_the_script_is_not_said(leaving: list[Happening]) -> None:
    room = Room(lambda _: [said("Goodbye!"), state(agent_state="ended"), *leaving])
    room.tell(JOINED, said("Good morning."))
    assert await hold(room, lines("Bye.", "One more thing.")) == "the agent ended the call"
    assert room.trace == ["< Good morning.", "> Bye. to agent-1", "< Goodbye!"]


async def test_after_the_goodbye_what_is_still_on_its_way_is_waited_for(tmp_path: Path) -> None:
    room = Room(lambda _: [said("Goodbye!"), state(agent_state="ended")])
    document = BytesArrived(
        sender=AGENT, topic="appointment-details", name="../../card.json", mime_type="application/json",
        content=b"{}", attributes={"key": "9:0"},
    )  # fmt: skip

    async def send() -> None:
        await asyncio.sleep(0.1)
        room.tell(document, Left(participant=AGENT, is_agent=True))

    room.tell(JOINED, said("Good morning."))
    later = asyncio.create_task(send())
    assert await hold(room, lines("Bye."), tmp_path) == "the agent ended the call"
    await later
    assert room.trace[-1] == "../../card.json saved as 9-0-card.json"
    assert _files(tmp_path) == {"9-0-card.json": b"{}"}


@pytest.mark.parametrize(
    ("happening", "ending"),
    [
        (Left(participant=AGENT, is_agent=True), "the agent ended the call"),
        (Left(participant=AGENT, is_agent=True, crashed=True), "the agent is gone, and no other came"),
        (state(agent_state="ended"), "the agent ended the call"),
        (Closed(reason="ROOM_DELETED"), "the room is closed"),
    ],
)
async def test_a_caller_who_says_nothing_notices_the_end(happening: Happening, ending: str) -> None:
    room = Room(echo)
    room.tell(JOINED, said("Good morning."), happening)
    assert await hold(room, silence()) == ending


async def test_an_agent_that_takes_a_dead_ones_call_over_is_spoken_to() -> None:
    room = Room(echo)
    successor = Joined(participant="agent-2", is_agent=True)
    dead = Left(participant=AGENT, is_agent=True, crashed=True)
    room.tell(JOINED, said("Good morning."), dead, successor, said("Where were we?"))
    assert await hold(room, lines("Hello.")) == "you hung up"
    assert room.trace[-2:] == ["> Hello. to agent-2", "< HELLO."]


async def test_while_no_agent_is_there_nothing_is_said_to_the_whole_room() -> None:
    room = Room(echo)
    room.tell(JOINED, said("Good morning."), Left(participant=AGENT, is_agent=True, crashed=True))
    assert await hold(room, lines("I am Ann.", "Hello?")) == "the agent is gone, and no other came"
    assert room.trace == ["< Good morning."]


async def test_a_lost_connection_is_an_error() -> None:
    room = Room(echo)
    room.tell(JOINED, said("Good morning."), Closed(reason="SERVER_SHUTDOWN"))
    with pytest.raises(RoomError, match=r"^the connection to room demo is lost \(SERVER_SHUTDOWN\)$"):
        await hold(room, silence())


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("--room", "demo", "--llm", "offline"), "--room does not go with --llm: a room's worker has its own"),
        (
            ("--room", "demo", "--db", "a.db", "--now", "2026-11-18T10:00"),
            "--room does not go with --db or --now: a room's worker has its own",
        ),
        (("--room", " "), "--room needs a name"),
    ],
)
def test_what_a_rooms_worker_decides_is_not_set_by_its_caller(
    tmp_path: Path, arguments: tuple[str, ...], complaint: str
) -> None:
    result = run(tmp_path, "talk", *arguments)
    assert (result.status, result.out, result.err) == (2, "", f"receptionist: {complaint}\n")
