"""Events and effects as a line that a person reads, and as JSON values that a program reads."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from receptionist.events.codec import CODEC
from receptionist.events.recorded import Recorded, UnknownEvent
from receptionist.projections.effects import Effect, SendBytes, SendText, SetAttributes, kind

# What would move the cursor, change colours or hide text if a caller managed to say it.
_CONTROLS = dict.fromkeys((*range(32), *range(127, 160)), "�")
_CONTROLS |= dict.fromkeys((8232, 8233, *range(8234, 8239), *range(8294, 8298)), "�")


def plain(text: str) -> str:
    """*text* on one line, safe for a terminal."""
    return " ".join(text.split()).translate(_CONTROLS).encode("utf-8", "replace").decode()


def shortened(text: str, most: int) -> str:
    """*text*, or its beginning."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def event_name(recorded: Recorded) -> str:
    """The event's class as people call it, such as BookingConfirmed; its stored name if this version has none."""
    return recorded.type if isinstance(recorded.event, UnknownEvent) else type(recorded.event).__name__


def event_data(recorded: Recorded) -> Mapping[str, Any]:
    """An event's fields as JSON values."""
    return recorded.event.data if isinstance(recorded.event, UnknownEvent) else CODEC.to_data(recorded.event)


def fields(data: Mapping[str, Any]) -> Iterator[str]:
    """An event's fields as `name=value`, those inside others too, the empty ones left out."""
    for name, value in data.items():
        if value in (None, [], {}):
            continue
        match value:
            case dict():
                yield from fields(value)
            case str():
                yield f"{name}={plain(value)}" if value and " " not in value else f'{name}="{plain(value)}"'
            case _:
                yield f"{name}={json.dumps(value)}"


def effect_line(effect: Effect, saved_as: str | None = None) -> str:
    """An effect on one line."""
    match effect:
        case SetAttributes(values=values):
            return "attribute  " + " ".join(f"{name}={plain(value)}" for name, value in values.items())
        case SendText(topic=topic, chunks=chunks):
            return f'text   {topic}  "{plain("".join(chunks))}"'
        case SendBytes(topic=topic, name=name):
            return f"bytes  {topic} → {saved_as or name}"


def effect_data(effect: Effect) -> dict[str, Any]:
    """An effect as JSON values; of a document, what it is and not what is in it."""
    match effect:
        case SetAttributes(values=values):
            what: dict[str, Any] = {"attributes": dict(values)}
        case SendText(topic=topic, chunks=chunks, attributes=attributes):
            what = {"topic": topic, "text": "".join(chunks)}
            if attributes:
                what["attributes"] = dict(attributes)
        case SendBytes(topic=topic, name=name, mime_type=mime_type):
            what = {"topic": topic, "name": name, "mime_type": mime_type}
    return {"effect": kind(effect), **what}


def local(instant: datetime, time_zone: str, form: str = "%H:%M:%S") -> str:
    """An instant on the clinic's clock."""
    return instant.astimezone(ZoneInfo(time_zone)).strftime(form)
