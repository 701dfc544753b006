"""`receptionist diary`: what stands on which day, and what is free."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

from receptionist.cli.diary import Page, coming_days, read_pages, worth_showing
from receptionist.clock import SteppedClock
from receptionist.domain.clinic import Clinic
from receptionist.errors import EventTooNewError
from receptionist.events.booking import AppointmentMoved, BookingConfirmed
from receptionist.events.catalogue import CURRENT, UPCASTERS
from receptionist.events.codec import CODEC, Codec
from receptionist.events.recorded import Recorded
from receptionist.events.sqlite import Database, SqliteLog
from receptionist.events.vault import SqliteVault
from receptionist.ids import AppointmentId, CallId, RandomIds
from receptionist.projections.diary import Entry
from tests.cli.logs import Told, objects, write
from tests.domain.specification import CLINIC, at
from tests.examples import BOOKING, appointment, new
from tests.processes import run

WEEK = [date(2026, 11, 23) + timedelta(days=ahead) for ahead in range(7)]
ONLY_MONDAYS = """
name = "A"
short_address = "B"
address = "C"
phone = "D"
arrival_instructions = "E"
time_zone = "America/New_York"
visit_minutes = 30
start_every_minutes = 30
horizon_days = 180
closures = []
dentist = {id = "lee", name = "Dr. Lee"}
hours = {monday = ["08:00-10:00"]}
"""
SUNDAY = at("2026-11-22 12:00")


def visit(name: str, starts: str, patient: str = "Zoë Quillfeather") -> BookingConfirmed:
    start = at(starts)
    slot = appointment(
        appointment_id=AppointmentId(name), patient_name=patient, starts_at=start, ends_at=start + CLINIC.visit
    )
    return BookingConfirmed(booking_id=BOOKING, appointment=slot)


def to(visited: BookingConfirmed, starts: str) -> AppointmentMoved:
    earlier, start = visited.appointment, at(starts)
    later = evolve(earlier, starts_at=start, ends_at=start + CLINIC.visit)
    return AppointmentMoved(booking_id=BOOKING, appointment=later, moved_from=earlier.starts_at)


TUESDAY, WEDNESDAY = visit("a-tuesday", "2026-11-24 14:00"), visit("a-wednesday", "2026-11-25 08:00")
MOVED = to(WEDNESDAY, "2026-11-24 09:00")
MOVED_AWAY = to(visit("a-away", "2026-11-24 10:00"), "2026-12-24 10:00")
CALL = Told(call=CallId("c-one"), events=(TUESDAY, WEDNESDAY, MOVED, visit("a-away", "2026-11-24 10:00"), MOVED_AWAY))


async def pages(log: SqliteLog, days: Sequence[date], *, now: datetime = SUNDAY, of: Clinic = CLINIC) -> list[Page]:
    ids = RandomIds(SteppedClock(now), seed="diary")
    await log.append([new(event, ids, call=CALL.call) for event in CALL.events])
    return await read_pages(log, of, days, now)


async def test_a_week_has_what_stands_in_it_by_day_and_time(log: SqliteLog) -> None:
    found = await pages(log, WEEK)
    assert [(page.day, page.is_open, page.entries) for page in found] == [
        (WEEK[0], True, ()),
        (
            WEEK[1],
            True,
            (
                Entry(appointment=MOVED.appointment, call=CALL.call, moved=True),
                Entry(appointment=TUESDAY.appointment, call=CALL.call, moved=False),
            ),
        ),
        (WEEK[2], True, ()),
        (WEEK[3], False, ()),
        (WEEK[4], True, ()),
        (WEEK[5], False, ()),
        (WEEK[6], False, ()),
    ]


async def test_what_is_free_is_what_nobody_has_and_is_not_past(log: SqliteLog) -> None:
    """At ten on that Tuesday: a start at ten is gone; 14:00 is taken; 09:00 is past, whoever has it."""
    (page,) = await pages(log, [WEEK[1]], now=at("2026-11-24 10:00"))
    hours = ["10:30", "11:00", "11:30", "13:00", "13:30", "14:30", "15:00", "15:30", "16:00", "16:30"]
    assert page.free == tuple(at(f"2026-11-24 {hour}") for hour in hours)


@pytest.mark.parametrize(("ahead", "free"), [(180, 16), (181, 0)])
async def test_a_day_beyond_the_horizon_has_nothing_free(log: SqliteLog, ahead: int, free: int) -> None:
    now = at("2026-11-19 12:00")
    day = now.date() + timedelta(days=ahead)
    assert day.weekday() in {1, 2}
    (page,) = await pages(log, [day], now=now)
    assert (page.is_open, len(page.free)) == (True, free)


async def test_only_the_tags_of_the_days_are_read(log: SqliteLog, monkeypatch: pytest.MonkeyPatch) -> None:
    decoded: list[int] = []
    decode = SqliteLog._decode

    def noted(log: SqliteLog, row: tuple[Any, ...]) -> Recorded:
        decoded.append(row[0])
        return decode(log, row)

    monkeypatch.setattr(SqliteLog, "_decode", noted)
    await pages(log, [WEEK[2]])
    assert decoded == [2, 3]


async def test_a_day_that_a_newer_version_changed_is_not_guessed_at(database: Database, vault: SqliteVault) -> None:
    """Showing a slot as free that it has sold would be a lie."""
    newer = {(name, version + (name == "booking.confirmed")): cls for (name, version), cls in CURRENT.items()}
    await pages(SqliteLog(database, vault, Codec(newer, UPCASTERS)), [WEEK[1]])
    with pytest.raises(EventTooNewError):
        await read_pages(SqliteLog(database, vault, CODEC), CLINIC, [WEEK[1]], SUNDAY)


def test_the_coming_days_are_today_and_those_up_to_the_sixth_open_one() -> None:
    """Thanksgiving and the weekend lie between."""
    assert coming_days(CLINIC, SUNDAY) == [date(2026, 11, 22) + timedelta(days=ahead) for ahead in range(10)]
    assert coming_days(CLINIC, at("2026-11-23 23:30"))[0] == date(2026, 11, 23)


def test_the_coming_days_end_where_nothing_can_be_booked() -> None:
    assert len(coming_days(evolve(CLINIC, hours={}), SUNDAY)) == 181


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("diary")
    write(folder / ".data" / "receptionist.db", CALL)
    return folder


def test_a_week_is_printed_from_monday_whatever_its_day(folder: Path) -> None:
    result = run(folder, "diary", "--week", "2026-11-25")
    assert (result.status, result.err) == (0, "")
    lines = result.out.splitlines()
    assert [line.split(" · ")[:2] for line in lines if not line.startswith(" ")] == [
        ["2026-11-23 Monday", "0 appointments"],
        ["2026-11-24 Tuesday", "2 appointments"],
        ["2026-11-25 Wednesday", "0 appointments"],
        ["2026-11-26 Thursday", "0 appointments"],
        ["2026-11-27 Friday", "0 appointments"],
        ["2026-11-28 Saturday", "0 appointments"],
        ["2026-11-29 Sunday", "0 appointments"],
    ]
    assert [line for line in lines if line.startswith(" ")] == [
        "  09:00-09:30  Zoë                   Dr. Lee  a-wednesday  c-one  (moved)",
        "  14:00-14:30  Zoë                   Dr. Lee  a-tuesday  c-one",
    ]
    assert "2026-11-26 Thursday · 0 appointments · the clinic is closed" in lines
    assert run(folder, "diary", "--week", "2026-11-29").out == result.out


def test_a_day_shows_whole_names_when_asked(folder: Path) -> None:
    lines = run(folder, "diary", "--day", "2026-11-24", "--names").out.splitlines()
    assert lines[1:3] == [
        "  09:00-09:30  Zoë Quillfeather      Dr. Lee  a-wednesday  c-one  (moved)",
        "  14:00-14:30  Zoë Quillfeather      Dr. Lee  a-tuesday  c-one",
    ]


def test_a_day_that_can_be_booked_shows_what_is_free(tmp_path: Path) -> None:
    """A Monday that is to come, whenever this runs."""
    later = datetime.now(UTC).date() + timedelta(days=10)
    monday = later - timedelta(days=later.weekday())
    (tmp_path / "clinic.toml").write_text(ONLY_MONDAYS, encoding="utf-8")
    write(tmp_path / "log.db", Told(call=CallId("c-one"), events=(visit("a-1", f"{monday} 08:30"),)))
    assert run(tmp_path, "diary", "--db", "log.db", "--day", monday.isoformat()).out.splitlines() == [
        f"{monday} Monday · 1 appointment · 3 free",
        "  08:30-09:00  Zoë                   Dr. Lee  a-1  c-one",
        "  free: 08:00 09:00 09:30",
    ]


def test_json_is_a_day_and_then_its_appointments(folder: Path) -> None:
    found = objects(run(folder, "diary", "--day", "2026-11-24", "--json").out)
    assert {**found[0], "free": []} == {
        "kind": "day", "day": "2026-11-24", "time_zone": "America/New_York", "open": True, "free": [],
    }  # fmt: skip
    assert found[1] == {
        "kind": "appointment",
        "call": "c-one",
        "at": "2026-11-24T14:00:00+00:00",
        "ends_at": "2026-11-24T14:30:00+00:00",
        "time_zone": "America/New_York",
        "day": "2026-11-24",
        "appointment": "a-wednesday",
        "patient": "Zoë",
        "dentist": "Dr. Lee",
        "moved": True,
    }
    assert len(found) == 3


async def test_a_closed_day_is_shown_only_when_somebody_is_booked_or_it_is_today(log: SqliteLog) -> None:
    """Closed after it was booked, or the clinic changed its hours: somebody has to be called."""
    without_tuesdays = evolve(CLINIC, closures=frozenset({WEEK[1], WEEK[2]}))
    shown = worth_showing(await pages(log, [WEEK[0] - timedelta(days=1), *WEEK], of=without_tuesdays))
    assert [(page.day.day, page.is_open, len(page.entries)) for page in shown] == [
        (22, False, 0),
        (23, True, 0),
        (24, False, 2),
        (26, True, 0),
        (27, True, 0),
    ]


def test_without_a_day_the_coming_ones_are_shown(folder: Path) -> None:
    result = run(folder, "diary")
    assert (result.status, result.err) == (0, "")
    assert 2 <= sum(not line.startswith(" ") for line in result.out.splitlines()) <= 8


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("--day", "tomorrow"), "setting --day is 'tomorrow'; accepted: a date, as 2026-11-24"),
        (("--week", "2026-11-31"), "setting --week is '2026-11-31'; accepted: a date, as 2026-11-24"),
        (("--day", "0001-01-01"), "setting --day is '0001-01-01'; accepted: a date, as 2026-11-24"),
        (("--week", "9999-12-31"), "setting --week is '9999-12-31'; accepted: a date, as 2026-11-24"),
        (("--day", "2026-11-24", "--week", "2026-11-24"), "--day and --week exclude each other."),
        (("--db", "missing.db"), "missing.db: does not exist"),
    ],
)
def test_a_mistake_is_one_line(folder: Path, arguments: tuple[str, ...], complaint: str) -> None:
    result = run(folder, "diary", *arguments)
    assert (result.status, result.err) == (2, f"receptionist: {complaint}\n")
