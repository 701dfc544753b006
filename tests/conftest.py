"""What many tests start from: a clock that stands still, ids that repeat, keys and a log in a folder of their own."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from receptionist.clock import SteppedClock
from receptionist.events.codec import CODEC
from receptionist.events.sqlite import Database, SqliteLog
from receptionist.events.vault import SqliteVault, keys_path
from receptionist.ids import RandomIds
from tests.examples import NOW


@pytest.fixture
def clock() -> SteppedClock:
    return SteppedClock(NOW)


@pytest.fixture
def ids(clock: SteppedClock) -> RandomIds:
    return RandomIds(clock, seed=1)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the test's log is, or will be."""
    return tmp_path / "log.db"


@pytest.fixture
def vault(path: Path) -> Iterator[SqliteVault]:
    vault = SqliteVault(keys_path(path))
    yield vault
    vault.close()


@pytest.fixture
async def database(path: Path) -> AsyncIterator[Database]:
    async with Database.open(path) as database:
        yield database


@pytest.fixture
def log(database: Database, vault: SqliteVault) -> SqliteLog:
    return SqliteLog(database, vault, CODEC)
