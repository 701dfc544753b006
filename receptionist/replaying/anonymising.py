"""A call's stored events with other people in them, at another time, under other ids; nothing sealed is left.

Events stay as they were stored, in their versions: what was personal is known by its seals, not by today's classes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from attrs import evolve, frozen

from receptionist.domain.carriers import CARRIERS
from receptionist.events.catalogue import CURRENT, UPCASTERS
from receptionist.events.codec import CODEC
from receptionist.events.personal import ERASED
from receptionist.events.sqlite import rows
from receptionist.events.vault import Vault
from receptionist.ids import EventId
from receptionist.replaying.gathering import (
    DAY,
    INSTANT,
    NAMES,
    Sealed,
    ids,
    instants,
    languages,
    named,
    public,
    who,
    zone,
)
from receptionist.replaying.history import Saved
from receptionist.replaying.moving_dates import Moved, moved
from receptionist.replaying.pseudonyms import Pseudonyms, name_words
from receptionist.replaying.rewording import WITHHELD, Noted, Rewording

_STAFF = frozenset({"owner", "person"})
_TOOL_CALLS = frozenset({"tool_call_id", "causation"})
_POSITIONS = frozenset({"after", "through"})


@frozen(kw_only=True)
class Anonymised:
    """A call that is nobody's.

    Attributes:
        events: Counted from 1.
        before: Events of before the call that it rests on, at positions before those.
        people: How many people's names were replaced.
        moved: By how much the dates were.
        noted: What a person has to look at.
    """

    events: tuple[Saved, ...]
    before: tuple[Saved, ...]
    people: int
    moved: Moved
    noted: Noted


def opened(found: Iterable[rows.Row], vault: Vault) -> tuple[Saved, ...]:
    """The events of rows of the log, with what was sealed in them as `Sealed`; what was erased reads so.

    Raises:
        CodecError: One cannot be read.
        UnsealError: Sealed content was changed.
    """
    return tuple(_opened(row, vault) for row in found)


def in_clear(events: Iterable[Saved]) -> tuple[Saved, ...]:
    """The same with everything as it was said: for calls that were made up."""
    return tuple(evolve(each, data=_unwrapped(each.data)) for each in events)


def anonymised(events: Sequence[Saved], before: Sequence[Saved], *, key: bytes) -> Anonymised:
    """The call that *events* are, and what it rests on, as `opened` gave them, with other people in it.

    Args:
        events: The call's.
        before: Of other calls and of staff, recorded before it.
        key: Decides who stands for whom; the same for all calls of one log.
    """
    whole = (*before, *events)
    where, began = zone(whole), _moment(events[0])
    today = began.astimezone(where).date()
    pseudonyms = _pseudonyms(whole, key, today, today)
    by = moved(instants(whole), where, lambda below: pseudonyms.number("weeks", events[0].id, below))
    pseudonyms = _pseudonyms(whole, key, today, by.day(today))
    people = sorted(named(whole))
    for name in people:
        pseudonyms.name(name)
    rewording = Rewording(
        pseudonyms=pseudonyms,
        moved=by,
        who=who(whole),
        today=today,
        languages=languages(whole),
        public=public(whole),
    )
    shift = len(before)
    walk = _Walk(rewording, {each.position: at for at, each in enumerate(whole, start=1)}, shift)
    # What callers say first: what they call somebody is then known when the agent repeats it.
    first = sorted(range(len(whole)), key=lambda at: (whole[at].type != "call.utterance_heard", at))
    done = {at: walk.event(whole[at], at + 1) for at in first}
    changed = tuple(done[at] for at in range(len(whole)))
    return Anonymised(
        events=tuple(_from_one(each, shift) for each in changed[shift:]),
        before=changed[:shift],
        people=len(people),
        moved=by,
        noted=rewording.noted,
    )


@frozen
class _Walk:
    """Goes through events' values."""

    rewording: Rewording
    places: Mapping[int, int]
    shift: int

    def event(self, event: Saved, position: int) -> Saved:
        """*event*, which is to have this position among all."""
        at = self.rewording.moved.instant(_moment(event))
        known = (event.type, event.version) in CURRENT or (event.type, event.version) in UPCASTERS
        # What a person is to look at is told by where it stands in the history.
        shown = self._value(event.data, "", evolve(event, position=position - self.shift), known=known)
        return Saved(
            position=position,
            id=self.rewording.pseudonyms.event_id(event.id, at),
            type=event.type,
            version=event.version,
            recorded_at=at.isoformat(timespec="microseconds"),
            tags=tuple(sorted(self._plain(tag, "tag") for tag in event.tags)),
            data=shown,
            metadata={name: self._metadata(name, value) for name, value in event.metadata.items()},
        )

    def _value(self, value: Any, name: str, event: Saved, *, known: bool) -> Any:
        match value:
            case Sealed(value=inner):
                # What a newer version sealed may be anything.
                return self._sealed(inner, name, event) if known or inner == ERASED else WITHHELD
            case dict():
                return {each: self._value(inner, each, event, known=known) for each, inner in value.items()}
            case list():
                return [self._value(inner, name, event, known=known) for inner in value]
            case str():
                return self._plain(value, name)
            case int() if name in _POSITIONS and event.type == "call.streams_resent":
                return max((place for was, place in self.places.items() if was <= value), default=0)
            case _:
                return value

    def _sealed(self, value: Any, name: str, event: Saved) -> Any:
        if not isinstance(value, str) or not value or value == ERASED:
            return value
        pseudonyms = self.rewording.pseudonyms
        match name:
            case "patient_name" | "name" | "who":
                return pseudonyms.name(value)
            case "phone":
                return pseudonyms.phone(value) if value.startswith("+") else self.rewording(value, event.position)
            case "birth_date" if DAY.fullmatch(value):
                return pseudonyms.birth_date(date.fromisoformat(value)).isoformat()
            case "code":
                return pseudonyms.code(value)
            case "identity":
                return pseudonyms.identity(value, str(event.data.get("role", "participant")))
            case "claim" | "uid":
                return pseudonyms.opaque(name, value, len(value))
            case "carrier" if value in CARRIERS:
                return value
            case "arguments":
                return self._arguments(value, event)
            case _:
                by_caller = event.type == "call.utterance_heard"
                return self.rewording(value, event.position, by_caller=by_caller)

    def _arguments(self, value: str, event: Saved) -> str:
        """What the LLM gave a tool: each value by itself, where it is JSON, so that it still is JSON afterwards."""
        try:
            given = json.loads(value)
        except (ValueError, RecursionError):
            return self.rewording(value, event.position)
        if not isinstance(given, dict):
            return self.rewording(value, event.position)
        shown = {name: self._argument(name, inner, event) for name, inner in given.items()}
        return json.dumps(shown, ensure_ascii=False)

    def _argument(self, name: str, value: Any, event: Saved) -> Any:
        if not isinstance(value, str):
            return value
        if name in NAMES and value.strip():
            return self.rewording.pseudonyms.name(value)
        return self.rewording(value, event.position, by_caller=name.endswith("words"))

    def _plain(self, text: str, name: str) -> str:
        if name in _TOOL_CALLS:
            return f"call_{self.rewording.pseudonyms.opaque('tool', text, 12)}"
        if name in _STAFF:
            return self.rewording.pseudonyms.staff(text)
        if INSTANT.match(text):
            return _like(text, self.rewording.moved.instant(datetime.fromisoformat(text)))
        if name == "tag" and (found := re.fullmatch(rf"((?:diary|day):.*?)({DAY.pattern})", text)):
            return found[1] + self.rewording.moved.day(date.fromisoformat(found[2])).isoformat()
        if DAY.fullmatch(text):
            return self.rewording.moved.day(date.fromisoformat(text)).isoformat()
        return self.rewording.pseudonyms.ids_in(text)

    def _metadata(self, name: str, value: Any) -> Any:
        return (
            self._plain(value, name) if isinstance(value, str) and name not in {"agent", "prompt", "model"} else value
        )


def _opened(row: rows.Row, vault: Vault) -> Saved:
    stored = rows.stored(row)
    event_id = EventId(stored.id)
    return Saved(
        position=stored.position,
        id=stored.id,
        type=stored.type,
        version=stored.version,
        recorded_at=stored.recorded_at,
        tags=tuple(json.loads(stored.tags)),
        data=CODEC.opened(stored.data, event_id=event_id, vault=vault, each=lambda _, value: Sealed(value)),
        metadata=json.loads(stored.metadata),
    )


def _unwrapped(value: Any) -> Any:
    match value:
        case Sealed(value=inner):
            return inner
        case dict():
            return {name: _unwrapped(inner) for name, inner in value.items()}
        case list():
            return [_unwrapped(inner) for inner in value]
        case _:
            return value


def _from_one(event: Saved, shift: int) -> Saved:
    """The same in a log of its own, where it is not preceded by *shift* events of others."""
    data = event.data
    if event.type == "call.streams_resent":
        data = {name: max(0, value - shift) if name in _POSITIONS else value for name, value in data.items()}
    return evolve(event, position=event.position - shift, data=data)


def _pseudonyms(whole: Sequence[Saved], key: bytes, today: date, history_day: date) -> Pseudonyms:
    real = frozenset(word for name in named(whole) for word in name_words(name))
    return Pseudonyms(key, real=real | public(whole), ids=ids(whole), today=today, moved=history_day)


def _moment(event: Saved) -> datetime:
    return datetime.fromisoformat(event.recorded_at).astimezone(UTC)


def _like(written: str, at: datetime) -> str:
    return at.isoformat(timespec="microseconds" if "." in written else "seconds")
