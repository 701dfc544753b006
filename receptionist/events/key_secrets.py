"""What is made of a subject's key. What is derived from it has one use each."""

from __future__ import annotations

import hashlib
import hmac
import secrets

from attrs import field, frozen
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

ID_BYTES = 8
_KEY_BYTES = 32


@frozen
class Key:
    """A subject's key, ready for use. `id` stands in every box that it seals, and says nothing about it."""

    id: bytes
    cipher: AESGCM = field(repr=False)
    for_digests: bytes = field(repr=False)

    @classmethod
    def of(cls, secret: bytes) -> Key:
        """The key that *secret* is."""
        return cls(key_id(secret), AESGCM(secret), _derived(secret, b"receptionist digest"))


def fresh_secret() -> bytes:
    """A new key, of the operating system's randomness."""
    return secrets.token_bytes(_KEY_BYTES)


def key_id(secret: bytes) -> bytes:
    """The name of a key."""
    return _derived(secret, b"receptionist key id")[:ID_BYTES]


def _derived(secret: bytes, use: bytes) -> bytes:
    return hmac.digest(secret, use, hashlib.sha256)
