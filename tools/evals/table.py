"""How the calls came out, as a table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from rich.table import Table
from rich.text import Text

from tools.evals.running import Result, Verdict

_STYLES: Mapping[Verdict, str] = {
    "passed": "green",
    "failed": "red",
    "broken": "magenta",
    "too slow": "yellow",
    "skipped": "dim",
}


def table(results: Sequence[Result]) -> Table:
    """A row for each call."""
    made = Table(box=None, pad_edge=False)
    for heading in ("call", "verdict"):
        made.add_column(heading)
    for heading in ("turns", "tools", "seconds"):
        made.add_column(heading, justify="right")
    made.add_column("first difference", overflow="fold")
    for result in results:
        # Text, not markup: what a model or a caller said may have brackets.
        made.add_row(
            Text(result.of.name),
            Text(result.verdict, style=_STYLES[result.verdict]),
            str(result.turns),
            str(result.tools),
            f"{result.seconds:.1f}",
            Text(result.why),
        )
    return made


def summary(results: Sequence[Result], model: str) -> str:
    """One line: how many came out how, with which model."""
    counts = Counter(result.verdict for result in results)
    parts = [f"{counts[verdict]} {verdict}" for verdict in _STYLES if counts[verdict]]
    calls = "1 call" if len(results) == 1 else f"{len(results)} calls"
    return f"{calls} with {model}: {', '.join(parts)}"
