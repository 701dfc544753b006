"""The read models and the callers' index, held against the same made again from the events, outside the log.

It takes a temporary file of SQLite's own, which is nobody's but this process's, and no memory to speak of.
"""

from __future__ import annotations

import itertools
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing

from attrs import frozen

from receptionist.events.sqlite import schema
from receptionist.events.sqlite.faults import Fault
from receptionist.events.vault import Vault
from receptionist.read_models import editions, tables
from receptionist.read_models.rereading import following

_PAGE = 500
_EDITION = 1


@frozen(kw_only=True)
class Derived:
    """What came of it.

    Attributes:
        rows: How many rows the read models have; None where they are behind the log, and nothing can be said of them.
        entries: How many entries the callers' index has; None without the keys.
        faults: The first difference of each.
    """

    rows: int | None
    entries: int | None
    faults: tuple[Fault, ...]


def check(raw: sqlite3.Connection, vault: Vault | None, tell: Callable[[int], None]) -> Derived:
    """Make them again, and compare, at one instant of the log.

    Raises:
        LogError: The keys cannot be read.
    """
    with closing(sqlite3.connect("", isolation_level=None)) as made:
        _prepare(made)
        reached = _make(raw, made, vault, 0, tell)
        # What was appended meanwhile, and then the comparison, at one instant.
        raw.execute("BEGIN")
        try:
            _make(raw, made, vault, reached, tell)
            return _compare(raw, made, has_keys=vault is not None)
        finally:
            raw.execute("ROLLBACK")


def _prepare(made: sqlite3.Connection) -> None:
    made.execute("PRAGMA synchronous = OFF")
    for statements in schema.MIGRATIONS:
        for statement in statements:
            made.execute(statement)
    made.execute("BEGIN")


def _make(
    raw: sqlite3.Connection, made: sqlite3.Connection, vault: Vault | None, after: int, tell: Callable[[int], None]
) -> int:
    while (batch := following(raw, after, _PAGE, vault=vault)).events:
        for recorded in batch.events:
            tables.write(made, _EDITION, recorded)
        made.executemany("INSERT OR IGNORE INTO lookup (digest, subject) VALUES (?, ?)", batch.found)
        after = batch.events[-1].position
        tell(after)
    return after


def _compare(raw: sqlite3.Connection, made: sqlite3.Connection, *, has_keys: bool) -> Derived:
    faults, rows, entries = list[Fault](), None, None
    edition = editions.in_state(raw, "current")
    if edition is not None and edition.is_ours and edition.through == editions.head(raw):
        rows = 0
        for model in tables.MODELS:
            select = _select(model)
            count, key = _difference(raw.execute(select, (edition.number,)), made.execute(select, (_EDITION,)))
            rows += count
            if key is not None:
                text = f"the list of {model.name} is not what the events say: {model.key_name} {key} differs"
                faults.append(Fault(part="read_models", kind="changed", position=None, text=text))
    elif edition is not None and edition.through > editions.head(raw):
        at = editions.head(raw) + 1
        text = f"the lists know of {edition.through} events, and the log ends at {at - 1}: its end was cut off"
        faults.append(Fault(part="events", kind="removed", position=at, text=text))
    if has_keys:
        select = "SELECT digest, subject FROM lookup ORDER BY digest, subject"
        entries, key = _difference(raw.execute(select), made.execute(select))
        if key is not None:
            text = "the index by which callers are found is not what the events say: it lacks entries, or has others"
            faults.append(Fault(part="lookup", kind="changed", position=None, text=text))
    return Derived(rows=rows, entries=entries, faults=tuple(faults))


def _select(model: tables.Model) -> str:
    columns = ", ".join((model.key_name, *model.columns))
    return f"SELECT {columns} FROM {model.table} WHERE edition = ? ORDER BY {model.key_name}"  # noqa: S608 (names)


def _difference(there: Iterator[tuple[object, ...]], made: Iterator[tuple[object, ...]]) -> tuple[int, object | None]:
    """How many rows there are, and the key of the first that differs."""
    count = 0
    for one, other in itertools.zip_longest(there, made):
        if one != other:
            return count, (one or other)[0]
        count += 1
    return count, None
