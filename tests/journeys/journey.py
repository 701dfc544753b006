"""A whole call in a plain file: what the caller says, and how it has to come out."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import cattrs
from attrs import field, frozen, validators

from receptionist.events.catalogue import CURRENT

FOLDER = Path(__file__).parent
SLOT = "%a %Y-%m-%d %H:%M"
"""How a file writes a time at the clinic: "Tue 2026-11-24 14:00"."""

_EVENTS = frozenset(name for name, _ in CURRENT)
_STRICT = cattrs.Converter(forbid_extra_keys=True)


def _real_slot(_owner: object, _field: object, slot: str) -> None:
    """A weekday that does not belong to its date is a slip of whoever wrote the file."""
    if datetime.strptime(slot, SLOT).strftime(SLOT) != slot:  # noqa: DTZ007 (only its spelling is looked at)
        msg = f"there is no {slot}"
        raise ValueError(msg)


def _slot_of(owner: object, its_field: object, appointment: str) -> None:
    _real_slot(owner, its_field, appointment.partition(", ")[2])


@frozen(kw_only=True)
class Outcome:
    """How a call comes out; README.md explains the fields."""

    appointments: tuple[str, ...] = field(validator=validators.deep_iterable(_slot_of))
    states: tuple[str, ...]
    refused: tuple[str, ...] = ()
    confirmations: int
    documents: int
    ended: str


@frozen(kw_only=True)
class Journey:
    """One call of a file."""

    title: str
    says: tuple[str, ...]
    taken: tuple[str, ...] = field(default=(), validator=validators.deep_iterable(_real_slot))
    outcome: Outcome
    happened: tuple[str, ...] = field(default=(), validator=validators.deep_iterable(validators.in_(_EVENTS)))
    never: tuple[str, ...] = field(default=(), validator=validators.deep_iterable(validators.in_(_EVENTS)))
    beyond_the_offline_brain: str | None = None


def journeys(path: Path) -> list[Journey]:
    """The calls of a file, each with the file's `[outcome]` where it has none of its own.

    Raises:
        Exception: A key is missing, unknown or misspelt, or a date has the wrong weekday.
    """
    content = tomllib.loads(path.read_text(encoding="utf-8"))
    shared = content.pop("outcome", {})
    calls = content.pop("call")
    if content:
        msg = f"{path.name} has {', '.join(content)}, which means nothing there"
        raise ValueError(msg)
    return [_journey(call, shared) for call in calls]


def _journey(call: Mapping[str, Any], shared: Mapping[str, Any]) -> Journey:
    outcome = {**shared, **call.get("outcome", {})}
    events = {key: outcome.pop(key) for key in ("happened", "never") if key in outcome}
    lines = tuple(line for line in call["says"].splitlines() if line.strip())
    return _STRICT.structure({**call, **events, "says": lines, "outcome": outcome}, Journey)
