"""No test of the log leaves a thread of aiosqlite's behind: one of them can keep a whole process from ending."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True)
def no_thread_is_left() -> Iterator[None]:
    yield
    for thread in aiosqlite_threads():
        thread.join(timeout=5)  # one that has closed its connection needs another moment to end
    assert aiosqlite_threads() == []


def aiosqlite_threads() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if "_connection_worker_thread" in thread.name]
