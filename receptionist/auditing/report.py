"""What came of verifying a log, in values and in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

from attrs import frozen

from receptionist.auditing.checkpoints import Checkpoint
from receptionist.auditing.derived import Derived
from receptionist.auditing.outbox_rows import Tally
from receptionist.auditing.witnesses import Hearing, gaps
from receptionist.events.sqlite.faults import Fault

Name = Literal["chain", "tags", "tables", "outbox", "lists", "checkpoints"]
State = Literal["whole", "broken", "unchecked"]


@frozen(kw_only=True)
class Check:
    """One thing that was looked into, and what came of it."""

    name: Name
    state: State
    text: str
    faults: tuple[Fault, ...] = ()


@frozen(kw_only=True)
class Report:
    """What came of verifying a log.

    Attributes:
        log_id: The log's id, which its checkpoints carry.
        events: How many events follow one another, from the first on.
        head: The last of these's hash, in hexadecimal.
        checks: Everything that was looked into, in order.
    """

    log_id: str
    events: int
    head: str
    checks: tuple[Check, ...]

    @property
    def is_whole(self) -> bool:
        """Whether nothing was found that is not as it was written."""
        return all(check.state != "broken" for check in self.checks)

    @property
    def first(self) -> Fault | None:
        """The fault with the first position; one that is no event's where there is no other."""
        faults = [fault for check in self.checks for fault in check.faults]
        placed = [fault for fault in faults if fault.position is not None]
        return min(placed, key=lambda fault: fault.position or 0) if placed else next(iter(faults), None)


def chain(fault: Fault | None, end: int) -> Check:
    """The hash chain and the positions."""
    if fault is None:
        return Check(name="chain", state="whole", text=f"{_of(end, 'event')}, each follows on the one before it")
    return Check(name="chain", state="broken", text=f"{_of(end, 'event')} follow one another, then:", faults=(fault,))


def tags(found: int, fault: Fault | None) -> Check:
    """The table by which queries find events."""
    if fault is None:
        return Check(name="tags", state="whole", text=f"{_of(found, 'tag')}, each leads to the events that carry it")
    return Check(name="tags", state="broken", text="queries do not find what the events say:", faults=(fault,))


def tables(faults: Sequence[Fault], *, quick: bool) -> Check:
    """The file's tables, and what guards them."""
    if faults:
        return Check(name="tables", state="broken", text="the file is not as it was made:", faults=tuple(faults))
    sound = "" if quick else ", and SQLite finds the file sound"
    return Check(name="tables", state="whole", text=f"tables, indexes and triggers are as they were made{sound}")


def outbox(structural: Sequence[Fault], tally: Tally | None, why_no_keys: str) -> Check:
    """What was owed and sent; *tally* is None without keys."""
    if tally is not None and tally.is_of_other_keys and not structural:
        text = "none of its digests fits these keys: they are another log's"
        return Check(name="outbox", state="unchecked", text=text)
    faults = (*structural, *(() if tally is None else tally.faults))
    if faults:
        more = "" if tally is None or not tally.more else f" (and {tally.more:,} more than these)"
        return Check(name="outbox", state="broken", text=f"it is not what the events say{more}:", faults=faults)
    if tally is None:
        text = f"states are possible ones; digests could not be checked, {why_no_keys}"
        return Check(name="outbox", state="unchecked", text=text)
    is_open = bool(tally.older or tally.unreadable or tally.unexplained)
    text = "; ".join((f"{_of(tally.fitting, 'effect')}, digests and states are what the events say", *_but(tally)))
    return Check(name="outbox", state="unchecked" if is_open else "whole", text=text)


def _but(tally: Tally) -> Iterator[str]:
    if tally.erased:
        yield f"of {tally.erased:,} more nothing can be said: their data was erased"
    if tally.unexplained:
        yield f"{tally.unexplained:,} have no digest any more, though their data can be read"
    if tally.accepted:
        yield f"{tally.accepted:,} differ, which somebody has accepted since"
    if tally.older:
        yield f"{tally.older:,} cannot be compared: other code wrote them ('receptionist replay' shows the differences)"
    if tally.unreadable:
        yield f"{tally.unreadable:,} cannot be compared: today's code cannot read their events with these keys"


def lists(made: Derived, why_no_keys: str) -> Check:
    """What is derived from the events: read models, and the callers' index."""
    if made.faults:
        is_cut_off = any(fault.part == "events" for fault in made.faults)
        mending = "" if is_cut_off else "; if nothing else is broken, 'receptionist rebuild' mends them"
        text = f"they are not what a rebuild makes{mending}:"
        return Check(name="lists", state="broken", text=text, faults=made.faults)
    if made.entries is None:
        index = f"the callers' index could not be checked, {why_no_keys}"
    else:
        index = f"the callers' index too ({_of(made.entries, 'entry', 'entries')})"
    if made.rows is None:
        text = f"the lists are behind the log, and nothing is read from them ('receptionist rebuild'); {index}"
        return Check(name="lists", state="unchecked", text=text)
    state: State = "unchecked" if made.entries is None else "whole"
    return Check(name="lists", state=state, text=f"{_of(made.rows, 'row')} are what a rebuild makes; {index}")


def testimony(said: Hearing, checkpoints: Sequence[Checkpoint], end: int) -> Check:
    """What others have vouched for."""
    if said.faults:
        text = "the log is not what was vouched for:"
        return Check(name="checkpoints", state="broken", text=text, faults=said.faults)
    if not checkpoints:
        text = (
            "none: an end that was cut off, or a log written anew, would not be seen ('receptionist audit checkpoint')"
        )
        return Check(name="checkpoints", state="unchecked", text=text)
    if not said.confirmed:
        return Check(name="checkpoints", state="unchecked", text="all of them lie behind the first broken event")
    last, lost = said.confirmed[-1], list(gaps(checkpoints))
    missing = f"; the one before that of event {lost[0].position:,} is not here" if lost else ""
    until = f"the last at event {last.position:,} ({last.at:%Y-%m-%d %H:%M} UTC)"
    ahead = end - last.position
    since = f"; for {_of(ahead, 'event')} after that nobody vouches yet" if ahead else ""
    text = f"it continues {_of(len(said.confirmed), 'checkpoint')}, {until}{since}{missing}"
    return Check(name="checkpoints", state="whole", text=text)


def unread(what: str) -> Iterator[Check]:
    """What cannot be looked into."""
    names: tuple[Name, ...] = ("outbox", "lists")
    for name in names:
        yield Check(name=name, state="unchecked", text=f"not looked into: {what} are not what was written")


def _of(count: int, one: str, several: str | None = None) -> str:
    return f"{count:,} {one if count == 1 else several or f'{one}s'}"
