"""Between the append and the sending the code may have changed, and the data may have been erased or damaged."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path

import pytest
from attrs import evolve

from receptionist.events.recorded import Recorded
from receptionist.events.vault import keys_path
from receptionist.projections import digest_content, fold, project
from receptionist.projections.effects import Effect, SendText, SetAttributes
from receptionist.publishers import preparing
from receptionist.publishers.recording import RecordingPublisher
from tests.examples import CALL
from tests.publishers.scripted import ScriptedPublisher
from tests.publishers.support import (
    BEGUN,
    BOOKING,
    CONFIRMED,
    DETAILS,
    GREETED,
    NAMED,
    WHOLE,
    Stand,
    a_predecessor_that_got_no_further_than,
    running,
    settled,
    stand_on,
)

ERASED = f"the key of call:{CALL} does not exist (erased, or the keys file is missing)"


def upgrade(monkeypatch: pytest.MonkeyPatch, today: object) -> None:
    """From now on events are projected by other code."""
    monkeypatch.setattr(preparing, "project", today)
    monkeypatch.setattr(fold, "project", today)


def in_capitals(recorded: Recorded) -> tuple[Effect, ...]:
    return tuple(
        evolve(effect, chunks=tuple(chunk.upper() for chunk in effect.chunks))
        if isinstance(effect, SendText)
        else effect
        for effect in project(recorded)
    )


async def test_what_todays_code_projects_is_sent_and_both_digests_are_kept(
    stand: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    (recorded,) = await stand.append(CONFIRMED)
    upgrade(monkeypatch, in_capitals)
    await stand.settle(publisher := RecordingPublisher())
    assert [p.effect for p in publisher.published if p.delivery.key == "1:1"] == [in_capitals(recorded)[1]]

    def digest(effect: Effect) -> str:
        return stand.storage.vault.digest(f"call:{CALL}", digest_content(effect))

    attributes, text, document, status, entry, card = project(recorded)
    assert stand.rows(CALL, "digest", "sent_digest") == {
        "1:0": (digest(attributes), None),
        "1:1": (digest(text), digest(in_capitals(recorded)[1])),
        "1:2": (digest(document), None),
        "1:3": (digest(status), digest(in_capitals(recorded)[3])),
        "1:4": (digest(entry), None),
        "1:5": (digest(card), None),
    }


async def test_an_effect_that_todays_code_does_not_project_is_void(
    stand: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    await stand.append(*BOOKING, DETAILS)
    upgrade(monkeypatch, lambda recorded: project(recorded)[:2])
    await stand.settle(publisher := RecordingPublisher())
    void = ("void", 0, "today's projection of its event has no such effect")
    sent = ("sent", 1, None)
    assert stand.rows(CALL, "state", "attempts", "last_error") == {
        "1:0": sent, "1:1": sent, "2:0": sent, "2:1": sent, "3:0": sent, "3:1": sent, "3:2": void, "3:3": void,
        "3:4": void, "3:5": void, "4:0": sent, "4:1": sent, "4:2": void, "4:3": void, "4:4": void,
    }  # fmt: skip
    assert sorted(publisher.keys) == ["1:0", "1:1", "2:0", "2:1", "3:0", "3:1", "4:0", "4:1"]
    assert [(o.state, o.attempt, o.error) for o in stand.outcomes if o.key == "3:2"] == [void]
    # What is void was given to nobody.
    assert [p.delivery.previous for p in publisher.published if p.delivery.key == "4:0"] == ["3:1"]


async def test_code_that_fails_on_an_event_parks_its_effects_and_says_where(
    stand: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    await stand.append(GREETED, CONFIRMED, DETAILS)

    def broken(recorded: Recorded) -> tuple[Effect, ...]:
        if recorded.position == 2:
            raise KeyError("Zoë")
        return project(recorded)

    upgrade(monkeypatch, broken)
    await stand.settle(RecordingPublisher())
    states = stand.rows(CALL, "state", "attempts", "last_error")
    assert {key: row[:2] for key, row in states.items()} == {
        "1:0": ("sent", 1), "1:1": ("sent", 1),
        "2:0": ("parked", 0), "2:1": ("parked", 0), "2:2": ("parked", 0), "2:3": ("parked", 0),
        "2:4": ("parked", 0), "2:5": ("parked", 0),
        "3:0": ("sent", 1), "3:1": ("sent", 1), "3:2": ("sent", 1), "3:3": ("sent", 1), "3:4": ("sent", 1),
    }  # fmt: skip
    where, _, line = states["2:0"][2].rpartition(":")
    assert (where, line.isdigit()) == ("it cannot be computed: KeyError at test_changed_code.py", True)


async def test_attributes_as_they_stand_are_those_of_todays_code(stand: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    """Even under the key of an effect that has none today: what earlier events set still stands."""
    await a_predecessor_that_got_no_further_than(stand, "1:0", "3:1", events=BOOKING)
    upgrade(monkeypatch, lambda recorded: project(recorded) if recorded.position == 1 else ())
    await stand.settle(publisher := RecordingPublisher())
    assert [(p.delivery.key, p.effect) for p in publisher.published] == [
        ("3:0", SetAttributes(values={"agent_state": "greeting"}))
    ]
    assert stand.rows() == {
        "1:0": "superseded", "1:1": "sent", "2:0": "superseded", "2:1": "sent",
        "3:0": "sent", "3:1": "void", "3:2": "void", "3:3": "void", "3:4": "void", "3:5": "void",
    }  # fmt: skip


async def test_attributes_are_set_again_under_the_last_key_that_has_any_today(
    stand: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    upgrade(monkeypatch, lambda recorded: project(recorded) if recorded.position == 1 else ())
    await a_predecessor_that_got_no_further_than(stand, events=(GREETED, BEGUN))
    relay = stand.relay(publisher := ScriptedPublisher(), attributes_stay=False)
    async with running(relay):
        await publisher.until_received("1:0")
        await settled(relay)
    assert [(p.delivery.key, p.effect) for p in publisher.received] == [
        ("1:0", SetAttributes(values={"agent_state": "greeting"}))
    ]
    assert stand.rows() == {"1:0": "sent", "1:1": "sent", "2:0": "void", "2:1": "void"}


async def test_code_without_attributes_takes_over_without_any(stand: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    await a_predecessor_that_got_no_further_than(stand, "3:0", events=(GREETED, DETAILS, NAMED))
    upgrade(monkeypatch, lambda recorded: tuple(e for e in project(recorded) if not isinstance(e, SetAttributes)))
    await stand.settle(publisher := RecordingPublisher())
    assert not [effect for effect in publisher.effects if isinstance(effect, SetAttributes)]
    assert stand.rows() == {
        "1:0": "sent", "1:1": "sent", "2:0": "sent", "2:1": "sent", "2:2": "sent", "2:3": "sent", "2:4": "sent",
        "3:0": "void",
    }  # fmt: skip


async def test_an_event_of_a_newer_version_parks_its_effects_and_says_what_to_do(stand: Stand) -> None:
    """Its effects are owed, only this version cannot know them: nobody struck them off."""
    await stand.append(CONFIRMED, DETAILS)
    change(stand.storage.path, "UPDATE events SET version = 9 WHERE position = 1")
    await stand.settle(publisher := RecordingPublisher())
    parked = ("parked", "this version does not know booking.confirmed version 9; upgrade receptionist")
    assert stand.rows(CALL, "state", "last_error") == {
        "1:0": parked, "1:1": parked, "1:2": parked, "1:3": parked, "1:4": parked, "1:5": parked,
        **dict.fromkeys(["2:0", "2:1", "2:2", "2:3", "2:4"], ("sent", None)),
    }  # fmt: skip
    assert publisher.keys == ["2:0", "2:1", "2:2", "2:3", "2:4"]


async def test_a_damaged_event_parks_its_effects_and_the_lane_goes_on(stand: Stand) -> None:
    await stand.append(GREETED, CONFIRMED, DETAILS)
    change(
        stand.storage.path, "UPDATE events SET data = (SELECT data FROM events WHERE position = 3) WHERE position = 2"
    )
    await stand.settle(publisher := RecordingPublisher())
    assert {key: state for key, state in stand.rows().items() if key[0] == "2"} == dict.fromkeys(
        ["2:0", "2:1", "2:2", "2:3", "2:4", "2:5"], "parked"
    )
    assert sorted(publisher.keys) == ["1:0", "1:1", "3:0", "3:1", "3:2", "3:3", "3:4"]


@pytest.mark.parametrize("taken_over", [False, True])
async def test_what_an_erased_call_owes_is_void(path: Path, taken_over: bool) -> None:  # noqa: FBT001
    async with stand_on(path) as stand:
        if taken_over:
            await a_predecessor_that_got_no_further_than(stand, "1:0", "1:1", events=WHOLE)
        else:
            await stand.append(*WHOLE)
    erase(path)
    async with stand_on(path) as stand:
        await stand.settle(publisher := RecordingPublisher())
        states = set(stand.rows(CALL, "state", "last_error").values())
    assert publisher.published == []
    assert states == ({("void", ERASED), ("superseded", None)} if taken_over else {("void", ERASED)})


async def test_a_call_that_goes_on_after_it_was_erased_sends_nothing_of_before(path: Path) -> None:
    """It has a new key now: that a digest can be computed again does not bring the content back."""
    async with stand_on(path) as stand:
        await stand.append(CONFIRMED)
    erase(path)
    async with stand_on(path, seed=2) as stand:
        await stand.append(DETAILS)
        await stand.settle(publisher := RecordingPublisher())
        assert stand.rows(CALL, "state", "last_error") == {
            **dict.fromkeys(["1:0", "1:1", "1:2", "1:3", "1:4", "1:5"], ("void", ERASED)),
            **dict.fromkeys(["2:0", "2:1", "2:2", "2:3", "2:4"], ("sent", None)),
        }
    assert [(p.delivery.key, p.delivery.previous) for p in publisher.published] == [
        ("2:0", None), ("2:1", "2:0"), ("2:2", "2:1"), ("2:3", "2:2"), ("2:4", "2:3"),
    ]  # fmt: skip


async def test_nothing_is_settled_of_an_event_that_cannot_be_found(stand: Stand) -> None:
    """A row without its event is no debt of anybody."""
    await stand.append(GREETED, DETAILS)
    change(stand.storage.path, "UPDATE outbox SET position = 7 WHERE position = 1", "PRAGMA foreign_keys = OFF")
    relay = stand.relay(publisher := RecordingPublisher())
    async with running(relay):
        await settled(relay)
    assert stand.rows() == {
        "2:0": "sent", "2:1": "sent", "2:2": "sent", "2:3": "sent", "2:4": "sent", "7:0": "void", "7:1": "void",
    }  # fmt: skip
    assert publisher.keys == ["2:0", "2:1", "2:2", "2:3", "2:4"]


def change(path: Path, sql: str, before: str = "DROP TRIGGER events_stay_as_they_are") -> None:
    """As no program of ours would."""
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as raw:
        raw.execute(before)
        raw.execute(sql)


def erase(path: Path) -> None:
    with contextlib.closing(sqlite3.connect(keys_path(path), isolation_level=None)) as raw:
        raw.execute("DELETE FROM keys")
