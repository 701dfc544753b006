"""A log query as SQL."""

from __future__ import annotations

from itertools import chain

from receptionist.events.log import Query, QueryItem

Arguments = tuple[str | int, ...]


def select_positions(query: Query, after: int) -> tuple[str, Arguments]:
    """SQL that selects, as `position`, what *query* selects after position *after*; and its arguments."""
    if not query.items:
        return "SELECT position FROM events WHERE position > ?", (after,)
    parts = [_item(item, after) for item in query.items]
    arguments = tuple(argument for _, given in parts for argument in given)
    return " UNION ".join(f"SELECT position FROM ({sql})" for sql, _ in parts), arguments  # noqa: S608


def _item(item: QueryItem, after: int) -> tuple[str, Arguments]:
    marks = ", ".join("?" * len(item.types))
    of_types = f" AND type IN ({marks})" if item.types else ""
    if not item.tags:
        return f"SELECT position FROM events WHERE position > ?{of_types}", (after, *item.types)  # noqa: S608
    one = f"SELECT position FROM event_tags WHERE tag = ? AND position > ?{of_types}"  # noqa: S608
    return (
        " INTERSECT ".join([one] * len(item.tags)),
        tuple(chain.from_iterable((tag, after, *item.types) for tag in item.tags)),
    )
