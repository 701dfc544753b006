"""Clocks say the time in UTC, and only the system's moves by itself."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from freezegun import freeze_time

from receptionist.clock import Clock, OffsetClock, SteppedClock, SystemClock

HERE = datetime(2026, 12, 1, 9, 0, tzinfo=ZoneInfo("America/New_York"))
THERE = datetime(2026, 12, 1, 14, 0, tzinfo=UTC)


def test_the_system_clock_says_the_machines_time_in_utc() -> None:
    with freeze_time("2026-12-01 14:00:00"):
        assert SystemClock().now() == THERE
        assert SystemClock().now().tzinfo is UTC


@pytest.mark.parametrize("zone", ["America/New_York", "Pacific/Auckland", "UTC"])
def test_the_machines_time_zone_does_not_matter(monkeypatch: pytest.MonkeyPatch, zone: str) -> None:
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        now = SystemClock().now()
        assert (now.utcoffset(), now.timestamp() <= time.time()) == (timedelta(), True)
        assert time.time() - now.timestamp() < 60
    finally:
        monkeypatch.undo()
        time.tzset()


def test_a_stepped_clock_moves_only_when_told() -> None:
    clock = SteppedClock(HERE)
    with freeze_time("2030-01-01"):
        assert clock.now() == THERE
    clock.advance(timedelta(minutes=90))
    assert clock.now() == THERE + timedelta(minutes=90)


def test_an_offset_clock_ticks_at_the_machines_pace() -> None:
    with freeze_time("2030-01-01") as frozen:
        clock = OffsetClock(HERE)
        assert clock.now() == THERE
        frozen.tick(timedelta(seconds=2.5))
        assert clock.now() == THERE + timedelta(seconds=2.5)


@pytest.mark.parametrize("make", [SteppedClock, OffsetClock])
@pytest.mark.parametrize("start", [HERE, THERE, THERE.astimezone(timezone(timedelta(hours=13)))])
def test_a_clock_begins_at_the_same_instant_in_any_zone(make: type[SteppedClock], start: datetime) -> None:
    now = make(start).now()
    assert timedelta() <= now - THERE < timedelta(minutes=1)
    assert now.tzinfo is UTC


@pytest.mark.parametrize("make", [SteppedClock, OffsetClock])
def test_a_clock_needs_to_know_where_its_start_is(make: type[SteppedClock]) -> None:
    with pytest.raises(ValueError, match="aware"):
        make(datetime(2026, 12, 1, 9, 0))  # noqa: DTZ001 (the mistake)


def test_every_clock_is_a_clock() -> None:
    clocks: list[Clock] = [SystemClock(), OffsetClock(HERE), SteppedClock(HERE)]
    assert all(clock.now().utcoffset() == timedelta() for clock in clocks)
