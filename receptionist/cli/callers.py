"""Where a caller's words come from: a script, a pipe, or somebody at the keyboard."""

from __future__ import annotations

import asyncio
import os
import select
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from importlib import resources
from pathlib import Path

from receptionist.errors import ScriptError

_CHUNK = 65536
# A line longer than this is no utterance; it is handed on in pieces instead of filling the memory.
_LONGEST_LINE = 1_000_000
_MOMENT_SECONDS = 1.5
_STDIN = 0


def story() -> Sequence[str]:
    """The caller's lines of the story."""
    return _lines(resources.files(__package__).joinpath("story.txt").read_text(encoding="utf-8"))


def script(path: Path) -> Sequence[str]:
    """The caller's lines in a file: one utterance a line; empty lines and those beginning with # are left out.

    Raises:
        ScriptError: The file cannot be read.
    """
    try:
        return _lines(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ScriptError(f"script {path} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise ScriptError(f"script {path} is not UTF-8 text (byte {error.start})") from error


async def from_lines(lines: Sequence[str]) -> AsyncIterator[str]:
    """What a script says."""
    for line in lines:
        yield line


def somebody_is_there() -> bool:
    """Whether standard input has something to say within a moment."""
    if sys.stdin is None or sys.stdin.closed:
        return False
    ready, _, _ = select.select([_STDIN], [], [], _MOMENT_SECONDS)
    return bool(ready)


async def from_stdin(prompt: Callable[[], None] = lambda: None, begun: bytes = b"") -> AsyncIterator[str]:
    """What standard input says, a line at a time, until it ends; *prompt* is called before each wait.

    No thread waits in `input()`, which could not be called off when the call ends.
    """
    buffer = begun
    prompt()
    while True:
        line, found, rest = buffer.partition(b"\n")
        if found or len(buffer) > _LONGEST_LINE:
            buffer = rest
            if text := line.decode("utf-8", "replace").strip():
                yield text
            prompt()
            continue
        chunk = await _read()
        if not chunk:
            break
        buffer += chunk
    if text := buffer.decode("utf-8", "replace").strip():
        yield text


def read_begun() -> bytes:
    """What standard input has ready; empty at its end."""
    return os.read(_STDIN, _CHUNK)


async def _read() -> bytes:
    loop = asyncio.get_running_loop()
    readable: asyncio.Future[None] = loop.create_future()
    try:
        loop.add_reader(_STDIN, _ready, readable)
    except PermissionError:
        # A regular file: it is always readable, and epoll refuses it.
        return os.read(_STDIN, _CHUNK)
    try:
        await readable
    finally:
        loop.remove_reader(_STDIN)
    return os.read(_STDIN, _CHUNK)


def _ready(readable: asyncio.Future[None]) -> None:
    if not readable.done():
        readable.set_result(None)


def _lines(text: str) -> Sequence[str]:
    return tuple(line for raw in text.splitlines() if (line := raw.strip()) and not line.startswith("#"))
