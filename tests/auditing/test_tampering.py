"""For a log of several hundred events: changed, dropped, swapped, inserted and cut off, everywhere: all found.

`make test` tries every eleventh position and the last one; `make soak` every one.
"""

# ruff: noqa: S608 (statements of our own)

from __future__ import annotations

import asyncio
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from receptionist.auditing.checkpoints import Checkpoint, Head, sign
from receptionist.auditing.verifying import walk
from receptionist.auditing.witnesses import Hearing, hear
from receptionist.events.sqlite import rows
from receptionist.events.sqlite.faults import Fault
from tests.auditing.attacks import (
    EVENT_COLUMNS,
    REST,
    attacked,
    close_up,
    forge,
    found,
    in_memory,
    in_silence,
    make_room,
    renumbered,
    rewrite,
    size,
    swap,
    write_log,
)
from tests.examples import NOW

SOAK = pytest.param(1, marks=pytest.mark.soak, id="every position")
SAMPLED = pytest.param(11, id="every eleventh")
CHANGES = {
    "position": "position = 100000",
    "id": "id = id || 'x'",
    "type": "type = 'call.' || type",
    "version": "version = version + 1",
    "recorded_at": "recorded_at = replace(recorded_at, '2026', '2025')",
    "tags": "tags = replace(tags, ',', ', ') || ' '",
    "data": "data = CAST(CAST(data AS TEXT) || ' ' AS BLOB)",
    "metadata": "metadata = replace(metadata, 'agent', 'human')",
    "hash": "hash = CAST(substr(hash, 2) || x'00' AS BLOB)",
}


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    """The log in memory, as an attacker has it."""
    path = tmp_path_factory.mktemp("tampering") / "log.db"
    asyncio.run(write_log(path))
    raw = in_memory(path)
    assert size(raw) > 200
    yield raw
    raw.close()


def places(raw: sqlite3.Connection, step: int, *, first: int = 1, last: int = 0) -> range:
    """The positions that are tried, the last one among them."""
    end = size(raw) + last
    return range(first + (end - first) % step, end + 1, step)


def what(fault: Fault | None) -> tuple[str, int | None] | None:
    return None if fault is None else (fault.kind, fault.position)


def test_a_log_that_nobody_touched_is_whole(log: sqlite3.Connection) -> None:
    assert found(log) is None


@pytest.mark.parametrize("step", [SAMPLED, SOAK])
@pytest.mark.parametrize("column", EVENT_COLUMNS[1:])
def test_a_changed_event_is_found_in_every_column(log: sqlite3.Connection, column: str, step: int) -> None:
    """At its own position; and where trying a column's few values proves it, or the next event does, the column too."""
    proved = Counter[str | None]()
    for position in places(log, step):
        with attacked(log, f"UPDATE events SET {CHANGES[column]} WHERE position = :at", at=position):
            fault = found(log)
        assert what(fault) == ("changed", position)
        assert fault is not None
        proved[fault.column] += 1
    everywhere, but_the_last = {"type", "version", "tags"}, {"hash"}
    expected = (
        {column: len(places(log, step)) - (column in but_the_last)} if column in everywhere | but_the_last else {}
    )
    assert {name: count for name, count in proved.items() if name is not None} == expected


@pytest.mark.parametrize("step", [SAMPLED, SOAK])
def test_an_event_that_was_given_another_number_is_found(log: sqlite3.Connection, step: int) -> None:
    for position in places(log, step):
        with attacked(log, "UPDATE events SET position = 100000 WHERE position = :at", at=position):
            assert what(found(log)) == ("reordered", position)


@pytest.mark.parametrize("step", [SAMPLED, SOAK])
def test_a_dropped_event_is_found(log: sqlite3.Connection, step: int) -> None:
    """The last one by the tags that still lead to it."""
    for position in places(log, step):
        with attacked(log, "DELETE FROM events WHERE position = :at", at=position):
            assert what(found(log)) == ("removed", position)


@pytest.mark.parametrize("step", [SAMPLED, SOAK])
def test_an_event_dropped_with_its_tags_is_found(log: sqlite3.Connection, step: int) -> None:
    """And so is one whose place what follows was moved up to."""
    drop = ("DELETE FROM events WHERE position = :at", "DELETE FROM event_tags WHERE position = :at")
    for position in places(log, step, last=-1):
        with attacked(log, *drop, at=position):
            assert what(found(log)) == ("removed", position)
        with attacked(log, *drop, *close_up(position), at=position):
            is_last = position == size(log)
            # Nothing follows the last one by which one could see that it is an event of further on.
            assert what(found(log)) == ("changed" if is_last else "removed", position)


@pytest.mark.parametrize("step", [SAMPLED, SOAK])
def test_a_gap_is_found_though_all_hashes_were_made_anew(log: sqlite3.Connection, step: int) -> None:
    """Positions are counted, and not only hashed: this needs no checkpoint."""
    drop = ("DELETE FROM events WHERE position = :at", "DELETE FROM event_tags WHERE position = :at")
    for position in places(log, step, last=-1):
        with attacked(log, *drop, at=position):
            rewrite(log, position)
            assert what(found(log)) == ("removed", position)


@pytest.mark.parametrize("step", [SAMPLED, SOAK])
@pytest.mark.parametrize("apart", [1, 2, 11])
def test_swapped_events_are_found(log: sqlite3.Connection, step: int, apart: int) -> None:
    """Whole rows, with their hashes and tags."""
    for position in places(log, step, last=-apart):
        with attacked(log, *swap(position, position + apart)):
            assert what(found(log)) == ("reordered", position)


@pytest.mark.parametrize("step", [SAMPLED, SOAK])
def test_an_inserted_event_is_found(log: sqlite3.Connection, step: int) -> None:
    """In between, what follows moved up; also one whose own hash follows on what stands before it."""
    for position in places(log, step, first=2):
        with attacked(log, *make_room(position), *forge(position)):
            assert what(found(log)) == ("inserted", position)
        with attacked(log, *make_room(position), *forge(position)):
            log.execute("UPDATE events SET hash = ? WHERE position = ?", (renumbered(log, position), position))
            assert what(found(log)) == ("inserted", position)


def test_an_event_inserted_before_all_others_is_found(log: sqlite3.Connection) -> None:
    with attacked(log, *make_room(1), *forge(1)):
        assert what(found(log)) == ("inserted", 1)


def test_an_event_added_at_the_end_without_its_hash_is_found(log: sqlite3.Connection) -> None:
    end = size(log) + 1
    with attacked(log, *forge(end)):
        assert what(found(log)) == ("changed", end)


@pytest.mark.parametrize("statement", ["0", "-1", "-100000"])
def test_a_row_where_no_event_can_stand_is_found(log: sqlite3.Connection, statement: str) -> None:
    with attacked(log, *forge(int(statement))):
        assert what(found(log)) == ("inserted", int(statement))


BY_WHOM = "or all that stands before it was written anew, hashes too: only a checkpoint tells these two apart"
DROP = ["DELETE FROM events WHERE position = 10", "DELETE FROM event_tags WHERE position = 10"]


@pytest.mark.parametrize(
    ("attack", "sentence"),
    [
        (
            ["UPDATE events SET version = 7 WHERE position = 10"],
            "the version of event 10 was changed: it was 1, and is 7",
        ),
        (
            ["UPDATE events SET hash = zeroblob(32) WHERE position = 10"],
            "the hash of event 10 was changed; its content is what the next event was linked to",
        ),
        (
            ["UPDATE events SET data = x'00' WHERE position = 10"],
            f"event 10 was changed: its content is not what its hash, and the next event, say; {BY_WHOM}",
        ),
        (
            ["UPDATE events SET data = x'00', hash = zeroblob(32) WHERE position = 10"],
            f"event 10 was replaced: neither does it follow, nor does the next event follow it; {BY_WHOM}",
        ),
        (DROP, "event 10 is gone: after position 9 comes 11"),
        (
            ["DELETE FROM events WHERE position BETWEEN 10 AND 12"],
            "events 10 to 12 are gone: after position 9 comes 13",
        ),
        (
            [*DROP, *close_up(10)],
            "event 10 is gone, and what came after was renumbered: at position 10 stands event 11",
        ),
        (
            [*swap(10, 20)],
            "events are not in their order: at position 10 stands event 20, and event 10 stands at position 20",
        ),
        (
            ["UPDATE events SET position = 900 WHERE position = 10"],
            "event 10 is not at its place: it stands at position 900",
        ),
        (
            [*make_room(10), *forge(10)],
            "what stands at position 10 was put in: event 10 stands at position 11 now",
        ),
        (
            ["DELETE FROM event_tags WHERE position = 10 AND tag LIKE 'call:%'"],
            "the row by which call:c-000000000000 leads to event 10 is gone: who asks for it is not told of the event",
        ),
        (
            ["INSERT INTO event_tags SELECT 'day:2026-12-24', position, type FROM events WHERE position = 10"],
            "day:2026-12-24 leads to event 10, which does not carry it: the row was put in",
        ),
        (
            ["UPDATE event_tags SET type = 'call.ended' WHERE position = 1"],
            "event 1 is call.started, and the row by which call:c-000000000000 leads to it says call.ended",
        ),
    ],
)
def test_what_was_done_is_told_in_a_sentence(log: sqlite3.Connection, attack: Sequence[str], sentence: str) -> None:
    with attacked(log, *attack):
        fault = found(log)
    assert fault is not None
    assert fault.text == sentence


def test_a_second_row_at_a_position_is_found(log: sqlite3.Connection) -> None:
    """Where somebody has made the table anew without its key; that it is another table is told as well."""
    anew = ["CREATE TABLE other AS SELECT * FROM events", "DROP TABLE events", "ALTER TABLE other RENAME TO events"]
    twice = f"INSERT INTO events SELECT position, 'twice', {REST} FROM events WHERE position = 10"
    with attacked(log, *anew, twice):
        fault = found(log)
    assert fault is not None
    assert (what(fault), fault.text) == (("inserted", 11), "position 10 is there twice: one of its rows was put in")


@pytest.mark.parametrize("column", EVENT_COLUMNS[1:])
def test_a_value_of_another_kind_is_found(log: sqlite3.Connection, column: str) -> None:
    """Where somebody has made the table anew without types: nothing that is no text and no number trips anybody up."""
    anew = ["CREATE TABLE other AS SELECT * FROM events", "DROP TABLE events", "ALTER TABLE other RENAME TO events"]
    for value in ("NULL", "1.5", "x'00'", "5"):
        change = f"UPDATE events SET {column} = {value}, data = zeroblob(5000) WHERE position = 10"
        with attacked(log, *anew, change):
            assert what(found(log)) == ("changed", 10)


def tag_rows(log: sqlite3.Connection, step: int) -> Iterable[tuple[str, int]]:
    rows = log.execute("SELECT tag, position FROM event_tags ORDER BY position, tag").fetchall()
    return list(rows[::-step])


@pytest.mark.parametrize("step", [SAMPLED, SOAK])
@pytest.mark.parametrize(
    ("attack", "kind"),
    [
        ("DELETE FROM event_tags WHERE tag = :tag AND position = :at", "removed"),
        ("UPDATE event_tags SET tag = tag || 'x' WHERE tag = :tag AND position = :at", "removed"),
        ("UPDATE event_tags SET type = type || 'x' WHERE tag = :tag AND position = :at", "changed"),
        ("UPDATE event_tags SET position = 100000 WHERE tag = :tag AND position = :at", "removed"),
        (
            "INSERT INTO event_tags SELECT tag || 'x', :at, type FROM event_tags WHERE tag = :tag AND position = :at",
            "inserted",
        ),
    ],
)
def test_every_row_of_the_tags_is_accounted_for(log: sqlite3.Connection, attack: str, kind: str, step: int) -> None:
    """A row that is missing makes a taken time look free; one too many invents something."""
    for tag, position in tag_rows(log, step):
        log.execute("BEGIN")
        try:
            log.execute(attack, {"tag": tag, "at": position})
            assert what(found(log)) == (kind, position)
        finally:
            log.execute("ROLLBACK")


def test_tags_that_changed_places_are_found_at_the_first_of_them(log: sqlite3.Connection) -> None:
    moved = "SELECT max(position) FROM event_tags WHERE tag LIKE 'patient:%'"
    with attacked(log, f"UPDATE event_tags SET position = 3 WHERE tag LIKE 'patient:%' AND position = ({moved})"):
        assert what(found(log)) == ("inserted", 3)


# What a chain by itself cannot see, and who has kept a checkpoint can.


@pytest.fixture(scope="module")
def kept(log: sqlite3.Connection) -> tuple[Checkpoint, ...]:
    """Checkpoints that were taken while the log grew, every fifty events and at its end."""
    key = Ed25519PrivateKey.generate()
    (log_id,) = log.execute("SELECT id FROM log").fetchone()
    ends = (*range(50, size(log), 50), size(log))
    hashes = walk(log, ends, in_silence).hashes
    return tuple(sign(Head(log=log_id, position=end, hash=hashes[end], at=NOW), key) for end in ends)


def heard(log: sqlite3.Connection, checkpoints: Sequence[Checkpoint]) -> Hearing:
    head = rows.head(log)[0]
    stops = sorted({each.position for each in checkpoints if each.position <= head} | {head})
    walked = walk(log, stops, in_silence)
    (log_id,) = log.execute("SELECT id FROM log").fetchone()
    end = walked.reached.position
    return hear(checkpoints, log_id=log_id, hashes=walked.hashes, end=end, is_broken=walked.fault is not None)


CUT = ("DELETE FROM events WHERE position > :at", "DELETE FROM event_tags WHERE position > :at")


def test_a_log_continues_its_checkpoints(log: sqlite3.Connection, kept: tuple[Checkpoint, ...]) -> None:
    assert heard(log, kept) == Hearing(confirmed=kept, unreached=(), faults=())


@pytest.mark.parametrize("step", [SAMPLED, SOAK])
def test_an_end_that_was_cut_off_is_found(log: sqlite3.Connection, kept: tuple[Checkpoint, ...], step: int) -> None:
    """Cleanly, tags and all: chain and tags are whole then, and this is what checkpoints are for."""
    for position in (0, *places(log, step, last=-1)):
        with attacked(log, *CUT, at=position):
            assert found(log) is None
            hearing = heard(log, kept)
        assert [each.position for each in hearing.confirmed] == [
            each.position for each in kept if each.position <= position
        ]
        assert {what(fault) for fault in hearing.faults} == {("removed", position + 1)}


@pytest.mark.parametrize("step", [SAMPLED, SOAK])
def test_a_log_that_was_written_anew_is_found(log: sqlite3.Connection, kept: tuple[Checkpoint, ...], step: int) -> None:
    """By somebody who knows the code: between the last checkpoint that fits and the first that does not."""
    for position in places(log, step):
        with attacked(
            log, "UPDATE events SET metadata = replace(metadata, 'agent', 'human') WHERE position = :at", at=position
        ):
            rewrite(log, position)
            assert found(log) is None
            hearing = heard(log, kept)
        before = [each.position for each in kept if each.position < position]
        assert [each.position for each in hearing.confirmed] == before
        assert {what(fault) for fault in hearing.faults} == {("changed", (before or [0])[-1] + 1)}
        assert len(hearing.faults) == len(kept) - len(before)


def test_another_log_is_not_taken_for_this_one(log: sqlite3.Connection, kept: tuple[Checkpoint, ...]) -> None:
    """Not even one with the same events, written anew under its own id."""
    with attacked(log, "UPDATE log SET id = 'another'"):
        rewrite(log, 1)
        assert found(log) is None
        hearing = heard(log, kept[-1:])
    assert [(fault.part, fault.position) for fault in hearing.faults] == [("checkpoint", None)]


def test_what_lies_behind_a_broken_event_is_neither_confirmed_nor_denied(
    log: sqlite3.Connection, kept: tuple[Checkpoint, ...]
) -> None:
    with attacked(log, "UPDATE events SET version = 9 WHERE position = 60"):
        assert heard(log, kept) == Hearing(confirmed=kept[:1], unreached=kept[1:], faults=())
