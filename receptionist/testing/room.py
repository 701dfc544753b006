"""A room made by hand: for what a real one cannot be made to do at a given moment. It imports LiveKit."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from attrs import Factory, define
from livekit import rtc

NINE = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)
STANDARD = rtc.ParticipantKind.PARTICIPANT_KIND_STANDARD
AGENT = rtc.ParticipantKind.PARTICIPANT_KIND_AGENT
ACTIVE = rtc.ParticipantState.PARTICIPANT_STATE_ACTIVE
JOINED = rtc.ParticipantState.PARTICIPANT_STATE_JOINED
CONNECTED = rtc.ConnectionState.CONN_CONNECTED
RECONNECTING = rtc.ConnectionState.CONN_RECONNECTING
_sids = itertools.count(1)
DISCONNECTED = rtc.ConnectionState.CONN_DISCONNECTED


@define
class FakeParticipant:
    """Somebody in the room, who came so many seconds after nine."""

    identity: str
    kind: int = STANDARD
    after: float = 0.0
    state: int = ACTIVE
    attributes: dict[str, str] = Factory(dict)
    disconnect_reason: int | None = None
    track_publications: dict[str, Any] = Factory(dict)
    sid: str = Factory(lambda: f"PA_{next(_sids)}")

    @property
    def joined_at(self) -> datetime:
        """When they came (UTC)."""
        return NINE + timedelta(seconds=self.after)


@define
class Opened:
    """A stream that the agent opened."""

    given: dict[str, Any]
    chunks: list[str | bytes] = Factory(list)
    closed: bool = False
    last_attributes: dict[str, str] = Factory(dict)
    fails: Exception | None = None

    async def write(self, chunk: str | bytes) -> None:
        """Keep a chunk, or fail as it was told to."""
        if self.fails is not None:
            raise self.fails
        self.chunks.append(chunk)

    async def aclose(self, *, attributes: dict[str, str] | None = None) -> None:
        """Close the stream, with what its trailer says."""
        self.last_attributes = attributes or {}
        self.closed = True


@define
class Permissions:
    """What our token lets us do."""

    can_update_metadata: bool = True
    can_publish_data: bool = True


@define
class FakeAgent(FakeParticipant):
    """Us: what we set and sent. The server may refuse without a word."""

    identity: str = "agent-1"
    kind: int = AGENT
    permissions: Permissions = Factory(Permissions)
    server_takes: bool = True
    sets: list[dict[str, str]] = Factory(list)
    streams: list[Opened] = Factory(list)
    next_stream_fails: Exception | None = None
    methods: dict[str, Any] = Factory(dict)

    def register_rpc_method(self, name: str, handler: Any) -> None:
        """Answer a method from now on."""
        self.methods[name] = handler

    def unregister_rpc_method(self, name: str) -> None:
        """Answer it no more."""
        del self.methods[name]

    async def set_attributes(self, values: Mapping[str, str]) -> None:
        """Keep the set; everybody sees it if the server takes it."""
        self.sets.append(dict(values))
        if self.server_takes:
            self.attributes.update(values)

    async def stream_text(self, **given: Any) -> Opened:
        """Open a text stream."""
        return self._open(given)

    async def stream_bytes(self, name: str, **given: Any) -> Opened:
        """Open a byte stream."""
        return self._open({"name": name, **given})

    def _open(self, given: dict[str, Any]) -> Opened:
        opened = Opened(given, fails=self.next_stream_fails)
        self.streams.append(opened)
        return opened


class FakeRoom(rtc.EventEmitter[str]):
    """A room with the agent in it."""

    def __init__(self, *others: FakeParticipant) -> None:
        super().__init__()
        self.local_participant = FakeAgent()
        self.remote_participants = {other.identity: other for other in others}
        self.connection_state: int = CONNECTED
        self.name = "room-1"

    def isconnected(self) -> bool:
        """Whether the room is there."""
        return self.connection_state != DISCONNECTED

    def enters(self, participant: FakeParticipant) -> None:
        """Somebody comes."""
        self.remote_participants[participant.identity] = participant
        self.emit("participant_connected", participant)

    def activates(self, participant: FakeParticipant) -> None:
        """Somebody can be sent to."""
        participant.state = ACTIVE
        self.emit("participant_active", participant)

    def changes(self, participant: FakeParticipant, **attributes: str) -> None:
        """Somebody's attributes change."""
        participant.attributes.update(attributes)
        self.emit("participant_attributes_changed", attributes, participant)

    def leaves(self, identity: str, reason: int | None = rtc.DisconnectReason.CLIENT_INITIATED) -> None:
        """Somebody goes."""
        participant = self.remote_participants.pop(identity)
        participant.disconnect_reason = reason
        self.emit("participant_disconnected", participant)

    def cut_off(self) -> None:
        """As LiveKit does it: first the state, then everybody else is gone."""
        self.connection_state = RECONNECTING
        self.emit("reconnecting")
        for identity in list(self.remote_participants):
            self.leaves(identity, None)

    def restored(self) -> None:
        """The connection is back; who is there comes again."""
        self.connection_state = CONNECTED
        self.emit("reconnected")

    def closes(self, reason: int) -> None:
        """The room is gone."""
        self.connection_state = DISCONNECTED
        self.emit("disconnected", reason)


def as_room(room: FakeRoom) -> rtc.Room:
    """The same, for the type checker."""
    return cast("rtc.Room", room)
