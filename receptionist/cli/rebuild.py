"""`receptionist rebuild`: what lists are made from, made again from the log."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from receptionist.cli.json_lines import dumps
from receptionist.cli.looking import open_log
from receptionist.cli.progress import progress
from receptionist.config import Settings
from receptionist.errors import LogReadOnlyError
from receptionist.read_models import is_current
from receptionist.storage import Storage

if TYPE_CHECKING:
    from receptionist.read_models.rebuilding import Rebuilt


@click.command(name="rebuild")
@click.option("--db", type=click.Path(path_type=Path), help="The log; otherwise the usual one.")
@click.option("--json", "as_json", is_flag=True, help="What came of it as one JSON object.")
def command(*, db: Path | None, as_json: bool) -> None:
    """Make the read models (calls, appointments, inbox, transcript) and the callers' index again from the log.

    Nothing is sent, no event is changed, and calls may go on meanwhile. Stopped or killed, it goes on where it was
    when it is started again.
    """
    asyncio.run(_rebuild(db, as_json=as_json))


async def caught_up(storage: Storage) -> bool:
    """Whether the views may be believed, after bringing them to the log's end where they are behind.

    They are behind in a log from before there were read models, or where older code has written since. That can take
    minutes for a large log, once: a bar on standard error says so. It is false where the log cannot be written.

    Raises:
        LogError: The log cannot be read.
    """
    if await storage.database.read(is_current):
        return True
    # Lists are read far more often than they have to be made.
    from receptionist.read_models.rebuilding import catch_up  # noqa: PLC0415 (see above)

    with progress("reading the log for the lists, once") as tell:
        try:
            await catch_up(storage.database, storage.vault, tell)
        except LogReadOnlyError:
            return False
    return True


async def _rebuild(database: Path | None, *, as_json: bool) -> None:
    from receptionist.read_models.rebuilding import rebuild  # noqa: PLC0415 (other commands import this module)

    settings = Settings.load(os.environ, Path.cwd())
    async with open_log(settings, database) as storage:
        with progress("rebuilding") as tell:
            made = await rebuild(storage.database, storage.vault, tell)
        print(dumps(_object(made)) if as_json else _text(made, storage.path))


def _text(made: Rebuilt, path: Path) -> str:
    rows = ", ".join(_counted(made))
    resumed = f", going on after event {made.resumed_after}" if made.resumed_after else ""
    return f"{path}: {_of(made.events, 'event')} read{resumed}\n  {rows}\n  {_verdict(made)}"


def _counted(made: Rebuilt) -> Iterator[str]:
    names = {
        "calls": ("call", None),
        "appointments": ("appointment", None),
        "inbox": ("line of the inbox", "lines of the inbox"),
        "transcript": ("line of transcripts", "lines of transcripts"),
    }
    yield from (_of(made.rows[name], *words) for name, words in names.items())
    yield _of(made.found, "entry of the callers' index", "entries of the callers' index")


def _verdict(made: Rebuilt) -> str:
    match made.different, made.stray:
        case None, 0:
            return "they were not up to date before, and are now"
        case 0, 0:
            return "identical to what they were"
        case different, stray:
            return f"mended: {_of(different or 0, 'row')}, and {_of(stray, 'entry', 'entries')} of the callers' index"


def _of(count: int, one: str, several: str | None = None) -> str:
    return f"{count} {one if count == 1 else several or f'{one}s'}"


def _object(made: Rebuilt) -> dict[str, object]:
    return {
        "kind": "rebuilt",
        "events": made.events,
        "resumed_after": made.resumed_after,
        "rows": dict(made.rows),
        "different": made.different,
        "found": made.found,
        "stray": made.stray,
    }
