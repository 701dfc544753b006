"""`receptionist replay CALL|--all --verify`: what a person reads before a deploy, and what a script goes by."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from pathlib import Path

import pytest

from receptionist.events.vault import keys_path
from receptionist.ids import CallId
from tests.cli.logs import Told, alter, write
from tests.examples import CODE, PATIENT
from tests.processes import run
from tests.publishers.support import BOOKING, CONFIRMED, GREETED

ONE, OTHER = CallId("c-one000000000"), CallId("c-other0000000")
BOTH = "differs (recorded by projection 3; today's is the same)"
OTHER_STATUS = (
    # As if the code of then had another status line: the whole effect's digest differs, and its one part's.
    "UPDATE outbox SET digest = 'then', parts = json_set(parts, '$.\"chunks[0]\"', 'then') WHERE topic = 'agent-status'"
)


def log(folder: Path, *sql: str) -> Path:
    path = folder / "log.db"
    write(path, Told(call=ONE, events=BOOKING), Told(call=OTHER, events=BOOKING))
    alter(path, *sql)
    return path


def verify(folder: Path, *arguments: str, staff: str = "Dana") -> tuple[int, list[str]]:
    done = run(folder, "replay", *arguments, "--verify", "--db", "log.db", RECEPTIONIST_STAFF=staff)
    assert done.err == ""
    return done.status, done.out.splitlines()


def files(folder: Path) -> dict[str, bytes]:
    return {each.name: each.read_bytes() for each in folder.iterdir() if each.suffix in {".db", ".keys"}}


def test_a_log_that_shows_what_was_recorded(tmp_path: Path) -> None:
    log(tmp_path)
    assert verify(tmp_path, "c-one") == (0, [f"call {ONE} of log.db: 10 effects of 3 events: nothing differs"])
    assert verify(tmp_path, "--all") == (0, ["all calls of log.db: 20 effects of 6 events: nothing differs"])


def test_a_difference_is_shown_once_and_counted_wherever_it_is(tmp_path: Path) -> None:
    log(tmp_path, OTHER_STATUS)
    (status, lines) = verify(tmp_path, "--all")
    assert status == 1
    assert lines == [
        f"call {ONE}  1:1 call.caller_greeted → text stream agent-status: {BOTH}",
        "    - chunks[0] (another; only its digest is kept)",
        '    + chunks[0] "Greeting the caller"',
        f"call {ONE}  2:1 booking.begun → text stream agent-status: {BOTH}",
        "    - chunks[0] (another; only its digest is kept)",
        '    + chunks[0] "Taking a booking"',
        f"call {ONE}  3:3 booking.confirmed → text stream agent-status: {BOTH}",
        "    - chunks[0] (another; only its digest is kept)",
        '    + chunks[0] "Appointment booked"',
        f"2 times like this: 1:1 call.caller_greeted → text stream agent-status: {BOTH}",
        f"2 times like this: 2:1 booking.begun → text stream agent-status: {BOTH}",
        f"2 times like this: 3:3 booking.confirmed → text stream agent-status: {BOTH}",
        "all calls of log.db: 20 effects of 6 events: 6 differ",
        "if that is what you meant: receptionist replay --all --verify --accept --db log.db",
    ]


def test_who_it_was_is_not_printed_where_deploys_are_logged(tmp_path: Path) -> None:
    write(tmp_path / "log.db", Told(call=ONE, events=(CONFIRMED,)))
    alter(tmp_path / "log.db", "UPDATE outbox SET digest = 'then', parts = NULL")
    _, lines = verify(tmp_path, "c-one")
    printed = "\n".join(lines)
    assert "{patient_name}" in printed
    assert [each for each in (PATIENT, "Zoë", CODE, f"{CODE[:3]}-{CODE[3:]}") if each in printed] == []
    _, lines = verify(tmp_path, "c-one", "--names")
    assert PATIENT in "\n".join(lines)


def test_what_is_accepted_is_the_same_from_then_on(tmp_path: Path) -> None:
    log(tmp_path, OTHER_STATUS)
    status, lines = verify(tmp_path, "c-one", "--accept")
    assert (status, lines[-2:]) == (
        0,
        [
            f"call {ONE} of log.db: 10 effects of 3 events: 3 differ",
            "3 accepted as they are today: from now on that is what they are measured by",
        ],
    )
    assert verify(tmp_path, "c-one")[0] == 0
    assert verify(tmp_path, "--all")[0] == 1
    with contextlib.closing(sqlite3.connect(tmp_path / "log.db")) as raw:
        found = raw.execute("SELECT DISTINCT call, accepted_by FROM accepted").fetchall()
    assert found == [(ONE, "Dana")]


def test_without_accept_nothing_is_written_wherever_the_log_lies(tmp_path: Path) -> None:
    log(tmp_path, OTHER_STATUS)
    before = files(tmp_path)
    tmp_path.chmod(0o555)
    try:
        assert verify(tmp_path, "--all")[0] == 1
    finally:
        tmp_path.chmod(0o755)
    assert files(tmp_path) == before


def test_erased_data_is_no_difference(tmp_path: Path) -> None:
    path = log(tmp_path)
    with contextlib.closing(sqlite3.connect(keys_path(path))) as raw, raw:
        raw.execute("DELETE FROM keys WHERE subject LIKE 'call:c-one%'")
    assert verify(tmp_path, "--all") == (
        0,
        [
            "all calls of log.db: 20 effects of 6 events: nothing differs",
            "10 cannot be verified: their data was erased",
        ],
    )


def test_what_a_newer_version_wrote_is_no_difference(tmp_path: Path) -> None:
    log(tmp_path, "DROP TRIGGER events_stay_as_they_are", "UPDATE events SET version = 99 WHERE position = 1")
    assert verify(tmp_path, "--all") == (
        0,
        [
            "all calls of log.db: 20 effects of 6 events: nothing differs",
            "2 cannot be verified: a newer version wrote their events",
        ],
    )


def test_an_event_that_cannot_be_read_cannot_be_accepted(tmp_path: Path) -> None:
    log(tmp_path, "DROP TRIGGER events_stay_as_they_are", "UPDATE events SET data = x'7b7d' WHERE position = 3")
    status, lines = verify(tmp_path, "--all", "--accept")
    assert status == 1
    assert lines[-1] == "1 cannot be accepted: today's code fails at their events; mend it"
    assert "today's code cannot read it" in lines[0]


def test_what_cannot_be_done_is_status_2(tmp_path: Path) -> None:
    log(tmp_path)
    assert run(tmp_path, "replay", "c-nobody", "--verify", "--db", "log.db").status == 2
    assert run(tmp_path, "replay", "--all", "--verify", "--db", "nowhere.db").status == 2
    assert run(tmp_path, "replay", "--verify", "--db", "log.db").status == 2


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_accepting_in_a_log_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    path = log(tmp_path, OTHER_STATUS)
    path.chmod(0o444)
    done = run(tmp_path, "replay", "--all", "--verify", "--accept", "--db", "log.db")
    assert (done.status, "cannot be written" in done.err) == (2, True)


def test_an_empty_log_has_nothing_that_differs(tmp_path: Path) -> None:
    write(tmp_path / "log.db")
    assert verify(tmp_path, "--all") == (0, ["all calls of log.db: 0 effects of 0 events: nothing differs"])


def test_a_single_effect(tmp_path: Path) -> None:
    """Nothing is said in the plural that is one."""
    write(tmp_path / "log.db", Told(call=ONE, events=(GREETED,)))
    assert verify(tmp_path, "c-one") == (0, [f"call {ONE} of log.db: 2 effects of 1 event: nothing differs"])
