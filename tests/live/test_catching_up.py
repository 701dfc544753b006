"""Whoever joins late, loads their page again or loses the connection ends up with every stream that is for them.

The figures are printed, for docs/reliability.md (`pytest -s`).
"""

from __future__ import annotations

import asyncio
import functools
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from livekit.rtc._proto.room_pb2 import SimulateScenarioKind

from tests.live.calls import (
    ANSWERED_WITHIN,
    Kept,
    agents,
    contract_streams,
    hang_up,
    kept_of,
    ringing,
    slot,
    until_agent_sees_caller,
)
from tests.live.joining import Stay, Watcher, come_and_go, people, say_a_few_things
from tests.live.room import Client, Worker, joined, new_room
from tools.livekit_server import Server, running


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("catching-up")


@pytest.fixture(scope="module")
def worker(livekit: Server, folder: Path) -> Iterator[Worker]:
    with Worker.running(livekit, folder) as started:
        yield started


@pytest.mark.parametrize(
    ("calls", "joins"), [(4, 10), pytest.param(20, 10, marks=[pytest.mark.soak, pytest.mark.timeout(1200)])]
)
async def test_whoever_joins_at_any_moment_gets_every_stream_and_contract_clients_exactly_once_in_order(
    livekit: Server, worker: Worker, folder: Path, calls: int, joins: int
) -> None:
    stays = list[Stay]()
    for seed in range(calls):
        sent, came = await _a_call_with_joins(livekit, folder, seed, joins)
        for stay in came:
            _check(stay, sent)
        stays += came
    assert len(stays) == calls * joins
    _print_figures(stays)


async def _a_call_with_joins(livekit: Server, folder: Path, seed: int, joins: int) -> tuple[list[str], list[Stay]]:
    room = new_room("joins")
    async with ringing(livekit, room) as sarah:
        await sarah.say(f"I'd like to book an appointment. My name is Sarah, {slot(seed).words}.")
        stays = await come_and_go(livekit, room, sarah, people(seed, joins, within=8.0))
        kept = await kept_of(folder, sarah)
    sent = _sent(kept)
    # The caller was there all the time.
    assert [stream.attributes["key"] for stream in contract_streams(sarah)] == sent
    return sent, stays


def _sent(kept: Kept) -> list[str]:
    streams = [row for row in kept.outbox if row.lane == "streams"]
    assert {row.state for row in streams} == {"sent"}
    return [row.key for row in streams]


def _check(stay: Stay, sent: Sequence[str]) -> None:
    """See that a stay to the end got everything, and an earlier one a beginning of it without a hole."""
    who = stay.person
    got = stay.keys if who.contract else list(dict.fromkeys(stay.keys))
    if who.contract:
        assert stay.missing == [], who
        assert got == list(sent[: len(got)]), who
    if stay.saw_the_end:
        assert sorted(got, key=_place) == list(sent), who


def _place(key: str) -> tuple[int, int]:
    position, ordinal = key.split(":")
    return int(position), int(ordinal)


def _print_figures(stays: Sequence[Stay]) -> None:
    whole = [stay for stay in stays if stay.saw_the_end]
    lines = [f"{len(stays)} joins, of which {len(stays) - len(whole)} were cut short by a reload"]
    for contract, kind in ((True, "contract clients"), (False, "other clients")):
        some = [stay for stay in whole if stay.person.contract is contract]
        keys, once = sum(len(stay.keys) for stay in some), sum(len(set(stay.keys)) for stay in some)
        lines.append(f"{kind}: {len(some)} stays to the end, {once} streams, 0 lost, {keys - once} duplicates")
    other = [stay for stay in whole if not stay.person.contract]
    came, sent = sum(stay.direct for stay in other), sum(stay.direct_sent for stay in other)
    lines.append(f"bare stream_text to the same {len(other)}: {came} of {sent} came, {sent - came} lost")
    sys.stdout.write("\n" + "\n".join(lines) + "\n")


@pytest.mark.parametrize(
    "scenario",
    ["SIGNAL_RECONNECT", "FULL_RECONNECT", "NODE_FAILURE", "MIGRATION"],
)
async def test_whoever_loses_the_connection_in_the_middle_of_a_call_loses_no_stream(
    livekit: Server, worker: Worker, folder: Path, scenario: str
) -> None:
    room = new_room("reconnect")
    async with (
        ringing(livekit, room) as sarah,
        joined(livekit, room, "staff-plain") as plain,
        Watcher.joined(livekit, room, "staff-asks") as asks,
    ):
        for times in (1, 2):
            talking = asyncio.create_task(say_a_few_things(sarah))
            for each in (plain.room, asks.client._room):
                await each.simulate_scenario(SimulateScenarioKind.Value(f"SIMULATE_{scenario}"))
            await talking
            await plain.wait_for(functools.partial(_is_back, plain, times))
            await asks.until(functools.partial(_has_reconnected, asks, times))
            # Whoever publishes nothing is announced to the agent 3 s late, unless an attribute changes.
            await plain.room.local_participant.set_attributes({"test.client": f"back {times}"})
            await plain.wait_for(functools.partial(_has, plain, len(_keys(sarah))))
        await hang_up(sarah)
        sent = _sent(await kept_of(folder, sarah))
        await asks.until(lambda: len(asks.keys) + len(asks.missing) >= len(sent))
        await plain.wait_for(lambda: len(_keys(plain)) >= len(sent))
    assert (asks.keys, asks.missing) == (sent, [])
    assert sorted(_keys(plain), key=_place) == sent
    _print_duplicates(f"{scenario} of two clients, twice", plain, sent)


def _keys(client: Client) -> set[str]:
    return {stream.attributes["key"] for stream in contract_streams(client)}


def _print_duplicates(what: str, client: Client, sent: Sequence[str]) -> None:
    duplicates = len(contract_streams(client)) - len(sent)
    sys.stdout.write(f"\n{what}: {len(sent)} streams, 0 lost; {duplicates} duplicates for who does not ask\n")


async def test_a_server_that_crashes_in_the_middle_of_a_call_loses_no_stream(binary: Path, tmp_path: Path) -> None:
    room = new_room("crash")
    with running(binary, tmp_path / "server") as server, Worker.running(server, tmp_path):
        async with (
            ringing(server, room) as sarah,
            joined(server, room, "staff-plain") as plain,
            Watcher.joined(server, room, "staff-asks") as asks,
        ):
            await say_a_few_things(sarah)
            [agent] = agents(sarah)
            # What was sent last is not with everybody yet.
            await sarah.say("What are your opening hours?")
            server.kill()
            await asyncio.sleep(2)
            await asyncio.to_thread(server.start)
            for client in (sarah, plain):
                await client.wait_for(functools.partial(_is_back, client, 1), patience=ANSWERED_WITHIN)
                # Whoever publishes nothing is announced 3 s late, unless an attribute changes.
                await client.room.local_participant.set_attributes({"test.client": "2"})
            # Who is back only when the call is over has nobody left to ask.
            await asks.until(lambda: asks.reconnections == 1)
            await sarah.wait_for(lambda: agents(sarah) == [agent], patience=ANSWERED_WITHIN)
            await until_agent_sees_caller(tmp_path, sarah)
            await say_a_few_things(sarah)
            await hang_up(sarah)
            sent = _sent(await kept_of(tmp_path, sarah))
            await asks.until(lambda: len(asks.keys) + len(asks.missing) >= len(sent))
            for client in (sarah, plain):
                await client.wait_for(functools.partial(_has, client, len(sent)))
    assert (asks.keys, asks.missing) == (sent, [])
    for client in (sarah, plain):
        assert sorted(_keys(client), key=_place) == sent
    _print_duplicates("a crash of the server", plain, sent)


def _is_back(client: Client, times: int) -> bool:
    return client.connection.count("reconnected") >= times


def _has_reconnected(watcher: Watcher, times: int) -> bool:
    return watcher.reconnections >= times


def _has(client: Client, many: int) -> bool:
    return len(_keys(client)) >= many
