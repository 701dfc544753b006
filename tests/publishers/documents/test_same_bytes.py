"""A document has the same bytes each time, wherever and whenever it is rendered."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from receptionist.publishers.rendering import render
from tests.publishers.documents.models import ALL

WORLDS = {
    "Berlin": {"TZ": "Europe/Berlin", "LC_ALL": "de_DE.UTF-8", "LANG": "de_DE.UTF-8", "PYTHONHASHSEED": "4294967295"},
    "bare": {"TZ": "", "LC_ALL": "C", "PYTHONHASHSEED": "0", "PYTHONTZPATH": "", "SOURCE_DATE_EPOCH": "1"},
}


@pytest.fixture(scope="module")
def here() -> bytes:
    return b"".join(render(document) for document in ALL)


def test_rendered_twice_here_it_is_the_same(here: bytes) -> None:
    assert b"".join(render(document) for document in ALL) == here


@pytest.mark.parametrize("world", WORLDS.values(), ids=WORLDS.keys())
def test_rendered_elsewhere_it_is_the_same(here: bytes, world: dict[str, str]) -> None:
    """Another process, zone, locale, hash seed, and the locked time zones instead of the machine's."""
    inherited = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "PYTHONPATH"}}
    ran = subprocess.run(
        [sys.executable, "-m", "tests.publishers.documents.models"],
        env=inherited | world,
        capture_output=True,
        check=True,
        timeout=60,
    )
    assert ran.stdout == here
