"""Streams in their order: each once, and none before the one that was sent before it."""

from __future__ import annotations

from collections.abc import Iterable

from receptionist.happenings import BytesArrived, TextArrived

Arrived = TextArrived | BytesArrived

_Place = tuple[int, int]


class Order:
    """What has come of a room's streams, and what may be told of it.

    Args:
        after: What belongs to events up to this position is had already.
    """

    def __init__(self, *, after: int = 0) -> None:
        self._after = after
        self._had: set[str] = set()
        self._waiting: dict[str, Arrived] = {}
        self._ends: set[str] = set()
        """The last stream of each chain."""
        self.position = after
        """The highest that was told, or given up."""

    def arrived(self, stream: Arrived) -> list[Arrived]:
        """What may be told now that *stream* is here: nothing if it was here before, or one before it is not."""
        key = stream.attributes["key"]
        if not self._is_had(key):
            self._waiting.setdefault(key, stream)
        return self._ready()

    def missing(self) -> list[str]:
        """The keys, in order, that are not here, and were sent before one that is."""
        previous = {stream.attributes.get("previous", "") for stream in self._waiting.values()}
        return sorted((key for key in previous if key not in self._waiting and not self._is_had(key)), key=_place)

    def give_up(self, keys: Iterable[str]) -> list[Arrived]:
        """No longer wait for these; what may be told now."""
        for key in keys:
            self._had.add(key)
            self.position = max(self.position, _place(key)[0])
        return self._ready()

    @property
    def sure(self) -> int:
        """A position up to which nothing is missing. Of its event and the next something may be here, too."""
        return max(self._after, min((_place(key)[0] for key in self._ends), default=0) - 1)

    def _is_had(self, key: str) -> bool:
        return key in self._had or not key or _place(key) < (self._after + 1, 0)

    def _ready(self) -> list[Arrived]:
        ready = list[Arrived]()
        # What comes before something has a smaller key: one pass is enough.
        for key in sorted(self._waiting, key=_place):
            previous = self._waiting[key].attributes.get("previous", "")
            if self._is_had(previous):
                ready.append(self._waiting.pop(key))
                self._had.add(key)
                self._ends.discard(previous)
                self._ends.add(key)
                self.position = max(self.position, _place(key)[0])
        return ready


def _place(key: str) -> _Place:
    position, _, ordinal = key.partition(":")
    try:
        return int(position), int(ordinal)
    except ValueError:
        return 0, 0
