from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from receptionist.storage import open_storage
from tests.webhook.outcomes import Bench


@pytest.fixture
async def bench(path: Path) -> AsyncIterator[Bench]:
    async with open_storage(path) as storage:
        yield Bench(storage)
