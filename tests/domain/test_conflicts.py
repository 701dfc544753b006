"""Lines of the inbox about appointments that were in the way, once these are moved or cancelled."""

from __future__ import annotations

import pytest
from attrs import evolve

from receptionist.domain.commands import Command
from receptionist.events.booking import AppointmentCancelled, AppointmentMoved
from receptionist.events.catalogue import Event
from receptionist.events.clinic import TaskDone, TaskRaised
from receptionist.events.patient import PatientRecognised
from receptionist.ids import PatientId, TaskId
from tests.domain.frontdesk import THEIRS, booked, cancel, move, raised, registered
from tests.domain.specification import Elsewhere, elsewhere, given

HERS = booked("2026-11-24 14:00")
IS_ANN = PatientRecognised(patient_id=PatientId("p-theirs"), by="birth_date_and_phone", appointment_id=None, wards=())
CONFLICT = raised(
    "conflict", "today", "2026-11-18 17:00", who="Ann Lee", patient="p-theirs", appointment=THEIRS,
    done="lee is not there then: ill.", to_do="Call and move the appointment.", task="t-conflict",
)  # fmt: skip
PAST: tuple[Event | Elsewhere, ...] = (*elsewhere(registered(patient=PatientId("p-theirs")), HERS, CONFLICT), IS_ANN)


def done(past: tuple[Event | Elsewhere, ...], command: Command) -> list[TaskDone]:
    events = given(*past).when(command).events()
    assert any(isinstance(event, AppointmentMoved | AppointmentCancelled) for event in events)
    return [event for event in events if isinstance(event, TaskDone)]


def test_a_conflict_is_over_with_the_move_that_mends_it() -> None:
    """In the same append: staff do not call a patient about a time that they have left."""
    assert done(PAST, move("November 25", "9 AM")) == [
        TaskDone(task_id=TaskId("t-conflict"), note="The appointment was moved to 2026-11-25 09:00 with Dr. Lee.")
    ]


def test_a_conflict_is_over_with_the_appointment() -> None:
    assert done(PAST, cancel()) == [TaskDone(task_id=TaskId("t-conflict"), note="The appointment was cancelled.")]


def test_each_of_several_conflicts_is_over() -> None:
    again = evolve(CONFLICT, task_id=TaskId("t-again"), done="The clinic is closed that day: heating.")
    assert [each.task_id for each in done((*PAST, *elsewhere(again)), cancel())] == ["t-conflict", "t-again"]


@pytest.mark.parametrize(
    "more",
    [
        elsewhere(TaskDone(task_id=TaskId("t-conflict"), note="Called.")),
        elsewhere(evolve(CONFLICT, task_id=TaskId("t-conflict"), kind="late_arrival")),
    ],
    ids=["done already", "about something else"],
)
def test_only_a_conflict_that_is_open_is_ended(more: tuple[Elsewhere, ...]) -> None:
    assert done((*PAST, *more), cancel()) == []


def test_another_appointments_conflict_stays() -> None:
    other: TaskRaised = evolve(CONFLICT, task_id=TaskId("t-other"), appointment_id=None)
    assert [each.task_id for each in done((*PAST, *elsewhere(other)), cancel())] == ["t-conflict"]
