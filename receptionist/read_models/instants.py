"""Instants as the log's rows have them."""

from __future__ import annotations

from datetime import UTC, datetime


def text(instant: datetime) -> str:
    """ISO 8601 in UTC with microseconds: two of them compare as text as they do in time."""
    return instant.astimezone(UTC).isoformat(timespec="microseconds")
