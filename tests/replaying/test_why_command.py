"""`receptionist why`, as staff use it: by the id that the diary prints, a pasted line, or the patient's code."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from attrs import evolve

from receptionist.events.access import AccessRecorded
from receptionist.events.booking import BookingConfirmed
from receptionist.events.call import CallStarted
from receptionist.ids import AppointmentId
from tests.cli.logs import Told, objects, write
from tests.cli.staff import Counter, counter, one_id
from tests.examples import CALL, appointment, example

MONDAY = datetime(2026, 11, 23, 15, 5, tzinfo=UTC)
STORY = (
    "Ada has an exam with Dr. Lee on Tuesday, November 24th, 2026 at 2 PM. On Monday, November 23rd, 2026 at 10:05 AM,"
    " Robin asked at the desk for Tuesday, November 24th at 2 PM. The clinic was open then and Dr. Lee was free, so an"
    " exam was booked. Nothing was sent, as it was no call: telling the patient was up to Robin. All times are the"
    " clinic's (America/New_York)."
)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Counter:
    return counter(tmp_path, MONDAY, monkeypatch, capsys)


def test_it_tells_the_story_on_one_line_where_nobody_reads_along(desk: Counter) -> None:
    booked = desk.book("Ada Vane", "2026-11-24", "14:00")
    assert desk.lines("why", booked) == [STORY]
    assert desk.lines("why", booked, "--names") == [STORY.replace("Ada has", "Ada Vane has")]


def test_whatever_names_the_appointment_will_do(desk: Counter) -> None:
    """Its id or the beginning of it, a line of the diary, or the confirmation code however it is written."""
    printed = desk.lines("diary", "book", "--name", "Ada Vane", "--date", "2026-11-24", "--time", "14:00")
    appointment = one_id("a", printed[0])
    [code] = re.findall(r"code (\w{7})", printed[1])
    [line] = [line for line in desk.lines("diary", "--day", "2026-11-24") if appointment in line]
    for given in (appointment.upper(), appointment[2:7], f" {line} ", code, f"{code[:3]}-{code[3:].lower()}"):
        assert desk.lines("why", given) == [STORY]


def test_the_facts_come_as_json_one_a_line(desk: Counter) -> None:
    booked = desk.book("Ada Vane", "2026-11-24", "14:00")
    found = objects(desk("why", booked, "--json").out)
    assert [each["kind"] for each in found] == ["appointment", "booked"]
    assert {each["appointment"] for each in found} == {booked}
    assert found[1]["person"] == "Robin"


def test_looking_changes_nothing_in_the_log_but_that_somebody_looked(desk: Counter) -> None:
    booked = desk.book("Ada Vane", "2026-11-24", "14:00")
    before = desk.events()
    desk.lines("why", booked)
    *now, look = desk.events()
    assert (now, type(look.event)) == (list(before), AccessRecorded)


def test_several_that_begin_alike_are_named(desk: Counter) -> None:
    two = ("a-same00000001", "a-same00000002")
    booked = example(BookingConfirmed)
    events = [evolve(booked, appointment=appointment(appointment_id=AppointmentId(each))) for each in two]
    log = desk.folder / "two.db"
    write(log, Told(call=CALL, events=events))
    named = "same could be a-same00000001 or a-same00000002; give more of the id"
    assert desk.refused("why", "same", "--db", str(log)) == named
    assert desk.lines("why", two[0], "--db", str(log))[0].startswith("Zoë has an exam")


@pytest.mark.parametrize("given", ["a-", "  ", "…"])
def test_what_is_no_id_is_refused(given: str, desk: Counter) -> None:
    assert desk.refused("why", given) == f"{given.strip()!r} is no id; one begins with a-"


def test_what_is_not_there_is_said_with_where_it_was_looked_for(desk: Counter) -> None:
    desk.book("Ada Vane", "2026-11-24", "14:00")
    assert desk.refused("why", "a-zzzz") == (
        f"no appointment a-zzzz in {desk.folder / '.data' / 'receptionist.db'}; 'receptionist diary' has the ids, --db"
        " PATH names another log"
    )


def test_without_any_log_it_says_so(desk: Counter) -> None:
    assert desk.refused("why", "a-zzzz") == (
        "no appointment a-zzzz in any log: there is none yet; 'receptionist diary' has the ids, --db PATH names"
        " another log"
    )


def test_the_id_of_a_call_leads_to_replay(desk: Counter) -> None:
    assert desk.refused("why", "c-86kwy4wpkbz4") == (
        "c-86kwy4wpkbz4 is a call: 'receptionist replay c-86kwy4wpkbz4' shows it, 'calls' its appointments"
    )


def test_a_log_that_is_named_must_be_one(desk: Counter) -> None:
    notes = desk.folder / "notes.txt"
    notes.write_text("no log " * 1000, encoding="utf-8")
    assert "notes.txt" in desk.refused("why", "a-zzzz", "--db", str(notes))


def test_logs_beside_the_usual_one_are_looked_into(desk: Counter) -> None:
    """A story or a call with --now leaves its own log there."""
    booked = desk.book("Ada Vane", "2026-11-24", "14:00")
    folder = desk.folder / ".data"
    for name in ("receptionist.db", "receptionist.db.keys", "receptionist.db.master"):
        (folder / name).rename(folder / name.replace("receptionist", "older"))
    for rest in folder.glob("receptionist.db*-*"):
        rest.rename(folder / rest.name.replace("receptionist", "older"))
    write(folder / "receptionist.db", Told(call=CALL, events=[example(CallStarted)]))
    assert desk.lines("why", booked) == [STORY]
