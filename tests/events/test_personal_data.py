"""Personal data in a whole log: sealed from the first byte on, bound to its place, and erasable."""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import attrs
import pytest
from attrs import evolve

from receptionist.errors import UnsealError
from receptionist.events.booking import BookingRequested
from receptionist.events.call import UtteranceHeard
from receptionist.events.catalogue import Event
from receptionist.events.codec import CODEC
from receptionist.events.log import Query
from receptionist.events.personal import ERASED, is_personal
from receptionist.events.sqlite import Database, SqliteLog, Verification
from receptionist.events.vault import SqliteVault, keys_path
from receptionist.ids import CallId, RandomIds
from receptionist.publishers.owing import enqueue
from tests.contracts.store import everything
from tests.events.test_sqlite_chain import by_hand
from tests.examples import EXAMPLES, example, new

MARKER = "Quillfeather-Zölle"
OTHER = CallId("c-other")


def marked(value: Any) -> Any:
    """The same with every personal field saying `MARKER`."""
    if not attrs.has(type(value)):
        return value
    return evolve(
        value,
        **{
            field.name: MARKER if is_personal(field) else marked(getattr(value, field.name))
            for field in attrs.fields(type(value))
        },
    )


async def test_no_personal_value_reaches_the_disk(path: Path, vault: SqliteVault, ids: RandomIds) -> None:
    """Every event with every effect that it leads to: not in the file, its write-ahead log, the outbox, the keys."""
    events = [marked(event) for event in EXAMPLES]
    assert str(events).count(MARKER) >= 15
    async with Database.open(path) as database:
        log = SqliteLog(database, vault, CODEC, enqueue=enqueue(vault))
        await log.append([new(event, ids) for event in events])
        while_open = _bytes_beside(path)
        assert [recorded.event for recorded in await everything(log)] == events
        assert await database.read(lambda raw: raw.execute("SELECT count(*) FROM outbox").fetchone()[0]) > 5
    for files in (while_open, _bytes_beside(path)):
        for name, content in files.items():
            for encoding in ("utf-8", "utf-16-le", "unicode_escape"):
                assert MARKER.encode(encoding) not in content, f"{name} holds it as {encoding}"
            assert MARKER[:12].encode() not in content, f"{name} holds a part of it"
    assert {"log.db", "log.db-wal", "log.db.keys"} <= set(while_open)


def _bytes_beside(path: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in path.parent.iterdir()}


def swap_boxes_of_two_events(rows: list[dict[str, Any]]) -> None:
    rows[0]["text"], rows[1]["text"] = rows[1]["text"], rows[0]["text"]


def swap_boxes_of_two_fields(rows: list[dict[str, Any]]) -> None:
    request = rows[2]
    request["patient_name"], request["date_words"] = request["date_words"], request["patient_name"]


def change_a_box(rows: list[dict[str, Any]]) -> None:
    box = rows[0]["text"]["$box"]
    rows[0]["text"]["$box"] = box[:-8] + ("A" if box[-8] != "A" else "B") + box[-7:]


def write_a_box_differently(rows: list[dict[str, Any]]) -> None:
    rows[0]["text"]["$box"] += " "


@pytest.mark.parametrize(
    "change",
    [swap_boxes_of_two_events, swap_boxes_of_two_fields, change_a_box, write_a_box_differently],
    ids=lambda f: f.__name__,
)
async def test_a_box_that_was_moved_or_changed_does_not_open(
    path: Path, vault: SqliteVault, ids: RandomIds, change: Callable[[list[dict[str, Any]]], None]
) -> None:
    """Even within one call, under one key; and the chain tells, too."""
    events: list[Event] = [UtteranceHeard(text="one"), UtteranceHeard(text="two"), example(BookingRequested)]
    async with Database.open(path) as database:
        await SqliteLog(database, vault, CODEC).append([new(event, ids) for event in events])
    with by_hand(path) as raw:
        _rewrite(raw, change)
    async with Database.open(path) as database:
        log = SqliteLog(database, vault, CODEC)
        with pytest.raises(UnsealError, match=r"^content sealed for call:\S+ does not open"):
            await log.read(Query())
        assert (await log.verify()).broken_at is not None


def _rewrite(raw: sqlite3.Connection, change: Callable[[list[dict[str, Any]]], None]) -> None:
    rows = [json.loads(data) for (data,) in raw.execute("SELECT data FROM events ORDER BY position")]
    change(rows)
    for position, row in enumerate(rows, start=1):
        raw.execute("UPDATE events SET data = ? WHERE position = ?", (json.dumps(row).encode(), position))


async def test_a_destroyed_key_erases_one_call_and_leaves_the_chain_whole(
    path: Path, vault: SqliteVault, ids: RandomIds
) -> None:
    """What is not personal stays, other calls stay, and what is recorded about the call later can be read."""
    text = UtteranceHeard(text="It's Zoë Quillfeather.")
    async with Database.open(path) as database:
        log = SqliteLog(database, vault, CODEC)
        await log.append([new(text, ids), new(text, ids, call=OTHER), new(example(BookingRequested), ids)])
        before = await everything(log)
    for subject in (f"call:{before[0].metadata.call}", f"call:{before[0].metadata.call}:words"):
        _destroy(keys_path(path), subject)

    with contextlib.closing(SqliteVault(keys_path(path))) as later:
        async with Database.open(path) as database:
            log = SqliteLog(database, later, CODEC)
            said = UtteranceHeard(text=ERASED)
            asked = evolve(example(BookingRequested), patient_name=ERASED, date_words=ERASED, time_words=ERASED)
            after = (evolve(before[0], event=said), before[1], evolve(before[2], event=asked))
            assert await everything(log) == after
            added = await log.append([new(text, ids)])
            assert await everything(log) == (*after, *added)
            assert await log.verify() == Verification(events=4, broken_at=None)


def _destroy(keys: Path, subject: str) -> None:
    with contextlib.closing(sqlite3.connect(keys)) as raw, raw:
        assert raw.execute("DELETE FROM keys WHERE subject = ?", (subject,)).rowcount == 1
