"""What one has seen of a call at any point: all attributes as they stand, all streams so far."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from attrs import frozen

from receptionist.events.recorded import Recorded
from receptionist.projections.effects import SendBytes, SendText, SetAttributes
from receptionist.projections.project import project


@frozen(kw_only=True)
class CallView:
    """What the data plane shows of a call.

    Attributes:
        position: Up to which event this is the view; 0 before the first.
        attributes: The agent's attributes as they stand.
        attributes_key: The key of the last effect that changed them, or None.
        streams: Every stream so far, by key, in order.
    """

    position: int = 0
    attributes: Mapping[str, str] = MappingProxyType({})
    attributes_key: str | None = None
    streams: Mapping[str, SendText | SendBytes] = MappingProxyType({})

    def after(self, recorded: Recorded) -> CallView:
        """The view once *recorded* is known of."""
        attributes, key, streams = dict(self.attributes), self.attributes_key, dict(self.streams)
        for ordinal, effect in enumerate(project(recorded)):
            match effect:
                case SetAttributes(values=values):
                    attributes |= values
                    key = f"{recorded.position}:{ordinal}"
                case SendText() | SendBytes():
                    streams[f"{recorded.position}:{ordinal}"] = effect
        return CallView(
            position=recorded.position,
            attributes=MappingProxyType(attributes),
            attributes_key=key,
            streams=MappingProxyType(streams),
        )


def view(events: Iterable[Recorded], *, at: int | None = None) -> CallView:
    """Fold a call's events, in order, into what is seen after all of them, or after position *at*."""
    seen = CallView()
    for recorded in events:
        if at is not None and recorded.position > at:
            break
        seen = seen.after(recorded)
    return seen
