"""Finding the log that has a call."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

from receptionist.config import Settings
from receptionist.errors import AmbiguousCallError, LogError, MasterKeyError, UnknownCallError
from receptionist.events.tags import call_tag
from receptionist.ids import CallId
from receptionist.storage import Storage, open_storage

_SHOWN = 3


@contextlib.asynccontextmanager
async def open_call(
    settings: Settings, call: str, database: Path | None, *, read_only: bool = False
) -> AsyncIterator[tuple[Storage, CallId]]:
    """The log that has *call*, whose id may be shortened, and its whole id.

    Looked into are *database*, or else the usual log and the other logs beside it.

    Raises:
        UnknownCallError: None of them has it.
        AmbiguousCallError: The shortened id fits several.
        LogError: The log that was named cannot be used.
    """
    places = (database,) if database is not None else usual_places(settings.database)
    async with contextlib.AsyncExitStack() as stack:
        for place in places:
            try:
                storage = await stack.enter_async_context(
                    open_storage(place, create=False, read_only=read_only, masters=settings.masters)
                )
                found = await calls_beginning_with(storage, call)
            except MasterKeyError:
                raise
            except LogError:
                # A file beside the usual log may be anything; one that was named must be a log.
                if database is not None:
                    raise
                continue
            if len(found) > 1:
                raise AmbiguousCallError(call, found[:_SHOWN])
            if found:
                yield storage, found[0]
                return
    raise UnknownCallError(call, places)


def usual_places(usual: Path) -> tuple[Path, ...]:
    """The usual log, where it is there, and the files beside it that may be logs."""
    others = sorted(path for path in usual.parent.glob("*.db") if path != usual)
    return ((usual,) if usual.exists() else ()) + tuple(others)


async def calls_beginning_with(storage: Storage, call: str) -> tuple[CallId, ...]:
    """The calls whose ids begin so: a few of them, where there are many.

    Raises:
        LogError: The log cannot be read.
    """
    start = call_tag(CallId(call))

    def run(raw: sqlite3.Connection) -> tuple[CallId, ...]:
        # By index: every tag from this one up to those that begin with something later.
        rows = raw.execute(
            "SELECT DISTINCT tag FROM event_tags WHERE tag >= ? AND tag < ? ORDER BY tag LIMIT ?",
            (start, f"{start}\N{DELETE}", _SHOWN + 1),
        )
        return tuple(CallId(tag.removeprefix("call:")) for (tag,) in rows)

    return await storage.database.read(run)
