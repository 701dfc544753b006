"""The read models made again from the log: what they were, whoever kills it, appends meanwhile, or does it twice."""

from __future__ import annotations

import asyncio
import contextlib
import random
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from receptionist.events.booking import BookingConfirmed
from receptionist.events.call import CallStarted, UtteranceHeard
from receptionist.events.codec import CODEC
from receptionist.events.patient import PatientRegistered
from receptionist.events.sqlite import SqliteLog
from receptionist.events.vault import keys_path
from receptionist.ids import CallId, RandomIds
from receptionist.read_models import editions, is_current, keeping, rebuilding
from receptionist.read_models.rebuilding import Rebuilt, catch_up, rebuild
from receptionist.read_models.tables import MODELS
from receptionist.storage import Storage, open_storage
from tests.events.processes import running
from tests.examples import CODE, EXAMPLES, PATIENT, PHONE, example, new
from tests.read_models.support import rows_at, rows_in, write, write_everything

EVENTS = 4 * len(EXAMPLES)


def nobody(done: int, total: int) -> None:
    """Whom progress is told to."""


@pytest.fixture(autouse=True)
def batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small ones: every log here takes several."""
    monkeypatch.setattr(rebuilding, "_BATCH", 7)


@pytest.fixture
async def storage(path: Path, ids: RandomIds) -> AsyncIterator[Storage]:
    """A log in which everything has happened, in three calls and outside of any."""
    async with open_storage(path) as storage:
        await write_everything(storage, ids)
        yield storage


async def again(storage: Storage) -> Rebuilt:
    return await rebuild(storage.database, storage.vault, nobody)


async def up_to_date(storage: Storage) -> bool:
    return await storage.database.read(is_current)


async def test_a_rebuild_makes_the_rows_that_the_appends_have_made_byte_for_byte(storage: Storage) -> None:
    before = await storage.database.read(rows_in)
    made = await again(storage)
    assert await storage.database.read(rows_in) == before
    assert {name: len(rows) for name, rows in before.items() if name != "lookup"} == made.rows
    assert made == Rebuilt(
        events=EVENTS, resumed_after=0, rows=made.rows, different=0, found=len(before["lookup"]), stray=0
    )
    assert min(made.rows.values()) > 0
    assert before["lookup"]


async def test_the_rows_are_right_from_the_first_event_on(path: Path, ids: RandomIds) -> None:
    """What the appends keep is what a rebuild makes, after each event that there is."""
    async with open_storage(path) as storage:
        for event in EXAMPLES:
            await write(storage, ids, event, call=CallId("c-000000000001"))
            assert await up_to_date(storage)
            before = await storage.database.read(rows_in)
            made = await again(storage)
            assert (made.different, made.stray) == (0, 0), type(event)
            assert await storage.database.read(rows_in) == before


async def test_it_changes_nothing_else_and_sends_nothing(storage: Storage, path: Path) -> None:
    with contextlib.closing(sqlite3.connect(path)) as raw:
        others = [
            name
            for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            if not name.endswith("_rows") and name != "read_models"
        ]
        sql = [f"SELECT * FROM {name}" for name in others]  # noqa: S608 (our tables)
        before = [raw.execute(each).fetchall() for each in sql]
        await again(storage)
        assert [raw.execute(each).fetchall() for each in sql] == before


async def test_nobodys_data_is_in_the_rows(storage: Storage, path: Path) -> None:
    with contextlib.closing(sqlite3.connect(path)) as raw:
        told = repr([raw.execute(f"SELECT * FROM {model.table}").fetchall() for model in MODELS])  # noqa: S608 (ours)
    for personal in (PATIENT, PATIENT.split()[0], PHONE, CODE, "1985-03-03"):
        assert personal not in told


async def test_what_is_not_what_the_log_says_is_mended_and_counted(storage: Storage) -> None:
    before = await storage.database.read(rows_in)

    def spoil(raw: sqlite3.Connection) -> None:
        raw.execute("UPDATE calls_rows SET outcome = 'nothing' WHERE call = 'c-000000000001'")
        raw.execute("DELETE FROM appointments_rows")
        raw.execute("INSERT INTO transcript_rows SELECT edition, 999, call, at, speaker, 0 FROM transcript LIMIT 1")
        raw.execute("DELETE FROM lookup WHERE digest = (SELECT min(digest) FROM lookup)")
        raw.execute("INSERT INTO lookup VALUES ('made up', 'p-0000000000ex')")

    await storage.database.write(spoil)
    made = await again(storage)
    assert await storage.database.read(rows_in) == before
    assert (made.different, made.stray) == (1 + len(before["appointments"]) + 1, 2)


async def test_one_edition_is_left(storage: Storage) -> None:
    for _ in range(3):
        await again(storage)

    def editions_of(raw: sqlite3.Connection) -> set[int]:
        tables = ["read_models", *(model.table for model in MODELS)]
        every = [raw.execute(f"SELECT DISTINCT edition FROM {table}").fetchall() for table in tables]  # noqa: S608 (ours)
        return {edition for found in every for (edition,) in found}

    assert await storage.database.read(editions_of) == {4}


async def test_it_is_read_as_it_was_while_it_is_made_again(storage: Storage) -> None:
    """Callers are found meanwhile, too."""
    before = await storage.database.read(rows_in)
    seen = []

    def look(done: int, total: int) -> None:
        seen.append((done, total, rows_at(storage.path) == before))

    await rebuild(storage.database, storage.vault, look)
    assert seen == [(min(done, EVENTS), EVENTS, True) for done in range(7, EVENTS + 7, 7)]


@pytest.mark.parametrize("seed", range(6))
async def test_killed_in_the_middle_it_goes_on_where_it_was(path: Path, ids: RandomIds, seed: int) -> None:
    async with open_storage(path) as storage:
        await write_everything(storage, ids)
    before = rows_at(path)
    chance = random.Random(seed)
    # 28 batches, the change of editions, the removal of the old one's rows: all of it is killed somewhere.
    stops = [chance.randrange(1, 45) for _ in range(3)]
    for stop in stops:
        async with running("tests.read_models.rebuilder", str(path), "7", str(stop)) as process:
            await process.process.communicate(b"")
        assert rows_at(path) == before
    async with open_storage(path) as storage:
        made = await again(storage)
        assert (made.different, made.stray) == (0, 0)
    assert rows_at(path) == before


async def test_what_it_had_done_is_not_done_again(path: Path, ids: RandomIds) -> None:
    async with open_storage(path) as storage:
        await write_everything(storage, ids)
    async with running("tests.read_models.rebuilder", str(path), "7", "11") as process:
        await process.process.communicate(b"")
    async with open_storage(path) as storage:
        # The first of its writes made room, the second an edition.
        assert (await again(storage)).resumed_after == 7 * 8


async def test_a_worker_may_append_meanwhile(storage: Storage, ids: RandomIds) -> None:
    before = await storage.database.read(rows_in)
    done = asyncio.Event()

    async def append() -> None:
        async with open_storage(storage.path) as worker:
            number = 0
            while not done.is_set():
                await write(worker, ids, *EXAMPLES[:5], call=CallId(f"c-meanwhile{number:03d}"))
                number += 1

    appending = asyncio.create_task(append())
    made = [await again(storage) for _ in range(3)]
    done.set()
    await appending
    after = await storage.database.read(rows_in)
    assert len(after["calls"]) > len(before["calls"])
    assert await up_to_date(storage)
    final = await again(storage)
    assert await storage.database.read(rows_in) == after
    assert {each.different for each in [*made, final]} <= {0, None}
    assert (final.different, {each.stray for each in [*made, final]}) == (0, {0})


async def test_several_may_do_it_at_once(storage: Storage) -> None:
    before = await storage.database.read(rows_in)
    async with open_storage(storage.path) as second, open_storage(storage.path) as third:
        made = await asyncio.gather(again(storage), again(second), again(third))
    assert await storage.database.read(rows_in) == before
    assert {(each.rows["calls"], each.stray) for each in made} == {(len(before["calls"]), 0)}
    assert await up_to_date(storage)


async def test_a_log_that_older_code_has_written_to_is_behind_until_somebody_catches_up(
    storage: Storage, ids: RandomIds
) -> None:
    """Its rows are not made out of turn: what comes after it waits, too."""
    older = SqliteLog(storage.database, storage.vault, CODEC)
    await older.append([new(example(UtteranceHeard), ids, call=CallId("c-older"))])
    before = await storage.database.read(rows_in)
    await write(storage, ids, example(CallStarted), call=CallId("c-newer"))
    assert not await up_to_date(storage)
    assert await storage.database.read(rows_in) == before
    await catch_up(storage.database, storage.vault, nobody)
    assert await up_to_date(storage)
    assert len((await storage.database.read(rows_in))["calls"]) == len(before["calls"]) + 2
    assert (await again(storage)).different == 0


async def test_rows_of_another_version_of_this_code_are_made_again(
    storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (editions, keeping):
        monkeypatch.setattr(module, "VERSION", 2)
    assert not await up_to_date(storage)
    await catch_up(storage.database, storage.vault, nobody)
    assert await up_to_date(storage)
    made = await storage.database.read(lambda raw: editions.in_state(raw, "current"))
    assert made is not None
    assert (made.number, made.version) == (2, 2)


async def test_rows_in_which_events_were_passed_over_are_made_again_by_code_that_knows_them(
    storage: Storage, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with contextlib.closing(sqlite3.connect(path)) as raw, raw:
        raw.execute("DROP TRIGGER events_stay_as_they_are")
        raw.execute("UPDATE events SET type = 'call.hummed' WHERE position = 5")
        raw.execute("UPDATE read_models SET through = 0")
        for model in MODELS:
            raw.execute(f"DELETE FROM {model.table}")  # noqa: S608 (ours)
    await catch_up(storage.database, storage.vault, nobody)
    assert await up_to_date(storage)
    (unread,) = await storage.database.read(lambda raw: raw.execute("SELECT sum(unread) FROM calls").fetchone())
    assert unread == 1
    monkeypatch.setattr(editions, "catalogue", lambda: "one that knows humming")
    assert not await up_to_date(storage)
    await catch_up(storage.database, storage.vault, nobody)
    assert await up_to_date(storage)


async def test_a_damaged_event_hides_no_others(storage: Storage, path: Path) -> None:
    with contextlib.closing(sqlite3.connect(path)) as raw, raw:
        raw.execute("DROP TRIGGER events_stay_as_they_are")
        first = "SELECT min(position) FROM events WHERE type = 'call.utterance_heard'"
        raw.execute(f"UPDATE events SET data = x'7b7d' WHERE position = ({first})")  # noqa: S608 (a constant)
    made = await again(storage)
    # The call's row counts it as unread, and it is no line of the transcript.
    assert (made.rows["calls"], made.different) == (3, 2)


async def test_after_data_was_erased_the_rows_are_the_same_and_nobody_is_found_any_more(
    path: Path, ids: RandomIds
) -> None:
    async with open_storage(path) as storage:
        await write(storage, ids, example(PatientRegistered), example(BookingConfirmed), call=CallId("c-1"))
        before = await storage.database.read(rows_in)
        assert len(before["lookup"]) == 2
    with contextlib.closing(sqlite3.connect(keys_path(path))) as raw, raw:
        raw.execute("DELETE FROM keys WHERE subject <> 'lookup'")
    async with open_storage(path) as storage:
        made = await again(storage)
        assert (made.different, made.found, made.stray) == (0, 0, 2)
        assert await storage.database.read(rows_in) == before | {"lookup": []}


async def test_an_empty_log_has_no_rows_and_is_up_to_date(path: Path) -> None:
    async with open_storage(path) as storage:
        assert await up_to_date(storage)
        made = await again(storage)
    empty = dict.fromkeys((model.name for model in MODELS), 0)
    assert made == Rebuilt(events=0, resumed_after=0, rows=empty, different=0, found=0, stray=0)
