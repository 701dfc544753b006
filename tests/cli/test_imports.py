"""What needs no room starts without LiveKit, and what shows no bar or picture without rich."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from receptionist.events.booking import BookingConfirmed
from receptionist.events.call import CallEnded, CallStarted
from receptionist.ids import CallId
from tests.cli.logs import Told, write
from tests.events.processes import ROOT
from tests.examples import APPOINTMENT, ZONE, example

CALL = Told(
    call=CallId("c-000000000001"),
    events=(
        CallStarted(channel="room", clinic="Bright Smile Dental", time_zone=ZONE, language="en"),
        example(BookingConfirmed),
        CallEnded(reason="caller_hung_up"),
    ),
)
PROGRAM = """
import json, sys
from receptionist.cli.main import main
try:
    main(sys.argv[1:])
except SystemExit as ended:
    status = ended.code
print(json.dumps([status, sorted({name.partition(".")[0] for name in sys.modules})]), file=sys.stderr)
"""
COMMANDS: Sequence[Sequence[str]] = [
    ("calls",),
    ("show", "c-0"),
    ("replay", "c-0", "--no-pager"),
    ("replay", "c-0", "--play", "--speed", "1000"),
    ("replay", "c-0", "--at", "2"),
    ("replay", "--all", "--verify"),
    ("why", APPOINTMENT),
    ("diary", "--day", "2026-12-01"),
    ("inbox",),
    ("outbox",),
    ("rebuild",),
]


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("imports") / "log.db"
    write(path, CALL)
    return path


def imported(log: Path, *arguments: str) -> set[str]:
    """The packages that a command has imported once it is through."""
    command = (sys.executable, "-c", PROGRAM, *arguments, "--db", str(log))
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    status, modules = json.loads(ended.stderr.splitlines()[-1])
    assert status == 0, ended.stderr
    return set(modules)


@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_a_command_that_needs_no_room_does_not_import_livekit(log: Path, arguments: Sequence[str]) -> None:
    assert not imported(log, *arguments) & {"livekit", "openai", "aiohttp", "fpdf", "numpy"}


def test_listing_calls_imports_neither_what_draws_nor_what_can_be_shown(log: Path) -> None:
    """It is what people wait for most often."""
    assert not imported(log, "calls") & {"rich", "livekit", "icalendar", "tomllib", "difflib"}
