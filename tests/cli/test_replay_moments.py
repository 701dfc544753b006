"""`receptionist replay CALL --at MOMENT` and `--diff`: how everything stood, and what changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.logs import Told, objects, write
from tests.cli.replayed import CALL, STORY, TO_CALLER, replay, write_call
from tests.examples import NOW
from tests.processes import run
from tests.replaying.telling import STARTED


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("replay")
    write_call(folder)
    return folder


def test_a_moment_shows_how_everything_stood(folder: Path) -> None:
    lines = replay(folder, "--at", "5")
    assert lines == [
        "call c-booked000000 after event 5, at 11:09:00 (+4:00.0)",
        "attributes:",
        "  agent_state=booking",
        "booking:",
        "  under way: nothing given yet",
        "there:",
        "  caller, since 11:05:00",
        "streams so far:",
        f'  2:1  agent-status  "Greeting the caller"  {TO_CALLER}',
        f'  3:0  transcript  "Tomorrow at nine, please. It\'s Zoë."  {TO_CALLER}',
        f'  5:1  agent-status  "Taking a booking"  {TO_CALLER}',
        "conversation:",
        "  caller: Tomorrow at nine, please. It's Zoë.",
    ]
    (state,) = objects("\n".join(replay(folder, "--at", "5", "--json")))
    assert (state["kind"], state["position"], state["attributes"]) == ("state", 5, {"agent_state": "booking"})
    assert state["booking"]["is_open"] is True


@pytest.mark.parametrize(
    "given",
    [
        "5",
        "#5",
        "11:09",
        "11:09:00",
        "11:09:59.5",
        "+4:00",
        "+0:04:30",
        "+240",
        "+240s",
        "2026-11-30T11:09:30",
        "2026-11-30 11:09:30",
        "2026-11-30T16:09:30+00:00",
        "2026-11-30T16:09:30Z",
    ],
)
def test_a_moment_can_be_named_in_many_ways(folder: Path, given: str) -> None:
    assert replay(folder, "--at", given)[0] == "call c-booked000000 after event 5, at 11:09:00 (+4:00.0)"


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ("0", "--at 0: the call begins at position 1"),
        ("9999", "--at 9999: the log ends at position "),
        ("10:00", "--at 10:00: the call was from 11:05:00 to 11:13:00 (America/New_York)"),
        ("25:00", "--at '25:00' is no time of day; say a position such as 12, a time such as 14:03:05, +1:23 from"),
        ("soon", "--at 'soon' is no moment of a call; say a position such as 12, a time such as 14:03:05, +1:23 from"),
        ("2026-11-29", "--at 2026-11-29: the call began later, at 2026-11-30 11:05:00 America/New_York"),
        ("9:1", "--at '9:1' is no moment of a call"),
        ("", "--at '' is no moment of a call"),
    ],
)
def test_what_is_no_moment_of_the_call_says_why(folder: Path, given: str, why: str) -> None:
    result = run(folder, "replay", "c-booked", "--db", "log.db", "--at", given)
    assert (result.status, result.out) == (2, "")
    assert result.err.startswith(f"receptionist: {why}")


def test_a_difference_says_what_changed_whichever_moment_comes_first(folder: Path) -> None:
    expected = [
        "call c-booked000000: what changed",
        "  from event 2, at 11:06:00 (+1:00.0)",
        "  to event 5, at 11:09:00 (+4:00.0), 3:00.0 later",
        "attributes:",
        "  agent_state: greeting → booking",
        "booking:",
        "  is open: - → yes",
        "streams:",
        f'  + 3:0  transcript  "Tomorrow at nine, please. It\'s Zoë."  {TO_CALLER}',
        f'  + 5:1  agent-status  "Taking a booking"  {TO_CALLER}',
        "conversation:",
        "  + caller: Tomorrow at nine, please. It's Zoë.",
    ]
    assert replay(folder, "--diff", "2", "5") == replay(folder, "--diff", "+4:00", "11:06") == expected
    assert replay(folder, "--diff", "5", "5")[-1] == "nothing that shows has changed"
    (difference,) = objects("\n".join(replay(folder, "--diff", "2", "5", "--json")))
    assert (difference["kind"], difference["before"], difference["after"]) == ("difference", 2, 5)
    assert difference["attributes"] == {"agent_state": ["greeting", "booking"]}


def test_an_empty_answer_names_what_is_not_there(tmp_path: Path) -> None:
    """A call of which only the beginning is known: every part of its state says so."""
    write_call(tmp_path, STARTED)
    assert replay(tmp_path, "--at", "1") == [
        "call c-booked000000 after event 1, at 11:05:00 (+0:00.0)",
        "attributes: -",
        "booking: -",
        "there:",
        "  caller, since 11:05:00",
        "streams so far: -",
        "conversation: -",
    ]


def test_a_call_past_midnight_is_found_by_its_times(tmp_path: Path) -> None:
    """It began at 23:59 in New York."""
    late = NOW.replace(day=1, month=12, hour=4, minute=59)
    write(tmp_path / "log.db", Told(call=CALL, events=STORY, at=late))
    assert replay(tmp_path, "--at", "00:01")[0] == "call c-booked000000 after event 3, at 00:01:00 (+2:00.0)"
    assert replay(tmp_path, "--at", "23:59")[0] == "call c-booked000000 after event 1, at 23:59:00 (+0:00.0)"


def test_when_clocks_are_set_back_a_time_means_the_one_in_the_call(tmp_path: Path) -> None:
    """On November 1st, 1:30 comes twice in New York; the call was in the second hour."""
    write(tmp_path / "log.db", Told(call=CALL, events=STORY, at=NOW.replace(day=1, month=11, hour=6, minute=28)))
    assert replay(tmp_path, "--at", "01:30")[0] == "call c-booked000000 after event 3, at 01:30:00 (+2:00.0)"
