"""A person and a chair: which times can be had at a clinic with several of each, and what is held back."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from itertools import pairwise

import pytest
from attrs import evolve
from hypothesis import given as every
from hypothesis import settings
from hypothesis import strategies as st

from receptionist.domain.availability import Book, Slot, Wish
from receptionist.domain.clinic import Chair, Clinic
from receptionist.domain.diary import Diary
from receptionist.events.booking import BookingConfirmed, RefusalReason
from receptionist.events.catalogue import Event
from receptionist.events.clinic import DayClosed, TimeBlocked
from receptionist.ids import AppointmentId, BlockId
from tests.domain.frontdesk import kept, visit
from tests.domain.specification import FULL_CLINIC, NOW, at

TUESDAY = "2026-11-24"
DAY = date(2026, 11, 24)


def book(*events: Event, now: datetime = NOW, clinic: Clinic = FULL_CLINIC) -> Book:
    diary = Diary()
    for event in events:
        diary = diary.after(event)
    return Book(clinic=clinic, diary=diary, now=now)


def wish(treatment: str = "exam", *providers: str, urgent: bool = False, leaving: str | None = None) -> Wish:
    what = FULL_CLINIC.treatment(treatment)
    return Wish(
        treatment=what,
        providers=tuple(FULL_CLINIC.provider(each) for each in providers or what.providers),
        urgent=urgent,
        leaving=None if leaving is None else AppointmentId(leaving),
    )


def taken(resource: str, starts: str, ends: str) -> TimeBlocked:
    return TimeBlocked(
        block_id=BlockId(f"k-{resource}-{starts}"), resource_id=resource, starts_at=at(f"{TUESDAY} {starts}"),
        ends_at=at(f"{TUESDAY} {ends}"), time_zone=FULL_CLINIC.time_zone, reason="", source="staff", uid="",
    )  # fmt: skip


def had(there: Book, wanted: Wish, start: str) -> tuple[str, str] | None:
    """Who would see the patient and in which chair, at a time of that Tuesday."""
    slot = there.slot(wanted, at(f"{TUESDAY} {start}"))
    return None if slot is None else (slot.provider.id, slot.chair_id)


def test_an_appointment_takes_a_person_and_a_chair() -> None:
    """The first dentist who does it and the first chair; at the same hour the next of each."""
    assert had(book(), wish(), "09:00") == ("lee", "chair-1")
    assert had(book(kept(f"{TUESDAY} 09:00")), wish(), "09:00") == ("patel", "chair-2")
    both = book(kept(f"{TUESDAY} 09:00"), kept(f"{TUESDAY} 09:00", provider="patel", chair="chair-2", its_id="a-b"))
    assert had(both, wish(), "09:00") is None
    assert had(both, wish("cleaning"), "09:00") == ("torres", "chair-3")


def test_whom_the_patient_asks_for_is_whom_they_get_or_nobody() -> None:
    assert had(book(kept(f"{TUESDAY} 09:00")), wish("exam", "lee"), "09:00") is None
    assert had(book(), wish("exam", "patel"), "09:00") == ("patel", "chair-1")


def test_three_people_and_two_chairs_see_two_patients() -> None:
    clinic = evolve(FULL_CLINIC, chairs=FULL_CLINIC.chairs[:2], held=())
    full = (kept(f"{TUESDAY} 09:00"), kept(f"{TUESDAY} 09:00", provider="patel", chair="chair-2", its_id="a-b"))
    assert had(book(*full, clinic=clinic), wish("cleaning"), "09:00") is None
    assert book(*full, clinic=clinic).why_not(wish("cleaning"), at(f"{TUESDAY} 09:00")) == "slot_taken"


def test_a_chair_is_made_ready_for_ten_minutes_while_its_dentist_goes_on_at_another() -> None:
    clinic = evolve(FULL_CLINIC, chairs=FULL_CLINIC.chairs[:2], held=())
    assert had(book(kept(f"{TUESDAY} 09:00"), clinic=clinic), wish("exam", "lee"), "09:30") == ("lee", "chair-2")
    one_chair = evolve(clinic, chairs=FULL_CLINIC.chairs[:1])
    assert had(book(kept(f"{TUESDAY} 09:00"), clinic=one_chair), wish("exam", "lee"), "09:30") is None
    assert had(book(kept(f"{TUESDAY} 09:00"), clinic=one_chair), wish("exam", "lee"), "10:00") == ("lee", "chair-1")


def test_the_buffer_counts_before_the_next_patient_too() -> None:
    """Half an hour and ten minutes from 9:00 on reach into what begins at 9:30 in that chair."""
    clinic = evolve(FULL_CLINIC, chairs=FULL_CLINIC.chairs[:1], held=())
    assert had(book(kept(f"{TUESDAY} 09:30"), clinic=clinic), wish("exam", "patel"), "09:00") is None


def test_who_moves_leaves_a_person_and_a_chair() -> None:
    there = book(kept(f"{TUESDAY} 09:00", treatment="filling"), clinic=evolve(FULL_CLINIC, chairs=(_chair(),), held=()))
    assert had(there, wish("filling", "lee"), "09:30") is None
    assert had(there, wish("filling", "lee", leaving="a-theirs"), "09:30") == ("lee", "chair-1")


def _chair() -> Chair:
    return FULL_CLINIC.chairs[0]


@pytest.mark.parametrize("resource", ["lee", "chair-1", "chair-2"])
def test_what_is_blocked_is_not_had(resource: str) -> None:
    expected = {"lee": ("patel", "chair-1"), "chair-1": ("lee", "chair-2"), "chair-2": ("lee", "chair-1")}
    assert had(book(taken(resource, "08:00", "12:00")), wish(), "09:00") == expected[resource]


def test_a_day_that_is_declared_closed_has_nothing() -> None:
    there = book(DayClosed(day=DAY, reason="Heating"))
    assert list(there.slots(wish(), [DAY])) == []
    assert there.why_not(wish(), at(f"{TUESDAY} 09:00")) == "closed_that_day"
    assert there.why_none(DAY, DAY) == "closed_that_day"
    assert there.why_none(DAY, DAY + timedelta(days=1)) == "no_free_time"


@pytest.mark.parametrize(
    ("who", "treatment", "start", "reason"),
    [
        ("torres", "cleaning", "2026-11-20 09:00", "provider_away"),
        ("torres", "cleaning", "2026-11-19 16:30", "provider_away"),
        ("patel", "exam", "2026-11-24 08:30", "provider_away"),
        ("patel", "exam", "2026-11-24 18:00", "outside_hours"),
        ("patel", "exam", "2026-11-24 09:10", "no_such_start"),
        ("lee", "crown-prep", "2026-11-24 11:00", "no_such_start"),
        ("lee", "exam", "2026-11-22 09:00", "closed_that_day"),
        ("lee", "exam", "2026-11-18 10:00", "in_the_past"),
        ("lee", "exam", "2027-05-18 10:00", "too_far_ahead"),
    ],
)
def test_why_a_time_cannot_be_had_is_the_reason_that_helps(
    who: str, treatment: str, start: str, reason: RefusalReason
) -> None:
    assert book().why_not(wish(treatment, who), at(start)) == reason


def test_what_can_be_had_has_no_reason_against_it() -> None:
    assert book().why_not(wish(), at(f"{TUESDAY} 09:00")) is None


@pytest.mark.parametrize(
    ("now", "urgent", "expected"),
    [
        ("2026-11-23 16:00", False, None),
        ("2026-11-23 16:00", True, ("patel", "chair-1")),
        ("2026-11-24 09:29", False, None),
        ("2026-11-24 09:30", False, ("patel", "chair-1")),
        ("2026-11-24 10:59", False, ("patel", "chair-1")),
    ],
)
def test_a_held_time_is_for_emergencies_until_it_is_released(
    now: str, *, urgent: bool, expected: tuple[str, str] | None
) -> None:
    """Dr. Patel's eleven o'clock, released on the day at half past nine."""
    assert had(book(now=at(now)), wish("exam", "patel", urgent=urgent), "11:00") == expected


def test_what_overlaps_a_held_time_is_held_too() -> None:
    assert had(book(), wish("filling", "patel"), "10:30") is None
    assert had(book(), wish("filling", "patel"), "10:00") == ("patel", "chair-1")
    assert had(book(), wish("exam", "lee"), "11:00") == ("lee", "chair-1")


def test_an_emergency_finds_a_chair_too() -> None:
    """The last chair is not given away either, nor is one that would not be ready by then."""
    busy = (
        kept(f"{TUESDAY} 10:30", provider="lee", treatment="filling", chair="chair-1"),
        kept(f"{TUESDAY} 10:30", provider="torres", treatment="cleaning", chair="chair-2", its_id="a-b"),
    )
    assert had(book(*busy), wish("exam", "patel"), "10:30") is None
    assert had(book(*busy), wish("exam", "patel"), "10:00") == ("patel", "chair-3")
    assert had(book(*busy), wish("emergency", "patel", urgent=True), "11:00") == ("patel", "chair-3")
    released = book(*busy, now=at(f"{TUESDAY} 09:30"))
    assert had(released, wish("exam", "patel"), "10:30") == ("patel", "chair-3")


def test_once_an_emergency_has_the_held_time_the_other_chairs_are_free() -> None:
    emergency = kept(f"{TUESDAY} 11:00", provider="patel", treatment="emergency", chair="chair-1")
    other = kept(f"{TUESDAY} 11:00", provider="lee", chair="chair-2", its_id="a-b")
    assert had(book(emergency, other), wish("cleaning"), "11:00") == ("torres", "chair-3")


def test_a_chair_that_no_emergency_could_have_is_not_kept_for_one() -> None:
    """Every other chair is taken until noon: nothing is gained by leaving the early hours empty."""
    there = book(*(taken(each, "11:00", "12:00") for each in ("chair-1", "chair-2", "chair-3")))
    assert had(there, wish("exam", "lee"), "10:00") == ("lee", "chair-1")


def test_the_times_of_a_stretch_come_in_order_and_each_once() -> None:
    found = list(book().slots(wish(), [DAY], earliest=time(8, 30), latest=time(9, 30)))
    assert [(each.starts_at, each.provider.id) for each in found] == [
        (at(f"{TUESDAY} 08:30"), "lee"), (at(f"{TUESDAY} 09:00"), "lee"), (at(f"{TUESDAY} 09:30"), "lee"),
    ]  # fmt: skip


def test_the_nearest_times_are_those_of_the_day_first() -> None:
    there = book()
    assert [each.starts_at for each in there.nearest(wish(), at(f"{TUESDAY} 12:00"))] == [
        at(f"{TUESDAY} 11:00"), at(f"{TUESDAY} 11:30"), at(f"{TUESDAY} 13:00"),
    ]  # fmt: skip
    assert len(there.nearest(wish(), at(f"{TUESDAY} 12:00"), limit=1)) == 1
    assert there.nearest(wish(), at(f"{TUESDAY} 12:00"), limit=0) == ()


def test_the_time_that_is_being_left_is_no_offer() -> None:
    there = book(kept(f"{TUESDAY} 14:00"))
    offered = there.nearest(wish("exam", "lee", leaving="a-theirs"), at(f"{TUESDAY} 14:00"))
    assert [each.starts_at for each in offered] == [
        at(f"{TUESDAY} 13:00"), at(f"{TUESDAY} 13:30"), at(f"{TUESDAY} 14:30"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("wanted", "first", "last", "count"),
    [
        (f"{TUESDAY} 14:00", "2026-11-21", "2026-12-04", 14),
        ("2026-11-19 09:00", "2026-11-18", "2026-11-29", 12),
        ("2025-01-01 09:00", "2026-11-18", "2026-11-28", 11),
        ("2027-05-15 09:00", "2027-05-12", "2027-05-17", 6),
        ("9999-12-30 09:00", "2027-05-14", "2027-05-17", 4),
    ],
)
def test_the_days_looked_at_are_around_the_wanted_one_and_can_all_be_booked(
    wanted: str, first: str, last: str, count: int
) -> None:
    days = [day.isoformat() for day in book().days_around(at(wanted))]
    assert (days[0], days[-1], len(days)) == (first, last, count)


def test_the_horizon_is_a_day_of_the_clinics_calendar() -> None:
    """Whatever the hour, and whatever day it is in Greenwich."""
    one = evolve(FULL_CLINIC, horizon_days=1)
    for now in ("2026-11-18 00:00", "2026-11-18 23:59"):
        assert book(now=at(now), clinic=one).horizon == date(2026, 11, 19)


def test_a_full_diary_is_still_read_quickly() -> None:
    """Ten years of appointments: each day looks at its own."""
    days = (date(2027, 1, 4) + timedelta(days=n) for n in range(3_650))
    made = {
        AppointmentId(f"a-{day}"): visit(f"{day} 09:00", its_id=f"a-{day}") for day in days if day.weekday() < 5
    }  # fmt: skip
    there = Book(clinic=FULL_CLINIC, diary=Diary(appointments=made), now=at("2027-01-03 10:00"))
    assert len(there.nearest(wish(), at("2027-03-02 14:00"))) == 3


WISHES = st.builds(
    lambda treatment, day, number, urgent: (treatment, day, number, urgent),
    st.sampled_from([each.id for each in FULL_CLINIC.treatments]),
    st.sampled_from(["2026-11-20", TUESDAY]),
    st.integers(0, 15),
    st.booleans(),
)


@every(st.lists(WISHES, max_size=40))
@settings(deadline=None, max_examples=60)
def test_whatever_is_booked_nobody_and_no_chair_is_taken_twice(wishes: list[tuple[str, str, int, bool]]) -> None:
    """And the times held for emergencies are left to them, with a chair, until they take them."""
    events: list[BookingConfirmed] = []
    for number, (treatment, day, start, urgent) in enumerate(wishes):
        there = book(*events)
        free = list(there.slots(wish(treatment, urgent=urgent), [date.fromisoformat(day)]))
        if free:
            slot = free[start % len(free)]
            events.append(_made(number, treatment, slot))
    there = book(*events)
    for resource in (*(each.id for each in FULL_CLINIC.providers), *(each.id for each in FULL_CLINIC.chairs)):
        assert _never_twice(resource, events)
    if not any(urgent for *_, urgent in wishes):
        for each in (date(2026, 11, 20), DAY):
            for provider, begins in FULL_CLINIC.held_starts(each):
                assert there.slot(wish("emergency", provider, urgent=True), begins) is not None


def _made(number: int, treatment: str, slot: Slot) -> BookingConfirmed:
    start = f"{slot.starts_at.astimezone(FULL_CLINIC.zone):%Y-%m-%d %H:%M}"
    return kept(start, its_id=f"a-{number}", treatment=treatment, provider=slot.provider.id, chair=slot.chair_id)


def _never_twice(resource: str, events: list[BookingConfirmed]) -> bool:
    theirs = sorted(
        (a.starts_at, a.ends_at if a.provider_id == resource else a.busy_until)
        for a in (event.appointment for event in events)
        if resource in {a.provider_id, a.chair_id}
    )
    return all(one[1] <= other[0] for one, other in pairwise(theirs))
