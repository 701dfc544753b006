"""Events to stored bytes and back: literal names, versions, upcasters, sealed personal fields."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any, TypeVar

import attrs
from cattrs import Converter, transform_error
from cattrs.errors import BaseValidationError, ForbiddenExtraKeysError

from receptionist.errors import CodecError, KeyDestroyedError, UnsealError
from receptionist.events.catalogue import CURRENT, UPCASTERS, Event, Stored, Upcaster
from receptionist.events.personal import ERASED, is_personal
from receptionist.events.recorded import Metadata, UnknownEvent
from receptionist.events.vault import Vault
from receptionist.ids import EventId

T = TypeVar("T")
Path = tuple[str, ...]
Opened = Callable[[Path, Any], Any]
_SEALED, _BOX = "$sealed", "$box"
_MISFITS = (BaseValidationError, LookupError, TypeError, ValueError, AttributeError)


def _as_it_is(_path: Path, value: Any) -> Any:
    return value


class Codec:
    """Encodes and decodes events. `CODEC` knows the catalogue; tests make others."""

    def __init__(self, current: Mapping[Stored, type], upcasters: Mapping[Stored, Upcaster]) -> None:
        self._classes = dict(current)
        self._stored = {cls: stored for stored, cls in current.items()}
        self._upcasters = dict(upcasters)
        self._converter = _converter(forbid_extra_keys=True)
        # A newer version may say more about an event than this one knows; what it is stays readable.
        self._lenient = _converter(forbid_extra_keys=False)

    def stored(self, event: object) -> Stored:
        """The literal type and version that an event is stored under.

        Raises:
            CodecError: The catalogue does not have its class.
        """
        try:
            return self._stored[type(event)]
        except KeyError as error:
            raise CodecError(f"{type(event).__name__} is not in the catalogue of events; add it there") from error

    def to_data(self, event: object) -> dict[str, Any]:
        """An event's fields as JSON values, nothing sealed."""
        data: dict[str, Any] = self._converter.unstructure(event)
        return data

    def encode(self, event: object, *, event_id: EventId, subject: str, vault: Vault) -> bytes:
        """The stored form: canonical JSON whose personal fields are sealed for *subject*.

        Raises:
            CodecError: The event's values do not fit its class.
            KeyDestroyedError: *subject* has no key.
        """

        def seal(value: object, path: Path) -> object:
            if value is None:
                return None
            box = vault.seal(subject, canonical(value), _context(event_id, path))
            return {_SEALED: subject, _BOX: base64.b64encode(box).decode()}

        name, version = self.stored(event)
        try:
            return canonical(_sealed(event, self.to_data(event), (), seal))
        except _MISFITS as error:
            raise _misfit(event_id, name, version, error) from error

    def decode(self, stored: Stored, content: bytes, *, event_id: EventId, vault: Vault) -> Event | UnknownEvent:
        """An event from its stored form: opened, lifted to today's version, structured.

        A type or version that this catalogue does not know becomes an `UnknownEvent`. Content whose key was
        destroyed reads as `ERASED`.

        Raises:
            CodecError: The content does not fit the event's class.
            UnsealError: A sealed field was changed or moved.
        """
        name, version = stored
        try:
            data = opened = _open(json.loads(content), (), event_id, vault, _as_it_is)
            while (upcast := self._upcasters.get((name, version))) is not None:
                data, version = upcast(data), version + 1
            cls = self._classes.get((name, version))
            if cls is None:
                return UnknownEvent(type=name, version=stored[1], data=opened)
            event: Event = self._converter.structure(data, cls)
        except (*_MISFITS, RecursionError) as error:
            raise _misfit(event_id, name, version, error) from error
        return event

    def opened(self, content: bytes, *, event_id: EventId, vault: Vault, each: Opened = _as_it_is) -> dict[str, Any]:
        """The fields of a stored event as JSON values, in the version that they are stored in, its seals opened.

        Args:
            content: The event's stored form.
            event_id: Its id.
            vault: Who opens what is sealed.
            each: What to put in place of a sealed value, by where it stands; left out, it is the value itself.

        Raises:
            CodecError: The content is no event's.
            UnsealError: A sealed field was changed or moved.
        """
        try:
            data: dict[str, Any] = _open(json.loads(content), (), event_id, vault, each)
        except (*_MISFITS, RecursionError) as error:
            raise CodecError(f"event {event_id} cannot be opened: {_reason(error)}") from error
        return data

    def encode_metadata(self, metadata: Metadata) -> str:
        """An event's metadata as stored."""
        return canonical_text(self._lenient.unstructure(metadata))

    def decode_metadata(self, text: str, *, event_id: EventId) -> Metadata:
        """An event's metadata from its stored form; what a newer version added to it is passed over.

        Raises:
            CodecError: It does not fit `Metadata`.
        """
        try:
            return self._lenient.structure(json.loads(text), Metadata)
        except _MISFITS as error:
            msg = f"the metadata of event {event_id} does not fit: {_reason(error)}"
            raise CodecError(msg) from error


def canonical(data: object) -> bytes:
    """JSON with one spelling for one value: sorted keys, no spaces, UTF-8."""
    text = json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    # An LLM can write half a surrogate pair. It is kept as it came: losing an event over it would be worse.
    return text.encode("utf-8", "surrogatepass")


def canonical_text(data: object) -> str:
    """The same in ASCII, for columns of text: SQLite has no half surrogate pairs."""
    return json.dumps(data, sort_keys=True, separators=(",", ":"), allow_nan=False)


def _converter(*, forbid_extra_keys: bool) -> Converter:
    converter = Converter(forbid_extra_keys=forbid_extra_keys)
    converter.register_unstructure_hook(datetime, lambda instant: _aware(instant).isoformat())
    converter.register_structure_hook(datetime, lambda text, _: _aware(datetime.fromisoformat(text)))
    # cattrs looks for the exact class first: a datetime stays one.
    converter.register_unstructure_hook(date, lambda day: day.isoformat())
    converter.register_structure_hook(date, lambda text, _: date.fromisoformat(text))
    for primitive in (str, bool, int):
        # cattrs would call them: str({}) and bool("false") succeed, and a damaged event would pass for a whole one.
        converter.register_structure_hook(primitive, _exactly(primitive))
    return converter


def _exactly(cls: type[T]) -> Callable[[Any, Any], T]:
    def structure(value: Any, _: Any) -> T:
        if type(value) is not cls:
            msg = f"{cls.__name__} expected, {type(value).__name__} found"
            raise TypeError(msg)
        return value

    return structure


def _aware(instant: datetime) -> datetime:
    if instant.tzinfo is None:
        msg = "an instant has no UTC offset"
        raise ValueError(msg)
    return instant.astimezone(UTC)


def _sealed(value: object, data: Any, path: Path, seal: Callable[[object, Path], object]) -> Any:
    """*data*, which is *value* as JSON values, with each personal field sealed, however deep it stands."""
    cls = type(value)
    if attrs.has(cls):
        fields = [(attribute, (*path, attribute.name)) for attribute in attrs.fields(cls)]
        return {
            attribute.name: seal(data[attribute.name], there)
            if is_personal(attribute)
            else _sealed(getattr(value, attribute.name), data[attribute.name], there, seal)
            for attribute, there in fields
        }
    match value:
        case Mapping():
            return {name: _sealed(inner, data[name], (*path, name), seal) for name, inner in value.items()}
        case tuple() | list():
            pairs = enumerate(zip(value, data, strict=True))
            return [_sealed(inner, inside, (*path, str(index)), seal) for index, (inner, inside) in pairs]
        case _:
            return data


def _open(value: Any, path: Path, event_id: EventId, vault: Vault, each: Opened) -> Any:
    match value:
        case {"$sealed": str(subject), "$box": str(box)}:
            try:
                content = vault.unseal(subject, _box(subject, box), _context(event_id, path))
            except KeyDestroyedError:
                return ERASED
            return each(path, json.loads(content))
        case dict():
            return {name: _open(inner, (*path, name), event_id, vault, each) for name, inner in value.items()}
        case list():
            return [_open(inner, (*path, str(index)), event_id, vault, each) for index, inner in enumerate(value)]
        case _:
            return value


def _box(subject: str, text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except ValueError as error:
        raise UnsealError(subject) from error


def _context(event_id: EventId, path: Path) -> bytes:
    # A box opens only in the field of the event that it was sealed for: copying it elsewhere is found out.
    return "\0".join((event_id, *path)).encode()


def _misfit(event_id: EventId, name: str, version: int, error: BaseException) -> CodecError:
    return CodecError(f"event {event_id} does not fit {name} version {version}: {_reason(error)}")


def _reason(error: BaseException) -> str:
    """Where it does not fit, in one line, and never the value itself, which may be somebody's name."""
    if isinstance(error, BaseValidationError):
        return "; ".join(transform_error(error, format_exception=_what))
    return type(error).__name__


def _what(error: BaseException, _: type | None) -> str:
    match error:
        case KeyError():
            return "missing"
        case ForbiddenExtraKeysError(extra_fields=names):
            return f"unknown {', '.join(sorted(names))}"
        case _:
            return "wrong"


CODEC = Codec(CURRENT, UPCASTERS)
