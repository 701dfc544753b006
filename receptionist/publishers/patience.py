"""Waiting for a log that cannot be used just now: locked by another process, its disk full."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar

from receptionist.errors import LogClosedError, LogError

T = TypeVar("T")

logger = logging.getLogger(__name__)

_LONGEST_PAUSE = 5.0


async def patiently(step: Callable[[], Awaitable[T]], *, what: str, pause: float) -> T:
    """What *step* gives, tried again until the log does not fail it.

    Args:
        step: One that may be done twice: whether a failed commit became durable is not always known.
        what: Waits meanwhile, for people who read the program's log.
        pause: Seconds before the second try; doubled before each further one.

    Raises:
        LogClosedError: The log was closed: waiting longer is of no use.
    """
    while True:
        try:
            return await step()
        except LogClosedError:
            raise
        except LogError as error:
            logger.warning("%s: waiting, because %s", what, error)
        await asyncio.sleep(pause)
        pause = min(pause * 2, _LONGEST_PAUSE)
