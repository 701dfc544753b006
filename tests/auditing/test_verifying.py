"""`receptionist audit verify`: all of a log's file, and what it says of it."""

from __future__ import annotations

import asyncio
import contextlib
import json
import shutil
import sqlite3
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from benchmarks.verification import write_log as stored_log
from receptionist.auditing.evidence import opened
from receptionist.auditing.outbox_rows import MOST
from receptionist.auditing.report import Report
from receptionist.auditing.verifying import verify_log
from receptionist.clock import SteppedClock
from receptionist.events.call import UtteranceHeard
from receptionist.events.chain import HASH_BYTES, StoredEvent, link, link_row
from receptionist.events.sqlite import rows, walking
from receptionist.events.vault import SqliteVault, keys_path
from receptionist.ids import RandomIds
from receptionist.projections import PROJECTION_VERSION
from receptionist.storage import open_storage
from tests.auditing.attacks import drop_triggers, write_log
from tests.examples import NOW, new
from tests.processes import Result, run

HISTORY = Path(__file__).parents[1] / "history" / "logs"

NO_CHECKPOINTS = (
    "none: an end that was cut off, or a log written anew, would not be seen ('receptionist audit checkpoint')"
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A log with its keys, in a folder of its own, which no test changes."""
    path = tmp_path_factory.mktemp("verifying") / "log.db"
    asyncio.run(write_log(path, calls=1))
    return path


@pytest.fixture
def path(made: Path, tmp_path: Path) -> Path:
    """A copy of it, for one test."""
    for each in made.parent.iterdir():
        shutil.copy(each, tmp_path)
    return tmp_path / made.name


@contextlib.contextmanager
def by_hand(path: Path) -> Iterator[sqlite3.Connection]:
    """The file as an attacker changes it: triggers dropped first, and put back at the end."""
    with contextlib.closing(sqlite3.connect(path)) as raw, raw:
        triggers = drop_triggers(raw)
        yield raw
        for trigger in triggers:
            raw.execute(trigger)


def verified(path: Path, *, quick: bool = False) -> Report:
    with (
        opened(path, untouched=False) as log,
        contextlib.closing(SqliteVault(keys_path(path), read_only=True)) as vault,
    ):
        return verify_log(log, vault=None if quick else vault, quick=quick)


def states(report: Report) -> dict[str, str]:
    return {check.name: check.state for check in report.checks}


def faults(report: Report) -> list[tuple[str, str, int | None, str | None]]:
    return [(fault.part, fault.kind, fault.position, fault.column) for check in report.checks for fault in check.faults]


def last_line(result: Result) -> str:
    return result.out.splitlines()[-1]


def effects(path: Path) -> list[tuple[int, int]]:
    with contextlib.closing(sqlite3.connect(path)) as raw:
        return raw.execute("SELECT position, ordinal FROM outbox ORDER BY position, ordinal").fetchall()


WHOLE = {"chain": "whole", "tags": "whole", "tables": "whole", "outbox": "whole", "lists": "whole"}


def test_a_log_that_nobody_touched_is_whole(path: Path) -> None:
    report = verified(path)
    assert (states(report), faults(report)) == ({**WHOLE, "checkpoints": "unchecked"}, [])
    with contextlib.closing(sqlite3.connect(path)) as raw:
        assert (report.events, report.head) == (rows.head(raw)[0], rows.head(raw)[1].hex())


def test_an_empty_log_is_whole(tmp_path: Path) -> None:
    asyncio.run(write_log(tmp_path / "log.db", calls=0))
    report = verified(tmp_path / "log.db")
    assert (report.events, states(report)) == (0, {**WHOLE, "checkpoints": "unchecked"})


def test_triggers_that_were_put_back_hide_nothing(path: Path) -> None:
    with by_hand(path) as raw:
        raw.execute("UPDATE events SET recorded_at = replace(recorded_at, '2026', '2025') WHERE position = 7")
    report = verified(path)
    assert states(report) == {
        **WHOLE,
        "chain": "broken",
        "outbox": "unchecked",
        "lists": "unchecked",
        "checkpoints": "unchecked",
    }
    assert faults(report) == [("events", "changed", 7, None)]


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("DROP TRIGGER events_stay", "the trigger events_stay is gone: what it refuses could have been done"),
        ("DROP INDEX events_by_type", "the index events_by_type is gone"),
        ("CREATE TABLE notes (text)", "the table notes is none of ours: somebody put it in"),
        (
            "CREATE TRIGGER forget AFTER INSERT ON events BEGIN SELECT 1; END",
            "the trigger forget is none of ours: somebody put it in",
        ),
        ("INSERT INTO log VALUES ('second')", "the table log has 2 rows and must have one: the log's id"),
    ],
)
def test_what_guards_the_events_must_be_there(path: Path, statement: str, fault: str) -> None:
    with contextlib.closing(sqlite3.connect(path)) as raw, raw:
        raw.execute(statement)
    [tables] = [check for check in verified(path).checks if check.name == "tables"]
    assert (tables.state, [each.text for each in tables.faults]) == ("broken", [fault])


def test_a_trigger_that_refuses_less_than_it_should_is_found(path: Path) -> None:
    with contextlib.closing(sqlite3.connect(path)) as raw, raw:
        raw.execute("DROP TRIGGER events_stay")
        raw.execute("CREATE TRIGGER events_stay BEFORE DELETE ON events WHEN 0 BEGIN SELECT RAISE(ABORT, 'no'); END")
        (version,) = raw.execute("PRAGMA user_version").fetchone()
    [tables] = [check for check in verified(path).checks if check.name == "tables"]
    assert [each.text for each in tables.faults] == [
        f"the trigger events_stay is not as version {version} of the schema makes it"
    ]


def test_a_log_without_its_tables_is_no_whole_log(path: Path) -> None:
    with contextlib.closing(sqlite3.connect(path)) as raw, raw:
        raw.execute("DROP TABLE event_tags")
    report = verified(path)
    assert (report.is_whole, states(report)["tables"]) == (False, "broken")


# The outbox.

COLUMNS = {
    "call": ("call = 'c-somebodyelse'", "call"),
    "lane": ("lane = CASE lane WHEN 'streams' THEN 'attributes' ELSE 'streams' END", "lane"),
    "kind": ("kind = kind || 'x'", "kind"),
    "topic": ("topic = coalesce(topic, '') || 'x'", "topic"),
    "audience": ("audience = 'everyone else'", "audience"),
    "digest": ("digest = replace(digest, substr(digest, 1, 4), 'beef')", "digest"),
    "parts": ("parts = replace(parts, ':\"', ':\"0')", "parts"),
    "state": ("state = 'sent'", "state"),
    "attempts": ("attempts = -1", "state"),
    "epoch": ("epoch = 9", "state"),
    "unfinished": ("unfinished = -1", "state"),
    "settled_at": ("settled_at = '2026-11-30T14:05:00.000000+00:00'", "state"),
}


@pytest.mark.parametrize(("change", "column"), COLUMNS.values(), ids=COLUMNS.keys())
def test_a_row_of_the_outbox_that_was_changed_is_found(made: Path, path: Path, change: str, column: str) -> None:
    """At the first, one in the middle and the last of them: against what the event says today."""
    every = effects(path)
    for position, ordinal in (every[0], every[len(every) // 2], every[-1]):
        shutil.copy(made, path)
        with by_hand(path) as raw:
            sql = f"UPDATE outbox SET {change} WHERE position = ? AND ordinal = ?"  # noqa: S608 (ours)
            raw.execute(sql, (position, ordinal))
        assert ("outbox", "changed", position, column) in faults(verified(path))


def test_rows_that_are_missing_or_invented_are_found(path: Path) -> None:
    with by_hand(path) as raw:
        [(first, ordinal)] = raw.execute(
            "SELECT position, max(ordinal) FROM outbox GROUP BY position LIMIT 1"
        ).fetchall()
        raw.execute("DELETE FROM outbox WHERE position = ? AND ordinal = ?", (first, ordinal))
        (last,) = raw.execute("SELECT max(position) FROM outbox").fetchone()
        raw.execute(
            "INSERT INTO outbox (position, ordinal, call, lane, kind, audience, projection_version, digest)"
            " SELECT position, max(ordinal) + 1, call, lane, kind, audience, projection_version, digest FROM outbox"
            " WHERE position = ?",
            (last,),
        )
    found = faults(verified(path))
    assert ("outbox", "removed", first, None) in found
    assert ("outbox", "inserted", last, None) in found


def test_effects_of_an_event_that_is_not_there_tell_that_the_end_was_cut_off(path: Path) -> None:
    """Somebody has cut the log off with its tags, and has forgotten what else knows of the events."""
    (end, _) = effects(path)[-1]
    with by_hand(path) as raw:
        raw.execute("DELETE FROM event_tags WHERE position >= ?", (end,))
        raw.execute("DELETE FROM events WHERE position >= ?", (end,))
    report = verified(path)
    assert ("events", "removed", end, None) in faults(report)
    assert (report.first.position if report.first else None) == end


def test_what_other_code_wrote_is_not_taken_for_a_change(path: Path) -> None:
    """A digest that differs says nothing where the projections have another version; its row says which."""
    (position, ordinal) = effects(path)[3]
    with by_hand(path) as raw:
        raw.execute(
            "UPDATE outbox SET digest = 'beef', parts = NULL, projection_version = ?"
            " WHERE position = ? AND ordinal = ?",
            (PROJECTION_VERSION - 1, position, ordinal),
        )
    report = verified(path)
    [outbox] = [check for check in report.checks if check.name == "outbox"]
    assert (outbox.state, outbox.faults) == ("unchecked", ())
    assert "1 cannot be compared: other code wrote them" in outbox.text


def test_keys_that_are_not_the_log_s_own_are_not_taken_for_proof(path: Path, tmp_path: Path) -> None:
    """Nor for proof of the contrary: the log may be whole."""
    other = tmp_path / "other" / path.name
    asyncio.run(write_log(other, calls=1))
    with (
        opened(path, untouched=True) as log,
        contextlib.closing(SqliteVault(keys_path(other), read_only=True)) as vault,
    ):
        report = verify_log(log, vault=vault)
    [outbox] = [check for check in report.checks if check.name == "outbox"]
    assert (outbox.state, outbox.text) == ("unchecked", "none of its digests fits these keys: they are another log's")
    assert states(report)["lists"] == "unchecked"
    assert report.is_whole


def test_an_outbox_that_was_emptied_is_found(path: Path) -> None:
    (first, _) = effects(path)[0]
    with by_hand(path) as raw:
        raw.execute("DELETE FROM outbox")
    assert ("outbox", "removed", first, None) in faults(verified(path))


def test_a_digest_that_is_struck_off_though_nothing_was_ever_erased_is_found(tmp_path: Path) -> None:
    path = tmp_path / "log.db"
    asyncio.run(
        write_log(path, calls=1, but=("patient.erased", "privacy.erasure_repeated", "privacy.retention_applied"))
    )
    (position, ordinal) = effects(path)[0]
    with by_hand(path) as raw:
        raw.execute("UPDATE outbox SET digest = '' WHERE position = ? AND ordinal = ?", (position, ordinal))
    assert faults(verified(path)) == [("outbox", "changed", position, "digest")]


def test_a_digest_that_is_struck_off_where_nothing_reads_erased_is_counted(path: Path) -> None:
    """Where data was erased from the log, of some calls: it is not proof of anything, and not whole either."""
    with by_hand(path) as raw:
        raw.execute("UPDATE outbox SET digest = '', parts = NULL WHERE position = (SELECT min(position) FROM outbox)")
    [outbox] = [check for check in verified(path).checks if check.name == "outbox"]
    assert (outbox.state, outbox.faults) == ("unchecked", ())
    assert outbox.text.endswith("; 2 have no digest any more, though their data can be read")


def test_of_many_faults_the_first_are_told_and_all_are_counted(path: Path) -> None:
    with by_hand(path) as raw:
        changed = raw.execute("UPDATE outbox SET audience = 'nobody'").rowcount
    [outbox] = [check for check in verified(path).checks if check.name == "outbox"]
    assert len(outbox.faults) == MOST
    assert outbox.text == f"it is not what the events say (and {changed - MOST:,} more than these):"


@pytest.mark.parametrize(
    "change",
    [
        "state = 'sent'",
        "call = 'c-somebodyelse'",
        "position = 1",
        "attempts = -1",
    ],
)
def test_what_the_webhook_is_owed_belongs_to_the_end_of_a_call(path: Path, change: str) -> None:
    with contextlib.closing(sqlite3.connect(path)) as raw, raw:
        (end, call) = raw.execute(
            "SELECT e.position, substr(t.tag, 6) FROM events AS e JOIN event_tags AS t USING (position)"
            " WHERE e.type = 'call.ended' AND t.tag LIKE 'call:%'"
        ).fetchone()
        raw.execute("DELETE FROM outcomes")
        raw.execute("INSERT INTO outcomes (position, call) VALUES (?, ?)", (end, call))
    assert faults(verified(path)) == []
    with contextlib.closing(sqlite3.connect(path)) as raw, raw:
        raw.execute(f"UPDATE outcomes SET {change}")  # noqa: S608 (ours)
        (position,) = raw.execute("SELECT position FROM outcomes").fetchone()
    assert faults(verified(path)) == [("outbox", "changed", position, None)]


# What is derived from the events.


@pytest.mark.parametrize(
    ("statement", "part"),
    [
        ("UPDATE calls_rows SET booked = booked + 1", "read_models"),
        ("DELETE FROM appointments_rows", "read_models"),
        ("UPDATE inbox_rows SET done_at = NULL", "read_models"),
        ("DELETE FROM transcript_rows WHERE position = (SELECT max(position) FROM transcript_rows)", "read_models"),
        ("DELETE FROM lookup", "lookup"),
        ("UPDATE lookup SET subject = 'p-somebodyelse'", "lookup"),
        ("INSERT INTO lookup VALUES ('beef', 'p-somebodyelse')", "lookup"),
    ],
)
def test_what_is_derived_must_be_what_a_rebuild_makes(path: Path, statement: str, part: str) -> None:
    with contextlib.closing(sqlite3.connect(path)) as raw, raw:
        assert raw.execute(statement).rowcount
    report = verified(path)
    assert states(report) == {**WHOLE, "lists": "broken", "checkpoints": "unchecked"}
    assert {fault[:2] for fault in faults(report)} == {(part, "changed")}


def test_verifying_changes_nothing_of_what_is_derived(path: Path) -> None:
    with contextlib.closing(sqlite3.connect(path)) as raw:
        before = list(raw.iterdump())
    verified(path)
    with contextlib.closing(sqlite3.connect(path)) as raw:
        assert list(raw.iterdump()) == before


# Evidence.


def content(folder: Path) -> dict[str, tuple[bytes, int, int]]:
    return {
        path.name: (path.read_bytes(), path.stat().st_mtime_ns, path.stat().st_mode)
        for path in sorted(folder.iterdir())
    }


def test_evidence_is_verified_without_writing_one_byte(path: Path) -> None:
    """A log in WAL mode makes SQLite put two files beside it, even for reading; here it does not."""
    folder = path.parent
    for each in (*folder.iterdir(), folder):
        each.chmod(0o500 if each.is_dir() else 0o400)
    try:
        before = content(folder)
        with opened(path, untouched=True) as log:
            with contextlib.closing(SqliteVault(keys_path(path), read_only=True)) as vault:
                report = verify_log(log, vault=vault)
            assert log.notes == ()
        assert content(folder) == before
        assert states(report) == {**WHOLE, "checkpoints": "unchecked"}
    finally:
        folder.chmod(0o700)


def test_evidence_in_a_folder_that_could_be_written_is_left_alone_too(path: Path) -> None:
    before = content(path.parent)
    with opened(path, untouched=True) as log:
        assert verify_log(log, vault=None).is_whole
    assert content(path.parent) == before


async def test_last_changes_that_lie_beside_evidence_are_verified_in_a_copy(path: Path, tmp_path: Path) -> None:
    """As a machine leaves it whose plug was pulled: the file, and what was not brought home into it."""
    seized = tmp_path / "seized"
    seized.mkdir()
    with contextlib.closing(sqlite3.connect(path)) as raw:
        raw.execute("PRAGMA wal_autocheckpoint = 0")
        with raw:
            raw.execute("UPDATE outbox SET audience = 'nobody' WHERE position = (SELECT min(position) FROM outbox)")
        for each in path.parent.glob("log.db*"):
            shutil.copy(each, seized)
    assert (seized / "log.db-wal").stat().st_size
    before = content(seized)
    with opened(seized / "log.db", untouched=True) as log:
        with contextlib.closing(SqliteVault(keys_path(seized / "log.db"), read_only=True)) as vault:
            report = verify_log(log, vault=vault)
        assert log.notes == ("its last changes lie in log.db-wal: a copy of it all was verified, and removed again",)
    assert states(report)["outbox"] == "broken"
    assert content(seized) == before


def test_evidence_that_somebody_writes_to_is_none(path: Path) -> None:
    with pytest.raises(Exception, match="was written to while it was verified as evidence"):  # noqa: SIM117
        with opened(path, untouched=True):
            path.write_bytes(path.read_bytes() + bytes(4096))


# Old logs, live logs, and the command.


def test_a_log_of_the_first_version_is_verified_as_it_is(tmp_path: Path) -> None:
    """By the schema that it was made by; what it has no table for is not missed."""
    path = tmp_path / "log.db"
    for file, dump in ((path, "schema_1.sql"), (keys_path(path), "schema_1.keys.sql")):
        file.touch(mode=0o600)
        with contextlib.closing(sqlite3.connect(file)) as raw:
            raw.executescript((HISTORY / dump).read_text(encoding="utf-8"))
    before = content(tmp_path)
    with opened(path, untouched=True) as log, contextlib.closing(SqliteVault(keys_path(path), read_only=True)) as vault:
        report = verify_log(log, vault=vault)
    assert faults(report) == []
    assert states(report) == {**WHOLE, "outbox": "unchecked", "lists": "unchecked", "checkpoints": "unchecked"}
    assert content(tmp_path) == before


async def test_a_log_that_is_written_to_meanwhile_is_whole_each_time(path: Path) -> None:
    """What was appended since it was begun is left for the next time."""
    ids = RandomIds(SteppedClock(NOW), seed="meanwhile")
    async with open_storage(path, create=False) as storage:
        before = await storage.log.append([new(UtteranceHeard(text="Before."), ids)])
        verifying = asyncio.create_task(asyncio.to_thread(verified, path))
        while not verifying.done():
            await storage.log.append([new(UtteranceHeard(text="Meanwhile."), ids) for _ in range(20)])
        report = await verifying
    assert report.is_whole
    assert report.events >= before[0].position


def peak(path: Path, *, quick: bool) -> int:
    """How many bytes Python has had at most while a log was verified, besides what it had before."""
    verified(path, quick=quick)  # Whatever is made once and kept is there then.
    tracemalloc.start()
    try:
        assert verified(path, quick=quick).is_whole
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_ten_times_as_many_events_take_no_more_memory(tmp_path: Path) -> None:
    few, many = tmp_path / "few.db", tmp_path / "many.db"
    for path, events in ((few, 3_000), (many, 30_000)):
        stored_log(path, events)
        SqliteVault(keys_path(path)).close()
    assert peak(many, quick=True) < 1.2 * peak(few, quick=True)


def test_both_ways_to_hash_a_row_agree(path: Path) -> None:
    """The quick one over bytes as they are stored, and the one that events are written by; long fields too."""
    long = StoredEvent(
        position=12,
        id="ä" * 5000,
        type="t",
        version=3,
        recorded_at="r",
        tags='["é","x"]',
        data=bytes(9000),
        metadata="m" * 4096,
    )
    previous = bytes(HASH_BYTES)
    columns = (12, long.id.encode(), b"t", 3, b"r", '["é","x"]'.encode(), long.data, long.metadata.encode())
    assert link_row(previous, columns) == link(previous, long)
    with contextlib.closing(sqlite3.connect(":memory:")) as raw:
        raw.execute(f"CREATE TABLE events ({rows.COLUMNS})")
        chained = link(previous, long)
        raw.execute(
            "INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (*columns[:1], long.id, "t", 3, "r", long.tags, long.data, long.metadata, chained),
        )
        with walking.as_bytes(raw):
            assert walking.walk(raw, walking.Reached(11, previous)) == (walking.Reached(12, chained, 2), None)


def test_the_command_says_what_is_whole_and_what_could_not_be_seen(path: Path) -> None:
    result = run(path.parent, "audit", "verify", "--db", str(path))
    assert (result.status, result.err) == (0, "")
    lines = result.out.splitlines()
    assert [line[:9].strip() for line in lines[1:-1]] == ["ok", "ok", "ok", "ok", "ok", "open"]
    assert lines[-2] == f"  open     checkpoints: {NO_CHECKPOINTS}"
    assert lines[-1] == "WHOLE as far as it could be checked"


def test_the_command_names_the_first_bad_position_and_what_was_done(path: Path) -> None:
    with by_hand(path) as raw:
        raw.execute("DELETE FROM events WHERE position = 5")
    result = run(path.parent, "audit", "verify", "--db", str(path), "--quick")
    assert (result.status, result.err) == (1, "")
    assert "event 5 is gone: after position 4 comes 6 [removed]" in result.out
    assert last_line(result) == "NOT WHOLE: first at event 5, which was removed"


def test_json_is_one_check_a_line_and_then_the_verdict(path: Path) -> None:
    with by_hand(path) as raw:
        raw.execute("UPDATE events SET version = 9 WHERE position = 3")
    result = run(path.parent, "audit", "verify", "--db", str(path), "--quick", "--json")
    *checks, verdict = (json.loads(line) for line in result.out.splitlines())
    assert [(check["kind"], check["name"], check["state"]) for check in checks] == [
        ("check", "chain", "broken"),
        ("check", "tags", "whole"),
        ("check", "tables", "whole"),
        ("check", "checkpoints", "unchecked"),
    ]
    first: dict[str, Any] = verdict["first"]
    assert (result.status, verdict["whole"], verdict["events"]) == (1, False, 2)
    assert (first["part"], first["what"], first["position"], first["column"]) == ("events", "changed", 3, "version")


def test_without_keys_it_says_what_could_not_be_checked(path: Path) -> None:
    for each in path.parent.glob(f"{keys_path(path).name}*"):
        each.unlink()
    result = run(path.parent, "audit", "verify", "--db", str(path), "--read-only")
    assert (result.status, last_line(result)) == (0, "WHOLE as far as it could be checked")
    assert "digests could not be checked, since its keys (log.db.keys) are not here" in result.out
    assert not keys_path(path).exists()


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (None, "does not exist"),
        (b"", "is not a receptionist log; choose another path with --db"),
        (b"no database at all, but long enough to look like one" * 20, "is not a receptionist log"),
    ],
)
def test_what_is_no_log_cannot_be_looked_into(tmp_path: Path, content: bytes | None, complaint: str) -> None:
    if content is not None:
        (tmp_path / "log.db").write_bytes(content)
    for option in ((), ("--read-only",)):
        result = run(tmp_path, "audit", "verify", "--db", "log.db", *option)
        assert (result.status, result.out) == (2, "")
        assert complaint in result.err
