"""A client of the wire contract asks for what it missed, takes each stream once and in order, and says what it has."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from attrs import Factory, define
from livekit import rtc

from receptionist.client import asking as asking_module
from receptionist.client import keeping_up
from receptionist.client.asking import Asking
from receptionist.client.keeping_up import KeepingUp
from receptionist.client.order import Arrived, Order
from receptionist.happenings import StreamMissing, TextArrived

AGENT = "agent-1"
UNSUPPORTED = rtc.RpcError(rtc.RpcError.ErrorCode.UNSUPPORTED_METHOD, "unknown")
PATIENCE = 5.0


@pytest.fixture(autouse=True)
def _in_short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping_up, "_GAP_SECONDS", 0.03)
    monkeypatch.setattr(keeping_up, "_ACK_SECONDS", 0.01)
    monkeypatch.setattr(keeping_up, "_RESCUE_SECONDS", 0.2)
    monkeypatch.setattr(asking_module, "_FIRST_PAUSE", 0.01)


def stream(key: str, previous: str = "") -> TextArrived:
    attributes = {"key": key, "previous": previous, "sha256": hashlib.sha256(key.encode()).hexdigest()}
    return TextArrived(sender=AGENT, topic="transcript", text=key, attributes=attributes)


def keys(streams: Iterable[Arrived | StreamMissing]) -> list[str]:
    return [f"no {told.key}" if isinstance(told, StreamMissing) else told.attributes["key"] for told in streams]


def test_a_stream_waits_for_the_one_before_it_and_is_told_once() -> None:
    order = Order()
    assert keys(order.arrived(stream("3:0", "2:0"))) == []
    assert keys(order.arrived(stream("4:0", "3:0"))) == []
    assert order.missing() == ["2:0"]
    assert keys(order.arrived(stream("2:0"))) == ["2:0", "3:0", "4:0"]
    assert keys(order.arrived(stream("3:0", "2:0"))) == []
    assert (order.missing(), order.position, order.sure) == ([], 4, 3)


def test_keys_are_in_order_as_numbers() -> None:
    order = Order()
    for key in ("10:2", "10:10", "9:9"):
        order.arrived(stream(key, "8:0"))
    assert keys(order.arrived(stream("8:0"))) == ["8:0", "9:9", "10:2", "10:10"]


def test_what_was_given_up_holds_up_nothing_and_is_not_told_when_it_comes_after_all() -> None:
    order = Order()
    order.arrived(stream("3:0", "2:0"))
    assert keys(order.give_up(["2:0"])) == ["3:0"]
    assert keys(order.arrived(stream("2:0"))) == []


def test_what_is_here_from_an_earlier_time_is_not_told_again() -> None:
    order = Order(after=7)
    assert keys(order.arrived(stream("7:1", "7:0"))) == []
    assert keys(order.arrived(stream("9:0", "7:1"))) == ["9:0"]
    assert (order.position, order.sure) == (9, 8)


def test_of_two_chains_the_one_that_is_behind_says_what_is_sure() -> None:
    order = Order()
    for key, previous in (("3:0", ""), ("4:1", ""), ("6:0", "3:0"), ("9:0", "6:0")):
        order.arrived(stream(key, previous))
    assert (order.position, order.sure) == (9, 3)


@define
class Agent:
    """The other end of the RPCs: what was asked, and what is answered in turn."""

    asked: list[tuple[str, str, dict[str, Any]]] = Factory(list)
    answers: list[str | Exception | Callable[[], str]] = Factory(list)
    is_there: bool = True
    told: list[Arrived | StreamMissing] = Factory(list)

    async def answer(self, agent: str, method: str, payload: str) -> str:
        self.asked.append((agent, method.removeprefix("receptionist."), json.loads(payload)))
        await asyncio.sleep(0)
        if method == "receptionist.ack":
            return payload
        answer = self.answers.pop(0) if self.answers else UNSUPPORTED
        if isinstance(answer, Exception):
            raise answer
        return answer() if callable(answer) else answer

    async def until(self, met: Callable[[], bool]) -> None:
        async with asyncio.timeout(PATIENCE):
            while not met():  # noqa: ASYNC110 (told by nothing)
                await asyncio.sleep(0.005)

    @property
    def keys(self) -> list[str]:
        return keys(self.told)


@asynccontextmanager
async def following(
    monkeypatch: pytest.MonkeyPatch, *answers: str | Exception | Callable[[], str], after: int = 0
) -> AsyncIterator[tuple[KeepingUp, Agent]]:
    agent = Agent(answers=list(answers))
    monkeypatch.setattr(Asking, "_ask", agent.answer)
    asking = Asking(rtc.Room(), lambda _: agent.is_there)
    client = KeepingUp(after=after, asking=asking, tell=agent.told.append)
    try:
        yield client, agent
    finally:
        await client.aclose()


def through(position: int, *parked: str) -> str:
    return json.dumps({"through": position, "parked": parked})


async def test_whoever_joins_asks_for_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    async with following(monkeypatch, through(0)) as (client, agent):
        client.agent_has_call(AGENT)
        await agent.until(lambda: bool(agent.asked))
    assert agent.asked == [(AGENT, "sync", {"after": 0})]


async def test_whoever_has_some_from_an_earlier_time_asks_for_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    async with following(monkeypatch, through(7), after=7) as (client, agent):
        client.agent_has_call(AGENT)
        await agent.until(lambda: bool(agent.asked))
    assert agent.asked[0] == (AGENT, "sync", {"after": 7})


async def test_a_gap_is_asked_for_and_filled(monkeypatch: pytest.MonkeyPatch) -> None:
    def resent() -> str:
        client.arrived(stream("4:0", "3:0"))
        return through(6)

    async with following(monkeypatch, through(3), resent) as (client, agent):
        client.agent_has_call(AGENT)
        client.arrived(stream("3:0"))
        client.arrived(stream("6:0", "4:0"))
        assert agent.keys == ["3:0"]
        await agent.until(lambda: agent.keys == ["3:0", "4:0", "6:0"])
    assert [asked for asked in agent.asked if asked[1] == "sync"][1] == (AGENT, "sync", {"after": 2})


async def test_the_last_stream_is_missed_when_its_position_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def resent() -> str:
        client.arrived(stream("4:0", "3:0"))
        return through(4)

    async with following(monkeypatch, through(3), resent) as (client, agent):
        client.agent_has_call(AGENT)
        client.arrived(stream("3:0"))
        client.position_is(4)
        await agent.until(lambda: agent.keys == ["3:0", "4:0"])


async def test_what_was_parked_is_told_as_missing_by_nobody_and_holds_up_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with following(monkeypatch, through(3), through(6, "4:0")) as (client, agent):
        client.agent_has_call(AGENT)
        client.arrived(stream("3:0"))
        client.arrived(stream("6:0", "4:0"))
        await agent.until(lambda: agent.keys == ["3:0", "6:0"])


async def test_what_does_not_come_though_it_was_asked_for_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    async with following(monkeypatch, *[through(6)] * 3) as (client, agent):
        client.agent_has_call(AGENT)
        client.arrived(stream("3:0"))
        client.arrived(stream("6:0", "4:0"))
        await agent.until(lambda: agent.keys == ["3:0", "no 4:0", "6:0"])
    assert [method for _, method, _ in agent.asked] == ["sync"] * 3


async def test_an_agent_that_answers_nothing_of_the_kind_is_asked_once_for_a_gap(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with following(monkeypatch, UNSUPPORTED, UNSUPPORTED) as (client, agent):
        client.agent_has_call(AGENT)
        client.arrived(stream("6:0", "4:0"))
        await agent.until(lambda: agent.keys == ["no 4:0", "6:0"])
    assert agent.asked == [(AGENT, "sync", {"after": 0})] * 2


async def test_an_agent_that_cannot_answer_now_is_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    async with following(
        monkeypatch, rtc.RpcError(1502, "slow"), rtc.RpcError(4503, "later"), "no json", through(0)
    ) as (client, agent):
        client.agent_has_call(AGENT)
        await agent.until(lambda: len(agent.asked) == 4)
        await asyncio.sleep(0.05)
    assert agent.asked == [(AGENT, "sync", {"after": 0})] * 4


async def test_while_no_agent_is_there_a_gap_waits_for_the_one_that_takes_the_call_over(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def resent() -> str:
        client.arrived(stream("4:0", "3:0"))
        return through(6)

    monkeypatch.setattr(keeping_up, "_RESCUE_SECONDS", 60)
    async with following(monkeypatch, through(3), resent, through(6)) as (client, agent):
        client.agent_has_call(AGENT)
        client.arrived(stream("3:0"))
        await agent.until(lambda: bool(agent.asked))
        client.agent_left(AGENT)
        client.arrived(stream("6:0", "4:0"))
        await asyncio.sleep(0.1)
        assert agent.keys == ["3:0"]
        client.agent_has_call("agent-2")
        await agent.until(lambda: agent.keys == ["3:0", "4:0", "6:0"])


async def test_what_still_waits_in_the_end_is_told_behind_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    async with following(monkeypatch) as (client, agent):
        client.arrived(stream("6:0", "4:0"))
        client.arrived(stream("9:0", "8:0"))
        client.close()
        assert agent.keys == ["no 4:0", "6:0", "no 8:0", "9:0"]


async def test_what_is_taken_is_acknowledged_a_few_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    async with following(monkeypatch, through(0)) as (client, agent):
        client.agent_has_call(AGENT)
        for key in ("3:0", "4:0", "4:1"):
            client.taken(stream(key))
        await agent.until(lambda: len(agent.asked) > 1)
        client.taken(stream("4:2"))
        await asyncio.sleep(0.05)
    assert agent.asked == [(AGENT, "sync", {"after": 0}), (AGENT, "ack", {"position": 4})]


async def test_an_agent_that_takes_a_call_over_hears_what_was_acknowledged_before(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with following(monkeypatch, through(0), through(3)) as (client, agent):
        client.agent_has_call(AGENT)
        client.taken(stream("3:0"))
        await agent.until(lambda: (AGENT, "ack", {"position": 3}) in agent.asked)
        client.agent_left(AGENT)
        client.agent_has_call("agent-2")
        await agent.until(lambda: ("agent-2", "ack", {"position": 3}) in agent.asked)
