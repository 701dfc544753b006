"""Lines that a caller types, one after the other: whose turn it is."""

from __future__ import annotations

import asyncio
from typing import Any, cast

import pytest
from attrs import Factory, define, frozen
from livekit import rtc
from livekit.agents import AgentSession
from livekit.agents.voice.room_io import TextInputEvent

from receptionist.room_call import TypedTurns


class FakeSpeech:
    """An answer that is thought out, then said, then over, as the test likes."""

    def __init__(self) -> None:
        self.over = asyncio.Event()

    def done(self) -> bool:
        return self.over.is_set()

    async def wait_for_playout(self) -> None:
        await self.over.wait()


@define
class FakeOutput:
    audio: object | None


@define
class FakeSession(rtc.EventEmitter[str]):
    """A session whose answers the test ends."""

    output: FakeOutput
    allows_interruptions: bool = True
    agent_state: str = "listening"
    current_speech: FakeSpeech | None = None
    taken: list[str] = Factory(list)
    speeches: list[FakeSpeech] = Factory(list)

    def __attrs_post_init__(self) -> None:
        super().__init__()

    def generate_reply(self, *, user_input: str) -> FakeSpeech:
        self.taken.append(user_input)
        self.current_speech = FakeSpeech()
        self.speeches.append(self.current_speech)
        self.agent_state = "thinking"
        return self.current_speech

    async def interrupt(self) -> None:
        if not self.allows_interruptions:
            msg = "this speech does not allow interruptions"
            raise RuntimeError(msg)
        assert self.current_speech is not None
        self.taken.append("(cut off)")
        self.current_speech.over.set()

    def begin_to_speak(self) -> None:
        self.agent_state = "speaking"
        self.emit("agent_state_changed", _Changed("speaking"))


@define
class _Changed:
    new_state: str


@frozen
class _Info:
    timestamp: int


@frozen
class _Typed:
    text: str
    info: _Info | None = None


def type_in(session: FakeSession, turns: TypedTurns, *lines: str) -> asyncio.Future[Any]:
    return take(session, turns, *(_Typed(line) for line in lines))


def take(session: FakeSession, turns: TypedTurns, *events: _Typed) -> asyncio.Future[Any]:
    return asyncio.gather(
        *(turns.take(cast("AgentSession[Any]", session), cast("TextInputEvent", event)) for event in events)
    )


async def settle() -> None:
    """Let everything happen that waits for nothing."""
    for _ in range(20):
        await asyncio.sleep(0)


async def test_in_writing_each_line_waits_for_the_answer_to_the_one_before() -> None:
    session = FakeSession(FakeOutput(None))
    typing = type_in(session, TypedTurns(settling=0), "one", "two", "three")
    for number, taken in enumerate((["one"], ["one", "two"], ["one", "two", "three"])):
        await settle()
        assert session.taken == taken
        session.begin_to_speak()
        await settle()
        assert session.taken == taken
        session.speeches[number].over.set()
    await typing


async def test_lines_that_overtook_one_another_are_put_in_order() -> None:
    session = FakeSession(FakeOutput(None))
    lines = (_Typed("one", _Info(1000)), _Typed("three", _Info(1004)), _Typed("two", _Info(1002)))
    taking = take(session, TypedTurns(settling=0), *lines)
    for number in range(len(lines)):
        await settle()
        session.speeches[number].over.set()
    await taking
    assert session.taken == ["one", "two", "three"]


async def test_aloud_a_line_cuts_off_what_is_said_and_not_what_is_thought() -> None:
    session = FakeSession(FakeOutput("a voice"))
    typing = type_in(session, TypedTurns(settling=0), "one", "two")
    await settle()
    assert session.taken == ["one"]
    session.begin_to_speak()
    await typing
    assert session.taken == ["one", "(cut off)", "two"]


@pytest.mark.parametrize("speaks_already", [True, False])
async def test_an_answer_that_must_be_heard_is_heard_to_its_end(*, speaks_already: bool) -> None:
    session = FakeSession(FakeOutput("a voice"), allows_interruptions=False)
    turns = TypedTurns(settling=0)
    await type_in(session, turns, "one")
    if speaks_already:
        session.begin_to_speak()
    typing = type_in(session, turns, "two")
    await settle()
    session.begin_to_speak()
    await settle()
    assert session.taken == ["one"]
    session.speeches[0].over.set()
    await typing
    assert session.taken == ["one", "two"]


async def test_the_greeting_too_is_cut_off() -> None:
    session = FakeSession(FakeOutput("a voice"), current_speech=FakeSpeech(), agent_state="speaking")
    await type_in(session, TypedTurns(settling=0), "one")
    assert session.taken == ["(cut off)", "one"]
