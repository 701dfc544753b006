"""Medians, ratios and their spread, and the table that shows them."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from typing import Any

from attrs import frozen
from rich.table import Table


@frozen(kw_only=True)
class Figure:
    """One line of the table.

    Attributes:
        ours: In milliseconds: the median.
        theirs: The same of what it is compared with.
        ratio: The median over the rounds, in each of which both had their turn.
        low: The ratio that a quarter of the rounds stay below.
        high: The ratio that a quarter of the rounds go beyond.
        aim: What the ratio is to stay below.
    """

    name: str
    ours: float
    theirs: float
    ratio: float
    low: float
    high: float
    aim: float
    rounds: int


def compared(name: str, ours: Sequence[float], theirs: Sequence[float], *, aim: float) -> Figure:
    """Of seconds, measured by turns."""
    low, middle, high = statistics.quantiles([one / other for one, other in zip(ours, theirs, strict=True)], n=4)
    return Figure(
        name=name,
        ours=statistics.median(ours) * 1000,
        theirs=statistics.median(theirs) * 1000,
        ratio=middle,
        low=low,
        high=high,
        aim=aim,
        rounds=len(ours),
    )


@frozen(kw_only=True)
class Whole:
    """A command that reads a whole log, on a small and on a large one.

    Attributes:
        seconds: What it took, on either.
        megabytes: Its largest size in memory, on either.
        events: How many events each log has.
    """

    name: str
    seconds: tuple[float, float]
    megabytes: tuple[float, float]
    events: tuple[int, int]

    @property
    def per_event(self) -> tuple[float, float]:
        """Microseconds for each event, on either: it is linear where they are the same."""
        small, large = (1e6 * took / events for took, events in zip(self.seconds, self.events, strict=True))
        return small, large


@frozen(kw_only=True)
class Append:
    """What an append took with so many processes on one file, in milliseconds."""

    processes: int
    appends: int
    p50: float
    p99: float


def appended(processes: int, took: Sequence[float]) -> Append:
    """Of seconds."""
    cuts = statistics.quantiles(took, n=100)
    return Append(processes=processes, appends=len(took), p50=cuts[49] * 1000, p99=cuts[98] * 1000)


def comparison(figures: Sequence[Figure]) -> Table:
    """A row for each comparison."""
    table = _table("what", "ours ms", "compared ms", "ratio", "middle half", "aim", "rounds")
    for each in figures:
        table.add_row(
            each.name,
            f"{each.ours:.2f}",
            f"{each.theirs:.2f}",
            f"{each.ratio:.2f}",
            f"{each.low:.2f} to {each.high:.2f}",
            f"{'met' if each.ratio <= each.aim else 'MISSED'} (≤ {each.aim:g})",
            str(each.rounds),
        )
    return table


def appends(figures: Sequence[Append]) -> Table:
    """A row for each number of processes."""
    table = _table("processes on one file", "appends", "p50 ms", "p99 ms")
    for each in figures:
        table.add_row(str(each.processes), str(each.appends), f"{each.p50:.2f}", f"{each.p99:.2f}")
    return table


def whole(figures: Sequence[Whole]) -> Table:
    """A row for each command that reads a whole log."""
    table = _table("reads the whole log", "events", "seconds", "µs/event", "ratio", "memory MB")
    for each in figures:
        small, large = each.per_event
        for number, per_event in enumerate((small, large)):
            table.add_row(
                "" if number else each.name,
                f"{each.events[number]:,}",
                f"{each.seconds[number]:.1f}",
                f"{per_event:.0f}",
                f"{large / small:.2f}" if number else "",
                f"{each.megabytes[number]:.0f}",
            )
    return table


def _table(first: str, *headings: str) -> Table:
    table: Any = Table(box=None, pad_edge=False)
    table.add_column(first)
    for heading in headings:
        table.add_column(heading, justify="right")
    made: Table = table
    return made
