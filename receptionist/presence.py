"""Who is in the room: waiting for a caller, noticing that they left, came back, or that the room is gone."""

from __future__ import annotations

import asyncio

from livekit import rtc

from receptionist.audience import is_staff
from receptionist.desk import Desk
from receptionist.events.call import CallerLeft, CallerReturned, EndReason

_CALLER_KINDS = frozenset({rtc.ParticipantKind.PARTICIPANT_KIND_STANDARD, rtc.ParticipantKind.PARTICIPANT_KIND_SIP})


def may_call(participant: rtc.RemoteParticipant) -> bool:
    """Whether a participant can be the caller: a person, and not one of the clinic's staff."""
    return participant.kind in _CALLER_KINDS and not is_staff(participant.identity)


async def wait_for_caller(room: rtc.Room, *, seconds: float) -> rtc.RemoteParticipant | None:
    """The first person in the room who is not staff; None if nobody came in time, or the room went away."""
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
        for participant in room.remote_participants.values():
            joined(participant)
        return await asyncio.wait_for(came, seconds)
    except TimeoutError:
        return None
    finally:
        room.off("participant_connected", joined)
        room.off("disconnected", gone)


class Presence:
    """Watches one caller and the room, and takes down what happens.

    Args:
        grace: Seconds that a caller who vanished has to come back.
    """

    def __init__(self, room: rtc.Room, *, caller: str, desk: Desk, grace: float) -> None:
        self._room, self._caller, self._desk, self._grace = room, caller, desk, grace
        self._waiting: asyncio.TimerHandle | None = None
        self.over: asyncio.Future[EndReason] = asyncio.get_running_loop().create_future()
        """Why the call is over, once the caller or the room is gone for good."""

    def watch(self) -> None:
        """Begin to watch. A caller who left before this is noticed too."""
        self._room.on("participant_connected", self._joined)
        self._room.on("participant_disconnected", self._left)
        self._room.on("disconnected", self._closed)
        if not self._room.isconnected():
            self._end("room_closed")
        elif self._caller not in self._room.remote_participants:
            self._begin_grace("LEFT_EARLY")

    def stop(self) -> None:
        """Stop watching."""
        self._cancel_grace()
        self._room.off("participant_connected", self._joined)
        self._room.off("participant_disconnected", self._left)
        self._room.off("disconnected", self._closed)

    def _joined(self, participant: rtc.RemoteParticipant) -> None:
        if participant.identity == self._caller and self._waiting is not None:
            self._cancel_grace()
            self._desk.record(CallerReturned(), actor="caller")

    def _left(self, participant: rtc.RemoteParticipant) -> None:
        # Somebody who joins under the same identity pushes the earlier one out: then the caller is here already.
        if participant.identity == self._caller and self._room.remote_participants.get(self._caller) is None:
            reason = participant.disconnect_reason or rtc.DisconnectReason.UNKNOWN_REASON
            self._begin_grace(rtc.DisconnectReason.Name(reason))

    def _closed(self, reason: rtc.DisconnectReason.ValueType | None = None) -> None:
        deleted = {rtc.DisconnectReason.ROOM_DELETED, rtc.DisconnectReason.ROOM_CLOSED}
        removed = {rtc.DisconnectReason.PARTICIPANT_REMOVED}
        self._end("room_closed" if reason in deleted | removed else "connection_lost")

    def _begin_grace(self, reason: str) -> None:
        if self._waiting is None and not self.over.done():
            self._desk.record(CallerLeft(reason=reason), actor="caller")
            self._waiting = asyncio.get_running_loop().call_later(self._grace, self._end, "caller_left")

    def _cancel_grace(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None

    def _end(self, reason: EndReason) -> None:
        if not self.over.done():
            self.over.set_result(reason)
