"""Children and new patients: ages, guardians, and what can be booked by telephone."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from receptionist.events.booking import BookingConfirmed, BookingRefused, ClarificationAsked
from receptionist.events.catalogue import Event
from receptionist.events.clinic import TaskRaised
from receptionist.events.patient import PatientRecognised, PatientRegistered, ProxyRecorded
from receptionist.ids import PatientId
from tests.domain.frontdesk import ANN, IDS, at_full, kept, registered, request
from tests.domain.specification import at, elsewhere

TIM = "Tim Lee"
ANN_ID = PatientId("p-theirs")
PHONE = "+12125550123"


def child(born: str = "", *, treatment: str = "child exam", guardian: str = ANN, date: str = "next Tuesday",
          asked_at: str = "2026-11-18 10:00") -> list[Event]:  # fmt: skip
    """What booking for Tim leads to."""
    command = request(
        TIM, date, "9 AM", treatment=treatment, birth_date=born, guardian=guardian, phone="212 555 0123",
        asked_at=at(asked_at),
    )  # fmt: skip
    return without_tasks(at_full().when(command).events())


def without_tasks(events: Sequence[Event]) -> list[Event]:
    """What becomes of the request; what staff are told beside it is said in test_refusals."""
    return [event for event in events if not isinstance(event, TaskRaised)]


def made(events: list[Event]) -> BookingConfirmed:
    (event,) = [event for event in events if isinstance(event, BookingConfirmed)]
    return event


@pytest.mark.parametrize(
    ("born", "treatment", "fine"),
    [
        ("November 25, 2013", "child exam", True),
        ("November 24, 2013", "child exam", False),
        ("October 1, 2026", "child exam", True),
        ("March 3, 1985", "child exam", False),
        ("November 24, 2013", "exam", True),
        ("", "child exam", True),
    ],
)
def test_a_treatment_is_for_the_ages_it_is_for_on_the_day_itself(born: str, treatment: str, *, fine: bool) -> None:
    """Twelve is in; whoever turns thirteen on that Tuesday is out, though they are twelve today."""
    last = child(born, treatment=treatment)[-1]
    assert isinstance(last, BookingConfirmed) is fine
    assert fine or (isinstance(last, BookingRefused) and last.reason == "age_limits")


def test_who_was_born_on_29_february_is_a_year_older_on_1_march() -> None:
    """Thirteen on 1 March 2029, not on 28 February."""
    asked_at = "2029-02-20 10:00"
    born = "February 29, 2016"
    assert isinstance(child(born, date="February 28", asked_at=asked_at)[-1], BookingConfirmed)
    assert isinstance(child(born, date="March 1", asked_at=asked_at)[-1], BookingRefused)


@pytest.mark.parametrize(
    ("born", "treatment", "minor"),
    [
        ("November 25, 2008", "exam", True),
        ("November 24, 2008", "exam", False),
        ("", "exam", False),
        ("", "child exam", True),
    ],
)
def test_who_is_a_minor_that_day_is_said_to_come_with_a_guardian(born: str, treatment: str, *, minor: bool) -> None:
    assert made(child(born, treatment=treatment)).appointment.minor is minor


def test_the_guardian_who_is_named_is_recorded_as_one() -> None:
    *_, tim, adult, proxy, event = child("May 1, 2019")
    assert tim == registered(TIM, birth_date="2019-05-01", phone=PHONE)
    assert adult == registered(ANN, patient=IDS.guardian, phone=PHONE)
    assert proxy == ProxyRecorded(patient_id=IDS.patient, proxy_id=IDS.guardian, relation="guardian")
    assert isinstance(event, BookingConfirmed)
    assert event.appointment.patient_id == IDS.patient


@pytest.mark.parametrize("guardian", ["", "42", "🙂"])
def test_without_a_guardians_name_none_is_recorded(guardian: str) -> None:
    assert not any(isinstance(event, ProxyRecorded) for event in child("May 1, 2019", guardian=guardian))


def test_a_guardian_who_was_recognised_is_not_registered_again() -> None:
    ann = registered(ANN, patient=ANN_ID, birth_date="1985-03-03", phone=PHONE)
    known = PatientRecognised(patient_id=ANN_ID, by="birth_date_and_phone", appointment_id=None, wards=())
    command = request(TIM, "next Tuesday", "9 AM", treatment="child exam", guardian="ann lee")
    events = at_full(*elsewhere(ann), known).when(command).events()
    assert [event for event in events if isinstance(event, PatientRegistered | ProxyRecorded)] == [
        registered(TIM), ProxyRecorded(patient_id=IDS.patient, proxy_id=ANN_ID, relation="guardian"),
    ]  # fmt: skip


def test_one_guardian_of_two_children_is_one_person() -> None:
    first = child("May 1, 2019")
    second = request("Zoe Lee", "next Tuesday", "9:30 AM", treatment="child exam", guardian=ANN)
    events = at_full(*first).when(second).events()
    assert [event.proxy_id for event in events if isinstance(event, ProxyRecorded)] == [IDS.guardian]
    assert [event.name for event in events if isinstance(event, PatientRegistered)] == ["Zoe Lee"]


def test_nobody_becomes_the_guardian_of_somebody_who_is_of_age() -> None:
    """It would open their appointments to whoever says so."""
    assert not any(isinstance(event, ProxyRecorded) for event in child("March 3, 1985", treatment="exam"))


def test_a_birth_date_that_cannot_be_read_is_asked_again() -> None:
    *_, event = child("in spring")
    assert isinstance(event, ClarificationAsked)
    assert event.about == "birth_date"


@pytest.mark.parametrize(
    ("is_new", "treatment", "outcome"),
    [
        ("yes", "crown prep", "not_for_new_patients"),
        ("no", "crown prep", "booked"),
        ("", "crown prep", "asked"),
        ("yes", "new patient visit", "booked"),
        ("yes", "cleaning", "booked"),
        ("", "cleaning", "booked"),
    ],
)
def test_what_new_patients_cannot_book_by_telephone_they_do_not(is_new: str, treatment: str, outcome: str) -> None:
    """Where nobody said whether they are new, and it matters, they are asked."""
    command = request(ANN, "next Tuesday", "9 AM", treatment=treatment, is_new=is_new)
    *_, event = without_tasks(at_full().when(command).events())
    match event:
        case BookingConfirmed():
            assert outcome == "booked"
        case BookingRefused(reason=reason):
            assert reason == outcome
        case ClarificationAsked(about=about):
            assert (about, outcome) == ("new_patient", "asked")
        case _:
            pytest.fail(str(event))


def test_a_new_patient_is_new_for_the_whole_call() -> None:
    """Having booked a cleaning makes nobody known to the dentist."""
    first = at_full().when(request(ANN, "next Tuesday", "9 AM", treatment="cleaning", is_new="yes")).events()
    second = request(ANN, "November 25", "9 AM", treatment="crown prep")
    *_, event = without_tasks(at_full(*first).when(second).events())
    assert isinstance(event, BookingRefused)
    assert event.reason == "not_for_new_patients"


def test_a_recognised_patient_is_not_new_whatever_is_said() -> None:
    ann = registered(ANN, patient=ANN_ID, birth_date="1985-03-03", phone=PHONE)
    known = PatientRecognised(patient_id=ANN_ID, by="birth_date_and_phone", appointment_id=None, wards=())
    command = request(ANN, "November 25", "9 AM", treatment="crown prep", is_new="yes")
    *_, event = at_full(*elsewhere(ann, kept("2026-12-01 09:00")), known).when(command).events()
    assert isinstance(event, BookingConfirmed)
    assert event.appointment.patient_id == ANN_ID
