"""Whole calls as people make them: real session, tools, log, outbox and relay; the LLM is the offline one."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tests.journeys.grading import differences
from tests.journeys.journey import FOLDER, Journey, journeys
from tests.journeys.playing import offline, play
from tests.journeys.transcript import transcript

FILES = sorted(FOLDER.glob("*.toml"))
CALLS = [pytest.param(journey, id=f"{path.stem}: {journey.title}") for path in FILES for journey in journeys(path)]


@pytest.mark.parametrize("journey", CALLS)
async def test_the_call_comes_out_as_its_file_says(journey: Journey, tmp_path: Path) -> None:
    if journey.beyond_the_offline_brain:
        pytest.skip(journey.beyond_the_offline_brain)
    found = await play(journey, tmp_path, offline())
    different = differences(journey, found)
    if different:
        pytest.fail("\n".join([*map(str, different), "", transcript(found.events)]), pytrace=False)


def test_no_two_calls_of_a_file_have_the_same_title() -> None:
    """A call that fails is found by its title."""
    assert [title for title, times in Counter(str(call.id) for call in CALLS).items() if times > 1] == []


@pytest.mark.parametrize("name", ["story", "one_utterance", "paraphrases"])
def test_the_story_in_any_words_is_never_beyond_the_offline_brain(name: str) -> None:
    assert [journey.beyond_the_offline_brain for journey in journeys(FOLDER / f"{name}.toml")] == [
        None for _ in journeys(FOLDER / f"{name}.toml")
    ]
