"""`receptionist doctor`: what is configured, what is missing, and what that means."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path

import click

from receptionist.cli.examining import Finding, State, examine, machine
from receptionist.cli.json_lines import dumps
from receptionist.cli.words import plain
from receptionist.config import Settings
from receptionist.errors import SettingError

_MARKS: dict[State, str] = {"fine": "  ok      ", "missing": "  missing ", "broken": "  BROKEN  "}


@click.command(name="doctor")
@click.option("--json", "as_json", is_flag=True, help="One finding a line, as JSON.")
def command(*, as_json: bool) -> int:
    """Say what is configured, what is missing, and what that means.

    Exit status 1 when something that is configured is broken; what is merely missing may be meant.
    """
    return asyncio.run(_doctor(as_json=as_json))


async def _doctor(*, as_json: bool) -> int:
    folder = Path.cwd()
    states: set[State] = set()
    group = ""
    async for finding in _findings(folder):
        states.add(finding.state)
        if as_json:
            print(dumps({"kind": "finding", "group": finding.group, "state": finding.state, "text": finding.text}))
            continue
        if finding.group != group:
            group = finding.group
            print(group)
        print(f"{_MARKS[finding.state]}{finding.text}", flush=True)
    return int("broken" in states)


async def _findings(folder: Path) -> AsyncIterator[Finding]:
    try:
        settings = Settings.load(os.environ, folder)
    except SettingError as error:
        for finding in machine():
            yield finding
        yield Finding("Settings", "broken", f"{plain(str(error))}; nothing starts before this is mended")
        return
    async for finding in examine(settings, os.environ, folder):
        yield finding
