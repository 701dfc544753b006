"""The port to the rooms of the server, as a rescuer needs it."""

from __future__ import annotations

from typing import Protocol

from attrs import frozen

from receptionist.errors import ReceptionistError


class RoomsUnreachableError(ReceptionistError):
    """The server did not answer, or not as it should; it is asked again."""


@frozen(kw_only=True)
class Person:
    """Somebody who is in a room.

    Attributes:
        may_call: Whether it is a person who is not staff.
        joined_at: Seconds since the epoch, by the server's clock.
    """

    identity: str
    may_call: bool
    joined_at: float


class Rooms(Protocol):
    """The rooms of a server. Every method can raise `RoomsUnreachableError`."""

    async def people(self, room: str) -> tuple[Person, ...] | None:
        """Who is in a room; None if there is no such room."""

    async def remove(self, room: str, identity: str) -> None:
        """Have somebody out of a room; nothing if they are not in it."""

    async def dispatch(self, room: str, metadata: str) -> None:
        """Call an agent into a room. It comes when a worker has room for it."""

    async def close(self, room: str) -> None:
        """Send everybody out of a room, and end it; nothing if there is none."""
