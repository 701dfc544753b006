"""`receptionist replay CALL`: the timeline, as a person reads it and as a program does."""

from __future__ import annotations

import json
import os
import pty
import re
import select
import signal
import time
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

from receptionist.auditing.roles import login_name
from receptionist.events.access import AccessRecorded
from receptionist.events.call import (
    CallResumed,
    ConnectionLost,
    ParticipantJoined,
    StreamsResent,
    ToolReturned,
    UtteranceHeard,
)
from tests.cli.logs import Told, alter, objects, write
from tests.cli.replayed import CALL, SENT, TO_CALLER, append, recorded_in, replay, write_call
from tests.examples import example
from tests.processes import PATIENCE, run, start, start_on_terminal
from tests.replaying.telling import CALLED, ENDED, GREETED, STARTED

HEARD = UtteranceHeard(text="Hi.")
NOT_RECORDED = (
    "receptionist: this log cannot be written to (a copy kept as evidence): that you look at it is not recorded\n"
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("replay")
    write_call(folder)
    return folder


def test_the_timeline_of_a_call(folder: Path) -> None:
    confirmed = (
        "BookingConfirmed  appointment_id=a-0000000000ex code=K7X4MRP patient_id=p-0000000000ex"
        ' patient_name="Zoë" treatment=exam provider="Dr. Lee" starts_at=2026-12-01 09:00 ends_at=2026-12-01 09:30'
        "  ← #4"
    )
    written = (
        "Booking confirmed: Zoë on Tuesday, December 1st, 2026 at 9 AM. Bright Smile Dental, 123 Main St."
        " Exam with Dr. Lee. Confirmation code: K7X-4MRP."
    )
    assert replay(folder) == [
        "call c-booked000000 · Bright Smile Dental · room · Monday, November 30th, 2026, 11:05:00 America/New_York",
        "booked · ended: caller_said_goodbye · lasted 0:08:00",
        "  Tuesday, December 1st at 9 AM, Zoë, exam with Dr. Lee (a-0000000000ex)",
        "",
        '11:05:00  +0:00.0         #1  event    CallStarted  channel=room clinic="Bright Smile Dental" language=en',
        (
            "11:06:00  +1:00.0         #2  event    CallerGreeted"
            '  words="Bright Smile Dental, good morning. How can I help?"'
        ),
        f"                         2:0           → agent_state=greeting  {TO_CALLER}",
        f'                         2:1           → agent-status  "Greeting the caller"  {TO_CALLER}',
        "11:07:00  +2:00.0         #3  caller   Tomorrow at nine, please. It's Zoë.",
        f"                         3:0           → transcript  (these words)  {TO_CALLER}",
        '11:08:00  +3:00.0         #4  tool     request_booking(patient_name="Zoë", date=tomorrow, time=nine)  ← #3',
        "                          #7           = answered after 3:00.0: Booked for Tuesday 09:00.",
        "11:09:00  +4:00.0         #5  event    BookingBegun  ← #4",
        f"                         5:0           → agent_state=booking  {TO_CALLER}",
        f'                         5:1           → agent-status  "Taking a booking"  {TO_CALLER}',
        f"11:10:00  +5:00.0         #6  event    {confirmed}",
        f"                         6:0           → agent_state=confirmed patient_name=Zoë  {TO_CALLER}",
        f'                         6:1           → booking-confirmation  "{written}"  {TO_CALLER}',
        (
            "                         6:2           → appointment-details  appointment-a-0000000000ex.json"
            f" (application/json)  {TO_CALLER}"
        ),
        f'                         6:3           → agent-status  "Appointment booked"  {TO_CALLER}',
        (
            "                         6:4           → appointment-calendar  appointment-a-0000000000ex.ics"
            f" (text/calendar)  {TO_CALLER}"
        ),
        (
            "                         6:5           → appointment-card  appointment-a-0000000000ex.pdf"
            f" (application/pdf)  {TO_CALLER}"
        ),
        "11:12:00  +7:00.0         #8  agent    You are booked, … (interrupted)",
        f"                         8:0           → transcript  (these words)  {TO_CALLER}",
        "11:13:00  +8:00.0         #9  event    CallEnded  reason=caller_said_goodbye  ← #4",
        f"                         9:0           → agent_state=ended  {TO_CALLER}",
        f'                         9:1           → agent-status  "Call ended"  {TO_CALLER}',
        "",
        "9 events · 14 effects: 14 sent · sent after 1.2 s (median), 1.2 s (most)",
        "went wrong: confirmation interrupted",
    ]


def test_whole_names_are_shown_only_when_they_are_asked_for(folder: Path) -> None:
    """Written with two spaces in what the caller said, and in other letters, they are the same name."""
    for how in ((), ("--json",), ("--at", "9"), ("--at", "9", "--json"), ("--diff", "1", "9")):
        assert "quillfeather" not in "\n".join(replay(folder, *how)).casefold()
        assert "quillfeather" in "\n".join(replay(folder, *how, "--names")).casefold()


def test_json_is_the_call_and_then_an_object_an_entry(folder: Path) -> None:
    call, *entries = objects("\n".join(replay(folder, "--json")))
    assert {name: call[name] for name in ("kind", "call", "standing", "outcome", "reason", "seconds", "problems")} == {
        "kind": "call",
        "call": CALL,
        "standing": "ended",
        "outcome": "booked",
        "reason": "caller_said_goodbye",
        "seconds": 480.0,
        "problems": ["confirmation_interrupted"],
    }
    assert [(entry["kind"], entry["position"]) for entry in entries[:5]] == [
        ("event", 1), ("event", 2), ("effect", 2), ("effect", 2), ("utterance", 3),
    ]  # fmt: skip
    assert entries[4] == {
        "kind": "utterance",
        "call": CALL,
        "position": 3,
        "at": "2026-11-30T16:07:00+00:00",
        "offset": 120.0,
        "speaker": "caller",
        "text": "Tomorrow at nine, please. It's Zoë.",
        "interrupted": False,
    }
    assert (entries[2]["latency"], entries[2]["recipients"][0]["role"]) == (1.2, "caller")


def test_what_happened_to_the_room_to_the_agent_and_to_the_effects(tmp_path: Path) -> None:
    joined = ParticipantJoined(identity="staff-zoe", role="staff", contract=True, sid="PA_1")
    again = StreamsResent(identity="staff-zoe", after=1, through=3, why="sync")
    failed = ToolReturned(tool_call_id=CALLED.tool_call_id, tool="x", result="it broke", is_error=True)
    events = (STARTED, example(ConnectionLost), CallResumed(attempt=1), joined, CALLED, failed, again, HEARD, ENDED)
    parked = "UPDATE outbox SET state = 'parked', attempts = 3, last_error = 'no answer' WHERE position = 8"
    write_call(
        tmp_path, *events, sql=(SENT, parked, "UPDATE outbox SET state = 'owed', attempts = 2 WHERE position = 9")
    )
    assert [line[24:].strip() for line in replay(tmp_path)[3:-3]] == [
        '#1  event    CallStarted  channel=room clinic="Bright Smile Dental" language=en',
        "#2  room     the agent lost its connection",
        "#3  rescue   another agent has taken the call over (attempt 1), after 1:00.0 of silence",
        '3:0           → agent-status  "Taking the call up again"  [sent +1.2 s to caller; again to staff at 11:11:00]',
        "#4  room     staff joined (asks by itself for what it missed)",
        '#5  tool     request_booking(patient_name="Zoë", date=tomorrow, time=nine)',
        "#6           = failed after 1:00.0: it broke",
        "#7  room     staff is sent streams of events 2 to 3 again: they asked",
        "#8  caller   Hi.",
        "8:0           → transcript  (these words)  [PARKED after 3 attempts: no answer]",
        "#9  event    CallEnded  reason=caller_said_goodbye  ← #5",
        "9:0           → agent_state=ended  [OWED, tried 2 times]",
        '9:1           → agent-status  "Call ended"  [OWED, tried 2 times]',
    ]
    assert replay(tmp_path)[-2:] == [
        "9 events · 4 effects: 1 sent, 1 parked, 2 owed · sent after 1.2 s (median), 1.2 s (most)",
        "went wrong: rescued, tool error, connection lost, parked, owed",
    ]
    assert "staff-zoe joined" in "\n".join(replay(tmp_path, "--names"))
    assert "staff-zoe" not in "\n".join(replay(tmp_path, "--json"))


def test_what_nobody_answered_says_so(tmp_path: Path) -> None:
    write_call(tmp_path, STARTED, CALLED)
    lines = replay(tmp_path)
    assert lines[1] == "nothing · DEAD: not ended, and its process is gone · lasted 0:01:00"
    assert lines[5].strip() == "= no answer is in the log"
    (tmp_path / "live").mkdir()
    write_call(tmp_path / "live", STARTED, CALLED, leased=600)
    lines = replay(tmp_path / "live")
    assert lines[1] == "nothing · LIVE · lasted 0:01:00"
    assert lines[5].strip() == "= no answer yet"


def test_what_a_newer_version_wrote_is_told_as_far_as_it_can_be(tmp_path: Path) -> None:
    write(tmp_path / "log.db", Told(call=CALL, events=(STARTED, GREETED, ENDED)))
    later = ("DROP TRIGGER events_stay_as_they_are", "UPDATE events SET version = 9 WHERE position = 2", SENT)
    alter(tmp_path / "log.db", *later)
    lines = replay(tmp_path)
    assert lines[4].endswith(
        (
            "call.caller_greeted (version 9, written by a newer version)"
            '  words="Bright Smile Dental, good morning. How can I help?"'
        ),
    )
    assert lines[5].strip() == "2:0           → attributes  (this version cannot show it)  [sent +1.2 s to caller]"
    assert lines[-1] == "went wrong: unread"


def test_an_erased_call_is_told_as_far_as_it_can_be(tmp_path: Path) -> None:
    write_call(tmp_path)
    (tmp_path / "log.db.keys").write_bytes(b"")
    lines = replay(tmp_path)
    assert "11:07:00  +2:00.0         #3  caller   [erased]" in lines
    assert "--verify" not in "\n".join(lines)


def test_what_today_would_be_shown_otherwise_is_marked(tmp_path: Path) -> None:
    write_call(tmp_path, STARTED, GREETED, sql=(SENT, "UPDATE outbox SET digest = 'other' WHERE ordinal = 0"))
    assert replay(tmp_path)[5].endswith(
        "→ agent_state=greeting  [sent +1.2 s to caller; today's code shows it otherwise (see --verify)]"
    )


def test_what_a_caller_made_of_their_words_does_not_reach_the_terminal(tmp_path: Path) -> None:
    evil = UtteranceHeard(text="\x1b[2Jhello\u202e\nyou")
    write_call(tmp_path, STARTED, evil)
    for how in ((), ("--json",), ("--at", "2"), ("--diff", "1", "2")):
        out = "\n".join(replay(tmp_path, *how))
        assert "hello" in out
        assert not {"\x1b", "\u202e"} & set(out)


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        ((), "which CALL? Its id, or the beginning of it: 'receptionist calls' lists them."),
        (("--verify",), "which CALL? Its id, or the beginning of it, or --all: 'receptionist calls' lists them."),
        (("c-1", "--verify", "--all"), "--all is every call: leave CALL out."),
        (("c-1", "--at", "1", "--html", "x.html"), "--at and --html are different things to do; ask for one."),
        (("c-1", "--play", "--into-room", "r"), "--play and --into-room are different things to do; ask for one."),
        (("--all",), "--all says nothing about the timeline; it goes with --verify."),
        (("c-1", "--accept"), "--accept says nothing about the timeline; it goes with --verify."),
        (("c-1", "--speed", "2"), "--speed says nothing about the timeline; it goes with --play or --into-room."),
        (("c-1", "--force"), "--force says nothing about the timeline; it goes with --save-test."),
        (("c-1", "--at", "1", "--follow"), "--follow says nothing about --at; it goes with the timeline."),
        (("c-1", "--html", "x.html", "--json"), "--json says nothing about --html; it goes with --at or --diff."),
        (("c-1", "--diff", "1"), "Option '--diff' requires 2 arguments."),
    ],
)
def test_options_that_do_not_go_together_are_refused(tmp_path: Path, arguments: tuple[str, ...], why: str) -> None:
    result = run(tmp_path, "replay", *arguments)
    assert (result.status, result.out, result.err) == (2, "", f"receptionist: {why}\n")


def test_a_call_that_is_not_there(folder: Path) -> None:
    result = run(folder, "replay", "c-none", "--db", "log.db")
    assert (result.status, result.err) == (
        2, "receptionist: no call c-none in log.db; name another log with --db PATH\n",
    )  # fmt: skip


def test_looking_again_at_a_call_changes_no_byte_of_a_copy_that_is_kept_as_evidence(tmp_path: Path) -> None:
    write_call(tmp_path)
    copy = tmp_path / "evidence"
    copy.mkdir()
    for path in tmp_path.glob("log.db*"):
        (copy / path.name).write_bytes(path.read_bytes())
        (copy / path.name).chmod(0o400)
    copy.chmod(0o500)
    before = {path.name: path.read_bytes() for path in copy.iterdir()}
    for moment in ((), ("--at", "3")):
        looked = run(tmp_path, "replay", "c-booked", "--db", "evidence/log.db", *moment)
        assert (looked.status, looked.err) == (0, NOT_RECORDED)
    assert {name: (copy / name).read_bytes() for name in before} == before


def test_of_a_log_that_can_be_written_each_look_is_recorded(tmp_path: Path) -> None:
    """Before anything is shown; what the call is made of stays as it was."""
    write_call(tmp_path)
    shown = replay(tmp_path, "--as", "Ana", "--reason", "a complaint")
    assert replay(tmp_path, "--no-pager") == shown
    assert [
        (each.metadata.person, each.event.command, each.event.reason, each.event.calls)
        for each in recorded_in(tmp_path / "log.db")
        if isinstance(each.event, AccessRecorded)
    ] == [
        ("Ana", "replay", "a complaint", (CALL,)),
        (login_name(), "replay", None, (CALL,)),
    ]


def test_a_call_that_is_over_is_followed_to_its_end(folder: Path) -> None:
    assert replay(folder, "--follow") == replay(folder)
    whole, followed = replay(folder, "--json"), replay(folder, "--json", "--follow")
    # That somebody looks makes the log longer; the call's last line comes last.
    assert [_without_head(each) for each in followed] == [_without_head(each) for each in [*whole[1:], whole[0]]]


def _without_head(line: str) -> dict[str, Any]:
    return {name: value for name, value in json.loads(line).items() if name != "head"}


def test_a_running_call_is_followed_until_it_ends(tmp_path: Path) -> None:
    write_call(tmp_path, STARTED, GREETED, sql=(), leased=600)
    running = start(tmp_path, "replay", "c-booked", "--db", "log.db", "--follow", "--json")
    seen = running.objects()
    call, *first = (next(seen) for _ in range(3))
    assert (call["kind"], call["standing"]) == ("call", "live")
    assert [(each["kind"], each["position"]) for each in first] == [("event", 1), ("event", 2)]
    alter(tmp_path / "log.db", SENT)
    assert [(each["key"], each["state"]) for each in (next(seen), next(seen))] == [("2:0", "sent"), ("2:1", "sent")]
    append(tmp_path / "log.db", evolve(ENDED, reason="failed"))
    call, ended = next(seen), next(seen)
    assert (call["kind"], call["standing"], ended["name"]) == ("call", "ended", "CallEnded")
    alter(tmp_path / "log.db", SENT, "UPDATE relay_owner SET expires_at = 0")
    rest = list(seen)
    # At position 3 stands that somebody looks.
    assert [each.get("key") for each in rest] == ["4:0", "4:1", None]
    assert (rest[-1]["kind"], rest[-1]["standing"]) == ("call", "ended")
    assert running.finish()[1] == 0


def test_ctrl_c_ends_the_following_without_a_word(tmp_path: Path) -> None:
    write_call(tmp_path, STARTED, leased=600)
    running = start(tmp_path, "replay", "c-booked", "--db", "log.db", "--follow", "--json")
    next(running.objects())
    running.kill(signal.SIGINT)
    assert running.finish()[1] == 130
    assert (tmp_path / "stderr.txt").read_text().strip() == ""


def test_on_a_terminal_it_is_in_colour_folded_and_on_pages(folder: Path) -> None:
    """The pager is the user's; what it is given is what fits the terminal's width."""
    shown = on_terminal(folder, "--no-pager")
    assert "\x1b[" in shown
    lines = [re.sub(r"\x1b\[[0-9;]*m", "", line) for line in shown.splitlines()]
    assert max(map(len, lines)) <= 80
    assert any(line.strip().startswith("#8  agent") for line in (line[19:] for line in lines))
    (folder / "pager").write_text("#!/bin/sh\nsed 's/^/PAGED /'\n")
    (folder / "pager").chmod(0o700)
    paged = on_terminal(folder, PAGER=str(folder / "pager"))
    assert paged.startswith("PAGED ")


def on_terminal(folder: Path, *arguments: str, **environ: str) -> str:
    """What a terminal of 80 columns shows."""
    ours, theirs = pty.openpty()
    environ = {"COLUMNS": "80", "LINES": "24", **environ}
    process = start_on_terminal(folder, theirs, "replay", "c-booked", "--db", "log.db", *arguments, **environ)
    shown, until = b"", time.monotonic() + PATIENCE
    while process.is_alive() or select.select([ours], [], [], 0)[0]:
        assert time.monotonic() < until, shown
        if select.select([ours], [], [], 0.1)[0]:
            shown += os.read(ours, 65536)
    assert process.exitcode == 0
    process.close()
    os.close(ours)
    os.close(theirs)
    return shown.decode()
