"""Whoever comes late, or again, ends up with what is for them; who came, went and was sent what is taken down."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

import pytest
from attrs import Factory, define, evolve
from livekit import rtc

from receptionist import attendance as attendance_module
from receptionist import wire_requests
from receptionist.attendance import Attendance
from receptionist.audience import CONTRACT, SentTo
from receptionist.desk import Desk, Fact
from receptionist.events.call import ParticipantJoined, ParticipantLeft, StreamsResent
from receptionist.events.tags import call_tag
from receptionist.events.vault import SqliteVault
from receptionist.ids import RandomIds
from receptionist.publishers import livekit_room
from receptionist.publishers.livekit_room import RoomPublisher
from receptionist.publishers.outbox import Outbox
from receptionist.publishers.receipts import Receipt, Receipts
from receptionist.publishers.relay import Relay
from receptionist.publishers.retrying import Retries
from tests.examples import CALL
from tests.fake_room import AGENT, JOINED, FakeParticipant, FakeRoom, Opened, as_room
from tests.publishers.support import BEGUN, BOOKING, CONFIRMED, ENDED, GREETED, Stand, running, stand_on

SARAH, ANN = "caller-sarah", "staff-ann"
SENT = ["1:1", "2:1", "3:1", "3:2", "3:3", "3:4", "3:5"]
PATIENCE = 10.0


@pytest.fixture(autouse=True)
def _in_short(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("_AWAY_SECONDS", "_READ_BACK_SECONDS", "_QUIET_SECONDS"):
        monkeypatch.setattr(livekit_room, name, 0.03)
    monkeypatch.setattr(wire_requests, "_ANNOUNCED_SECONDS", 1)
    for name in ("_CONTRACT_SECONDS", "_AGAIN_SECONDS", "_ACKNOWLEDGED_SECONDS"):
        monkeypatch.setattr(attendance_module, name, 0.03)


@define
class FakeDesk:
    """Keeps what is taken down, and apart from it the ids of joinings, which differ from run to run."""

    facts: list[Fact] = Factory(list)
    sids: list[str] = Factory(list)

    def record(self, fact: Fact, *, actor: str, causation: str | None = None) -> None:
        if isinstance(fact, ParticipantJoined):
            self.sids.append(fact.sid)
            fact = evolve(fact, sid="")
        self.facts.append(fact)

    async def drain(self) -> None:
        pass


@define
class Meeting:
    """A call in a room, with its relay at work."""

    stand: Stand
    room: FakeRoom
    publisher: RoomPublisher
    attendance: Attendance
    desk: FakeDesk
    relay: Relay

    def sent_to(self, identity: str) -> list[str]:
        """The keys of what was addressed to somebody, in order."""
        return [stream.given["attributes"]["key"] for stream in self.streams_to(identity)]

    def streams_to(self, identity: str) -> list[Opened]:
        return [
            stream
            for stream in self.room.local_participant.streams
            if identity in (stream.given["destination_identities"] or [identity])
        ]

    async def until(self, met: Callable[[], bool]) -> None:
        async with asyncio.timeout(PATIENCE):
            while not met():  # noqa: ASYNC110 (told by nothing)
                await asyncio.sleep(0.005)

    async def until_sent(self, identity: str, keys: list[str]) -> None:
        await self.until(lambda: len(self.sent_to(identity)) >= len(keys))
        assert self.sent_to(identity) == keys

    async def ask(self, method: str, identity: str, payload: str) -> dict[str, Any]:
        asked = rtc.RpcInvocationData(request_id="1", caller_identity=identity, payload=payload, response_timeout=10)
        answer = await self.room.local_participant.methods[f"receptionist.{method}"](asked)
        return cast("dict[str, Any]", json.loads(answer))

    async def refused(self, method: str, identity: str, payload: str) -> int:
        with pytest.raises(rtc.RpcError) as refusal:
            await self.ask(method, identity, payload)
        return refusal.value.code


@asynccontextmanager
async def meeting(
    path: Path, *others: FakeParticipant, audience: SentTo = "caller_and_staff"
) -> AsyncIterator[Meeting]:
    async with stand_on(path) as stand:
        room, desk = FakeRoom(*others), FakeDesk()
        publisher = RoomPublisher(as_room(room), caller=SARAH, audience=audience, clock=stand.clock)
        attendance = Attendance(
            as_room(room),
            call=CALL,
            publisher=publisher,
            storage=stand.storage,
            clock=stand.clock,
            setting=audience,
        )
        relay = stand.relay(publisher, audience=audience)
        async with attendance, running(relay):
            attendance.take_down_at(cast("Desk", desk))
            yield Meeting(stand, room, publisher, attendance, desk, relay)
        await publisher.aclose()


def sarah() -> FakeParticipant:
    return FakeParticipant(SARAH, attributes={CONTRACT: "1"})


def comes(identity: str, **how: Any) -> FakeParticipant:
    return FakeParticipant(identity, **how)


async def test_whoever_comes_late_is_sent_what_they_missed_to_them_alone_and_then_what_is_live(path: Path) -> None:
    async with meeting(path, sarah()) as at:
        await at.stand.append(*BOOKING)
        await at.until_sent(SARAH, SENT)
        at.room.enters(comes(ANN))
        await at.until_sent(ANN, SENT)
        again = at.streams_to(ANN)
        await at.until(lambda: not at.publisher.is_held_back(ANN))
        await at.stand.append(ENDED)
        await at.until_sent(ANN, [*SENT, "4:1"])
    assert {tuple(stream.given["destination_identities"]) for stream in again} == {(ANN,)}
    assert {stream.given["attributes"]["replayed"] for stream in again} == {"1"}
    assert [stream.given["attributes"]["previous"] for stream in again] == ["", *SENT[:-1]]
    ids = [stream.given["stream_id"] for stream in at.room.local_participant.streams]
    assert len(set(ids)) == len(ids)
    assert at.streams_to(ANN)[-1].given["destination_identities"] == [SARAH, ANN]
    assert at.sent_to(SARAH) == [*SENT, "4:1"]
    assert at.desk.facts == [
        ParticipantJoined(identity=SARAH, role="caller", contract=True, sid=""),
        StreamsResent(identity=ANN, after=0, through=3, why="arrival"),
        ParticipantJoined(identity=ANN, role="staff", contract=False, sid=""),
    ]


async def test_what_is_sent_again_is_late_if_it_is_and_has_the_same_content(path: Path) -> None:
    async with meeting(path, sarah()) as at:
        await at.stand.append(*BOOKING)
        await at.until_sent(SARAH, SENT)
        at.stand.clock.advance(timedelta(seconds=3))
        at.room.enters(comes(ANN))
        await at.until_sent(ANN, SENT)
    first, again = at.streams_to(SARAH), at.streams_to(ANN)
    assert [stream.chunks for stream in first] == [stream.chunks for stream in again]
    assert {stream.given["attributes"]["late"] for stream in again} == {"1"}


async def test_whoever_asks_before_we_are_told_of_them_is_answered_when_we_are(path: Path) -> None:
    async with meeting(path, sarah()) as at:
        await at.stand.append(*BOOKING)
        await at.until_sent(SARAH, SENT)
        asking = asyncio.create_task(at.ask("sync", ANN, '{"after": 0}'))
        await asyncio.sleep(0.05)
        at.room.enters(comes(ANN, attributes={CONTRACT: "1"}))
        assert await asking == {"through": 3, "parked": []}
        assert at.sent_to(ANN) == SENT


@pytest.mark.parametrize("late", [False, True], ids=["with the snapshot", "a moment later"])
async def test_a_contract_client_is_sent_nothing_again_unless_it_asks(path: Path, *, late: bool) -> None:
    async with meeting(path, sarah()) as at:
        await at.stand.append(*BOOKING)
        await at.until_sent(SARAH, SENT)
        ann = comes(ANN, state=JOINED, attributes={} if late else {CONTRACT: "1"})
        at.room.enters(ann)
        if late:
            at.room.changes(ann, **{CONTRACT: "1"})
        at.room.activates(ann)
        await at.until(lambda: len(at.desk.facts) == 2)
        assert at.sent_to(ANN) == []
        assert await at.ask("sync", ANN, '{"after": 1}') == {"through": 3, "parked": []}
        assert at.sent_to(ANN) == SENT[1:]
        await at.stand.append(ENDED)
        await at.until_sent(ANN, [*SENT[1:], "4:1"])
    assert at.desk.facts[1:] == [
        ParticipantJoined(identity=ANN, role="staff", contract=True, sid=""),
        StreamsResent(identity=ANN, after=1, through=3, why="sync"),
    ]


async def test_a_caller_who_is_away_keeps_nothing_from_staff_and_gets_all_of_it_on_coming_back(path: Path) -> None:
    async with meeting(path, sarah(), comes(ANN)) as at:
        await at.stand.append(GREETED)
        await at.until_sent(ANN, ["1:1"])
        at.room.leaves(SARAH)
        await at.stand.append(BEGUN, CONFIRMED)
        await at.until_sent(ANN, SENT)
        assert at.sent_to(SARAH) == ["1:1"]
        at.room.enters(comes(SARAH))
        # It may be a page that was loaded again, and has nothing.
        await at.until_sent(SARAH, ["1:1", *SENT])
    assert {state for key, state in at.stand.rows().items() if key in SENT} == {"sent"}


async def test_what_comes_while_nobody_is_there_waits_for_whoever_comes_first(path: Path) -> None:
    async with meeting(path, sarah()) as at:
        at.room.leaves(SARAH)
        await at.stand.append(GREETED)
        await asyncio.sleep(0.1)
        assert at.room.local_participant.streams == []
        at.room.enters(comes(ANN, state=JOINED))
        await asyncio.sleep(0.1)
        assert at.room.local_participant.streams == [], "her transport is not there yet: this would be lost"
        at.room.activates(at.room.remote_participants[ANN])
        await at.until_sent(ANN, ["1:1"])
    assert at.streams_to(ANN)[0].given["attributes"]["replayed"] == "0"


async def test_nobody_is_sent_a_stream_live_before_what_they_missed(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Live sending goes on for the others while somebody is being brought up to date."""
    gate = asyncio.Event()
    resend = RoomPublisher.resend

    async def slow(publisher: RoomPublisher, *given: Any, **named: Any) -> None:
        await gate.wait()
        await resend(publisher, *given, **named)

    monkeypatch.setattr(RoomPublisher, "resend", slow)
    async with meeting(path, sarah()) as at:
        await at.stand.append(GREETED)
        await at.until_sent(SARAH, ["1:1"])
        at.room.enters(comes(ANN))
        await at.stand.append(BEGUN, CONFIRMED)
        await at.until_sent(SARAH, SENT)
        assert at.sent_to(ANN) == []
        gate.set()
        await at.until_sent(ANN, SENT)


async def test_a_stream_that_is_out_and_not_written_down_as_sent_yet_is_not_missed(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = asyncio.Event()
    settle = Outbox.settle

    async def slow(outbox: Outbox, *given: Any, **named: Any) -> None:
        await gate.wait()
        await settle(outbox, *given, **named)

    monkeypatch.setattr(Outbox, "settle", slow)
    async with meeting(path, sarah()) as at:
        await at.stand.append(GREETED)
        await at.until_sent(SARAH, ["1:1"])
        at.room.enters(comes(ANN))
        await at.until(lambda: not at.publisher.is_held_back(ANN))
        assert at.sent_to(ANN) == ["1:1"]
        gate.set()


async def test_after_we_were_cut_off_who_stayed_is_sent_only_what_went_out_shortly_before(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attendance_module, "_MARGIN_SECONDS", 0.2)
    async with meeting(path, sarah(), comes(ANN)) as at:
        await at.stand.append(GREETED)
        await at.until_sent(ANN, ["1:1"])
        await at.until(lambda: len(at.desk.facts) == 2)
        await asyncio.sleep(0.3)
        await at.stand.append(BEGUN)
        await at.until_sent(ANN, ["1:1", "2:1"])
        present = list(at.room.remote_participants.values())
        at.room.cut_off()
        at.room.remote_participants.update({each.identity: each for each in present})
        at.room.restored()
        await at.until_sent(ANN, ["1:1", "2:1", "2:1"])
        assert at.sent_to(SARAH) == ["1:1", "2:1"]
    assert [type(fact) for fact in at.desk.facts[2:]] == [StreamsResent]


async def test_who_did_not_come_back_with_us_has_left(path: Path) -> None:
    async with meeting(path, sarah(), comes(ANN)) as at:
        await at.until(lambda: len(at.desk.facts) == 2)
        at.room.cut_off()
        assert len(at.desk.facts) == 2
        at.room.remote_participants[SARAH] = sarah()
        at.room.restored()
        await at.until(lambda: len(at.desk.facts) == 5)
    assert at.desk.facts[2:] == [
        ParticipantLeft(identity=SARAH, role="caller"),
        ParticipantLeft(identity=ANN, role="staff"),
        ParticipantJoined(identity=SARAH, role="caller", contract=True, sid=""),
    ]


async def test_a_bystander_is_taken_down_and_sent_nothing_and_cannot_ask(path: Path) -> None:
    async with meeting(path, sarah(), comes("agent-2", kind=AGENT)) as at:
        await at.stand.append(*BOOKING)
        await at.until_sent(SARAH, SENT)
        at.room.enters(comes("mallory"))
        await at.until(lambda: len(at.desk.facts) == 2)
        for method, payload in (("sync", '{"after": 0}'), ("ack", '{"position": 1}')):
            assert await at.refused(method, "mallory", payload) == 4403
            assert await at.refused(method, "staff-hidden", payload) == 4403
        at.room.leaves("mallory")
    assert at.sent_to("mallory") == []
    assert at.desk.facts[1:] == [
        ParticipantJoined(identity="mallory", role="bystander", contract=False, sid=""),
        ParticipantLeft(identity="mallory", role="bystander"),
    ]


async def test_where_the_room_is_the_audience_a_bystander_asks_and_has_all_but_the_transcript(path: Path) -> None:
    async with meeting(path, sarah(), audience="room") as at:
        await at.stand.append(*BOOKING)
        await at.until(lambda: len(at.room.local_participant.streams) == len(SENT))
        at.room.enters(comes("bystander", attributes={CONTRACT: "1"}))
        assert await at.ask("sync", "bystander", '{"after": 2}') == {"through": 3, "parked": []}
    asked = [s for s in at.room.local_participant.streams if s.given["destination_identities"] == ["bystander"]]
    assert [stream.given["attributes"]["key"] for stream in asked] == SENT[2:]


@pytest.mark.parametrize(
    "payload", ["", "{}", "[1]", '{"after": "1"}', '{"after": 1.5}', '{"after": -1}', '{"after": true}', "[" * 5000]
)
async def test_what_is_no_position_is_a_bad_request(path: Path, payload: str) -> None:
    async with meeting(path, sarah()) as at:
        assert await at.refused("sync", SARAH, payload) == 4400
        assert await at.refused("ack", SARAH, payload.replace("after", "position")) == 4400


async def test_receipts_only_grow_and_cannot_be_forged(path: Path) -> None:
    async with meeting(path, sarah(), comes(ANN)) as at:
        await at.stand.append(*BOOKING)
        await at.until_sent(SARAH, SENT)
        receipts = Receipts(at.stand.storage.database, at.stand.storage.vault, clock=at.stand.clock)
        assert await at.ask("ack", SARAH, '{"position": 2}') == {"position": 2}
        assert await at.ask("ack", SARAH, '{"position": 1}') == {"position": 2}
        assert await at.refused("ack", SARAH, '{"position": 4}') == 4409
        assert await at.ask("ack", ANN, '{"position": 3}') == {"position": 3}
        now = at.stand.clock.now()
        assert await receipts.of_call(CALL) == (
            Receipt(identity=SARAH, position=2, at=now),
            Receipt(identity=ANN, position=3, at=now),
        )
    assert SARAH.encode() not in await asyncio.to_thread(path.read_bytes)


async def test_what_will_not_come_is_named_in_the_answer(path: Path) -> None:
    async with meeting(path, sarah()) as at:
        await at.stand.append(*BOOKING)
        await at.until_sent(SARAH, SENT)
        await at.relay.all_settled()
        await at.stand.storage.database.write(
            lambda raw: raw.execute("UPDATE outbox SET state = 'parked' WHERE position = 3 AND ordinal > 3")
        )
        at.publisher._published.clear()
        assert await at.ask("sync", SARAH, '{"after": 2}') == {"through": 3, "parked": ["3:4", "3:5"]}
        assert await at.ask("sync", SARAH, '{"after": 3}') == {"through": 3, "parked": []}
    assert at.sent_to(SARAH) == [*SENT, "3:1", "3:2", "3:3"]


async def test_what_was_erased_is_not_sent_again(path: Path) -> None:
    async with meeting(path, sarah()) as at:
        await at.stand.append(*BOOKING)
        await at.until_sent(SARAH, SENT)
        vault = at.stand.storage.vault
        assert isinstance(vault, SqliteVault)
        vault.destroy([(call_tag(CALL), row.id) for row in vault.file.rows() if row.subject == call_tag(CALL)])
        answer = await at.ask("sync", SARAH, '{"after": 0}')
        assert answer == {"through": 3, "parked": SENT}
        assert await at.refused("ack", SARAH, '{"position": 3}') == 4403
    assert at.sent_to(SARAH) == SENT


async def test_nothing_is_taken_down_behind_the_end_of_the_call(path: Path) -> None:
    async with meeting(path, sarah()) as at:
        await at.until(lambda: len(at.desk.facts) == 1)
        at.attendance.call_is_over()
        at.room.enters(comes(ANN))
        at.room.leaves(SARAH)
        await asyncio.sleep(0.1)
    assert len(at.desk.facts) == 1


async def test_what_staff_had_tried_again_comes_to_whoever_asks_for_what_is_behind_it(path: Path) -> None:
    """It went out while they were away, and what they have had they know by its key."""
    async with meeting(path, sarah()) as at:
        await at.stand.append(*BOOKING)
        await at.until_sent(SARAH, SENT)
        await at.relay.all_settled()
        database, log, clock = at.stand.storage.database, at.stand.storage.log, at.stand.clock
        await database.write(lambda raw: raw.execute("UPDATE outbox SET state = 'parked' WHERE position = 3"))
        at.publisher._published.clear()
        robin = Retries(database, log, person="Robin", clock=clock, ids=RandomIds(clock, seed=2))
        await robin.retry("3:2")
        await at.relay.all_settled()
        live = [*SENT, "3:2"]
        assert at.sent_to(SARAH) == live
        assert await at.ask("sync", SARAH, '{"after": 3}') == {"through": 3, "parked": []}
        assert at.sent_to(SARAH) == [*live, "3:2"]
        assert StreamsResent(identity=SARAH, after=2, through=3, why="sync") in at.desk.facts


async def test_who_was_there_with_the_agent_that_died_is_not_sent_everything_again(path: Path) -> None:
    """Nor taken down twice. Who came anew is, and who went meanwhile has left."""
    ann, bob = comes(ANN), comes("staff-bob")
    async with meeting(path, comes(SARAH), ann) as at:
        await at.stand.append(*BOOKING)
        await at.until_sent(ANN, SENT)
        await at.relay.all_settled()
        assert at.desk.sids[-1:] == [ann.sid]
        for identity, sid in ((ANN, ann.sid), ("staff-bob", "PA_before"), ("staff-gone", "PA_gone")):
            await at.stand.append(ParticipantJoined(identity=identity, role="staff", contract=False, sid=sid))
        later = (at.stand.clock.now() + timedelta(minutes=1)).isoformat(timespec="microseconds")
        # What was sent last may have been lost with the agent.
        await at.stand.storage.database.write(
            lambda raw: raw.execute("UPDATE outbox SET settled_at = ? WHERE position = 3 AND ordinal > 2", (later,))
        )
        setting: SentTo = "caller_and_staff"
        room, desk = FakeRoom(ann, bob), FakeDesk()
        publisher = RoomPublisher(as_room(room), caller=SARAH, audience=setting, clock=at.stand.clock)
        next_agents = Attendance(
            as_room(room),
            call=CALL,
            publisher=publisher,
            storage=at.stand.storage,
            clock=at.stand.clock,
            setting=setting,
        )
        async with next_agents as attendance:
            attendance.take_down_at(cast("Desk", desk))
            second = Meeting(at.stand, room, publisher, attendance, desk, at.relay)
            await second.until_sent("staff-bob", SENT)
            await second.until_sent(ANN, [key for key in SENT if key in {"3:3", "3:4", "3:5"}])
        await publisher.aclose()
    assert desk.facts[:2] == [
        ParticipantLeft(identity="staff-bob", role="staff"),
        ParticipantLeft(identity="staff-gone", role="staff"),
    ]
    assert [fact for fact in desk.facts if isinstance(fact, ParticipantJoined)] == [
        ParticipantJoined(identity="staff-bob", role="staff", contract=False, sid="")
    ]


async def test_who_is_not_taken_down_yet_is_when_the_call_ends(path: Path) -> None:
    async with meeting(path, sarah()) as at:
        await at.until(lambda: len(at.desk.facts) == 1)
        at.room.enters(comes(ANN))
        at.attendance.call_is_over()
        assert at.desk.facts[1:] == [ParticipantJoined(identity=ANN, role="staff", contract=False, sid="")]
        at.room.leaves(ANN)
    assert len(at.desk.facts) == 2


async def test_an_agent_whose_call_is_over_stays_until_clients_have_acknowledged(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attendance_module, "_ACKNOWLEDGED_SECONDS", 60)
    async with meeting(path, sarah()) as at:
        await at.stand.append(GREETED)
        await at.until_sent(SARAH, ["1:1"])
        leaving = asyncio.create_task(at.attendance._finish())
        await asyncio.sleep(0.1)
        assert not leaving.done()
        await at.ask("ack", SARAH, '{"position": 1}')
        async with asyncio.timeout(PATIENCE):
            await leaving
