"""The room made by hand that `receptionist.testing` has for everybody."""

from receptionist.testing.room import (
    ACTIVE,
    AGENT,
    CONNECTED,
    DISCONNECTED,
    JOINED,
    NINE,
    RECONNECTING,
    STANDARD,
    FakeAgent,
    FakeParticipant,
    FakeRoom,
    Opened,
    Permissions,
    as_room,
)

__all__ = [
    "ACTIVE", "AGENT", "CONNECTED", "DISCONNECTED", "JOINED", "NINE", "RECONNECTING", "STANDARD", "FakeAgent",
    "FakeParticipant", "FakeRoom", "Opened", "Permissions", "as_room",
]  # fmt: skip
