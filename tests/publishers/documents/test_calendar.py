"""The calendar entry, read back as a calendar would read it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest

from receptionist.projections.effects import Document, Scalar
from receptionist.publishers.rendering import render
from tests.publishers.documents.models import calendar

PUBLISHED = """\
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//receptionist//appointment-calendar 1//EN
CALSCALE:GREGORIAN
METHOD:PUBLISH
BEGIN:VTIMEZONE
TZID:America/New_York
BEGIN:STANDARD
DTSTART:20260101T000000
TZNAME:EST
TZOFFSETFROM:-0500
TZOFFSETTO:-0500
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:20260308T020000
TZNAME:EDT
TZOFFSETFROM:-0500
TZOFFSETTO:-0400
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:20261101T020000
TZNAME:EST
TZOFFSETFROM:-0400
TZOFFSETTO:-0500
END:STANDARD
END:VTIMEZONE
BEGIN:VEVENT
SUMMARY;LANGUAGE=en:Cleaning with Dr. Lee
DTSTART;TZID=America/New_York:20261201T090000
DTEND;TZID=America/New_York:20261201T100000
DTSTAMP:20261122T180000Z
UID:a-0000000000ex@receptionist.invalid
SEQUENCE:0
CLASS:PRIVATE
DESCRIPTION;LANGUAGE=en:Confirmation code: K7M-4QXY
LOCATION;LANGUAGE=en:Bright Smile Dental\\, 123 Main Street\\, Suite 200
STATUS:CONFIRMED
TRANSP:OPAQUE
BEGIN:VALARM
ACTION:DISPLAY
DESCRIPTION:Cleaning with Dr. Lee
TRIGGER:-P1D
END:VALARM
END:VEVENT
END:VCALENDAR
"""
EASTERN = ZoneInfo("America/New_York")


def read(document: Document) -> icalendar.Calendar:
    """What a calendar makes of the bytes."""
    [found] = icalendar.Calendar.from_ical(render(document), multiple=True)
    assert isinstance(found, icalendar.Calendar)
    return found


def event(**changes: Scalar) -> icalendar.Event:
    [found] = read(calendar(**changes)).events
    return found


def properties(component: icalendar.Component) -> dict[str, Any]:
    """Each property's value as text."""
    return {name: value.to_ical().decode() for name, value in component.items() if hasattr(value, "to_ical")}


def test_an_appointment_is_published_to_the_letter() -> None:
    assert render(calendar()).decode() == PUBLISHED.replace("\n", "\r\n")


def test_a_calendar_reads_the_hours_the_stamp_and_the_reminder() -> None:
    found = event()
    assert (found.start, found.end) == (
        datetime(2026, 12, 1, 9, tzinfo=EASTERN),
        datetime(2026, 12, 1, 10, tzinfo=EASTERN),
    )
    assert found.stamp == datetime(2026, 11, 22, 18, tzinfo=UTC)
    [alarm] = found.walk("VALARM")
    assert alarm.decoded("trigger") == timedelta(days=-1)


def test_a_move_is_the_same_entry_with_a_greater_number() -> None:
    changes: dict[str, Scalar] = {
        "sequence": 1,
        "starts_at": "2026-12-02T14:00:00-05:00",
        "ends_at": "2026-12-02T15:00:00-05:00",
    }
    moved = properties(event(**changes))
    assert moved == properties(event()) | {"SEQUENCE": "1", "DTSTART": "20261202T140000", "DTEND": "20261202T150000"}


def test_a_cancellation_takes_the_entry_away_and_reminds_nobody() -> None:
    found = read(calendar(method="CANCEL", sequence=2))
    [gone] = found.events
    assert found["METHOD"] == "CANCEL"
    assert properties(gone) == properties(event()) | {"SEQUENCE": "2", "STATUS": "CANCELLED", "TRANSP": "TRANSPARENT"}
    assert gone.walk("VALARM") == []


def test_nobody_is_an_attendee() -> None:
    """PUBLISH has no ATTENDEE (RFC 5546 §3.2.1)."""
    for method in ("PUBLISH", "CANCEL"):
        assert b"ATTENDEE" not in render(calendar(method=method))


@pytest.mark.parametrize(("minutes", "trigger"), [(15, "-PT15M"), (120, "-PT2H"), (1500, "-P1DT1H")])
def test_the_reminder_comes_as_long_before_as_asked(minutes: int, trigger: str) -> None:
    [alarm] = event(reminder_minutes=minutes).walk("VALARM")
    assert properties(alarm) == {"ACTION": "DISPLAY", "DESCRIPTION": "Cleaning with Dr. Lee", "TRIGGER": trigger}


def test_without_minutes_there_is_no_reminder() -> None:
    assert event(reminder_minutes=0).walk("VALARM") == []


@pytest.mark.parametrize(
    ("starts_at", "local"),
    [
        ("2026-03-07T09:00:00-05:00", "20260307T090000"),
        ("2026-03-09T09:00:00-04:00", "20260309T090000"),
        ("2026-03-09T13:00:00+00:00", "20260309T090000"),
        ("2026-03-08T03:00:00-04:00", "20260308T030000"),
        ("2026-10-31T09:00:00-04:00", "20261031T090000"),
        ("2026-11-02T09:00:00-05:00", "20261102T090000"),
        ("2026-11-01T01:30:00-04:00", "20261101T013000"),
        ("2028-02-29T09:00:00-05:00", "20280229T090000"),
        ("2027-01-01T00:30:00-05:00", "20270101T003000"),
    ],
)
def test_the_clinics_clock_is_right_on_both_sides_of_a_change(starts_at: str, local: str) -> None:
    begins = datetime.fromisoformat(starts_at)
    found = event(starts_at=starts_at, ends_at=(begins + timedelta(minutes=20)).isoformat())
    assert found["DTSTART"].to_ical() == local.encode()
    assert isinstance(found.start, datetime)
    assert (found.start.astimezone(UTC), found.duration) == (begins, timedelta(minutes=20))


def test_the_hour_that_comes_twice_is_told_apart_by_writing_the_second_in_utc() -> None:
    """A local time that occurs twice is its first occurrence (RFC 5545 §3.3.5)."""
    found = event(starts_at="2026-11-01T00:30:00-04:00", ends_at="2026-11-01T01:30:00-05:00")
    assert (found["DTSTART"].to_ical(), found["DTEND"].to_ical()) == (b"20261101T003000", b"20261101T063000Z")
    assert found.duration == timedelta(hours=2)


def test_a_clinic_on_utc_needs_no_time_zone() -> None:
    found = read(calendar(time_zone="UTC"))
    assert found.walk("VTIMEZONE") == []
    assert found.events[0]["DTSTART"].to_ical() == b"20261201T140000Z"


@pytest.mark.parametrize(
    "text",
    [
        'Łukasz; Nguyễn, 李小龙: محمد \\n \\ "quoted"',
        "two\nlines",
        "🦷" * 60,
        "x" * 5000,
        "BEGIN:VEVENT\nEND:VCALENDAR",
        "é" * 200,
    ],
)
def test_any_text_comes_back_as_it_was(text: str) -> None:
    found = event(summary=text, description=text, location=text)
    assert [str(found[name]) for name in ("SUMMARY", "DESCRIPTION", "LOCATION")] == [text] * 3


def test_no_line_is_longer_than_75_octets() -> None:
    """RFC 5545 §3.1, and none is cut inside a character."""
    lines = render(calendar(summary="李小龙 " * 100, description="é" * 999)).split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert all(line.decode() for line in lines[:-1])


def test_half_a_character_and_control_characters_do_not_stop_a_calendar() -> None:
    assert str(event(summary="Zo\ud800e\x00\r\nTwo")["SUMMARY"]) == "Zo?e\nTwo"


def test_what_is_empty_is_left_out() -> None:
    found = event(description="", location="")
    assert ("DESCRIPTION" in found, "LOCATION" in found) == (False, False)


def test_the_words_have_their_language() -> None:
    found = event(language="es")
    assert [found[name].params["LANGUAGE"] for name in ("SUMMARY", "DESCRIPTION", "LOCATION")] == ["es"] * 3
