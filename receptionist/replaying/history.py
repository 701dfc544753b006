"""A saved call: its events as they were stored, in clear, and what they showed: a file that is kept for ever.

A history is replayed by today's code (`play`), and what comes of it is compared, part by part, with what stands in the
file. Its events keep the versions that they were stored under: nothing in the file is ever brought up to date but what
they show, and that only when somebody accepts it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from attrs import evolve, frozen

from receptionist.errors import CodecError, HistoryFileError, KeyDestroyedError
from receptionist.events.chain import StoredEvent, genesis, link
from receptionist.events.codec import CODEC, Codec, canonical, canonical_text
from receptionist.events.recorded import Recorded
from receptionist.ids import EventId
from receptionist.projections import project
from receptionist.projections.effects import Effect
from receptionist.replaying.showing import Shown, shown

FORMAT = 1
Projection = Callable[[Recorded], tuple[Effect, ...]]


@frozen(kw_only=True)
class Saved:
    """An event as it was stored, its sealed fields opened.

    Attributes:
        recorded_at: ISO 8601, UTC.
        data: The fields as JSON values, in the version that they were stored under.
        metadata: Who and what stands behind it, as JSON values.
    """

    position: int
    id: str
    type: str
    version: int
    recorded_at: str
    tags: tuple[str, ...]
    data: Mapping[str, Any]
    metadata: Mapping[str, Any]


@frozen(kw_only=True)
class History:
    """A saved call.

    Attributes:
        about: What it is and where it comes from, for people.
        events: In order.
        shows: What it showed when it was saved, or accepted last.
    """

    about: str
    events: tuple[Saved, ...]
    shows: Shown

    @classmethod
    def load(cls, path: Path) -> History:
        """Read a history from its file.

        Raises:
            HistoryFileError: It cannot be read, or is something else.
        """
        try:
            whole = json.loads(path.read_text(encoding="utf-8"))
            if whole.get("format") != FORMAT:
                raise HistoryFileError(path, f"is not a history in format {FORMAT}, the one that this version knows")
            events = tuple(Saved(**each | {"tags": tuple(each["tags"])}) for each in whole["events"])
            return cls(about=whole["about"], events=events, shows=Shown.from_json(whole["shows"]))
        except OSError as error:
            raise HistoryFileError(path, f"cannot be read ({error.strerror})") from error
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise HistoryFileError(path, f"is not a history ({type(error).__name__})") from error

    def as_text(self) -> str:
        """What stands in its file."""
        events = [
            {
                "position": each.position,
                "id": each.id,
                "type": each.type,
                "version": each.version,
                "recorded_at": each.recorded_at,
                "tags": list(each.tags),
                "data": each.data,
                "metadata": each.metadata,
            }
            for each in self.events
        ]
        whole = {"format": FORMAT, "about": self.about, "events": events, "shows": self.shows.as_json()}
        text = json.dumps(whole, ensure_ascii=False, indent=1, allow_nan=False)
        # Half a surrogate pair, as an LLM can write one, has no place in UTF-8.
        return (text if _is_text(text) else json.dumps(whole, indent=1, allow_nan=False)) + "\n"

    def recorded(self, *, codec: Codec = CODEC) -> tuple[Recorded, ...]:
        """Its events as a log would give them back to today's code, or to whose *codec* it is.

        Raises:
            CodecError: One of them cannot be read any more.
        """
        chained, found = genesis(self.about), []
        for each in self.events:
            row = StoredEvent(
                position=each.position,
                id=each.id,
                type=each.type,
                version=each.version,
                recorded_at=each.recorded_at,
                tags=canonical_text(each.tags),
                data=canonical(each.data),
                metadata=canonical_text(each.metadata),
            )
            chained = link(chained, row)
            found.append(_recorded(row, each.tags, chained, codec))
        return tuple(found)


def play(history: History, *, codec: Codec = CODEC, projection: Projection = project) -> Shown:
    """What a history shows today, by this version's code or by whose *codec* and *projection* are given.

    Raises:
        CodecError: An event cannot be read any more.
    """
    return shown(history.recorded(codec=codec), projection=projection)


def accepted(history: History, today: Shown) -> History:
    """The same, of which *today* is what is meant."""
    return evolve(history, shows=today)


class _NothingSealed:
    """Keys for what has no seals: whatever is sealed all the same was left behind, and says so."""

    async def ensure(self, subject: str) -> None:
        """Nothing is needed."""

    def seal(self, subject: str, content: bytes, context: bytes) -> bytes:  # noqa: ARG002 (the vault's signature)
        """Nothing is sealed."""
        raise KeyDestroyedError(subject)

    def unseal(self, subject: str, box: bytes, context: bytes) -> bytes:  # noqa: ARG002 (the vault's signature)
        """Nothing can be opened."""
        raise CodecError(f"a history holds something that is sealed for {subject}; save it again")

    def digest(self, subject: str, content: bytes) -> str:  # noqa: ARG002 (the vault's signature)
        """Nothing is digested."""
        raise KeyDestroyedError(subject)


def _recorded(row: StoredEvent, tags: tuple[str, ...], chained: bytes, codec: Codec) -> Recorded:
    event_id = EventId(row.id)
    return Recorded(
        position=row.position,
        id=event_id,
        type=row.type,
        version=row.version,
        recorded_at=datetime.fromisoformat(row.recorded_at),
        tags=tags,
        event=codec.decode((row.type, row.version), row.data, event_id=event_id, vault=_NothingSealed()),
        metadata=codec.decode_metadata(row.metadata, event_id=event_id),
        hash=chained.hex(),
    )


def _is_text(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
