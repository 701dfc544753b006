"""The event log's contract. Every store passes `tests/contracts/test_log.py`."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import Protocol

from attrs import frozen

from receptionist.events.recorded import NewEvent, Recorded


@frozen(kw_only=True)
class QueryItem:
    """Selects the events that carry all of *tags* and whose type is one of *types* (any, when empty)."""

    tags: tuple[str, ...] = ()
    types: tuple[str, ...] = ()


@frozen
class Query:
    """Selects what at least one of its items selects; with no items it selects every event (dcb.events)."""

    items: tuple[QueryItem, ...] = ()

    @classmethod
    def tagged(cls, *tags: str, types: tuple[str, ...] = ()) -> Query:
        """The events that carry all of *tags* (and are of one of *types*)."""
        return cls((QueryItem(tags=tags, types=types),))

    def __or__(self, other: Query) -> Query:
        return Query() if not (self.items and other.items) else Query(self.items + other.items)


@frozen(kw_only=True)
class AppendCondition:
    """Append only if nothing that *query* selects stands after position *after*."""

    query: Query
    after: int


@frozen(kw_only=True)
class Slice:
    """What a query selected, in the log's order, and the log's last position at that instant (0 when empty)."""

    events: tuple[Recorded, ...]
    head: int


class EventLog(Protocol):
    """An append-only log of tagged events with a hash chain."""

    async def append(
        self, events: Sequence[NewEvent], *, condition: AppendCondition | None = None
    ) -> tuple[Recorded, ...]:
        """Append *events* together, durably, or not at all.

        Events whose ids are in the log already are returned as they were recorded, whatever the condition:
        asking again after an answer was lost is safe. All of them or none may be there. What is returned is
        what `read` gives: instants in UTC, tags sorted and once each.

        Cancelling the wait does not undo the append: append the same events again to learn what became of it.

        Raises:
            StaleDecisionError: The condition does not hold any more.
            EventIdReusedError: An id is taken by an event of another type or other tags, only some are taken, or
                two of *events* have the same.
            CodecError: An event's values do not fit its class, and nobody could read it later.
            LogError: The store could not write; its subclasses say why and what to do.
        """

    async def read(self, query: Query, *, after: int = 0, limit: int | None = None) -> Slice:
        """The events that *query* selects after position *after*, the first *limit* of them, at one instant.

        Raises:
            CodecError: An event does not fit its class.
            UnsealError: Personal content was changed or moved since it was sealed.
            LogError: The store could not read.
        """

    def follow(self, query: Query, *, after: int = 0) -> AsyncIterator[Recorded]:
        """The same without an end: what is there, then what this and other processes append, as it comes.

        Raises:
            LogClosedError: The log was closed meanwhile.
        """

    async def aclose(self) -> None:
        """Finish what was asked for and let go of the file."""
