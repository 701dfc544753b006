"""Running late: staff hear of it at once; beyond the clinic's grace a move is offered."""

from __future__ import annotations

import pytest
from attrs import evolve

from receptionist.errors import NothingBookedError
from receptionist.events.booking import Appointment, LateArrivalReported
from receptionist.events.clinic import TaskRaised
from receptionist.events.patient import PatientRecognised
from receptionist.ids import AppointmentId, PatientId
from tests.domain.frontdesk import ANN, asked, booked, late, raised, registered
from tests.domain.specification import at, elsewhere, given

TODAY = booked("2026-11-18 14:00")
ANN_ID = PatientId("p-theirs")
RECOGNISED = PatientRecognised(patient_id=ANN_ID, by="birth_date_and_phone", appointment_id=None, wards=())
IS_ANN = registered(ANN, patient=ANN_ID, phone="+12125550123")


def reported(minutes: int, made: Appointment = TODAY.appointment) -> LateArrivalReported:
    return LateArrivalReported(appointment=made, minutes=minutes, grace_minutes=15)


def told(minutes: int, *, beyond: bool = False, phone: str | None = None, due: str = "2026-11-18 10:15") -> TaskRaised:
    offered = " They were offered another time." if beyond else ""
    to_do = "Tell whoever sees them" + (", and say whether they can still be seen." if beyond else ".")
    how_late = f"{minutes} minutes late" if minutes else "late"
    done = f"The caller says that they will be {how_late}.{offered}"
    return raised("late_arrival", "now", due, who=ANN, phone=phone, patient="p-theirs", appointment="a-theirs",
                  done=done, to_do=to_do)  # fmt: skip


@pytest.mark.parametrize(("minutes", "beyond"), [(0, False), (10, False), (15, False), (16, True), (90, True)])
def test_staff_are_told_at_once_and_what_to_say_beyond_the_grace(minutes: int, *, beyond: bool) -> None:
    """A quarter of an hour is within, nought is not said; the appointment stands in any case."""
    given(TODAY).when(late(minutes)).then(reported(minutes), told(minutes, beyond=beyond))


@pytest.mark.parametrize(("said", "taken"), [(-5, 0), (10**9, 1440)])
def test_minutes_that_cannot_be_are_those_that_can(said: int, taken: int) -> None:
    given(TODAY).when(late(said)).then(reported(taken), told(taken, beyond=taken > 15))


def test_staff_are_told_where_to_call_if_it_is_known() -> None:
    given(*elsewhere(IS_ANN, TODAY), RECOGNISED).when(late(10)).then(reported(10), told(10, phone="+12125550123"))


def test_the_same_again_is_not_told_twice_and_another_delay_is() -> None:
    given(TODAY, reported(10), told(10)).when(late(10, asked_at=at("2026-11-18 10:02"))).then_nothing()
    given(TODAY, reported(10), told(10)).when(late(20)).then(reported(20), told(20, beyond=True))


def test_who_is_late_is_late_today() -> None:
    """Of several appointments, today's is meant, though another was just booked."""
    next_month = booked("2026-12-15 09:00", its_id=AppointmentId("a-later"))
    hers = evolve(next_month, appointment=evolve(next_month.appointment, patient_id=ANN_ID))
    given(*elsewhere(IS_ANN, TODAY), RECOGNISED, hers).when(late(10)).then(reported(10), told(10, phone="+12125550123"))


def test_of_two_today_the_caller_is_asked_which() -> None:
    second = booked("2026-11-18 16:00", its_id=AppointmentId("a-second"))
    hers = evolve(second, appointment=evolve(second.appointment, patient_id=ANN_ID))
    question = asked("appointment", "", "", "2026-11-18 14:00", "2026-11-18 16:00")
    given(*elsewhere(IS_ANN, TODAY, hers), RECOGNISED).when(late(10)).then(
        evolve(question, choices=("a-theirs", "a-second"))
    )


def test_who_calls_a_little_after_the_hour_can_still_say_so() -> None:
    """The appointment has begun; an hour after its end it is spoken of still, the next day no more."""
    given(TODAY).when(late(20, asked_at=at("2026-11-18 14:05"))).then(
        reported(20), told(20, beyond=True, due="2026-11-18 14:20")
    )
    assert given(TODAY).when(late(20, asked_at=at("2026-11-18 15:30"))).events()
    given(TODAY).when(late(20, asked_at=at("2026-11-19 09:00"))).then_raises(NothingBookedError)


def test_nobody_is_late_without_an_appointment() -> None:
    given().when(late(10)).then_raises(NothingBookedError)
    given(*elsewhere(TODAY)).when(late(10)).then_raises(NothingBookedError)
