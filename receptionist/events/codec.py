"""Events to stored bytes and back: literal names, versions, upcasters, sealed personal fields."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, get_type_hints

import attrs
from cattrs import Converter
from cattrs.errors import BaseValidationError

from receptionist.errors import CodecError, KeyDestroyedError
from receptionist.events.catalogue import CURRENT, UPCASTERS, Event, Stored, Upcaster
from receptionist.events.personal import ERASED, is_personal
from receptionist.events.recorded import UnknownEvent
from receptionist.events.vault import Vault
from receptionist.ids import EventId

_SEALED, _BOX = "$sealed", "$box"
Path = tuple[str, ...]


class Codec:
    """Encodes and decodes events. `CODEC` knows the catalogue; tests make others."""

    def __init__(self, current: Mapping[Stored, type], upcasters: Mapping[Stored, Upcaster]) -> None:
        self._classes = dict(current)
        self._stored = {cls: stored for stored, cls in current.items()}
        self._upcasters = dict(upcasters)
        self._personal = {cls: tuple(_personal_paths(cls)) for cls in self._stored}
        self._converter = _converter()

    def stored(self, event: object) -> Stored:
        """The literal type and version that an event is stored under."""
        return self._stored[type(event)]

    def to_data(self, event: object) -> dict[str, Any]:
        """An event's fields as JSON values, nothing sealed."""
        data: dict[str, Any] = self._converter.unstructure(event)
        return data

    def encode(self, event: object, *, event_id: EventId, subject: str, vault: Vault) -> bytes:
        """The stored form: canonical JSON whose personal fields are sealed for *subject*.

        Raises:
            KeyDestroyedError: *subject* has no key.
        """
        data = self.to_data(event)
        for path in self._personal[type(event)]:
            *parents, name = path
            holder = data
            for parent in parents:
                holder = holder[parent]
            if holder[name] is not None:
                content = canonical(holder[name])
                box = vault.seal(subject, content, _context(event_id, path))
                holder[name] = {_SEALED: subject, _BOX: base64.b64encode(box).decode()}
        return canonical(data)

    def decode(
        self, stored: Stored, content: bytes, *, event_id: EventId, vault: Vault
    ) -> Event | UnknownEvent:
        """An event from its stored form: opened, lifted to today's version, structured.

        A type or version that this catalogue does not know becomes an `UnknownEvent`. Content whose key was
        destroyed reads as `ERASED`.

        Raises:
            CodecError: The content does not fit the event's class.
            UnsealError: A sealed field was changed or moved.
        """
        try:
            raw = json.loads(content)
        except ValueError as error:
            raise CodecError(f"event {event_id} ({stored[0]}) is not JSON: {error}") from error
        data = _open(raw, (), event_id, vault)
        name, version = stored
        while (upcast := self._upcasters.get((name, version))) is not None:
            data, version = upcast(data), version + 1
        cls = self._classes.get((name, version))
        if cls is None:
            return UnknownEvent(type=stored[0], version=stored[1], data=data)
        try:
            event: Event = self._converter.structure(data, cls)
        except (BaseValidationError, KeyError, TypeError, ValueError) as error:
            raise CodecError(f"event {event_id} does not fit {name} version {version}: {error}") from error
        return event


def canonical(data: object) -> bytes:
    """JSON with one spelling for one value: sorted keys, no spaces, UTF-8."""
    text = json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    # An LLM can write half a surrogate pair. It is kept as it came: losing an event over it would be worse.
    return text.encode("utf-8", "surrogatepass")


def _converter() -> Converter:
    converter = Converter(forbid_extra_keys=True)
    converter.register_unstructure_hook(datetime, lambda instant: instant.astimezone(UTC).isoformat())
    converter.register_structure_hook(datetime, lambda text, _: _instant(text))
    return converter


def _instant(text: str) -> datetime:
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None:
        msg = f"{text!r} has no UTC offset"
        raise ValueError(msg)
    return instant.astimezone(UTC)


def _personal_paths(cls: type, before: Path = ()) -> Iterator[Path]:
    hints = get_type_hints(cls)
    for attribute in attrs.fields(cls):
        path = (*before, attribute.name)
        if is_personal(attribute):
            yield path
        elif attrs.has(hints[attribute.name]):
            yield from _personal_paths(hints[attribute.name], path)


def _open(value: Any, path: Path, event_id: EventId, vault: Vault) -> Any:  # noqa: ANN401
    match value:
        case {"$sealed": str(subject), "$box": str(box)}:
            try:
                content = vault.unseal(subject, base64.b64decode(box), _context(event_id, path))
            except KeyDestroyedError:
                return ERASED
            return json.loads(content)
        case dict():
            return {name: _open(inner, (*path, name), event_id, vault) for name, inner in value.items()}
        case list():
            return [_open(inner, (*path, str(index)), event_id, vault) for index, inner in enumerate(value)]
        case _:
            return value


def _context(event_id: EventId, path: Path) -> bytes:
    # A box opens only in the field of the event that it was sealed for: copying it elsewhere is found out.
    return "\0".join((event_id, *path)).encode()


CODEC = Codec(CURRENT, UPCASTERS)
