"""Saved calls, and logs of every schema there was, are replayed for ever: today's code shows what was recorded.

A difference that is meant is accepted with `make accept-history`, and reviewed like any other change.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from receptionist.errors import HistoryFileError
from receptionist.events.sqlite.schema import MIGRATIONS
from receptionist.testing import play
from tests.history.frozen import FOLDER, LOGS, diff, kept, opened, schema_of, thaw
from tests.journeys.grading import differences
from tests.journeys.journey import Journey, journeys
from tests.journeys.playing import offline
from tests.journeys.playing import play as call
from tests.journeys.transcript import transcript

HISTORIES = sorted(FOLDER.glob("*.json"))
FROZEN = sorted(path.name.removesuffix(".shows.json") for path in LOGS.glob("*.shows.json"))
NEVER_WRITTEN = {4, 5, 7}
"""Schemas that came into being together with the next one: no commit ever wrote a log of theirs."""
CALLS = [
    pytest.param(journey, id=f"{path.stem}: {journey.title}")
    for path in sorted(FOLDER.glob("*.toml"))
    for journey in journeys(path)
]


@pytest.mark.parametrize("path", HISTORIES, ids=lambda path: path.stem)
def test_a_saved_call_shows_what_it_showed(path: Path) -> None:
    play(path).as_recorded()


@pytest.mark.parametrize("name", FROZEN)
async def test_a_frozen_log_shows_what_it_showed(name: str, tmp_path: Path) -> None:
    today, chain = await opened(name, tmp_path)
    assert chain.broken_at is None
    difference = diff(kept(name), today)
    if difference:
        pytest.fail(f"{name} shows something else today:\n{difference}", pytrace=False)


@pytest.mark.parametrize("name", FROZEN)
def test_a_frozen_log_is_of_the_schema_that_it_is_named_after(name: str, tmp_path: Path) -> None:
    assert f"schema_{schema_of(thaw(name, tmp_path))}" == name


def test_every_schema_that_was_ever_written_is_frozen() -> None:
    """A new one is frozen before it is released: `python -m tests.history freeze`."""
    assert {f"schema_{n}" for n in range(1, len(MIGRATIONS) + 1) if n not in NEVER_WRITTEN} == {*FROZEN}


@pytest.mark.parametrize("journey", CALLS)
async def test_a_saved_journey_comes_out_as_its_file_says(journey: Journey, tmp_path: Path) -> None:
    if journey.beyond_the_offline_brain:
        pytest.skip(journey.beyond_the_offline_brain)
    found = await call(journey, tmp_path, offline())
    different = differences(journey, found)
    if different:
        pytest.fail("\n".join([*map(str, different), "", transcript(found.events)]), pytrace=False)


def test_a_file_that_is_no_history_says_so(tmp_path: Path) -> None:
    for content in ("", "[]", '{"format": 2}', '{"format": 1}', '{"format": 1, "about": "", "events": [{}]}'):
        (tmp_path / "x.json").write_text(content, encoding="utf-8")
        with pytest.raises(HistoryFileError, match="is not a history"):
            play(tmp_path / "x.json")
