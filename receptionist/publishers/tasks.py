"""Tasks that live and end together."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine

from receptionist.errors import NotOwnerError
from receptionist.events.sqlite.connection import to_the_end


async def together(*works: Coroutine[None, None, None]) -> None:
    """Do *works* side by side, which have no end of their own, until one fails; the others are ended then.

    Not a `TaskGroup`: until Python 3.13 it forgets that it was cancelled itself if one of its tasks fails in the same
    moment, and a relay that was to stop would go on for ever.

    Raises:
        NotOwnerError: One has found out that the call is lost (unless another one failed otherwise).
        Exception: What made the first one fail.
    """
    tasks = [asyncio.create_task(work) for work in works]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await to_the_end(asyncio.wait(tasks))
    failures = [failure for task in tasks if not task.cancelled() and (failure := task.exception())]
    for failure in sorted(failures, key=lambda failure: isinstance(failure, NotOwnerError)):
        raise failure


def end_if_cancelled() -> None:
    """End the task if somebody asked for that, and a publisher has swallowed it.

    Raises:
        asyncio.CancelledError: So it was.
    """
    if being_cancelled():
        raise asyncio.CancelledError


def being_cancelled() -> bool:
    """Whether somebody asked for the end of this task."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0
