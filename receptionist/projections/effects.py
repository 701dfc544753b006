"""What a participant of the room can come to see, as small values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from attrs import field, frozen

Lane = Literal["attributes", "streams"]
Audience = Literal["everyone", "setting", "caller_and_staff"]
"""Who an effect is for: everybody in the room; whoever the `audience` setting says (the caller and staff, unless it
says `room`); the caller and staff whatever the setting says."""

Scalar = str | int


@frozen(kw_only=True)
class Document:
    """A document's model: the relay renders it to bytes by its template and version."""

    template: str
    version: int
    fields: Mapping[str, Scalar]


@frozen(kw_only=True)
class SetAttributes:
    """Set these attributes of the agent's participant and leave its others as they are. Everybody can read them."""

    values: Mapping[str, str]

    lane: Lane = "attributes"
    audience: Audience = "everyone"


@frozen(kw_only=True)
class SendText:
    """Write *chunks* to one text stream on *topic*, in order, and close it."""

    topic: str
    chunks: tuple[str, ...]
    attributes: Mapping[str, str] = field(factory=dict)
    """What the stream's header says besides what every stream's says."""

    lane: Lane = "streams"
    audience: Audience = "setting"


@frozen(kw_only=True)
class SendBytes:
    """Send a rendered document as one byte stream on *topic*."""

    topic: str
    name: str
    mime_type: str
    content: Document

    lane: Lane = "streams"
    audience: Audience = "setting"


Effect = SetAttributes | SendText | SendBytes
Kind = Literal["set_attributes", "send_text", "send_bytes"]


def kind(effect: Effect) -> Kind:
    """What an effect is called in the outbox and in `--json`."""
    match effect:
        case SetAttributes():
            return "set_attributes"
        case SendText():
            return "send_text"
        case SendBytes():
            return "send_bytes"


def topic(effect: Effect) -> str | None:
    """The stream's topic, or None for attributes."""
    return None if isinstance(effect, SetAttributes) else effect.topic
