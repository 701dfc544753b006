"""Which events a decision rests on, what it must not be overtaken on, and what tags let it find them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from attrs import evolve

from receptionist.domain.commands import AnswerQuestion, Command, EndCall, GreetCaller, StartCall
from receptionist.domain.competing import contested
from receptionist.domain.facts import Facts
from receptionist.domain.grounds import own, related
from receptionist.events.booking import AppointmentCancelled, PatientMissed
from receptionist.events.catalogue import Event
from receptionist.events.clinic import DayClosed, TaskCorrected, TaskRaised, TimeBlocked
from receptionist.events.log import Query, QueryItem
from receptionist.events.patient import WaitingListJoined
from receptionist.events.tags import tags_of
from tests.domain.frontdesk import (
    ANN,
    THEIRS,
    appointment,
    begin,
    begun,
    booked,
    find,
    move,
    moved,
    refused,
    registered,
    reject,
    request,
    send,
)
from tests.domain.specification import CLINIC, THIS_CALL
from tests.examples import EXAMPLES, PATIENT, PHONE, example

LEE, CHAIR, DAY = "diary:lee:2026-11-24", "diary:chair-1:2026-11-24", "day:2026-11-24"
HERS = (f"appointment:{THEIRS}", f"call:{THIS_CALL}")


def days_read(command: Command, facts: Facts | None = None) -> list[str]:
    """The days whose diary a decision reads."""
    query = related(command, facts or Facts(), CLINIC)
    tags = () if query is None else (tag for item in query.items for tag in item.tags)
    return [tag.removeprefix("day:") for tag in tags if tag.startswith("day:")]


def stretch(first: str, last: str) -> list[str]:
    begins, ends = date.fromisoformat(first), date.fromisoformat(last)
    return [(begins + timedelta(days=n)).isoformat() for n in range((ends - begins).days + 1)]


@pytest.mark.parametrize(
    "command",
    [
        StartCall(channel="room"),
        GreetCaller(words="Hello!"),
        EndCall(reason="stopped"),
        AnswerQuestion(topic="parking"),
        begin(ANN),
        reject(),
        send(),
        request(ANN, "whenever", "2 PM"),
    ],
    ids=lambda command: type(command).__name__,
)
def test_most_decisions_rest_on_their_call_alone(command: Command) -> None:
    """What happens on any day, or in other calls, does not make them be made again."""
    assert related(command, Facts(), CLINIC) is None
    mine = own(THIS_CALL)
    assert mine is not None
    assert [item.tags for item in mine.items] == [(f"call:{THIS_CALL}",)]


def test_outside_any_call_there_is_no_call_to_read() -> None:
    assert own(None) is None


def test_a_request_reads_the_day_that_is_meant_and_those_around_it_that_can_be_booked() -> None:
    """For what it offers, should that day not do."""
    assert days_read(request(ANN, "next Tuesday", "2 PM")) == stretch("2026-11-21", "2026-12-04")
    assert days_read(request(ANN, "tomorrow", "2 PM")) == stretch("2026-11-18", "2026-11-29")


def test_a_request_for_an_offered_time_reads_the_day_of_that_time() -> None:
    facts = Facts().after(begun(), of_this_call=True)
    facts = facts.after(refused("slot_taken", "2026-11-24 14:00"), of_this_call=True)
    assert days_read(request(ANN, slot="s1"), facts) == stretch("2026-11-21", "2026-12-04")
    assert days_read(request(ANN, slot="s9"), facts) == []


def test_finding_times_reads_the_days_that_are_meant_and_those_around_them() -> None:
    assert days_read(find("next Tuesday", "in the morning")) == stretch("2026-11-21", "2026-12-04")


def test_a_move_reads_the_day_that_would_be_left_too() -> None:
    """Whoever waits for a time is offered it only if it can be had."""
    facts = Facts().after(booked("2026-11-24 14:00"), of_this_call=True)
    assert days_read(move("2027-02-10", "9 AM"), facts)[-1] == "2026-11-24"


def test_what_an_old_log_has_of_a_day_is_read_too() -> None:
    """The first version of the log tagged appointments with their dentist's day alone."""
    query = related(request(ANN, "next Tuesday", "2 PM"), Facts(), CLINIC)
    assert query is not None
    assert {(LEE,), (DAY,)} <= {item.tags for item in query.items}


TAKING = ("booking.confirmed", "appointment.moved", "appointment.cancelled")


def test_a_booking_competes_for_the_day_of_its_dentist_and_its_chair_and_for_its_patient_and_nothing_else() -> None:
    closure = QueryItem(tags=("diary:clinic:2026-11-24",), types=("diary.day_closed", "diary.day_reopened"))
    assert contested([begun(), registered(), booked("2026-11-24 14:00")]) == Query(
        (
            QueryItem(tags=("patient:p-theirs",), types=TAKING),
            QueryItem(tags=(f"appointment:{THEIRS}",)),
            QueryItem(tags=(CHAIR,)),
            closure,
            QueryItem(tags=(LEE,)),
        )
    )


def test_a_closure_is_overtaken_by_whoever_books_that_day() -> None:
    """They have to be called, too."""
    query = contested([DayClosed(day=date(2026, 11, 24), reason="Heating")])
    assert query is not None
    assert QueryItem(tags=(DAY,), types=TAKING) in query.items


@pytest.mark.parametrize(
    ("event", "item"),
    [
        (example(AppointmentCancelled), QueryItem(tags=("waiting-list",), types=("waiting_list.joined",))),
        (
            example(WaitingListJoined),
            QueryItem(
                tags=("patient:p-0000000000ex",),
                types=("waiting_list.joined", "waiting_list.offered", "waiting_list.left"),
            ),
        ),
        (
            example(PatientMissed),
            QueryItem(
                tags=("patient:p-0000000000ex",),
                types=("appointment.patient_arrived", "appointment.patient_missed"),
            ),
        ),
        (example(TaskCorrected), QueryItem(tags=("task:t-0000000000ex",))),
    ],
    ids=lambda each: type(each).__name__,
)
def test_what_two_calls_must_not_both_do_is_competed_for(event: Event, item: QueryItem) -> None:
    """A freed time and who begins to wait; two waits of one patient; two missed visits; a line that is being done."""
    query = contested([event])
    assert query is not None
    assert item in query.items


@pytest.mark.parametrize("events", [[], [begun()], [begun(), refused("slot_taken")], [example(TaskRaised)]])
def test_what_takes_nothing_competes_for_nothing(events: list[Event]) -> None:
    assert contested(events) is None


@pytest.mark.parametrize(
    ("event", "tags"),
    [
        (booked("2026-11-24 14:00"), {*HERS, LEE, CHAIR, DAY, "patient:p-theirs"}),
        (
            moved(appointment("2026-11-25 09:00", its_id=THEIRS), "2026-11-24 14:00"),
            {
                *HERS, LEE, CHAIR, DAY, "patient:p-theirs",
                "day:2026-11-25", "diary:chair-1:2026-11-25", "diary:lee:2026-11-25",
            },
        ),
        (
            moved(appointment("2026-11-24 09:00", its_id=THEIRS), "2026-11-24 14:00"),
            {*HERS, LEE, CHAIR, DAY, "patient:p-theirs"},
        ),
        (
            AppointmentCancelled(
                appointment=appointment("2026-11-24 09:00", its_id=THEIRS, sequence=1),
                reason="", within_notice=False, notice_hours=24,
            ),
            {*HERS, LEE, CHAIR, DAY, "patient:p-theirs"},
        ),
        (
            evolve(example(TimeBlocked), ends_at=example(TimeBlocked).starts_at + timedelta(days=1)),
            {
                f"call:{THIS_CALL}", "day:2026-12-01", "day:2026-12-02", "diary:lee:2026-12-01",
                "diary:lee:2026-12-02",
            },
        ),
        (example(DayClosed), {f"call:{THIS_CALL}", "day:2026-12-24", "diary:clinic:2026-12-24"}),
    ],
)  # fmt: skip
def test_what_changes_a_day_carries_that_day(event: Event, tags: set[str]) -> None:
    """A move changes two: the one that it leaves and the one that it takes; a long block changes many."""
    assert tags_of(event, THIS_CALL) == tuple(sorted(tags))


def test_a_day_is_the_clinics_not_greenwichs() -> None:
    """8 PM at the clinic is tomorrow in UTC."""
    assert {LEE, DAY} <= {*tags_of(booked("2026-11-24 20:00"), THIS_CALL)}


def test_outside_any_call_there_is_no_tag_of_one() -> None:
    assert not any(tag.startswith("call:") for tag in tags_of(booked("2026-11-24 14:00"), None))


@pytest.mark.parametrize("event", EXAMPLES, ids=lambda event: type(event).__name__)
def test_no_tag_of_any_event_names_a_person(event: Event) -> None:
    """Tags are stored as they are: random ids and days."""
    tags = tags_of(event, THIS_CALL)
    assert tags == tuple(sorted(set(tags)))
    kinds = {"call", "appointment", "diary", "day", "patient", "task", "wait", "inbox", "waiting-list", "effects"}
    kinds |= {"access", "shown", "privacy"}
    assert {tag.split(":")[0] for tag in tags} <= kinds
    for part in (*PATIENT.casefold().split(), PHONE[1:], "1985"):
        assert not any(part in tag.casefold() for tag in tags)


def test_a_booking_is_found_under_the_name_of_nobody() -> None:
    """Whatever the patient is called: the tags are the same."""
    one = booked("2026-11-24 14:00").appointment
    renamed = evolve(booked("2026-11-24 14:00"), appointment=evolve(one, patient_name="diary:lee:2026-01-01"))
    assert tags_of(renamed, THIS_CALL) == tags_of(booked("2026-11-24 14:00"), THIS_CALL)
