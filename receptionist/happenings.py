"""What a participant of a call can notice. Plain values, so that showing them needs no LiveKit."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from attrs import field, frozen


@frozen(kw_only=True)
class Joined:
    """Somebody is in the room: was there before us, or came."""

    participant: str
    is_agent: bool


@frozen(kw_only=True)
class Left:
    """Somebody is no longer in the room. The server tells it up to 3 s later."""

    participant: str
    is_agent: bool
    crashed: bool = False
    """Whether they went without saying so: a process that died, a connection that broke."""


@frozen(kw_only=True)
class AttributesChanged:
    """These of a participant's attributes are new or different; an empty value is one that is gone."""

    participant: str
    is_agent: bool
    attributes: Mapping[str, str]


@frozen(kw_only=True)
class TextArrived:
    """A text stream of the wire contract, whole, and for the first time."""

    sender: str
    topic: str
    text: str
    attributes: Mapping[str, str]


@frozen(kw_only=True)
class BytesArrived:
    """A byte stream of the wire contract, whole, and for the first time."""

    sender: str
    topic: str
    name: str
    mime_type: str
    content: bytes = field(repr=False)
    attributes: Mapping[str, str]


@frozen(kw_only=True)
class Spoken:
    """What an agent said, to the end of a segment of LiveKit's own transcription."""

    sender: str
    text: str


@frozen(kw_only=True)
class StreamRefused:
    """A stream that is not taken for what it says it is."""

    sender: str
    topic: str
    key: str
    why: str


@frozen(kw_only=True)
class StreamMissing:
    """A stream that was sent to us before one that came, is not here, and cannot be sent again."""

    sender: str
    key: str


@frozen(kw_only=True)
class ConnectionChanged:
    """The connection is interrupted, and what is sent meanwhile comes afterwards; or it is back."""

    is_back: bool


@frozen(kw_only=True)
class Closed:
    """We are out of the room, and nothing more comes."""

    reason: str
    """LiveKit's name for it, such as ROOM_DELETED."""

    @property
    def is_usual(self) -> bool:
        """Whether the room came to its end, and not only our part in it."""
        return self.reason in {"ROOM_DELETED", "ROOM_CLOSED", "CLIENT_INITIATED"}


Happening = (
    Joined
    | Left
    | AttributesChanged
    | TextArrived
    | BytesArrived
    | Spoken
    | StreamRefused
    | StreamMissing
    | ConnectionChanged
    | Closed
)


def fault(content: bytes, attributes: Mapping[str, str]) -> str | None:
    """Why a stream of the wire contract is not to be taken; None when it is whole."""
    if not attributes.get("key"):
        return "it has no key"
    if attributes.get("length") != str(len(content)):
        return f"{len(content)} bytes came of {attributes.get('length', 'an unknown number')}"
    if attributes.get("sha256") != hashlib.sha256(content).hexdigest():
        return "its content does not have its sha256"
    return None
