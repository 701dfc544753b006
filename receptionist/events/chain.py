"""The hash chain: each event's hash covers its stored bytes and the hash before it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from attrs import frozen

HASH_BYTES = 32


@frozen(kw_only=True)
class StoredEvent:
    """An event's row as it stands in the store, to the byte."""

    position: int
    id: str
    type: str
    version: int
    recorded_at: str
    tags: str
    data: bytes
    metadata: str


def genesis(log_id: str) -> bytes:
    """What stands before the first event, so that a chain belongs to one log."""
    return hashlib.sha256(b"receptionist log\0" + log_id.encode()).digest()


def link(previous: bytes, stored: StoredEvent) -> bytes:
    """The hash of an event that follows the one whose hash is *previous*."""
    digest = hashlib.sha256(previous)
    for part in _parts(stored):
        # With its length before it, no two rows run together into the same bytes.
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)
    return digest.digest()


def _parts(stored: StoredEvent) -> Iterable[bytes]:
    return (
        str(stored.position).encode(),
        stored.id.encode(),
        stored.type.encode(),
        str(stored.version).encode(),
        stored.recorded_at.encode(),
        stored.tags.encode(),
        stored.data,
        stored.metadata.encode(),
    )
