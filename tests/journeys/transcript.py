"""Both voices and what happened beside them, for whoever has to find out why a call came out otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from attrs import fields

from receptionist.events.booking import Appointment, OfferedSlot
from receptionist.events.call import ToolCalled, ToolReturned, UtteranceHeard, UtteranceSpoken
from receptionist.events.catalogue import Event
from receptionist.events.codec import CODEC
from tests.journeys.journey import CLINIC, SLOT
from tests.journeys.standing import shown

_EVERYBODY_KNOWS = frozenset({"booking_id", "time_zone", "asked_at", "clinic"})


def transcript(events: Iterable[Event]) -> str:
    """One line a voice, and one an event below it."""
    return "\n".join(line for event in events for line in _lines(event))


def _lines(event: Event) -> Iterator[str]:
    match event:
        case UtteranceHeard(text=text):
            yield f"caller  {text}"
        case UtteranceSpoken(text=text):
            yield f"agent   {text}"
        case ToolCalled(tool=tool, arguments=arguments):
            yield f"            > {tool} {arguments}"
        case ToolReturned(result=result):
            yield from (f"            < {line}" for line in result.splitlines())
        case _:
            facts = ", ".join(_facts(event))
            yield f"            * {CODEC.stored(event)[0]}{': ' if facts else ''}{facts}"


def _facts(event: Event) -> Iterator[str]:
    for each in fields(type(event)):
        value = getattr(event, each.name)
        if each.name not in _EVERYBODY_KNOWS and value not in (None, "", ()):
            yield f"{each.name}={_value(value)}"


def _value(value: object) -> str:
    match value:
        case Appointment():
            return f"({shown(value, 4)})"
        case OfferedSlot():
            return f"{value.slot_id} {_value(value.starts_at)} {value.provider_id}"
        case datetime():
            return value.astimezone(ZoneInfo(CLINIC.time_zone)).strftime(SLOT)
        case tuple():
            return f"[{'; '.join(map(_value, value))}]"
        case _:
            return str(value)
