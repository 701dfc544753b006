"""A bar on standard error for what takes long: on a terminal only, and only once it has taken a while."""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Callable, Iterator

_PATIENCE_SECONDS = 0.4


@contextlib.contextmanager
def progress(what: str, *, after: float = _PATIENCE_SECONDS) -> Iterator[Callable[[int, int], None]]:
    """A function to tell how many are done, of how many.

    Args:
        what: What is being done, in a word or two.
        after: Seconds before anything is shown: what is quick needs no bar.
    """
    if not sys.stderr.isatty():
        yield lambda done, total: None  # noqa: ARG005 (nobody looks)
        return
    begun = time.monotonic()
    with contextlib.ExitStack() as stack:
        told: Callable[[int, int], None] | None = None

        def tell(done: int, total: int) -> None:
            nonlocal told
            if told is None and time.monotonic() - begun >= after:
                told = stack.enter_context(_bar(what))
            if told is not None:
                told(done, total)

        yield tell


@contextlib.contextmanager
def _bar(what: str) -> Iterator[Callable[[int, int], None]]:
    # Not at the top: rich takes a tenth of a second to import, and most commands show no bar.
    from rich.console import Console  # noqa: PLC0415 (imported where it is needed: it takes a while)
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn  # noqa: PLC0415 (imported where it is needed: it takes a while)

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
