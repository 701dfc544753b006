"""The reference consumer of the wire contract (docs/wire-contract.md): for dashboards, logging services, the terminal.

`docs/client.md` has a program of ten lines.
"""

from receptionist.client.connecting import RoomError
from receptionist.client.room import BYTE_TOPICS, TEXT_TOPICS, RoomClient

__all__ = ["BYTE_TOPICS", "TEXT_TOPICS", "RoomClient", "RoomError"]
