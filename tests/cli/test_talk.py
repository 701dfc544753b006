"""`receptionist talk` as a newcomer, a pipe and a program use it."""

from __future__ import annotations

import contextlib
import json
import os
import pty
import re
import select
import signal
import sqlite3
import time
from collections.abc import Iterator
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any

import pytest

from receptionist.cli.callers import story
from tests.processes import PATIENCE, run, start_on_terminal


def test_without_anybody_there_it_plays_the_story_the_same_each_time(tmp_path: Path) -> None:
    first = run(tmp_path, "talk")
    assert (first.status, first.err) == (0, "")
    assert run(tmp_path, "talk") == first
    assert "\x1b" not in first.out
    told = [line for line in first.out.splitlines() if line.startswith(("caller", "receptionist  "))]
    assert told == [
        "receptionist  Bright Smile Dental, this is the automated assistant. How can I help?",
        "caller        I'd like to book an appointment.",
        "receptionist  Happy to. What's your name, and when would suit you?",
        "caller        My name is Sarah, next Tuesday at 2 PM.",
        "receptionist  You're booked for an exam with Dr. Lee on Tuesday, November 24th at 2 PM, Sarah.",
        "caller        Can you send me the details?",
        "receptionist  I've sent you the details of your appointment on Tuesday, November 24th at 2 PM again.",
        "caller        Thank you, goodbye.",
        "receptionist  Thank you for calling Bright Smile Dental. Goodbye!",
    ]
    assert " · 26 effects owed, 26 sent, 12 shown here · chain verified · .data/demo-" in first.out


def test_what_the_screen_says_already_is_sent_and_not_shown_again(tmp_path: Path) -> None:
    """Each decision says what it owes in all, and the lines below it are those that it says are shown."""
    lines = run(tmp_path, "talk").out.splitlines()
    assert [re.sub(r"^.*?: ", "", line) for line in lines if line.startswith("  committed")] == [
        "2 effects owed, 1 shown here",
        "6 effects owed, 5 shown here",
        "5 effects owed, 4 shown here",
    ]
    shown = [found[1] for line in lines if (found := re.match(r" +(\d+:\d+)  ", line))]
    assert shown == [
        "2:0", "6:0", "13:0", "13:1", "13:2", "13:4", "13:5", "18:0", "18:1", "18:3", "18:4", "25:0",
    ]  # fmt: skip


def test_json_has_the_streams_that_the_screen_leaves_out(tmp_path: Path) -> None:
    objects = _objects(run(tmp_path, "talk", "--json").out)
    sent = [line for line in objects if line.get("effect") == "send_text"]
    assert [line["text"] for line in sent if line["topic"] == "agent-status"] == [
        "Greeting the caller", "Taking a booking", "Appointment booked", "Sending the details again", "Call ended",
    ]  # fmt: skip
    voices = {"heard": "caller", "said": "agent"}
    assert [(line["text"], line["attributes"]) for line in sent if line["topic"] == "transcript"] == [
        (line["text"], {"speaker": voices[line["kind"]], "interrupted": "0"})
        for line in objects
        if line["kind"] in voices
    ]
    assert len([line for line in objects if line["kind"] == "sent"]) == 26


def test_what_is_piped_in_is_what_the_caller_says(tmp_path: Path) -> None:
    result = run(tmp_path, "talk", says="I'm Ann Lee, tomorrow at nine please.\n\n  Bye!  \n")
    heard = [line for line in result.out.splitlines() if line.startswith("caller")]
    assert heard == ["caller        I'm Ann Lee, tomorrow at nine please.", "caller        Bye!"]
    assert _ended(tmp_path / ".data" / "receptionist.db") == ["caller_said_goodbye"]


def test_a_pipe_that_ends_without_a_goodbye_is_a_caller_who_hung_up(tmp_path: Path) -> None:
    result = run(tmp_path, "talk", "--script", "-", says="I'd like to book an appointment.")
    assert (result.status, result.err) == (0, "")
    assert _ended(tmp_path / ".data" / "receptionist.db") == ["caller_hung_up"]


def test_a_caller_who_says_nothing_is_greeted_and_gone(tmp_path: Path) -> None:
    result = run(tmp_path, "talk", "--script", "-", "--json")
    assert [line["type"] for line in _objects(result.out) if line["kind"] == "event"] == [
        "call.started", "call.caller_greeted", "call.utterance_spoken", "call.ended",
    ]  # fmt: skip


def test_a_script_is_the_callers_lines_without_its_comments(tmp_path: Path) -> None:
    script = tmp_path / "call.txt"
    script.write_text("# A short one.\nHello?\n\nGoodbye.\n", encoding="utf-8")
    result = run(tmp_path, "talk", "--script", "call.txt", "--json")
    assert [line["text"] for line in _objects(result.out) if line["kind"] == "heard"] == ["Hello?", "Goodbye."]


def test_two_runs_from_the_same_instant_print_the_same_objects(tmp_path: Path) -> None:
    one, other = ((tmp_path / name) for name in ("one", "other"))
    one.mkdir()
    other.mkdir()
    arguments = ("talk", "--now", "2027-03-01T09:15:00-05:00", "--json")
    said = "I want to book, Ann Lee, Friday at nine.\nNo, make it ten.\nThanks, bye.\n"
    assert run(one, *arguments, says=said) == run(other, *arguments, says=said)


def test_json_objects_have_the_fields_that_are_documented(tmp_path: Path) -> None:
    objects = _objects(run(tmp_path, "talk", "--json").out)
    shapes = {
        (line["kind"], line.get("topic", line.get("effect"))): set(line) - {"kind", "call", "at"}
        for line in objects
        if {"kind", "call", "at"} <= set(line)
    }
    document = {"key", "position", "effect", "topic", "name", "mime_type", "size", "saved_as"}
    assert shapes == {
        ("heard", None): {"text"},
        ("said", None): {"text"},
        ("tool", None): {"name", "arguments", "result"},
        ("event", None): {"position", "type", "version", "data", "tags"},
        ("effect", "set_attributes"): {"key", "position", "effect", "attributes"},
        ("effect", "booking-confirmation"): {"key", "position", "effect", "topic", "text"},
        ("effect", "agent-status"): {"key", "position", "effect", "topic", "text"},
        ("effect", "transcript"): {"key", "position", "effect", "topic", "text", "attributes"},
        ("effect", "appointment-details"): document,
        ("effect", "appointment-calendar"): document,
        ("effect", "appointment-card"): document,
        ("sent", None): {"key", "attempt"},
    }
    assert [line["text"] for line in objects if line["kind"] == "heard"] == list(story())
    booked = next(line for line in objects if line["kind"] == "tool" and line["name"] == "book_appointment")
    assert booked["arguments"] == {"name": "Sarah", "date": "next Tuesday", "time": "2 PM"}
    assert booked["result"] == "You're booked for an exam with Dr. Lee on Tuesday, November 24th at 2 PM, Sarah."


def test_the_documents_are_saved_where_it_says(tmp_path: Path) -> None:
    """The story has each of them twice; a calendar entry and a card say besides when they were asked for."""
    objects = _objects(run(tmp_path, "talk", "--json").out)
    saved = [line for line in objects if line.get("effect") == "send_bytes"]
    contents = [(tmp_path / line["saved_as"]).read_bytes() for line in saved]
    topics = 2 * ("appointment-details", "appointment-calendar", "appointment-card")
    assert [(line["topic"], line["size"]) for line in saved] == [
        (topic, len(content)) for topic, content in zip(topics, contents, strict=True)
    ]
    assert contents[0] == contents[3]
    assert json.loads(contents[0])["patient"] == "Sarah"
    assert contents[1].startswith(b"BEGIN:VCALENDAR\r\n")
    assert contents[2].startswith(b"%PDF-")


def test_the_same_instant_twice_into_one_log_is_refused(tmp_path: Path) -> None:
    arguments = ("talk", "--now", "2026-11-18T10:00", "--db", "one.db")
    assert run(tmp_path, *arguments).status == 0
    again = run(tmp_path, *arguments)
    assert again.status == 2
    assert "the same --now makes the same ids" in again.err


@pytest.mark.parametrize("key", [b"\x03", b"\x04"], ids=["Ctrl-C", "Ctrl-D"])
def test_on_a_terminal_one_types_and_hangs_up_with_a_key(tmp_path: Path, key: bytes) -> None:
    with _terminal_call(tmp_path) as (terminal, _):
        shown = _until(terminal, "How can I help?", then=b"My name is Ann Lee, tomorrow at nine.\n")
        shown += _until(terminal, "You're booked for", then=key)
        shown += _until(terminal, "the log behind this call", then=b"")
    assert "\x1b[" in shown
    assert "Traceback" not in shown
    assert _ended(tmp_path / ".data" / "receptionist.db") == ["caller_hung_up"]


def test_a_call_that_is_told_to_stop_is_ended_in_the_log(tmp_path: Path) -> None:
    with _terminal_call(tmp_path) as (terminal, process):
        _until(terminal, "How can I help?", then=b"")
        assert process.pid is not None
        os.kill(process.pid, signal.SIGTERM)
        _until(terminal, "the log behind this call", then=b"")
    assert _ended(tmp_path / ".data" / "receptionist.db") == ["stopped"]


@contextlib.contextmanager
def _terminal_call(folder: Path) -> Iterator[tuple[int, ForkServerProcess]]:
    """A call on a terminal of its own, of which we hold the other end; it must come to a good end by itself."""
    ours, theirs = pty.openpty()
    process = start_on_terminal(folder, theirs, "talk")
    try:
        yield ours, process
        process.join(PATIENCE)
        assert process.exitcode == 0
    finally:
        process.kill()
        process.join()
        process.close()
        os.close(ours)
        os.close(theirs)


def _until(terminal: int, words: str, *, then: bytes) -> str:
    """Read until the terminal shows *words*, then type *then*."""
    shown = ""
    give_up = time.monotonic() + PATIENCE
    while words not in shown:
        assert time.monotonic() < give_up, shown
        ready, _, _ = select.select([terminal], [], [], 1)
        if ready:
            shown += os.read(terminal, 4096).decode("utf-8", "replace")
    os.write(terminal, then)
    return shown


def _objects(out: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.splitlines()]


def _ended(path: Path) -> list[str]:
    """Why the calls in a log ended."""
    raw = sqlite3.connect(path)
    try:
        rows = raw.execute("SELECT data FROM events WHERE type = 'call.ended' ORDER BY position").fetchall()
    finally:
        raw.close()
    return [json.loads(data)["reason"] for (data,) in rows]
