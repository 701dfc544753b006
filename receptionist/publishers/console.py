"""The terminal as the room: attributes and streams are shown, files are saved."""

from __future__ import annotations

import asyncio
import glob
import os
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path

from attrs import evolve, frozen

from receptionist.errors import PublishError
from receptionist.projections.effects import Effect, SendBytes
from receptionist.publishers.publisher import Delivery
from receptionist.publishers.rendering import render

_PART = ".part"


@frozen(kw_only=True)
class Shown:
    """An effect as the terminal got it; a byte stream's document is in the file `saved_as`, `size` bytes long."""

    effect: Effect
    delivery: Delivery
    saved_as: Path | None = None
    size: int | None = None


class ConsolePublisher:
    """Saves documents under *downloads* and hands everything to *show*, which returns once it is on the screen."""

    def __init__(self, downloads: Path, show: Callable[[Shown], Awaitable[None]]) -> None:
        self._downloads = downloads
        self._show = show

    async def publish(self, effect: Effect, delivery: Delivery) -> None:
        """Save, then show.

        Raises:
            PublishRefusedError: The document cannot be rendered.
            PublishError: The file cannot be written, or the terminal is gone.
        """
        shown = Shown(effect=effect, delivery=delivery)
        if isinstance(effect, SendBytes):
            content = await asyncio.to_thread(render, effect.content)
            # Named by its key: the same effect sent twice is the same file.
            path = self._downloads / delivery.call / f"{delivery.key.replace(':', '-')}-{effect.name}"
            try:
                await asyncio.to_thread(_save, path, content)
            except OSError as error:
                raise PublishError(f"{path} cannot be written: {error.strerror or type(error).__name__}") from error
            shown = evolve(shown, saved_as=path, size=len(content))
        try:
            await self._show(shown)
        except OSError as error:
            raise PublishError(f"it cannot be shown: {error.strerror or type(error).__name__}") from error

    def shown(self) -> None:
        """What was printed cannot be looked at again."""


def _save(path: Path, content: bytes) -> None:
    """Write the whole file or none of it; once this returns, a power cut does not take it back either."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=_PART)
    part = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
        _sync(path.parent)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    # What a process that was killed in the middle has left of this file.
    for left in path.parent.glob(f".{glob.escape(path.name)}.*{_PART}"):
        left.unlink(missing_ok=True)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
