"""`receptionist rebuild`: says what it has made, and whether that is what was there."""

from __future__ import annotations

import os
import pty
import sqlite3
from pathlib import Path

import pytest

from receptionist.cli.main import COMMANDS, main
from receptionist.events.booking import BookingConfirmed
from receptionist.events.call import CallEnded, CallStarted, UtteranceHeard
from receptionist.events.patient import PatientRegistered
from receptionist.ids import CallId
from tests.cli.logs import Told, alter, objects, write
from tests.examples import ZONE, example
from tests.processes import run, start_on_terminal

CALL = Told(
    call=CallId("c-000000000001"),
    events=(
        CallStarted(channel="room", clinic="Bright Smile Dental", time_zone=ZONE, language="en"),
        UtteranceHeard(text="A cleaning."),
        example(PatientRegistered),
        example(BookingConfirmed),
        CallEnded(reason="caller_hung_up"),
    ),
)

FORGET = [
    "UPDATE read_models SET through = 0",
    *(f"DELETE FROM {name}_rows" for name in ("calls", "appointments", "inbox", "transcript")),  # noqa: S608 (ours)
]
"""What makes a log one from before there were read models."""


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "log.db"
    write(path, CALL)
    return path


def rebuild(folder: Path, *options: str) -> str:
    made = run(folder, "rebuild", "--db", "log.db", *options)
    assert (made.status, made.err) == (0, "")
    return made.out


def test_it_says_what_it_has_made_and_that_it_is_what_was_there(log: Path) -> None:
    assert rebuild(log.parent) == (
        "log.db: 5 events read\n"
        "  1 call, 1 appointment, 0 lines of the inbox, 1 line of transcripts, 2 entries of the callers' index\n"
        "  identical to what they were\n"
    )


def test_it_says_what_it_has_mended(log: Path) -> None:
    alter(log, "DELETE FROM appointments_rows", "UPDATE calls_rows SET booked = 7", "DELETE FROM lookup")
    assert rebuild(log.parent).splitlines()[-1] == "  mended: 2 rows, and 2 entries of the callers' index"
    assert rebuild(log.parent).splitlines()[-1] == "  identical to what they were"


def test_of_a_log_from_before_there_were_read_models_it_says_that(log: Path) -> None:
    alter(log, *FORGET)
    assert rebuild(log.parent).splitlines()[-1] == "  they were not up to date before, and are now"


def test_as_json_it_is_one_object(log: Path) -> None:
    assert objects(rebuild(log.parent, "--json")) == [
        {
            "kind": "rebuilt", "events": 5, "resumed_after": 0,
            "rows": {"calls": 1, "appointments": 1, "inbox": 0, "transcript": 1},
            "different": 0, "found": 2, "stray": 0,
        }
    ]  # fmt: skip


def test_a_log_that_is_not_there_is_one_line_of_complaint(tmp_path: Path) -> None:
    made = run(tmp_path, "rebuild", "--db", "none.db")
    assert (made.status, made.out, made.err) == (2, "", "receptionist: none.db: does not exist\n")


def test_calls_brings_an_old_log_up_to_date_once(log: Path) -> None:
    alter(log, *FORGET)
    listed = run(log.parent, "calls", "--db", "log.db")
    assert (listed.status, listed.err) == (0, "")
    assert listed.out.startswith("c-000000000001  2026-11-30 11:05")
    with sqlite3.connect(log) as raw:
        # The last is that somebody looked.
        assert raw.execute("SELECT state, through FROM read_models").fetchall() == [("current", 6)]


def test_on_a_terminal_what_is_quick_shows_no_bar(log: Path) -> None:
    ours, theirs = pty.openpty()
    process = start_on_terminal(log.parent, theirs, "rebuild", "--db", "log.db")
    process.join(60)
    out = os.read(ours, 65536).decode()
    os.close(theirs)
    os.close(ours)
    assert process.exitcode == 0
    assert out.splitlines()[-1] == "  identical to what they were"
    assert "rebuilding" not in out


def test_it_is_in_the_list_of_commands(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--help"])
    assert ended.value.code == 0
    listed = [line.split(maxsplit=1) for line in capsys.readouterr().out.splitlines()]
    assert ["rebuild", COMMANDS["rebuild"]] in listed
