"""Finding a time: by treatment, dentist, day and part of the day, and booking what was offered."""

from __future__ import annotations

import pytest
from attrs import evolve

from receptionist.events.booking import BookingConfirmed, BookingRefused, ClarificationAsked, OfferedSlot, SlotsOffered
from receptionist.events.catalogue import Event
from tests.domain.frontdesk import (
    ANN,
    FRESH,
    IDS,
    OPEN,
    at_full,
    begin,
    begun,
    confirmed,
    details,
    find,
    kept,
    offers,
    registered,
    request,
    slots,
    visit,
)
from tests.domain.specification import CLINIC, FULL_CLINIC, Given, at, elsewhere, given

TUESDAY = "2026-11-24"


def offered(found: Event) -> tuple[OfferedSlot, ...]:
    assert isinstance(found, SlotsOffered | BookingRefused)
    return found.slots if isinstance(found, SlotsOffered) else found.alternatives


def found(asked: Given, date: str = "", time: str = "", *, treatment: str = "", provider: str = "") -> list[str]:
    """What is offered, as one says it: the local time and who."""
    *_, last = asked.when(find(date, time, treatment=treatment, provider=provider)).events()
    return [f"{_local(slot)} {slot.provider_id}" for slot in offered(last)]


def _local(slot: OfferedSlot) -> str:
    return f"{slot.starts_at.astimezone(CLINIC.zone):%Y-%m-%d %H:%M}"


def test_whoever_wants_to_come_as_soon_as_possible_is_offered_the_first_free_times() -> None:
    """It is Wednesday, ten o'clock: what begins now is past. What the words were taken to mean is recorded."""
    (start, given_words, event) = at_full().when(find("as soon as possible", treatment="cleaning")).events()
    assert start == begun()
    assert given_words == evolve(details(None, "as soon as possible"), treatment_id="cleaning")
    assert isinstance(event, SlotsOffered)
    assert event == SlotsOffered(
        booking_id=event.booking_id,
        treatment_id="cleaning",
        provider_id=None,
        date_words="as soon as possible",
        time_words="",
        asked_at=at("2026-11-18 10:00"),
        time_zone=CLINIC.time_zone,
        first=at("2026-11-18 10:00").date(),
        last=event.last,
        slots=slots(*(f"2026-11-18 {time} torres" for time in ("10:30", "11:00", "13:00")), treatment="cleaning"),
    )


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"date": "next Tuesday", "time": "in the morning", "provider": "Dr. Patel"},
         ["2026-11-24 09:00 patel", "2026-11-24 09:30 patel", "2026-11-24 10:30 patel"]),
        ({"date": "next Tuesday", "time": "in the afternoon", "treatment": "crown prep"},
         ["2026-11-24 13:00 lee", "2026-11-24 14:00 lee", "2026-11-24 14:30 lee"]),
        ({"date": "Friday", "time": "after 1 PM", "treatment": "a filling", "provider": "lee"},
         ["2026-11-20 13:00 lee"]),
        ({"date": "Friday", "time": "in the afternoon", "provider": "anybody"},
         ["2026-11-20 12:00 lee", "2026-11-20 12:30 lee", "2026-11-20 13:00 lee"]),
    ],
)  # fmt: skip
def test_times_are_found_by_treatment_dentist_day_and_part_of_the_day(
    said: dict[str, str], expected: list[str]
) -> None:
    """Of a time that was left open, three that lie apart; none that begins too late for the treatment."""
    assert found(at_full(), **said) == expected


def test_a_time_that_was_left_open_is_offered_on_days_that_lie_apart() -> None:
    days = [each.split()[0] for each in found(at_full(), "next week")]
    assert len(set(days)) == 3


def test_a_time_keeps_its_name_for_as_long_as_the_call_lasts() -> None:
    """Whatever is offered in between: s1 is s1, and what is new gets a new name."""
    first = at_full().when(find("next Tuesday", "at 9 AM", provider="lee")).events()[-1]
    again = at_full(*_with(first)).when(find("next Tuesday", "at 9 AM", provider="lee")).events()[-1]
    other = at_full(*_with(first)).when(find("November 25", "at 9 AM", provider="lee")).events()[-1]
    assert offered(first) == offered(again)
    assert not {each.slot_id for each in offered(other)} & {each.slot_id for each in offered(first)}


def _with(*events: Event) -> tuple[Event, ...]:
    return (begun(OPEN), *events)


def test_with_nothing_free_the_nearest_are_offered() -> None:
    """Saturday is closed, and one Tuesday is full."""
    given().when(find("Saturday")).then_refused(
        "closed_that_day", "2026-11-20 08:00", "2026-11-20 08:30", "2026-11-20 09:00"
    )
    taken = [
        kept(f"{TUESDAY} {time}", f"P {n}", its_id=f"a-{n}", provider="torres", treatment="cleaning")
        for n, time in enumerate(("08:00", "09:00", "10:00", "11:00", "13:00", "14:00", "15:00", "16:00"))
    ]
    *_, event = at_full(*elsewhere(*taken)).when(find("next Tuesday", treatment="cleaning")).events()
    assert isinstance(event, BookingRefused)
    assert event.reason == "no_free_time"
    assert {_local(each)[:10] for each in event.alternatives} == {"2026-11-23", "2026-11-25"}


@pytest.mark.parametrize(
    ("date", "reason", "day"),
    [("yesterday", "in_the_past", "2026-11-18"), ("May 30", "too_far_ahead", "2027-05-17"),
     ("November 26", "closed_that_day", "2026-11-25")],
)  # fmt: skip
def test_days_on_which_nothing_can_be_free_are_said_to_be_that(date: str, reason: str, day: str) -> None:
    *_, event = given().when(find(date)).events()
    assert isinstance(event, BookingRefused)
    assert event.reason == reason
    assert _local(event.alternatives[0])[:10] == day


def test_words_that_mean_no_days_are_asked_about() -> None:
    *_, event = given().when(find("when the moon is full")).events()
    assert isinstance(event, ClarificationAsked)
    assert event.about == "date"


@pytest.mark.parametrize(
    ("treatment", "choices"),
    [("crown", ("crown-prep", "crown-seat")),
     ("whitening", tuple(each.id for each in FULL_CLINIC.treatments)),
     ("a cleaning or a filling", ("cleaning", "filling"))],
)  # fmt: skip
def test_a_treatment_that_could_be_several_is_asked_about(treatment: str, choices: tuple[str, ...]) -> None:
    *_, event = at_full().when(find("Friday", treatment=treatment)).events()
    assert isinstance(event, ClarificationAsked)
    assert (event.about, event.choices) == ("treatment", choices)


def test_a_treatment_that_was_asked_about_is_never_taken_to_be_the_usual_one() -> None:
    """What is called a crown may be two things: without an answer nothing else is booked, and with one it is."""
    unclear = at_full().when(request(ANN, "next Tuesday", "1 PM", treatment="a crown", is_new="no")).events()
    *_, event = at_full(*unclear).when(request(ANN, "next Tuesday", "1 PM")).events()
    assert isinstance(event, ClarificationAsked)
    assert (event.about, event.choices) == ("treatment", ("crown-prep", "crown-seat"))
    *_, event = at_full(*unclear).when(request(ANN, "next Tuesday", "1 PM", treatment="crown seating")).events()
    assert isinstance(event, BookingConfirmed)
    assert event.appointment.treatment_id == "crown-seat"


@pytest.mark.parametrize(
    ("words", "treatment"),
    [("new patient exam", "new-patient"), ("I'd like a new patient exam", "new-patient"), ("an exam", "exam"),
     ("a check-up for my child: a child's check-up", "child-exam"), ("LIMPIEZA dental", "cleaning"),
     ("crown-prep", "crown-prep"), ("revisi\u00f3n", "exam"), ("revision", "exam")],
)  # fmt: skip
def test_the_treatment_that_is_said_most_exactly_is_meant(words: str, treatment: str) -> None:
    event = at_full().when(find("next Tuesday", treatment=words)).events()[-1]
    assert isinstance(event, SlotsOffered)
    assert event.treatment_id == treatment


def test_somebody_whom_the_clinic_does_not_have_is_asked_about() -> None:
    *_, event = at_full().when(find("Friday", provider="Dr. Strange")).events()
    assert isinstance(event, ClarificationAsked)
    assert (event.about, event.choices) == ("provider", ("lee", "patel"))


def test_who_does_not_do_the_treatment_is_said_so() -> None:
    *_, event = at_full().when(find("Friday", treatment="cleaning", provider="Dr. Lee")).events()
    assert isinstance(event, BookingRefused)
    assert event.reason == "not_performed_by"


def test_an_offered_time_is_booked_by_its_name() -> None:
    """Without any words: the event says which offer was taken up."""
    offer = at_full().when(find("next Tuesday", "9 AM", treatment="filling", provider="Patel")).events()[-1]
    assert _local(offered(offer)[0]) == f"{TUESDAY} 09:00"
    events = at_full(*_with(offer)).when(request(ANN, slot="s1")).events()
    made = visit(f"{TUESDAY} 09:00", its_id=FRESH, treatment="filling", provider="patel")
    assert list(events[-2:]) == [registered(), confirmed(made, booking=OPEN)]


def test_a_name_that_was_never_offered_books_nothing() -> None:
    """The LLM may not invent a time; nor does another call's offer count."""
    given().when(request(ANN, slot="s1")).then_refused("unknown_slot")
    *_, offer = given().when(find("Friday")).events()
    given(*elsewhere(offer)).when(request(ANN, slot="s1")).then_refused("unknown_slot")


def test_an_offered_time_that_is_gone_meanwhile_is_refused_with_others() -> None:
    *_, offer = given().when(find("next Tuesday", "2 PM")).events()
    start = _local(offered(offer)[0])
    assert start == f"{TUESDAY} 14:00"
    taken = elsewhere(kept(start, "Bob Lee", its_id="a-bob"))
    given(begun(OPEN), offer, *taken).when(request(ANN, slot="s1")).then_refused(
        "slot_taken", f"{TUESDAY} 13:00", f"{TUESDAY} 13:30", f"{TUESDAY} 15:00"
    )


def test_what_is_offered_can_be_booked_until_it_is_gone_though_other_times_were_offered_since() -> None:
    one = begun(OPEN)
    *_, first = given(one).when(find("next Tuesday", "2 PM")).events()
    *_, second = given(one, first).when(find("November 25", "2 PM")).events()
    *_, event = given(one, first, second).when(request(ANN, slot="s1")).events()
    assert isinstance(event, BookingConfirmed)
    assert event.appointment.starts_at == at(f"{TUESDAY} 14:00")


def test_refusals_name_their_offers_as_findings_do() -> None:
    *_, refusal = given().when(request(ANN, "Saturday", "10 AM")).events()
    assert isinstance(refusal, BookingRefused)
    assert refusal.alternatives == offers("2026-11-20 09:30", "2026-11-20 10:00", "2026-11-20 10:30")


def test_what_was_said_before_the_search_counts_in_it() -> None:
    """Treatment and day were given when the booking was begun."""
    before = at_full().when(begin("", "next Tuesday", treatment="cleaning")).events()
    event = at_full(*before).when(find()).events()[-1]
    assert isinstance(event, SlotsOffered)
    assert (event.treatment_id, event.date_words) == ("cleaning", "next Tuesday")
    assert {_local(each)[:10] for each in event.slots} == {TUESDAY}


def test_ids_that_were_not_needed_leave_no_trace() -> None:
    events = at_full().when(find("Friday")).events()
    for unused in (IDS.appointment, IDS.code, IDS.patient, IDS.guardian, IDS.wait, *IDS.tasks):
        assert unused not in str(events)
