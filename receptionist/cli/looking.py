"""What the commands to look have in common: which log, whose names."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

import click

from receptionist.cli.words import plain
from receptionist.config import Settings
from receptionist.projections.wording import first_name
from receptionist.storage import Storage, open_storage

_SHOWN = 3


@contextlib.asynccontextmanager
async def open_log(settings: Settings, database: Path | None, *, read_only: bool = False) -> AsyncIterator[Storage]:
    """The log that was named, or the usual one.

    Raises:
        ClickException: None was named, and there is no usual one yet.
        LogError: It cannot be used.
    """
    path = log_path(settings, database)
    async with open_storage(path, create=False, read_only=read_only, masters=settings.masters) as storage:
        yield storage


def log_path(settings: Settings, database: Path | None) -> Path:
    """Where the log is that was named, or the usual one.

    Raises:
        ClickException: None was named, and there is no usual one yet.
    """
    usual = settings.database
    if database is None and not usual.exists():
        # A story or a call with --now has left its own log there, and that is what a newcomer wants to see.
        others = sorted(usual.parent.glob("*.db"))[:_SHOWN]
        instead = f"; or look at another with {' or '.join(f'--db {other}' for other in others)}" if others else ""
        raise click.ClickException(f"there is no log at {usual} yet: 'receptionist talk' makes one{instead}")
    return database or usual


def shown_name(name: str, *, whole: bool) -> str:
    """A patient's name as it may be seen over a shoulder, or the whole of it, on one line."""
    return plain(name if whole else first_name(name))
