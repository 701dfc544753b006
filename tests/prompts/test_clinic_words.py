"""A clinic's hours and closures, as they are spoken."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time, timedelta

import pytest
from attrs import evolve

from receptionist.config.clinic_file import example_clinic
from receptionist.domain.clinic import Clinic, Opening, Provider, Weekday
from receptionist.language import Language
from receptionist.prompts.clinic_words import closures_in_words, hours_in_words, joined

TODAY = date(2026, 11, 22)


def opening(written: str) -> Opening:
    opens, closes = map(time.fromisoformat, written.split("-"))
    return Opening(opens, closes)


def clinic(hours: Mapping[Weekday, tuple[str, ...]], closures: Mapping[date, str] | None = None) -> Clinic:
    """The example clinic with one provider of these hours."""
    openings = {day: tuple(opening(one) for one in written) for day, written in hours.items()}
    provider = Provider(id="lee", name="Dr. Lee", role="dentist", hours=openings)
    return evolve(example_clinic(), providers=(provider,), closures=closures or {})


WEEK = clinic({"monday": ("09:00-17:00",), "tuesday": ("09:00-17:00",), "thursday": ("13:00-21:30",)})


@pytest.mark.parametrize(
    ("given", "english", "spanish"),
    [
        (
            example_clinic(),
            "Monday through Thursday from 8 AM to noon and from 1 PM to 5 PM, and Friday from 8 AM to 2 PM",
            ("de lunes a jueves de las 8 de la mañana a las 12 del mediodía y de la 1 de la tarde a las 5 de la tarde, "
            "y los viernes de las 8 de la mañana a las 2 de la tarde"),
        ),
        (
            WEEK,
            "Monday and Tuesday from 9 AM to 5 PM, and Thursday from 1 PM to 9:30 PM",
            ("los lunes y martes de las 9 de la mañana a las 5 de la tarde, y los jueves de la 1 de la tarde a las "
            "9:30 de la noche"),
        ),
        (
            clinic({"monday": ("00:00-00:45",), "wednesday": ("00:00-00:45",), "friday": ("00:00-00:45",)}),
            "Monday, Wednesday and Friday from midnight to 12:45 AM",
            "los lunes, miércoles y viernes de las 12 de la madrugada a las 12:45 de la madrugada",
        ),
        (
            clinic({
                "sunday": ("12:30-13:05",),
                "friday": ("12:30-13:05",),
                "monday": ("12:30-13:05",),
                "tuesday": ("12:30-13:05",),
                "wednesday": ("12:30-13:05",),
            }),
            "Monday through Wednesday, Friday and Sunday from 12:30 PM to 1:05 PM",
            "de lunes a miércoles, viernes y domingo de las 12:30 de la tarde a la 1:05 de la tarde",
        ),
        (clinic({}), "by appointment only", "solo con cita previa"),
    ],
)  # fmt: skip
def test_hours_are_said_a_stretch_of_equal_days_at_a_time(given: Clinic, english: str, spanish: str) -> None:
    assert (hours_in_words(given, "en"), hours_in_words(given, "es")) == (english, spanish)


def test_a_closure_changes_nothing_about_the_usual_hours() -> None:
    """Not even one on every Monday of years."""
    monday = date(2001, 1, 1)
    closed = {monday + timedelta(weeks=week): "renovation" for week in range(300)}
    assert hours_in_words(evolve(WEEK, closures=closed), "en") == hours_in_words(WEEK, "en")


@pytest.mark.parametrize(
    ("closures", "english", "spanish"),
    [
        ({}, "none that I know of so far", "ninguno que yo sepa por ahora"),
        ({date(2026, 11, 19): "Past"}, "none that I know of so far", "ninguno que yo sepa por ahora"),
        ({date(2026, 11, 25): "a Wednesday"}, "none that I know of so far", "ninguno que yo sepa por ahora"),
        (
            {date(2026, 11, 26): "Thanksgiving Day"},
            "Thursday, November 26, for Thanksgiving Day",
            "el jueves 26 de noviembre, por el Día de Acción de Gracias",
        ),
        (
            {date(2027, 7, 5): "INDEPENDENCE DAY (observed)"},
            "Monday, July 5, 2027, for INDEPENDENCE DAY",
            "el lunes 5 de julio de 2027, por el Día de la Independencia",
        ),
        (
            {date(2028, 2, 28): "staff training", date(2028, 2, 29): "staff training"},
            "from Monday, February 28, 2028 through Tuesday, February 29, 2028, for staff training",
            "del lunes 28 de febrero de 2028 al martes 29 de febrero de 2028, por staff training",
        ),
        (
            {date(2026, 12, day): f"reason {day}" for day in (1, 3, 7, 8)},
            (
                "Tuesday, December 1, for reason 1, Thursday, December 3, for reason 3, and Monday, December 7, for "
                "reason 7"
            ),
            (
                "el martes 1 de diciembre, por reason 1, el jueves 3 de diciembre, por reason 3, y el lunes 7 de "
                "diciembre, por reason 7"
            ),
        ),
    ],
)
def test_the_next_closures_are_said_with_their_reasons(
    closures: Mapping[date, str], english: str, spanish: str
) -> None:
    given = evolve(WEEK, closures=closures)
    assert (closures_in_words(given, "en", TODAY), closures_in_words(given, "es", TODAY)) == (english, spanish)


def test_a_closure_of_today_is_still_said() -> None:
    given = evolve(WEEK, closures={date(2026, 11, 26): "snow"})
    assert closures_in_words(given, "en", date(2026, 11, 26)) == "Thursday, November 26, for snow"


@pytest.mark.parametrize(
    ("parts", "language", "said"),
    [
        (["one"], "en", "one"),
        (["one", "two"], "en", "one and two"),
        (["one", "two", "three"], "en", "one, two and three"),
        (["español", "inglés"], "es", "español e inglés"),
        (["uno", "hielo"], "es", "uno y hielo"),
    ],
)
def test_a_list_is_joined_as_it_is_spoken(parts: list[str], language: Language, said: str) -> None:
    assert joined(parts, language) == said
