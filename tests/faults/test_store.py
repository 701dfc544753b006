"""With every fault of the store: what is acknowledged is there, what is there is there once, and all is sent."""

from __future__ import annotations

import asyncio
import itertools
from pathlib import Path

import pytest

from receptionist.errors import LogError, LogFullError, LogLockedError
from receptionist.events.sqlite import Verification
from receptionist.publishers.recording import RecordingPublisher
from tests.examples import new
from tests.faults.store import StoreFault, faulty_store, seeded_store_faults
from tests.publishers.support import CONFIRMED, GREETED, STREAMS, WHOLE, Stand, rows, stand_on

HEARD: tuple[StoreFault, ...] = ("busy", "full", "io error", "io error after commit")


class DiedError(BaseException):
    """The process, as far as a test without another process can have it."""


@pytest.mark.parametrize(
    ("fault", "error", "there"),
    [
        ("busy", LogLockedError, 0),
        ("full", LogFullError, 0),
        ("io error", LogError, 0),
        ("io error after commit", LogError, 1),
    ],
)
async def test_an_append_that_failed_can_be_repeated_and_happens_once(
    path: Path, fault: StoreFault, error: type[LogError], there: int
) -> None:
    """Whether a failed commit became durable nobody knows: the same event again is the same event."""
    faults: list[StoreFault | None] = []
    with faulty_store(path, (faults.pop(0) if faults else None for _ in itertools.count())):
        async with stand_on(path) as stand:
            event = new(CONFIRMED, stand.ids)
            faults.append(fault)
            with pytest.raises(error):
                await stand.storage.log.append([event])
            assert len(await stand.recorded()) == there
            await stand.storage.log.append([event])
            assert [recorded.id for recorded in await stand.recorded()] == [event.id]
            assert list(stand.rows()) == ["1:0", "1:1", "1:2", "1:3", "1:4", "1:5"]
            assert await stand.storage.log.verify() == Verification(events=1, broken_at=None)


@pytest.mark.parametrize(("fault", "there"), [("dies before commit", 0), ("dies after commit", 1)])
async def test_a_death_leaves_all_of_an_append_or_nothing(path: Path, fault: StoreFault, there: int) -> None:
    def died() -> None:
        raise DiedError

    faults: list[StoreFault | None] = []
    with faulty_store(path, (faults.pop(0) if faults else None for _ in itertools.count()), die=died):
        async with stand_on(path) as stand:
            await stand.append(GREETED)
            faults.append(fault)
            with pytest.raises(DiedError):
                await stand.append(CONFIRMED)
    async with stand_on(path, seed=2) as stand:
        assert len(await stand.recorded()) == 1 + there
        assert len(stand.rows()) == 2 + 6 * there
        assert (await stand.storage.log.verify()).broken_at is None


@pytest.mark.parametrize("seed", range(4))
async def test_a_relay_on_a_store_that_fails_one_time_in_three_sends_everything(path: Path, seed: int) -> None:
    with faulty_store(path, itertools.chain([None] * 3, seeded_store_faults(seed, HEARD, rate=1 / 3))):
        async with stand_on(path) as stand, asyncio.timeout(20):
            for event in WHOLE:
                await _append(stand, event)
            await stand.settle(publisher := RecordingPublisher())
    assert [key for key in publisher.keys if key in STREAMS] == STREAMS
    assert set(rows(path).values()) == {"sent"}


async def _append(stand: Stand, event: object) -> None:
    made = new(event, stand.ids)  # type: ignore[arg-type]
    while True:
        try:
            await stand.storage.log.append([made])
        except LogError:
            continue
        return


def test_the_same_seed_has_the_same_faults() -> None:
    def first(seed: int) -> list[StoreFault | None]:
        return list(itertools.islice(seeded_store_faults(seed, HEARD, rate=0.5), 100))

    assert first(1) == first(1) != first(2)
    assert set(first(1)) == {None, *HEARD}
