"""The live tests' ground: a livekit-server of their own, on loopback, one for each test process."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import pytest

from tools.livekit_server import NoServerError, Server, find, find_or_build, running

_HERE = Path(__file__).parent
# For whichever test comes first where the server has to be built, or is being built by another test process.
_BUILDING_SECONDS = 1900


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark everything in this folder `live`, and give it time where there is no server yet."""
    there = find() is not None
    for item in items:
        if item.path.is_relative_to(_HERE):
            item.add_marker(pytest.mark.live)
            if not there:
                item.add_marker(pytest.mark.timeout(_BUILDING_SECONDS))


@pytest.fixture(scope="session")
def binary() -> Path:
    """The livekit-server. Without one a test is skipped, or fails where RECEPTIONIST_REQUIRE has `livekit`."""
    try:
        return find_or_build(lambda sentence: print(sentence, file=sys.__stderr__))
    except NoServerError as error:
        do_without(error, os.environ.get("RECEPTIONIST_REQUIRE", ""))


def do_without(reason: NoServerError, required: str) -> NoReturn:
    """Skip the test with its reason, or fail it where a server is required (CI)."""
    if "livekit" in required.replace(",", " ").split():
        pytest.fail(f"RECEPTIONIST_REQUIRE has livekit, but {reason}", pytrace=False)
    pytest.skip(str(reason))


@pytest.fixture(scope="session")
def livekit(binary: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server for all the tests of this process: each takes rooms of its own."""
    with running(binary, tmp_path_factory.mktemp("livekit")) as server:
        yield server
