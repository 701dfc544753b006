"""What a calendar file says of when somebody is busy, whatever its format."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta

from attrs import frozen

from receptionist.errors import ReceptionistError

MOST_BYTES = 8 * 1024 * 1024
"""A larger file is refused: a year of one person's calendar has a tenth of it."""

MOST_TIMES = 5000
"""So many busy times of one resource are taken at once."""

LONGEST_REASON = 200


class BusyFileError(ReceptionistError):
    """A file with busy times cannot be used; nothing of it was taken."""

    def __init__(self, where: str, why: str) -> None:
        # Both quote the file, and what is in it must not reach a terminal as commands to it.
        super().__init__(
            "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in f"{where}: {why}")
        )
        self.where, self.why = where, why


@frozen(kw_only=True)
class Span:
    """The stretch of time (UTC) that is asked for: what is over and what is too far ahead is nobody's business."""

    since: datetime
    until: datetime

    def has(self, starts_at: datetime, ends_at: datetime) -> bool:
        """Whether some of that time is in it."""
        return starts_at < self.until and self.since < ends_at


@frozen(kw_only=True)
class BusyTime:
    """A stretch of time (UTC) that is taken elsewhere.

    Attributes:
        uid: Names it in its calendar, for as long as it is there; an instance of a series has one of its own.
        reason: Its title there.
    """

    uid: str
    starts_at: datetime
    ends_at: datetime
    reason: str


@frozen(kw_only=True)
class Found:
    """What a file has.

    Attributes:
        busy: The busy times of the span that was asked for, by time.
        entries: How many entries were read, a series being one.
        passed_over: How many of them take no time of the span: free, cancelled, over, too far ahead.
    """

    busy: tuple[BusyTime, ...]
    entries: int
    passed_over: int


def collected(where: str, entries: Iterable[Iterable[BusyTime]], span: Span) -> Found:
    """The busy times of *entries*, each entry's by itself, as far as they touch *span*.

    Raises:
        BusyFileError: There are more than `MOST_TIMES`.
    """
    busy, read, passed_over = list[BusyTime](), 0, 0
    for read, entry in enumerate(entries, start=1):
        before = len(busy)
        for each in entry:
            if span.has(each.starts_at, each.ends_at):
                busy.append(each)
            if len(busy) > MOST_TIMES:
                raise BusyFileError(
                    where,
                    f"{read} entries were read, and there are more than {MOST_TIMES} busy times up to"
                    f" {span.until:%Y-%m-%d} already; export a shorter stretch, or one person's calendar",
                )
        passed_over += len(busy) == before
    return Found(busy=tuple(sorted(busy, key=_by_time)), entries=read, passed_over=passed_over)


def titled(text: str) -> str:
    """A title on one line and of a length that a diary has room for."""
    return " ".join(text.split())[:LONGEST_REASON]


def parts(entry: BusyTime, longest: timedelta, span: Span) -> Iterator[BusyTime]:
    """*entry* in parts no longer than *longest*, counted from its own start, those in *span* only.

    So the parts of a long absence stay the same when the span moves on from day to day.
    """
    if entry.ends_at - entry.starts_at <= longest:
        yield entry
        return
    number = max((span.since - entry.starts_at) // longest, 0)
    starts_at = entry.starts_at + number * longest
    while starts_at < min(entry.ends_at, span.until):
        ends_at = min(starts_at + longest, entry.ends_at)
        yield BusyTime(uid=f"{entry.uid}#{number}", starts_at=starts_at, ends_at=ends_at, reason=entry.reason)
        number, starts_at = number + 1, ends_at


def utc(instant: datetime) -> datetime:
    """The same instant in UTC."""
    return instant.astimezone(UTC)


def _by_time(each: BusyTime) -> tuple[datetime, datetime, str]:
    return each.starts_at, each.ends_at, each.uid
