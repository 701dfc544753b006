"""Several people and several appointments in one call; corrections and changes of mind."""

from __future__ import annotations

import pytest
from attrs import evolve

from receptionist.domain.commands import Command, EndCall, RequestBooking
from receptionist.events.booking import AppointmentsTold, BookingConfirmed, BookingRefused, ClarificationAsked
from receptionist.events.call import CallEnded, LanguageChosen
from receptionist.events.catalogue import Event
from receptionist.events.patient import PatientRegistered
from receptionist.ids import AppointmentId, BookingId, PatientId
from tests.domain.frontdesk import (
    ANN,
    FRESH,
    IDS,
    OPEN,
    appointment,
    at_full,
    begin,
    begun,
    booked,
    cancel,
    confirmed,
    details,
    find,
    kept,
    late,
    move,
    refused,
    registered,
    reject,
    request,
    requested,
    send,
    tell,
    visit,
    wait,
)
from tests.domain.specification import Given, given

TUESDAY_2 = "2026-11-24 14:00"


def booking(happened: Given, *commands: RequestBooking) -> list[Event]:
    """The events of one command after the other."""
    events: list[Event] = []
    for number, command in enumerate(commands):
        so_far = evolve(happened, happened=(*happened.happened, *events))
        fresh = evolve(
            IDS,
            booking=BookingId(f"b-{number}"),
            appointment=AppointmentId(f"a-{number}"),
            patient=PatientId(f"p-{number}"),
        )
        events += so_far.when(evolve(command, new=fresh)).events()
    return events


def whose(events: list[Event]) -> list[tuple[str, str, str]]:
    made = [event.appointment for event in events if isinstance(event, BookingConfirmed)]
    return [(each.patient_name, each.patient_id, each.treatment_id) for each in made]


def test_several_people_are_booked_in_one_call() -> None:
    """A family: each is a patient of their own, at times of their own."""
    events = booking(
        at_full(),
        request(ANN, "next Tuesday", "9 AM", treatment="cleaning"),
        request("Bob Lee", "next Tuesday", "9 AM", treatment="filling"),
        request("Tim Lee", "next Tuesday", "9 AM", treatment="child exam", guardian=ANN),
    )
    assert whose(events) == [
        (ANN, "p-0", "cleaning"), ("Bob Lee", "p-1", "filling"), ("Tim Lee", "p-2", "child-exam"),
    ]  # fmt: skip
    made = [event.appointment for event in events if isinstance(event, BookingConfirmed)]
    assert len({each.provider_id for each in made}) == len({each.chair_id for each in made}) == 3
    at_full(*events).when(tell()).then(AppointmentsTold(appointments=tuple(made)))


def test_one_person_may_have_two_treatments_and_is_one_patient() -> None:
    events = booking(
        at_full(),
        request(ANN, "next Tuesday", "9 AM", treatment="cleaning"),
        request("ann lee", "next Tuesday", "10 AM", treatment="exam"),
    )
    assert whose(events) == [(ANN, "p-0", "cleaning"), (ANN, "p-0", "exam")]


@pytest.mark.parametrize(
    ("time", "treatment", "reason"),
    [("9 AM", "exam", "already_booked"), ("9:30 AM", "exam", "already_booked"), ("8:30 AM", "crown prep",
     "already_booked"), ("10 AM", "cleaning", "already_booked")],
)  # fmt: skip
def test_nobody_is_booked_where_they_are_already_nor_for_the_same_again(time: str, treatment: str, reason: str) -> None:
    """A cleaning at nine: at the same time anything else, and the same at any time, is to be moved."""
    first = booking(at_full(), request(ANN, "next Tuesday", "9 AM", treatment="cleaning"))
    *_, event = at_full(*first).when(request(ANN, "next Tuesday", time, treatment=treatment, is_new="no")).events()
    assert isinstance(event, BookingRefused)
    assert event.reason == reason


def test_another_dentist_at_the_same_time_is_a_move() -> None:
    first = kept(TUESDAY_2)
    for again, holds in (("", True), ("Dr. Lee", True), ("Dr. Patel", False)):
        events = at_full(first).when(request(ANN, "next Tuesday", "2 PM", provider=again)).events()
        assert (not events) is holds
        assert holds or getattr(events[-1], "reason", "") == "already_booked"


def test_a_retry_without_the_treatment_is_the_same_request() -> None:
    """The LLM leaves out what it said before; what stands, stands."""
    first = kept("2026-11-24 09:00", treatment="cleaning", provider="torres")
    at_full(first).when(request(ANN, "next Tuesday", "9 AM", treatment="cleaning")).then_nothing()


def test_a_correction_in_mid_sentence_is_what_counts() -> None:
    """First Tuesday, then "no, Wednesday": the later words replace the earlier ones, and nothing else."""
    said = (begun(OPEN), details(ANN, "Tuesday", "2 PM", booking=OPEN))
    given(*said).when(begin("", "Wednesday")).then(details(None, "Wednesday", booking=OPEN))
    corrected = (*said, details(None, "November 25", booking=OPEN))
    given(*corrected).when(request(ANN, "November 25", "2 PM")).then(
        requested(ANN, "November 25", "2 PM", "2026-11-25 14:00", booking=OPEN),
        registered(),
        confirmed(appointment("2026-11-25 14:00"), booking=OPEN),
    )


def test_what_was_given_with_a_request_that_was_refused_is_not_asked_again() -> None:
    """Name, number, birth date and treatment: the offer is then taken up by its name alone."""
    first = request(ANN, "November 26", "9 AM", treatment="filling", phone="212 555 0123", birth_date="3/3/1985")
    refusal = at_full().when(first).events()
    *_, new, made = at_full(*refusal).when(request("", slot="s1")).events()
    assert new == registered(birth_date="1985-03-03", phone="+12125550123")
    assert isinstance(made, BookingConfirmed)
    assert (made.appointment.patient_name, made.appointment.treatment_id) == (ANN, "filling")


def test_a_number_that_was_given_is_known_from_then_on() -> None:
    command = request(ANN, "next Tuesday", "2 PM", phone="212 555 0123", is_new="yes")
    given().when(command).then(
        begun(),
        evolve(details(), phone="+12125550123", is_new=True),
        requested(ANN, "next Tuesday", "2 PM", TUESDAY_2),
        registered(phone="+12125550123"),
        confirmed(appointment(TUESDAY_2)),
    )


@pytest.mark.parametrize("known", [(), (evolve(details(booking=OPEN), phone="+12125550123"),)])
def test_a_number_that_cannot_be_read_is_asked_again_before_anything_is_booked(known: tuple[Event, ...]) -> None:
    """Also where another was given before: the caller corrects it."""
    *events, question = given(begun(OPEN), *known).when(request(ANN, "next Tuesday", "2 PM", phone="5")).events()
    assert isinstance(question, ClarificationAsked)
    assert question.about == "phone"
    assert not any(isinstance(event, PatientRegistered) for event in events)


def test_a_number_of_the_clinics_own_area_needs_no_area_code() -> None:
    *_, new, _ = given().when(request(ANN, "next Tuesday", "2 PM", phone="123 4567")).events()
    assert new == registered(phone="+15551234567")


def test_the_written_word_is_in_the_calls_language() -> None:
    command = request(ANN, "el 24 de noviembre", "a las 9 de la mañana", treatment="limpieza")
    *_, event = at_full(LanguageChosen(language="es")).when(command).events()
    assert isinstance(event, BookingConfirmed)
    assert (event.appointment.language, event.appointment.treatment) == ("es", "limpieza")
    assert "Por favor" in event.appointment.clinic.arrival_instructions


def test_a_wrong_number_leaves_no_record_of_anybody() -> None:
    given().when(EndCall(reason="wrong_number")).then(CallEnded(reason="wrong_number"))


REPEATABLE: list[tuple[Given, Command]] = [
    (given(), begin(ANN, "Friday")),
    (at_full(), request(ANN, "next Tuesday", "9 AM", treatment="cleaning", phone="212 555 0123", guardian="Bob")),
    (given(booked(TUESDAY_2)), move("November 25", "9 AM")),
    (given(booked(TUESDAY_2)), cancel()),
    (given(booked(TUESDAY_2)), cancel("a-theirs")),
    (given(booked("2026-11-18 14:00")), late(20)),
    (given(), wait(ANN, phone="212 555 0123")),
]


@pytest.mark.parametrize(("happened", "command"), REPEATABLE, ids=lambda each: type(each).__name__)
def test_asked_for_again_it_holds_already(happened: Given, command: Command) -> None:
    """A retry after an interruption brings new ids and the same words."""
    once = happened.when(command).events()
    assert once
    evolve(happened, happened=(*happened.happened, *once)).when(command).then_nothing()


@pytest.mark.parametrize(
    ("happened", "command"),
    [
        (at_full(), find("next Tuesday", treatment="cleaning")),
        (given(), request(ANN, "Saturday", "9 AM")),
        (given(), request(ANN, "whenever", "9 AM")),
        (given(booked(TUESDAY_2)), move("Saturday", "9 AM")),
        (given(booked(TUESDAY_2)), tell()),
        (given(booked(TUESDAY_2)), send()),
        (given(), reject()),
    ],
    ids=lambda each: type(each).__name__,
)
def test_asked_for_again_the_answer_is_the_same(happened: Given, command: Command) -> None:
    """The same offers under the same names, the same question, the same refusal."""
    *_, once = happened.when(command).events()
    before = happened.when(command).events()
    *_, again = evolve(happened, happened=(*happened.happened, *before)).when(command).events()
    assert again == once


def test_ids_of_what_was_refused_are_not_used() -> None:
    events = given().when(request(ANN, "Saturday", "9 AM")).events()
    assert events[-1] == refused("closed_that_day", "2026-11-20 08:30", "2026-11-20 09:00", "2026-11-20 09:30")
    assert FRESH not in str(events)
    assert visit(TUESDAY_2, its_id=FRESH).patient_id == IDS.patient
