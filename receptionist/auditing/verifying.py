"""Is a log what was written, all of it? Chain, tags, tables, outbox, what is derived from it, and checkpoints."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager
from typing import TypeVar

from attrs import frozen

from receptionist.auditing import derived, outbox_structure, tables
from receptionist.auditing.checkpoints import Checkpoint
from receptionist.auditing.evidence import Opened
from receptionist.auditing.outbox_rows import Comparison
from receptionist.auditing.report import Check, Report, chain, lists, outbox, tags, testimony, unread
from receptionist.auditing.report import tables as tables_check
from receptionist.auditing.witnesses import Hearing, hear
from receptionist.events.sqlite import rows, tag_rows, walking
from receptionist.events.sqlite.diagnosis import diagnose
from receptionist.events.sqlite.faults import Fault
from receptionist.events.sqlite.tag_rows import Counted
from receptionist.events.sqlite.verification import check_edges
from receptionist.events.sqlite.walking import Reached, as_bytes
from receptionist.events.vault import Vault

T = TypeVar("T")
Tell = Callable[[int, int], None]
Phase = Callable[[str], AbstractContextManager[Tell]]
"""Says what is being done now, and gives a function to tell how many events of it are done, of how many."""


@frozen(kw_only=True)
class Walked:
    """How far the chain holds.

    Attributes:
        reached: Up to where.
        fault: What is wrong with what comes next.
        hashes: Hashes in hexadecimal at the positions that were asked for.
    """

    reached: Reached
    fault: Fault | None
    hashes: dict[int, str]


@contextlib.contextmanager
def _in_silence(_what: str) -> Iterator[Tell]:
    yield lambda done, total: None  # noqa: ARG005 (nobody looks)


def verify_log(
    opened: Opened,
    *,
    vault: Vault | None,
    why_no_keys: str = "",
    checkpoints: Sequence[Checkpoint] = (),
    quick: bool = False,
    phase: Phase = _in_silence,
) -> Report:
    """Verify a log as it stands at this moment, in constant memory.

    Args:
        opened: The log.
        vault: Its keys; without them what is keyed is not looked into.
        why_no_keys: Why there are none.
        checkpoints: What others have vouched for, which the log must continue.
        quick: Only what is stored: chain, tags, tables and checkpoints; nothing is decoded.
        phase: Told what is being done.

    Raises:
        LogError: The log or its keys cannot be read.
    """
    with contextlib.closing(opened.connect()) as raw:
        faults = tuple(tables.check(raw))
        if any(fault.kind == "removed" and fault.text.startswith("the table ") for fault in faults):
            checks = (tables_check(faults, quick=True), *unread("its tables"))
            return Report(log_id="", events=0, head="", checks=checks)
        log_id = str(raw.execute("SELECT id FROM log").fetchone()[0])
        walked, counted = _walk_and_count(opened, raw, checkpoints, phase)
        faults += () if quick else tuple(tables.integrity(raw))
        end, fault = walked.reached.position, walked.fault
        checks = (
            chain(fault, end),
            tags(counted.right, check_tags(raw, walked.reached, counted)),
            tables_check(faults, quick=quick),
            *(() if quick else unread("the events") if fault else _decoded(raw, vault, end, why_no_keys, phase)),
            testimony(_heard(checkpoints, log_id, walked), checkpoints, end),
        )
        return Report(log_id=log_id, events=end, head=walked.reached.hash.hex(), checks=checks)


def _walk_and_count(
    opened: Opened, raw: sqlite3.Connection, checkpoints: Sequence[Checkpoint], phase: Phase
) -> tuple[Walked, Counted]:
    head = rows.head(raw)[0]
    stops = sorted({each.position for each in checkpoints if each.position <= head} | {head})
    with _beside(opened, lambda other: tag_rows.count(other, head)) as counting:
        with phase("verifying the chain") as tell:
            walked = walk(raw, stops, tell)
        counted = counting.result()
    # Of a broken log it is the rows before the break that count.
    return walked, counted if walked.fault is None else tag_rows.count(raw, walked.reached.position)


def _heard(checkpoints: Sequence[Checkpoint], log_id: str, walked: Walked) -> Hearing:
    return hear(
        sorted(checkpoints, key=lambda each: each.position),
        log_id=log_id,
        hashes=walked.hashes,
        end=walked.reached.position,
        is_broken=walked.fault is not None,
    )


def walk(raw: sqlite3.Connection, stops: Sequence[int], tell: Tell) -> Walked:
    """Walk the chain up to the last of *stops*, which are positions in order, and note the hash at each.

    Raises:
        LogError: The log cannot be read.
    """
    hashes: dict[int, str] = {}
    with as_bytes(raw):
        reached = walking.start(raw)
        for stop in stops:
            while reached.position < stop:
                reached, row = walking.walk(raw, reached, through=stop)
                tell(reached.position, stops[-1])
                if row is not None:
                    return Walked(reached=reached, fault=diagnose(raw, reached, row), hashes=hashes)
            hashes[stop] = reached.hash.hex()
    return Walked(reached=reached, fault=check_edges(raw), hashes=hashes)


def check_tags(raw: sqlite3.Connection, reached: Reached, counted: Counted) -> Fault | None:
    """What is first missing, wrong or too many of the rows that lead to the events that were walked."""
    position = tag_rows.misled(raw, reached.position, reached.tags, counted)
    return None if position is None else tag_rows.explain(raw, position)


def _decoded(raw: sqlite3.Connection, vault: Vault | None, end: int, why_no_keys: str, phase: Phase) -> Iterator[Check]:
    """What takes to read the events: whether the rest of the file is what follows from them."""
    faults = tuple(outbox_structure.check(raw))
    tally = None
    if vault is not None:
        with phase("verifying the outbox") as tell:
            comparison, after = Comparison(vault), 0
            while (reached := comparison.page(raw, after, end)) is not None:
                after = reached
                tell(after, end)
            tally = comparison.finish(raw)
    yield outbox(faults, tally, why_no_keys)
    if tally is not None and tally.is_of_other_keys:
        vault, why_no_keys = None, "since these keys are another log's"
    with phase("verifying the lists") as tell:
        made = derived.check(raw, vault, lambda done: tell(done, end))
    yield lists(made, why_no_keys)


@contextlib.contextmanager
def _beside(opened: Opened, run: Callable[[sqlite3.Connection], T]) -> Iterator[Future[T]]:
    """Have *run* read through a connection of its own meanwhile: SQLite works without Python's lock."""
    connections: list[sqlite3.Connection] = []

    def reading() -> T:
        with contextlib.closing(opened.connect()) as raw:
            connections.append(raw)
            return run(raw)

    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="verifying") as pool:
        future = pool.submit(reading)
        try:
            yield future
        except BaseException:
            # Whoever stops us does not wait for a statement's end.
            for raw in connections:
                with contextlib.suppress(sqlite3.ProgrammingError):
                    raw.interrupt()
            raise
