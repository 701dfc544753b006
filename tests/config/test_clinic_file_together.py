"""How the parts of the clinic's file fit together: each right by itself, and wrong beside the others."""

from __future__ import annotations

from datetime import date

import pytest

from receptionist.config.clinic_file import parse_clinic
from tests.config.clinic_texts import FILE, TEXT, changed, line_with, refusal

TREATMENTS = "exam or cleaning or new-patient or child-exam or filling or crown-prep or crown-seat or emergency"
PEOPLE = "lee or patel or torres"


@pytest.mark.parametrize(
    ("change", "place", "value", "what", "first"),
    [
        (('id = "patel"', 'id = "lee"'), "providers[1].id", "lee", "an id", "providers[0].id"),
        (('id = "chair-3"', 'id = "chair-1"'), "chairs[2].id", "chair-1", "an id", "chairs[0].id"),
        (('id = "chair-3"', 'id = "lee"'), "chairs[2].id", "lee", "an id", "providers[0].id"),
        (('id = "filling"', 'id = "exam"'), "treatments[4].id", "exam", "an id", "treatments[0].id"),
        (('name = "Dr. Patel"', 'name = "DR  LEE"'), "providers[1].name", "DR  LEE", "a name", "providers[0].name"),
    ],
)
def test_what_is_told_apart_by_id_or_name_differs(
    change: tuple[str, str], place: str, value: str, what: str, first: str
) -> None:
    told = f"{value!r}; accepted: {what} that nothing else has; {first} is the same"
    assert refusal(changed(change)) == f"setting {place} in {FILE} is {told}"


@pytest.mark.parametrize(
    ("change", "place", "word", "first"),
    [
        (('en = "filling"', 'en = "EXAM"'), "treatments[4].names.en", "EXAM", "treatments[0].id"),
        (('"fillings"', '"Check up!"'), "treatments[4].also.en[0]", "Check up!", "treatments[0].also.en[3]"),
        (('"empastes"', '"revision"'), "treatments[4].also.es[0]", "revision", "treatments[0].names.es"),
        (('"empastes"', '"teeth cleaning"'), "treatments[4].also.es[0]", "teeth cleaning", "treatments[1].also.en[1]"),
        (('"fillings"', '"kid’s exam"'), "treatments[4].also.en[0]", "kid’s exam", "treatments[3].also.en[1]"),  # noqa: RUF001
        (('"fillings"', '"New Patient"'), "treatments[4].also.en[0]", "New Patient", "treatments[2].id"),
    ],
)
def test_a_callers_word_means_one_treatment(change: tuple[str, str], place: str, word: str, first: str) -> None:
    """In whichever language, accents, upper case and punctuation apart: none of them is heard."""
    told = f"{word!r}; accepted: words that nothing else has; {first} is the same"
    assert refusal(changed(change)) == f"setting {place} in {FILE} is {told}"


@pytest.mark.parametrize(
    ("key", "value", "told"),
    [
        (
            "default_treatment",
            '"exams"',
            f"default_treatment in {FILE} is 'exams'; accepted: {TREATMENTS}; the nearest is exam",
        ),
        (
            "emergency_treatment",
            '"Emergancy"',
            f"emergency_treatment in {FILE} is 'Emergancy'; accepted: {TREATMENTS}; the nearest is emergency",
        ),
        (
            "providers",
            '["lee", "Patel"]',
            f"treatments[0].providers[1] in {FILE} is 'Patel'; accepted: {PEOPLE}; the nearest is patel",
        ),
        ("provider", '"tores"', f"held[0].provider in {FILE} is 'tores'; accepted: {PEOPLE}; the nearest is torres"),
        (
            "providers",
            '["lee", "patel", "lee"]',
            (
                f"treatments[0].providers[2] in {FILE} is 'lee'; accepted: an id that nothing else has; "
                "treatments[0].providers[0] is the same"
            ),
        ),
    ],
)
def test_what_is_mentioned_exists(key: str, value: str, told: str) -> None:
    assert refusal(line_with(key, value)) == f"setting {told}"


def test_everybody_performs_something() -> None:
    """A hygienist whose cleanings were given to others would be in the opening hours and never be booked."""
    told = "'torres'; accepted: somebody who performs a treatment: an id that stands in a treatment's providers"
    text = changed(('providers = ["torres"]', 'providers = ["lee"]'))
    assert refusal(text) == f"setting providers[2].id in {FILE} is {told}"


@pytest.mark.parametrize(
    ("change", "place", "opening", "treatment"),
    [
        (
            ('friday = ["08:00-14:00"]', 'friday = ["08:00-08:29"]'),
            "providers[0].hours.friday[0]",
            "08:00-08:29",
            "exam: 30 minutes",
        ),
        (
            ('"13:00-16:00"', '"13:00-13:45"'),
            "providers[2].hours.thursday[1]",
            "13:00-13:45",
            "cleaning: 60 minutes",
        ),
    ],
)
def test_an_opening_has_room_for_the_shortest_that_its_provider_does(
    change: tuple[str, str], place: str, opening: str, treatment: str
) -> None:
    told = f"{opening!r}; accepted: an opening at least as long as the shortest treatment, {treatment}"
    assert refusal(changed(change)) == f"setting {place} in {FILE} is {told}"


@pytest.mark.parametrize("lunch", ["08:20-11:00", "09:00-11:45", "08:00-12:00", "07:00-12:30"])
def test_lunch_leaves_no_scrap_of_an_opening(lunch: str) -> None:
    told = (
        "'08:00-12:00'; accepted: an opening of which lunch leaves nothing shorter than the shortest treatment, "
        "exam: 30 minutes"
    )
    text = f'lunch = "{lunch}"\n{TEXT}'
    assert refusal(text) == f"setting providers[0].hours.monday[0] in {FILE} is {told}"


@pytest.mark.parametrize(
    ("changes", "place", "who", "minutes"),
    [
        ([("minutes = 90", "minutes = 361")], "treatments[5].providers[0]", "lee", 361),
        (
            [("minutes = 90", "minutes = 300"), ('name = "Br', 'lunch = "12:00-12:30"\nname = "Br')],
            "treatments[5].providers[0]",
            "lee",
            300,
        ),
        (
            [("minutes = 90", "minutes = 300"), ('providers = ["lee"]', 'providers = ["lee", "torres"]')],
            "treatments[5].providers[1]",
            "torres",
            300,
        ),
    ],
)
def test_whoever_performs_a_treatment_has_the_time_for_it(
    changes: list[tuple[str, str]], place: str, who: str, minutes: int
) -> None:
    told = f"{who!r}; accepted: somebody with an opening of {minutes} minutes at least"
    assert refusal(changed(*changes)) == f"setting {place} in {FILE} is {told}"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (
            ('provider = "patel"', 'provider = "torres"'),
            "held[0].provider {} is 'torres'; accepted: somebody who performs emergency: patel or lee",
        ),
        (
            ('times = ["11:00"]', 'times = ["8:30"]'),
            "held[0].times[0] {} is '8:30'; accepted: a time from 00:00 to 23:59 in quotes, as \"11:00\"",
        ),
        (
            ('times = ["11:00"]', 'times = ["04:00"]'),
            "held[0].times[0] {} is '04:00'; accepted: a time at which patel can begin emergency; the nearest is 08:00",
        ),
        (
            ('times = ["15:30"]', 'times = ["16:30", "16:45"]'),
            "held[1].times[1] {} is '16:45'; accepted: a time at which patel can begin emergency; the nearest is 16:30",
        ),
        (
            ('times = ["11:00"]', 'times = ["11:15"]'),
            "held[0].times[0] {} is '11:15'; accepted: a time at which patel can begin emergency; the nearest is 11:00",
        ),
        (
            ('times = ["15:30"]', 'times = ["15:30", "11:00"]'),
            "held[1].times[1] {} is '11:00'; accepted: a time that is held once; held[0].times[0] is the same",
        ),
        (
            ('times = ["11:00"]', 'times = ["11:00", "11:00"]'),
            "held[0].times[1] {} is '11:00'; accepted: a time that is held once; held[0].times[0] is the same",
        ),
        (
            ('release = "13:00"', 'release = "15:30"'),
            "held[1].release {} is '15:30'; accepted: a time before the first that is held, 15:30",
        ),
        (
            ('times = ["15:30"]', 'times = ["15:30", "13:00"]'),
            "held[1].release {} is '13:00'; accepted: a time before the first that is held, 13:00",
        ),
    ],
)
def test_what_is_held_can_be_given_and_let_go(change: tuple[str, str], told: str) -> None:
    assert refusal(changed(change)) == f"setting {told.format(f'in {FILE}')}"


@pytest.mark.parametrize("friday", ['["08:00-14:00"]', "[]"])
def test_a_time_may_be_held_that_only_some_days_have(friday: str) -> None:
    """Dr. Patel's Fridays end before 15:30, or are free: nothing is held then, and nothing is wrong."""
    until_torres = '\n\n[[providers]]\nid = "torres"'
    text = changed((f'friday = ["08:00-14:00"]{until_torres}', f"friday = {friday}{until_torres}"))
    held = parse_clinic(text.encode(), FILE).held_starts(date(2026, 11, 27))
    assert [start.hour for _, start in held] == ([16] if "08:00" in friday else [])
