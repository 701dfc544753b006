"""What stands beside the events of whoever is forgotten goes, and nothing of anybody else."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from receptionist.events.sqlite import Database
from receptionist.events.tags import call_tag, patient_tag
from receptionist.forgetting.scrubbing import Scrubbed, scrub
from receptionist.ids import CallId
from tests.privacy.stand import BEN, HERS, HIS, SHARED, ZOE, office

AT = datetime(2027, 6, 19, 14, 0, tzinfo=UTC)


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    """Of a log with Zoe's call, Ben's, and one about both; all that is beside its events is there of each."""
    async with office(tmp_path, shared=True) as at:
        await at.officer.storage.database.write(_fill)
        yield at.officer.storage.database


def _fill(raw: sqlite3.Connection) -> None:
    raw.execute("UPDATE outbox SET state = 'parked', attempts = 1, settled_at = 'then' WHERE ordinal = 1")
    raw.execute(
        "UPDATE outbox SET state = 'sent', sent_digest = digest, epoch = 1, settled_at = 'then' WHERE ordinal = 0"
    )
    for number, call in enumerate((HERS, HIS, SHARED)):
        raw.execute("INSERT INTO room_claim (room, call, agent, expires_at) VALUES (?, ?, 'a', 0)", (str(number), call))
        raw.execute("INSERT OR IGNORE INTO receipts VALUES (?, 'w', x'00', 1, 'then')", (call,))
        position = raw.execute(
            "SELECT position FROM event_tags WHERE tag = ? AND type = 'call.ended'", (call_tag(call),)
        )
        values = (position.fetchone()[0], call)
        raw.execute("INSERT OR REPLACE INTO outcomes (position, call, sent_digest) VALUES (?, ?, 'digest')", values)


async def calls(database: Database, sql: str) -> set[str]:
    return {row[0] for row in await database.read(lambda raw: raw.execute(sql).fetchall())}


async def test_what_a_forgotten_call_left_goes_and_the_others_stay(database: Database) -> None:
    done = await database.write(lambda raw: scrub(raw, [call_tag(HERS)], at=AT))
    left = {HIS, SHARED}
    assert await calls(database, "SELECT call FROM receipts") == left
    assert await calls(database, "SELECT call FROM room_claim") == left
    assert await calls(database, "SELECT call FROM outcomes WHERE sent_digest IS NOT NULL") == left
    assert HERS not in await calls(database, "SELECT call FROM outbox WHERE digest <> '' OR parts IS NOT NULL")
    assert left <= await calls(database, "SELECT call FROM outbox WHERE digest <> '' AND parts IS NOT NULL")
    assert HERS not in await calls(database, "SELECT call FROM outbox WHERE state IN ('owed', 'parked')")
    assert (done.acknowledged, done.found_by, done.effects > 0, done.digests > done.effects) == (2, 0, True, True)


async def test_of_a_patient_everything_goes_that_says_something_of_them_in_whatever_call(database: Database) -> None:
    await database.write(lambda raw: scrub(raw, [patient_tag(ZOE)], at=AT))
    assert await calls(database, "SELECT call FROM outcomes WHERE sent_digest IS NOT NULL") == {HIS}
    assert await calls(database, "SELECT call FROM receipts") == {HERS, HIS, SHARED}
    assert await database.read(lambda raw: _left(raw, ZOE)) == 0
    assert await database.read(lambda raw: _left(raw, BEN)) > 0
    index = await calls(database, "SELECT subject FROM lookup")
    assert index == {BEN, "a-ben000000000"}


def _left(raw: sqlite3.Connection, patient: str) -> int:
    """Digests of effects of events that are about a patient alone."""
    sql = (
        "SELECT count(*) FROM outbox WHERE digest <> '' AND position IN (SELECT position FROM event_tags WHERE tag = ?)"
        " AND position NOT IN (SELECT position FROM event_tags WHERE type = 'appointment.told')"
    )
    return int(raw.execute(sql, (f"patient:{patient}",)).fetchone()[0])


async def test_what_was_sent_was_sent(database: Database) -> None:
    """That it was, stays; what it was does not."""
    before = await calls(database, "SELECT position || ':' || ordinal FROM outbox WHERE state = 'sent'")
    await database.write(lambda raw: scrub(raw, [patient_tag(ZOE), call_tag(HERS), call_tag(SHARED)], at=AT))
    assert await calls(database, "SELECT position || ':' || ordinal FROM outbox WHERE state = 'sent'") == before
    assert await calls(database, "SELECT call FROM outbox WHERE sent_digest IS NOT NULL") == {
        HIS,
        CallId("c-nobody000000"),
    }


async def test_what_is_void_says_when_and_why(database: Database) -> None:
    await database.write(lambda raw: scrub(raw, [call_tag(HERS)], at=AT))
    assert await calls(
        database, "SELECT DISTINCT settled_at || ' ' || last_error FROM outbox WHERE state = 'void'"
    ) == {"2027-06-19T14:00:00.000000+00:00 its data was erased"}


async def test_once_more_finds_nothing(database: Database) -> None:
    wanted = [patient_tag(ZOE), call_tag(HERS), f"{call_tag(HERS)}:words"]
    assert await database.write(lambda raw: scrub(raw, wanted, at=AT)) != Scrubbed()
    assert await database.write(lambda raw: scrub(raw, wanted, at=AT)) == Scrubbed()


async def test_what_is_not_sealed_for_anybody_by_a_tag_is_left_alone(database: Database) -> None:
    assert await database.write(lambda raw: scrub(raw, ["clinic", "lookup", "access:2026-11"], at=AT)) == Scrubbed()
