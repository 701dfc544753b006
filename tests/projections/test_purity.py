"""Same event, same effects, for ever: whatever the zone, locale, hash seed, process or hour."""

from __future__ import annotations

import ast
import asyncio
import os
import random
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path

import pytest

import receptionist.projections
from receptionist.events.catalogue import CURRENT
from receptionist.events.recorded import Recorded
from receptionist.projections import written
from receptionist.storage import open_storage
from tests.examples import EXAMPLES, recorded
from tests.projections.projecting import Touched, effects, sabotage
from tests.projections.story import tell

WORLDS = {
    "Tokyo": {"TZ": "Asia/Tokyo", "LC_ALL": "ja_JP.UTF-8", "PYTHONHASHSEED": "1"},
    "Berlin": {"TZ": "Europe/Berlin", "LC_ALL": "de_DE.UTF-8", "LANG": "de_DE.UTF-8", "PYTHONHASHSEED": "4294967295"},
    "bare": {"TZ": "", "LC_ALL": "C", "PYTHONHASHSEED": "0"},
    "locked time zones": {"PYTHONTZPATH": "", "PYTHONHASHSEED": "random"},
}
ALLOWED = {
    "__future__", "attrs", "cattrs", "collections.abc", "datetime", "re", "types", "typing", "zoneinfo",
    "receptionist.code_alphabet", "receptionist.domain.codes", "receptionist.language",
}  # fmt: skip
"""The domain is pure, too; a code is read aloud as it is heard back."""


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, tuple[Recorded, ...]]:
    """The story's log, and what it holds."""
    path = tmp_path_factory.mktemp("story") / "log.db"

    async def write() -> tuple[Recorded, ...]:
        async with open_storage(path) as storage:
            return await tell(storage.log)

    return path, asyncio.run(write())


def projected_in(world: dict[str, str], path: Path, *how: str) -> str:
    command = [sys.executable, "-m", "tests.projections.projecting", str(path), *how]
    inherited = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "PYTHONPATH"}}
    ran = subprocess.run(command, env=inherited | world, capture_output=True, check=True, timeout=60)
    return ran.stdout.decode()


@pytest.mark.parametrize("world", WORLDS.values(), ids=WORLDS.keys())
def test_projected_elsewhere_a_history_shows_the_same(
    told: tuple[Path, tuple[Recorded, ...]], world: dict[str, str]
) -> None:
    path, events = told
    here = effects(events)
    assert {type(recorded.event) for recorded in events} == set(CURRENT.values())
    assert projected_in(world, path, "sabotaged") == here


def test_a_story_told_again_is_the_same_story(told: tuple[Path, tuple[Recorded, ...]], tmp_path: Path) -> None:
    """By the same clock and ids: the same events at the same places, though sealed anew."""

    async def again() -> tuple[Recorded, ...]:
        async with open_storage(tmp_path / "again.db") as storage:
            return await tell(storage.log)

    events = asyncio.run(again())
    assert [(e.position, e.id, e.event) for e in events] == [(e.position, e.id, e.event) for e in told[1]]
    assert effects(events) == effects(told[1])


def test_projecting_touches_no_clock_no_chance_and_no_environment() -> None:
    examples = tuple(recorded(event, position=n) for n, event in enumerate(EXAMPLES, 1))
    untouched = effects(examples)
    with sabotage():
        assert effects(examples) == untouched


def test_the_sabotage_works() -> None:
    """A projection that read the time, chance or the environment would be found out."""
    with sabotage():
        for touch in (time.time, random.random, lambda: os.environ["TZ"], lambda: os.getenv("TZ")):
            with pytest.raises(Touched):
                touch()
        assert written.datetime is not datetime  # type: ignore[attr-defined]
        with pytest.raises(Touched):
            written.datetime.now()  # type: ignore[attr-defined]
    assert written.datetime is datetime  # type: ignore[attr-defined]


MODULES = sorted(Path(str(receptionist.projections.__file__)).parent.glob("*.py"))


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.stem)
def test_a_projection_imports_nothing_that_could_tell_it_more(module: Path) -> None:
    """No os, time, random, logging or log; no await; no reading of files."""
    tree = ast.parse(module.read_text(encoding="utf-8"))
    imported = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    imported |= {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    foreign = {name for name in imported if not name.startswith(("receptionist.events.", "receptionist.projections"))}
    assert foreign <= ALLOWED
    assert not imported & {"receptionist.events.log", "receptionist.events.vault", "receptionist.events.sqlite"}
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.Await | ast.AsyncFunctionDef)]
    called = {node.func.id for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}
    assert not called & {"open", "input", "print", "hash", "id", "eval", "exec", "__import__"}
