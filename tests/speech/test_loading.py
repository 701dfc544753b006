"""What is loaded, in a fresh process."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

_PROGRAM = """
import sys, socket
from pathlib import Path
from receptionist.config import Settings
{lines}
watched = ("livekit", "livekit.plugins.silero", "livekit.plugins.deepgram", "livekit.plugins.cartesia")
print(*(name for name in watched if name in sys.modules))
"""
_SETTINGS = "settings = Settings.load({environ!r}, Path({folder!r}))"


def _loaded_by(tmp_path: Path, environ: dict[str, str], *lines: str) -> list[str]:
    program = _PROGRAM.format(lines="\n".join([_SETTINGS.format(environ=environ, folder=str(tmp_path)), *lines]))
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return done.stdout.split()


def test_a_call_in_writing_loads_nothing_of_speech(tmp_path: Path) -> None:
    """Not even LiveKit: options for a call in writing are plain values."""
    assert not _loaded_by(
        tmp_path,
        {"LIVEKIT_URL": "wss://clinic.livekit.cloud", "LIVEKIT_API_KEY": "key", "LIVEKIT_API_SECRET": "secret"},
        "from receptionist.speech import prewarm, session_options",
        "prewarm(settings)",
        "options = session_options(settings)",
    )


def test_speech_is_described_without_loading_livekit(tmp_path: Path) -> None:
    environ = {"DEEPGRAM_API_KEY": "key", "CARTESIA_API_KEY": "key"}
    assert not _loaded_by(
        tmp_path, environ, "from receptionist.speech.describe import describe", "assert len(describe(settings)) == 3"
    )


@pytest.mark.parametrize(
    ("environ", "plugins"),
    [
        ({"DEEPGRAM_API_KEY": "key"}, ["livekit.plugins.silero", "livekit.plugins.deepgram"]),
        ({"CARTESIA_API_KEY": "key"}, ["livekit.plugins.cartesia"]),
    ],
)
def test_a_job_process_prewarms_what_its_keys_need(tmp_path: Path, environ: dict[str, str], plugins: list[str]) -> None:
    """Set-up runs where no event loop does."""
    lines = ("from receptionist.speech import prewarm", "prewarm(settings)")
    assert _loaded_by(tmp_path, environ, *lines) == ["livekit", *plugins]
