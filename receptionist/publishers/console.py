"""The terminal as the room: attributes and streams are shown, files are saved."""

from __future__ import annotations

import asyncio
import os
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path

from attrs import frozen

from receptionist.errors import PublishError
from receptionist.projections.effects import Effect, SendBytes
from receptionist.publishers.publisher import Delivery
from receptionist.publishers.rendering import render


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
            PublishError: The file cannot be written.
        """
        if not isinstance(effect, SendBytes):
            await self._show(Shown(effect=effect, delivery=delivery))
            return
        content = render(effect.content)
        # Named by its key: the same effect sent twice is the same file.
        path = self._downloads / delivery.call / f"{delivery.key.replace(':', '-')}-{effect.name}"
        try:
            await asyncio.to_thread(_save, path, content)
        except OSError as error:
            raise PublishError(f"{path} cannot be written: {error.strerror}") from error
        await self._show(Shown(effect=effect, delivery=delivery, saved_as=path, size=len(content)))


def _save(path: Path, content: bytes) -> None:
    """Write the whole file or none of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=path.parent)
    part = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
