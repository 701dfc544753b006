"""A master key, and the text that it is written as.

It opens nothing by itself: it wraps the keys that do (AES-256-GCM, NIST SP 800-38D), one at a time and each bound to
whose it is, so that no wrapped key can be put in another's place.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import os
import secrets
from typing import Protocol

from attrs import Factory, field, frozen
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from receptionist.errors import MasterKeyError

MASTER_BYTES = 32
_NONCE_BYTES = 12
_COMMENT = "#"


@frozen
class Master:
    """A master key; `id` names it and says nothing about it."""

    secret: bytes = field(repr=False)
    id: str = field(init=False, default=Factory(lambda self: _id(self.secret), takes_self=True))
    _cipher: AESGCM = field(
        init=False, repr=False, eq=False, default=Factory(lambda self: AESGCM(self.secret), takes_self=True)
    )

    @classmethod
    def fresh(cls) -> Master:
        """A new one, of the operating system's randomness."""
        return cls(secrets.token_bytes(MASTER_BYTES))

    @property
    def text(self) -> str:
        """The secret itself, as files and settings have it: 44 characters of base64."""
        return base64.b64encode(self.secret).decode()

    def wrap(self, subject: str, key: bytes) -> bytes:
        """*key*, to be kept where others may see it."""
        nonce = os.urandom(_NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, key, _bound_to(subject))

    def unwrap(self, subject: str, box: bytes) -> bytes:
        """The key that was wrapped for *subject*.

        Raises:
            ValueError: It was changed, or belongs to somebody else.
        """
        try:
            return self._cipher.decrypt(box[:_NONCE_BYTES], box[_NONCE_BYTES:], _bound_to(subject))
        except InvalidTag as error:
            msg = "the wrapped key was changed"
            raise ValueError(msg) from error


class Masters(Protocol):
    """Where master keys come from."""

    @property
    def origin(self) -> str:
        """What people call that place, such as `the setting RECEPTIONIST_MASTER_KEY`."""

    def ring(self) -> tuple[Master, ...]:
        """The master keys there are now, the one to be used from now on first. None are made.

        Raises:
            MasterKeyError: There is none, or it cannot be used.
        """

    def first(self) -> Master:
        """The one to be used from now on; made where none is there yet and this place can have one made.

        Raises:
            MasterKeyError: There is none, or it cannot be used.
        """


def read_ring(text: str, origin: str) -> tuple[Master, ...]:
    """The master keys in *text*, each a word of its own; lines that begin with # are passed over.

    Raises:
        MasterKeyError: There is none, or one is no key. What was found there is not shown: it may be a secret.
    """
    lines = (line for line in text.splitlines() if not line.lstrip().startswith(_COMMENT))
    words = [word for line in lines for word in line.replace(",", " ").split()]
    if not words:
        raise MasterKeyError(f"{origin} holds no master key; 'receptionist keys new' prints one")
    return tuple(Master(_secret(word, number, origin)) for number, word in enumerate(dict.fromkeys(words), start=1))


def _id(secret: bytes) -> str:
    return hmac.digest(secret, b"receptionist master key id", hashlib.sha256)[:8].hex()


def _secret(word: str, number: int, origin: str) -> bytes:
    try:
        padded = word + "=" * (-len(word) % 4)
        secret = base64.b64decode(padded, altchars=b"-_" if "-" in word or "_" in word else None, validate=True)
    except (binascii.Error, ValueError):
        secret = b""
    if len(secret) != MASTER_BYTES:
        raise MasterKeyError(
            f"word {number} of {origin} is no master key (not shown here): one is 32 bytes in base64, 44 characters;"
            " 'receptionist keys new' prints one"
        )
    return secret


def _bound_to(subject: str) -> bytes:
    return b"receptionist wrapped key\0" + subject.encode()
