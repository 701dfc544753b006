"""An effect that kills whoever sends it: after a few processes it is parked, and the call goes on."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from receptionist.errors import LogLockedError, PublishError
from receptionist.projections import project
from receptionist.projections.effects import SendBytes, SetAttributes
from receptionist.publishers import preparing
from receptionist.publishers.recording import RecordingPublisher
from tests.events import processes
from tests.examples import CALL
from tests.publishers.relay_process import arrived
from tests.publishers.scripted import ScriptedPublisher, hangs, raises
from tests.publishers.support import (
    BOOKING,
    CONFIRMED,
    GREETED,
    Stand,
    a_predecessor_that_got_no_further_than,
    rows,
    running,
    stand_on,
)

MODULE = "tests.publishers.relay_process"


@pytest.mark.parametrize("poison", ["1:0", "1:2"])
async def test_what_has_killed_three_processes_is_parked_and_the_rest_is_sent(
    path: Path, tmp_path: Path, poison: str
) -> None:
    """Of the first nobody knows what it died of; from then on each attempt is written down before it is made."""
    room = tmp_path / "room.jsonl"
    async with stand_on(path) as stand:
        await stand.append(CONFIRMED)
    counted = []
    for _ in range(3):
        async with processes.running(MODULE, str(path), str(room), "--poison", poison) as process:
            await process.process.wait()
            assert process.process.returncode == -signal.SIGKILL
        counted.append(rows(path, CALL, "state", "unfinished")[poison])
    assert counted == [("owed", 0), ("owed", 1), ("owed", 2)]
    async with processes.running(MODULE, str(path), str(room), "--poison", poison) as process:
        await process.process.wait()
    left = rows(path, CALL, "state", "attempts", "last_error")
    assert left.pop(poison) == ("parked", 0, "3 processes died while they sent it")
    assert {state for state, _, _ in left.values()} == {"sent"}
    assert {one.key for one in arrived(room)} == {"1:0", "1:1", "1:2", "1:3", "1:4", "1:5"} - {poison}


async def test_a_relay_that_is_stopped_has_not_died_of_what_it_was_sending(stand: Stand) -> None:
    await stand.append(*BOOKING)
    for _ in range(6):
        stuck = ScriptedPublisher({"3:1": [hangs()]})
        async with running(stand.relay(stuck)):
            await stuck.until_tried("3:1")
    assert stand.rows(CALL, "state", "unfinished")["3:1"] == ("owed", 0)
    await stand.settle(RecordingPublisher())
    assert set(stand.rows().values()) == {"sent"}


async def test_an_attempt_that_fails_has_ended_and_does_not_count(stand: Stand) -> None:
    await a_predecessor_that_got_no_further_than(stand, "3:1", events=BOOKING)
    publisher = ScriptedPublisher({"3:1": [raises(PublishError("busy"))] * 5})
    await stand.settle(publisher)
    assert stand.rows(CALL, "state", "attempts", "unfinished")["3:1"] == ("sent", 6, 0)


async def test_what_is_begun_is_written_down_before_it_is_sent_for_the_one_that_may_have_killed(stand: Stand) -> None:
    await a_predecessor_that_got_no_further_than(stand, "3:1", events=BOOKING)
    seen: dict[str, int] = {}

    async def look(delivery: object) -> None:
        seen[publisher.keys[-1]] = stand.rows(CALL, "unfinished")[publisher.keys[-1]]

    publisher = ScriptedPublisher()
    publisher.after = look
    await stand.settle(publisher)
    assert seen == {"3:1": 1, "3:2": 0, "3:3": 0, "3:4": 0, "3:5": 0}
    assert set(stand.rows(CALL, "unfinished").values()) == {0}


async def test_a_log_that_cannot_be_read_is_no_death(stand: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    await a_predecessor_that_got_no_further_than(stand, "3:1", events=BOOKING)
    read, left = stand.storage.log.read, 10

    async def fails(*arguments: object, **how: object) -> object:
        nonlocal left
        if left and how.get("limit") == 1:
            left -= 1
            raise LogLockedError(stand.storage.path)
        return await read(*arguments, **how)  # type: ignore[arg-type]

    monkeypatch.setattr(stand.storage.log, "read", fails)
    await stand.settle(RecordingPublisher())
    assert (left, stand.rows()["3:1"]) == (0, "sent")


async def test_todays_effect_in_another_lane_is_parked_and_not_sent_out_of_its_turn(
    stand: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    await stand.append(GREETED, CONFIRMED)

    def swapped(recorded: object) -> object:
        effects = project(recorded)  # type: ignore[arg-type]
        return tuple(SetAttributes(values={"agent_state": "odd"}) if isinstance(e, SendBytes) else e for e in effects)

    monkeypatch.setattr(preparing, "project", swapped)
    await stand.settle(publisher := RecordingPublisher())
    error = "today's projection of its event has it among the attributes, not here"
    assert {key: error for key, state in stand.rows().items() if state == "parked"} == {
        key: row for key, row in stand.rows(CALL, "last_error").items() if row is not None
    }
    assert sorted(publisher.keys) == ["1:0", "1:1", "2:0", "2:1", "2:3"]
