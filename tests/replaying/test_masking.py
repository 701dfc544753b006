"""What hides who it was, in every form in which people say it."""

from __future__ import annotations

import pytest
from attrs import evolve

from receptionist.code_alphabet import with_check
from receptionist.domain.codes import spoken_code
from receptionist.events.booking import BookingConfirmed, BookingDetailsGiven
from receptionist.events.call import ToolCalled
from receptionist.events.personal import ERASED
from receptionist.events.recorded import UnknownEvent
from receptionist.replaying.masking import Known, Mask, known_from, known_of
from tests.examples import example, recorded

CODE = with_check("K7X4MR")
KNOWN = Known(
    names=frozenset({"Zoë Quillfeather"}),
    phones=frozenset({"+12125550123"}),
    births=frozenset({"1985-03-03"}),
    codes=frozenset({CODE}),
    identities=frozenset({"caller-zoe"}),
)
MASK = Mask(KNOWN)


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("It's for Zoë Quillfeather.", "It's for [name]."),
        ("It's for zoe  QUILLFEATHER, please", "It's for [name], please"),
        ("Zoe? Yes, Quillfeather's daughter", "[name]? Yes, [name]'s daughter"),
        ("Q U I L L F E A T H E R", "[name]"),
        ("Q-U-I-L-L", "[name]"),
        ("My name is bob, tomorrow", "My name is [name], tomorrow"),
        ("Hi, this is Tom Baker, hello", "Hi, this is [name], hello"),
        ("I'm calling about tomorrow", "I'm calling about tomorrow"),
        ("Me llamo Núria y quiero una cita", "Me llamo [name] y quiero una cita"),
        ("My name is 山田 太郎 and", "My name is [name] and"),
    ],
)
def test_names_go_however_they_are_written(said: str, shown: str) -> None:
    assert MASK(said) == shown


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("+12125550123", "[phone]"),
        ("call (212) 555-0123 today", "call [phone] today"),
        ("212 555 0123", "[phone]"),
        ("It ends in 0123.", "It ends in [phone]."),
        ("oh one two three", "[phone]"),
        ("two one two, five five five, oh one two three", "[phone]"),
        ("seis cinco cuatro tres dos uno", "[phone]"),
        ("another one: 646 555 9876", "another one: [phone]"),
        ("on 2026-11-27 10:00", "on 2026-11-27 10:00"),
        ("2026-11-27T15:00:00+00:00", "2026-11-27T15:00:00+00:00"),
        ("at 2:30, or 9 or 10", "at 2:30, or 9 or 10"),
        ("one or two", "one or two"),
    ],
)
def test_telephone_numbers_go_and_dates_of_appointments_stay(said: str, shown: str) -> None:
    assert MASK(said) == shown


@pytest.mark.parametrize(
    "said",
    [
        "1985-03-03", "3/3/1985", "03/03/85", "March 3rd 1985", "3 March 1985", "3 de marzo de 1985",
        "the third of March nineteen eighty-five", "July 4th, 1972", "April two thousand and four",
    ],
)  # fmt: skip
def test_dates_of_birth_go_however_they_are_said(said: str) -> None:
    shown = MASK(f"I was born {said}, yes")
    assert "[date of birth]" in shown
    assert not any(part in shown for part in ("19", "85", "72", "nineteen", "thousand", "four"))


def test_the_day_of_an_appointment_is_no_date_of_birth() -> None:
    said = "Tuesday, November 24th, 2026 at 2 PM"
    assert MASK(said) == said


@pytest.mark.parametrize(
    "said", [CODE, CODE.lower(), f"{CODE[:3]}-{CODE[3:]}", " ".join(CODE), spoken_code(CODE, "en"),
             spoken_code(CODE, "es")],
)  # fmt: skip
def test_codes_go_however_they_are_read(said: str) -> None:
    assert MASK(f"The code is {said}") == "The code is [code]"


def test_first_names_stay_where_they_may() -> None:
    mask = Mask(KNOWN, first_names=True)
    assert mask("Zoë Quillfeather, that is Zoë, or Mrs Quillfeather") == "Zoë, that is Zoë, or Mrs [name]"


def test_a_dentist_is_no_patient_of_the_same_name() -> None:
    mask = Mask(Known(names=frozenset({"Ann Lee"})))
    assert mask("Ann Lee sees Dr. Lee") == "[name] sees Dr. Lee"


def test_what_events_and_tools_were_given_is_known() -> None:
    booked, called = example(BookingConfirmed), example(ToolCalled)
    newer = UnknownEvent(type="x", version=9, data={"patient": {"name": "Ada Vane"}, "clinic": {"name": "Bright"}})
    events = [recorded(booked), recorded(called), recorded(example(BookingDetailsGiven))]
    events.append(evolve(recorded(booked), event=newer))
    assert known_of(events) == Known(
        names=frozenset({"Zoë Quillfeather", "Ada Vane"}),
        phones=frozenset({"+12125550123"}),
        births=frozenset({"1985-03-03"}),
        codes=frozenset({booked.appointment.code}),
    )


def test_what_was_erased_hides_nothing_else() -> None:
    mask = Mask(Known(names=frozenset()))
    assert mask(f"{ERASED} at nine") == f"{ERASED} at nine"


def test_what_is_no_name_number_or_code_hides_nothing() -> None:
    """An LLM may give a tool anything; words that everybody says stay."""
    told = [("name", "I"), ("name", " "), ("birth_date", "yes"), ("phone", "2"), ("code", "no"), ("date", "Friday")]
    said = "I say yes to two, or 2, and no to Friday"
    assert Mask(known_from(told))(said) == said


def test_an_e_mail_address_goes() -> None:
    assert MASK("write to zoe.q+home@mail.example.org, please") == "write to [e-mail], please"


def test_many_names_do_not_make_it_slow() -> None:
    """Each rule passes once over a text: a long text takes a time in proportion to its length."""
    mask = Mask(Known(names=frozenset(f"Name{n} Other{n}" for n in range(20))))
    assert mask("Other3 said nothing. " * 500) == "[name] said nothing. " * 500
