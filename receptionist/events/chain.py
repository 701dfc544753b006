"""The hash chain: each event's hash covers its stored bytes and the hash before it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

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
    texts = (stored.id, stored.type, stored.recorded_at, stored.tags, stored.metadata)
    event_id, of_type, recorded_at, tags, metadata = (text.encode() for text in texts)
    return link_row(
        previous, (stored.position, event_id, of_type, stored.version, recorded_at, tags, stored.data, metadata)
    )


def link_row(previous: bytes, row: Sequence[Any]) -> bytes:
    """The same of a row's columns, in their order, texts as the bytes that they are stored as.

    Raises:
        TypeError: A value is not of its column's kind.
    """
    position, event_id, of_type, version, *rest = row
    parts = (b"%d" % position, event_id, of_type, b"%d" % version, *rest)
    return hashlib.sha256(previous + b"".join(length(len(part)) + part for part in parts)).digest()


def length(size: int) -> bytes:
    """What stands before each part, so that no two rows run together into the same bytes."""
    return size.to_bytes(8, "big")
