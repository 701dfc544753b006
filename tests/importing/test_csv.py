"""Busy times from a .csv: the header, times as people write them, and the line of each mistake."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from receptionist.importing.busy import BusyFileError, BusyTime, Found, Span
from receptionist.importing.csv import read_csv

ZONE = ZoneInfo("America/New_York")
SPAN = Span(since=datetime(2026, 11, 22, 17, tzinfo=UTC), until=datetime(2027, 5, 1, 4, tzinfo=UTC))
TWO_HOURS = BusyTime(
    uid="c1",
    starts_at=datetime(2026, 12, 1, 15, tzinfo=UTC),
    ends_at=datetime(2026, 12, 1, 17, tzinfo=UTC),
    reason="Course, in town",
)


def found(text: str) -> Found:
    return read_csv("busy.csv", text.encode(), zone=ZONE, span=SPAN)


def complaint(content: str | bytes) -> str:
    with pytest.raises(BusyFileError) as caught:
        read_csv("busy.csv", content if isinstance(content, bytes) else content.encode(), zone=ZONE, span=SPAN)
    return str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        'start,end,reason,uid\n2026-12-01 10:00,2026-12-01 12:00,"Course, in town",c1\n',
        "uid;reason;end;start\r\nc1;Course, in town;2026-12-01T12:00;2026-12-01T10:00\r\n",
        "Start\tEnd\tReason\tUID\n2026-12-01 10:00:00\t2026-12-01 12:00:00\tCourse, in town\tc1",
        "\ufeffstart,end,reason,uid\n\n ,,,\n2026-12-01T15:00Z,2026-12-01T11:00-06:00,'Course,c1\n".replace(
            "'Course", '"Course,\n in town"'
        ),
    ],
    ids=["commas", "semicolons", "tabs", "a byte order mark, empty lines, other zones"],
)
def test_a_table_is_read_however_it_is_laid_out(text: str) -> None:
    assert found(text) == Found(busy=(TWO_HOURS,), entries=1, passed_over=0)


def test_a_date_alone_is_the_whole_day_at_either_end() -> None:
    [busy] = found("start,end,uid\n2027-03-13,2027-03-14,away").busy
    assert busy == BusyTime(
        uid="away",
        starts_at=datetime(2027, 3, 13, 5, tzinfo=UTC),
        ends_at=datetime(2027, 3, 15, 4, tzinfo=UTC),
        reason="",
    )


def test_of_an_hour_that_comes_twice_the_whole_is_taken() -> None:
    span = Span(since=SPAN.since, until=datetime(2028, 1, 1, tzinfo=UTC))
    [busy] = read_csv("x", b"start,end\n2027-11-07 01:00,2027-11-07 01:30", zone=ZONE, span=span).busy
    assert (busy.starts_at, busy.ends_at) == (
        datetime(2027, 11, 7, 5, tzinfo=UTC),
        datetime(2027, 11, 7, 6, 30, tzinfo=UTC),
    )


@pytest.mark.parametrize("header", ["start,end", "start,end,uid"])
def test_without_a_uid_an_entry_is_known_by_its_times(header: str) -> None:
    cells = "2026-12-01 10:00,2026-12-01 12:00" + "," * (header.count(",") - 1)
    [busy] = found(f"{header}\n{cells}").busy
    assert busy.uid == "2026-12-01T15:00:00+00:00/2026-12-01T17:00:00+00:00"


def test_a_header_alone_is_an_empty_calendar() -> None:
    assert found("start,end\n") == Found(busy=(), entries=0, passed_over=0)


def test_what_is_over_or_too_far_ahead_is_counted_only() -> None:
    assert found("start,end\n2026-01-01,2026-01-01\n2028-01-01,2028-01-01") == Found(busy=(), entries=2, passed_over=2)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("", "busy.csv, line 1: the header has nothing; it needs start and end"),
        ("begin,end\n", "busy.csv, line 1: the header has 'begin', 'end'; it needs start and end"),
        ("\n\nfrom,to\n", "busy.csv, line 3: the header has 'from', 'to'; it needs start and end"),
        ("start,end,patient\n",
         "busy.csv, line 1: the header may have start, end, reason and uid once each, not start, end, patient"),
        ("start,end,end\n",
         "busy.csv, line 1: the header may have start, end, reason and uid once each, not start, end, end"),
        ("start,end\n2026-12-01\n", "busy.csv, line 2: has 1 cells, the header has 2"),
        ("start,end\n2026-12-01,2026-12-01\n\n2026-12-02,2026-12-01",
         "busy.csv, line 4: ends (2026-12-01) before it has begun (2026-12-02)"),
        ("start,end\n2026-12-01 10:00,2026-12-01 10:00",
         "busy.csv, line 2: ends (2026-12-01 10:00) before it has begun (2026-12-01 10:00)"),
        ("start,end,uid\n2026-12-01,2026-12-01,a\n2026-12-02,2026-12-02,a",
         "busy.csv, line 3: has the same uid as line 2; each entry needs its own"),
        ('start,end\n"2026-12-01,2026-12-01\n', "busy.csv, line 2: is no row of a table (unexpected end of data)"),
        (b"start,end\n\xe9", "busy.csv: is not UTF-8 text (byte 10)"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_line(content: str | bytes, expected: str) -> None:
    assert complaint(content) == expected


@pytest.mark.parametrize(
    "written",
    ["", "tomorrow", "12/01/2026", "2026-02-30", "20261201", "2026-12-01 25:00", "2026-W49-2", "2026-12-01 10",
     "\u0662026-12-01"],
)  # fmt: skip
def test_a_time_that_could_be_misread_is_refused(written: str) -> None:
    assert complaint(f"start,end\n{written},2026-12-02") == (
        f"busy.csv, line 2: start is {written!r}; accepted: 2026-11-24, or 2026-11-24 14:00 (the clinic's time;"
        " 2026-11-24T19:00Z and the like are other zones')"
    )


def test_the_end_of_the_calendar_is_no_day_to_end_on() -> None:
    assert complaint("start,end\n2026-12-01,9999-12-31").startswith("busy.csv, line 2: end is '9999-12-31'; accepted: ")


def test_more_than_anybody_has_is_refused_with_how_many_were_read() -> None:
    rows = "\n".join(f"2026-12-01 10:00,2026-12-01 11:00,{n}" for n in range(5001))
    assert complaint(f"start,end,uid\n{rows}") == (
        "busy.csv: 5001 entries were read, and there are more than 5000 busy times up to 2027-05-01 already;"
        " export a shorter stretch, or one person's calendar"
    )
