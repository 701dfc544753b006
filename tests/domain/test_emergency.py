"""Emergencies first, at any hour: whom to call, or the first time there is."""

from __future__ import annotations

import pytest
from attrs import evolve

from receptionist.domain.commands import ReportEmergency
from receptionist.errors import CallOverError
from receptionist.events.booking import BookingConfirmed, BookingRefused, OfferedSlot, SlotsOffered
from receptionist.events.call import CallEnded, EmergencyRecognised, LanguageChosen
from receptionist.events.catalogue import Event
from receptionist.events.patient import PatientRecognised
from receptionist.ids import PatientId
from tests.domain.frontdesk import (
    ANN,
    IDS,
    NEW,
    OPEN,
    at_full,
    begun,
    details,
    kept,
    move,
    raised,
    registered,
    request,
    slots,
)
from tests.domain.specification import FULL_CLINIC, NOW, at, elsewhere, given

TOOTHACHE = "I have a terrible toothache"


def report(words: str, asked_at: str = "2026-11-18 10:00") -> ReportEmergency:
    return ReportEmergency(new=IDS, words=words, asked_at=at(asked_at))


def recognised(events: list[Event]) -> EmergencyRecognised:
    (event,) = [event for event in events if isinstance(event, EmergencyRecognised)]
    return event


def offered(words: str, asked_at: str, *happened: Event) -> list[str]:
    *_, event = at_full(*happened).when(report(words, asked_at)).events()
    assert isinstance(event, SlotsOffered)
    return [f"{each.starts_at.astimezone(FULL_CLINIC.zone):%Y-%m-%d %H:%M} {each.provider_id}" for each in event.slots]


@pytest.mark.parametrize(
    ("words", "tier", "sign", "done"),
    [
        ("I can't breathe", "call_emergency_number", "trouble_breathing",
         "The caller was told to call 911 now."),
        ("My tooth got knocked out", "call_on_call_dentist", "knocked_out_tooth",
         "The caller was told to call the on-call dentist now, (555) 123-4599."),
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    "when",
    [("2026-11-18 10:00", "2026-11-18 10:15"), ("2026-11-18 20:00", "2026-11-19 08:15"),
     ("2026-11-22 03:00", "2026-11-23 08:15")],
)  # fmt: skip
def test_what_cannot_wait_is_sent_to_who_can_help_at_any_hour(
    words: str, tier: str, sign: str, done: str, when: tuple[str, str]
) -> None:
    """And staff see to it that the caller is being helped, as soon as somebody is there."""
    asked_at, due = when
    *before, task = at_full().when(report(words, asked_at)).events()
    event = recognised([*before])
    assert (event.tier, event.signs, event.words) == (tier, (sign,), words)
    assert task == raised("emergency", "now", due, done=done, to_do="See that the caller is being helped.")


@pytest.mark.parametrize(
    ("asked_at", "expected"),
    [
        ("2026-11-18 10:00", "2026-11-18 10:30 patel"),
        ("2026-11-18 20:00", "2026-11-19 08:00 lee"),
        ("2026-11-20 13:45", "2026-11-23 08:00 lee"),
        ("2026-11-25 17:30", "2026-11-27 08:00 patel"),
    ],
)
def test_what_hurts_is_offered_the_first_time_today_or_on_the_next_open_day(asked_at: str, expected: str) -> None:
    """On Friday afternoon that is Monday, before Thanksgiving the Friday after it."""
    assert offered(TOOTHACHE, asked_at) == [expected]


def test_a_full_day_still_has_the_times_that_are_held() -> None:
    """Nobody else could take Dr. Patel's eleven o'clock."""
    full = [
        kept(f"2026-11-24 {time}", f"P {n}", its_id=f"a-{n}-{who}", provider=who, chair=chair)
        for n, time in enumerate(("08:00", "08:30", "09:00", "09:30", "10:00", "10:30"))
        for who, chair in (("lee", "chair-1"), ("patel", "chair-2"))
    ]
    assert offered(TOOTHACHE, "2026-11-24 07:00", *[each.event for each in elsewhere(*full)]) == [
        "2026-11-24 11:00 patel"
    ]


def test_the_held_time_is_booked_by_its_name_though_it_is_held() -> None:
    reported = at_full().when(report(TOOTHACHE)).events()
    *_, offer = reported
    assert isinstance(offer, SlotsOffered)
    assert offer == SlotsOffered(
        booking_id=NEW,
        treatment_id="emergency",
        provider_id=None,
        date_words="",
        time_words="",
        asked_at=NOW,
        time_zone=FULL_CLINIC.time_zone,
        first=at("2026-11-18 10:30").date(),
        last=at("2026-11-18 10:30").date(),
        slots=slots("2026-11-18 10:30 patel", treatment="emergency"),
    )
    *_, event = at_full(*reported).when(request(ANN, slot="s1")).events()
    assert isinstance(event, BookingConfirmed)
    assert (event.appointment.treatment_id, event.appointment.provider_id) == ("emergency", "patel")


def test_only_the_emergency_has_what_is_held_and_only_in_its_own_call() -> None:
    """Whoever told of a toothache does not get their cleaning in at that time, nor somebody else in another call."""
    reported = at_full().when(report(TOOTHACHE)).events()
    eleven = request(ANN, "tomorrow", "11 AM", treatment="exam", provider="Patel")
    for happened in (at_full(*reported), at_full(*elsewhere(*reported)), at_full()):
        *_, event = happened.when(eleven).events()
        assert isinstance(event, BookingRefused)
        assert event.reason == "slot_taken"
    urgent = request(ANN, "tomorrow", "11 AM", treatment="emergency", provider="Patel")
    *_, event = at_full(*reported).when(urgent).events()
    assert isinstance(event, BookingConfirmed)
    *_, event = at_full().when(urgent).events()
    assert isinstance(event, BookingRefused)


def test_an_emergency_can_be_moved_to_another_held_time() -> None:
    reported = at_full().when(report(TOOTHACHE)).events()
    made = at_full(*reported).when(request(ANN, slot="s1")).events()
    *_, event = at_full(*reported, *made).when(move("tomorrow", "11 AM", provider="Patel")).events()
    assert getattr(event, "moved_from", None) == at("2026-11-18 10:30")


@pytest.mark.parametrize("words", ["no swelling, I just want a cleaning", "", "x" * 10_000, "my website is down"])
def test_what_is_no_emergency_is_none(words: str) -> None:
    at_full().when(report(words)).then_nothing()


def test_the_same_again_is_said_again_and_no_task_is_doubled() -> None:
    """The caller hears it again; staff need not be told twice. What is worse is told as well."""
    first = at_full().when(report("My tooth got knocked out")).events()
    again = at_full(*first).when(report("My tooth got knocked out", "2026-11-18 10:01")).events()
    assert list(again) == [recognised([*first])]
    *_, worse = at_full(*first).when(report("I can't breathe")).events()
    assert "911" in str(worse)
    hurting = at_full().when(report(TOOTHACHE)).events()
    *_, offer = at_full(*hurting).when(report(TOOTHACHE)).events()
    assert offer == hurting[-1]


def test_staff_learn_who_it_is_if_that_is_known() -> None:
    ann = registered(ANN, patient=PatientId("p-theirs"), phone="+12125550123")
    known = PatientRecognised(
        patient_id=PatientId("p-theirs"), by="birth_date_and_phone", appointment_id=None, wards=()
    )
    *_, task = at_full(*elsewhere(ann), known).when(report("I can't breathe")).events()
    assert (getattr(task, "who", ""), getattr(task, "phone", "")) == (ANN, "+12125550123")
    said = evolve(details("Bob Lee", booking=OPEN), phone="+19175550199")
    *_, task = at_full(begun(OPEN), said).when(report("I can't breathe")).events()
    assert (getattr(task, "who", ""), getattr(task, "phone", "")) == ("Bob Lee", "+19175550199")


def test_with_nothing_free_for_a_fortnight_staff_are_told() -> None:
    """A clinic that is always closed."""
    lees = evolve(FULL_CLINIC.provider("lee"), hours={})
    clinic = evolve(FULL_CLINIC, providers=(lees, *(evolve(each, hours={}) for each in FULL_CLINIC.providers[1:])))
    *before, task = given().at_clinic(clinic).when(report(TOOTHACHE)).events()
    assert recognised([*before]).tier == "first_held_slot"
    assert "Nothing is free soon" in str(task)


def test_need_is_understood_in_either_language() -> None:
    spanish = LanguageChosen(language="es")
    *before, _ = at_full(spanish).when(report("I can't breathe")).events()
    assert recognised([*before]).tier == "call_emergency_number"
    before = [*at_full().when(report("tengo la cara hinchada")).events()]
    assert recognised(before).tier == "call_on_call_dentist"


def test_what_was_offered_keeps_its_name() -> None:
    reported = at_full().when(report(TOOTHACHE)).events()
    *_, offer = at_full(*reported).when(report("my tooth broke")).events()
    assert isinstance(offer, SlotsOffered)
    (slot,) = offer.slots
    assert isinstance(slot, OfferedSlot)
    assert slot.slot_id == "s1"


def test_a_call_that_is_over_is_over() -> None:
    at_full(CallEnded(reason="caller_hung_up")).when(report(TOOTHACHE)).then_raises(CallOverError)
