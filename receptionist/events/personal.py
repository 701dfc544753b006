"""Marking which fields of an event are somebody's personal data."""

from __future__ import annotations

from typing import Any

from attrs import Attribute, field

ERASED = "[erased]"
"""What a personal field reads as once its key was destroyed."""


def personal() -> Any:
    """A field that the codec seals before it is stored and hashed. Its type is `str` or `str | None`.

    (attrs types a field by what is assigned to it, hence `Any`, as `attrs.field` does.)
    """
    return field(metadata={"personal": True})


def is_personal(attribute: Attribute[Any]) -> bool:
    """Whether a field was made with `personal()`."""
    return bool(attribute.metadata.get("personal"))
