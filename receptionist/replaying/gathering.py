"""What events say of who somebody is, of the clinic, and of when: gathered before anything is replaced."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from attrs import frozen

from receptionist.events.personal import ERASED
from receptionist.language import Language
from receptionist.replaying.history import Saved
from receptionist.replaying.pseudonyms import folded, name_words
from receptionist.replaying.rewording import Who

NAMES = frozenset({"patient_name", "name", "who"})
"""Fields that are somebody's name."""
INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_TAGGED = frozenset({"call", "effects", "appointment", "patient", "task", "wait"})
_ID = re.compile(r"[abcpktw]-\w{6,}")


@frozen
class Sealed:
    """A value that was sealed, opened."""

    value: Any


def ids(whole: Iterable[Saved]) -> frozenset[str]:
    """Whatever stands where ids stand: in tags, in metadata, in fields of that name."""
    tagged = {tag.rpartition(":")[2] for event in whole for tag in event.tags if tag.split(":")[0] in _TAGGED}
    named = {
        value
        for event in whole
        for name, value, sealed in _leaves({**event.data, "call_id": event.metadata.get("call")})
        if not sealed and isinstance(value, str) and (name.endswith("_id") or name == "of")
    }
    return frozenset(each for each in tagged | named if _ID.match(each))


def named(whole: Iterable[Saved]) -> set[str]:
    """Everybody's names."""
    return _personal(whole, NAMES.__contains__)


def who(whole: Iterable[Saved]) -> Who:
    """What must not be found of anybody afterwards."""
    held = tuple(whole)
    births = _personal(held, lambda name: name == "birth_date")
    return Who(
        words=frozenset(word for name in named(held) for word in name_words(name)),
        phones=frozenset(each for each in _personal(held, lambda name: name == "phone") if each.startswith("+")),
        births=frozenset(date.fromisoformat(each) for each in births if DAY.fullmatch(each)),
        codes=frozenset(_personal(held, lambda name: name == "code")),
    )


def public(whole: Iterable[Saved]) -> frozenset[str]:
    """The words and the phone numbers of the clinic: everybody may know them, and so they stay."""
    found = set[str]()
    for event in whole:
        for name, value, sealed in _leaves(event.data):
            if sealed or not isinstance(value, str):
                continue
            if name in {
                "name",
                "short_address",
                "address",
                "arrival_instructions",
                "treatment",
                "provider",
                "words",
                "clinic",
            }:
                found |= {folded(word) for word in re.findall(r"[^\W\d_]+", value)}
            elif name == "phone":
                found.add(re.sub(r"\D", "", value)[-7:])
    return frozenset(found)


def languages(whole: Iterable[Saved]) -> tuple[Language, ...]:
    """The languages that are spoken and written."""
    said = {value for event in whole for name, value, _ in _leaves(event.data) if name == "language"}
    spoken: tuple[Language, ...] = ("en", "es")
    return tuple(each for each in spoken if each in said) or ("en",)


def zone(whole: Iterable[Saved]) -> ZoneInfo:
    """The clinic's."""
    zones = [value for event in whole for name, value, _ in _leaves(event.data) if name == "time_zone"]
    return ZoneInfo(zones[-1] if zones else "UTC")


def instants(whole: Iterable[Saved]) -> Iterator[datetime]:
    """When something was recorded, and every instant that is told of."""
    for event in whole:
        yield datetime.fromisoformat(event.recorded_at)
        for _, value, sealed in _leaves(event.data):
            if not sealed and isinstance(value, str) and INSTANT.match(value):
                yield datetime.fromisoformat(value)


def _leaves(value: Any, name: str = "") -> Iterator[tuple[str, Any, bool]]:
    """Each value with its field's name, and whether it was sealed; those that a tool was given, too."""
    match value:
        case Sealed(value=inner):
            yield name, inner, True
            if name == "arguments" and isinstance(inner, str):
                yield from _given(inner)
        case dict():
            for each, inner in value.items():
                yield from _leaves(inner, each)
        case list():
            for inner in value:
                yield from _leaves(inner, name)
        case _:
            yield name, value, False


def _given(arguments: str) -> Iterator[tuple[str, Any, bool]]:
    try:
        given = json.loads(arguments)
    except (ValueError, RecursionError):
        return
    if isinstance(given, dict):
        yield from ((name, value, True) for name, value in given.items())


def _personal(whole: Iterable[Saved], wanted: Callable[[str], bool]) -> set[str]:
    return {
        value
        for event in whole
        for name, value, sealed in _leaves(event.data)
        if sealed and wanted(name) and isinstance(value, str) and value.strip() and value != ERASED
    }
