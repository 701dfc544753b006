"""What is wrong with a log, and where."""

from __future__ import annotations

from typing import Literal

from attrs import frozen

Kind = Literal["changed", "removed", "reordered", "inserted"]
Part = Literal["events", "event_tags", "tables", "outbox", "read_models", "lookup", "checkpoint"]


@frozen(kw_only=True)
class Fault:
    """One thing that is not as it was written.

    Attributes:
        part: Where it stands: the events, the table by which queries find them, what was made from them…
        kind: What was done to it.
        position: The event's position; None where it is no event's.
        column: Which column is another one, where that can be proved.
        text: A sentence for people. It quotes nothing that is sealed.
    """

    part: Part
    kind: Kind
    position: int | None
    column: str | None = None
    text: str
