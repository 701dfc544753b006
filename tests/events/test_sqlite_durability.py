"""What must survive a power cut waits for the disk, and what need not does not."""

from __future__ import annotations

import asyncio
import sqlite3

import pytest

from receptionist.events.sqlite import Database

NORMAL, FULL = 1, 2


def synchronous(raw: sqlite3.Connection) -> int:
    """How the transaction that this is part of will be committed."""
    return int(raw.execute("PRAGMA synchronous").fetchone()[0])


@pytest.mark.parametrize(
    ("durable", "synced"),
    [([True], FULL), ([False], NORMAL), ([False, True, False], FULL), ([False, False], NORMAL)],
)
async def test_a_transaction_is_synced_if_anything_in_it_must_be(
    database: Database, durable: list[bool], synced: int
) -> None:
    works = [database.submit(synchronous, durable=each) for each in durable]
    assert await asyncio.gather(*works) == [synced] * len(durable)


async def test_whoever_says_nothing_waits_for_the_disk(database: Database) -> None:
    """Before and after others who do not."""
    seen = [await database.write(synchronous)]
    await database.write(synchronous, durable=False)
    seen.append(await database.write(synchronous))
    assert seen == [FULL, FULL]
