"""Signatures as Standard Webhooks has them (https://www.standardwebhooks.com, version 1.0.0): HMAC-SHA256."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets as randomness
from collections.abc import Iterable, Mapping
from datetime import datetime

PREFIX = "whsec_"
# The specification's: 192 bits at least, 512 at most.
LEAST_BYTES, MOST_BYTES = 24, 64
_NEW_BYTES = 32


def new_secret() -> str:
    """A secret that nobody has, as it is written down."""
    return PREFIX + base64.b64encode(randomness.token_bytes(_NEW_BYTES)).decode()


def read_secret(text: str) -> bytes | None:
    """The key that a secret is, or None if it is none: `whsec_` and 24 to 64 bytes in base64."""
    if not text.startswith(PREFIX):
        return None
    try:
        key = base64.b64decode(text.removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError):
        return None
    return key if LEAST_BYTES <= len(key) <= MOST_BYTES else None


def headers(message_id: str, at: datetime, body: bytes, secrets: Iterable[bytes]) -> Mapping[str, str]:
    """The three headers of a message.

    Args:
        message_id: The same at each attempt; without a full stop.
        at: When this attempt is made.
        body: As it is sent, to the byte.
        secrets: It is signed with each, so that a receiver may have either while one is changed for another.
    """
    seconds = str(int(at.timestamp()))
    signed = f"{message_id}.{seconds}.".encode() + body
    return {
        "webhook-id": message_id,
        "webhook-timestamp": seconds,
        "webhook-signature": " ".join(f"v1,{_signature(key, signed)}" for key in secrets),
    }


def _signature(key: bytes, signed: bytes) -> str:
    return base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()
