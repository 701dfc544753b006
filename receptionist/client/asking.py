"""What a client asks of an agent by RPC: to be sent again what it missed, and to note what it has."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable, Mapping
from typing import Any

from attrs import frozen
from livekit import rtc

from receptionist.audience import ACK, SYNC

logger = logging.getLogger(__name__)

# An answer comes when everything that was asked for is on its way.
_ANSWER_SECONDS = 20.0
_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 5.0
# From 4400 to 4499 the agent says that asking again is of no use (docs/wire-contract.md).
_REFUSED = range(4400, 4500)


@frozen(kw_only=True)
class Answer:
    """How far the streams for us are, and the keys of those that we asked for and will not get."""

    through: int
    parked: tuple[str, ...]


class Asking:
    """Asks agents.

    Args:
        is_there: Whether an agent is in the room; one that is not is asked no longer.
    """

    def __init__(self, room: rtc.Room, is_there: Callable[[str], bool]) -> None:
        self._room, self._is_there = room, is_there

    async def sync(self, agent: str, after: int) -> Answer | None:
        """Have the streams after a position sent again; None if the agent does not do that, or is gone."""
        answer = await self._until_answered(agent, SYNC, {"after": after})
        if answer is None:
            return None
        through, parked = answer.get("through"), answer.get("parked")
        return Answer(
            through=through if isinstance(through, int) else 0,
            parked=tuple(key for key in parked if isinstance(key, str)) if isinstance(parked, list) else (),
        )

    async def ack(self, agent: str, position: int) -> bool:
        """Say that everything up to a position is here; whether the agent has noted it."""
        return await self._until_answered(agent, ACK, {"position": position}) is not None

    async def _until_answered(self, agent: str, method: str, asked: Mapping[str, int]) -> dict[str, Any] | None:
        pause = _FIRST_PAUSE
        while self._is_there(agent):
            try:
                answer = json.loads(await self._ask(agent, method, json.dumps(asked)))
            except rtc.RpcError as error:
                if error.code == rtc.RpcError.ErrorCode.UNSUPPORTED_METHOD or error.code in _REFUSED:
                    logger.info("%s: %s", method, error.message)
                    return None
                logger.info("%s: %s; asking again", method, error.message)
            except ValueError:
                logger.info("%s: the answer is no JSON; asking again", method)
            else:
                return answer if isinstance(answer, dict) else None
            await asyncio.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE)
        return None

    async def _ask(self, agent: str, method: str, payload: str) -> str:
        return await self._room.local_participant.perform_rpc(
            destination_identity=agent, method=method, payload=payload, response_timeout=_ANSWER_SECONDS
        )
