"""Who is who in a room. A role comes from the identity, which the token that let a participant in has signed.

Attributes, metadata and names can be changed by their owner and prove nothing.
"""

from __future__ import annotations

from typing import Literal

SentTo = Literal["caller_and_staff", "room"]
"""Whose the streams are that the `audience` setting decides about."""

STAFF_PREFIX = "staff-"
CALLER_PREFIX = "caller-"


def is_staff(identity: str) -> bool:
    """Whether an identity is one of the clinic's staff."""
    return identity.startswith(STAFF_PREFIX)
