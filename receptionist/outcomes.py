"""Tells the clinic's webhook what came of each call: in every worker's main process, beside its rescuer.

The calls' own processes only write down that it is owed; they end with their calls, and this goes on.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable

from receptionist.clock import Clock, SystemClock
from receptionist.config import Settings
from receptionist.discretion import be_discreet
from receptionist.errors import LogError
from receptionist.ids import RandomIds
from receptionist.publishers.webhook.endpoint import Endpoint
from receptionist.publishers.webhook.posting import over_http
from receptionist.publishers.webhook.sending import OutcomeSender, Sent
from receptionist.storage import Storage, open_storage

logger = logging.getLogger(__name__)

_AGAIN_SECONDS = 5.0


@contextlib.asynccontextmanager
async def sender_of(
    storage: Storage, endpoint: Endpoint, *, clock: Clock, watch: Callable[[Sent], None] = lambda _: None
) -> AsyncIterator[OutcomeSender]:
    """A sender of what the calls in *storage* owe."""
    async with over_http(clock) as post:
        yield OutcomeSender(
            endpoint,
            post,
            database=storage.database,
            log=storage.log,
            vault=storage.vault,
            clock=clock,
            wall=SystemClock(),
            ids=RandomIds(clock),
            watch=watch,
        )


async def send_outcomes(settings: Settings) -> None:
    """Send what the calls of the log that is set owe, until cancelled; nothing where no webhook is set."""
    if settings.webhook is None:
        return
    be_discreet()
    while True:
        try:
            async with (
                open_storage(settings.database, masters=settings.masters) as storage,
                sender_of(storage, settings.webhook, clock=SystemClock()) as sender,
            ):
                await sender.run()
        except LogError as error:
            logger.error("what came of calls is not sent: %s", error)  # noqa: TRY400 (the sentence says it all)
        except Exception:
            logger.exception("what came of calls is not sent")
        await asyncio.sleep(_AGAIN_SECONDS)
