"""A stand on a log of its own for each test."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.publishers.support import Stand, stand_on


@pytest.fixture
async def stand(path: Path) -> AsyncIterator[Stand]:
    async with stand_on(path) as stand:
        yield stand
