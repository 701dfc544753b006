"""A vault for tests of everything but the vault: its boxes remember where they stand, and hide the words a little."""

from __future__ import annotations

from attrs import frozen

from receptionist.errors import KeyDestroyedError, UnsealError
from receptionist.ids import EventId

ID = EventId("01940000-0000-7000-8000-000000000001")
SUBJECT = "call:c-0000000000ex"


@frozen
class OpenVault:
    """Has every key, or (once *destroyed*) none."""

    destroyed: bool = False

    async def ensure(self, subject: str) -> None:
        """Every key is there already."""

    def seal(self, subject: str, content: bytes, context: bytes) -> bytes:
        return context.hex().encode() + b"|" + content[::-1].hex().encode()

    def unseal(self, subject: str, box: bytes, context: bytes) -> bytes:
        if self.destroyed:
            raise KeyDestroyedError(subject)
        where, _, content = box.partition(b"|")
        if where != context.hex().encode():
            raise UnsealError(subject)
        return bytes.fromhex(content.decode())[::-1]

    def digest(self, subject: str, content: bytes) -> str:
        return content.hex()
