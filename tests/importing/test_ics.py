"""Busy times from an .ics: events, series with all their exceptions, zones, and what cannot be used."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from receptionist.importing.busy import BusyFileError, BusyTime, Found, Span
from receptionist.importing.ics import read_ics

ZONE = ZoneInfo("America/New_York")
SPAN = Span(since=datetime(2026, 11, 22, 17, tzinfo=UTC), until=datetime(2027, 5, 1, 4, tzinfo=UTC))


def calendar(*events: str, kind: str = "VEVENT") -> bytes:
    """A calendar of events, each given as its lines without BEGIN and END."""
    told = [f"BEGIN:{kind}\n{event}\nEND:{kind}" for event in events]
    return "\r\n".join("\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", *told, "END:VCALENDAR"]).split("\n")).encode()


def found(*events: str, kind: str = "VEVENT", span: Span = SPAN) -> Found:
    return read_ics("busy.ics", calendar(*events, kind=kind), zone=ZONE, span=span)


def times(*events: str, kind: str = "VEVENT", span: Span = SPAN) -> list[str]:
    """The busy times on the clinic's clock, as `12-01 14:00 +60`."""
    return [
        f"{each.starts_at.astimezone(ZONE):%m-%d %H:%M} +{(each.ends_at - each.starts_at).total_seconds() / 60:g}"
        for each in found(*events, kind=kind, span=span).busy
    ]


def complaint(content: bytes) -> str:
    with pytest.raises(BusyFileError) as caught:
        read_ics("busy.ics", content, zone=ZONE, span=SPAN)
    return str(caught.value)


def test_an_event_is_one_busy_time_under_its_own_uid() -> None:
    assert found("UID:one\nDTSTART:20261201T150000Z\nDTEND:20261201T160000Z\nSUMMARY:Staff\\, all of them") == Found(
        busy=(
            BusyTime(
                uid="one",
                starts_at=datetime(2026, 12, 1, 15, tzinfo=UTC),
                ends_at=datetime(2026, 12, 1, 16, tzinfo=UTC),
                reason="Staff, all of them",
            ),
        ),
        entries=1,
        passed_over=0,
    )


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        ("DTSTART:20261201T140000\nDURATION:PT1H", "12-01 14:00 +60"),
        ("DTSTART:20261201T140000Z\nDURATION:PT1H", "12-01 09:00 +60"),
        ("DTSTART;TZID=America/Chicago:20261201T140000\nDURATION:PT1H", "12-01 15:00 +60"),
        ("DTSTART;TZID=Eastern Standard Time:20261201T140000\nDURATION:PT90M", "12-01 14:00 +90"),
        ("DTSTART;VALUE=DATE:20261201", "12-01 00:00 +1440"),
        ("DTSTART;VALUE=DATE:20261201\nDTEND;VALUE=DATE:20261203", "12-01 00:00 +2880"),
        ("DTSTART;VALUE=DATE:20270314", "03-14 00:00 +1380"),
        ("DTSTART:20270314T023000\nDURATION:PT1H", "03-14 03:30 +60"),
    ],
    ids=["floating", "utc", "tzid", "windows zone", "whole day", "whole days", "a day of 23 hours", "a skipped hour"],
)
def test_times_are_what_their_zone_says_and_the_clinics_without_one(start: str, expected: str) -> None:
    assert times(f"UID:x\n{start}") == [expected]


def test_a_zone_that_the_file_defines_itself_is_used() -> None:
    zone = (
        "BEGIN:VTIMEZONE\r\nTZID:Odd\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\nTZOFFSETFROM:-0330\r\n"
        "TZOFFSETTO:-0330\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
    )
    event = "BEGIN:VEVENT\r\nUID:x\r\nDTSTART;TZID=Odd:20261201T093000\r\nDURATION:PT1H\r\nEND:VEVENT\r\n"
    content = f"BEGIN:VCALENDAR\r\n{zone}{event}END:VCALENDAR\r\n".encode()
    [busy] = read_ics("busy.ics", content, zone=ZONE, span=SPAN).busy
    assert busy.starts_at == datetime(2026, 12, 1, 13, tzinfo=UTC)


@pytest.mark.parametrize(
    "line",
    ["STATUS:CANCELLED", "TRANSP:TRANSPARENT", "X-MICROSOFT-CDO-BUSYSTATUS:FREE", "SUMMARY:no time at all"],
)
def test_what_takes_no_time_is_counted_and_passed_over(line: str) -> None:
    takes = "" if line.startswith("SUMMARY") else "\nDURATION:PT1H"
    assert found(f"UID:x\nDTSTART:20261201T140000{takes}\n{line}") == Found(busy=(), entries=1, passed_over=1)


def test_what_is_over_or_too_far_ahead_is_passed_over_and_what_is_going_on_is_not() -> None:
    assert found(
        "UID:over\nDTSTART:20261122T110000\nDTEND:20261122T120000",
        "UID:far\nDTSTART:20270501T000000\nDTEND:20270501T010000",
    ) == Found(busy=(), entries=2, passed_over=2)
    assert times("UID:going on\nDTSTART:20261122T110000\nDTEND:20261122T120001") == ["11-22 11:00 +60.0167"]


def test_a_series_keeps_its_time_on_the_clock_when_the_clocks_change() -> None:
    """Each on its own day under a name of its own, which stays when another one is moved."""
    busy = found("UID:s\nDTSTART;TZID=America/New_York:20270301T090000\nDURATION:PT1H\nRRULE:FREQ=WEEKLY;COUNT=3").busy
    assert [(each.uid, each.starts_at.hour) for each in busy] == [
        ("s/2027-03-01T14:00:00+00:00", 14),
        ("s/2027-03-08T14:00:00+00:00", 14),
        ("s/2027-03-15T13:00:00+00:00", 13),
    ]


WEEKLY = "UID:s\nDTSTART;TZID=America/New_York:20261201T090000\nDTEND;TZID=America/New_York:20261201T100000\n"


@pytest.mark.parametrize(
    ("rest", "expected"),
    [
        ("RRULE:FREQ=WEEKLY;UNTIL=20261215T140000Z", ["12-01 09:00 +60", "12-08 09:00 +60", "12-15 09:00 +60"]),
        ("RRULE:FREQ=WEEKLY;UNTIL=20261215T135959Z", ["12-01 09:00 +60", "12-08 09:00 +60"]),
        ("RRULE:FREQ=WEEKLY;UNTIL=20261215", ["12-01 09:00 +60", "12-08 09:00 +60", "12-15 09:00 +60"]),
        ("RRULE:FREQ=WEEKLY;COUNT=3\nEXDATE:20261208T140000Z", ["12-01 09:00 +60", "12-15 09:00 +60"]),
        ("RRULE:FREQ=WEEKLY;COUNT=2\nEXDATE;VALUE=DATE:20261208", ["12-01 09:00 +60"]),
        (
            "RRULE:FREQ=WEEKLY;COUNT=2\nRDATE;VALUE=PERIOD:20261203T150000Z/PT2H",
            ["12-01 09:00 +60", "12-03 10:00 +120", "12-08 09:00 +60"],
        ),
        ("RDATE;TZID=America/New_York:20261203T110000,20261204T110000",
         ["12-01 09:00 +60", "12-03 11:00 +60", "12-04 11:00 +60"]),
        ("RRULE:FREQ=MONTHLY;BYDAY=2TU;COUNT=3", ["12-01 09:00 +60", "12-08 09:00 +60", "01-12 09:00 +60",
         "02-09 09:00 +60"]),
        ("RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", ["12-01 09:00 +60"]),
    ],
)  # fmt: skip
def test_a_series_is_what_its_rule_dates_and_exceptions_say(rest: str, expected: list[str]) -> None:
    assert times(WEEKLY + rest) == expected


def test_a_series_of_ten_years_is_read_as_far_as_the_span_goes() -> None:
    daily = "UID:s\nDTSTART;TZID=America/New_York:20170102T120000\nDURATION:PT1H\nRRULE:FREQ=DAILY"
    assert times(daily, span=Span(since=SPAN.since, until=datetime(2026, 11, 25, tzinfo=UTC))) == [
        "11-22 12:00 +60",
        "11-23 12:00 +60",
        "11-24 12:00 +60",
    ]


def test_the_leap_day_comes_when_it_comes() -> None:
    span = Span(since=SPAN.since, until=datetime(2029, 1, 1, tzinfo=UTC))
    assert times("UID:s\nDTSTART;VALUE=DATE:20240229\nRRULE:FREQ=YEARLY", span=span) == ["02-29 00:00 +1440"]


SERIES = f"{WEEKLY}RRULE:FREQ=WEEKLY;COUNT=4"


def change(when: str, rest: str) -> str:
    return f"UID:s\nRECURRENCE-ID;TZID=America/New_York:{when}T090000\n{rest}"


@pytest.mark.parametrize(
    ("exception", "expected"),
    [
        (change("20261208", "DTSTART;TZID=America/New_York:20261209T110000\nDURATION:PT2H"),
         ["12-01 09:00 +60", "12-09 11:00 +120", "12-15 09:00 +60", "12-22 09:00 +60"]),
        (change("20261208", "DTSTART;TZID=America/New_York:20261208T090000\nDURATION:PT1H\nSTATUS:CANCELLED"),
         ["12-01 09:00 +60", "12-15 09:00 +60", "12-22 09:00 +60"]),
        (change("20261215", "DTSTART;TZID=America/New_York:20261216T100000\nDURATION:PT2H").replace(
            "RECURRENCE-ID;", "RECURRENCE-ID;RANGE=THISANDFUTURE;"),
         ["12-01 09:00 +60", "12-08 09:00 +60", "12-16 10:00 +120", "12-23 10:00 +120"]),
    ],
    ids=["moved", "cancelled", "this and all later ones"],
)  # fmt: skip
def test_an_exception_stands_for_its_instance_wherever_it_is_in_the_file(exception: str, expected: list[str]) -> None:
    assert times(SERIES, exception) == times(exception, SERIES) == expected


def test_an_instance_that_is_moved_to_another_zone_is_still_the_same_instance() -> None:
    """Its DTSTART is in Chicago, and what it stands for is named in UTC."""
    moved = "UID:s\nRECURRENCE-ID:20261208T140000Z\nDTSTART;TZID=America/Chicago:20261208T120000\nDURATION:PT1H"
    assert times(SERIES, moved) == ["12-01 09:00 +60", "12-08 13:00 +60", "12-15 09:00 +60", "12-22 09:00 +60"]
    assert {each.uid for each in found(SERIES).busy} == {each.uid for each in found(SERIES, moved).busy}


def test_a_byte_order_mark_is_no_part_of_the_calendar() -> None:
    content = b"\xef\xbb\xbf" + calendar("UID:x\nDTSTART:20261201T140000\nDURATION:PT1H")
    assert len(read_ics("busy.ics", content, zone=ZONE, span=SPAN).busy) == 1


def test_what_a_file_says_does_not_reach_the_terminal_as_a_command() -> None:
    assert complaint(calendar("UID:\x1b[2J\nDTSTART:soon")) == "busy.ics, �[2J: DTSTART cannot be read"


def test_a_moved_instance_keeps_its_name() -> None:
    """So it is moved in the diary, too, and not lifted and blocked anew."""
    moved = change("20261208", "DTSTART;TZID=America/New_York:20261209T110000\nDURATION:PT1H")
    assert {each.uid for each in found(SERIES).busy} == {each.uid for each in found(SERIES, moved).busy}


def test_an_exception_whose_series_is_not_in_the_file_counts_by_itself() -> None:
    alone = change("20261208", "DTSTART;TZID=America/New_York:20261209T110000\nDURATION:PT1H")
    assert times(alone) == ["12-09 11:00 +60"]


def test_of_two_versions_of_an_event_the_later_counts() -> None:
    old, new = (f"UID:x\nSEQUENCE:{n}\nDTSTART:2026120{n + 1}T140000\nDURATION:PT1H" for n in (1, 2))
    assert times(old, new) == times(new, old) == ["12-03 14:00 +60"]


def test_busy_periods_of_a_free_busy_component_are_taken_and_free_ones_are_not() -> None:
    periods = (
        "UID:f\nFREEBUSY;FBTYPE=BUSY:20261201T140000Z/PT1H,20261202T140000Z/20261202T143000Z\n"
        "FREEBUSY:20261203T140000Z/PT1H\nFREEBUSY;FBTYPE=FREE:20261204T140000Z/PT1H"
    )
    assert times(periods, kind="VFREEBUSY") == ["12-01 09:00 +60", "12-02 09:00 +30", "12-03 09:00 +60"]


def test_an_event_without_uid_has_the_same_name_each_time() -> None:
    event = "DTSTART:20261201T140000\nDURATION:PT1H\nSUMMARY:course"
    assert [each.uid for each in found(event).busy] == ["20261201T140000/course"]


def test_any_letters_are_read_and_a_title_is_one_line() -> None:
    [busy] = found("UID:ü\nDTSTART:20261201T140000\nDURATION:PT1H\nSUMMARY:Nguyễn 😀\\n" + 300 * "x").busy
    assert busy.reason == f"Nguyễn 😀 {191 * 'x'}"


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        ("UID:x\nDTEND:20261201T140000", "busy.ics, x: has no DTSTART, or several"),
        ("UID:x\nDTSTART:soon", "busy.ics, x: DTSTART cannot be read"),
        ("UID:x\nDTSTART;TZID=Mars/Base:20261201T140000\nDURATION:PT1H",
         "busy.ics, x: DTSTART is in the time zone 'Mars/Base', which is not known"),
        (f"{WEEKLY}RRULE:FREQ=WEEKLY\nEXDATE;TZID=Mars/Base:20261208T090000",
         "busy.ics, s: EXDATE is in the time zone 'Mars/Base', which is not known"),
        ("UID:x\nDTSTART:20261201T140000\nDTEND:20261201T130000", "busy.ics, x: it ends before it begins"),
        ("UID:x\nDTSTART;VALUE=DATE:20261201\nDTEND:20261201T130000",
         "busy.ics, x: DTSTART and DTEND are a day and a time"),
        (f"{WEEKLY}RRULE:FREQ=OFTEN", "busy.ics, s: RRULE cannot be read"),
        (f"{WEEKLY}RRULE:FREQ=SECONDLY",
         "busy.ics, s: it recurs more often than daily; give each time an event of its own"),
        (f"{WEEKLY}RRULE:FREQ=DAILY;INTERVAL=0", "busy.ics, s: its INTERVAL is less than 1"),
        ("UID:x\nDTSTART:00010101T000000\nDURATION:PT1H\nRRULE:FREQ=DAILY",
         "busy.ics, x: it recurs since before 1900"),
        ("DTSTART:soon", "busy.ics, an event without UID: DTSTART cannot be read"),
    ],
)  # fmt: skip
def test_an_event_that_cannot_be_used_is_named(event: str, expected: str) -> None:
    """None is passed over: its time would be sold."""
    assert complaint(calendar("UID:good\nDTSTART:20261201T140000\nDURATION:PT1H", event)) == expected


@pytest.mark.parametrize(
    "content",
    [b"", b"hello", b"\xff\xfe\x00", calendar("UID:x\nDTSTART:20261201T140000")[:-20], calendar()[:-4]],
    ids=["empty", "text", "bytes", "cut off", "nearly whole"],
)
def test_what_is_no_whole_calendar_is_refused(content: bytes) -> None:
    """A download that broke off would look as if the rest had been deleted."""
    assert complaint(content) == "busy.ics: is no whole calendar: its last line is not END:VCALENDAR"


def test_a_calendar_that_makes_no_sense_is_refused() -> None:
    assert complaint(b"BEGIN:VCALENDAR\r\nEND:VEVENT\r\nEND:VCALENDAR").startswith(
        "busy.ics: is no calendar that can be read ("
    )


def test_more_busy_times_than_anybody_has_are_refused_with_how_many_were_read() -> None:
    events = [
        f"UID:{n}\nDTSTART;TZID=America/New_York:20261123T0900{n:02d}\nDURATION:PT1M\nRRULE:FREQ=DAILY"
        for n in range(60)
    ]
    assert complaint(calendar(*events)) == (
        "busy.ics: 32 entries were read, and there are more than 5000 busy times up to 2027-05-01 already;"
        " export a shorter stretch, or one person's calendar"
    )


def test_series_without_end_are_counted_together() -> None:
    """Each by itself would be bearable; a file full of them would never be read to its end."""
    events = [f"UID:{n}\nDTSTART;VALUE=DATE:1900010{1 + n}\nRRULE:FREQ=DAILY;UNTIL=20260101" for n in range(5)]
    assert complaint(calendar(*events)) == (
        "busy.ics, 4: with it, the series have more than 200000 instances; export fewer years"
    )
