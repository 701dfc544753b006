"""The log that scale is measured on: whole calls, as large as asked for, the same from the same seed, and sound."""

from __future__ import annotations

import asyncio
import sqlite3
from pathlib import Path

import pytest

from benchmarks.generating import generate
from receptionist.events.sqlite import Verification
from receptionist.events.vault import SqliteVault, keys_path
from receptionist.read_models.rebuilding import rebuild
from receptionist.storage import open_storage

EVENTS = 2_000


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("generated") / "log.db"
    generate(path, EVENTS)
    return path


def ask(path: Path, sql: str) -> list[tuple[object, ...]]:
    with sqlite3.connect(path) as raw:
        return raw.execute(sql).fetchall()


def test_it_has_as_many_events_as_asked_for_in_whole_calls(log: Path) -> None:
    [(events, calls)] = ask(log, "SELECT sum(events), count(*) FROM calls")
    assert isinstance(events, int)
    assert isinstance(calls, int)
    assert EVENTS <= events < EVENTS + 40
    assert 20 <= events / calls <= 30
    assert ask(log, "SELECT count(*) FROM calls WHERE ended_at IS NULL") == [(0,)]


def test_every_outcome_that_is_measured_is_in_it(log: Path) -> None:
    outcomes = {row[0] for row in ask(log, "SELECT DISTINCT outcome FROM calls")}
    assert {"booked", "moved", "cancelled", "message", "nothing"} <= outcomes
    assert ask(log, "SELECT count(*) > 0, sum(rescues) > 0 FROM calls WHERE problems > 0") == [(1, 1)]


def test_all_that_it_owed_is_sent(log: Path) -> None:
    assert ask(log, "SELECT DISTINCT state FROM outbox") == [("sent",)]


def test_its_chain_holds_and_its_read_models_are_what_a_rebuild_makes(log: Path) -> None:
    async def look() -> tuple[Verification, int | None]:
        async with open_storage(log, create=False) as storage:
            verified = await storage.log.verify()
            made = await rebuild(storage.database, storage.vault, lambda done, total: None)  # noqa: ARG005 (nobody looks)
        return verified, made.different

    [(events,)] = ask(log, "SELECT count(*) FROM events")
    assert asyncio.run(look()) == (Verification(events=int(str(events)), broken_at=None), 0)


def test_the_same_seed_makes_the_same_calls_and_another_one_others(tmp_path: Path) -> None:
    sql = "SELECT id, type, tags, recorded_at FROM events"
    made = {}
    for name, seed in (("one", 1), ("again", 1), ("other", 2)):
        generate(tmp_path / f"{name}.db", 200, seed=seed)
        made[name] = ask(tmp_path / f"{name}.db", sql)
    assert made["one"] == made["again"]
    assert made["one"] != made["other"]
    times = [str(row[3]) for row in made["one"] if row[1] == "call.started"]
    assert times == sorted(times)


def test_who_reads_a_whole_log_does_not_have_every_key_in_memory(log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("receptionist.events.vault._MOST_KNOWN", 5)
    vault = SqliteVault(keys_path(log), read_only=True)
    subjects = [str(subject) for (subject,) in ask(keys_path(log), "SELECT subject FROM keys")]
    digests = [vault.digest(subject, b"") for subject in subjects]
    assert len(vault._known) == 5
    assert [vault.digest(subject, b"") for subject in subjects] == digests
    vault.close()
