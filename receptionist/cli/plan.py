"""How a call in the terminal is to be held."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from typing import Literal

from attrs import frozen

from receptionist.cli import callers
from receptionist.cli.screen import LABEL_WIDTH
from receptionist.config import Settings

Source = Literal["story", "script", "pipe", "keyboard"]


@frozen(kw_only=True)
class Plan:
    """What the command line and the settings came to.

    Attributes:
        source: Where the caller's words come from.
        lines: The words, where they are known beforehand.
        begun: What was read of standard input to find out whether it says anything.
        start: Where the clock starts; None for the machine's clock.
        database: The log that was named; None for the usual one, or a fresh one when the clock is set.
    """

    source: Source
    lines: tuple[str, ...]
    begun: bytes
    settings: Settings
    start: datetime | None
    database: Path | None
    as_json: bool


def words(plan: Plan) -> AsyncIterator[str]:
    """What the caller says, a line at a time."""
    match plan.source:
        case "story" | "script":
            return callers.from_lines(plan.lines)
        case "pipe":
            return callers.from_stdin(begun=plan.begun)
        case "keyboard":
            return callers.from_stdin(_prompt)


def _prompt() -> None:
    print(f"{'caller':<{LABEL_WIDTH}}", end="", flush=True)
