"""aiosqlite's connections, and the only place that reaches inside them."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import TypeVar

import aiosqlite

from receptionist.events.files import log_error

T = TypeVar("T")


@contextlib.asynccontextmanager
async def connection(connect: Callable[[], sqlite3.Connection], path: Path) -> AsyncIterator[aiosqlite.Connection]:
    """A connection and its thread, let go of at the end whatever happens, even when cancelled while it opens.

    Raises:
        LogError: It could not be opened, or not be closed.
    """
    opened = aiosqlite.Connection(connect, iter_chunk_size=64)
    # Should a loop be stopped without its tasks' clean-up, aiosqlite's thread must not keep the process alive.
    opened._thread.daemon = True  # noqa: SLF001 (aiosqlite has no public way)
    try:
        await to_the_end(opened)
    except BaseException as error:
        await to_the_end(_let_go(opened))
        if isinstance(error, sqlite3.Error):
            raise log_error(error, path) from error
        raise
    try:
        yield opened
    finally:
        try:
            await to_the_end(opened.close())
        except sqlite3.Error as error:
            raise log_error(error, path) from error


def in_thread(opened: aiosqlite.Connection, run: Callable[[sqlite3.Connection], T]) -> asyncio.Future[T]:
    """Have *run* called in the connection's thread, after all that was asked for before.

    It is called even if nobody waits for the answer any more, and even if the loop is about to stop.
    """

    # aiosqlite's public methods are a thread hop for each statement; a whole transaction in one hop takes two
    # thirds of the time.
    def call() -> T:
        try:
            return run(opened._conn)  # noqa: SLF001 (aiosqlite has no public way)
        except StopIteration as error:
            raise no_stop_iteration() from error

    answer: asyncio.Future[T] = asyncio.get_running_loop().create_future()
    opened._tx.put_nowait((answer, call))  # noqa: SLF001 (aiosqlite has no public way)
    return answer


def no_stop_iteration() -> RuntimeError:
    """Instead of `StopIteration`, which a future refuses: whoever waits for it would wait for ever."""
    return RuntimeError("next() found nothing where something had to be")


async def to_the_end(step: Awaitable[T]) -> T:
    """What *step* gives. It is brought to its end before a cancellation is passed on."""
    task = asyncio.ensure_future(step)
    cancelled: asyncio.CancelledError | None = None
    while not task.done():
        try:
            await asyncio.wait([task])
        except asyncio.CancelledError as error:
            cancelled = error
    if cancelled is not None:
        if not task.cancelled():
            task.exception()  # so that asyncio does not report it as never looked at
        raise cancelled
    return task.result()


async def _let_go(opened: aiosqlite.Connection) -> None:
    await opened.close()
    # Where opening failed, aiosqlite has told its thread to stop and does not wait for it.
    thread = opened._thread  # noqa: SLF001 (aiosqlite has no public way)
    if thread.is_alive():
        await asyncio.to_thread(thread.join)
