"""What importing changes: only what has changed in the calendar, and nothing of anybody else's."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from receptionist.domain.diary import Diary
from receptionist.events.booking import Appointment, BookingConfirmed
from receptionist.events.clinic import TimeBlocked
from receptionist.ids import AppointmentId, BlockId, BookingId
from receptionist.importing.busy import BusyTime, Found, Span
from receptionist.importing.plan import Change, Plan, conflicts, plan_of
from tests.examples import appointment

NOW = datetime(2026, 11, 22, 17, tzinfo=UTC)
SPAN = Span(since=NOW, until=NOW + timedelta(days=270))
NOTHING = Plan(new=(), changed=(), vanished=(), unchanged=0, ours=())


def entry(uid: str, begins: float, hours: float = 1) -> BusyTime:
    """A busy time so many hours from now."""
    starts_at = NOW + timedelta(hours=begins)
    return BusyTime(uid=uid, starts_at=starts_at, ends_at=starts_at + timedelta(hours=hours), reason="course")


def block(of: BusyTime, *, calendar: str = "main", resource: str = "lee", its_id: str = "") -> TimeBlocked:
    return TimeBlocked(
        block_id=BlockId(its_id or f"k-{of.uid}"),
        resource_id=resource,
        starts_at=of.starts_at,
        ends_at=of.ends_at,
        time_zone="America/New_York",
        reason="course",
        source="import",
        uid=f"{calendar}:{of.uid}",
    )


def visit(its_id: str, begins: float, **changes: object) -> Appointment:
    at = NOW + timedelta(hours=begins)
    half, ready = at + timedelta(minutes=30), at + timedelta(minutes=40)
    whole = appointment(appointment_id=AppointmentId(its_id), starts_at=at, ends_at=half, busy_until=ready)
    return appointment(**{name: getattr(whole, name) for name in ("appointment_id", "starts_at", "ends_at")}
                       | {"busy_until": ready, "provider_id": "lee", "chair_id": "chair-1"} | changes)  # fmt: skip


def diary(*blocks: TimeBlocked, visits: tuple[Appointment, ...] = ()) -> Diary:
    kept = Diary()
    for each in blocks:
        kept = kept.after(each)
    for one in visits:
        kept = kept.after(BookingConfirmed(booking_id=BookingId("b-1"), appointment=one))
    return kept


def plan(*busy: BusyTime, of: Diary, span: Span = SPAN, calendar: str = "main") -> Plan:
    found = Found(busy=busy, entries=len(busy), passed_over=0)
    return plan_of(found, of, resource_id="lee", calendar=calendar, span=span)


def named(of: BusyTime, calendar: str = "main") -> BusyTime:
    return BusyTime(uid=f"{calendar}:{of.uid}", starts_at=of.starts_at, ends_at=of.ends_at, reason=of.reason)


def test_what_is_new_is_blocked_and_what_is_there_stays() -> None:
    old, new = entry("old", 1), entry("new", 2)
    assert plan(old, new, of=diary(block(old))) == Plan(
        new=(named(new),), changed=(), vanished=(), unchanged=1, ours=()
    )


def test_what_is_at_another_time_is_moved_and_what_has_vanished_is_lifted() -> None:
    was, gone = block(entry("one", 1)), block(entry("two", 2))
    assert plan(entry("one", 5), of=diary(was, gone)) == Plan(
        new=(), changed=(Change(entry=named(entry("one", 5)), before=(was,)),), vanished=(gone,), unchanged=0, ours=()
    )


def test_what_staff_blocked_other_calendars_other_people_and_the_past_are_left_alone() -> None:
    by_staff = TimeBlocked(
        block_id=BlockId("k-staff"), resource_id="lee", starts_at=NOW, ends_at=NOW + timedelta(hours=1),
        time_zone="America/New_York", reason="", source="staff", uid="",
    )  # fmt: skip
    others = (
        by_staff,
        block(entry("one", 1), calendar="second", its_id="k-1"),
        block(entry("two", 1), resource="patel", its_id="k-2"),
        block(entry("three", -2), its_id="k-3"),
        block(entry("four", 24 * 300), its_id="k-4"),
    )
    assert plan(of=diary(*others)) == NOTHING


def test_an_import_that_was_cut_off_between_blocking_and_lifting_is_finished() -> None:
    """The entry is blocked at its new time already, and its old block is still there."""
    old, new = block(entry("one", 1), its_id="k-old"), block(entry("one", 5), its_id="k-new")
    assert plan(entry("one", 5), of=diary(old, new)) == Plan(new=(), changed=(), vanished=(old,), unchanged=1, ours=())


def test_a_long_absence_is_blocked_in_parts_that_stay_the_same_as_days_go_by() -> None:
    year = entry("leave", -24 * 10, hours=24 * 365)
    parts = plan(year, of=Diary()).new
    assert [(part.uid, part.starts_at, part.ends_at) for part in parts] == [
        (f"main:leave#{n}", year.starts_at + timedelta(days=90 * n), year.starts_at + timedelta(days=90 * (n + 1)))
        for n in range(4)
    ]
    there = diary(*(block(BusyTime(uid=part.uid.removeprefix("main:"), starts_at=part.starts_at, ends_at=part.ends_at,
                                   reason="")) for part in parts))  # fmt: skip
    later = Span(since=NOW + timedelta(days=1), until=SPAN.until + timedelta(days=1))
    assert plan(year, of=there, span=later) == Plan(new=(), changed=(), vanished=(), unchanged=4, ours=())


def test_an_absence_of_a_thousand_years_is_no_more_work() -> None:
    assert len(plan(entry("away", -24 * 365 * 500, hours=24 * 365 * 1000), of=Diary()).new) == 4


def test_our_own_appointment_that_the_calendar_took_over_is_no_conflict() -> None:
    ours = visit("a-0123456789ab", 3)
    told = BusyTime(
        uid="a-0123456789ab@receptionist.invalid", starts_at=ours.starts_at, ends_at=ours.ends_at, reason=""
    )
    assert plan(told, of=diary(visits=(ours,))) == Plan(new=(), changed=(), vanished=(), unchanged=0, ours=(ours,))
    elsewhere = BusyTime(uid=told.uid, starts_at=told.starts_at, ends_at=told.ends_at + timedelta(hours=2), reason="")
    assert plan(elsewhere, of=diary(visits=(ours,))).new == (named(elsewhere),)
    assert plan(told, of=Diary()).new == (named(told),)


def test_an_appointment_at_exactly_the_same_time_is_still_a_conflict() -> None:
    """It may be another patient's."""
    mine = visit("a-0123456789ab", 3)
    busy = BusyTime(uid="x", starts_at=mine.starts_at, ends_at=mine.ends_at, reason="")
    assert list(conflicts([busy], diary(visits=(mine,)), "lee", SPAN)) == [mine]


def test_a_chair_is_in_use_until_it_is_ready_again_and_its_provider_is_not() -> None:
    mine = visit("a-0123456789ab", 3)
    after = BusyTime(uid="x", starts_at=mine.ends_at, ends_at=mine.ends_at + timedelta(hours=1), reason="")
    here = diary(visits=(mine,))
    assert [[*conflicts([after], here, each, SPAN)] for each in ("lee", "chair-1", "patel")] == [[], [mine], []]


def test_nobody_is_called_about_an_appointment_that_has_begun() -> None:
    begun = visit("a-0123456789ab", -0.1)
    assert list(conflicts([entry("x", -1, 3)], diary(visits=(begun,)), "lee", SPAN)) == []
