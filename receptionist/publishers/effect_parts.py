"""The parts of an effect, and a keyed digest of each: by which one sees, later, what of it has changed.

The outbox keeps no content, only digests. The one over the whole effect tells that today's code would send something
else; these tell where. They are short: they point to a place, they prove nothing.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

import cattrs

from receptionist.events.codec import canonical, canonical_text
from receptionist.events.tags import call_tag
from receptionist.events.vault import Vault
from receptionist.ids import CallId
from receptionist.projections.effects import Effect

Part = str | int
_BYTES = 4
# They stand in the outbox's row in clear.
_COLUMNS = frozenset({"kind", "lane", "topic", "audience"})


def parts(effect: Effect) -> Mapping[str, Part]:
    """What an effect is made of besides its kind, lane, topic and audience, by where it stands.

    Such as `values.agent_state`, `chunks[0]`, `content.fields.date`, and `content.fields.description[1]` for the second
    line of a text of several.
    """
    model: dict[str, Any] = cattrs.unstructure(effect)
    return dict(_flat({name: value for name, value in model.items() if name not in _COLUMNS}, ""))


def part_digests(vault: Vault, call: CallId, key: str, effect: Effect) -> dict[str, str]:
    """A keyed digest of each of an effect's parts; those of two effects say nothing about one another.

    Raises:
        KeyDestroyedError: The call's data was erased.
    """
    own = bytes.fromhex(vault.digest(call_tag(call), canonical(["parts", key])))
    return {where: _digest(own, where, part) for where, part in parts(effect).items()}


def as_column(digests: Mapping[str, str]) -> str:
    """The digests as the outbox keeps them."""
    return canonical_text(dict(digests))


def from_column(column: str | None) -> Mapping[str, str] | None:
    """The digests of a row; None for one that was written before there were any."""
    return None if column is None else {str(where): str(digest) for where, digest in json.loads(column).items()}


def _digest(key: bytes, where: str, part: Part) -> str:
    content = f"{where}\0{type(part).__name__}\0{part}".encode("utf-8", "surrogatepass")
    return hashlib.blake2s(content, key=key, digest_size=_BYTES).hexdigest()


def _flat(value: object, where: str) -> Iterator[tuple[str, Part]]:
    match value:
        case Mapping():
            for name, inner in value.items():
                yield from _flat(inner, f"{where}.{name}" if where else str(name))
        case list() | tuple():
            for at, inner in enumerate(value):
                yield from _flat(inner, f"{where}[{at}]")
        case str() if "\n" in value:
            yield from _flat(value.split("\n"), where)
        case str() | int():
            yield where, value
        case _:
            yield where, repr(value)
