"""`receptionist calls`: what a practice manager sees of the calls there were."""

from __future__ import annotations

import asyncio
import sqlite3
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

from receptionist.cli.call_pages import newest_calls
from receptionist.clock import SteppedClock, SystemClock
from receptionist.events.booking import AppointmentMoved, BookingConfirmed, BookingRefused
from receptionist.events.call import CallEnded, CallStarted, UtteranceHeard
from receptionist.events.recorded import Recorded
from receptionist.events.sqlite import SqliteLog
from receptionist.ids import CallId, RandomIds
from receptionist.projections import project
from receptionist.storage import open_storage
from tests.cli.logs import Told, alter, objects, write
from tests.examples import NOW, appointment, example, new, recorded
from tests.processes import run

STARTED, ENDED, CONFIRMED = example(CallStarted), example(CallEnded), example(BookingConfirmed)
REFUSED, MOVED = example(BookingRefused), example(AppointmentMoved)
BOOKED = Told(call=CallId("c-booked"), events=(STARTED, CONFIRMED, ENDED))
REFUSED_LATER = Told(call=CallId("c-refused"), events=(STARTED, REFUSED, ENDED), at=NOW + timedelta(hours=1))
LIVE = Told(call=CallId("c-live"), events=(STARTED,), at=NOW + timedelta(hours=2), leased=600)
DEAD = Told(call=CallId("c-dead"), events=(STARTED, CONFIRMED, MOVED), at=NOW + timedelta(hours=3), leased=-1)
STREAMS_OWED = sum(effect.lane == "streams" for event in DEAD.events for effect in project(recorded(event)))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("calls")
    write(folder / ".data" / "receptionist.db", BOOKED, REFUSED_LATER, LIVE, DEAD)
    alter(
        folder / ".data" / "receptionist.db",
        "UPDATE outbox SET state = 'sent' WHERE call <> 'c-dead'",
        "UPDATE outbox SET state = 'parked' WHERE call = 'c-dead' AND lane = 'attributes'",
    )
    return folder


def test_the_newest_call_comes_first_and_says_what_became_of_it(folder: Path) -> None:
    result = run(folder, "calls")
    assert (result.status, result.err) == (0, "")
    assert result.out.splitlines() == [
        "c-dead  2026-11-30 14:05   0:02:00  room      moved         DEAD: not ended, and its process is gone",
        "    Wednesday, December 2nd at 10 AM, Zoë, exam with Dr. Lee (a-0000000000ex)",
        "    1 booked, 1 moved",
        "    went wrong: parked, owed, dead",
        (
            f"    {STREAMS_OWED} effects owed, 2 parked (see 'receptionist replay c-dead'): "
            "'receptionist resume c-dead' sends what is owed"
        ),
        "c-live  2026-11-30 13:05   0:00:00  room      nothing       LIVE",
        "c-refused  2026-11-30 12:05   0:02:00  room      refused       ended: caller_said_goodbye",
        "c-booked  2026-11-30 11:05   0:02:00  room      booked        ended: caller_said_goodbye",
        "    Tuesday, December 1st at 9 AM, Zoë, exam with Dr. Lee (a-0000000000ex)",
    ]


def test_json_is_one_object_a_call(folder: Path) -> None:
    moved: dict[str, Any] = {
        "kind": "call",
        "call": "c-dead",
        "at": "2026-11-30T19:05:00+00:00",
        "time_zone": "America/New_York",
        "seconds": 120.0,
        "channel": "room",
        "state": "dead",
        "reason": None,
        "outcome": "moved",
        "appointments": [
            {
                "appointment": "a-0000000000ex",
                "patient": "Zoë",
                "treatment": "exam",
                "provider": "Dr. Lee",
                "starts_at": "2026-12-02T15:00:00+00:00",
                "ends_at": "2026-12-02T15:30:00+00:00",
            }
        ],
        "counts": {
            "events": 3,
            "heard": 0,
            "spoken": 0,
            "interruptions": 0,
            "confirmations_interrupted": 0,
            "tool_calls": 0,
            "tool_errors": 0,
            "booked": 1,
            "moved": 1,
            "cancelled": 0,
            "refused": 0,
            "rescues": 0,
            "connections_lost": 0,
            "transfers_failed": 0,
        },
        "problems": ["parked", "owed", "dead"],
        "owed": STREAMS_OWED,
        "parked": 2,
        "unread": 0,
    }
    found = objects(run(folder, "calls", "--json").out)
    assert found[0] == moved
    assert [(line["call"], line["state"], line["reason"], line["outcome"]) for line in found] == [
        ("c-dead", "dead", None, "moved"),
        ("c-live", "live", None, "nothing"),
        ("c-refused", "ended", "caller_said_goodbye", "refused"),
        ("c-booked", "ended", "caller_said_goodbye", "booked"),
    ]


@pytest.mark.parametrize("how", [(), ("--json",)])
def test_whole_names_are_shown_only_when_they_are_asked_for(folder: Path, how: tuple[str, ...]) -> None:
    assert "Quillfeather" not in run(folder, "calls", *how).out
    assert run(folder, "calls", "--names", *how).out.count("Zoë Quillfeather") == 2


def test_a_limit_says_that_there_are_more(folder: Path) -> None:
    lines = run(folder, "calls", "--limit", "2").out.splitlines()
    assert [line.split()[0] for line in lines if line.startswith("c-")] == ["c-dead", "c-live"]
    assert lines[-1] == "… and earlier ones: --limit 20"
    assert "earlier" not in run(folder, "calls", "--limit", "4").out
    assert len(objects(run(folder, "calls", "--limit", "2", "--json").out)) == 2


def test_a_log_can_be_named(tmp_path: Path) -> None:
    write(tmp_path / "other.db", BOOKED)
    assert run(tmp_path, "calls", "--db", "other.db").out.startswith("c-booked ")


def test_what_a_caller_made_of_a_name_does_not_reach_the_terminal(tmp_path: Path) -> None:
    """A name with an escape sequence would otherwise be carried out by the manager's terminal."""
    evil = evolve(CONFIRMED, appointment=appointment(patient_name="\x1b[2JZoë\u202e"))
    write(tmp_path / "log.db", Told(call=CallId("c-evil"), events=(STARTED, evil, ENDED)))
    for how in ((), ("--names",), ("--json",), ("--json", "--names")):
        out = run(tmp_path, "calls", "--db", "log.db", *how).out
        assert "Zoë" in out
        assert not {"\x1b", "\u202e"} & set(out)


def test_an_erased_name_reads_as_erased(tmp_path: Path) -> None:
    write(tmp_path / "log.db", BOOKED)
    (tmp_path / "log.db.keys").unlink()
    (tmp_path / "log.db.keys").touch(mode=0o600)
    assert ", [erased], exam with Dr. Lee (" in run(tmp_path, "calls", "--db", "log.db").out


def test_without_a_log_it_says_which_are_beside_it(tmp_path: Path) -> None:
    """A newcomer has played the story: its log is a demo of its own."""
    usual = tmp_path / ".data" / "receptionist.db"
    none = f"receptionist: there is no log at {usual} yet: 'receptionist talk' makes one"
    assert run(tmp_path, "calls").err == f"{none}\n"
    write(tmp_path / ".data" / "demo-abcd.db", BOOKED)
    result = run(tmp_path, "calls")
    assert (result.status, result.out) == (2, "")
    assert result.err == f"{none}; or look at another with --db {tmp_path / '.data' / 'demo-abcd.db'}\n"


def test_an_empty_log_has_no_calls(tmp_path: Path) -> None:
    write(tmp_path / "log.db")
    assert run(tmp_path, "calls", "--db", "log.db").out == "no calls yet in log.db\n"
    assert run(tmp_path, "calls", "--db", "log.db", "--json").out == ""


async def test_many_calls_are_read_page_by_page_and_each_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """More calls than a page has: none is left out at a border, and what was said is not decoded."""
    whole = (STARTED, UtteranceHeard(text="Hi."), ENDED)
    calls = [Told(call=CallId(f"c-{n:03}"), events=(STARTED,) if n % 10 else whole) for n in range(107)]
    await asyncio.to_thread(write, tmp_path / "log.db", *calls)
    decoded: list[str] = []
    decode = SqliteLog._decode

    def noted(log: SqliteLog, row: tuple[Any, ...]) -> Recorded:
        decoded.append(row[2])
        return decode(log, row)

    monkeypatch.setattr(SqliteLog, "_decode", noted)
    async with open_storage(tmp_path / "log.db") as storage:
        found = [listed.standing.call async for listed in newest_calls(storage, SystemClock())]
    assert found == [told.call for told in reversed(calls)]
    assert set(decoded) == {"call.started", "call.ended"}


async def test_a_call_that_ends_while_it_is_looked_at_has_not_died(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its lease was still there in the first look; in the second, it has ended and let go."""
    await asyncio.to_thread(write, tmp_path / "log.db", Told(call=CallId("c-1"), events=(STARTED,), leased=600))
    read = SqliteLog.read

    def let_go(raw: sqlite3.Connection) -> None:
        raw.execute("UPDATE relay_owner SET expires_at = 0")

    async def read_later(log: SqliteLog, *arguments: Any, **options: Any) -> Any:
        async with open_storage(tmp_path / "log.db") as other:
            await other.database.write(let_go)
            await other.log.append([new(ENDED, RandomIds(SystemClock()), call=CallId("c-1"))])
        return await read(log, *arguments, **options)

    monkeypatch.setattr(SqliteLog, "read", read_later)
    async with open_storage(tmp_path / "log.db") as storage:
        assert [listed.state async for listed in newest_calls(storage, SystemClock())] == ["ended"]


@pytest.mark.parametrize(("later", "state"), [(0, "live"), (10, "live"), (11, "dead"), (-1, "dead")])
async def test_a_call_that_has_just_begun_has_no_relay_yet(tmp_path: Path, later: float, state: str) -> None:
    await asyncio.to_thread(write, tmp_path / "log.db", Told(call=CallId("c-1"), events=(STARTED,)))
    wall = SteppedClock(NOW + timedelta(seconds=later))
    async with open_storage(tmp_path / "log.db") as storage:
        assert [listed.state async for listed in newest_calls(storage, wall)] == [state]
