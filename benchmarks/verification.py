"""Verifying a log of many events, beside what the `eventsourcing` library takes to read and decode as many.

That library keeps no hashes: to say that its events are what was written, one has at least to read and decode them all.
It is no dependency of ours: `uv pip install eventsourcing` brings it for this measurement alone.
"""

from __future__ import annotations

import contextlib
import gc
import importlib.util
import json
import random
import resource
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

from attrs import frozen
from rich.table import Table

from receptionist.auditing.evidence import opened
from receptionist.auditing.verifying import verify_log
from receptionist.events.chain import StoredEvent, genesis, link
from receptionist.events.sqlite import rows, schema

LOG_ID = "5f" * 16
AIM = 2.0
_WORDS = ["Tuesday", "at", "two", "would", "suit", "me", "well", "if", "that", "is", "possible", "thank", "you"]
_CALL = (
    ("call.started", 120), ("call.caller_greeted", 90), ("call.utterance_spoken", 260), ("call.utterance_heard", 220),
    ("call.tool_called", 260), ("booking.begun", 80), ("booking.details_given", 240), ("call.tool_returned", 300),
    ("call.utterance_spoken", 260), ("call.utterance_heard", 200), ("call.tool_called", 280),
    ("booking.requested", 420), ("patient.registered", 640), ("booking.confirmed", 900), ("call.tool_returned", 420),
    ("call.utterance_spoken", 300), ("call.utterance_heard", 180), ("call.ended", 60),
)  # fmt: skip


@frozen(kw_only=True)
class Verified:
    """What it came to.

    Attributes:
        events: How many there were.
        ours: Events a second that were verified: chain, positions, tags, tables.
        theirs: Events a second that the library read and decoded; None where it is not installed.
        ratio: The median of the rounds' ratios; None as well.
        memory: What the process that verified them took at most, in MiB.
        memory_of_few: The same of a twentieth as many.
    """

    events: int
    ours: float
    theirs: float | None
    ratio: float | None
    memory: float
    memory_of_few: float


def measure(events: int, rounds: int) -> Verified:
    """Make both logs, then verify and read by turns, in one process.

    Args:
        events: How many each log has.
        rounds: How often each has its turn.
    """
    with tempfile.TemporaryDirectory() as folder:
        log, few, other = (Path(folder) / name for name in ("log.db", "few.db", "other.db"))
        write_log(log, events)
        write_log(few, events // 20)
        if _is_installed():
            _their_log(other, events)
        ours, theirs = list[float](), list[float]()
        for number in range(rounds + 1):
            took = _timed(lambda: verify(log), events), _timed(lambda: _read(other, events), events)
            # The first time for nothing: both files are in the machine's memory then.
            ours += [took[0]] if number else []
            theirs += [took[1]] if number and _is_installed() else []
        ratios = [one / two for one, two in zip(ours, theirs, strict=bool(theirs))]
        return Verified(
            events=events,
            ours=statistics.median(ours),
            theirs=statistics.median(theirs) if theirs else None,
            ratio=statistics.median(ratios) if theirs else None,
            memory=_memory(log),
            memory_of_few=_memory(few),
        )


def _memory(path: Path) -> float:
    """What a process of its own takes at most to verify a log, in MiB."""
    command = (sys.executable, "-m", "benchmarks.verification", str(path))
    done = subprocess.run(command, check=True, capture_output=True, cwd=Path(__file__).parents[1])  # noqa: S603 (ours)
    return float(done.stdout)


def table(found: Verified) -> Table:
    """A row for each."""
    made: Any = Table(box=None, pad_edge=False)
    for heading in ("what", "events", "a second", "ratio", "aim"):
        made.add_column(heading, justify="left" if heading == "what" else "right")
    aim = "" if found.ratio is None else f"{'met' if found.ratio >= AIM else 'MISSED'} (≥ {AIM:g})"
    ratio = "" if found.ratio is None else f"{found.ratio:.2f}"
    made.add_row("verifying (chain, tags, tables)", f"{found.events:,}", f"{found.ours:,.0f}", ratio, aim)
    theirs = "not installed" if found.theirs is None else f"{found.theirs:,.0f}"
    made.add_row("eventsourcing: reading and decoding", f"{found.events:,}", theirs, "", "")
    memory = f"{found.memory:.0f} MiB; of a twentieth as many {found.memory_of_few:.0f} MiB"
    made.add_row(f"verifying takes {memory}", "", "", "", "")
    whole: Table = made
    return whole


def write_log(path: Path, events: int) -> None:
    """A log whose rows are as long as those of calls, its chain, tags and tables whole."""
    chance = random.Random(1)  # noqa: S311 (not a secret)
    previous, position, call = genesis(LOG_ID), 0, 0
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as raw:
        _prepare(raw)
        while position < events:
            call += 1
            tags = (
                f"call:c-{call:012d}",
                f"patient:p-{chance.randrange(5000):012d}",
                f"day:2026-12-{call % 28 + 1:02d}",
            )
            for kind, size in _CALL[: events - position]:
                position += 1
                its = tags if kind.startswith(("booking.c", "patient")) else tags[:1]
                event = StoredEvent(
                    position=position,
                    id=f"01a20537-{chance.getrandbits(16):04x}-7000-8000-{position:012x}",
                    type=kind,
                    version=1,
                    recorded_at=f"2026-11-30T09:{call % 60:02d}:{position % 60:02d}.000000+00:00",
                    tags=json.dumps(its, separators=(",", ":")),
                    data=json.dumps({"text": _text(chance, size)}).encode(),
                    metadata=json.dumps(
                        {"call": tags[0], "actor": "agent", "agent": "receptionist 0.1", "prompt": "5f1c"}
                    ),
                )
                previous = link(previous, event)
                rows.insert(raw, event, its, previous)
        raw.execute("COMMIT")
        for trigger in _TRIGGER:
            raw.execute(trigger)


_TRIGGER = [
    statement
    for statements in schema.MIGRATIONS
    for statement in statements
    if statement.startswith("CREATE TRIGGER events_come_last")
]


def _prepare(raw: sqlite3.Connection) -> None:
    raw.execute("PRAGMA journal_mode = WAL")
    raw.execute("PRAGMA synchronous = OFF")
    for statements in schema.MIGRATIONS:
        for statement in statements:
            raw.execute(statement)
    raw.execute("INSERT INTO log (id) VALUES (?)", (LOG_ID,))
    raw.execute(f"PRAGMA application_id = {schema.APPLICATION_ID}")
    raw.execute(f"PRAGMA user_version = {len(schema.MIGRATIONS)}")
    # It looks for the last position at every row: a million times is what takes long.
    raw.execute("DROP TRIGGER events_come_last")
    raw.execute("BEGIN")


def _text(chance: random.Random, size: int) -> str:
    text = " ".join(chance.choices(_WORDS, k=size // 4))
    return text[:size]


def verify(path: Path) -> None:
    """Verify what is stored in a log, as `receptionist audit verify --quick` does."""
    with opened(path, untouched=False) as log:
        report = verify_log(log, vault=None, quick=True)
    if not report.is_whole:
        raise RuntimeError(f"the log is not whole: {report}")


def _is_installed() -> bool:
    return importlib.util.find_spec("eventsourcing") is not None


def _their_parts(path: Path) -> tuple[Any, Any]:
    """Their recorder and mapper, as their own applications set them up."""
    persistence: Any = importlib.import_module("eventsourcing.persistence")
    sqlite: Any = importlib.import_module("eventsourcing.sqlite")
    transcoder = persistence.JSONTranscoder()
    transcoder.register(persistence.UUIDAsHex())
    transcoder.register(persistence.DatetimeAsISO())
    recorder = sqlite.SQLiteApplicationRecorder(sqlite.SQLiteDatastore(str(path)))
    return recorder, persistence.Mapper(transcoder)


def _their_log(path: Path, events: int) -> None:
    said: Any = importlib.import_module("benchmarks.their_events").said
    recorder, mapper = _their_parts(path)
    recorder.create_table()
    chance = random.Random(1)  # noqa: S311 (not a secret)
    done = 0
    while done < events:
        stored = []
        for number in range(done, min(done + 10_000, events)):
            kind, size = _CALL[number % len(_CALL)]
            call = UUID(int=number // len(_CALL) + 1)
            event = said(call, number % len(_CALL) + 1, kind=kind, text=_text(chance, size))
            stored.append(mapper.to_stored_event(event))
        recorder.insert_events(stored)
        done += len(stored)


def _read(path: Path, events: int) -> None:
    if not path.exists():
        return
    recorder, mapper = _their_parts(path)
    start, read = 1, 0
    while notifications := recorder.select_notifications(start, 1000):
        for notification in notifications:
            mapper.to_domain_event(notification)
        read += len(notifications)
        start = notifications[-1].id + 1
    if read != events:
        raise RuntimeError(f"{read} events were read, of {events}")


def _timed(run: Callable[[], None], events: int) -> float:
    """Events a second."""
    gc.collect()
    began = time.perf_counter()
    run()
    return events / (time.perf_counter() - began)


def _peak() -> float:
    """What this process took at most, in MiB."""
    status = Path("/proc/self/status")
    if status.exists():
        # What getrusage says includes what the parent had when it made this process.
        [line] = [line for line in status.read_text().splitlines() if line.startswith("VmHWM:")]
        return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    verify(Path(sys.argv[1]))
    print(_peak())  # noqa: T201 (to `_memory`)
