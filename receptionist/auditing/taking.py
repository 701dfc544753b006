"""Taking a checkpoint: the log's head, once it is seen that the log continues the last one."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from datetime import datetime, timedelta
from pathlib import Path

from receptionist.auditing.checkpoints import Checkpoint, Head, folder_of, latest_of, sign, write
from receptionist.auditing.evidence import Opened, opened
from receptionist.auditing.signing import private_key
from receptionist.clock import Clock
from receptionist.config import Settings
from receptionist.errors import CheckpointError, ReceptionistError
from receptionist.events.sqlite import rows, walking
from receptionist.events.sqlite.walking import Reached, as_bytes

logger = logging.getLogger(__name__)

_LOOK_EVERY = timedelta(minutes=5)
_AFTER_FAILURE = timedelta(minutes=1)


def log_id_of(log: Opened) -> str:
    """The log's id."""
    with contextlib.closing(log.connect()) as raw:
        return str(raw.execute("SELECT id FROM log").fetchone()[0])


def take(log: Opened, last: Checkpoint | None, at: datetime) -> Head | None:
    """How far the log goes; None if it goes no further than *last*.

    What was appended since is verified first, all of it where there is no *last*: nobody vouches for what does not
    follow on what they have vouched for before.

    Args:
        log: The log.
        last: The checkpoint before this one.
        at: The present instant.

    Raises:
        CheckpointError: The log does not continue *last*, or its chain is broken.
        LogError: It cannot be read.
    """
    with contextlib.closing(log.connect()) as raw:
        log_id, end = str(raw.execute("SELECT id FROM log").fetchone()[0]), rows.head(raw)[0]
        with as_bytes(raw):
            reached = walking.start(raw)
            if last is not None:
                reached = Reached(last.position, bytes.fromhex(last.head.hash))
                if walking.hash_at(raw, last.position) != reached.hash:
                    raise _does_not_continue(last)
            while reached.position < end:
                reached, row = walking.walk(raw, reached, through=end)
                if row is not None:
                    raise _broken(reached.position + 1)
    if last is not None and reached.position == last.position:
        return None
    previous = None if last is None else last.head.digest
    return Head(log=log_id, position=reached.position, hash=reached.hash.hex(), at=at, previous=previous)


def _does_not_continue(last: Checkpoint) -> CheckpointError:
    return CheckpointError(
        f"the log does not continue its checkpoint of event {last.position} ({last.path}): nothing is signed;"
        " 'receptionist audit verify' says what was done to it"
    )


def _broken(position: int) -> CheckpointError:
    return CheckpointError(
        f"the chain is broken at event {position}: nothing is signed; 'receptionist audit verify' says more"
    )


def take_if_due(settings: Settings, now: datetime) -> Path | None:
    """Sign the head of the log that is set, if the last checkpoint is old enough; where it is.

    Raises:
        CheckpointError: It cannot be signed, or must not be.
        LogError: The log cannot be read.
    """
    kept, path = settings.checkpoints, settings.database
    if kept.every is None or kept.key is None or not path.exists():
        return None
    folder = folder_of(path, kept.folder)
    with opened(path, untouched=False) as log:
        last = latest_of(folder, log_id_of(log))
        # One of a later time was taken before the machine's clock was set back: it is no reason to wait for.
        if last is not None and last.at <= now < last.at + kept.every:
            return None
        head = take(log, last, now)
    if head is None or not head.position:
        return None
    folder.mkdir(parents=True, exist_ok=True)
    try:
        return write(sign(head, private_key(kept.key)), folder)
    except CheckpointError:
        # Of several workers on one log one is first.
        if _is_taken(folder, head):
            return None
        raise


def _is_taken(folder: Path, head: Head) -> bool:
    last = latest_of(folder, head.log)
    return last is not None and last.position >= head.position


async def keep_taking(settings: Settings, clock: Clock) -> None:
    """Sign the log's head whenever that is due, until cancelled; at once done where no period is set."""
    every = settings.checkpoints.every
    while every is not None:
        wait = min(every, _LOOK_EVERY)
        try:
            path = await asyncio.to_thread(take_if_due, settings, clock.now())
            if path is not None:
                logger.info("a checkpoint was signed: %s", path)
        except (ReceptionistError, OSError) as error:
            # The calls go on; a doctor and the next `audit verify` tell of it too.
            logger.error("no checkpoint was signed: %s", error)  # noqa: TRY400 (the sentence says it all)
            wait = _AFTER_FAILURE
        await asyncio.sleep(wait.total_seconds())
