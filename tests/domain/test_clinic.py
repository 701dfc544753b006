"""The clinic's hours as instants, and who does what in it."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from receptionist.domain.clinic import Chair, Clinic, Held, Opening, Provider, Treatment, to_instant
from receptionist.domain.opening_hours import merged
from receptionist.events.booking import ClinicDetails
from receptionist.language import Language
from tests.config.clinic_texts import BRIGHT_SMILE, CHILD_EXAM, CLEANING, EMERGENCY, EXAM, hours

ZONE = ZoneInfo("America/New_York")
TUESDAY, THURSDAY, FRIDAY = date(2026, 11, 24), date(2026, 12, 3), date(2026, 11, 27)
SUNDAY, FALL_BACK, SPRING_FORWARD = date(2026, 11, 22), date(2026, 11, 1), date(2027, 3, 14)


def at(written: str) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=ZONE).astimezone(UTC)


def on_sundays(*openings: str, minutes: int = 30, every: int = 30, buffer: int = 0) -> Clinic:
    """A clinic of one provider, `sun`, who does exams on Sundays."""
    exam = evolve(EXAM, minutes=minutes, buffer_minutes=buffer, providers=("sun",))
    sun = Provider(id="sun", name="Dr. Sun", role="dentist", hours={"sunday": hours(*openings)})
    return evolve(
        BRIGHT_SMILE,
        providers=(sun,),
        treatments=(exam,),
        emergency_treatment="exam",
        held=(),
        start_every_minutes=every,
    )


def on_the_clock(starts: tuple[datetime, ...]) -> list[str]:
    """Starts as the clinic's clock shows them, with the offset from UTC in hours."""
    assert all(start.utcoffset() == timedelta() for start in starts)
    return [f"{start.astimezone(ZONE):%H:%M%z}"[:-2] for start in starts]


def sunday_starts(clinic: Clinic, day: date = SUNDAY) -> list[str]:
    return on_the_clock(clinic.starts(day, "sun", "exam"))


def test_an_ordinary_day_has_its_starts_in_each_opening() -> None:
    half_hours = [(hour, minute) for hour in (8, 9, 10, 11, 13, 14, 15, 16) for minute in (0, 30)]
    starts = on_the_clock(BRIGHT_SMILE.starts(TUESDAY, "lee", "exam"))
    assert starts == [f"{hour:02}:{minute:02}-05" for hour, minute in half_hours]


@pytest.mark.parametrize(
    ("provider", "treatment", "last_starts"),
    [
        ("lee", "filling", ["11:00", "16:00"]),
        ("lee", "crown-prep", ["10:30", "15:30"]),
        ("patel", "child-exam", ["11:30", "16:30"]),
        ("torres", "cleaning", ["11:00", "15:00"]),
    ],
)
def test_the_last_start_leaves_room_for_the_treatment(provider: str, treatment: str, last_starts: list[str]) -> None:
    starts = [start[:5] for start in on_the_clock(BRIGHT_SMILE.starts(THURSDAY, provider, treatment))]
    assert [max(s for s in starts if s < "12:30"), starts[-1]] == last_starts


def test_each_has_hours_of_their_own() -> None:
    assert BRIGHT_SMILE.starts(TUESDAY, "lee", "exam")[0] == at("2026-11-24 08:00")
    assert BRIGHT_SMILE.starts(TUESDAY, "patel", "exam")[0] == at("2026-11-24 09:00")
    assert BRIGHT_SMILE.starts(FRIDAY, "torres", "cleaning") == ()
    assert {who.id: BRIGHT_SMILE.hours_of(who.id, FRIDAY) for who in BRIGHT_SMILE.providers} == {
        "lee": hours("08:00-14:00"),
        "patel": hours("08:00-14:00"),
        "torres": (),
    }


def test_nobody_begins_what_they_do_not_perform() -> None:
    assert BRIGHT_SMILE.starts(TUESDAY, "torres", "exam") == ()
    assert BRIGHT_SMILE.starts(TUESDAY, "lee", "cleaning") == ()


@pytest.mark.parametrize("day", [date(2026, 11, 21), date(2026, 11, 26), date(2027, 7, 5)])
def test_a_closed_day_has_no_hours_and_no_starts(day: date) -> None:
    """A Saturday, and two holidays in the week."""
    assert BRIGHT_SMILE.openings(day) == ()
    for provider in BRIGHT_SMILE.providers:
        assert BRIGHT_SMILE.hours_of(provider.id, day) == ()
        assert BRIGHT_SMILE.starts(day, provider.id, EMERGENCY.id) == ()
    assert BRIGHT_SMILE.held_starts(day) == ()


def test_a_closure_leaves_the_usual_hours_of_its_weekday_known() -> None:
    assert BRIGHT_SMILE.closures[date(2026, 11, 26)] == "Thanksgiving Day"
    assert BRIGHT_SMILE.usual_openings("thursday") == hours("08:00-12:00", "13:00-17:00")
    assert BRIGHT_SMILE.usual_openings("sunday") == ()


@pytest.mark.parametrize(
    ("some", "together"),
    [
        ([], []),
        (["09:00-12:00", "08:00-12:00"], ["08:00-12:00"]),
        (["08:00-12:00", "12:00-13:00"], ["08:00-13:00"]),
        (["08:00-17:00", "09:00-10:00", "16:00-18:00"], ["08:00-18:00"]),
        (["13:00-17:00", "08:00-12:00"], ["08:00-12:00", "13:00-17:00"]),
    ],
)
def test_the_clinic_is_open_when_anybody_sees_patients(some: list[str], together: list[str]) -> None:
    people = tuple(
        Provider(id=f"p{number}", name=f"Dr. {number}", role="dentist", hours={"sunday": hours(one)})
        for number, one in enumerate(some)
    )
    assert evolve(BRIGHT_SMILE, providers=people).openings(SUNDAY) == hours(*together)


CLOCK = st.builds(time, st.integers(0, 23), st.integers(0, 59))
OPENINGS = st.tuples(CLOCK, CLOCK).filter(lambda pair: pair[0] < pair[1]).map(lambda pair: Opening(*pair))


@given(st.lists(OPENINGS, max_size=5), CLOCK)
def test_merged_hours_are_the_same_hours_apart_from_each_other(some: list[Opening], clock: time) -> None:
    together = merged(some)
    assert any(o.opens <= clock < o.closes for o in some) == any(o.opens <= clock < o.closes for o in together)
    assert all(before.closes < after.opens for before, after in itertools.pairwise(together))


@given(OPENINGS, OPENINGS, CLOCK)
def test_what_a_pause_leaves_is_the_opening_but_for_the_pause(opening: Opening, pause: Opening, clock: time) -> None:
    left = opening.without(pause)
    expected = opening.opens <= clock < opening.closes and not pause.opens <= clock < pause.closes
    assert [part.opens <= clock < part.closes for part in left].count(True) == expected
    assert all(part.opens < part.closes for part in left)


def test_a_treatment_must_fit_into_its_opening() -> None:
    """Twenty-minute steps from eight; the last that leaves room for forty-five minutes."""
    clinic = on_sundays("08:00-09:30", minutes=45, every=20)
    assert sunday_starts(clinic) == ["08:00-05", "08:20-05", "08:40-05"]
    assert sunday_starts(on_sundays("08:00-08:30")) == ["08:00-05"]
    assert sunday_starts(on_sundays("08:00-08:29")) == []


def test_a_buffer_may_reach_past_closing() -> None:
    assert sunday_starts(on_sundays("08:00-09:00", buffer=60)) == ["08:00-05", "08:30-05"]


def test_steps_are_counted_from_each_opening() -> None:
    assert sunday_starts(on_sundays("08:10-09:10", "10:45-11:45")) == ["08:10-05", "08:40-05", "10:45-05", "11:15-05"]


def test_a_day_may_last_until_its_last_minute() -> None:
    starts = sunday_starts(on_sundays("00:00-23:59", every=480))
    assert starts == ["00:00-05", "08:00-05", "16:00-05"]


def test_an_hour_that_comes_twice_is_taken_once() -> None:
    assert sunday_starts(on_sundays("00:30-03:00"), FALL_BACK) == [
        "00:30-04", "01:00-04", "01:30-04", "02:00-05", "02:30-05",
    ]  # fmt: skip


def test_an_hour_that_is_skipped_is_left_out() -> None:
    assert sunday_starts(on_sundays("00:30-04:00"), SPRING_FORWARD) == [
        "00:30-05", "01:00-05", "01:30-05", "03:00-04", "03:30-04",
    ]  # fmt: skip


def test_a_treatment_over_a_skipped_hour_still_ends_before_closing() -> None:
    """An hour from 1:30 ends at 3:30 that night: too late for a clinic that closes at three."""
    assert sunday_starts(on_sundays("00:30-03:00", minutes=60), SPRING_FORWARD) == ["00:30-05", "01:00-05"]
    assert sunday_starts(on_sundays("00:30-03:30", minutes=60), SPRING_FORWARD) == ["00:30-05", "01:00-05", "01:30-05"]


@pytest.mark.parametrize("day", [date(2026, 11, 2), date(2027, 3, 15)])
def test_the_day_after_a_clock_change_begins_at_eight_on_the_clock(day: date) -> None:
    assert on_the_clock(BRIGHT_SMILE.starts(day, "lee", "exam"))[0][:5] == "08:00"


def test_the_29th_of_february_is_a_day_like_others() -> None:
    assert BRIGHT_SMILE.starts(date(2028, 2, 29), "lee", "exam")[0] == at("2028-02-29 08:00")


@pytest.mark.parametrize(("zone", "offset"), [("Asia/Kathmandu", "+0545"), ("Pacific/Kiritimati", "+1400")])
def test_starts_are_of_the_clinics_day_wherever_it_is(zone: str, offset: str) -> None:
    starts = evolve(BRIGHT_SMILE, time_zone=zone).starts(TUESDAY, "lee", "exam")
    assert f"{starts[0].astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M%z}" == f"2026-11-24 08:00{offset}"


def test_every_tuesday_at_two_is_an_ordinary_start_for_what_is_booked_unasked() -> None:
    """The story of the course, on whichever day it is told: with Dr. Lee, who is named first, and not held."""
    tuesdays = [date(2026, 1, 6) + timedelta(weeks=week) for week in range(104)]
    two = [at(f"{day} 14:00") for day in tuesdays]
    starts = [BRIGHT_SMILE.starts(day, EXAM.providers[0], BRIGHT_SMILE.default_treatment) for day in tuesdays]
    assert [start for start, possible in zip(two, starts, strict=True) if start not in possible] == []
    held = [BRIGHT_SMILE.held_starts(day) for day in tuesdays]
    assert [start for start, kept in zip(two, held, strict=True) if ("lee", start) in kept] == []


def test_what_is_held_is_held_on_each_day_that_it_fits() -> None:
    """Fridays end at two, so nothing is held in the afternoon."""
    assert BRIGHT_SMILE.held_starts(TUESDAY) == (("patel", at("2026-11-24 11:00")), ("patel", at("2026-11-24 15:30")))
    assert BRIGHT_SMILE.held_starts(FRIDAY) == (("patel", at("2026-11-27 11:00")),)


def test_what_is_held_comes_in_order_of_time_whoever_holds_it() -> None:
    held = (
        Held(times=(time(16), time(8)), provider="lee", release=time(7)),
        Held(times=(time(10),), provider="patel", release=time(9)),
    )
    assert evolve(BRIGHT_SMILE, held=held).held_starts(TUESDAY) == (
        ("lee", at("2026-11-24 08:00")),
        ("patel", at("2026-11-24 10:00")),
        ("lee", at("2026-11-24 16:00")),
    )


def test_what_is_held_in_a_skipped_hour_is_not_there_that_day() -> None:
    held = (Held(times=(time(1, 30), time(2, 30)), provider="sun", release=time(0)),)
    clinic = evolve(on_sundays("00:30-04:00"), held=held)
    assert clinic.held_starts(SPRING_FORWARD) == (("sun", at("2027-03-14 01:30")),)
    assert clinic.held_starts(FALL_BACK) == (("sun", at("2026-11-01 01:30")), ("sun", at("2026-11-01 02:30")))


@pytest.mark.parametrize(
    ("wall", "instant"),
    [
        (datetime(2026, 11, 24, 14, 0), datetime(2026, 11, 24, 19, 0, tzinfo=UTC)),  # noqa: DTZ001 (a clock on a wall)
        (datetime(2026, 11, 1, 1, 30), datetime(2026, 11, 1, 5, 30, tzinfo=UTC)),  # noqa: DTZ001
        (datetime(2027, 3, 14, 2, 30), None),  # noqa: DTZ001
        (datetime(2027, 3, 14, 3, 0), datetime(2027, 3, 14, 7, 0, tzinfo=UTC)),  # noqa: DTZ001
    ],
)
def test_a_time_on_the_wall_is_one_instant_or_none(wall: datetime, instant: datetime | None) -> None:
    assert to_instant(wall, ZONE) == instant


def test_parts_are_found_by_their_id() -> None:
    assert BRIGHT_SMILE.provider("torres").name == "Maya Torres"
    assert BRIGHT_SMILE.chair("chair-2") == Chair(id="chair-2", name="Chair 2")
    assert BRIGHT_SMILE.treatment("child-exam") == CHILD_EXAM


@pytest.mark.parametrize(
    ("look_up", "told"),
    [
        (lambda: BRIGHT_SMILE.provider("wu"), "the clinic has no provider 'wu'; it has lee, patel, torres"),
        (lambda: BRIGHT_SMILE.hours_of("", TUESDAY), "the clinic has no provider ''; it has lee, patel, torres"),
        (lambda: BRIGHT_SMILE.chair("4"), "the clinic has no chair '4'; it has chair-1, chair-2, chair-3"),
        (
            lambda: BRIGHT_SMILE.starts(TUESDAY, "lee", "Exam"),
            (
                "the clinic has no treatment 'Exam'; it has exam, cleaning, new-patient, child-exam, filling, "
                "crown-prep, crown-seat, emergency"
            ),
        ),
    ],
)
def test_an_unknown_id_is_told_with_those_that_are_known(look_up: Callable[[], object], told: str) -> None:
    with pytest.raises(LookupError) as caught:
        look_up()
    assert str(caught.value) == told


def test_what_a_provider_performs_is_known() -> None:
    assert BRIGHT_SMILE.treatments_by("torres") == (CLEANING,)
    assert [treatment.id for treatment in BRIGHT_SMILE.treatments_by("patel")] == [
        "exam", "new-patient", "child-exam", "filling", "emergency",
    ]  # fmt: skip
    assert BRIGHT_SMILE.treatments_by("wu") == ()


def test_a_treatment_is_named_in_each_language_and_lasts_as_long_as_it_says() -> None:
    crown: Treatment = BRIGHT_SMILE.treatment("crown-prep")
    assert (crown.name("en"), crown.name("es")) == ("crown preparation", "preparación de corona")
    assert (crown.length, crown.buffer) == (timedelta(minutes=90), timedelta(minutes=10))


@pytest.mark.parametrize(
    ("language", "instructions"),
    [
        ("en", "Please arrive 15 minutes early for paperwork."),
        ("es", "Por favor, llegue 15 minutos antes para completar los formularios."),
    ],
)
def test_what_a_patient_is_told_is_a_copy_of_the_clinic(language: Language, instructions: str) -> None:
    assert BRIGHT_SMILE.details_in(language) == ClinicDetails(
        name="Bright Smile Dental",
        short_address="123 Main St",
        address="123 Main Street, Suite 200",
        phone="(555) 123-4567",
        arrival_instructions=instructions,
        time_zone="America/New_York",
    )
