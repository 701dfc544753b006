"""The parts of an effect, and a keyed digest of each: by which one sees, later, what of it has changed.

The outbox keeps no content, only digests. The one over the whole effect tells that today's code would send something
else; these tell where. They are short: they point to a place, they prove nothing.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

from receptionist.events.codec import canonical
from receptionist.events.tags import call_tag
from receptionist.events.vault import Vault
from receptionist.ids import CallId
from receptionist.projections.effects import Effect, SendBytes, SendText, SetAttributes

Part = str | int
_BYTES = 4


def parts(effect: Effect) -> Mapping[str, Part]:
    """What an effect is made of besides its kind, lane, topic and audience, by where it stands.

    Such as `values.agent_state`, `chunks[0]`, `content.fields.date`, and `content.fields.description[1]` for the second
    line of a text of several.
    """
    # Written out, not unstructured: it is done for each effect under the log's write lock.
    match effect:
        case SetAttributes(values=values):
            found: dict[str, Part] = {f"values.{name}": value for name, value in values.items()}
        case SendText(chunks=chunks, attributes=attributes):
            found = {f"chunks[{at}]": chunk for at, chunk in enumerate(chunks)}
            found |= {f"attributes.{name}": value for name, value in attributes.items()}
        case SendBytes(name=name, mime_type=mime_type, content=content):
            found = {"name": name, "mime_type": mime_type}
            found |= {"content.template": content.template, "content.version": content.version}
            found |= {f"content.fields.{name}": value for name, value in content.fields.items()}
    return found if not any("\n" in value for value in found.values() if type(value) is str) else _by_lines(found)


def part_digests(vault: Vault, call: CallId, key: str, effect: Effect) -> dict[str, str]:
    """A keyed digest of each of an effect's parts; those of two effects say nothing about one another.

    Raises:
        KeyDestroyedError: The call's data was erased.
    """
    own = hashlib.blake2s(
        key=bytes.fromhex(vault.digest(call_tag(call), canonical(["parts", key]))), digest_size=_BYTES
    )
    return {where: _digest(own, where, part) for where, part in parts(effect).items()}


def as_column(digests: Mapping[str, str]) -> str:
    """The digests as the outbox keeps them."""
    return json.dumps(digests, separators=(",", ":"))


def from_column(column: str | None) -> dict[str, str] | None:
    """The digests of a row; None for one that was written before there were any."""
    return None if column is None else {str(where): str(digest) for where, digest in json.loads(column).items()}


def _digest(keyed: hashlib.blake2s, where: str, part: Part) -> str:
    digest = keyed.copy()
    digest.update(f"{where}\0{type(part).__name__}\0{part}".encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def _by_lines(found: Mapping[str, Part]) -> dict[str, Part]:
    lines: dict[str, Part] = {}
    for where, value in found.items():
        if isinstance(value, str) and "\n" in value:
            lines |= {f"{where}[{at}]": line for at, line in enumerate(value.split("\n"))}
        else:
            lines[where] = value
    return lines
