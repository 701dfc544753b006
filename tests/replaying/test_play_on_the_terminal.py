"""`receptionist replay CALL --play`: the whole call on the terminal, at its pace, and nothing written."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from receptionist.cli.replay_play import Played, play, read_played
from receptionist.cli.screen import Screen
from receptionist.config import Settings
from receptionist.events.booking import BookingConfirmed
from receptionist.events.call import (
    CallEnded,
    CallerGreeted,
    CallerLeft,
    CallerReturned,
    CallResumed,
    CallStarted,
    ConnectionLost,
    ConnectionRestored,
    ParticipantJoined,
    ParticipantLeft,
    StreamsResent,
    ToolCalled,
    UtteranceHeard,
    UtteranceSpoken,
)
from receptionist.events.catalogue import Event
from receptionist.events.vault import keys_path
from receptionist.ids import CallId
from receptionist.replaying.playing import Sending
from receptionist.storage import open_storage
from tests.cli.logs import Told, alter, write
from tests.examples import NOW, ZONE, example
from tests.processes import run

CALL = CallId("c-000000000001")
EVENTS: tuple[Event, ...] = (
    CallStarted(channel="room", clinic="Bright Smile Dental", time_zone=ZONE, language="en"),
    CallerGreeted(words="Hello."),
    ParticipantJoined(identity="ann", role="caller", contract=True, sid="PA_1"),
    UtteranceSpoken(text="Hello, how can", interrupted=True),
    UtteranceHeard(text="A cleaning, please."),
    ToolCalled(tool_call_id="1", tool="book_appointment", arguments='{"date": "Tuesday"}'),
    example(BookingConfirmed),
    ConnectionLost(),
    ConnectionRestored(),
    CallerLeft(reason="gone"),
    CallerReturned(),
    CallResumed(attempt=1),
    StreamsResent(identity="staff-1", after=0, through=7, why="sync"),
    ParticipantLeft(identity="staff-1", role="staff"),
    CallEnded(reason="caller_hung_up"),
)
SENT = """
    UPDATE outbox SET state = 'sent',
        settled_at = (SELECT recorded_at FROM events WHERE events.position = outbox.position)
"""


async def played_at(path: Path, speed: float = 1) -> tuple[Played, list[float], list[str]]:
    """What was played, the waits, and the keys that a room would have been sent."""
    waits, keys = list[float](), list[str]()

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    async def send(sending: Sending) -> None:
        keys.append(sending.delivery.key)

    async with open_storage(path, create=False, read_only=True) as storage:
        played = await read_played(storage, CALL, Settings.load({}, path.parent))
    await play(played, Screen(echo_caller=True), speed=speed, send=send, sleep=sleep)
    return played, waits, keys


@pytest.fixture
def log(path: Path) -> Path:
    """A call whose events are a minute apart, all of whose effects were sent at once."""
    write(path, Told(call=CALL, events=EVENTS))
    alter(path, SENT)
    return path


def test_both_voices_tools_effects_and_what_became_of_the_people_are_told(
    log: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asyncio.run(played_at(log))
    lines = [line.rstrip() for line in capsys.readouterr().out.splitlines() if "⋯" not in line]
    assert lines[0] == "call c-000000000001 · began 2026-11-30 11:05:00 America/New_York · replayed"
    assert [line for line in lines[1:] if not line.startswith(" " * 20)] == [
        "              the caller is in the room",
        "receptionist  Hello, how can …",
        "caller        A cleaning, please.",
        "  tool        book_appointment(Tuesday)",
        "  committed   BookingConfirmed #7: 6 effects owed, 5 shown here",
        "              the agent is cut off from the room",
        "              the agent is in the room again",
        "              the caller is gone, and may come back",
        "              the caller is back",
        "              another agent has taken the call over (attempt 1)",
        "              somebody who missed them: the streams after 0 up to 7 asked for again",
        "              somebody of the staff is not in the room any more",
        "              the call has ended: caller_hung_up",
        "",
        "call c-000000000001 · 15 events · 15 effects",
    ]
    shown = [line.split()[0] for line in lines if line.startswith(" " * 20)]
    assert shown == ["2:0", "7:0", "7:1", "7:2", "7:4", "7:5", "15:0"]


def test_pauses_are_shortened_and_told(log: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, waits, _ = asyncio.run(played_at(log, speed=2))
    out = capsys.readouterr().out
    assert {wait for wait in waits if wait} == {2.0}
    assert out.count("              ⋯ 1:00 min later\n") == len(EVENTS) - 1
    assert out.splitlines()[0].endswith("replayed, 2 times as fast")


def test_every_effect_that_was_sent_is_sent_once_in_order(log: Path) -> None:
    _, _, keys = asyncio.run(played_at(log))
    assert keys == [
        "2:0", "2:1", "4:0", "5:0", "7:0", "7:1", "7:2", "7:3", "7:4", "7:5", "10:0", "11:0", "12:0", "15:0", "15:1",
    ]  # fmt: skip


def test_a_call_that_goes_on_and_owes_says_so(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(path, Told(call=CALL, events=EVENTS[:4]))
    asyncio.run(played_at(path))
    assert capsys.readouterr().out.splitlines()[-1] == (
        "call c-000000000001 · 4 events · 0 effects, 3 never sent"
        " · it has no end yet: 'receptionist replay --follow' shows what comes"
    )


def test_what_was_given_up_is_told_with_its_reason(log: Path, capsys: pytest.CaptureFixture[str]) -> None:
    alter(log, "UPDATE outbox SET state = 'parked', last_error = 'disk\nfull' WHERE position = 7 AND ordinal = 1")
    asyncio.run(played_at(log))
    assert "  trouble     7:1 parked: disk full\n" in capsys.readouterr().out


def test_erased_words_read_as_erased(log: Path, capsys: pytest.CaptureFixture[str]) -> None:
    keys_path(log).unlink()
    keys_path(log).touch(mode=0o600)
    asyncio.run(played_at(log))
    out = capsys.readouterr().out
    assert "caller        [erased]\n" in out
    assert "cleaning, please" not in out


def test_the_command_plays_a_call_and_leaves_the_log_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "log.db"
    write(path, Told(call=CALL, events=EVENTS, at=NOW - timedelta(hours=1)))
    before = path.read_bytes()
    played = run(tmp_path, "replay", "c-0", "--db", "log.db", "--play", "--speed", "1000")
    assert (played.status, played.err) == (0, "")
    assert played.out.startswith(
        "call c-000000000001 · began 2026-11-30 10:05:00 America/New_York · replayed, 1000 times"
    )
    assert path.read_bytes() == before
