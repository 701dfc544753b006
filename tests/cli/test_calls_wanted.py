"""`receptionist calls --since --until --outcome --problem`: some of the calls, and as many as were asked for."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from attrs import evolve

from receptionist.cli.call_pages import newest_calls
from receptionist.cli.calls_wanted import Wanted, instant
from receptionist.clock import SystemClock
from receptionist.errors import SettingError
from receptionist.events.booking import BookingConfirmed, BookingRefused
from receptionist.events.call import (
    CallEnded,
    CallResumed,
    CallStarted,
    ConnectionLost,
    ToolReturned,
    TransferFailed,
    UtteranceSpoken,
)
from receptionist.events.catalogue import Event
from receptionist.ids import CallId
from receptionist.read_models import is_current
from receptionist.storage import open_storage
from tests.cli.logs import Told, alter, objects, write
from tests.examples import NOW, example
from tests.processes import run

STARTED, ENDED, CONFIRMED = example(CallStarted), example(CallEnded), example(BookingConfirmed)
CUT_OFF = UtteranceSpoken(text="You", interrupted=True)
FAILED_TOOL = evolve(example(ToolReturned), is_error=True)
HOUR = timedelta(hours=1)

WENT_WRONG: dict[str, tuple[Event, ...]] = {
    "fine": (STARTED, CONFIRMED, ENDED),
    "refused": (STARTED, example(BookingRefused), ENDED),
    "rescued": (STARTED, example(CallResumed), ENDED),
    "failed": (STARTED, evolve(ENDED, reason="failed")),
    "tool_error": (STARTED, FAILED_TOOL, FAILED_TOOL, ENDED),
    "connection_lost": (STARTED, example(ConnectionLost), ENDED),
    "transfer_failed": (STARTED, example(TransferFailed), ENDED),
    "confirmation_interrupted": (STARTED, CONFIRMED, CUT_OFF, ENDED),
    "dead": (STARTED,),
    "parked": (STARTED, CONFIRMED, ENDED),
    "owed": (STARTED, CONFIRMED, ENDED),
}
"""A call that fits each problem, an hour after the other."""


def prepared(path: Path) -> None:
    calls = [
        Told(call=CallId(f"c-{name}"), events=events, at=NOW + n * HOUR)
        for n, (name, events) in enumerate(WENT_WRONG.items())
    ]
    write(path, *calls, Told(call=CallId("c-live"), events=(STARTED,), at=NOW + len(calls) * HOUR, leased=600))
    alter(
        path,
        "UPDATE outbox SET state = 'sent' WHERE call <> 'c-owed'",
        "UPDATE outbox SET state = 'parked' WHERE call = 'c-parked'",
    )


@pytest.fixture(scope="module", params=["read models", "walking"])
def log(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The calls' log; once without read models that could be believed, as on a disk that cannot be written."""
    path = tmp_path_factory.mktemp("wanted") / "log.db"
    prepared(path)
    if request.param == "walking":
        alter(path, "DELETE FROM read_models")
    return path


async def listed(path: Path, **wanted: Any) -> list[str]:
    async with open_storage(path, create=False, read_only=True) as storage:
        found = newest_calls(storage, SystemClock(), Wanted(**wanted))
        return [each.standing.call.removeprefix("c-") async for each in found]


async def test_both_ways_of_reading_are_tried(log: Path, request: pytest.FixtureRequest) -> None:
    async with open_storage(log, create=False, read_only=True) as storage:
        current = await storage.database.read(is_current)
    assert current == ("read models" in request.node.name)


async def test_all_calls_are_listed_from_the_newest(log: Path) -> None:
    assert await listed(log) == ["live", *reversed(WENT_WRONG)]


async def test_a_time_takes_the_calls_that_began_from_then_on(log: Path) -> None:
    names = [*WENT_WRONG, "live"]
    assert await listed(log, since=NOW + 9 * HOUR) == ["live", "owed", "parked"]
    assert await listed(log, since=NOW + 9 * HOUR + timedelta(microseconds=1)) == ["live", "owed"]
    assert await listed(log, until=NOW + 2 * HOUR) == ["refused", "fine"]
    assert await listed(log, since=NOW + HOUR, until=NOW + 3 * HOUR) == names[2:0:-1]
    assert await listed(log, since=NOW + 99 * HOUR) == []
    assert await listed(log, until=NOW) == []


async def test_an_outcome_takes_the_calls_that_came_to_it(log: Path) -> None:
    booked = ["owed", "parked", "confirmation_interrupted", "fine"]
    assert await listed(log, outcomes=frozenset({"booked"})) == booked
    assert await listed(log, outcomes=frozenset({"booked", "refused"})) == [*booked[:-1], "refused", "fine"]
    assert await listed(log, outcomes=frozenset({"cancelled"})) == []


async def test_a_problem_takes_the_calls_that_have_it(log: Path) -> None:
    troubled = [name for name in WENT_WRONG if name not in {"fine", "refused"}]
    assert await listed(log, problem="any") == troubled[::-1]
    for problem in troubled:
        assert await listed(log, problem=problem) == [problem]
    assert await listed(log, problem="unread") == []


async def test_filters_go_together(log: Path) -> None:
    assert await listed(log, problem="any", outcomes=frozenset({"booked"}), since=NOW + 8 * HOUR) == ["owed", "parked"]


async def test_what_is_wanted_is_found_behind_many_pages_of_others(tmp_path: Path) -> None:
    calls = [Told(call=CallId("c-first"), events=(STARTED, FAILED_TOOL, ENDED))]
    calls += [
        Told(call=CallId(f"c-{n}"), events=(STARTED, ENDED), at=NOW + (n + 1) * timedelta(minutes=5))
        for n in range(120)
    ]
    await asyncio.to_thread(write, tmp_path / "log.db", *calls)
    await asyncio.to_thread(alter, tmp_path / "log.db", "UPDATE outbox SET state = 'sent'")
    assert await listed(tmp_path / "log.db", problem="any") == ["first"]
    await asyncio.to_thread(alter, tmp_path / "log.db", "DELETE FROM read_models")
    assert await listed(tmp_path / "log.db", problem="any") == ["first"]


async def test_a_machine_whose_clock_was_set_back_loses_no_call(tmp_path: Path) -> None:
    """Walking goes by positions, and takes some room for that."""
    early, late = (
        Told(call=CallId("c-1"), events=(STARTED,), at=NOW + HOUR),
        Told(call=CallId("c-2"), events=(STARTED,)),
    )
    await asyncio.to_thread(write, tmp_path / "log.db", early, late)
    await asyncio.to_thread(alter, tmp_path / "log.db", "DELETE FROM read_models")
    assert await listed(tmp_path / "log.db", since=NOW + HOUR) == ["1"]
    assert await listed(tmp_path / "log.db", until=NOW + HOUR) == ["2"]


def test_the_command_lists_what_was_asked_for(tmp_path: Path) -> None:
    prepared(tmp_path / "log.db")

    def calls(*arguments: str) -> list[str]:
        result = run(tmp_path, "calls", "--db", "log.db", "--json", *arguments)
        assert result.err == ""
        return [found["call"].removeprefix("c-") for found in objects(result.out)]

    assert calls("--problem", "--limit", "2") == ["owed", "parked"]
    assert calls("--problem", "rescued") == ["rescued"]
    assert calls("--outcome", "refused", "--outcome", "booked", "--until", "2026-11-30 13:00") == ["refused", "fine"]
    assert calls("--since", "2026-11-30 20:05") == ["live", "owed", "parked"]
    assert calls("--until", "2026-11-29") == []
    text = run(tmp_path, "calls", "--db", "log.db", "--until", "2026-11-29")
    assert (text.status, text.out) == (0, "no such calls in log.db\n")


def test_what_went_wrong_is_told_in_words(tmp_path: Path) -> None:
    prepared(tmp_path / "log.db")
    lines = run(tmp_path, "calls", "--db", "log.db", "--problem", "confirmation_interrupted").out.splitlines()
    assert lines[2:] == ["    1 booked, 1 interruption", "    went wrong: confirmation interrupted"]
    lines = run(tmp_path, "calls", "--db", "log.db", "--problem", "tool_error").out.splitlines()
    assert lines[1:] == ["    2 tool errors", "    went wrong: tool error"]


def test_an_older_log_is_brought_up_to_date_by_listing_it(tmp_path: Path) -> None:
    prepared(tmp_path / "log.db")
    emptied = ("calls_rows", "appointments_rows", "inbox_rows", "transcript_rows")
    statements = [f"DELETE FROM {name}" for name in emptied]  # noqa: S608 (the names above)
    alter(tmp_path / "log.db", *statements, "UPDATE read_models SET through = 0")
    assert len(objects(run(tmp_path, "calls", "--db", "log.db", "--json").out)) == len(WENT_WRONG) + 1

    async def current() -> bool:
        async with open_storage(tmp_path / "log.db", create=False, read_only=True) as storage:
            return await storage.database.read(is_current)

    assert asyncio.run(current())


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("--since", "soon"), "setting --since is 'soon'; accepted: 2026-11-24, '2026-11-24 14:00', 14:00 (today)"),
        (("--until", "2026-02-30"), "setting --until is '2026-02-30'; accepted: 2026-11-24"),
        (("--since", "today", "--until", "yesterday"), "--since today is not before --until yesterday."),
        (("--outcome", "bad"), "Invalid value for '--outcome': 'bad' is not one of 'nothing', 'refused'"),
        (("--problem", "bad"), "Invalid value for '--problem': 'bad' is not one of 'any', 'rescued'"),
    ],
)
def test_what_cannot_be_wanted_says_why(tmp_path: Path, arguments: tuple[str, ...], why: str) -> None:
    result = run(tmp_path, "calls", *arguments)
    assert (result.status, result.out) == (2, "")
    assert result.err.startswith(f"receptionist: {why}")


WEDNESDAY = datetime(2026, 11, 18, 15, 30, tzinfo=UTC)
"""Half past ten in New York."""


@pytest.mark.parametrize(
    ("words", "begins", "ends"),
    [
        ("2026-11-17", "2026-11-17T05:00", "2026-11-18T05:00"),
        ("today", "2026-11-18T05:00", "2026-11-19T05:00"),
        ("Yesterday", "2026-11-17T05:00", "2026-11-18T05:00"),
        ("wednesday", "2026-11-18T05:00", "2026-11-19T05:00"),
        ("thursday", "2026-11-12T05:00", "2026-11-13T05:00"),
        ("now", "2026-11-18T15:30", "2026-11-18T15:30"),
        ("30m", "2026-11-18T15:00", "2026-11-18T15:00"),
        ("6h", "2026-11-18T09:30", "2026-11-18T09:30"),
        ("2d", "2026-11-16T15:30", "2026-11-16T15:30"),
        ("1w", "2026-11-11T15:30", "2026-11-11T15:30"),
        ("9:15", "2026-11-18T14:15", "2026-11-18T14:15"),
        ("2026-11-17 14:00", "2026-11-17T19:00", "2026-11-17T19:00"),
        ("2026-11-17T14:00:30", "2026-11-17T19:00:30", "2026-11-17T19:00:30"),
        ("2026-11-17T14:00Z", "2026-11-17T14:00", "2026-11-17T14:00"),
        ("2026-11-17T14:00+09:00", "2026-11-17T05:00", "2026-11-17T05:00"),
        ("2026-11-01", "2026-11-01T04:00", "2026-11-02T05:00"),
    ],
)
def test_times_are_the_clinics_and_a_day_has_a_beginning_and_an_end(words: str, begins: str, ends: str) -> None:
    """The first of November has 25 hours in New York."""
    zone = ZoneInfo("America/New_York")
    for is_end, meant in ((False, begins), (True, ends)):
        found = instant("--since", words, zone, WEDNESDAY, is_end=is_end)
        assert found == datetime.fromisoformat(meant).replace(tzinfo=UTC)


@pytest.mark.parametrize("words", ["", "tomorrow", "2x", "24:61", "2026-13-01", "0000-01-01"])
def test_other_words_name_no_time(words: str) -> None:
    with pytest.raises(SettingError, match="--since"):
        instant("--since", words, ZoneInfo("America/New_York"), WEDNESDAY, is_end=False)
