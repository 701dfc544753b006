"""A call as it went: what happened and what was sent, each at its time, to be shown or sent again at that pace."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from attrs import frozen

from receptionist.audience import SentTo
from receptionist.events.recorded import Recorded
from receptionist.projections import project
from receptionist.projections.effects import Effect, Lane
from receptionist.publishers.history import People, people_of
from receptionist.publishers.outbox import State
from receptionist.publishers.publisher import Delivery
from receptionist.replaying.effects_shown import OutboxRow

LONGEST_PAUSE = timedelta(seconds=4)
"""A longer one is told of and not waited for."""


@frozen(kw_only=True)
class Recording:
    """Events that were recorded together, at `at` (UTC)."""

    at: datetime
    events: tuple[Recorded, ...]


@frozen(kw_only=True)
class Sending:
    """An effect at the moment at which it was settled, `at` (UTC).

    Attributes:
        of: Its event.
        state: `sent`, or what became of it instead.
        error: Why it was not sent.
    """

    at: datetime
    of: Recorded
    effect: Effect
    delivery: Delivery
    state: State
    error: str | None


Beat = Recording | Sending


@frozen(kw_only=True)
class Step:
    """What comes next.

    Attributes:
        wait: Seconds until then, at the speed that was asked for.
        pause: How long it took in the call, where that is longer than what is waited for at its own speed.
    """

    wait: float
    pause: timedelta | None
    beat: Beat


def beats_of(events: Sequence[Recorded], rows: Iterable[OutboxRow], *, setting: SentTo) -> tuple[Beat, ...]:
    """A call's events and what was settled of its effects, in the order in which they happened.

    What is still owed was never sent, and what was superseded never seen: neither is here. An effect is as today's code
    computes it.

    Args:
        events: The call's, in order.
        rows: Its outbox, in order.
        setting: Who gets what is for whoever the `audience` setting says.
    """
    recordings = tuple(_recordings(events))
    known = {recorded.position: (recorded, beat.at) for beat in recordings for recorded in beat.events}
    return tuple(sorted([*recordings, *_sendings(known, rows, setting)], key=_order))


def paced(beats: Iterable[Beat], *, speed: float, longest: timedelta = LONGEST_PAUSE) -> Iterator[Step]:
    """The beats with the waits between them.

    Args:
        beats: In order.
        speed: How many times faster than it went; above 0.
        longest: The longest pause of the call that is waited for.
    """
    last: datetime | None = None
    for beat in beats:
        # A clock that was set back makes no pause.
        gap = timedelta() if last is None else max(timedelta(), beat.at - last)
        last = beat.at if last is None else max(last, beat.at)
        yield Step(
            wait=min(gap, longest).total_seconds() / speed,
            pause=gap if gap > longest else None,
            beat=beat,
        )


def _recordings(events: Sequence[Recorded]) -> Iterator[Recording]:
    """Events that one decision led to stand together; in the log's order, whatever the clock did."""
    at: datetime | None = None
    for cause, found in itertools.groupby(events, key=_decision):
        group = tuple(found)
        for together in [group] if cause is not None else [(single,) for single in group]:
            at = together[-1].recorded_at if at is None else max(at, together[-1].recorded_at)
            yield Recording(at=at, events=together)


def _decision(recorded: Recorded) -> str | None:
    return None if recorded.type.startswith("call.") else recorded.metadata.causation


def _sendings(
    known: Mapping[int, tuple[Recorded, datetime]], rows: Iterable[OutboxRow], setting: SentTo
) -> Iterator[Sending]:
    last: dict[People, str] = {}
    reached: dict[Lane, datetime] = {}
    for row in rows:
        if row.position not in known or row.state in {"owed", "superseded"}:
            continue
        recorded, shown_at = known[row.position]
        effects = project(recorded)
        if recorded.metadata.call is None or row.ordinal >= len(effects):
            continue
        effect = effects[row.ordinal]
        # Nothing was sent before it had happened, and each lane is in order.
        at = max(row.settled_at or shown_at, shown_at)
        at = reached[effect.lane] = max(at, reached.get(effect.lane, at))
        people = people_of(effect.audience, setting)
        delivery = Delivery(
            key=row.key,
            call=recorded.metadata.call,
            position=row.position,
            event_type=recorded.type,
            attempt=max(1, row.attempts),
            epoch=row.epoch or 0,
            recorded_at=recorded.recorded_at,
            previous=last.get(people) if effect.lane == "streams" else None,
        )
        if effect.lane == "streams" and row.state == "sent":
            last[people] = row.key
        yield Sending(at=at, of=recorded, effect=effect, delivery=delivery, state=row.state, error=row.last_error)


def _order(beat: Beat) -> tuple[datetime, int, int, int]:
    """By time; of what has the same, an event before its effects, and these as they stand in the log."""
    match beat:
        case Recording(at=at, events=events):
            return at, events[0].position, 0, 0
        case Sending(at=at, delivery=delivery):
            position, _, ordinal = delivery.key.partition(":")
            return at, int(position), 1, int(ordinal)
