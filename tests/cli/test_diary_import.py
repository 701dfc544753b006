"""`receptionist diary import`: a practice system's busy times as blocks, once each, and never over an appointment."""

from __future__ import annotations

from pathlib import Path

import pytest

from receptionist.desk import Handled
from receptionist.domain.commands import Command
from receptionist.events.clinic import BlockLifted, TaskRaised, TimeBlocked
from receptionist.staff_desk import StaffDesk
from tests.cli.staff import Counter, counter, plain_ids
from tests.domain.specification import at

HEADER = "start,end,reason,uid"
COURSE, AWAY = "2026-12-01 10:00,2026-12-01 12:00,course,c1", "2026-11-30,2026-11-30,away,c2"
SUMMARY = "busy.csv: {} entries read, {} of them take no time from now to 2027-08-15"


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Counter:
    return counter(tmp_path, at("2026-11-18 10:05"), monkeypatch, capsys)


def table(desk: Counter, *rows: str) -> str:
    (desk.folder / "busy.csv").write_text("\n".join((HEADER, *rows)), encoding="utf-8")
    return "busy.csv"


def blocks(desk: Counter) -> list[str]:
    """What is blocked now, in UTC."""
    there: dict[str, TimeBlocked] = {}
    for recorded in desk.events():
        match recorded.event:
            case TimeBlocked(block_id=block_id):
                there[block_id] = recorded.event
            case BlockLifted(block_id=block_id):
                del there[block_id]
            case _:
                pass
    return sorted(
        f"{each.resource_id} {each.starts_at:%m-%d %H:%M}Z {each.uid} {each.reason}" for each in there.values()
    )


def test_what_is_busy_is_blocked_and_importing_again_changes_nothing(desk: Counter) -> None:
    over = "2026-01-05 10:00,2026-01-05 11:00,over,c3"
    file = table(desk, COURSE, AWAY, over)
    first = desk.lines("diary", "import", file, "--resource", "lee")
    assert first == [SUMMARY.format(3, 1), "lee: 2 blocked, 0 moved, 0 lifted, 0 unchanged"]
    assert blocks(desk) == ["lee 11-30 05:00Z main:c2 away", "lee 12-01 15:00Z main:c1 course"]
    before = desk.events()
    assert {(each.metadata.actor, each.metadata.person) for each in before} == {("staff", "Robin")}
    again = desk.lines("diary", "import", file, "--resource", "Dr. Lee")
    assert again == [SUMMARY.format(3, 1), "lee: 0 blocked, 0 moved, 0 lifted, 2 unchanged"]
    assert desk.events() == before


def test_what_is_busy_elsewhere_cannot_be_booked(desk: Counter) -> None:
    desk.lines("diary", "import", table(desk, COURSE), "--resource", "lee")
    told = desk.refused("diary", "book", "--name", "Bo", "--date", "2026-12-01", "--time", "10:30", "--provider", "lee")
    assert told.startswith("that time is taken, blocked, or held")


def test_what_has_changed_is_moved_and_what_has_vanished_is_lifted(desk: Counter) -> None:
    desk.lines("diary", "import", table(desk, COURSE, AWAY), "--resource", "lee")
    later = COURSE.replace("12-01", "12-02")
    assert desk.lines("diary", "import", table(desk, later), "--resource", "lee")[1] == (
        "lee: 0 blocked, 1 moved, 1 lifted, 0 unchanged"
    )
    assert blocks(desk) == ["lee 12-02 15:00Z main:c1 course"]
    desk.book("Bo", "2026-12-01", "10:30", "--provider", "lee")


def test_other_people_other_calendars_and_staffs_own_blocks_are_left_alone(desk: Counter) -> None:
    desk.lines("diary", "block", "lee", "--from", "2026-12-03", "--to", "2026-12-03", "--reason", "own")
    desk.lines("diary", "import", table(desk, COURSE), "--resource", "patel")
    desk.lines("diary", "import", table(desk, COURSE), "--resource", "lee", "--calendar", "private")
    desk.lines("diary", "import", table(desk, AWAY), "--resource", "lee")
    assert blocks(desk) == [
        "lee 11-30 05:00Z main:c2 away",
        "lee 12-01 15:00Z private:c1 course",
        "lee 12-03 05:00Z  own",
        "patel 12-01 15:00Z main:c1 course",
    ]


def test_an_appointment_in_the_way_stays_and_its_patient_is_to_be_called_once(desk: Counter) -> None:
    which = desk.book("Zoë Quillfeather", "2026-12-01", "10:30", "--provider", "lee")
    lines = desk.lines("diary", "import", table(desk, COURSE), "--resource", "lee")
    assert plain_ids(lines[2:]) == [
        "  in the inbox, t-…: Zoë: Call and move the appointment of 2026-12-01 10:30 with Dr. Lee."
    ]
    assert which in " ".join(desk.lines("diary", "--day", "2026-12-01"))
    desk.lines("diary", "import", table(desk, COURSE.replace("12:00", "12:30")), "--resource", "lee")
    assert sum(isinstance(each.event, TaskRaised) for each in desk.events()) == 1


def test_a_dry_run_says_what_would_happen_and_changes_nothing(desk: Counter) -> None:
    which = desk.book("Zoë Quillfeather", "2026-12-01", "10:30", "--provider", "lee")
    desk.lines("diary", "import", table(desk, AWAY, "2026-12-04,2026-12-04,gone,c4"), "--resource", "lee")
    before = desk.events()
    later = AWAY.replace("11-30", "12-02")
    lines = desk.lines("diary", "import", table(desk, COURSE, later), "--resource", "lee", "--dry-run")
    assert plain_ids([line.replace(which, "a-0123456789ab") for line in lines]) == [
        SUMMARY.format(2, 0),
        "  would block 2026-12-01 10:00 to 2026-12-01 12:00  course",
        "  would move  2026-12-02 00:00 to 2026-12-03 00:00  away",
        "  would lift  2026-12-04 00:00 to 2026-12-05 00:00  k-…",
        "  in the way  a-…  2026-12-01 10:30-11:00, Zoë, exam, Dr. Lee, Chair 1",
        "lee: 1 blocked, 1 moved, 1 lifted, 0 unchanged (nothing was changed: --dry-run)",
    ]
    assert desk.events() == before


def test_a_calendar_that_is_suddenly_empty_lifts_nothing_unless_that_is_said(desk: Counter) -> None:
    """An export that went wrong would put every day of that dentist on sale."""
    desk.lines("diary", "import", table(desk, COURSE, AWAY), "--resource", "lee")
    assert desk.refused("diary", "import", table(desk), "--resource", "lee") == (
        "busy.csv: has no busy time from now on, and all 2 that were imported for lee would be lifted;"
        " if that is right, say --empty"
    )
    assert len(blocks(desk)) == 2
    assert desk.lines("diary", "import", table(desk), "--resource", "lee", "--empty")[1] == (
        "lee: 0 blocked, 0 moved, 2 lifted, 0 unchanged"
    )
    assert blocks(desk) == []


def test_an_import_that_broke_off_half_way_leaves_nothing_free_and_is_finished_by_the_next(
    desk: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.lines("diary", "import", table(desk, COURSE, AWAY), "--resource", "lee")
    file, do, done = (
        table(desk, COURSE.replace("12-01", "12-02"), AWAY.replace("11-30", "12-03")),
        StaffDesk.do,
        list[Command](),
    )

    async def only_two(self: StaffDesk, command: Command) -> Handled:
        done.append(command)
        if len(done) == 3:
            raise KeyboardInterrupt
        return await do(self, command)

    with monkeypatch.context() as broken:
        broken.setattr(StaffDesk, "do", only_two)
        assert desk("diary", "import", file, "--resource", "lee").status == 130
    assert len(blocks(desk)) == 4
    assert (
        desk.lines("diary", "import", file, "--resource", "lee")[1] == "lee: 0 blocked, 0 moved, 2 lifted, 2 unchanged"
    )
    assert blocks(desk) == ["lee 12-02 15:00Z main:c1 course", "lee 12-03 05:00Z main:c2 away"]


WEEKLY = """BEGIN:VCALENDAR
VERSION:2.0
BEGIN:VEVENT
UID:meeting
DTSTART;TZID=America/New_York:20161123T120000
DURATION:PT1H
RRULE:FREQ=WEEKLY;BYDAY=WE
SUMMARY:Team
END:VEVENT
END:VCALENDAR
"""


def test_a_series_of_ten_years_is_blocked_from_now_to_beyond_what_can_be_booked(desk: Counter) -> None:
    (desk.folder / "busy.ics").write_text(WEEKLY, encoding="utf-8")
    assert desk.lines("diary", "import", "busy.ics", "--resource", "torres") == [
        "busy.ics: 1 entries read, 0 of them take no time from now to 2027-08-15",
        "torres: 39 blocked, 0 moved, 0 lifted, 0 unchanged",
    ]
    desk.now = at("2026-11-25 13:30")
    assert desk.lines("diary", "import", "busy.ics", "--resource", "torres")[1] == (
        "torres: 1 blocked, 0 moved, 0 lifted, 37 unchanged"
    )


def test_our_own_appointment_in_their_calendar_is_not_blocked_over(desk: Counter) -> None:
    which = desk.book("Zoë Quillfeather", "2026-12-01", "10:30", "--provider", "lee")
    row = f"2026-12-01 10:30,2026-12-01 11:00,Zoë,{which}@receptionist.invalid"
    assert desk.lines("diary", "import", table(desk, row), "--resource", "lee")[1] == (
        "lee: 0 blocked, 0 moved, 0 lifted, 0 unchanged, 1 are appointments of our own"
    )


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("busy.txt", b"", "busy.txt: is neither .ics nor .csv"),
        ("busy", b"", "busy: is neither .ics nor .csv"),
        ("busy.csv", b"", "busy.csv, line 1: the header has nothing; it needs start and end"),
        ("busy.csv", b"start,end\n2026-12-02,2026-12-01",
         "busy.csv, line 2: ends (2026-12-01) before it has begun (2026-12-02)"),
        ("busy.ICS", b"", "busy.ICS: is no whole calendar: its last line is not END:VCALENDAR"),
        ("busy.ics", b" " * (8 * 1024 * 1024 + 1),
         "busy.ics: is larger than 8 MB; export fewer months, or one person's calendar"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_used_is_told(desk: Counter, name: str, content: bytes, told: str) -> None:
    (desk.folder / name).write_bytes(content)
    assert desk.refused("diary", "import", name, "--resource", "lee") == told


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("missing.ics", "--resource", "lee"), "missing.ics: cannot be read: No such file or directory"),
        (("folder.ics", "--resource", "lee"), "folder.ics: cannot be read: Is a directory"),
        (("busy.csv", "--resource", "house"),
         "the clinic has no house; it has lee, patel, torres, chair-1, chair-2, chair-3"),
        (("busy.csv", "--resource", "lee", "--calendar", "a:b"),
         "setting --calendar is 'a:b'; accepted: a word without colon, as main"),
    ],
)  # fmt: skip
def test_what_cannot_be_imported_is_told(desk: Counter, arguments: tuple[str, ...], told: str) -> None:
    (desk.folder / "folder.ics").mkdir()
    table(desk, COURSE)
    assert desk.refused("diary", "import", *arguments) == told
    assert not (desk.folder / ".data" / "receptionist.db").exists()
