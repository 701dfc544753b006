"""Bad input: one clear line on standard error, exit status 2, no traceback, and no process that hangs."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from tests.processes import run


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("talk", "--script", "missing.txt"), "script missing.txt cannot be read: No such file or directory"),
        (("talk", "--script", "folder"), "script folder cannot be read: Is a directory"),
        (("talk", "--script", "latin.txt"), "script latin.txt is not UTF-8 text (byte 3)"),
        (("talk", "--db", "folder"), "folder: is a directory; name a file"),
        (("talk", "--db", "text.db"), "text.db is not a receptionist log; choose another path with --db"),
        (("talk", "--db", "other.db"), "other.db is not a receptionist log; choose another path with --db"),
        (
            ("talk", "--now", "tomorrow"),
            "setting --now is 'tomorrow'; accepted: an ISO 8601 date and time, such as 2026-11-18T10:00",
        ),
        (("talk", "--llm", "oracle"), "Invalid value for '--llm': 'oracle' is not one of 'offline', 'openai'."),
        (("talk", "--loud"), "No such option '--loud'. Did you mean '--db'?"),
        (
            ("talk", "--room", "demo", "--verbose"),
            "--room does not go with --verbose: the worker's own log says what happens in a call",
        ),
        (("show",), "Missing argument 'CALL'."),
        (("show", "c-1", "--db", "missing.db"), "missing.db: does not exist"),
        (("show", "c-1"), "no call c-1: there is no log yet; name one with --db PATH"),
        (("resume", "c-1", "--wait", "-1"), "Invalid value for '--wait': -1.0 is not in the range x>=0."),
        (("sing",), "No such command 'sing'."),
    ],
)
def test_a_mistake_is_one_line(tmp_path: Path, arguments: tuple[str, ...], complaint: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "latin.txt").write_bytes(b"Caf\xe9\n")
    (tmp_path / "text.db").write_text("This is not a database, and it is longer than a header. " * 20)
    raw = sqlite3.connect(tmp_path / "other.db")
    raw.execute("CREATE TABLE songs (name TEXT)")
    raw.close()
    result = run(tmp_path, *arguments)
    assert (result.status, result.err) == (2, f"receptionist: {complaint}\n")


def test_a_mistake_in_the_clinics_file_is_reported_with_its_place(tmp_path: Path) -> None:
    (tmp_path / "clinic.toml").write_text('name = "Other"\nphone = 3\n')
    result = run(tmp_path, "talk")
    assert result.status == 2
    assert result.out == ""
    assert result.err.startswith("receptionist: setting ")
    assert f"{tmp_path / 'clinic.toml'}" in result.err
    assert result.err.count("\n") == 1


def test_a_real_model_without_a_key_says_what_is_missing(tmp_path: Path) -> None:
    result = run(tmp_path, "talk", "--llm", "openai", says="Hello.\n")
    assert result.status == 2
    assert result.err.startswith("receptionist: setting OPENAI_API_KEY is ")
    assert result.err.count("\n") == 1


def test_a_real_model_that_does_not_answer_ends_the_call(tmp_path: Path) -> None:
    """Nothing listens on port 9 of this machine."""
    result = run(
        tmp_path, "talk", "--llm", "openai", says="Hello.\n",
        OPENAI_API_KEY="none", OPENAI_BASE_URL="http://127.0.0.1:9/v1",
    )  # fmt: skip
    assert result.status == 2
    assert result.err.startswith("receptionist: the LLM gave no answer (")
    assert result.err.count("\n") == 1
    raw = sqlite3.connect(tmp_path / ".data" / "receptionist.db")
    ended = raw.execute("SELECT data FROM events WHERE type = 'call.ended'").fetchall()
    raw.close()
    assert ended == [(b'{"reason":"failed"}',)]


def test_a_reader_who_leaves_is_no_error(tmp_path: Path) -> None:
    """As in `receptionist talk | head -1`."""
    result = run(tmp_path, "--help")
    assert result.status == 0
    assert result.out.startswith("Usage: receptionist ")
