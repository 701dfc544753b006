"""Which events a decision rests on, and what tags let it find them."""

from __future__ import annotations

import pytest
from attrs import evolve

from receptionist.domain.commands import Command, EndCall, GreetCaller, SendDetails, StartCall
from receptionist.domain.deciding import Grounds, grounds
from receptionist.events.booking import Appointment
from receptionist.events.catalogue import Event
from receptionist.events.log import Query, QueryItem
from receptionist.events.tags import tags_of
from tests.domain.frontdesk import ANN, THEIRS, appointment, begin, booked, move, moved, reject, request
from tests.domain.specification import CLINIC, THIS_CALL
from tests.examples import EXAMPLES, PATIENT

CALL = QueryItem(tags=(f"call:{THIS_CALL}",), types=("call.started", "call.caller_greeted", "call.ended"))
MINE = QueryItem(
    tags=(f"call:{THIS_CALL}",),
    types=("booking.begun", "booking.details_given", "booking.confirmed", "appointment.moved", "call.ended"),
)
TUESDAY, WEDNESDAY, FRIDAY = "diary:lee:2026-11-24", "diary:lee:2026-11-25", "diary:lee:2026-11-20"


def day(tag: str) -> QueryItem:
    return QueryItem(tags=(tag,), types=("booking.confirmed", "appointment.moved"))


@pytest.mark.parametrize(
    ("command", "rests_on"),
    [
        (StartCall(channel="room"), Query((CALL,))),
        (GreetCaller(words="Hello!"), Query((CALL,))),
        (EndCall(reason="stopped"), Query((CALL,))),
        (begin(ANN), Query((MINE,))),
        (SendDetails(), Query((MINE,))),
        (reject(), Query((MINE,))),
        (request(ANN, "whenever", "2 PM"), Query((MINE,))),
        (move("next Thursday", "2 PM"), Query((MINE,))),
        (request(ANN, "next Tuesday", "2 PM"), Query((MINE, day(TUESDAY)))),
        (move("Friday", "9 AM"), Query((MINE, day(FRIDAY)))),
    ],
)
def test_a_decision_rests_on_its_call_and_on_the_day_that_is_meant(command: Command, rests_on: Query) -> None:
    """And on no other: what happens on other days, or in other calls, does not make it be made again."""
    assert grounds(command, THIS_CALL, CLINIC).decisive == rests_on


def test_for_its_offers_it_also_reads_the_days_around_that_can_be_booked() -> None:
    found = grounds(request(ANN, "next Tuesday", "2 PM"), THIS_CALL, CLINIC)
    around = [day(f"diary:lee:2026-11-{n}") for n in range(21, 31)] + [
        day(f"diary:lee:2026-12-0{n}") for n in range(1, 5)
    ]
    assert found == Grounds(decisive=Query((MINE, day(TUESDAY))), advisory=Query((MINE, day(TUESDAY), *around)))


def test_the_diary_is_the_dentists_own() -> None:
    other = evolve(CLINIC, dentist=evolve(CLINIC.dentist, id="roy"))
    found = grounds(request(ANN, "next Tuesday", "2 PM"), THIS_CALL, other)
    assert found.decisive == Query((MINE, day("diary:roy:2026-11-24")))


@pytest.mark.parametrize(
    ("event", "tags"),
    [
        (booked("2026-11-24 14:00"), (f"appointment:{THEIRS}", f"call:{THIS_CALL}", TUESDAY)),
        (
            moved(appointment("2026-11-25 09:00", its_id=THEIRS), "2026-11-24 14:00"),
            (f"appointment:{THEIRS}", f"call:{THIS_CALL}", TUESDAY, WEDNESDAY),
        ),
        (
            moved(appointment("2026-11-24 09:00", its_id=THEIRS), "2026-11-24 14:00"),
            (f"appointment:{THEIRS}", f"call:{THIS_CALL}", TUESDAY),
        ),
    ],
)
def test_what_changes_a_day_carries_that_day(event: Event, tags: tuple[str, ...]) -> None:
    """A move changes two: the one that it leaves and the one that it takes."""
    assert tags_of(event, THIS_CALL) == tags


def test_a_day_is_the_clinics_not_greenwichs() -> None:
    """8 PM at the clinic is tomorrow in UTC."""
    assert TUESDAY in tags_of(booked("2026-11-24 20:00"), THIS_CALL)


def test_outside_any_call_there_is_no_tag_of_one() -> None:
    assert tags_of(booked("2026-11-24 14:00"), None) == (f"appointment:{THEIRS}", TUESDAY)


@pytest.mark.parametrize("event", EXAMPLES, ids=lambda event: type(event).__name__)
def test_no_tag_of_any_event_names_a_person(event: Event) -> None:
    """Tags are stored as they are: random ids and days."""
    tags = tags_of(event, THIS_CALL)
    assert tags == tuple(sorted(set(tags)))
    assert {tag.split(":")[0] for tag in tags} <= {"call", "appointment", "diary"}
    for part in PATIENT.casefold().split():
        assert not any(part in tag.casefold() for tag in tags)


def test_a_booking_is_found_under_the_name_of_nobody() -> None:
    """Whatever the patient is called: the tags are the same."""
    one: Appointment = booked("2026-11-24 14:00").appointment
    renamed = evolve(booked("2026-11-24 14:00"), appointment=evolve(one, patient_name="diary:lee:2026-01-01"))
    assert tags_of(renamed, THIS_CALL) == tags_of(booked("2026-11-24 14:00"), THIS_CALL)
