"""Whatever stands in a command: an answer, quickly, and nothing booked by accident."""

from __future__ import annotations

import pytest
from hypothesis import given as every
from hypothesis import settings
from hypothesis import strategies as st

from receptionist.domain.commands import BookingCommand
from receptionist.events.booking import (
    AppointmentMoved,
    BookingConfirmed,
    BookingDetailsGiven,
    BookingRefused,
    BookingRequested,
    ClarificationAsked,
    SlotsOffered,
)
from receptionist.events.codec import CODEC
from receptionist.events.patient import PatientRegistered
from tests.domain.frontdesk import (
    ANN,
    asked,
    begin,
    begun,
    booked,
    details,
    find,
    move,
    refused,
    request,
    requested,
)
from tests.domain.specification import at, given

ODD = {
    "nothing": "",
    "spaces": " \t\n ",
    "10,000 characters": "x" * 10_000,
    "10,000 accents": "\u0301" * 10_000,
    "a null": "\x00",
    "an escape sequence": "\x1b[31mred",
    "turned around": "\u202eyadseuT",
    "zero-width": "\u200b\u200d",
    "emoji": "🦷🗓️",
    "half a surrogate pair": "\ud83e",
    "a number": "42",
    "a huge number": "9" * 300,
    "other scripts' digits": "\u0662\u0660\u0662\u0666-\u0661\u0661-\u0662\u0664",
    "JSON": '{"name": "Ann"}',
    "markup": "<b>Ann</b>",
    "SQL": "'; DROP TABLE events; --",
    "the last year": "9999-12-31",
    "the first year": "0001-01-01",
    "many days": "in 99999999999 days",
}


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD.keys())
def test_odd_words_for_the_day_are_asked_about(odd: str) -> None:
    kept = odd.strip()[:300] + "…" * (len(odd.strip()) > 300) or None
    asked_for = odd if len(odd) <= 300 else f"{odd[:300]}…"
    given().when(request(ANN, odd, "9 AM")).then(begun(), details(ANN, kept, "9 AM"), asked("date", asked_for, "9 AM"))


@pytest.mark.parametrize("odd", [odd for what, odd in ODD.items() if what != "a number"])
def test_odd_words_for_the_time_book_nothing(odd: str) -> None:
    *_, event = given().when(request(ANN, "Friday", odd)).events()
    assert isinstance(event, ClarificationAsked)
    assert event.candidates == ()


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD.keys())
def test_odd_words_move_nothing(odd: str) -> None:
    *_, event = given(booked("2026-11-24 14:00")).when(move(odd, odd)).events()
    assert isinstance(event, ClarificationAsked)


@pytest.mark.parametrize(
    ("odd", "reason"),
    [
        ("nothing", "name_missing"),
        ("spaces", "name_missing"),
        ("10,000 characters", "name_too_long"),
        ("10,000 accents", "name_too_long"),
        ("a null", "name_not_a_name"),
        ("an escape sequence", "name_not_a_name"),
        ("turned around", "name_not_a_name"),
        ("zero-width", "name_not_a_name"),
        ("emoji", "name_not_a_name"),
        ("half a surrogate pair", "name_not_a_name"),
        ("a number", "name_not_a_name"),
        ("markup", "name_not_a_name"),
    ],
)
def test_an_odd_name_is_refused_and_kept_for_whoever_looks(odd: str, reason: str) -> None:
    name = ODD[odd]
    kept = name.strip() if len(name) <= 300 else f"{name[:300]}…"
    *events, event = given().when(request(name, "Friday", "9 AM")).events()
    assert events == [begun(), requested(kept, "Friday", "9 AM", "2026-11-20 09:00")]
    assert isinstance(event, BookingRefused)
    assert event == refused(event.reason)
    assert event.reason == reason


TEXTS = st.text(max_size=40) | st.sampled_from([*ODD.values(), "Friday", "9 AM", "next Tuesday", "2 PM", ANN])
COMMANDS = (
    st.builds(begin, TEXTS, TEXTS, TEXTS)
    | st.builds(request, TEXTS, TEXTS, TEXTS)
    | st.builds(find, TEXTS, TEXTS, treatment=TEXTS, provider=TEXTS)
    | st.builds(request, TEXTS, TEXTS, TEXTS, slot=TEXTS, phone=TEXTS, birth_date=TEXTS, guardian=TEXTS)
    | st.builds(move, TEXTS, TEXTS, slot=TEXTS, which=TEXTS, provider=TEXTS)
)  # fmt: skip


@every(COMMANDS)
@settings(deadline=None)
def test_no_command_raises_nor_books_a_time_that_is_past_or_taken(command: BookingCommand) -> None:
    taken = booked("2026-11-24 14:00")
    for event in given(taken).when(command).events():
        match event:
            case BookingConfirmed(appointment=made) | AppointmentMoved(appointment=made):
                assert made.starts_at > at("2026-11-18 10:00")
                assert made.starts_at != taken.appointment.starts_at
            case (
                PatientRegistered()
                | BookingDetailsGiven()
                | BookingRequested()
                | ClarificationAsked()
                | BookingRefused()
                | SlotsOffered()
            ):
                assert CODEC.stored(event)
            case _:
                assert event == begun()
