"""Two lanes side by side, each in order, each call for itself."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest
from attrs import evolve

from receptionist.errors import LogClosedError, PublishError
from receptionist.events.call import UtteranceHeard
from receptionist.events.sqlite import Database
from receptionist.ids import CallId
from receptionist.projections.effects import SetAttributes
from receptionist.publishers.publisher import Delivery
from receptionist.publishers.recording import RecordingPublisher
from receptionist.publishers.relay import Outcome
from tests.examples import CALL, NOW, example, new
from tests.publishers.scripted import ScriptedPublisher, hangs, raises, waits_for
from tests.publishers.support import (
    ATTRIBUTES,
    BEGUN,
    BOOKING,
    CONFIRMED,
    DETAILS,
    GREETED,
    NAMED,
    QUICK,
    STREAMS,
    WHOLE,
    Stand,
    first_of_each,
    projection,
    running,
    settled,
    stand_on,
)

OTHER = CallId("c-another")
LATER = timedelta(seconds=7)


async def test_a_call_is_sent_as_its_log_projects_each_lane_in_order(stand: Stand) -> None:
    recorded = await stand.append(*WHOLE)
    publisher = RecordingPublisher()
    await stand.settle(publisher)
    assert first_of_each(publisher.published) == projection(recorded)
    assert [key for key in publisher.keys if key in ATTRIBUTES] == ATTRIBUTES
    assert [key for key in publisher.keys if key in STREAMS] == STREAMS
    assert set(stand.rows(CALL, "state", "attempts", "epoch", "last_error", "sent_digest").values()) == {
        ("sent", 1, 1, None, None)
    }


async def test_a_delivery_says_where_its_effect_comes_from(stand: Stand) -> None:
    await stand.append(GREETED)
    await stand.storage.log.append([new(CONFIRMED, stand.ids, at=NOW + LATER)])
    publisher = RecordingPublisher()
    await stand.settle(publisher)
    greeted = Delivery(
        key="1:0", call=CALL, position=1, event_type="call.caller_greeted", attempt=1, epoch=1, recorded_at=NOW,
        previous=None,
    )  # fmt: skip
    confirmed = evolve(greeted, key="2:0", position=2, event_type="booking.confirmed", recorded_at=NOW + LATER)
    assert sorted((p.delivery for p in publisher.published), key=lambda delivery: delivery.key) == [
        greeted,
        evolve(greeted, key="1:1"),
        confirmed,
        evolve(confirmed, key="2:1", previous="1:1"),
        evolve(confirmed, key="2:2", previous="2:1"),
        evolve(confirmed, key="2:3", previous="2:2"),
        evolve(confirmed, key="2:4", previous="2:3"),
        evolve(confirmed, key="2:5", previous="2:4"),
    ]


async def test_each_stream_names_the_one_before_it_and_attributes_name_none(stand: Stand) -> None:
    """Over the whole call, and whatever another call sends in between."""
    await stand.append(*WHOLE)
    await stand.append(*BOOKING, call=OTHER)
    other, publisher = RecordingPublisher(), RecordingPublisher()
    await stand.settle(other, call=OTHER)
    await stand.settle(publisher)
    before = {p.delivery.key: p.delivery.previous for p in publisher.published}
    assert {key: before[key] for key in STREAMS} == dict(zip(STREAMS, [None, *STREAMS], strict=False))
    assert {key: before[key] for key in ATTRIBUTES} == dict.fromkeys(ATTRIBUTES)
    assert [p.delivery.previous for p in other.published if p.effect.lane == "streams"] == [
        None, "7:1", "8:1", "9:1", "9:2", "9:3", "9:4",
    ]  # fmt: skip


async def test_where_the_room_is_the_audience_the_transcript_is_a_chain_of_its_own(stand: Stand) -> None:
    await stand.append(GREETED, example(UtteranceHeard), CONFIRMED, example(UtteranceHeard))
    publisher = RecordingPublisher()
    await stand.settle(publisher, audience="room")
    before = {p.delivery.key: p.delivery.previous for p in publisher.published if p.effect.lane == "streams"}
    assert before == {
        "1:1": None, "2:0": None, "3:1": "1:1", "3:2": "3:1", "3:3": "3:2", "3:4": "3:3", "3:5": "3:4", "4:0": "2:0",
    }  # fmt: skip


async def test_a_stream_that_is_tried_again_names_the_same_one_before_it(stand: Stand) -> None:
    await stand.append(*BOOKING)
    publisher = ScriptedPublisher({"3:2": [raises(PublishError("busy"))] * 2})
    await stand.settle(publisher)
    assert [(d.attempt, d.previous) for d in publisher.tried if d.key == "3:2"] == [(1, "3:1"), (2, "3:1"), (3, "3:1")]


async def test_what_was_sent_is_written_down_with_the_calls_clock_and_told_to_who_watches(stand: Stand) -> None:
    await stand.append(NAMED)
    await stand.settle(RecordingPublisher())
    assert stand.rows(CALL, "settled_at") == {"1:0": "2026-11-30T16:05:00.000000+00:00"}
    assert stand.outcomes == [Outcome(key="1:0", position=1, state="sent", attempt=1, epoch=1)]


async def test_who_watches_and_fails_does_not_stop_the_relay(stand: Stand) -> None:
    """A terminal that is gone, perhaps: `receptionist talk | head`."""
    await stand.append(*BOOKING)

    def broken(_: Outcome) -> None:
        raise BrokenPipeError

    await stand.settle(RecordingPublisher(), watch=broken)
    assert set(stand.rows().values()) == {"sent"}


@pytest.mark.parametrize(
    ("stuck", "in_lanes"),
    [
        ("1:0", {"attributes": [], "streams": STREAMS}),
        ("3:0", {"attributes": ["1:0", "2:0"], "streams": STREAMS}),
        ("1:1", {"attributes": ATTRIBUTES, "streams": []}),
        ("3:1", {"attributes": ATTRIBUTES, "streams": ["1:1", "2:1"]}),
    ],
)
@pytest.mark.parametrize("how", ["hangs", "fails"])
async def test_a_stuck_lane_holds_up_itself_and_not_the_other(
    stand: Stand, how: str, stuck: str, in_lanes: dict[str, list[str]]
) -> None:
    await stand.append(*WHOLE)
    step = hangs() if how == "hangs" else raises(PublishError("busy"))
    publisher = ScriptedPublisher({stuck: [step] * 10_000})
    async with running(stand.relay(publisher)):
        await publisher.until_tried(stuck)
        await publisher.until_received(*(key for keys in in_lanes.values() for key in keys))
        assert publisher.in_lanes == in_lanes


async def test_within_a_lane_nothing_is_begun_before_what_comes_first_is_done(stand: Stand) -> None:
    await stand.append(*WHOLE)
    gate = asyncio.Event()
    publisher = ScriptedPublisher({"3:2": [waits_for(gate)]})
    async with running(relay := stand.relay(publisher)):
        await publisher.until_received("3:1", *ATTRIBUTES)
        await publisher.until_tried("3:2")
        assert [d.key for d in publisher.tried if d.key in STREAMS] == ["1:1", "2:1", "3:1", "3:2"]
        gate.set()
        await settled(relay)
    assert publisher.in_lanes["streams"] == STREAMS


async def test_one_calls_trouble_does_not_delay_another_call(stand: Stand) -> None:
    await stand.append(*BOOKING)
    await stand.append(*BOOKING, call=OTHER)
    stuck = ScriptedPublisher({"1:0": [hangs()], "1:1": [raises(PublishError("busy"))] * 10_000})
    fine = RecordingPublisher()
    other = stand.relay(fine, call=OTHER)
    async with running(stand.relay(stuck), other):
        await stuck.until_tried("1:1")
        await settled(other)
    assert set(fine.keys) == {"4:0", "4:1", "5:0", "5:1", "6:0", "6:1", "6:2", "6:3", "6:4", "6:5"}
    assert set(stand.rows().values()) == {"owed"}


async def test_what_is_appended_while_the_relay_runs_is_sent_too(stand: Stand) -> None:
    publisher = RecordingPublisher()
    async with running(relay := stand.relay(publisher)):
        for event in (GREETED, BEGUN, CONFIRMED, DETAILS):
            await stand.append(event)
            await settled(relay)
    assert first_of_each(publisher.published) == projection(await stand.recorded())


async def test_what_another_process_appends_is_sent_too(path: Path, stand: Stand) -> None:
    """It has a connection of its own, as a process would: the relay hears of it by SQLite's data version."""
    publisher = ScriptedPublisher()
    async with running(stand.relay(publisher)), stand_on(path) as elsewhere:
        await elsewhere.append(NAMED)
        await publisher.until_received("1:0")
    assert isinstance(publisher.received[0].effect, SetAttributes)


async def test_all_is_settled_only_when_both_lanes_are(stand: Stand) -> None:
    await stand.append(*BOOKING)
    gate = asyncio.Event()
    publisher = ScriptedPublisher({"3:2": [waits_for(gate)]})
    async with running(relay := stand.relay(publisher)):
        waiting = asyncio.create_task(settled(relay))
        await publisher.until_tried("3:2")
        await stand.poke()
        assert not waiting.done()
        gate.set()
        await waiting


async def test_a_call_that_owes_nothing_is_settled_at_once(stand: Stand) -> None:
    await settled(stand.relay(RecordingPublisher()))


async def test_a_relay_whose_log_is_closed_ends_and_says_so(path: Path) -> None:
    """Nothing will ever come any more, and a relay that waited for it would wait for ever."""
    async with stand_on(path) as stand:
        await stand.append(NAMED)
        publisher = ScriptedPublisher()
        task = asyncio.create_task(stand.relay(publisher).run())
        await publisher.until_received("1:0")
    # Sooner than the next renewal of the lease would find it out.
    async with asyncio.timeout(QUICK.lease / 6):
        with pytest.raises(LogClosedError):
            await task


async def test_a_relay_that_is_stopped_before_it_has_begun_leaves_the_call_to_others(path: Path) -> None:
    """Cancelled at any step of the claim, what was claimed is given back."""
    async with stand_on(path) as stand:
        for steps in range(8):
            task = asyncio.create_task(stand.relay(RecordingPublisher()).run())
            for _ in range(steps):
                await asyncio.sleep(0)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            assert await stand.storage.database.read(
                lambda raw: raw.execute("SELECT count(*) FROM relay_owner WHERE expires_at > 0").fetchone()
            ) == (0,)


async def test_a_claim_that_is_cut_off_is_given_back(stand: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    """The commit stands although nobody waited for it; the successor must not wait until it lapses."""
    write = Database.write
    begun = asyncio.Event()

    async def slow(self: Database, run: object) -> object:
        begun.set()
        await asyncio.sleep(0.01)
        return await write(self, run)  # type: ignore[arg-type]

    monkeypatch.setattr(Database, "write", slow)
    task = asyncio.create_task(stand.relay(RecordingPublisher()).run())
    await begun.wait()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert await stand.storage.database.read(
        lambda raw: raw.execute("SELECT epoch, expires_at FROM relay_owner").fetchall()
    ) == [(1, 0.0)]


async def test_a_relay_that_is_stopped_in_the_moment_in_which_it_loses_its_call_stops(stand: Stand) -> None:
    """One must not be forgotten over the other: it would go on for ever."""
    publisher = ScriptedPublisher()
    task = asyncio.create_task(stand.relay(publisher).run())
    await stand.append(NAMED)
    await publisher.until_received("1:0")

    async def stop(_: Delivery) -> None:
        task.cancel()

    publisher.after = stop
    await stand.storage.database.write(lambda raw: raw.execute("UPDATE relay_owner SET epoch = 2, expires_at = 1e12"))
    await stand.append(NAMED)
    async with asyncio.timeout(5):
        with pytest.raises(asyncio.CancelledError):
            await task


async def test_a_relay_is_stopped_although_its_publisher_swallows_that(stand: Stand) -> None:
    """What had arrived by then is written down first."""
    await stand.append(*BOOKING)
    stuck = asyncio.Event()

    async def swallow() -> None:
        try:
            stuck.set()
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            return

    publisher = ScriptedPublisher({"3:1": [swallow]})
    async with running(stand.relay(publisher)):
        await stuck.wait()
    assert {key: state for key, state in stand.rows().items() if key in STREAMS} == {
        "1:1": "sent", "2:1": "sent", "3:1": "sent", "3:2": "owed", "3:3": "owed",
        "3:4": "owed", "3:5": "owed",
    }  # fmt: skip
