"""A VTIMEZONE says what the zone does: held against the zone itself, hour by hour."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from icalendar import Component

from receptionist.publishers.documents.zones import time_zone_of

ZONES = [
    "America/New_York", "Europe/Dublin", "Europe/Madrid", "Africa/Casablanca", "Australia/Lord_Howe", "Asia/Kathmandu",
    "Asia/Tokyo", "America/Sao_Paulo", "Pacific/Chatham", "America/St_Johns", "Pacific/Apia", "Asia/Tehran",
]  # fmt: skip


def changes(observances: Sequence[Component]) -> list[tuple[datetime, timedelta]]:
    """From which local time on the component gives which offset."""
    return sorted((each.decoded("dtstart"), each.decoded("tzoffsetto")) for each in observances)


def offset_at(local: datetime, given: Sequence[tuple[datetime, timedelta]]) -> timedelta:
    """That of the last observance that began before a local time."""
    return [offset for begins, offset in given if begins <= local][-1]


@pytest.mark.parametrize("name", ZONES)
@pytest.mark.parametrize("year", [2011, 2026, 2028])
def test_every_hour_of_the_year_has_the_zones_offset(name: str, year: int) -> None:
    """Hours that do not exist, or exist twice, are not asked for: no local time names them."""
    zone = ZoneInfo(name)
    found = time_zone_of(datetime(year, 7, 1, 12, tzinfo=UTC), zone)
    assert found["TZID"] == name
    given = changes(found.subcomponents)
    local = datetime(year, 1, 1, tzinfo=UTC).replace(tzinfo=None)
    asked = 0
    while local.year == year:
        offsets = {local.replace(tzinfo=zone, fold=fold).utcoffset() for fold in (0, 1)}
        if len(offsets) == 1:
            assert {offset_at(local, given)} == offsets, local
            asked += 1
        local += timedelta(minutes=30)
    assert asked > 17400


def test_each_change_begins_by_the_clock_before_it() -> None:
    """RFC 5545 §3.6.5: DTSTART is in TZOFFSETFROM, so the spring change is at two o'clock, not at three."""
    found = time_zone_of(datetime(2026, 12, 1, tzinfo=UTC), ZoneInfo("America/New_York"))
    assert [(each.name, each["DTSTART"].to_ical(), str(each["TZNAME"])) for each in found.subcomponents] == [
        ("STANDARD", b"20260101T000000", "EST"),
        ("DAYLIGHT", b"20260308T020000", "EDT"),
        ("STANDARD", b"20261101T020000", "EST"),
    ]


def test_the_year_is_the_one_at_the_clinic() -> None:
    """Half past nine in the evening of New Year's Eve in New York is the next year in UTC."""
    found = time_zone_of(datetime(2027, 1, 1, 2, 30, tzinfo=UTC), ZoneInfo("America/New_York"))
    assert found.subcomponents[0]["DTSTART"].to_ical() == b"20260101T000000"
