"""What a relay has set of its participant's attributes, by which it sees that the room shows something else."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import frozen

from receptionist.projections.effects import SetAttributes
from receptionist.publishers.outbox import Owed
from receptionist.publishers.publisher import Delivery

Place = tuple[int, int]


@frozen
class _Value:
    place: Place
    value: str | None
    """None: whether it arrived is not known, and nothing is expected."""


class Showing:
    """The attributes as one relay has set them since it has the call."""

    def __init__(self) -> None:
        self._set: dict[str, _Value] = {}
        self._last: Delivery | None = None

    @property
    def last(self) -> Delivery | None:
        """How the last that were sent were sent."""
        return self._last

    def sent(self, effect: SetAttributes, owed: Owed, delivery: Delivery) -> None:
        """*effect* has arrived."""
        self._last = delivery
        self._set |= {name: _Value(_place(owed), value) for name, value in effect.values.items()}

    def given_up(self, effect: SetAttributes, owed: Owed) -> None:
        """*effect* is parked: it may have arrived all the same, before its publisher failed."""
        self._set |= {name: _Value(_place(owed), None) for name in effect.values}

    def news(self, effect: SetAttributes, owed: Owed) -> SetAttributes:
        """*effect* without what a later one has set: one that was parked and is retried sets nothing back."""
        place = _place(owed)
        return SetAttributes(
            values={
                name: value
                for name, value in effect.values.items()
                if name not in self._set or self._set[name].place <= place
            }
        )

    def missing(self, shown: Mapping[str, str]) -> SetAttributes | None:
        """What is not as it was sent, or None."""
        values = {
            name: sent.value
            for name, sent in self._set.items()
            if sent.value is not None and shown.get(name) != sent.value
        }
        return SetAttributes(values=values) if values else None


def _place(owed: Owed) -> Place:
    return owed.position, owed.ordinal
