"""Whole calls as people make them: real session, tools, log, outbox and relay; the LLM is the offline one."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tests.journeys.journey import FOLDER, Journey, journeys
from tests.journeys.playing import play

FILES = sorted(FOLDER.glob("*.toml"))
CALLS = [pytest.param(journey, id=f"{path.stem}: {journey.title}") for path in FILES for journey in journeys(path)]


@pytest.mark.parametrize("journey", CALLS)
async def test_the_call_comes_out_as_its_file_says(journey: Journey, tmp_path: Path) -> None:
    if journey.beyond_the_offline_brain:
        pytest.skip(journey.beyond_the_offline_brain)
    outcome, happened, transcript = await play(journey, tmp_path)
    assert outcome == journey.outcome, transcript
    assert set(journey.happened) <= happened, transcript
    assert not set(journey.never) & happened, transcript


def test_no_two_calls_of_a_file_have_the_same_title() -> None:
    """A call that fails is found by its title."""
    assert [title for title, times in Counter(str(call.id) for call in CALLS).items() if times > 1] == []


@pytest.mark.parametrize("name", ["story", "one_utterance", "paraphrases"])
def test_the_story_in_any_words_is_never_beyond_the_offline_brain(name: str) -> None:
    assert [journey.beyond_the_offline_brain for journey in journeys(FOLDER / f"{name}.toml")] == [
        None for _ in journeys(FOLDER / f"{name}.toml")
    ]


CALL = """
[[call]]
title = "a call"
says = "Goodbye."
[call.outcome]
appointments = []
states = ["greeting", "ended"]
confirmations = 0
documents = 0
ended = "caller_said_goodbye"
"""


@pytest.mark.parametrize(
    ("written", "instead"),
    [
        ("says =", "syas ="),
        ("documents = 0", "documnets = 0"),
        ("appointments = []", 'appointments = ["Sarah, Mon 2026-11-24 14:00"]'),
        ("appointments = []", 'appointments = ["Sarah at two"]'),
        ('ended = "caller_said_goodbye"', ""),
        ('title = "a call"', 'title = "a call"\ntaken = ["Tue 2026-11-31 14:00"]'),
        ("documents = 0", 'documents = 0\nnever = ["booking.confirmd"]'),
        ("[[call]]", "[otucome]\n[[call]]"),
    ],
)
def test_a_slip_in_a_file_does_not_pass_unnoticed(written: str, instead: str, tmp_path: Path) -> None:
    """A misspelt key or event, a day that is not, a missing line: each would make a call pass that should not."""
    path = tmp_path / "call.toml"
    path.write_text(CALL, encoding="utf-8")
    assert [journey.title for journey in journeys(path)] == ["a call"]
    path.write_text(CALL.replace(written, instead), encoding="utf-8")
    with pytest.raises((ValueError, KeyError, ExceptionGroup)):
        journeys(path)
