"""`replay CALL`: the whole timeline, on pages where there is a terminal."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterable, Iterator

import click

from receptionist.cli.replay_text import Printer, Timeline
from receptionist.cli.replay_words import Names
from receptionist.replaying.account import Account

_LEAST = 60


def printed(account: Account, names: Names) -> Iterator[str]:
    """Its lines with their ends, from the first to the last."""
    timeline, printer = Timeline(account, names), terminal_printer()
    for line in timeline.head():
        yield printer.printed(line)
    for entry in account.entries:
        for line in timeline.entry(entry):
            yield printer.printed(line)
    for line in timeline.foot():
        yield printer.printed(line)


def terminal_printer() -> Printer:
    """A printer for standard output, whatever it is."""
    return Printer(max(_LEAST, shutil.get_terminal_size().columns) if sys.stdout.isatty() else None)


def page(lines: Iterable[str]) -> None:
    """Show *lines* in the pager; what fits on one screen stays on it."""
    # As git does: colours, no pages for what is short, and the screen left as it is.
    os.environ.setdefault("LESS", "FRX")
    os.environ.setdefault("LESSCHARSET", "utf-8")
    # In colour only for a pager that shows colours as colours, which click finds out.
    click.echo_via_pager(lines)
