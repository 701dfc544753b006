"""The clinic's hours as instants."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest
from attrs import evolve

from receptionist.domain.clinic import Clinic, Opening, to_instant
from receptionist.events.booking import ClinicDetails
from tests.domain.specification import CLINIC, ZONE

FALL_BACK, SPRING_FORWARD = date(2026, 11, 1), date(2027, 3, 14)


def on_sundays(*openings: tuple[str, str], visit: int = 30, every: int = 30) -> Clinic:
    hours = tuple(Opening(time.fromisoformat(opens), time.fromisoformat(closes)) for opens, closes in openings)
    return evolve(CLINIC, hours={"sunday": hours}, visit_minutes=visit, start_every_minutes=every)


def clock_times(clinic: Clinic, day: date) -> list[str]:
    """The starts as the clinic's clock shows them, with the offset from UTC in hours."""
    local = [start.astimezone(ZONE) for start in clinic.starts(day)]
    assert all(start.utcoffset() == UTC.utcoffset(None) for start in clinic.starts(day))
    return [f"{start:%H:%M%z}"[:-2] for start in local]


def test_an_ordinary_day_has_its_starts_in_each_opening() -> None:
    starts = CLINIC.starts(date(2026, 11, 24))
    assert len(starts) == 16
    assert starts[0] == datetime(2026, 11, 24, 13, 0, tzinfo=UTC)
    assert starts[-1] == datetime(2026, 11, 24, 21, 30, tzinfo=UTC)
    assert datetime(2026, 11, 24, 17, 0, tzinfo=UTC) not in starts


def test_closed_weekdays_and_closures_have_none() -> None:
    assert CLINIC.starts(date(2026, 11, 21)) == ()
    assert CLINIC.starts(date(2026, 11, 26)) == ()
    assert CLINIC.openings(date(2026, 11, 26)) == ()


def test_a_visit_must_fit_into_its_opening() -> None:
    """Twenty-minute steps from eight; the last that leaves room for forty-five minutes."""
    assert clock_times(on_sundays(("08:00", "09:30"), visit=45, every=20), date(2026, 11, 22)) == [
        "08:00-05", "08:20-05", "08:40-05",
    ]  # fmt: skip


def test_steps_are_counted_from_each_opening() -> None:
    assert clock_times(on_sundays(("08:10", "09:10"), ("10:45", "11:45")), date(2026, 11, 22)) == [
        "08:10-05", "08:40-05", "10:45-05", "11:15-05",
    ]  # fmt: skip


def test_an_hour_that_comes_twice_is_taken_once() -> None:
    assert clock_times(on_sundays(("00:30", "03:00")), FALL_BACK) == [
        "00:30-04", "01:00-04", "01:30-04", "02:00-05", "02:30-05",
    ]  # fmt: skip


def test_an_hour_that_is_skipped_is_left_out() -> None:
    assert clock_times(on_sundays(("00:30", "04:00")), SPRING_FORWARD) == [
        "00:30-05", "01:00-05", "01:30-05", "03:00-04", "03:30-04",
    ]  # fmt: skip


def test_a_visit_over_a_skipped_hour_still_ends_before_closing() -> None:
    """An hour from 1:30 ends at 3:30 that night: too late for a clinic that closes at three."""
    assert clock_times(on_sundays(("00:30", "03:00"), visit=60), SPRING_FORWARD) == ["00:30-05", "01:00-05"]
    assert clock_times(on_sundays(("00:30", "03:30"), visit=60), SPRING_FORWARD) == ["00:30-05", "01:00-05", "01:30-05"]


@pytest.mark.parametrize("day", [date(2026, 11, 2), date(2027, 3, 15)])
def test_the_day_after_a_clock_change_begins_at_eight_on_the_clock(day: date) -> None:
    assert clock_times(CLINIC, day)[0][:5] == "08:00"


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


def test_what_a_patient_is_told_is_a_copy_of_the_clinic() -> None:
    assert CLINIC.details == ClinicDetails(
        name="Bright Smile Dental",
        short_address="123 Main St",
        address="123 Main Street, Suite 200",
        phone="(555) 123-4567",
        arrival_instructions="Please arrive 15 minutes early for paperwork.",
        time_zone="America/New_York",
    )
