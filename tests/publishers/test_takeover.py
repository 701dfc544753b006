"""A relay that takes a call over sends the attributes as they stand, once, and then what else is owed."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3

import pytest
from attrs import evolve

from receptionist.errors import PublishError, PublishRefusedError
from receptionist.ids import CallId
from receptionist.projections import digest_content
from receptionist.projections.effects import SetAttributes
from receptionist.publishers.outbox import Outbox, Settled
from receptionist.publishers.recording import RecordingPublisher
from receptionist.publishers.relay import Outcome
from receptionist.publishers.takeover import standing_attributes
from tests.examples import CALL, NOW
from tests.publishers.scripted import ScriptedPublisher, hangs, raises, waits_for
from tests.publishers.support import (
    BEGUN,
    BOOKING,
    CONFIRMED,
    DETAILS,
    ENDED,
    GREETED,
    NAMED,
    QUICK,
    STREAMS,
    WHOLE,
    Stand,
    a_predecessor_that_got_no_further_than,
    attributes_at,
    running,
    settled,
)

CONFIRMED_ATTRIBUTES = SetAttributes(values={"agent_state": "confirmed", "patient_name": "Zoë"})


async def test_what_was_owed_in_attributes_is_sent_once_as_it_stands_and_then_the_streams(stand: Stand) -> None:
    await a_predecessor_that_got_no_further_than(stand, "2:0", "3:1", events=BOOKING)
    successor = RecordingPublisher()
    await stand.settle(successor)
    assert successor.keys == ["3:0", "3:1", "3:2", "3:3", "3:4", "3:5"]
    assert successor.effects[0] == CONFIRMED_ATTRIBUTES
    assert stand.rows(CALL, "state", "attempts", "epoch") == {
        "1:0": ("sent", 1, 1),
        "1:1": ("sent", 1, 1),
        "2:0": ("superseded", 0, 2),
        "2:1": ("sent", 1, 1),
        "3:0": ("sent", 1, 2),
        "3:1": ("sent", 1, 2),
        "3:2": ("sent", 1, 2),
        "3:3": ("sent", 1, 2),
        "3:4": ("sent", 1, 2),
        "3:5": ("sent", 1, 2),
    }
    # The one before the first stream is its predecessor's last; the attributes, whatever they stand for, have none.
    assert [p.delivery.previous for p in successor.published] == [None, "2:1", "3:1", "3:2", "3:3", "3:4"]
    assert stand.outcomes[:2] == [
        Outcome(key="2:0", position=2, state="superseded", attempt=0, epoch=2),
        Outcome(key="3:0", position=3, state="sent", attempt=1, epoch=2),
    ]


async def test_the_set_holds_what_earlier_events_set_and_says_so_in_its_digest(stand: Stand) -> None:
    await a_predecessor_that_got_no_further_than(stand, "1:0", events=(GREETED, NAMED, BEGUN))
    successor = RecordingPublisher()
    await stand.settle(successor)
    whole = SetAttributes(values={"agent_state": "booking", "patient_name": "Zoë"})
    assert [(p.delivery.key, p.effect) for p in successor.published] == [("3:0", whole)]
    digest = stand.storage.vault.digest(f"call:{CALL}", digest_content(whole))
    assert stand.rows(CALL, "state", "sent_digest") == {
        "1:0": ("superseded", None),
        "1:1": ("sent", None),
        "2:0": ("superseded", None),
        "3:0": ("sent", digest),
        "3:1": ("sent", None),
    }


@pytest.mark.parametrize("attributes_stay", [True, False])
async def test_a_call_that_is_over_and_fully_settled_sends_nothing_again(
    stand: Stand,
    attributes_stay: bool,  # noqa: FBT001
) -> None:
    await a_predecessor_that_got_no_further_than(stand, events=WHOLE)
    before = stand.rows(CALL, "state", "attempts", "epoch", "settled_at")
    for position in (7, 8, 9):
        successor = ScriptedPublisher()
        async with running(relay := stand.relay(successor, attributes_stay=attributes_stay)):
            await stand.append(DETAILS)
            await settled(relay)
        assert successor.keys == [f"{position}:{ordinal}" for ordinal in range(5)]
    after = stand.rows(CALL, "state", "attempts", "epoch", "settled_at")
    assert {key: after[key] for key in before} == before


async def test_attributes_that_stay_are_not_set_again_when_all_were_sent(stand: Stand) -> None:
    """As on a terminal: what the predecessor has settled, its successor leaves alone."""
    await a_predecessor_that_got_no_further_than(stand, "3:1", events=BOOKING)
    await stand.settle(successor := RecordingPublisher())
    assert successor.keys == ["3:1", "3:2", "3:3", "3:4", "3:5"]
    assert stand.rows(CALL, "state", "attempts", "epoch")["3:0"] == ("sent", 1, 1)


async def test_attributes_that_went_with_their_participant_are_set_again_while_the_call_goes_on(stand: Stand) -> None:
    """First of all, and although all were sent: the successor's participant has none until it sets them."""
    await a_predecessor_that_got_no_further_than(stand, "3:1", events=BOOKING)
    await stand.settle(successor := ScriptedPublisher(), attributes_stay=False)
    assert successor.received[0].effect == CONFIRMED_ATTRIBUTES
    assert successor.keys == ["3:0", "3:1", "3:2", "3:3", "3:4", "3:5"]
    assert (successor.attempts("3:0"), stand.rows(CALL, "state", "attempts", "epoch")["3:0"]) == (
        [(2, 2)],
        ("sent", 2, 2),
    )


async def test_a_call_that_is_over_and_owes_only_streams_gets_no_attributes(stand: Stand) -> None:
    await a_predecessor_that_got_no_further_than(stand, "6:0", "3:1", events=WHOLE)
    await stand.settle(RecordingPublisher())
    await stand.append(DETAILS)
    successor = RecordingPublisher()
    await stand.settle(successor)
    assert successor.keys == ["7:0", "7:1", "7:2", "7:3", "7:4"]


async def test_a_call_that_is_over_still_gets_the_last_attributes_that_it_owes(stand: Stand) -> None:
    await a_predecessor_that_got_no_further_than(stand, "5:0", "5:2", events=WHOLE)
    successor = RecordingPublisher()
    await stand.settle(successor)
    assert successor.effects[0] == SetAttributes(values={"agent_state": "ended", "patient_name": "Zoë"})
    assert successor.keys == ["6:0", "5:2", "5:3", "5:4", "5:5", "6:1"]


async def test_a_first_relay_sends_each_set_for_itself(stand: Stand) -> None:
    """Nobody has sent anything: there is nothing to take over."""
    await stand.append(*BOOKING)
    publisher = RecordingPublisher()
    await stand.settle(publisher)
    assert [key for key in publisher.keys if key.endswith(":0")] == ["1:0", "2:0", "3:0"]


async def test_the_streams_wait_for_the_attributes_to_be_tried(stand: Stand) -> None:
    await a_predecessor_that_got_no_further_than(stand, "1:0", "3:1", events=BOOKING)
    gate = asyncio.Event()
    successor = ScriptedPublisher({"3:0": [waits_for(gate)]})
    async with running(relay := stand.relay(successor)):
        await successor.until_tried("3:0")
        for _ in range(3):
            await stand.poke()
        assert [d.key for d in successor.tried] == ["3:0"]
        gate.set()
        await settled(relay)
    assert successor.keys == ["3:0", "3:1", "3:2", "3:3", "3:4", "3:5"]


async def test_the_streams_do_not_wait_for_the_attributes_to_succeed(stand: Stand) -> None:
    await a_predecessor_that_got_no_further_than(stand, "1:0", "3:1", events=BOOKING)
    successor = ScriptedPublisher({"3:0": [raises(PublishError("busy"))] * 10_000})
    async with running(stand.relay(successor)):
        await successor.until_received("3:1", "3:2")
    assert successor.tried[0].key == "3:0"


async def test_the_successor_does_not_sit_out_its_predecessors_waits(stand: Stand) -> None:
    """They were for a connection that is gone."""
    await a_predecessor_that_got_no_further_than(stand, "1:0", "3:1", events=BOOKING)
    await stand.storage.database.write(
        lambda raw: raw.execute("UPDATE outbox SET next_attempt_at = ?", (NOW.timestamp() + 300,))
    )
    await stand.settle(successor := RecordingPublisher(), settings=evolve(QUICK, backoff_most=600))
    assert successor.keys == ["3:0", "3:1", "3:2", "3:3", "3:4", "3:5"]


async def test_what_is_appended_during_the_takeover_comes_after_it(stand: Stand) -> None:
    await a_predecessor_that_got_no_further_than(stand, "1:0", events=(GREETED, BEGUN))
    gate = asyncio.Event()
    successor = ScriptedPublisher({"2:0": [raises(PublishError("busy")), waits_for(gate)]})
    async with running(relay := stand.relay(successor)):
        await successor.until_tried("2:0", 2)
        await stand.append(CONFIRMED, ENDED)
        gate.set()
        await settled(relay)
    assert successor.in_lanes == {
        "attributes": ["2:0", "3:0", "4:0"],
        "streams": ["3:1", "3:2", "3:3", "3:4", "3:5", "4:1"],
    }
    assert successor.received[0].effect == SetAttributes(values={"agent_state": "booking"})


async def test_a_takeover_that_dies_in_the_middle_is_taken_over(stand: Stand) -> None:
    await a_predecessor_that_got_no_further_than(stand, "1:0", events=BOOKING)
    second = ScriptedPublisher({"3:0": [hangs()]})
    async with running(stand.relay(second)):
        await second.until_tried("3:0")
    await stand.append(DETAILS)
    await stand.settle(successor := RecordingPublisher())
    assert successor.keys[0] == "3:0"
    assert attributes_at(successor.published) == CONFIRMED_ATTRIBUTES.values
    assert stand.rows(CALL, "state") == dict.fromkeys(["1:0", "2:0"], "superseded") | dict.fromkeys(
        ["1:1", "2:1", "3:0", "3:1", "3:2", "3:3", "3:4", "3:5", "4:0", "4:1", "4:2", "4:3", "4:4"], "sent"
    )


@pytest.mark.parametrize(("attributes_stay", "state"), [(True, "parked"), (False, "sent")])
async def test_attributes_that_were_parked_are_tried_again_by_another_participant(
    stand: Stand,
    attributes_stay: bool,  # noqa: FBT001
    state: str,
) -> None:
    """Which may be allowed what the other was not."""
    await stand.append(*BOOKING)
    await stand.settle(ScriptedPublisher({"3:0": [raises(PublishRefusedError("not allowed to"))]}))
    assert stand.rows()["3:0"] == "parked"
    successor = ScriptedPublisher()
    async with running(relay := stand.relay(successor, attributes_stay=attributes_stay)):
        await stand.append(DETAILS)
        await successor.until_received("4:4")
        await settled(relay)
    assert stand.rows()["3:0"] == state


async def test_what_is_appended_while_the_successor_reads_is_left_to_its_own_turn(
    stand: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The set is the one of its key; what comes later has a key of its own."""
    await stand.append(GREETED)
    of_call = Outbox.of_call

    async def slow(self: Outbox, call: CallId) -> tuple[Settled, ...]:
        found = await of_call(self, call)
        await stand.append(BEGUN)
        return found

    monkeypatch.setattr(Outbox, "of_call", slow)
    standing = await standing_attributes(CALL, stand.storage.outbox, stand.storage.log, still_set=True)
    assert standing is not None
    assert (standing.row.key, standing.attributes) == ("1:0", SetAttributes(values={"agent_state": "greeting"}))


async def test_a_call_with_a_damaged_event_is_taken_over_one_by_one(stand: Stand) -> None:
    """What cannot be folded is not restored; the rest of the call is sent all the same."""
    await a_predecessor_that_got_no_further_than(stand, "1:0", "3:1", events=(*BOOKING, *WHOLE[3:]))
    with contextlib.closing(sqlite3.connect(stand.storage.path)) as raw:
        raw.execute("DROP TRIGGER events_stay_as_they_are")
        raw.execute("""UPDATE events SET data = CAST('{"booking_id":7}' AS BLOB) WHERE position = 2""")
        raw.commit()
    successor = RecordingPublisher()
    await stand.settle(successor)
    assert stand.rows(CALL, "state")["2:0"] == "parked"
    assert [key for key in successor.keys if key not in STREAMS] == ["1:0", "3:0", "5:0", "6:0"]
    # The predecessor had sent those before.
    assert [key for key in successor.keys if key in STREAMS] == STREAMS[STREAMS.index("3:1") :]
