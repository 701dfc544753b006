"""How a call in the terminal is to be held."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Literal

from attrs import frozen

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
