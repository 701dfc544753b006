"""Who is who in a room. A role comes from the identity, which the token that let a participant in has signed.

Attributes, metadata and names can be changed by their owner and prove nothing.
"""

from __future__ import annotations

from typing import Literal

SentTo = Literal["caller_and_staff", "room"]
"""Whose the streams are that the `audience` setting decides about."""

Role = Literal["caller", "staff", "bystander"]

CONTRACT = "receptionist.contract"
"""An attribute that a client sets of itself: with `1` in it, it asks for what it missed, and is not sent it unasked."""
SYNC, ACK = "receptionist.sync", "receptionist.ack"
"""What a client can ask of the agent, by RPC."""

REPLAY_ROOM = "receptionist.replay"
"""The metadata of a room that was made for a past call to be replayed in: no agent answers there."""

STAFF_PREFIX = "staff-"
CALLER_PREFIX = "caller-"


def is_staff(identity: str) -> bool:
    """Whether an identity is one of the clinic's staff."""
    return identity.startswith(STAFF_PREFIX)


def role_of(identity: str, *, caller: str) -> Role:
    """Who an identity is in the call of *caller*."""
    if identity == caller:
        return "caller"
    return "staff" if is_staff(identity) else "bystander"
