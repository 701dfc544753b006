"""`receptionist dev`: the worker for trying things out on this machine."""

from __future__ import annotations

import os

import click

from receptionist.cli.start import LEVELS, run_worker


@click.command(name="dev")
@click.option("--log-level", type=LEVELS, default="INFO", show_default=True)
def command(*, log_level: str) -> None:
    """Answer calls as `start` does, with readable log lines, and however busy this machine is."""
    environ = {} if os.environ.get("RECEPTIONIST_LOAD_LIMIT") else {"RECEPTIONIST_LOAD_LIMIT": "off"}
    run_worker("--dev", "--log-level", log_level.upper(), "--log-format", "colored", **environ)
