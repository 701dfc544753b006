"""What fails is tried again, later and later; what cannot succeed is parked; nothing stops the relay."""

from __future__ import annotations

import asyncio
import sqlite3
from pathlib import Path

import pytest
from attrs import evolve

from receptionist.errors import PublishError, PublishRefusedError
from receptionist.projections.effects import Effect
from receptionist.publishers.publisher import Delivery
from receptionist.publishers.recording import RecordingPublisher
from receptionist.publishers.relay import Outcome
from receptionist.storage import Storage
from tests.examples import CALL, NOW, PATIENT
from tests.publishers.scripted import ScriptedPublisher, Step, hangs, raises
from tests.publishers.support import (
    BOOKING,
    CONFIRMED,
    NAMED,
    QUICK,
    STREAMS,
    WHOLE,
    Stand,
    rows,
    running,
    stand_on,
)

BUSY = raises(PublishError("the room is busy"))


class Diary(ScriptedPublisher):
    """Writes down at each attempt what the outbox says of the effect."""

    def __init__(self, storage: Storage, script: dict[str, list[Step]]) -> None:
        super().__init__(script)
        self._storage = storage
        self.pages: list[tuple[object, ...]] = []

    async def publish(self, effect: Effect, delivery: Delivery) -> None:
        def run(raw: sqlite3.Connection) -> tuple[object, ...]:
            row: tuple[object, ...] = raw.execute(
                "SELECT state, attempts, next_attempt_at, last_error FROM outbox WHERE position = ? AND ordinal = ?",
                delivery.key.split(":"),
            ).fetchone()
            return row

        self.pages.append(await self._storage.database.read(run))
        await super().publish(effect, delivery)


@pytest.mark.parametrize("jitter", [0.5, 1.0, 1.5])
async def test_each_wait_is_twice_the_one_before_jittered_and_never_longer_than_the_longest(
    stand: Stand, jitter: float
) -> None:
    await stand.append(NAMED)
    publisher = Diary(stand.storage, {"1:0": [BUSY] * 6})
    await stand.settle(publisher, settings=evolve(QUICK, backoff_first=0.001, backoff_most=0.006), jitter=jitter)
    now = NOW.timestamp()
    waits = [min(0.006, doubled * jitter) for doubled in (0.001, 0.002, 0.004, 0.006, 0.006, 0.006)]
    assert publisher.pages == [
        ("owed", 0, 0.0, None),
        *(("owed", n, now + wait, "the room is busy") for n, wait in enumerate(waits, 1)),
    ]


async def test_an_effect_that_failed_a_thousand_times_waits_the_longest_wait_and_is_sent(stand: Stand) -> None:
    """Doubling 2,000 times would leave the range of numbers."""
    await stand.append(NAMED)
    await stand.storage.database.write(lambda raw: raw.execute("UPDATE outbox SET attempts = 2000"))
    publisher = Diary(stand.storage, {"1:0": [BUSY]})
    await stand.settle(publisher)
    assert publisher.pages[1] == ("owed", 2001, NOW.timestamp() + 0.004, "the room is busy")
    assert stand.rows(CALL, "state", "attempts") == {"1:0": ("sent", 2002)}


async def test_a_clock_that_was_set_back_does_not_keep_an_effect_waiting(stand: Stand) -> None:
    await stand.append(NAMED)
    await stand.storage.database.write(
        lambda raw: raw.execute("UPDATE outbox SET next_attempt_at = ?", (NOW.timestamp() + 3600,))
    )
    await stand.settle(RecordingPublisher())
    assert stand.rows() == {"1:0": "sent"}


async def test_a_success_after_failures_is_sent_and_its_attempts_are_counted(stand: Stand) -> None:
    await stand.append(NAMED)
    publisher = ScriptedPublisher({"1:0": [BUSY] * 7})
    await stand.settle(publisher)
    assert stand.rows(CALL, "state", "attempts", "epoch") == {"1:0": ("sent", 8, 1)}
    assert publisher.attempts("1:0") == [(1, attempt) for attempt in range(1, 9)]
    assert stand.outcomes == [Outcome(key="1:0", position=1, state="sent", attempt=8, epoch=1)]


async def test_attempts_are_counted_over_all_relays(stand: Stand) -> None:
    await stand.append(CONFIRMED)
    publisher = ScriptedPublisher({"1:1": [BUSY, BUSY, hangs(), BUSY, hangs()]})
    for times in (3, 5):
        async with running(stand.relay(publisher)):
            await publisher.until_tried("1:1", times)
    await stand.settle(publisher)
    # An attempt that was cut off is not counted: the next has another epoch.
    assert publisher.attempts("1:1") == [(1, 1), (1, 2), (1, 3), (2, 3), (2, 4), (3, 4)]
    assert stand.rows(CALL, "state", "attempts", "epoch")["1:1"] == ("sent", 4, 3)


async def test_an_attempt_without_an_answer_is_a_failure_like_any_other(stand: Stand) -> None:
    await stand.append(NAMED)
    publisher = Diary(stand.storage, {"1:0": [hangs()]})
    await stand.settle(publisher, settings=evolve(QUICK, attempt=0.05))
    assert publisher.pages[1] == ("owed", 1, NOW.timestamp() + 0.001, "no answer within 0.05 s")
    assert stand.rows(CALL, "state", "attempts") == {"1:0": ("sent", 2)}


async def test_a_publisher_that_is_slow_but_in_time_has_not_failed(stand: Stand) -> None:
    await stand.append(NAMED)
    await stand.settle(ScriptedPublisher({"1:0": [lambda: asyncio.sleep(0.05)]}))
    assert stand.rows(CALL, "state", "attempts") == {"1:0": ("sent", 1)}


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (TimeoutError("socket"), "it timed out on its way"),
        (asyncio.CancelledError(), "the publisher gave up in the middle"),
    ],
)
async def test_a_publisher_that_gives_up_by_itself_is_tried_again(
    stand: Stand, error: BaseException, said: str
) -> None:
    """A cancellation that is not the relay's own, from a closed connection perhaps, must not end the lane silently."""
    await stand.append(NAMED)
    publisher = Diary(stand.storage, {"1:0": [raises(error)] * 5})
    await stand.settle(publisher)
    assert [page[3] for page in publisher.pages] == [None, *[said] * 5]
    assert stand.rows(CALL, "state", "attempts") == {"1:0": ("sent", 6)}


async def test_what_is_refused_is_parked_with_its_reason_and_the_lane_goes_on(stand: Stand) -> None:
    await stand.append(*WHOLE)
    publisher = ScriptedPublisher({"3:2": [raises(PublishRefusedError("too large for this room"))]})
    await stand.settle(publisher)
    assert stand.rows(CALL, "state", "attempts", "last_error")["3:2"] == ("parked", 1, "too large for this room")
    assert [key for key, state in stand.rows().items() if state != "sent"] == ["3:2"]
    assert publisher.in_lanes["streams"] == [key for key in STREAMS if key != "3:2"]
    # What nobody was given is nobody's last.
    assert [d.previous for d in publisher.tried if d.key in {"3:2", "3:3"}] == ["3:1", "3:1"]
    assert next(o for o in stand.outcomes if o.key == "3:2") == Outcome(
        key="3:2", position=3, state="parked", attempt=1, epoch=1, error="too large for this room"
    )


async def test_a_failure_that_nobody_foresaw_is_tried_as_often_as_allowed_and_then_parked(stand: Stand) -> None:
    await stand.append(*BOOKING)
    publisher = ScriptedPublisher({"3:1": [raises(ZeroDivisionError("1/0"))] * 10})
    await stand.settle(publisher)
    state, attempts, error = stand.rows(CALL, "state", "attempts", "last_error")["3:1"]
    assert (state, attempts, error.split(":")[0]) == ("parked", 3, "ZeroDivisionError at scripted.py")
    assert publisher.in_lanes["streams"] == ["1:1", "2:1", "3:2", "3:3", "3:4", "3:5"]


async def test_foreseen_failures_do_not_count_as_crashes(stand: Stand) -> None:
    """A room that was away for an hour must not cost the confirmation at the first hiccup after it."""
    await stand.append(NAMED)
    crash = raises(ZeroDivisionError())
    publisher = ScriptedPublisher({"1:0": [*[BUSY] * 20, crash, BUSY, crash, BUSY]})
    await stand.settle(publisher)
    assert stand.rows(CALL, "state", "attempts") == {"1:0": ("sent", 25)}


@pytest.mark.parametrize("error", [KeyError(PATIENT), ValueError(f"cannot encode {PATIENT!r}")])
async def test_what_others_errors_quote_stays_out_of_the_outbox(
    stand: Stand, error: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    await stand.append(NAMED)
    await stand.settle(ScriptedPublisher({"1:0": [raises(error)] * 3}))
    state, said = stand.rows(CALL, "state", "last_error")["1:0"]
    assert (state, said.split(" ")[0]) == ("parked", type(error).__name__)
    assert PATIENT not in said + caplog.text


async def test_an_error_with_bytes_that_are_no_text_can_be_written_down(stand: Stand) -> None:
    """As in the path of a folder that another system named."""
    await stand.append(NAMED)
    await stand.settle(ScriptedPublisher({"1:0": [raises(PublishRefusedError("/tmp/\udcff is full"))]}))  # noqa: S108
    assert stand.rows(CALL, "state", "last_error") == {"1:0": ("parked", "/tmp/\\udcff is full")}  # noqa: S108


@pytest.mark.parametrize("error", [SystemExit(3), KeyboardInterrupt()])
def test_a_process_that_is_told_to_end_ends_and_the_effect_stays_owed(path: Path, error: BaseException) -> None:
    async def run() -> None:
        async with stand_on(path) as stand:
            await stand.append(*BOOKING)
            await stand.settle(ScriptedPublisher({"3:1": [raises(error)]}))

    with pytest.raises(type(error)):
        asyncio.run(run())
    assert rows(path)["3:1"] == "owed"
    assert rows(path)["3:2"] == "owed"
