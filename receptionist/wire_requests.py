"""What clients ask of the agent by RPC: to be sent again what they missed, and to note what they have."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable
from typing import TypeVar

from livekit import rtc

from receptionist.audience import Role
from receptionist.errors import KeyDestroyedError, LogError, PublishError
from receptionist.ids import CallId
from receptionist.publishers.catching_up import CatchingUp
from receptionist.publishers.history import after_position
from receptionist.publishers.livekit_room import RoomPublisher
from receptionist.publishers.receipts import Receipts

T = TypeVar("T")

logger = logging.getLogger(__name__)

BAD_REQUEST, NOT_YOURS, NEVER_SENT, TRY_AGAIN = 4400, 4403, 4409, 4503
"""Codes of RPC errors. LiveKit's own are those from 1001 to 1999."""

# The server announces whoever publishes nothing on a tick of 3 s.
_ANNOUNCED_SECONDS, _LOOK_EVERY = 4.0, 0.02
_LARGEST_POSITION = 2**63 - 1


class WireRequests:
    """Answers `receptionist.sync` and `receptionist.ack` in one call's room."""

    def __init__(
        self, room: rtc.Room, *, call: CallId, publisher: RoomPublisher, catching_up: CatchingUp, receipts: Receipts
    ) -> None:
        self._room, self._call, self._publisher = room, call, publisher
        self._catching_up, self._receipts = catching_up, receipts
        self._acknowledged: dict[str, int] = {}

    async def sync(self, asked: rtc.RpcInvocationData) -> str:
        """Send the streams after a position again, to whoever asks, and answer how far they are now.

        Raises:
            rtc.RpcError: `BAD_REQUEST`, `NOT_YOURS` or `TRY_AGAIN`.
        """
        role = await self._role(asked.caller_identity)
        after = _position(asked.payload, "after")
        self._publisher.reach.heard_from(asked.caller_identity)
        caught = await _or_later(
            self._catching_up.bring_up(asked.caller_identity, role, after=after_position(after), why="sync")
        )
        return json.dumps({"through": caught.through, "parked": caught.parked})

    async def ack(self, asked: rtc.RpcInvocationData) -> str:
        """Note how far somebody has all that is for them.

        Raises:
            rtc.RpcError: `BAD_REQUEST`, `NOT_YOURS`, `NEVER_SENT` or `TRY_AGAIN`.
        """
        identity = asked.caller_identity
        role, position = await self._role(identity), _position(asked.payload, "position")
        through = await _or_later(self._catching_up.through(role))
        if position > through:
            raise rtc.RpcError(NEVER_SENT, f"nothing after position {through} was sent to you")
        await _or_later(self._receipts.acknowledge(self._call, identity, position))
        self._acknowledged[identity] = max(position, self._acknowledged.get(identity, 0))
        return json.dumps({"position": self._acknowledged[identity]})

    async def has_all(self, identity: str, role: Role) -> bool:
        """Whether somebody has acknowledged the last stream that is for them."""
        try:
            return self._acknowledged.get(identity, 0) >= await self._catching_up.through(role)
        except LogError:
            return True

    async def _role(self, identity: str) -> Role:
        if not await self._is_announced(identity):
            # LiveKit lets those ask, too, who cannot be seen in the room.
            raise rtc.RpcError(NOT_YOURS, "you are not in this call's room")
        role = self._publisher.reach.role_of(identity)
        if role == "bystander" and not self._publisher.reach.is_everybody("setting"):
            raise rtc.RpcError(NOT_YOURS, "this call's streams are for its caller and the clinic's staff")
        return role

    async def _is_announced(self, identity: str) -> bool:
        """Whether somebody is in the room: what they ask can be here before we are told of them."""
        for _ in range(round(_ANNOUNCED_SECONDS / _LOOK_EVERY)):
            if identity in self._room.remote_participants:
                return True
            await asyncio.sleep(_LOOK_EVERY)
        return identity in self._room.remote_participants


def _position(payload: str, name: str) -> int:
    try:
        said = json.loads(payload)
    except (ValueError, RecursionError):
        said = None
    position = said.get(name) if isinstance(said, dict) else None
    if type(position) is not int or not 0 <= position < _LARGEST_POSITION:
        raise rtc.RpcError(BAD_REQUEST, f'say {{"{name}": n}}, where n is a position: a whole number, not below 0')
    return position


async def _or_later(work: Awaitable[T]) -> T:
    try:
        return await work
    except (PublishError, LogError) as error:
        # Its sentence may name a file of this machine.
        logger.warning("a client is asked to come back: %s", error)
        raise rtc.RpcError(TRY_AGAIN, "that cannot be done just now; ask again in a moment") from None
    except KeyDestroyedError:
        raise rtc.RpcError(NOT_YOURS, "this call's data was erased") from None
