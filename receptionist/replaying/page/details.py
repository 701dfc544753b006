"""All that there is to say of one entry, as labels and values."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, Protocol

from receptionist.projections.effects import Audience
from receptionist.replaying.account import (
    EffectShown,
    Entry,
    Happened,
    Presence,
    Recipient,
    Rescue,
    ToolUse,
    Utterance,
)

_STATES = {
    "not_owed": "not owed when its event was appended",
    "void": "not sent: there was nothing to send any more",
}

_AUDIENCES: Mapping[Audience, str] = {
    "everyone": "everybody in the room",
    "setting": "the caller and staff, or whoever the audience setting says",
    "caller_and_staff": "the caller and staff",
}


class Shows(Protocol):
    """Shows values on the clinic's clock."""

    def time(self, instant: datetime) -> str:
        """An instant's time of day."""

    def shown(self, value: Any) -> str:
        """Any value."""


def details(entry: Entry, clock: Shows) -> Iterator[tuple[str, str]]:
    """What is shown of *entry* when it is chosen; what is empty may be left out."""
    yield "Position", str(entry.position)
    match entry:
        case Utterance(interrupted=interrupted):
            yield "Interrupted", "yes; this is what got out" if interrupted else ""
        case ToolUse():
            yield from _tool(entry)
        case Happened():
            yield from _event(entry, clock)
        case EffectShown():
            yield from _effect(entry, clock)
        case Presence():
            yield "Role", entry.role or ""
            yield "Asks for what it missed by itself", {True: "yes", False: "no", None: ""}[entry.contract]
            yield "Streams of the events", "" if entry.after is None else f"after {entry.after}, up to {entry.through}"
        case Rescue(silence=silence):
            yield "Nothing was recorded for", _seconds(silence)


def _tool(entry: ToolUse) -> Iterator[tuple[str, str]]:
    arguments = _arguments(entry.arguments)
    if arguments is None:
        yield "Arguments", entry.arguments
    else:
        yield from arguments.items()
    yield "Failed" if entry.is_error else "Result", "it never came back" if entry.result is None else entry.result
    yield "Took", "" if entry.duration is None else _seconds(entry.duration)


def given(arguments: str) -> str:
    """A tool's arguments on one line."""
    named = _arguments(arguments)
    return arguments if named is None else ", ".join(f"{name}: {value}" for name, value in named.items() if value)


def _arguments(arguments: str) -> Mapping[str, str] | None:
    """What the LLM wrote, by name; None where that is no JSON object."""
    try:
        parsed = json.loads(arguments)
    except (ValueError, RecursionError):
        return None
    if not isinstance(parsed, dict):
        return None
    return {
        name: value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        for name, value in parsed.items()
    }


def _event(entry: Happened, clock: Shows) -> Iterator[tuple[str, str]]:
    yield "Event", f"{entry.type}, version {entry.version}"
    if not entry.known:
        yield "Written by", "a newer version of receptionist, which alone can read it"
    yield "Act of", entry.person or entry.actor
    for field in entry.fields:
        yield field.path, clock.shown(field.value)


def _effect(entry: EffectShown, clock: Shows) -> Iterator[tuple[str, str]]:
    state = _STATES.get(entry.state, entry.state)
    yield "State", f"{state}, at the {_ordinal(entry.attempts)} attempt" if entry.attempts > 1 else state
    yield "Error", entry.error or ""
    yield "Sent", "" if entry.sent_at is None else clock.time(entry.sent_at)
    yield "After its event", "" if entry.latency is None else _seconds(entry.latency)
    yield "Key", entry.key
    yield "For", _AUDIENCES[entry.audience]
    for recipient in entry.recipients:
        yield f"To {recipient.identity or recipient.role}", _recipient(recipient, clock)
    if not entry.known:
        yield "Content", "today's code does not show it any more"
    if entry.as_recorded is False:
        yield "Changed since", "today's code shows something else than was meant when its event was appended"
    document = entry.content.get("document")
    if isinstance(document, dict):
        yield "Document", f"{document.get('template')}, version {document.get('version')}"
        for name, value in document.get("fields", {}).items():
            yield name, clock.shown(value)


def _recipient(recipient: Recipient, clock: Shows) -> str:
    parts = ["was there" if recipient.live else "was not there yet"]
    parts += [f"sent again {clock.time(at)}" for at in recipient.resent_at]
    if recipient.acknowledged_by is not None:
        parts.append(f"acknowledged by {clock.time(recipient.acknowledged_by)}")
    return ", ".join(parts)


def in_words(name: str) -> str:
    """Such as "caller said goodbye" for `caller_said_goodbye`."""
    return name.replace("_", " ")


def spaced(name: str) -> str:
    """Such as "Booking confirmed" for `BookingConfirmed`; a stored name stays as it is."""
    if "." in name or not name:
        return name
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower()
    return f"{words[:1].upper()}{words[1:]}"


def _seconds(length: timedelta) -> str:
    seconds = length.total_seconds()
    return f"{round(seconds * 1000)} ms" if seconds < 1 else f"{seconds:.1f} s"


def _ordinal(number: int) -> str:
    suffix = "th" if number % 100 in range(11, 14) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{suffix}"
