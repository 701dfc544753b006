"""The waiting list: who joins it, and who is called when a time comes free, once."""

from __future__ import annotations

from datetime import date

import pytest
from attrs import evolve

from receptionist.domain.clinic import Clinic
from receptionist.events.booking import BookingDetailsGiven, BookingRefused, ClarificationAsked
from receptionist.events.catalogue import Event
from receptionist.events.clinic import DayClosed
from receptionist.events.patient import (
    PatientRecognised,
    PatientRegistered,
    WaitingListJoined,
    WaitingListLeft,
    WaitingListOffered,
)
from receptionist.ids import AppointmentId, PatientId, WaitId
from tests.domain.frontdesk import (
    ANN,
    IDS,
    THEIRS,
    appointment,
    at_full,
    begun,
    booked,
    called_off,
    cancel,
    details,
    kept,
    move,
    moved,
    raised,
    registered,
    request,
    requested,
    visit,
    wait,
)
from tests.domain.specification import CLINIC, at, elsewhere, given

TUESDAY_2 = "2026-11-24 14:00"
HERS = booked(TUESDAY_2)
OFF = called_off(HERS.appointment)
PHONE = "+12125550123"


def joined(
    name: str = "Bob Lee",
    *,
    number: int = 1,
    provider: str | None = None,
    first: str = "2026-11-18",
    last: str = "2027-05-17",
    earliest: str | None = None,
    latest: str | None = None,
    treatment: str = "exam",
) -> WaitingListJoined:
    return WaitingListJoined(
        wait_id=WaitId(f"w-{number}"),
        patient_id=PatientId(f"p-{number}"),
        name=name,
        phone=PHONE,
        treatment_id=treatment,
        provider_id=provider,
        first=date.fromisoformat(first),
        last=date.fromisoformat(last),
        earliest=earliest,
        latest=latest,
    )


def called(entry: WaitingListJoined, *, due: str = "2026-11-18 14:00", start: str = TUESDAY_2) -> tuple[Event, Event]:
    """The offer to who waits, and the task for whoever is to call them."""
    offered = WaitingListOffered(
        wait_id=entry.wait_id, patient_id=entry.patient_id, provider_id="lee", starts_at=at(start), due=at(due)
    )
    task = raised(
        "waiting_list", "today", due, who=entry.name, phone=PHONE, patient=entry.patient_id,
        done="On the waiting list for exam.",
        to_do=f"A time has come free: {start} with Dr. Lee. Call before it is gone.",
    )  # fmt: skip
    return offered, task


def given_details(name: str | None, phone: str | None, date: str | None = None) -> BookingDetailsGiven:
    return evolve(details(name, date), phone=phone)


def test_whom_no_time_suits_joins_with_the_days_and_hours_that_would() -> None:
    command = wait("Bob Lee", "next week", "in the morning", phone="212 555 0123", provider="Dr. Lee")
    *before, new, entry = given().when(command).events()
    assert before[0] == begun()
    assert new == registered("Bob Lee", phone=PHONE)
    assert entry == evolve(
        joined(provider="lee", first="2026-11-23", last="2026-11-29", latest="11:59"),
        wait_id=IDS.wait,
        patient_id=IDS.patient,
    )


def test_as_soon_as_possible_is_until_the_last_day_that_can_be_booked() -> None:
    given().when(wait("Bob Lee", phone="212 555 0123")).then(
        begun(),
        given_details("Bob Lee", PHONE),
        registered("Bob Lee", phone=PHONE),
        evolve(joined(), wait_id=IDS.wait, patient_id=IDS.patient),
    )


@pytest.mark.parametrize(
    ("name", "phone", "about"),
    [("", "212 555 0123", "name"), ("Bob Lee", "", "phone"), ("Bob Lee", "five five", "phone"), ("42", "", "name")],
)
def test_nobody_can_be_called_without_a_name_and_a_number(name: str, phone: str, about: str) -> None:
    *_, event = given().when(wait(name, phone=phone)).events()
    assert isinstance(event, ClarificationAsked)
    assert event.about == about


def test_a_number_that_cannot_be_read_is_asked_again_though_another_is_known() -> None:
    known = given_details("Bob Lee", PHONE)
    *_, event = given(begun(), known).when(wait(phone="no, five five")).events()
    assert isinstance(event, ClarificationAsked)
    assert event.about == "phone"


@pytest.mark.parametrize(
    ("days", "reason"), [("yesterday", "in_the_past"), ("May 30", "too_far_ahead")],
)  # fmt: skip
def test_nobody_waits_for_days_that_cannot_be_booked(days: str, reason: str) -> None:
    *_, event = given().when(wait("Bob Lee", days, phone="212 555 0123")).events()
    assert isinstance(event, BookingRefused)
    assert event.reason == reason


def test_nobody_waits_for_somebody_who_does_not_do_it() -> None:
    command = wait("Bob Lee", phone="212 555 0123", treatment="cleaning", provider="Dr. Lee")
    *_, event = at_full().when(command).events()
    assert isinstance(event, BookingRefused)
    assert event.reason == "not_performed_by"


def test_who_waits_already_is_not_put_down_twice() -> None:
    command = wait("Bob Lee", phone="212 555 0123")
    before = given().when(command).events()
    given(*before).when(command).then_nothing()
    given(*before).when(wait("Bob Lee", "next week", phone="212 555 0123")).then_nothing()


def test_nobody_learns_that_somebody_waits() -> None:
    """Who knows a name and a number is answered as if nobody waited under them."""
    command = wait("Bob Lee", phone="212 555 0123")
    assert given(*elsewhere(joined())).when(command).events() == given().when(command).events()


def test_a_recognised_patient_waits_as_themselves() -> None:
    ann = registered(ANN, patient=PatientId("p-theirs"), phone=PHONE)
    recognised = PatientRecognised(
        patient_id=PatientId("p-theirs"), by="birth_date_and_phone", appointment_id=None, wards=()
    )
    *events, entry = given(*elsewhere(ann), recognised).when(wait()).events()
    assert not any(isinstance(event, PatientRegistered) for event in events)
    assert entry == evolve(joined(ANN), wait_id=IDS.wait, patient_id=PatientId("p-theirs"))


def test_a_time_that_is_cancelled_is_offered_to_the_first_who_fits() -> None:
    first, second = joined("Bob Lee", number=1), joined("Cid Lee", number=2)
    given(HERS, *elsewhere(first, second)).when(cancel()).then(OFF, *called(first))


def test_a_time_that_is_moved_away_from_is_offered_too() -> None:
    given(HERS, *elsewhere(joined())).when(move("November 25", "9 AM")).then(
        begun(),
        requested(ANN, "November 25", "9 AM", "2026-11-25 09:00", moves=THEIRS),
        moved(appointment("2026-11-25 09:00", its_id=THEIRS, sequence=1), TUESDAY_2),
        *called(joined()),
    )


def test_who_was_offered_a_time_is_not_called_for_the_next_one() -> None:
    first, second = joined("Bob Lee", number=1), joined("Cid Lee", number=2)
    offered, _ = called(first)
    given(HERS, *elsewhere(first, second, offered)).when(cancel()).then(OFF, *called(second))
    left = WaitingListLeft(wait_id=first.wait_id, patient_id=first.patient_id, why="withdrawn")
    given(HERS, *elsewhere(first, left)).when(cancel()).then(OFF)


@pytest.mark.parametrize(
    "entry",
    [
        joined(first="2026-11-25"),
        joined(last="2026-11-23"),
        joined(earliest="14:30"),
        joined(latest="13:59"),
        joined(provider="patel"),
        joined(treatment="whitening"),
        evolve(joined(), patient_id=HERS.appointment.patient_id),
    ],
)
def test_whom_it_does_not_fit_is_not_called(entry: WaitingListJoined) -> None:
    """Another day, hour or dentist; what is not offered any more; the very patient who leaves it."""
    given(HERS, *elsewhere(entry)).when(cancel()).then(OFF)


@pytest.mark.parametrize("entry", [joined(earliest="14:00", latest="14:00", first="2026-11-24", last="2026-11-24")])
def test_the_bounds_are_included(entry: WaitingListJoined) -> None:
    given(HERS, *elsewhere(entry)).when(cancel()).then(OFF, *called(entry))


@pytest.mark.parametrize(("treatment", "fits"), [("filling", False), ("exam", True), ("cleaning", False)])
def test_a_time_that_is_too_short_or_another_persons_does_not_fit(treatment: str, *, fits: bool) -> None:
    """Half an hour at Dr. Lee's, and the next half hour is taken."""
    hers = kept(TUESDAY_2)
    after = kept("2026-11-24 14:30", "Cid Lee", its_id="a-cid", chair="chair-2")
    events = at_full(hers, *elsewhere(after, joined(treatment=treatment))).when(cancel()).events()
    assert any(isinstance(event, WaitingListOffered) for event in events) is fits


def test_a_time_that_is_held_for_emergencies_is_offered_to_nobody_who_waits() -> None:
    hers = kept("2026-11-24 11:00", provider="patel", treatment="emergency")
    given(hers, *elsewhere(joined())).at_clinic(_full()).when(cancel()).then(called_off(hers.appointment))


def _full() -> Clinic:
    return at_full().clinic


def test_a_time_that_cannot_be_had_is_offered_to_nobody() -> None:
    """The day was closed, which is why it is cancelled."""
    closed = DayClosed(day=date(2026, 11, 24), reason="Heating")
    given(HERS, *elsewhere(joined(), closed)).when(cancel()).then(OFF)


def test_a_time_that_the_same_patient_still_needs_in_part_is_offered_to_nobody() -> None:
    """An hour at two becomes an hour at half past two."""
    hers = kept(TUESDAY_2, treatment="filling")
    events = at_full(hers, *elsewhere(joined(treatment="filling"))).when(move("November 24", "2:30 PM")).events()
    assert events[-1] == evolve(
        moved(visit("2026-11-24 14:30", treatment="filling", sequence=1), TUESDAY_2),
        booking_id=IDS.booking,
    )


def test_a_time_that_is_over_is_offered_to_nobody() -> None:
    late = at("2026-11-24 14:05")
    *_, event = given(HERS, *elsewhere(joined())).when(cancel(asked_at=late)).events()
    assert not isinstance(event, WaitingListOffered)
    assert "late_cancellation" in str(event)


def test_they_are_called_before_the_time_itself() -> None:
    """Four hours is the clinic's deadline; an hour is left."""
    today = booked("2026-11-18 11:00")
    events = given(today, *elsewhere(joined())).when(cancel()).events()
    offered, task = called(joined(), due="2026-11-18 11:00", start="2026-11-18 11:00")
    assert [event for event in events if event in (offered, task)] == [offered, task]


def test_the_deadline_counts_from_when_somebody_is_there() -> None:
    """Cancelled at ten at night: noon the next day, four hours after opening."""
    night = at("2026-11-18 22:00")
    given(HERS, *elsewhere(joined())).when(cancel(asked_at=night)).then(OFF, *called(joined(), due="2026-11-19 12:00"))


def test_who_books_what_they_waited_for_leaves_the_list() -> None:
    """In the same call, or recognised in a later one; for another treatment they go on waiting."""
    ann = registered(ANN, patient=PatientId("p-theirs"), phone=PHONE)
    recognised = PatientRecognised(
        patient_id=PatientId("p-theirs"), by="birth_date_and_phone", appointment_id=None, wards=()
    )
    entry = evolve(joined(ANN), patient_id=PatientId("p-theirs"))
    left = WaitingListLeft(wait_id=entry.wait_id, patient_id=entry.patient_id, why="booked")
    for treatment, ends in (("exam", True), ("filling", False)):
        command = request(ANN, "next Tuesday", "2 PM", treatment=treatment)
        *_, event = at_full(*elsewhere(ann, entry), recognised).when(command).events()
        assert [each for each in (event,) if isinstance(each, WaitingListLeft)] == [left] * ends
    before = given().when(wait("Bob Lee", phone="212 555 0123")).events()
    *_, event = given(*before).when(request("Bob Lee", "next Tuesday", "2 PM")).events()
    assert event == WaitingListLeft(wait_id=IDS.wait, patient_id=IDS.patient, why="booked")


def test_two_who_leave_a_time_have_two_called() -> None:
    his = booked("2026-11-24 15:00", "Cid Lee", its_id=AppointmentId("a-cid"))
    first, second = joined("Dan Lee", number=1), joined("Eve Lee", number=2)
    events = given(HERS, his, *elsewhere(first, second)).when(cancel("a-cid")).events()
    then = given(HERS, his, *elsewhere(first, second), *events).when(cancel("a-theirs")).events()
    offered = [event.wait_id for event in (*events, *then) if isinstance(event, WaitingListOffered)]
    assert offered == [first.wait_id, second.wait_id]
    assert CLINIC.waiting_list_hours == 4
