"""`make room`: a server for this machine, whose settings are in a file for as long as it runs."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from receptionist.config import Settings
from tests.live.room import PATIENCE, ROOT

pytestmark = pytest.mark.usefixtures("binary")


def test_it_writes_its_settings_for_its_owner_alone_and_takes_them_back(tmp_path: Path) -> None:
    file = tmp_path / ".data" / "room.env"
    with _room(file) as running:
        settings = _read(file)
        assert file.stat().st_mode & 0o777 == 0o600
        assert settings["LIVEKIT_API_KEY"] == "devkey"
        assert len(settings["LIVEKIT_API_SECRET"]) >= 32
        running.send_signal(signal.SIGINT)
        said, _ = running.communicate(timeout=PATIENCE)
    assert running.returncode == 0
    assert "bin/receptionist dev\n" in said
    assert "bin/receptionist talk --room demo\n" in said
    assert settings["LIVEKIT_API_SECRET"] not in said
    assert list(file.parent.iterdir()) == []
    assert not _answers(settings["LIVEKIT_URL"])


def test_the_receptionist_reads_that_file(tmp_path: Path) -> None:
    file = tmp_path / ".data" / "room.env"
    with _room(file):
        access = Settings.load({}, tmp_path).livekit()
        settings = _read(file)
    assert (access.url, access.api_key, access.api_secret) == tuple(settings.values())


def test_told_to_end_by_the_system_it_takes_the_file_back_too(tmp_path: Path) -> None:
    file = tmp_path / "room.env"
    with _room(file) as running:
        running.terminate()
        running.communicate(timeout=PATIENCE)
    assert running.returncode == 0
    assert not file.exists()


def test_a_second_one_takes_other_ports_and_its_file_stays(tmp_path: Path) -> None:
    file = tmp_path / "room.env"
    with _room(file) as first:
        before = _read(file)
        file.unlink()
        with _room(file):
            after = _read(file)
            first.terminate()
            first.communicate(timeout=PATIENCE)
            assert _read(file) == after
            assert before["LIVEKIT_URL"] != after["LIVEKIT_URL"]
            assert _answers(after["LIVEKIT_URL"])


def test_without_a_file_it_prints_them_for_a_shell(tmp_path: Path) -> None:
    with _started() as running:
        assert running.stdout is not None
        lines = [running.stdout.readline() for _ in range(3)]
    assert [line.split("=")[0] for line in lines] == [
        "export LIVEKIT_URL",
        "export LIVEKIT_API_KEY",
        "export LIVEKIT_API_SECRET",
    ]


@contextlib.contextmanager
def _room(file: Path) -> Iterator[subprocess.Popen[str]]:
    with _started("--env-file", str(file)) as running:
        until = time.monotonic() + PATIENCE
        while not file.exists():
            assert running.poll() is None
            assert time.monotonic() < until
            time.sleep(0.02)
        yield running


@contextlib.contextmanager
def _started(*options: str) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "tools.livekit_server", "run", *options]
    environ = {**os.environ, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT, env=environ, text=True) as running:
        try:
            yield running
        finally:
            running.terminate()


def _read(file: Path) -> Mapping[str, str]:
    return dict(line.split("=", 1) for line in file.read_text(encoding="utf-8").splitlines())


def _answers(url: str) -> bool:
    host, port = url.removeprefix("ws://").split(":")
    address: Any = (host, int(port))
    with socket.socket() as attempt:
        return attempt.connect_ex(address) == 0
