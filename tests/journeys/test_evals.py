"""`make evals` as it is used, against a model that is a script."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.journeys.stand_in import Calls, Repeats, Says, Script, stand_in
from tools.evals.__main__ import every_call, main

STORY = "story: the story"
BOOKS = Calls("book_appointment", {"name": "Sarah", "date": "next Tuesday", "time": "2 PM"})
RIGHT: Script = {
    "I'd like to book an appointment.": [Calls("begin_booking"), Says("What is your name, and when would suit you?")],
    "My name is Sarah, next Tuesday at 2 PM.": [BOOKS, Repeats()],
    "Can you send me the details?": [Calls("send_details"), Repeats()],
    "Thank you, goodbye.": [Calls("end_call"), Repeats()],
}
ONLY_TALKS: Script = {**RIGHT, "My name is Sarah, next Tuesday at 2 PM.": [Says("You're booked, Sarah!")]}
BOOKS_ANOTHER_DAY: Script = {
    **RIGHT,
    "My name is Sarah, next Tuesday at 2 PM.": [
        Calls("book_appointment", {"name": "Sarah", "date": "Monday", "time": "2 PM"}),
        Repeats(),
    ],
}
IN_ANOTHER_WAY: Script = {
    **RIGHT,
    "My name is Sarah, next Tuesday at 2 PM.": [
        Calls("book_appointment", {"name": "Sarah", "date": "Monday", "time": "2 PM"}),
        Calls("move_appointment", {"date": "next Tuesday", "time": "2 PM"}),
        Says("That is done."),
    ],
}


def evals(folder: Path, *arguments: str, **environ: str) -> Result:
    """What `make evals` does in an empty folder."""
    unset: dict[str, None] = {"RECEPTIONIST_LLM": None, "OPENAI_API_KEY": None, "OPENAI_BASE_URL": None}
    runner = CliRunner(env={**unset, **environ})
    # Where no clinic.toml is.
    with contextlib.chdir(folder):
        return runner.invoke(main, ["--only", STORY, *arguments])


def with_model(folder: Path, script: Script, *arguments: str, status: int = 200, silent: bool = False) -> Result:
    with stand_in(script, status=status, silent=silent) as address:
        environ = {"RECEPTIONIST_LLM": "openai", "OPENAI_API_KEY": "a-key", "OPENAI_BASE_URL": address}
        return evals(folder, *arguments, **environ)


def rows(result: Result) -> list[list[str]]:
    """The table below its head, without the seconds, and the last line."""
    lines = result.stdout.splitlines()
    return [*([*line.split()[:6], " ".join(line.split()[7:])] for line in lines[1:-1]), [lines[-1]]]


def test_a_model_that_books_rightly_passes(tmp_path: Path) -> None:
    result = with_model(tmp_path, RIGHT)
    assert (result.exit_code, rows(result)) == (
        0,
        [
            ["story:", "the", "story", "passed", "4", "4", ""],
            ["1 call with gpt-4.1-mini: 1 passed"],
        ],
    )


def test_the_way_there_and_the_words_do_not_count(tmp_path: Path) -> None:
    """It books another day first and moves, which the file forbids the offline brain, and says it in its own words."""
    assert with_model(tmp_path, IN_ANOTHER_WAY).exit_code == 0


@pytest.mark.parametrize(
    ("script", "why"),
    [
        (ONLY_TALKS, "appointments: nothing; expected: Sarah, Tue 2026-11-24 14:00"),
        (
            BOOKS_ANOTHER_DAY,
            "appointments: Sarah, Mon 2026-11-23 14:00; expected: Sarah, Tue 2026-11-24 14:00",
        ),
    ],
)
def test_what_stands_in_the_log_decides_and_not_what_was_said(script: Script, why: str, tmp_path: Path) -> None:
    result = with_model(tmp_path, script)
    assert (result.exit_code, rows(result)[0][3], rows(result)[0][6]) == (1, "failed", why)


def test_a_model_that_does_not_answer_is_in_the_table(tmp_path: Path) -> None:
    result = with_model(tmp_path, RIGHT, status=401)
    assert (result.exit_code, rows(result)[0][3]) == (1, "broken")
    assert "the LLM gave no answer" in rows(result)[0][6]


def test_a_call_that_takes_too_long_is_cut_off(tmp_path: Path) -> None:
    result = with_model(tmp_path, RIGHT, "--limit", "0.5", silent=True)
    assert (result.exit_code, "too slow" in result.stdout) == (1, True)


def test_a_transcript_has_the_differences_the_words_and_the_events(tmp_path: Path) -> None:
    folder = tmp_path / "transcripts"
    with_model(tmp_path, ONLY_TALKS, "--transcripts", str(folder))
    (path,) = folder.iterdir()
    told = path.read_text(encoding="utf-8")
    assert path.name == "story-the-story.txt"
    assert told.startswith("appointments: nothing; expected: Sarah, Tue 2026-11-24 14:00\n")
    assert "caller  My name is Sarah, next Tuesday at 2 PM.\nagent   You're booked, Sarah!\n" in told
    assert "* call.ended: reason=caller_said_goodbye" in told


def test_the_offline_brain_plays_them_without_a_key(tmp_path: Path) -> None:
    result = evals(tmp_path, "--offline")
    assert (result.exit_code, rows(result)[0][3]) == (0, "passed")


@pytest.mark.parametrize("environ", [{}, {"RECEPTIONIST_LLM": "openai"}, {"OPENAI_API_KEY": "a-key"}])
def test_without_a_model_it_says_in_one_line_what_to_set(environ: dict[str, str], tmp_path: Path) -> None:
    """And fails: whoever runs it by a script must not take it for a pass."""
    result = evals(tmp_path, **environ)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "set RECEPTIONIST_LLM=openai and OPENAI_API_KEY" in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_several_at_once_stand_in_the_table_in_the_order_of_their_files(tmp_path: Path) -> None:
    names = [each.name for each in every_call() if each.file == "one_utterance"]
    result = evals(tmp_path, "--offline", "--only", "one_utterance", "--at-once", "3")
    assert (result.exit_code, [row.partition("  ")[0] for row in result.stdout.splitlines()[1:-1]]) == (0, names)


def test_every_call_has_a_file_of_its_own_for_its_transcript() -> None:
    names = [each.file_name.casefold() for each in every_call()]
    assert sorted(set(names)) == sorted(names)


def test_calls_that_are_not_there_are_no_pass(tmp_path: Path) -> None:
    result = evals(tmp_path, "--offline", "--only", "the moon")
    assert (result.exit_code, result.stderr) == (2, "Error: no call has 'the moon' in its name\n")
