"""The only place that reads the time. Everything else is given a `Clock`, or an instant."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Says what time it is."""

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        return datetime.now(UTC)


class OffsetClock:
    """Starts at a chosen instant and ticks on at the pace of the machine's monotonic clock."""

    def __init__(self, start: datetime) -> None:
        self._start = _aware(start)
        self._began = time.monotonic()

    def now(self) -> datetime:
        """The chosen start plus what has passed since, in UTC."""
        return self._start + timedelta(seconds=time.monotonic() - self._began)


class SteppedClock:
    """Starts at a chosen instant and moves only when told, so that two runs read the same times."""

    def __init__(self, start: datetime) -> None:
        self._now = _aware(start)

    def now(self) -> datetime:
        """The instant that was reached, in UTC."""
        return self._now

    def advance(self, by: timedelta) -> None:
        """Move forward by *by*."""
        self._now += by


def _aware(instant: datetime) -> datetime:
    if instant.tzinfo is None:
        msg = "a clock starts at an aware instant"
        raise ValueError(msg)
    return instant.astimezone(UTC)
