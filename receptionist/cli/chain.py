"""Whether a call's events are what was written: the whole log's chain, or what of it is the call's."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen

from receptionist.cli.progress import progress
from receptionist.events.recorded import Recorded
from receptionist.events.sqlite.rows import head
from receptionist.storage import Storage

_SMALL = 2_000
"""A log of so many events is verified in the blink of an eye; a larger one only by those who ask."""


@frozen(kw_only=True)
class Checked:
    """What came of verifying.

    Attributes:
        size: How many events the log has.
        whole: Whether the chain over all of them was verified, and not the call's own events alone.
        broken_at: The first position that is not what was written; None when all are.
    """

    size: int
    whole: bool
    broken_at: int | None

    @property
    def verdict(self) -> str:
        """In a few words."""
        if self.broken_at is not None:
            return f"CHAIN BROKEN at event {self.broken_at}"
        return "chain verified" if self.whole else "they are as they were written"

    @property
    def reach(self) -> str:
        """Over how much of the log."""
        if self.broken_at is not None:
            return ""
        return f" over all {self.size}" if self.whole else f" (--chain verifies all {self.size})"


async def check_chain(storage: Storage, events: Sequence[Recorded], *, whole: bool) -> Checked:
    """Verify a call's events, or the whole log.

    Args:
        storage: The log.
        events: Those of the call: they are verified in any case.
        whole: Whether the whole log is, however large it is; a small one always is.

    Raises:
        LogError: The log cannot be read.
    """
    size, _ = await storage.database.read(head)
    if not whole and size > _SMALL:
        part = await storage.log.verify_events([recorded.position for recorded in events])
        return Checked(size=size, whole=False, broken_at=part.broken_at)
    with progress("verifying the chain") as tell:
        verified = await storage.log.verify(lambda done: tell(done, size))
    return Checked(size=verified.events, whole=True, broken_at=verified.broken_at)
