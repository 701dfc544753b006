"""A vault that opens nothing: what is made through it holds nobody's data, and is the same after data was erased."""

from __future__ import annotations

from receptionist.errors import KeyDestroyedError


class Blindfold:
    """Every sealed field reads as erased. It seals nothing either."""

    async def ensure(self, subject: str) -> None:
        """No key is made."""

    def seal(self, subject: str, content: bytes, context: bytes) -> bytes:  # noqa: ARG002 (a vault's signature)
        """Nothing is sealed without a key.

        Raises:
            KeyDestroyedError: Always.
        """
        raise KeyDestroyedError(subject)

    def unseal(self, subject: str, box: bytes, context: bytes) -> bytes:  # noqa: ARG002 (a vault's signature)
        """Nothing is opened.

        Raises:
            KeyDestroyedError: Always.
        """
        raise KeyDestroyedError(subject)

    def digest(self, subject: str, content: bytes) -> str:  # noqa: ARG002 (a vault's signature)
        """Nothing is digested without a key.

        Raises:
            KeyDestroyedError: Always.
        """
        raise KeyDestroyedError(subject)
