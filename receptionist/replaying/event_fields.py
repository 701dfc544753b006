"""An event's values one by one, with whether they are somebody's."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import attrs

from receptionist.events.call import ToolCalled
from receptionist.events.catalogue import Event
from receptionist.events.personal import ERASED, is_personal
from receptionist.events.recorded import Recorded, UnknownEvent
from receptionist.replaying.account import Field

_NAMES = frozenset({"patient_name", "name", "who"})


def fields_of(event: Event | UnknownEvent) -> tuple[Field, ...]:
    """All values of *event* that are not None, in the order of their class."""
    if isinstance(event, UnknownEvent):
        return tuple(_of_json(event.data, ""))
    return tuple(_of_class(event, ""))


def is_erased(recorded: Recorded) -> bool:
    """Whether something of an event cannot be read any more."""
    return any(field.personal and field.value == ERASED for field in fields_of(recorded.event))


def names_in(events: Iterable[Recorded]) -> tuple[str, ...]:
    """The names of people that *events* carry, each once, in the order in which they came."""
    found = dict.fromkeys(name for recorded in events for name in _names(recorded.event))
    return tuple(name for name in found if name.strip() and name != ERASED)


def _names(event: Event | UnknownEvent) -> Iterator[str]:
    # A clinic's and a document's names are nobody's.
    yield from (
        str(field.value) for field in fields_of(event) if field.personal and field.path.rpartition(".")[2] in _NAMES
    )
    if isinstance(event, ToolCalled):
        arguments = parsed(event.arguments)
        if isinstance(arguments, Mapping):
            yield from (value for name, value in arguments.items() if name in _NAMES and isinstance(value, str))


def parsed(text: str) -> object:
    """What a tool's arguments are as JSON; as they are written where they are none."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text


def _of_class(value: Any, path: str) -> Iterator[Field]:
    for attribute in attrs.fields(type(value)):
        yield from _of(getattr(value, attribute.name), f"{path}{attribute.name}", personal=is_personal(attribute))


def _of(value: Any, path: str, *, personal: bool) -> Iterator[Field]:
    match value:
        case None:
            return
        case datetime() | date():
            yield Field(path=path, value=value.isoformat(), personal=personal)
        case _ if attrs.has(type(value)):
            yield from _of_class(value, f"{path}.")
        case tuple() if any(attrs.has(type(each)) for each in value):
            for index, each in enumerate(value):
                yield from _of(each, f"{path}.{index}", personal=personal)
        case tuple():
            yield Field(path=path, value=[_scalar(each) for each in value], personal=personal)
        case _:
            yield Field(path=path, value=value, personal=personal)


def _scalar(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _of_json(value: Any, path: str) -> Iterator[Field]:
    match value:
        case None:
            return
        case Mapping():
            for name, inner in value.items():
                yield from _of_json(inner, f"{path}.{name}" if path else str(name))
        case str():
            # Once opened, what was sealed cannot be told from what was not.
            yield Field(path=path, value=value, personal=True)
        case Sequence():
            for index, inner in enumerate(value):
                yield from _of_json(inner, f"{path}.{index}")
        case _:
            yield Field(path=path, value=value)
