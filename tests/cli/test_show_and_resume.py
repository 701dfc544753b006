"""`receptionist show` and `receptionist resume`: looking at a call, and finishing what a dead process left."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.processes import run, start


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A folder with the story's log, and the story's call."""
    folder = tmp_path_factory.mktemp("told")
    out = run(folder, "talk").out
    found = re.search(r"^call (c-\w+) ", out, re.MULTILINE)
    assert found
    return folder, found[1]


def test_show_prints_every_event_with_what_became_of_its_effects(told: tuple[Path, str]) -> None:
    folder, call = told
    result = run(folder, "show", call)
    assert (result.status, result.err) == (0, "")
    lines = result.out.splitlines()
    assert lines[0] == f"call {call} · began 2026-11-18 10:00:00 America/New_York · ended: caller_said_goodbye"
    assert [line.split()[0] for line in lines if re.match(r" +\d+ ", line)] == [str(n) for n in range(1, 26)]
    assert sum(line.endswith("[sent]") for line in lines) == 26
    seen = re.search(r"25 events of this call · chain verified over all (\d+) in ", lines[-1])
    assert seen is not None
    # That it was shown is in the log, and no event of the call.
    assert int(seen[1]) > 25
    assert "patient_name=Sarah" in result.out
    assert "instructions" in result.out


def test_show_takes_the_beginning_of_an_id(told: tuple[Path, str]) -> None:
    folder, call = told
    short, whole = (run(folder, "show", given).out.splitlines() for given in (call[:6], call))
    # The last line counts the log's events, and each look is one.
    assert short[:-1] == whole[:-1]


def test_show_json_is_the_events(told: tuple[Path, str]) -> None:
    folder, call = told
    events = [json.loads(line) for line in run(folder, "show", call, "--json").out.splitlines()]
    assert [event["position"] for event in events] == list(range(1, 26))
    assert events[0]["data"]["channel"] == "terminal"


def test_an_id_that_fits_several_calls_is_asked_about(tmp_path: Path) -> None:
    for _ in range(2):
        run(tmp_path, "talk", says="Bye.\n")
    result = run(tmp_path, "show", "c-")
    assert result.status == 2
    assert re.fullmatch(r"receptionist: c- could be c-\w+ or c-\w+; give more of the id\n", result.err)


def test_resume_has_nothing_to_do_for_a_call_that_owes_nothing(told: tuple[Path, str]) -> None:
    folder, call = told
    result = run(folder, "resume", call)
    assert (result.status, result.out, result.err) == (0, f"call {call} owes nothing\n", "")


def test_resume_sends_what_a_killed_process_owed(tmp_path: Path) -> None:
    """The downloads folder is a file, so that the document fails and is owed when the process dies."""
    (tmp_path / "downloads").write_text("in the way")
    settings = {"RECEPTIONIST_DOWNLOADS": "downloads"}
    _die_after_the_confirmation(tmp_path, settings)
    (tmp_path / "downloads").unlink()
    result = run(tmp_path, "resume", "c-", "--db", "log.db", **settings)
    assert result.status == 0, result.err
    assert "bytes  appointment-details → " in result.out
    assert result.out.splitlines()[-1].endswith(" 0 still owed · the call itself was not ended: its process died")
    assert len(list((tmp_path / "downloads").rglob("*.json"))) == 1


def test_resume_that_cannot_send_says_so(tmp_path: Path) -> None:
    (tmp_path / "downloads").write_text("in the way")
    settings = {"RECEPTIONIST_DOWNLOADS": "downloads"}
    _die_after_the_confirmation(tmp_path, settings)
    result = run(tmp_path, "resume", "c-", "--db", "log.db", "--wait", "1.5", **settings)
    assert result.status == 2
    assert re.fullmatch(r"receptionist: \d effects? of call c-\w+ (is|are) still owed: .*\n", result.err)


@pytest.mark.parametrize("module", ["show", "resume", "talk", "calls", "diary", "inbox", "doctor", "token"])
def test_a_command_starts_without_livekit(module: str) -> None:
    """It takes seconds to import: `talk` and `token` load it when they need it, the others never."""
    code = f"import sys, receptionist.cli.{module}; print([m for m in sys.modules if m.split('.')[0] == 'livekit'])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def _die_after_the_confirmation(folder: Path, settings: dict[str, str]) -> None:
    """The story, killed once the written confirmation was sent. Its lease alone is short: nobody waits for it then."""
    short = {**settings, "RECEPTIONIST_LEASE_SECONDS": "0.3"}
    running = start(folder, "talk", "--json", "--db", "log.db", environ=short)
    for line in running.objects():
        if line.get("topic") == "booking-confirmation":
            break
    running.kill()
    running.finish()
