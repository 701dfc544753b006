"""What one has seen of a call after any of its events."""

from __future__ import annotations

import asyncio
from collections import Counter
from pathlib import Path
from types import MappingProxyType

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from receptionist.events.booking import BookingBegun, BookingConfirmed, DetailsRequested
from receptionist.events.call import CallEnded, CallerGreeted
from receptionist.events.catalogue import Event
from receptionist.events.recorded import Recorded
from receptionist.projections import project
from receptionist.projections.effects import SendBytes, SendText
from receptionist.projections.fold import CallView, view
from receptionist.storage import open_storage
from tests.examples import EXAMPLES, example, recorded
from tests.projections.story import tell

TOLD = (
    recorded(example(CallerGreeted), position=2),
    recorded(example(BookingBegun), position=5),
    recorded(example(BookingConfirmed), position=9),
    recorded(example(DetailsRequested), position=12),
    recorded(example(CallEnded), position=20),
)


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> tuple[Recorded, ...]:
    """The story's events."""

    async def write(path: Path) -> tuple[Recorded, ...]:
        async with open_storage(path) as storage:
            return await tell(storage.log)

    return asyncio.run(write(tmp_path_factory.mktemp("story") / "log.db"))


def test_before_anything_happened_there_is_nothing_to_see() -> None:
    assert view(()) == CallView(position=0, attributes={}, attributes_key=None, streams={})


def test_attributes_add_up_and_streams_are_kept_in_order() -> None:
    """Positions have gaps, as other calls write too; keys are `position:ordinal`."""
    streams = {
        f"{told.position}:{ordinal}": effect
        for told in TOLD
        for ordinal, effect in enumerate(project(told))
        if isinstance(effect, SendText | SendBytes)
    }
    assert view(TOLD) == CallView(
        position=20,
        attributes={"agent_state": "ended", "patient_name": "Zoë"},
        attributes_key="20:0",
        streams=streams,
    )
    assert list(view(TOLD).streams) == [
        "2:1", "5:1", "9:1", "9:2", "9:3", "9:4", "9:5", "12:0", "12:1", "12:2", "12:3", "12:4", "20:1",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("at", "state", "key", "streams"),
    [
        (0, None, None, 0),
        (1, None, None, 0),
        (2, "greeting", "2:0", 1),
        (8, "booking", "5:0", 2),
        (9, "confirmed", "9:0", 7),
        (11, "confirmed", "9:0", 7),
        (12, "confirmed", "9:0", 12),
        (99, "ended", "20:0", 13),
    ],
)
def test_one_can_look_at_any_position(at: int, state: str | None, key: str | None, streams: int) -> None:
    seen = view(TOLD, at=at)
    assert (seen.attributes.get("agent_state"), seen.attributes_key, len(seen.streams)) == (state, key, streams)


def test_the_view_at_a_position_is_the_fold_of_what_came_before(history: tuple[Recorded, ...]) -> None:
    """At every one, and going on from there gives the whole."""
    whole = view(history)
    for split in range(len(history) + 1):
        before = view(history[:split])
        assert view(history, at=before.position) == before
        going_on = before
        for event in history[split:]:
            going_on = going_on.after(event)
        assert going_on == whole
    assert whole.attributes == {"agent_state": "ended", "patient_name": "Ольга"}
    assert Counter(effect.topic for effect in whole.streams.values()) == {
        "transcript": 2, "agent-status": 33, "booking-confirmation": 8, "appointment-details": 8,
        "appointment-calendar": 8, "appointment-card": 6,
    }  # fmt: skip


@given(st.lists(st.sampled_from(EXAMPLES), max_size=12), st.integers(0, 15))
@settings(deadline=None)
def test_any_prefix_of_any_history_folds_alike(events: list[Event], at: int) -> None:
    told = [recorded(event, position=n) for n, event in enumerate(events, 1)]
    assert view(told, at=at) == view(told[:at])


def test_a_view_does_not_change_afterwards() -> None:
    """Whoever holds one holds it as it was."""
    told = recorded(example(BookingConfirmed))
    before = view((told,))
    attributes, streams = dict(before.attributes), dict(before.streams)
    before.after(evolve(told, position=2)).after(recorded(example(CallEnded), position=3))
    assert (before.attributes, before.streams) == (attributes, streams)
    assert isinstance(before.attributes, MappingProxyType)
