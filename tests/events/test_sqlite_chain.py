"""Nothing that stands can be changed unseen: triggers refuse it, and `verify` finds what was done without them."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from receptionist.events.chain import link
from receptionist.events.codec import CODEC
from receptionist.events.log import Query
from receptionist.events.sqlite import Database, SqliteLog, Verification, rows
from receptionist.events.vault import Vault
from receptionist.ids import RandomIds
from tests.contracts.store import everything, heard

COUNT = 6
REST = "type, version, recorded_at, tags, data, metadata, hash"


@pytest.fixture
async def whole(path: Path, vault: Vault, ids: RandomIds) -> Path:
    """A log of six events with two tags each, closed."""
    async with Database.open(path) as database:
        for number in range(COUNT):
            await SqliteLog(database, vault, CODEC).append([heard(ids, "even" if number % 2 else "odd", "all")])
    return path


@contextlib.contextmanager
def by_hand(path: Path) -> Iterator[sqlite3.Connection]:
    """The file as anybody with a copy of sqlite3 can change it, triggers dropped."""
    with contextlib.closing(sqlite3.connect(path)) as raw, raw:
        for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            raw.execute(f"DROP TRIGGER {name}")
        yield raw


async def verified(path: Path, vault: Vault) -> Verification:
    async with Database.open(path) as database:
        return await SqliteLog(database, vault, CODEC).verify()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE events SET data = x'7b7d' WHERE position = 2",
        "UPDATE events SET position = 9 WHERE position = 6",
        "DELETE FROM events WHERE position = 2",
        "DELETE FROM events",
        "REPLACE INTO events SELECT position, 'new', {} FROM events",
        "REPLACE INTO events SELECT 7, id, {} FROM events LIMIT 1",
        "INSERT INTO events SELECT 9, 'new', {} FROM events LIMIT 1",
        "UPDATE event_tags SET tag = 'even'",
        "DELETE FROM event_tags WHERE tag = 'all' AND position = 3",
    ],
)
async def test_what_stands_is_neither_changed_nor_removed(whole: Path, vault: Vault, statement: str) -> None:
    """Not by a mistaken statement, even of our own."""
    with (
        contextlib.closing(sqlite3.connect(whole)) as raw,
        pytest.raises(sqlite3.IntegrityError, match=r"events are (never|only)"),
    ):
        raw.execute(statement.format(REST))
    assert await verified(whole, vault) == Verification(events=COUNT, broken_at=None)


async def test_a_log_that_nobody_touched_verifies(path: Path, vault: Vault) -> None:
    assert await verified(path, vault) == Verification(events=0, broken_at=None)


CHANGES = {
    "data": "data = CAST(replace(CAST(data AS TEXT), 'text', 'next') AS BLOB)",
    "a sealed field": """data = CAST(replace(CAST(data AS TEXT), '"$box":"', '"$box":"A') AS BLOB)""",
    "tags": """tags = '["all"]'""",
    "spelling of tags": "tags = replace(tags, ',', ', ')",
    "metadata": "metadata = replace(metadata, 'caller', 'agent')",
    "type": "type = 'call.utterance_spoken'",
    "version": "version = 2",
    "recorded_at": "recorded_at = replace(recorded_at, '2026', '2025')",
    "id": "id = 'another'",
    "hash": "hash = zeroblob(32)",
}


@pytest.mark.parametrize("position", [1, 3, COUNT])
@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
async def test_a_changed_event_is_found(whole: Path, vault: Vault, change: str, position: int) -> None:
    with by_hand(whole) as raw:
        raw.execute(f"UPDATE events SET {change} WHERE position = ?", (position,))  # noqa: S608 (ours)
    assert await verified(whole, vault) == Verification(events=position - 1, broken_at=position)


@pytest.mark.parametrize("position", [1, 3, COUNT])
async def test_a_removed_event_is_found(whole: Path, vault: Vault, position: int) -> None:
    """The last one by the tags that still lead to it."""
    with by_hand(whole) as raw:
        raw.execute("DELETE FROM events WHERE position = ?", (position,))
    assert await verified(whole, vault) == Verification(events=position - 1, broken_at=position)


@pytest.mark.parametrize("position", [1, 3, COUNT - 1])
async def test_an_event_removed_with_its_tags_is_found(whole: Path, vault: Vault, position: int) -> None:
    with by_hand(whole) as raw:
        raw.execute("DELETE FROM events WHERE position = ?", (position,))
        raw.execute("DELETE FROM event_tags WHERE position = ?", (position,))
    assert await verified(whole, vault) == Verification(events=position - 1, broken_at=position)


async def test_an_end_that_was_cut_off_cleanly_is_seen_by_who_noted_the_head(whole: Path, vault: Vault) -> None:
    """A shorter log is a log: this is the limit of a chain without a witness."""
    async with Database.open(whole) as database:
        *_, noted = await everything(SqliteLog(database, vault, CODEC))
    with by_hand(whole) as raw:
        raw.execute("DELETE FROM event_tags WHERE position = ?", (COUNT,))
        raw.execute("DELETE FROM events WHERE position = ?", (COUNT,))
    async with Database.open(whole) as database:
        log = SqliteLog(database, vault, CODEC)
        assert await log.verify() == Verification(events=COUNT - 1, broken_at=None)
        *_, last = await everything(log)
    assert last.hash != noted.hash


@pytest.mark.parametrize(("one", "other"), [(1, 2), (2, 5), (5, 6)])
async def test_swapped_events_are_found(whole: Path, vault: Vault, one: int, other: int) -> None:
    """Whole rows, their hashes and all."""
    with by_hand(whole) as raw:
        for here, there in ((one, 100), (other, one), (100, other)):
            raw.execute("UPDATE events SET position = ? WHERE position = ?", (there, here))
    assert await verified(whole, vault) == Verification(events=one - 1, broken_at=one)


@pytest.mark.parametrize("position", [1, 3, COUNT + 1])
async def test_an_inserted_event_is_found(whole: Path, vault: Vault, position: int) -> None:
    """A copy of an event, put in between (what follows moved up), or at the end."""
    with by_hand(whole) as raw:
        raw.execute("UPDATE events SET position = -position - 1 WHERE position >= ?", (position,))
        raw.execute("UPDATE events SET position = -position WHERE position < 0")
        raw.execute(
            f"INSERT INTO events SELECT ?, 'inserted', {REST} FROM events LIMIT 1",  # noqa: S608 (a constant)
            (position,),
        )
    assert await verified(whole, vault) == Verification(events=position - 1, broken_at=position)


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM event_tags WHERE tag = 'all' AND position = 4",
        "UPDATE event_tags SET tag = 'other' WHERE tag = 'all' AND position = 4",
        "UPDATE event_tags SET type = 'other' WHERE tag = 'all' AND position = 4",
        "INSERT INTO event_tags VALUES ('other', 4, 'call.utterance_heard')",
    ],
)
async def test_tags_that_mislead_a_decision_are_found(whole: Path, vault: Vault, statement: str) -> None:
    """They stand in a table of their own. A row missing there would make a taken slot look free."""
    with by_hand(whole) as raw:
        raw.execute(statement)
    assert await verified(whole, vault) == Verification(events=3, broken_at=4)


async def test_a_chain_belongs_to_its_log(whole: Path, vault: Vault) -> None:
    """Events cannot be carried over into another log, even all of them."""
    with by_hand(whole) as raw:
        raw.execute("UPDATE log SET id = 'another'")
    assert await verified(whole, vault) == Verification(events=0, broken_at=1)


@pytest.mark.parametrize("position", [499, 500, 501, 1000, 1001])
async def test_a_long_log_is_checked_to_its_end(path: Path, vault: Vault, ids: RandomIds, position: int) -> None:
    async with Database.open(path) as database:
        log = SqliteLog(database, vault, CODEC)
        await log.append([heard(ids, "all") for _ in range(1001)])
        assert await log.verify() == Verification(events=1001, broken_at=None)
    with by_hand(path) as raw:
        raw.execute("UPDATE events SET version = 2 WHERE position = ?", (position,))
    assert await verified(path, vault) == Verification(events=position - 1, broken_at=position)


async def test_verifying_while_others_append_finds_nothing_wrong(log: SqliteLog, ids: RandomIds) -> None:
    async def append_all() -> None:
        for _ in range(60):
            await log.append([heard(ids, "all") for _ in range(20)])

    appending = asyncio.create_task(append_all())
    found = [await log.verify()]
    while not appending.done():
        found.append(await log.verify())
    assert {verification.broken_at for verification in found} == {None}
    assert len({verification.events for verification in found}) > 1
    assert await log.verify() == Verification(events=1200, broken_at=None)


async def test_the_hash_says_more_than_the_position(log: SqliteLog, ids: RandomIds) -> None:
    """No two events have one hash, though all of them say the same."""
    await log.append([heard(ids) for _ in range(50)])
    hashes = {recorded.hash for recorded in (await log.read(Query())).events}
    assert len(hashes) == 50
    assert {len(bytes.fromhex(one)) for one in hashes} == {32}


async def part_verified(path: Path, vault: Vault, *positions: int) -> Verification:
    async with Database.open(path) as database:
        return await SqliteLog(database, vault, CODEC).verify_events(positions)


async def test_some_events_can_be_verified_by_themselves(whole: Path, vault: Vault) -> None:
    assert await part_verified(whole, vault) == Verification(events=0, broken_at=None)
    assert await part_verified(whole, vault, 1, 3, COUNT) == Verification(events=3, broken_at=None)


@pytest.mark.parametrize("position", [1, 3, COUNT])
@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
async def test_a_change_to_one_of_them_is_found(whole: Path, vault: Vault, change: str, position: int) -> None:
    with by_hand(whole) as raw:
        raw.execute(f"UPDATE events SET {change} WHERE position = ?", (position,))  # noqa: S608 (ours)
    assert await part_verified(whole, vault, position) == Verification(events=0, broken_at=position)


async def test_one_whose_hash_was_made_to_fit_is_found_by_the_one_behind_it(whole: Path, vault: Vault) -> None:
    with by_hand(whole) as raw:
        raw.execute("UPDATE events SET version = 2 WHERE position = 3")
        before, changed = (rows.following(raw, after, 1)[0] for after in (1, 2))
        fits = link(bytes(before[-1]), rows.stored(changed))
        raw.execute("UPDATE events SET hash = ? WHERE position = 3", (fits,))
    assert await part_verified(whole, vault, 1, 3, 5) == Verification(events=1, broken_at=3)


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM events WHERE position = 3",
        "DELETE FROM events WHERE position = 2",
        "DELETE FROM event_tags WHERE tag = 'all' AND position = 3",
    ],
)
async def test_one_that_is_gone_or_is_not_found_any_more_is_no_whole_part(
    whole: Path, vault: Vault, statement: str
) -> None:
    with by_hand(whole) as raw:
        raw.execute(statement)
    assert await part_verified(whole, vault, 1, 3) == Verification(events=1, broken_at=3)


async def test_verifying_a_part_does_not_look_at_the_rest(whole: Path, vault: Vault) -> None:
    with by_hand(whole) as raw:
        raw.execute("UPDATE events SET version = 2 WHERE position = 5")
    assert await part_verified(whole, vault, 1, 2, 3) == Verification(events=3, broken_at=None)
    assert await part_verified(whole, vault, 4) == Verification(events=0, broken_at=4)
