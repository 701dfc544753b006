"""`receptionist doctor`: what is configured, what is missing, and what that means."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import attrs
import click

from receptionist.cli.examining import Finding, State, examine, machine
from receptionist.cli.json_lines import dumps
from receptionist.cli.words import plain
from receptionist.clock import SystemClock
from receptionist.config import Settings
from receptionist.errors import SettingError

_MARKS: dict[State, str] = {"fine": "  ok      ", "missing": "  missing ", "broken": "  BROKEN  "}
_HOST = "  host    "


@click.command(name="doctor")
@click.option("--production", is_flag=True, help="Whether real callers can be answered: who gets their data, and more.")
@click.option("--json", "as_json", is_flag=True, help="One finding a line, as JSON.")
def command(*, production: bool, as_json: bool) -> int:
    """Say what is configured, what is missing, and what that means.

    With --production also which hosts would get patients' data, and what must be mended before real callers are
    answered: example keys, files that others can read, missing checkpoints, roles and periods. No patient's data is
    shown.

    Exit status 1 when something that is configured is broken; what is merely missing may be meant.
    """
    return asyncio.run(_doctor(production=production, as_json=as_json))


async def _doctor(*, production: bool, as_json: bool) -> int:
    folder = Path.cwd()
    states: set[State] = set()
    group = ""
    async for finding in _findings(folder, production=production):
        states.add(finding.state)
        if as_json:
            print(dumps(_object(finding)))
            continue
        if finding.group != group:
            group = finding.group
            print(group)
        mark = _MARKS[finding.state] if finding.about is None else _HOST
        print(f"{mark}{finding.text}", flush=True)
    return int("broken" in states)


def _object(finding: Finding) -> dict[str, Any]:
    told = {"kind": "finding", "group": finding.group, "state": finding.state, "text": finding.text}
    return told if finding.about is None else told | {"kind": "outside_host", **attrs.asdict(finding.about)}


async def _findings(folder: Path, *, production: bool) -> AsyncIterator[Finding]:
    try:
        settings = Settings.load(os.environ, folder)
    except SettingError as error:
        for finding in machine():
            yield finding
        yield Finding("Settings", "broken", f"{plain(str(error))}; nothing starts before this is mended")
        return
    async for finding in examine(settings, os.environ, folder):
        yield finding
    if production:
        from receptionist.cli.production import examine_for_production  # noqa: PLC0415 (only what is asked for)

        async for finding in examine_for_production(settings, os.environ, folder, SystemClock()):
            yield finding
