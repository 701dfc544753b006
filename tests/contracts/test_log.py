"""Each store keeps the contract."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from attrs import frozen

from receptionist.events.codec import CODEC, Codec
from receptionist.events.sqlite import Database, SqliteLog
from receptionist.events.vault import Vault
from tests.contracts.log_contract import LogContract
from tests.contracts.store import Store
from tests.events.processes import run_module


@frozen
class SqliteStore:
    """A file; each connection is a `Database` of its own."""

    path: Path
    vault: Vault

    @contextlib.asynccontextmanager
    async def open(self, codec: Codec = CODEC) -> AsyncIterator[SqliteLog]:
        async with Database.open(self.path) as database:
            yield SqliteLog(database, self.vault, codec)

    async def append_elsewhere(self, count: int) -> None:
        await run_module("tests.events.appender", str(self.path), "--batches", str(count))


class TestSqliteLog(LogContract):
    @pytest.fixture
    def store(self, path: Path, vault: Vault) -> Store:
        return SqliteStore(path, vault)
