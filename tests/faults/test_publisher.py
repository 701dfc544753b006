"""The faulty publisher does what it is told, and the relay sends everything all the same."""

from __future__ import annotations

import itertools

import pytest
from attrs import evolve

from receptionist.publishers.recording import RecordingPublisher
from tests.examples import CALL
from tests.faults.publisher import FAULTS, FaultyPublisher, PublisherFault, seeded_faults
from tests.publishers.scripted import ScriptedPublisher
from tests.publishers.support import NAMED, QUICK, WHOLE, Stand, first_of_each, projection


@pytest.mark.parametrize(
    ("fault", "arrived", "row"),
    [
        ("drop", 0, ("sent", 1, None)),
        ("delay", 1, ("sent", 1, None)),
        ("duplicate", 2, ("sent", 1, None)),
        ("refuse", 0, ("parked", 1, "the room does not want it")),
        ("busy", 1, ("sent", 2, None)),
        ("crash", 1, ("sent", 2, None)),
        ("lose the answer", 2, ("sent", 2, None)),
        ("hang", 1, ("sent", 2, None)),
    ],
)
async def test_each_fault_is_what_it_says(
    stand: Stand, fault: PublisherFault, arrived: int, row: tuple[str, int, str | None]
) -> None:
    await stand.append(NAMED)
    room = ScriptedPublisher()
    room.attributes = {"patient_name": "Zoë"}
    await stand.settle(FaultyPublisher(room, [fault]), settings=evolve(QUICK, attempt=0.05, look_every=3600))
    assert room.keys == ["1:0"] * arrived
    assert stand.rows(CALL, "state", "attempts", "last_error") == {"1:0": row}


async def test_attributes_are_not_dropped_where_nobody_could_tell(stand: Stand) -> None:
    await stand.append(NAMED)
    room = FaultyPublisher(RecordingPublisher(), ["drop"])
    await stand.settle(room)
    assert (room.dropped, stand.rows(CALL, "state", "attempts")) == ([], {"1:0": ("sent", 2)})


def test_the_same_seed_has_the_same_faults() -> None:
    rates: dict[PublisherFault, float] = dict.fromkeys(FAULTS, 0.1)

    def first(seed: int) -> list[PublisherFault | None]:
        return list(itertools.islice(seeded_faults(seed, rates), 400))

    assert first(1) == first(1) != first(2)
    assert set(first(1)) == {None, *FAULTS}
    assert list(itertools.islice(seeded_faults(1, {}), 5)) == [None] * 5


@pytest.mark.parametrize("seed", range(5))
async def test_with_every_fault_that_the_sender_hears_of_everything_arrives_in_order(stand: Stand, seed: int) -> None:
    await stand.append(*WHOLE)
    rates: dict[PublisherFault, float] = dict.fromkeys(("delay", "duplicate", "busy", "lose the answer", "hang"), 0.12)
    received = RecordingPublisher()
    room = FaultyPublisher(received, seeded_faults(seed, rates), delay=0.001)
    await stand.settle(room, settings=evolve(QUICK, attempt=0.02))
    expected = projection(await stand.recorded())
    had = first_of_each(received.published)
    for lane in ("attributes", "streams"):
        assert [(key, effect) for key, effect in had.items() if effect.lane == lane] == [
            (key, effect) for key, effect in expected.items() if effect.lane == lane
        ]
    assert set(stand.rows().values()) == {"sent"}
