"""`receptionist keys`: the keys that patients' data is sealed with, and the master key that they are wrapped under."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from receptionist.cli.json_lines import dumps
from receptionist.cli.looking import log_path
from receptionist.config import Settings
from receptionist.keys.masters import Master
from receptionist.privacy.key_care import check_backup, files_to_keep, look_at_keys, rotate

C = TypeVar("C", bound=Callable[..., Any])
_SHOWN = 5


def _on_a_log(command: C) -> C:
    return click.option("--db", type=click.Path(path_type=Path), help="The log; otherwise the usual one.")(command)


@click.group(name="keys")
def command() -> None:
    """The keys that patients' data is sealed with, and the master key that they are wrapped under."""


@command.command(name="show", short_help="Say what there is of the keys.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@_on_a_log
def show(*, db: Path | None, as_json: bool) -> None:
    """Say how many keys there are, and which master key they are wrapped under. No secret is shown."""
    settings = Settings.load(os.environ, Path.cwd())
    keys = look_at_keys(log_path(settings, db), settings.masters)
    if as_json:
        what = {"path": str(keys.path), "origin": keys.origin, "master": keys.master}
        print(dumps({"kind": "keys", **what, "others": dict(keys.others), "counts": dict(keys.counts)}))
        return
    print(
        f"{keys.path}: {', '.join(f'{number} {kind}' for kind, number in keys.counts.items() if number) or 'no keys'}"
    )
    if not keys.master:
        print("NOT WRAPPED: an older version wrote it; it is wrapped when it is next opened for writing")
        return
    print(f"wrapped under master key {keys.master}, from {keys.origin}")
    for master, number in keys.others.items():
        print(f"{number} of them still under master key {master}: 'receptionist keys rotate' finishes that")


@command.command(name="new", short_help="Print a new master key.")
def new() -> None:
    """Print a new master key, for the setting RECEPTIONIST_MASTER_KEY or for whatever the command there asks."""
    print(Master.fresh().text)


@command.command(name="rotate", short_help="Wrap every key under another master key.")
@_on_a_log
def rotate_(*, db: Path | None) -> None:
    """Wrap every key under another master key, all at once or not at all; calls go on meanwhile.

    Where the master key lies in a file beside the keys, a new one is made. Where it comes from a setting or a command,
    put the new one before the old one there, start every process again, rotate, and take the old one away.
    """
    settings = Settings.load(os.environ, Path.cwd())
    master, number = rotate(log_path(settings, db), settings.masters)
    print(f"{number} keys are wrapped under master key {master} now; make new backups of keys and master key")


@command.command(name="backup", short_help="Say what to back up; try whether a backup is whole.")
@click.option("--check", "copy", type=click.Path(path_type=Path), metavar="LOG", help="The log of a backup to try.")
@_on_a_log
def backup(*, db: Path | None, copy: Path | None) -> int:
    """Say what to back up, and where not; with --check, try whether a backup could be restored.

    Exit status 1 when it could not.
    """
    settings = Settings.load(os.environ, Path.cwd())
    if copy is None:
        for file, what in files_to_keep(log_path(settings, db), settings.masters):
            print(f"{file}\n    {what}")
        return 0
    live = db or settings.database
    found = asyncio.run(check_backup(copy, settings.masters, live if live.exists() else None))
    holds = "its chain holds" if found.broken_at is None else f"its chain is BROKEN at event {found.broken_at}"
    print(f"{copy}: {found.events} events, {holds}; {found.keys} keys, all opened by the master key")
    if found.missing:
        more = f" and {len(found.missing) - _SHOWN} more" if len(found.missing) > _SHOWN else ""
        print(f"MISSING are the keys of {', '.join(found.missing[:_SHOWN])}{more}: copy the keys after the log")
    return int(found.broken_at is not None or bool(found.missing))
