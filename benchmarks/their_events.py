"""An event as the `eventsourcing` library would have it, to be read and decoded beside ours."""

from __future__ import annotations

import importlib
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

# It is installed for this measurement alone, and nothing that is type-checked may need it: a class of anything.
_domain: Any = importlib.import_module("eventsourcing.domain")


class Said(_domain.DomainEvent):  # type: ignore[misc]  # imported when measured, so of no known type
    """Something that happened in a call."""

    kind: str
    text: str


def said(call: UUID, number: int, *, kind: str, text: str) -> Any:
    """One with what the library asks for."""
    return Said(originator_id=call, originator_version=number, timestamp=datetime.now(UTC), kind=kind, text=text)
