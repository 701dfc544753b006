"""`receptionist start`: the worker that answers calls in LiveKit rooms."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

import receptionist
from receptionist.config import Settings
from receptionist.speech.choice import choose

LEVELS = click.Choice(["DEBUG", "INFO", "WARNING", "ERROR"], case_sensitive=False)


@click.command(name="start")
@click.option("--log-level", type=LEVELS, default="INFO", show_default=True)
def command(*, log_level: str) -> None:
    """Answer calls in the rooms of the LiveKit server that is set (LIVEKIT_URL, LIVEKIT_API_KEY, LIVEKIT_API_SECRET).

    Each call has a process of its own. SIGTERM lets the calls that are going on come to their end first.
    """
    run_worker("--log-level", log_level.upper(), "--log-format", "json")


def run_worker(*options: str, **environ: str) -> None:
    """Become the worker: this process is LiveKit's from here on.

    Raises:
        SettingError: A setting that a worker needs is missing or cannot be used.
    """
    # The worker loads them again; but a mistake in them is to be one line here, not a traceback there.
    settings = Settings.load({**os.environ, **environ}, Path.cwd())
    settings.livekit()
    if choose(settings).deepgram_api_key is None:
        # Nobody will speak: the model that hears when a caller has finished (about 240 MB) need not be loaded.
        environ = {"LIVEKIT_AGENTS_PRELOAD_LOCAL_INFERENCE": "0", **environ}
    worker = Path(receptionist.__file__).with_name("worker.py")
    arguments = [sys.executable, "-m", "livekit.agents", "start", str(worker), *options]
    sys.stdout.flush()
    os.execve(sys.executable, arguments, {**os.environ, **environ})  # noqa: S606 (our own interpreter, no shell)
