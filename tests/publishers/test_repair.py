"""Attributes that the room does not show as they were sent are set again, and never to what they were before."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from attrs import evolve

from receptionist.errors import PublishError, PublishRefusedError
from receptionist.events.clinic import EffectRetried
from receptionist.events.recorded import NewEvent
from receptionist.events.tags import tags_of
from receptionist.projections.effects import SetAttributes
from receptionist.publishers.publisher import Delivery
from tests.examples import CALL, new
from tests.publishers.scripted import ScriptedPublisher, raises, waits_for
from tests.publishers.support import (
    BEGUN,
    CONFIRMED,
    DETAILS,
    ENDED,
    GREETED,
    NAMED,
    QUICK,
    Stand,
    a_predecessor_that_got_no_further_than,
    running,
    settled,
)

LOOKING = evolve(QUICK, look_every=0.001)
BUSY = raises(PublishError("busy"))


class Room(ScriptedPublisher):
    """A room that shows what was set, until it forgets."""

    def __init__(self, script: Any = None) -> None:
        super().__init__(script)
        self.attributes: dict[str, str] | None = {}

    async def publish(self, effect: Any, delivery: Delivery) -> None:
        await super().publish(effect, delivery)
        if isinstance(effect, SetAttributes) and self.attributes is not None:
            self.attributes |= effect.values

    def forget(self) -> None:
        self.attributes = {"lk.agent.state": "listening"}

    @property
    def sets(self) -> list[tuple[str, int, dict[str, str]]]:
        return [
            (published.delivery.key, published.delivery.attempt, dict(published.effect.values))
            for published in self.received
            if isinstance(published.effect, SetAttributes)
        ]


async def test_what_went_with_the_connection_is_set_again_in_one_go(stand: Stand) -> None:
    await stand.append(GREETED, NAMED, BEGUN)
    room = Room()
    async with running(relay := stand.relay(room, settings=LOOKING)):
        await settled(relay)
        room.forget()
        await room.until(lambda: len(room.sets) == 4)
        # What is as it was sent is left alone, and what others have set too.
        assert room.attributes == {"lk.agent.state": "listening", "agent_state": "booking", "patient_name": "Zoë"}
        room.attributes |= {"patient_name": "Mallory"}
        await room.until(lambda: len(room.sets) == 5)
    assert room.sets == [
        ("1:0", 1, {"agent_state": "greeting"}),
        ("2:0", 1, {"patient_name": "Zoë"}),
        ("3:0", 1, {"agent_state": "booking"}),
        ("3:0", 2, {"agent_state": "booking", "patient_name": "Zoë"}),
        ("3:0", 2, {"patient_name": "Zoë"}),
    ]
    # The outbox has what was owed, and nothing else.
    assert stand.rows(CALL, "state", "attempts")["3:0"] == ("sent", 1)


async def test_a_room_that_shows_what_was_sent_is_left_alone(stand: Stand) -> None:
    await stand.append(GREETED, CONFIRMED, ENDED)
    room = Room()
    async with running(relay := stand.relay(room, settings=LOOKING)):
        await settled(relay)
        for _ in range(20):
            await asyncio.sleep(0.001)
    assert [key for key, _, _ in room.sets] == ["1:0", "2:0", "3:0"]


async def test_a_commit_makes_the_relay_look_at_once(stand: Stand) -> None:
    """A reconnect is a fact in the log: nobody waits for the next look."""
    await stand.append(GREETED)
    room = Room()
    async with running(relay := stand.relay(room, settings=evolve(QUICK, look_every=3600))):
        await settled(relay)
        room.forget()
        await stand.poke()
        await room.until(lambda: len(room.sets) == 2)


async def test_nothing_is_set_again_where_nobody_can_tell_what_is_shown(stand: Stand) -> None:
    await stand.append(GREETED)
    room = Room()
    room.attributes = None
    async with running(relay := stand.relay(room, settings=LOOKING)):
        await settled(relay)
        for _ in range(20):
            await asyncio.sleep(0.001)
    assert len(room.sets) == 1


async def test_nothing_is_set_again_while_an_attribute_is_on_its_way(stand: Stand) -> None:
    """It would arrive after it, perhaps, and set it back."""
    await stand.append(GREETED)
    gate = asyncio.Event()
    room = Room({"2:0": [BUSY, waits_for(gate)]})
    async with running(relay := stand.relay(room, settings=LOOKING)):
        await settled(relay)
        await stand.append(BEGUN)
        await room.until_tried("2:0", 2)
        room.forget()
        for _ in range(5):
            await stand.poke()
        assert [delivery.key for delivery in room.tried if delivery.key in {"1:0", "2:0"}] == ["1:0", "2:0", "2:0"]
        gate.set()
        await settled(relay)
    assert [values for _, _, values in room.sets] == [{"agent_state": "greeting"}, {"agent_state": "booking"}]


async def test_a_repair_that_fails_is_tried_again(stand: Stand, caplog: pytest.LogCaptureFixture) -> None:
    await stand.append(NAMED)
    refused = raises(PublishRefusedError("not allowed"))
    room = Room({"1:0": [lambda: asyncio.sleep(0), BUSY, refused, raises(KeyError("Zoë Quillfeather"))]})
    async with running(relay := stand.relay(room, settings=LOOKING)):
        await settled(relay)
        room.forget()
        await room.until(lambda: len(room.sets) == 2)
    assert room.sets[1] == ("1:0", 2, {"patient_name": "Zoë"})
    assert stand.rows(CALL, "state", "attempts", "last_error") == {"1:0": ("sent", 1, None)}
    told = [record.getMessage() for record in caplog.records if "were not as they were sent" in record.getMessage()]
    assert [line.partition(", and ")[2].partition(" at ")[0] for line in told] == [
        "could not be set again: busy: patient_name",
        "could not be set again: not allowed: patient_name",
        "could not be set again: KeyError",
        "are set again: patient_name",
    ]
    # Neither their values nor what an error quotes.
    assert "Zoë" not in caplog.text


async def test_a_repair_that_fails_is_not_tried_with_each_commit(stand: Stand) -> None:
    """There are many, of all calls."""
    await stand.append(GREETED)
    room = Room({"1:0": [lambda: asyncio.sleep(0), *[BUSY] * 99]})
    async with running(relay := stand.relay(room, settings=evolve(QUICK, look_every=3600))):
        await settled(relay)
        room.forget()
        for _ in range(20):
            await stand.poke()
            await asyncio.sleep(0.001)
    assert len(room.attempts("1:0")) == 2


async def test_what_was_parked_is_not_expected_whatever_arrived_of_it(stand: Stand) -> None:
    """A publisher that failed after it had set them must not be answered by setting them back."""
    await stand.append(GREETED, BEGUN)
    room = Room()

    async def fails_late(delivery: Delivery) -> None:
        if delivery.key == "2:0":
            assert room.attributes is not None
            room.attributes |= {"agent_state": "booking"}
            raise PublishRefusedError("the answer was lost")

    room.after = fails_late
    async with running(relay := stand.relay(room, settings=LOOKING)):
        await settled(relay)
        for _ in range(20):
            await asyncio.sleep(0.001)
    assert stand.rows()["2:0"] == "parked"
    assert room.attributes == {"agent_state": "booking"}


async def test_a_successor_repairs_what_it_has_restored(stand: Stand) -> None:
    await a_predecessor_that_got_no_further_than(stand, events=(GREETED, CONFIRMED))
    room = Room()
    async with running(relay := stand.relay(room, settings=LOOKING, attributes_stay=False)):
        await settled(relay)
        await room.until_received("2:0")
        room.forget()
        await room.until(lambda: len(room.sets) == 2)
    assert [values for _, _, values in room.sets] == [{"agent_state": "confirmed", "patient_name": "Zoë"}] * 2


async def test_a_retried_attribute_sets_nothing_back(stand: Stand) -> None:
    await stand.append(GREETED, NAMED, BEGUN, CONFIRMED)
    refused = raises(PublishRefusedError("not allowed"))
    room = Room({"2:0": [refused], "3:0": [refused]})
    async with running(relay := stand.relay(room)):
        await settled(relay)
        assert room.attributes == {"agent_state": "confirmed", "patient_name": "Zoë"}
        await stand.storage.log.append([_retried(stand, key) for key in ("3:0", "2:0")])
        await settled(relay)
    assert room.attributes == {"agent_state": "confirmed", "patient_name": "Zoë"}
    assert [key for key, _, _ in room.sets] == ["1:0", "4:0"]
    assert stand.rows(CALL, "state", "last_error")["3:0"] == ("superseded", "later attributes were set in the meantime")


async def test_a_retried_attribute_sets_what_nobody_has_set_since(stand: Stand) -> None:
    await stand.append(GREETED, NAMED, BEGUN)
    room = Room({"2:0": [raises(PublishRefusedError("not allowed"))]})
    async with running(relay := stand.relay(room)):
        await settled(relay)
        await stand.storage.log.append([_retried(stand, "2:0")])
        await settled(relay)
    assert room.sets[-1] == ("2:0", 2, {"patient_name": "Zoë"})
    assert stand.rows(CALL, "state", "attempts")["2:0"] == ("sent", 2)


async def test_a_retried_stream_goes_out_before_what_is_owed_after_it(stand: Stand) -> None:
    await stand.append(CONFIRMED)
    gate = asyncio.Event()
    room = Room({"1:1": [raises(PublishRefusedError("not that"))], "1:2": [waits_for(gate)]})
    async with running(relay := stand.relay(room)):
        await room.until_tried("1:2")
        await stand.storage.log.append([_retried(stand, "1:1")])
        await stand.append(DETAILS)
        gate.set()
        await settled(relay)
    assert room.in_lanes["streams"][:3] == ["1:2", "1:1", "1:3"]
    assert [d.previous for d in room.tried if d.key == "1:1"] == [None, None]


def _retried(stand: Stand, key: str) -> NewEvent:
    event = EffectRetried(of=CALL, key=key)
    made = new(event, stand.ids)
    return evolve(made, tags=tags_of(event, None), metadata=evolve(made.metadata, call=None, actor="staff"))
