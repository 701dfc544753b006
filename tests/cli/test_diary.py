"""`receptionist diary`: what stands on which day, with whom, and what is free."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

from receptionist.cli.diary_pages import Page, coming_days, read_diary, read_pages, worth_showing
from receptionist.clock import SteppedClock
from receptionist.domain.clinic import Clinic
from receptionist.errors import EventTooNewError
from receptionist.events.booking import (
    Appointment,
    AppointmentCancelled,
    AppointmentMoved,
    BookingConfirmed,
    PatientArrived,
)
from receptionist.events.catalogue import CURRENT, UPCASTERS, Event
from receptionist.events.clinic import DayClosed, TimeBlocked
from receptionist.events.codec import CODEC, Codec
from receptionist.events.recorded import Recorded
from receptionist.events.sqlite import Database, SqliteLog
from receptionist.events.vault import SqliteVault
from receptionist.ids import AppointmentId, BlockId, CallId, RandomIds
from receptionist.projections.diary import Entry
from tests.cli.logs import Told, objects, write
from tests.cli.staff import Counter, counter
from tests.config.clinic_texts import BRIGHT_SMILE as CLINIC
from tests.domain.specification import at
from tests.examples import BOOKING, appointment, new

WEEK = [date(2026, 11, 23) + timedelta(days=ahead) for ahead in range(7)]
SUNDAY = at("2026-11-22 12:00")
A_DAY = "a day, as 2026-11-24, tomorrow or 'next Tuesday'"
ZONE = {"time_zone": "America/New_York"}


def visit(name: str, starts: str, **changes: Any) -> Appointment:
    start = at(starts)
    times = {"starts_at": start, "ends_at": start + timedelta(minutes=30), "busy_until": start + timedelta(minutes=40)}
    return appointment(**({"appointment_id": AppointmentId(name)} | times | changes))


def booked(of: Appointment) -> BookingConfirmed:
    return BookingConfirmed(booking_id=BOOKING, appointment=of)


def moved(of: Appointment, starts: str) -> AppointmentMoved:
    later = evolve(visit(of.appointment_id, starts), sequence=1)
    return AppointmentMoved(
        booking_id=BOOKING, appointment=later, moved_from=of.starts_at, left_provider_id="lee", left_chair_id="chair-1"
    )


def cancelled(of: Appointment) -> AppointmentCancelled:
    return AppointmentCancelled(appointment=of, reason="", within_notice=False, notice_hours=24)


TUESDAY, WEDNESDAY, AWAY, OFF = (
    visit(name, when)
    for name, when in (
        ("a-tuesday", "2026-11-24 14:00"),
        ("a-wednesday", "2026-11-25 08:00"),
        ("a-away", "2026-11-24 10:00"),
        ("a-off", "2026-11-24 11:00"),
    )
)
WITH_PATEL = visit("a-x-patel", "2026-11-24 09:00", provider_id="patel", provider="Dr. Patel", chair_id="chair-2")
CAME_HERE = moved(WEDNESDAY, "2026-11-24 09:00")
REPAIR = TimeBlocked(
    block_id=BlockId("k-repair"),
    resource_id="chair-3",
    starts_at=at("2026-11-24 10:00"),
    ends_at=at("2026-11-24 12:00"),
    time_zone="America/New_York",
    reason="repair",
    source="staff",
    uid="",
)
VACATION = evolve(
    REPAIR,
    block_id=BlockId("k-away"),
    resource_id="torres",
    starts_at=at("2026-11-23 12:00"),
    ends_at=at("2026-11-26 00:00"),
    reason="",
    source="import",
    uid="main:1",
)
EVENTS: tuple[Event, ...] = (
    booked(TUESDAY),
    booked(WEDNESDAY),
    CAME_HERE,
    booked(AWAY),
    moved(AWAY, "2026-12-24 10:00"),
    booked(OFF),
    cancelled(OFF),
    booked(WITH_PATEL),
    PatientArrived(appointment=TUESDAY),
    REPAIR,
    VACATION,
)
CALL = Told(call=CallId("c-one"), events=EVENTS)


async def pages(log: SqliteLog, days: Sequence[date], *, now: datetime = SUNDAY, of: Clinic = CLINIC) -> list[Page]:
    ids = RandomIds(SteppedClock(now), seed="diary")
    await log.append([new(event, ids, call=CALL.call) for event in CALL.events])
    return await read_pages(log, of, days, now)


async def test_a_week_has_what_stands_in_it_by_day_and_time(log: SqliteLog) -> None:
    found = await pages(log, WEEK)
    assert [(page.closed, page.entries, page.blocks) for page in found] == [
        (None, (), (VACATION,)),
        (
            None,
            (
                Entry(appointment=CAME_HERE.appointment, call=CALL.call, moved=True),
                Entry(appointment=WITH_PATEL, call=CALL.call, moved=False),
                Entry(appointment=TUESDAY, call=CALL.call, moved=False, arrived=True),
            ),
            (VACATION, REPAIR),
        ),
        (None, (), (VACATION,)),
        ("Thanksgiving Day", (), ()),
        (None, (), ()),
        ("", (), ()),
        ("", (), ()),
    ]


async def test_what_is_free_is_what_somebody_at_work_still_has(log: SqliteLog) -> None:
    """At ten: what has begun is past; Dr. Lee's 14:00 is taken; the hygienist is away all day."""
    [page] = await pages(log, [WEEK[1]], now=at("2026-11-24 10:00"))
    afternoon = ["13:00", "13:30", "14:00", "14:30", "15:00", "15:30", "16:00", "16:30"]
    assert page.free == {
        "lee": tuple(at(f"2026-11-24 {each}") for each in ["10:30", "11:00", "11:30", *afternoon] if each != "14:00"),
        "patel": tuple(at(f"2026-11-24 {each}") for each in ["10:30", "11:00", "11:30", *afternoon] if each != "15:30"),
        "torres": (),
    }
    assert page.held == (("patel", at("2026-11-24 15:30")),)
    assert page.free_starts == 11


@pytest.mark.parametrize(("ahead", "free"), [(180, 16), (181, 0)])
async def test_a_day_beyond_the_horizon_has_nothing_free(log: SqliteLog, ahead: int, free: int) -> None:
    now = at("2026-11-19 12:00")
    day = now.date() + timedelta(days=ahead)
    assert day.weekday() in {1, 2}
    [page] = await pages(log, [day], now=now)
    assert (page.closed, page.free_starts) == (None, free)


async def test_only_the_tags_of_the_days_and_of_their_visits_are_read(
    log: SqliteLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    decoded: list[int] = []
    decode = SqliteLog._decode

    def noted(log: SqliteLog, row: tuple[Any, ...]) -> Recorded:
        decoded.append(row[0])
        return decode(log, row)

    await pages(log, [])
    monkeypatch.setattr(SqliteLog, "_decode", noted)
    await read_pages(log, CLINIC, [WEEK[2]], SUNDAY)
    assert sorted(decoded) == [2, 3, 11]


async def test_more_days_than_one_statement_takes_are_read_in_parts(log: SqliteLog) -> None:
    """200 days are 800 terms; SQLite takes 500."""
    await pages(log, [])
    diary = await read_diary(log, CLINIC, [WEEK[0] + timedelta(days=n) for n in range(200)])
    assert set(diary.appointments) == {"a-tuesday", "a-wednesday", "a-away", "a-x-patel"}


async def test_a_day_that_a_newer_version_changed_is_not_guessed_at(database: Database, vault: SqliteVault) -> None:
    """Showing a slot as free that it has sold would be a lie."""
    newer = {(name, version + (name == "booking.confirmed")): cls for (name, version), cls in CURRENT.items()}
    await pages(SqliteLog(database, vault, Codec(newer, UPCASTERS)), [])
    with pytest.raises(EventTooNewError):
        await read_pages(SqliteLog(database, vault, CODEC), CLINIC, [WEEK[1]], SUNDAY)


def test_the_coming_days_are_today_and_those_up_to_the_sixth_open_one() -> None:
    """Thanksgiving and the weekend lie between."""
    assert coming_days(CLINIC, SUNDAY) == [date(2026, 11, 22) + timedelta(days=ahead) for ahead in range(10)]
    assert coming_days(CLINIC, at("2026-11-23 23:30"))[0] == date(2026, 11, 23)


def test_the_coming_days_end_where_nothing_can_be_booked() -> None:
    assert len(coming_days(evolve(CLINIC, providers=()), SUNDAY)) == 181


async def test_a_closed_day_is_shown_only_when_somebody_is_booked_or_it_is_today(log: SqliteLog) -> None:
    """Closed after it was booked, or the clinic changed its file: somebody has to be called."""
    closures = {WEEK[1]: "Painting", WEEK[2]: "Painting", WEEK[3]: "Thanksgiving Day"}
    shown = worth_showing(await pages(log, [WEEK[0] - timedelta(days=1), *WEEK], of=evolve(CLINIC, closures=closures)))
    assert [(page.day.day, page.closed, len(page.entries)) for page in shown] == [
        (22, "", 0),
        (23, None, 0),
        (24, "Painting", 3),
        (27, None, 0),
    ]


async def test_a_day_that_staff_closed_says_why(log: SqliteLog) -> None:
    await log.append(
        [new(DayClosed(day=WEEK[1], reason="boiler"), RandomIds(SteppedClock(SUNDAY), seed="x"), call=None)]
    )
    [page] = await pages(log, [WEEK[1]])
    assert (page.closed, page.free, page.held, len(page.entries)) == ("boiler", {}, (), 3)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Counter:
    write(tmp_path / ".data" / "receptionist.db", CALL)
    return counter(tmp_path, at("2026-11-24 14:05"), monkeypatch, capsys)


def test_a_week_is_printed_from_monday_whatever_its_day(desk: Counter) -> None:
    lines = desk.lines("diary", "--week", "2026-11-25")
    assert lines == [
        "2026-11-23 Monday · 0 appointments · 0 starts free",
        "  Maya Torres",
        "    12:00-2026-11-26 00:00  blocked  k-away  imported",
        "2026-11-24 Tuesday · 3 appointments · 5 starts free",
        "  Dr. Lee",
        "    09:00-09:30  Zoë                   exam                  Chair 1   a-wednesday  c-one  moved",
        "    14:00-14:30  Zoë                   exam                  Chair 1   a-tuesday  c-one  arrived",
        "  Dr. Patel",
        "    09:00-09:30  Zoë                   exam                  Chair 2   a-x-patel  c-one",
        "  Maya Torres",
        "    all day      blocked  k-away  imported",
        "  Chair 3",
        "    10:00-12:00  blocked: repair  k-repair",
        "2026-11-25 Wednesday · 0 appointments · 16 starts free",
        "  Dr. Patel",
        "    11:00        held for emergencies",
        "    15:30        held for emergencies",
        "  Maya Torres",
        "    all day      blocked  k-away  imported",
        "2026-11-26 Thursday · 0 appointments · the clinic is closed: Thanksgiving Day",
        "2026-11-27 Friday · 0 appointments · 12 starts free",
        "  Dr. Patel",
        "    11:00        held for emergencies",
        "2026-11-28 Saturday · 0 appointments · the clinic is closed",
        "2026-11-29 Sunday · 0 appointments · the clinic is closed",
    ]
    assert desk.lines("diary", "--week", "2026-11-29") == lines


def test_a_day_shows_what_is_free_and_whole_names_when_asked(desk: Counter) -> None:
    assert desk.lines("diary", "--day", "today", "--names") == [
        "2026-11-24 Tuesday · 3 appointments · 5 starts free",
        "  Dr. Lee",
        "    09:00-09:30  Zoë Quillfeather      exam                  Chair 1   a-wednesday  c-one  moved",
        "    14:00-14:30  Zoë Quillfeather      exam                  Chair 1   a-tuesday  c-one  arrived",
        "    free: 14:30 15:00 15:30 16:00 16:30",
        "  Dr. Patel",
        "    09:00-09:30  Zoë Quillfeather      exam                  Chair 2   a-x-patel  c-one",
        "    free: 14:30 15:00 15:30 16:00 16:30",
        "  Maya Torres",
        "    all day      blocked  k-away  imported",
        "  Chair 3",
        "    10:00-12:00  blocked: repair  k-repair",
    ]


def test_who_has_left_the_clinic_still_has_their_appointments_in_the_diary(desk: Counter) -> None:
    gone = visit("a-old", "2026-11-27 09:00", provider_id="gray", provider="Dr. Gray", chair_id="chair-9")
    write(desk.folder / "other.db", Told(call=CallId("c-two"), events=(booked(gone),)))
    assert desk.lines("diary", "--day", "2026-11-27", "--db", "other.db")[-2:] == [
        "  Dr. Gray",
        "    09:00-09:30  Zoë                   exam                  chair-9   a-old  c-two",
    ]


def test_json_is_a_day_and_then_its_appointments_and_blocks(desk: Counter) -> None:
    found = objects("\n".join(desk.lines("diary", "--day", "2026-11-24", "--json")))
    assert [each["kind"] for each in found] == ["day", "appointment", "appointment", "appointment", "block", "block"]
    left = [f"2026-11-24T{each}:00+00:00" for each in ("19:30", "20:00", "20:30", "21:00", "21:30")]
    assert found[0] == {
        "kind": "day", "day": "2026-11-24", **ZONE, "open": True, "closed": None,
        "free": {"lee": left, "patel": left, "torres": []}, "held": [],
    }  # fmt: skip
    assert found[1] == {
        "kind": "appointment",
        "call": "c-one",
        "at": "2026-11-24T14:00:00+00:00",
        "ends_at": "2026-11-24T14:30:00+00:00",
        **ZONE,
        "day": "2026-11-24",
        "appointment": "a-wednesday",
        "patient": "Zoë",
        "treatment": "exam",
        "provider": "lee",
        "chair": "chair-1",
        "moved": True,
        "arrived": False,
        "missed": False,
    }
    assert found[5] == {
        "kind": "block",
        "day": "2026-11-24",
        **ZONE,
        "block": "k-repair",
        "resource": "chair-3",
        "at": "2026-11-24T15:00:00+00:00",
        "ends_at": "2026-11-24T17:00:00+00:00",
        "reason": "repair",
        "source": "staff",
    }


def test_codes_are_never_shown(desk: Counter) -> None:
    """They are the patients' secrets: whoever says one may cancel."""
    shown = [*desk.lines("diary", "--day", "2026-11-24", "--names"), *desk.lines("diary", "--week", "today", "--json")]
    assert TUESDAY.code
    assert TUESDAY.code not in " ".join(shown)


def test_without_a_day_the_coming_ones_are_shown(desk: Counter) -> None:
    days = [line.split()[0] for line in desk.lines("diary") if not line.startswith(" ")]
    assert days == [f"2026-11-{day}" for day in (24, 25, 27, 30)] + [f"2026-12-0{day}" for day in (1, 2, 3)]


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("--day", "soon"), f"setting --day is 'soon'; accepted: {A_DAY}"),
        (("--week", "2026-11-31"), f"setting --week is '2026-11-31'; accepted: {A_DAY}"),
        (("--day", "0001-01-01"), f"setting --day is '0001-01-01'; accepted: {A_DAY}"),
        (("--week", "9999-12-31"), f"setting --week is '9999-12-31'; accepted: {A_DAY}"),
        (("--day", "2026-11-24", "--week", "2026-11-24"), "--day and --week exclude each other."),
        (("--db", "missing.db"), "missing.db: does not exist"),
    ],
)
def test_a_mistake_is_one_line(desk: Counter, arguments: tuple[str, ...], complaint: str) -> None:
    assert desk.refused("diary", *arguments) == complaint
