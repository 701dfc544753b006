"""Who is in the room: waiting for a caller, noticing that they left, came back, or that the room is gone."""

from __future__ import annotations

import asyncio
import logging
import math
from collections.abc import Callable

from livekit import rtc
from livekit.agents.types import ATTRIBUTE_AGENT_NAME

from receptionist.audience import is_staff
from receptionist.desk import Desk
from receptionist.events.call import CallerLeft, CallerReturned, ConnectionLost, ConnectionRestored, EndReason
from receptionist.projections.attributes import AGENT_STATE

logger = logging.getLogger(__name__)

RECONNECTIONS = "receptionist.reconnections"
"""An attribute of ours, set only where another agent holds a call in the room: how often we had to join it again."""

_CALLER_KINDS = frozenset({rtc.ParticipantKind.PARTICIPANT_KIND_STANDARD, rtc.ParticipantKind.PARTICIPANT_KIND_SIP})


def may_call(participant: rtc.RemoteParticipant) -> bool:
    """Whether a participant can be the caller: a person, and not one of the clinic's staff."""
    return participant.kind in _CALLER_KINDS and not is_staff(participant.identity)


def is_on_the_telephone(participant: rtc.RemoteParticipant) -> bool:
    """Whether a participant came by telephone, where nothing can be shown."""
    return participant.kind == rtc.ParticipantKind.PARTICIPANT_KIND_SIP


async def wait_for_caller(room: rtc.Room, *, seconds: float, rather: str | None = None) -> rtc.RemoteParticipant | None:
    """The first person in the room who is not staff; None if nobody came in time, or the room went away.

    Of those who are there, who is called *rather* goes before whoever came earlier.
    """
    came: asyncio.Future[rtc.RemoteParticipant | None] = asyncio.get_running_loop().create_future()

    def joined(participant: rtc.RemoteParticipant) -> None:
        if may_call(participant) and not came.done():
            came.set_result(participant)

    def gone(_: object = None) -> None:
        if not came.done():
            came.set_result(None)

    room.on("participant_connected", joined)
    room.on("disconnected", gone)
    try:
        if not room.isconnected():
            return None
        # Of several who were there before us the server's list has no order.
        there = sorted(room.remote_participants.values(), key=_came_at)
        for participant in sorted(there, key=lambda one: one.identity != rather):
            joined(participant)
        return await asyncio.wait_for(came, seconds)
    except TimeoutError:
        return None
    finally:
        room.off("participant_connected", joined)
        room.off("disconnected", gone)


def agents_before_us(room: rtc.Room) -> list[rtc.RemoteParticipant]:
    """Agents of our name that were in the room before us: the call is theirs, and there is no place for two."""
    us = room.local_participant
    return [other for other in _agents_of_our_name(room) if _order(other) < _order(us)]


def _agents_of_our_name(room: rtc.Room) -> list[rtc.RemoteParticipant]:
    name = room.local_participant.attributes.get(ATTRIBUTE_AGENT_NAME, "")
    return [
        other
        for other in room.remote_participants.values()
        if other.kind == rtc.ParticipantKind.PARTICIPANT_KIND_AGENT
        and other.attributes.get(ATTRIBUTE_AGENT_NAME, "") == name
    ]


def _holds_a_call(agent: rtc.RemoteParticipant) -> bool:
    return agent.attributes.get(AGENT_STATE, "") not in {"", "ended"}


def _order(participant: rtc.Participant) -> tuple[float, str]:
    # By the server's clock; it is set anew by whoever had to join again. The identity settles a draw.
    return _came_at(participant), participant.identity


def _came_at(participant: rtc.Participant) -> float:
    at = participant.joined_at
    return math.inf if at is None else at.timestamp()


class Presence:
    """Watches one caller and the room, and takes down what happens.

    Args:
        grace: Seconds that a caller who vanished has to come back.
        was_away: Whether they had left when the agent before this one lost the call.
    """

    def __init__(self, room: rtc.Room, *, caller: str, desk: Desk, grace: float, was_away: bool = False) -> None:
        self._room, self._caller, self._desk, self._grace = room, caller, desk, grace
        self._waiting: asyncio.TimerHandle | None = None
        self._is_away = was_away
        self._is_cut_off = False
        self._reconnections = self._told_reconnections = 0
        self._telling: asyncio.Task[None] | None = None
        self._handlers: dict[rtc.room.EventTypes, Callable[..., None]] = {
            "participant_connected": self._joined,
            "participant_disconnected": self._left,
            "participant_attributes_changed": self._changed,
            "reconnecting": self._cut_off,
            "reconnected": self._restored,
            "disconnected": self._closed,
        }
        self.over: asyncio.Future[EndReason] = asyncio.get_running_loop().create_future()
        """Why the call is over, once the caller or the room is gone for good."""

    def watch(self) -> None:
        """Begin to watch. A caller who left before this is noticed too."""
        for event, handler in self._handlers.items():
            self._room.on(event, handler)
        if not self._room.isconnected():
            self._end("room_closed")
        elif self._room.connection_state == rtc.ConnectionState.CONN_RECONNECTING:
            self._cut_off()
        elif self._caller not in self._room.remote_participants:
            self._begin_grace("LEFT_EARLY")
        else:
            self._returned()

    def stop(self) -> None:
        """Stop watching."""
        self._cancel_grace()
        for event, handler in self._handlers.items():
            self._room.off(event, handler)
        if self._telling is not None:
            self._telling.cancel()

    def _joined(self, participant: rtc.RemoteParticipant) -> None:
        if participant.identity == self._caller:
            self._cancel_grace()
            self._returned()
        self._make_way()

    def _returned(self) -> None:
        if self._is_away:
            self._is_away = False
            self._desk.record(CallerReturned(), actor="caller")

    def _changed(self, *_: object) -> None:
        self._make_way()

    def _make_way(self) -> None:
        """Leave the call to an agent that was here before us and holds one.

        The room was made anew while we were cut off, and an agent was called into it. One that shares our log has
        waited for us (see `arrival.py`): this one does not.
        """
        if not any(_holds_a_call(other) for other in _agents_of_our_name(self._room)):
            return
        if any(_holds_a_call(other) for other in agents_before_us(self._room)):
            self._end("connection_lost")
        elif self._told_reconnections < self._reconnections:
            # rtc (1.1.21) goes on telling when we joined the room that is lost, until something of ours changes.
            self._told_reconnections = self._reconnections
            self._telling = asyncio.create_task(self._tell_reconnections())

    async def _tell_reconnections(self) -> None:
        try:
            await self._room.local_participant.set_attributes({RECONNECTIONS: str(self._reconnections)})
        except Exception as error:  # noqa: BLE001 (whatever the library raises: we stay)
            logger.warning("we do not know who was in the room first: %s", type(error).__name__)

    def _left(self, participant: rtc.RemoteParticipant) -> None:
        # Somebody who joins under the same identity pushes the earlier one out: then the caller is here already. And
        # when it is we who are cut off, everybody else seems to leave.
        is_here = self._room.remote_participants.get(self._caller) is not None
        if participant.identity == self._caller and not is_here and not self._is_cut_off:
            reason = participant.disconnect_reason or rtc.DisconnectReason.UNKNOWN_REASON
            self._begin_grace(rtc.DisconnectReason.Name(reason))

    def _cut_off(self) -> None:
        # Nobody who comes back could be seen.
        self._cancel_grace()
        if not self._is_cut_off:
            self._is_cut_off = True
            self._desk.record(ConnectionLost(), actor="system")

    def _restored(self) -> None:
        if self._is_cut_off:
            self._is_cut_off = False
            self._reconnections += 1
            self._desk.record(ConnectionRestored(), actor="system")
        self._make_way()
        if not self.over.done() and self._caller not in self._room.remote_participants:
            self._begin_grace("LOST_WITH_THE_CONNECTION")

    def _closed(self, reason: rtc.DisconnectReason.ValueType | None = None) -> None:
        meant = {
            rtc.DisconnectReason.ROOM_DELETED,
            rtc.DisconnectReason.ROOM_CLOSED,
            rtc.DisconnectReason.PARTICIPANT_REMOVED,
        }
        self._end("room_closed" if reason in meant else "connection_lost")

    def _begin_grace(self, reason: str) -> None:
        if self._waiting is None and not self.over.done():
            if not self._is_away:
                self._is_away = True
                self._desk.record(CallerLeft(reason=reason), actor="caller")
            self._waiting = asyncio.get_running_loop().call_later(self._grace, self._end, "caller_left")

    def _cancel_grace(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None

    def _end(self, reason: EndReason) -> None:
        if not self.over.done():
            self.over.set_result(reason)
