"""The right to send for a call: a lease in the log's file, held by one relay at a time.

Each relay that takes over counts the epoch up, and all that a relay writes is checked against it: one that was
suspended and has lost its call writes nothing any more.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import sqlite3

from attrs import evolve, frozen

from receptionist.clock import Clock
from receptionist.errors import LogClosedError, LogError, NotOwnerError
from receptionist.events.sqlite import Database
from receptionist.events.sqlite.connection import to_the_end
from receptionist.ids import CallId
from receptionist.publishers.patience import patiently

logger = logging.getLogger(__name__)

_RENEWALS = 3


@frozen(kw_only=True)
class Ownership:
    """The right to send for a call, until it lapses or is renewed (seconds since the epoch)."""

    call: CallId
    epoch: int
    owner: str
    expires_at: float


class Lease:
    """One relay's hold on its call.

    Args:
        owner: Names the relay in the table of owners: for people who look.
        wall: The machine's clock, shared by all processes.
        seconds: For how long the right is claimed; it is renewed three times as often.
        pause: Seconds to wait when the log cannot be used.
    """

    def __init__(
        self, *, call: CallId, owner: str, database: Database, wall: Clock, seconds: float, pause: float
    ) -> None:
        self.call = call
        self._owner, self._database, self._wall = owner, database, wall
        self._seconds, self._pause = seconds, pause
        self._own: Ownership | None = None

    @property
    def own(self) -> Ownership:
        """What is held.

        Raises:
            NotOwnerError: Nothing is.
        """
        if self._own is None:
            raise NotOwnerError(self.call, 0)
        return self._own

    def check(self) -> None:
        """See that the right has not lapsed, by the machine's clock.

        Raises:
            NotOwnerError: It has: another relay may be sending already.
        """
        if self._left() <= 0:
            raise NotOwnerError(self.call, self.own.epoch)

    async def claim(self) -> None:
        """Become the call's relay, waiting while another one is.

        Raises:
            LogClosedError: The log was closed.
        """
        while self._own is None:
            await patiently(self._claim_or_wait, what=f"the relay of call {self.call}", pause=self._pause)

    async def keep(self) -> None:
        """Renew the right again and again.

        Raises:
            NotOwnerError: It is lost, or could not be renewed before it lapsed.
            LogClosedError: The log was closed.
        """
        while True:
            await asyncio.sleep(self._seconds / _RENEWALS)
            self.check()
            try:
                async with asyncio.timeout(self._left()):
                    await self._renew()
            except TimeoutError:
                # Nobody else may have it yet; but when the file's lock is free again, any relay may be first.
                raise NotOwnerError(self.call, self.own.epoch) from None
            except LogClosedError:
                raise
            except LogError as error:
                logger.warning("the lease on call %s is not renewed yet: %s", self.call, error)

    async def release(self) -> None:
        """Give the right up, so that a successor need not wait; one that was lost already stays the other's."""
        own, self._own = self._own, None
        if own is None:
            return

        def run(raw: sqlite3.Connection) -> None:
            raw.execute("UPDATE relay_owner SET expires_at = 0 WHERE call = ? AND epoch = ?", (own.call, own.epoch))

        try:
            # To the end: a relay that is being stopped still makes room for its successor.
            await to_the_end(self._database.write(run))
        except LogError as error:
            logger.warning("the lease on call %s is left to lapse: %s", self.call, error)

    async def _claim_or_wait(self) -> None:
        # Looked at before it is claimed: a claim is a commit, which would wake everybody who waits for one.
        seen = self._database.version
        wait = await self._lapses_at() - self._now()
        if wait <= 0:
            # To the end, so that what was claimed is known, and released, even if this is cancelled meanwhile.
            await to_the_end(self._claim_now())
            return
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(min(wait, self._seconds)):
                await self._database.wait_for_change(seen)

    async def _lapses_at(self) -> float:
        def run(raw: sqlite3.Connection) -> float:
            row = raw.execute("SELECT expires_at FROM relay_owner WHERE call = ?", (self.call,)).fetchone()
            return 0.0 if row is None else float(row[0])

        return await self._database.read(run)

    async def _claim_now(self) -> None:
        now = self._now()

        def run(raw: sqlite3.Connection) -> Ownership | None:
            row = raw.execute("SELECT epoch, expires_at FROM relay_owner WHERE call = ?", (self.call,)).fetchone()
            if row is not None and row[1] > now:
                return None
            epoch, expires_at = 1 if row is None else row[0] + 1, now + self._seconds
            raw.execute(
                "INSERT INTO relay_owner (call, epoch, owner, expires_at) VALUES (?, ?, ?, ?)"
                " ON CONFLICT (call) DO UPDATE SET epoch = excluded.epoch, owner = excluded.owner,"
                " expires_at = excluded.expires_at",
                (self.call, epoch, self._owner, expires_at),
            )
            return Ownership(call=self.call, epoch=epoch, owner=self._owner, expires_at=expires_at)

        self._own = await self._database.write(run)

    async def _renew(self) -> None:
        own = evolve(self.own, expires_at=self._now() + self._seconds)

        def run(raw: sqlite3.Connection) -> None:
            check_owner(raw, own)
            raw.execute("UPDATE relay_owner SET expires_at = ? WHERE call = ?", (own.expires_at, own.call))

        # After a power cut there is nobody whose lease it could be. (A claim is durable: no epoch comes twice.)
        await self._database.write(run, durable=False)
        self._own = own

    def _left(self) -> float:
        return self.own.expires_at - self._now()

    def _now(self) -> float:
        return self._wall.now().timestamp()


def check_owner(raw: sqlite3.Connection, own: Ownership) -> None:
    """Inside a transaction: see that no later relay has the call.

    Raises:
        NotOwnerError: One has.
    """
    row = raw.execute("SELECT epoch FROM relay_owner WHERE call = ?", (own.call,)).fetchone()
    if row is None or row[0] != own.epoch:
        raise NotOwnerError(own.call, own.epoch)
