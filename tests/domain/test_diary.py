"""Who has which time: people and chairs, appointments and blocks."""

from __future__ import annotations

from datetime import date

import pytest
from attrs import evolve

from receptionist.domain.diary import Diary, Visit
from receptionist.events.booking import Appointment, AppointmentCancelled, PatientArrived, PatientMissed
from receptionist.events.catalogue import Event
from receptionist.events.clinic import BlockLifted, DayClosed, DayReopened, TimeBlocked
from receptionist.ids import AppointmentId, BlockId
from tests.domain.frontdesk import FRESH, THEIRS, appointment, begun, booked, details, moved, refused, registered
from tests.domain.specification import CLINIC, at
from tests.examples import EXAMPLES

DAY = "2026-11-24"
CHAIR = CLINIC.chairs[0].id


def diary(*events: Event) -> Diary:
    kept = Diary()
    for event in events:
        kept = kept.after(event)
    return kept


def block(resource: str, starts: str, ends: str) -> TimeBlocked:
    return TimeBlocked(
        block_id=BlockId("k-one"), resource_id=resource, starts_at=at(starts), ends_at=at(ends),
        time_zone=CLINIC.time_zone, reason="Meeting", source="staff", uid="",
    )  # fmt: skip


def lifted(blocked: TimeBlocked) -> BlockLifted:
    return BlockLifted(
        block_id=blocked.block_id, resource_id=blocked.resource_id, starts_at=blocked.starts_at,
        ends_at=blocked.ends_at, time_zone=blocked.time_zone,
    )  # fmt: skip


def test_a_confirmed_appointment_has_its_time() -> None:
    assert diary(booked(f"{DAY} 14:00")).appointments == {THEIRS: appointment(f"{DAY} 14:00", its_id=THEIRS)}


def test_a_moved_appointment_has_its_new_time_only() -> None:
    there = diary(booked(f"{DAY} 14:00"), moved(appointment(f"{DAY} 15:00", its_id=THEIRS), f"{DAY} 14:00"))
    assert there.appointments == {THEIRS: appointment(f"{DAY} 15:00", its_id=THEIRS)}


def test_a_move_is_known_of_even_if_the_booking_is_not() -> None:
    """A decision reads the days that it needs: the booking may stand on another."""
    there = diary(moved(appointment(f"{DAY} 15:00", its_id=THEIRS), "2026-11-20 09:00"))
    assert not there.is_free("lee", at(f"{DAY} 15:00"), at(f"{DAY} 15:30"))
    assert there.is_free("lee", at("2026-11-20 09:00"), at("2026-11-20 09:30"))


def test_a_cancelled_appointment_has_no_time() -> None:
    off = AppointmentCancelled(
        appointment=appointment(f"{DAY} 14:00", its_id=THEIRS), reason="", within_notice=False, notice_hours=24
    )
    assert diary(booked(f"{DAY} 14:00"), off) == Diary() == diary(off)


def test_other_events_change_no_slot() -> None:
    changing = {
        "BookingConfirmed", "AppointmentMoved", "TimeBlocked", "DayClosed", "PatientArrived", "PatientMissed",
    }  # fmt: skip
    for event in (*EXAMPLES, begun(), details("Ann"), refused("slot_taken"), registered()):
        assert (diary(event) == Diary()) == (type(event).__name__ not in changing)


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
@pytest.mark.parametrize("resource", ["lee", CHAIR])
def test_appointments_may_touch_but_not_overlap(resource: str, starts: str, ends: str, *, free: bool) -> None:
    there = diary(booked(f"{DAY} 14:00"))
    begins, over = at(f"{DAY} {starts}"), at(f"{DAY} {ends}")
    assert there.is_free(resource, begins, over) is free
    assert there.is_free(resource, begins, over, leaving=THEIRS)
    assert there.is_free(resource, begins, over, leaving=FRESH) is free
    assert there.is_free("patel", begins, over)


def test_the_chair_is_taken_until_it_is_ready_again_and_its_dentist_is_not() -> None:
    made = evolve(booked(f"{DAY} 14:00"), appointment=evolve(_visit(), busy_until=at(f"{DAY} 14:40")))
    there = diary(made)
    assert not there.is_free(CHAIR, at(f"{DAY} 14:30"), at(f"{DAY} 15:00"))
    assert there.is_free(CHAIR, at(f"{DAY} 14:40"), at(f"{DAY} 15:00"))
    assert there.is_free("lee", at(f"{DAY} 14:30"), at(f"{DAY} 15:00"))


def _visit() -> Appointment:
    return appointment(f"{DAY} 14:00", its_id=THEIRS)


@pytest.mark.parametrize("resource", ["lee", CHAIR])
def test_a_block_takes_its_time_until_it_is_lifted(resource: str) -> None:
    meeting = block(resource, f"{DAY} 14:00", f"{DAY} 15:00")
    for there, free in ((diary(meeting), False), (diary(meeting, lifted(meeting)), True)):
        assert there.is_free(resource, at(f"{DAY} 14:30"), at(f"{DAY} 15:00")) is free
        assert there.is_unblocked(resource, at(f"{DAY} 14:30"), at(f"{DAY} 15:00")) is free
        assert there.is_free(resource, at(f"{DAY} 15:00"), at(f"{DAY} 15:30"))


def test_a_taken_time_is_not_a_blocked_one() -> None:
    assert diary(booked(f"{DAY} 14:00")).is_unblocked("lee", at(f"{DAY} 14:00"), at(f"{DAY} 14:30"))


def test_a_day_is_closed_until_it_is_reopened() -> None:
    day = date(2026, 11, 24)
    closed = DayClosed(day=day, reason="Heating")
    assert diary(closed).closed == {day: "Heating"}
    assert diary(closed, DayReopened(day=day)).closed == {}


def test_what_became_of_a_visit_is_what_was_said_last_and_not_of_one_that_was_moved_since() -> None:
    made = appointment(f"{DAY} 14:00", its_id=THEIRS)
    later = appointment("2026-11-25 09:00", its_id=THEIRS, sequence=1)
    missed = PatientMissed(appointment=made, count=1)
    assert diary(booked(f"{DAY} 14:00")).visit(made) is None
    assert diary(missed).visit(made) == Visit(made.patient_id, "missed")
    assert diary(missed, PatientArrived(appointment=made)).visit(made) == Visit(made.patient_id, "arrived")
    assert diary(missed, moved(later, f"{DAY} 14:00")).visit(later) is None


def test_around_a_day_is_what_touches_it_however_long_it_is() -> None:
    """A holiday from the day before is still there; next week's appointment is not."""
    holiday = block("lee", "2026-11-20 08:00", "2026-12-01 17:00")
    next_week = booked("2026-12-01 09:00", its_id=AppointmentId("a-later"))
    whole = diary(booked(f"{DAY} 14:00"), next_week, holiday)
    assert whole.around(date(2026, 11, 24), CLINIC.zone) == diary(booked(f"{DAY} 14:00"), holiday)
