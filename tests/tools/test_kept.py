"""A kept command ends with whoever started it, however that one ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tests.tools.processes import gone, wait_for
from tools.kept import Kept
from tools.livekit_server.finding import ROOT

# It takes no notice of SIGTERM, and has a child that takes none either.
STUBBORN = """
import signal, subprocess, sys, time
signal.signal(signal.SIGTERM, lambda *_: print("told to end", flush=True))
child = subprocess.Popen(["sleep", "600"])
print("child", child.pid, flush=True)
while True:
    time.sleep(600)
"""


def test_it_runs_and_its_output_is_kept_for_its_owner_alone(tmp_path: Path) -> None:
    output = tmp_path / "logs" / "out.log"
    kept = Kept.start(["sh", "-c", "echo out; echo err >&2; exit 3"], output=output)
    wait_for(lambda: not kept.alive)
    assert kept.stop() == 3
    assert kept.said() == "out\nerr\n"
    assert output.stat().st_mode & 0o777 == 0o600


def test_its_environment_and_folder_are_those_asked_for(tmp_path: Path) -> None:
    kept = Kept.start(
        ["/bin/sh", "-c", "echo $WHO; pwd"], output=tmp_path / "log", environ={"WHO": "me"}, folder=tmp_path
    )
    wait_for(lambda: not kept.alive)
    kept.stop()
    assert kept.said() == f"me\n{tmp_path}\n"


def test_it_is_first_asked_to_end(tmp_path: Path) -> None:
    kept = Kept.start(["sleep", "600"], output=tmp_path / "log")
    assert kept.alive
    assert kept.stop() == 128 + signal.SIGTERM
    assert gone(kept.pid)


def test_one_that_does_not_listen_is_asked_twice_and_then_killed_with_its_children(tmp_path: Path) -> None:
    kept = Kept.start([sys.executable, "-c", STUBBORN], output=tmp_path / "log", grace=0.2)
    child = child_of(kept)
    assert kept.stop() == 128 + signal.SIGKILL
    assert kept.said().splitlines()[1:] == ["told to end"] * 2
    wait_for(lambda: gone(child))


def test_killed_it_hears_nothing_of_it(tmp_path: Path) -> None:
    kept = Kept.start([sys.executable, "-c", STUBBORN], output=tmp_path / "log")
    child = child_of(kept)
    assert kept.kill() == 128 + signal.SIGKILL
    assert kept.said().splitlines()[1:] == []
    wait_for(lambda: gone(child))


def test_stopping_twice_is_stopping_once(tmp_path: Path) -> None:
    kept = Kept.start(["sleep", "600"], output=tmp_path / "log")
    assert [kept.stop(), kept.stop(), kept.kill()] == [128 + signal.SIGTERM] * 3


def test_what_it_started_does_not_outlive_it(tmp_path: Path) -> None:
    kept = Kept.start(["sh", "-c", "sleep 600 & echo child $!"], output=tmp_path / "log")
    child = child_of(kept)
    wait_for(lambda: gone(child))
    assert kept.stop() == 0


def test_it_outlives_the_thread_that_started_it(tmp_path: Path) -> None:
    """As it is started from `asyncio.to_thread`, whose threads come and go."""
    started: list[Kept] = []
    thread = threading.Thread(target=lambda: started.append(Kept.start(["sleep", "600"], output=tmp_path / "log")))
    thread.start()
    thread.join()
    [kept] = started
    with pytest.raises(subprocess.TimeoutExpired):
        kept._keeper.wait(0.2)
    assert kept.stop() == 128 + signal.SIGTERM


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child that its parent was killed")
def test_even_a_killed_keeper_leaves_nothing(tmp_path: Path) -> None:
    kept = Kept.start(["sleep", "600"], output=tmp_path / "log")
    os.kill(kept._keeper.pid, signal.SIGKILL)
    wait_for(lambda: gone(kept.pid))
    assert kept.stop() == -signal.SIGKILL


def test_a_starter_that_is_killed_leaves_nothing(tmp_path: Path) -> None:
    script = (
        "import sys, pathlib, time\n"
        "from tools.kept import Kept\n"
        "print(Kept.start(['sleep', '600'], output=pathlib.Path(sys.argv[1])).pid, flush=True)\n"
        "time.sleep(600)\n"
    )
    command = [sys.executable, "-c", script, str(tmp_path / "log")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT) as starter:
        assert starter.stdout is not None
        pid = int(starter.stdout.readline())
        starter.kill()
    wait_for(lambda: gone(pid))


def test_a_program_that_is_not_there_is_an_error_with_its_reason(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="/nowhere did not start"):
        Kept.start(["/nowhere"], output=tmp_path / "log")
    assert "No such file" in (tmp_path / "log").read_text(encoding="utf-8")


def child_of(kept: Kept) -> int:
    wait_for(lambda: "child" in kept.said() and kept.said().endswith("\n"))
    return int(kept.said().split()[1])
