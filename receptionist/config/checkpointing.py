"""How often a log's head is signed, and with which key."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

from attrs import frozen

from receptionist.config.found import MISSING, shown
from receptionist.errors import SettingError

EVERY = "RECEPTIONIST_CHECKPOINT_EVERY"
KEY = "RECEPTIONIST_CHECKPOINT_KEY"
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}
_PERIOD = re.compile("([1-9][0-9]{0,4})([mhd])")
_LONGEST = timedelta(days=366)


@frozen(kw_only=True)
class Checkpointing:
    """What is set of checkpoints.

    Attributes:
        every: After how long a worker signs the next one; None for never by itself.
        key: The private key's file; None when there is none on this machine.
        folder: Where they are kept; None for beside the log.
    """

    every: timedelta | None = None
    key: Path | None = None
    folder: Path | None = None


def checkpointing_of(every: str | None, key: Path | None, folder: Path | None) -> Checkpointing:
    """What *every* says, read and checked.

    Raises:
        SettingError: It is no period, or there is no key to sign with by itself.
    """
    period = None if every in {None, "off"} else _period(str(every))
    if period is not None and key is None:
        raise SettingError(
            KEY, MISSING, f"a private key's path, where {EVERY} is set ('receptionist audit key' makes one)"
        )
    return Checkpointing(every=period, key=key, folder=folder)


def _period(text: str) -> timedelta:
    found = _PERIOD.fullmatch(text)
    period = None if found is None else timedelta(**{_UNITS[found[2]]: int(found[1])})
    if period is None or period > _LONGEST:
        raise SettingError(EVERY, shown(text), "off, or a period of up to a year, as 15m, 24h or 7d")
    return period
