"""Which refusals need a person, and what staff are told: once in a call for each reason."""

from __future__ import annotations

from datetime import date

import pytest
from attrs import evolve

from receptionist.events.booking import BookingConfirmed, BookingRefused, RefusalReason
from receptionist.events.call import EmergencyRecognised
from receptionist.events.catalogue import Event
from receptionist.events.clinic import TaskCorrected, TaskRaised
from receptionist.ids import AppointmentId
from tests.domain.frontdesk import (
    ANN,
    OPEN,
    at_full,
    begun,
    booked,
    raised,
    refused,
    reject,
    request,
    requested,
)
from tests.domain.specification import CLINIC, Decision, elsewhere, given
from tests.domain.test_messages import PHONE, message

NEW = raised(
    "refusal", "today", "2026-11-18 17:00", who=ANN, phone=PHONE, task="t-two",
    done="A new patient was refused crown preparation: it is booked by phone only by patients of the clinic.",
    to_do="Decide whether they can be seen for it, and call.",
)  # fmt: skip
CROWN = request(ANN, "next Tuesday", "2 PM", treatment="crown prep", phone="212 555 0123", is_new="yes")
TAKEN = elsewhere(booked("2026-11-24 14:00", "Bob Lee"))


def told(decision: Decision) -> list[TaskRaised]:
    return [event for event in decision.events() if isinstance(event, TaskRaised)]


def test_a_new_patient_who_wants_what_needs_an_earlier_visit_is_called() -> None:
    *_, refusal, task = at_full().when(CROWN).events()
    assert isinstance(refusal, BookingRefused)
    assert (refusal.reason, task) == ("not_for_new_patients", NEW)


def test_whoever_is_too_old_for_a_treatment_is_asked_what_else_it_could_be_for() -> None:
    """There is an exam for every age: nobody has to call."""
    adult = request(ANN, "next Tuesday", "2 PM", treatment="child exam", birth_date="3/3/1985", phone="212 555 0123")
    *_, refusal = at_full().when(adult).events()
    assert isinstance(refusal, BookingRefused)
    assert refusal.reason == "age_limits"


def test_the_same_reason_is_told_once_in_a_call() -> None:
    assert told(at_full(begun(OPEN), NEW).when(CROWN)) == []
    assert told(at_full(begun(OPEN), *elsewhere(NEW)).when(CROWN)) == [NEW]


def test_a_number_that_is_left_afterwards_completes_it() -> None:
    without = evolve(NEW, phone=None)
    (completed,) = at_full(begun(OPEN), without).when(message("")).events()
    assert isinstance(completed, TaskCorrected)
    assert (completed.task_id, completed.kind, completed.phone) == (NEW.task_id, "callback", PHONE)
    assert completed.to_do == NEW.to_do
    assert told(at_full(begun(OPEN), without, completed).when(CROWN)) == []


TWICE: tuple[Event, ...] = (
    begun(OPEN),
    requested(ANN, "Friday", "9 AM", "2026-11-20 09:00", booking=OPEN), refused("slot_taken", booking=OPEN),
    requested(ANN, "Monday", "9 AM", "2026-11-23 09:00", booking=OPEN), refused("slot_taken", booking=OPEN),
)  # fmt: skip
TUESDAY = request(ANN, "next Tuesday", "2 PM")


def test_the_third_time_that_cannot_be_had_is_one_too_many() -> None:
    (task,) = told(given(*TAKEN, *TWICE).when(TUESDAY))
    assert task == raised(
        "refusal", "today", "2026-11-18 17:00", who=ANN, task="t-two",
        done="Several times that the caller asked for could not be had.", to_do="Find a time with them: call.",
    )  # fmt: skip


def test_the_same_time_again_is_no_other_one() -> None:
    """An LLM that retries has not asked for something else."""
    once = (
        requested(ANN, "next Tuesday", "2 PM", "2026-11-24 14:00", booking=OPEN),
        refused("slot_taken", booking=OPEN),
    )
    assert told(given(*TAKEN, *TWICE[:3], *once, *once).when(TUESDAY)) == []


def test_after_a_booking_it_is_counted_anew() -> None:
    made = booked("2026-11-27 09:00", "Cy Lee", its_id=AppointmentId("a-cys"))
    assert isinstance(made, BookingConfirmed)
    assert told(given(*TAKEN, *TWICE).when(TUESDAY))
    assert told(given(*TAKEN, *TWICE, made).when(TUESDAY)) == []


@pytest.mark.parametrize("reason", ["name_not_a_name", "unknown_slot", "malformed_request", "in_the_past"])
def test_what_another_word_would_mend_is_not_counted(reason: RefusalReason) -> None:
    twice = [refused(reason, booking=OPEN) if isinstance(each, BookingRefused) else each for each in TWICE]
    assert told(given(*TAKEN, *twice).when(TUESDAY)) == []
    assert told(given(*TAKEN, *TWICE).when(reject())) == []


def test_an_urgent_case_for_which_nothing_is_free_is_called_at_once() -> None:
    """Who has no pain is asked for another day."""
    days = [date(2026, 11, day) for day in (18, 19, 20)]
    shut = evolve(CLINIC, horizon_days=2, closures=dict.fromkeys(days, "Heating"))
    tomorrow = request(ANN, "tomorrow", "9 AM", phone="212 555 0123")
    urgent = EmergencyRecognised(tier="first_held_slot", signs=("severe_pain",), words="It hurts")
    assert told(given(urgent).at_clinic(shut).when(tomorrow)) == [
        raised(
            "refusal", "now", "2026-11-23 08:15", who=ANN, phone=PHONE, task="t-two",
            done="An urgent case found no free time.", to_do="Find a time, and call.",
        )
    ]  # fmt: skip
    assert told(given().at_clinic(shut).when(tomorrow)) == []


def test_nobody_is_told_when_nothing_is_known_of_the_caller() -> None:
    """There would be nobody to call."""
    assert told(given().when(request("", "yesterday", "2 PM"))) == []
