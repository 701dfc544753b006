"""Who has which time, and which are free around one."""

from __future__ import annotations

import pytest
from attrs import evolve

from receptionist.domain.diary import Diary, days_around, horizon
from receptionist.events.catalogue import Event
from receptionist.ids import AppointmentId
from tests.domain.frontdesk import FRESH, THEIRS, appointment, begun, booked, details, moved, refused
from tests.domain.specification import CLINIC, NOW, at
from tests.examples import EXAMPLES

DAY = "2026-11-24"


def diary(*events: Event) -> Diary:
    kept = Diary()
    for event in events:
        kept = kept.after(event)
    return kept


def test_a_confirmed_appointment_has_its_time() -> None:
    assert diary(booked(f"{DAY} 14:00")).appointments == (appointment(f"{DAY} 14:00", its_id=THEIRS),)


def test_a_moved_appointment_has_its_new_time_only() -> None:
    there = diary(booked(f"{DAY} 14:00"), moved(appointment(f"{DAY} 15:00", its_id=THEIRS), f"{DAY} 14:00"))
    assert there.appointments == (appointment(f"{DAY} 15:00", its_id=THEIRS),)


def test_a_move_is_known_of_even_if_the_booking_is_not() -> None:
    """A decision reads the days that it needs: the booking may stand on another."""
    there = diary(moved(appointment(f"{DAY} 15:00", its_id=THEIRS), "2026-11-20 09:00"))
    assert not there.is_free(at(f"{DAY} 15:00"), at(f"{DAY} 15:30"))
    assert there.is_free(at("2026-11-20 09:00"), at("2026-11-20 09:30"))


def test_other_events_change_no_slot() -> None:
    held = {"BookingConfirmed", "AppointmentMoved"}
    for event in (*EXAMPLES, begun(), details("Ann"), refused("slot_taken")):
        assert (diary(event) == Diary()) == (type(event).__name__ not in held)


@pytest.mark.parametrize(
    ("starts", "ends", "free"),
    [
        ("13:30", "14:00", True),
        ("14:30", "15:00", True),
        ("14:00", "14:30", False),
        ("13:45", "14:15", False),
        ("14:15", "14:45", False),
        ("13:00", "15:00", False),
        ("14:10", "14:20", False),
    ],
)
def test_appointments_may_touch_but_not_overlap(starts: str, ends: str, *, free: bool) -> None:
    there = diary(booked(f"{DAY} 14:00"))
    assert there.is_free(at(f"{DAY} {starts}"), at(f"{DAY} {ends}")) is free
    assert there.is_free(at(f"{DAY} {starts}"), at(f"{DAY} {ends}"), leaving=THEIRS)
    assert there.is_free(at(f"{DAY} {starts}"), at(f"{DAY} {ends}"), leaving=FRESH) is free


def test_the_nearest_free_times_are_those_of_the_day_first() -> None:
    assert Diary().nearest(CLINIC, at(f"{DAY} 12:00"), not_before=NOW) == (
        at(f"{DAY} 11:00"), at(f"{DAY} 11:30"), at(f"{DAY} 13:00"),
    )  # fmt: skip


def test_as_many_are_offered_as_are_wanted() -> None:
    assert Diary().nearest(CLINIC, at(f"{DAY} 14:00"), not_before=NOW, limit=1) == (at(f"{DAY} 14:00"),)
    assert Diary().nearest(CLINIC, at(f"{DAY} 14:00"), not_before=NOW, limit=0) == ()


def test_the_time_that_is_being_left_is_no_offer_but_what_overlaps_it_is() -> None:
    there = diary(booked(f"{DAY} 14:00", minutes=60))
    assert there.nearest(CLINIC, at(f"{DAY} 14:00"), not_before=NOW, leaving=THEIRS) == (
        at(f"{DAY} 13:00"), at(f"{DAY} 13:30"), at(f"{DAY} 14:30"),
    )  # fmt: skip


def test_on_no_day_of_a_clinic_that_never_opens_is_anything_free() -> None:
    assert Diary().nearest(evolve(CLINIC, hours={}), at(f"{DAY} 14:00"), not_before=NOW) == ()


@pytest.mark.parametrize(
    ("wanted", "first", "last", "count"),
    [
        (f"{DAY} 14:00", "2026-11-21", "2026-12-04", 14),
        ("2026-11-19 09:00", "2026-11-18", "2026-11-29", 12),
        ("2025-01-01 09:00", "2026-11-18", "2026-11-28", 11),
        ("2027-05-15 09:00", "2027-05-12", "2027-05-17", 6),
        ("9999-12-30 09:00", "2027-05-14", "2027-05-17", 4),
    ],
)
def test_the_days_looked_at_are_around_the_wanted_one_and_can_all_be_booked(
    wanted: str, first: str, last: str, count: int
) -> None:
    days = [day.isoformat() for day in days_around(CLINIC, at(wanted), not_before=NOW)]
    assert (days[0], days[-1], len(days)) == (first, last, count)


def test_the_horizon_is_a_day_of_the_clinics_calendar() -> None:
    """Whatever the hour, and whatever day it is in Greenwich."""
    one = evolve(CLINIC, horizon_days=1)
    assert horizon(one, at("2026-11-18 00:00")).isoformat() == "2026-11-19"
    assert horizon(one, at("2026-11-18 23:59")).isoformat() == "2026-11-19"


def test_a_full_diary_is_still_read_quickly() -> None:
    """Ten years of appointments: the fold and the search look at each a few times."""
    many = tuple(
        appointment(f"20{year}-0{month}-{day:02d} 09:00", its_id=AppointmentId(f"a-{year}-{month}-{day}"))
        for year in range(27, 37)
        for month in range(1, 10)
        for day in range(1, 29)
    )
    assert len(Diary(many).nearest(CLINIC, at(f"{DAY} 14:00"), not_before=NOW)) == 3
