"""Ending a call that has no agent any more: in the log, and in the outbox, where nobody can be sent anything now."""

from __future__ import annotations

import asyncio
import logging
import os
import socket

from attrs import frozen

from receptionist import __version__
from receptionist.clock import Clock, SystemClock
from receptionist.config import Settings
from receptionist.desk import Desk, Provenance
from receptionist.domain.commands import EndCall, GiveUpCall, NewIds
from receptionist.errors import CallOverError, PublishRefusedError
from receptionist.events.call import CallEnded, CallerLeft, CallerReturned, CallStarted, EndReason
from receptionist.events.log import Query
from receptionist.events.tags import call_tag
from receptionist.ids import CallId, Ids
from receptionist.projections.effects import Effect
from receptionist.publishers.orphans import Orphan
from receptionist.publishers.publisher import Delivery
from receptionist.publishers.relay import Relay
from receptionist.storage import Storage

logger = logging.getLogger(__name__)

OWNER = f"{socket.gethostname()}:{os.getpid()}"
_TYPES = ("call.started", "call.caller_left", "call.caller_returned", "call.ended")
_PARKING_SECONDS = 10.0


@frozen(kw_only=True)
class Course:
    """How far a call has come, as the log has it.

    Attributes:
        caller_left_at: Seconds since the epoch; None while the caller is there, as far as the log knows.
    """

    has_begun: bool = False
    is_over: bool = False
    caller_left_at: float | None = None

    @property
    def goes_on(self) -> bool:
        """Whether it has begun and nobody has ended it."""
        return self.has_begun and not self.is_over


async def course_of(storage: Storage, call: CallId) -> Course:
    """How far *call* has come.

    Raises:
        LogError: The log cannot be read.
    """
    left_at: float | None = None
    kinds = set[type]()
    for recorded in (await storage.log.read(Query.tagged(call_tag(call), types=_TYPES))).events:
        kinds.add(type(recorded.event))
        match recorded.event:
            case CallerLeft():
                left_at = recorded.recorded_at.timestamp()
            case CallerReturned():
                left_at = None
    return Course(has_begun=CallStarted in kinds, is_over=CallEnded in kinds, caller_left_at=left_at)


def away_since(orphan: Orphan, course: Course) -> float:
    """From when on the caller is away, if they are: they were there when the agent died unless the log knows better.

    In seconds since the epoch.
    """
    return orphan.lapsed_at if course.caller_left_at is None else course.caller_left_at


class Closer:
    """Ends calls from outside of them."""

    def __init__(self, storage: Storage, settings: Settings, *, clock: Clock, ids: Ids) -> None:
        self._storage, self._settings, self._clock, self._ids = storage, settings, clock, ids

    async def close(self, call: CallId, reason: EndReason, *, term: int) -> None:
        """End *call*, as its agent of *term* would have; what it still owes is parked.

        Raises:
            CallTakenOverError: A later agent has it.
            LogError: The log cannot be written.
        """
        await self._desk(call, term).handle(EndCall(reason=reason), actor="system")
        await self._park(call)

    async def tell_staff(self, call: CallId, *, term: int) -> None:
        """Leave the caller of *call*, which kills its agents, to the clinic's staff.

        Raises:
            CallTakenOverError: A later agent has it.
            LogError: The log cannot be written.
        """
        desk = self._desk(call, term)
        command = GiveUpCall(new=NewIds.fresh(self._ids), asked_at=self._clock.now())
        try:
            await desk.handle(command, actor="system")
        except CallOverError:
            logger.info("call %s was ended meanwhile", call)

    def _desk(self, call: CallId, term: int) -> Desk:
        return Desk(
            log=self._storage.log,
            clinic=self._settings.clinic,
            clock=self._clock,
            ids=self._ids,
            call=call,
            provenance=Provenance(agent=f"receptionist {__version__}", prompt="", model=""),
            lookup=self._storage.lookup,
            term=term,
        )

    async def _park(self, call: CallId) -> None:
        relay = Relay(
            call=call,
            owner=OWNER,
            database=self._storage.database,
            log=self._storage.log,
            vault=self._storage.vault,
            publisher=_Nobody(),
            clock=self._clock,
            wall=SystemClock(),
            settings=self._settings.relay,
        )
        relaying = asyncio.create_task(relay.run(), name=f"parking of {call}")
        settled = asyncio.create_task(relay.all_settled())
        try:
            # No longer: what is not parked then stays owed, and `receptionist outbox` shows it.
            await asyncio.wait({relaying, settled}, timeout=_PARKING_SECONDS, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (relaying, settled):
                task.cancel()
            await asyncio.gather(relaying, settled, return_exceptions=True)


class _Nobody:
    """The room of a call without an agent: nothing can be sent there."""

    async def publish(self, _: Effect, __: Delivery) -> None:
        """Refuse."""
        raise PublishRefusedError("the call has lost its agent, and nobody whom it is for was there any more")

    def shown(self) -> None:
        """Nothing."""
