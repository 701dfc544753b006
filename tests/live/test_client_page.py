"""docs/client.md: its program runs as it stands there, and shows a call to whoever starts it late."""

from __future__ import annotations

import asyncio
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.live.calls import answered, contract_streams, hang_up, kept_of, ringing, slot
from tests.live.room import PATIENCE, ROOT, Worker, new_room, token
from tools.livekit_server import Server

PAGE = (ROOT / "docs" / "client.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("client-page")


@pytest.fixture(scope="module")
def worker(livekit: Server, folder: Path) -> Iterator[Worker]:
    with Worker.running(livekit, folder) as started:
        yield started


async def test_the_program_on_the_page_shows_all_of_a_call_that_is_under_way(
    livekit: Server, worker: Worker, folder: Path
) -> None:
    [program] = re.findall(r"^```python\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
    room = new_room("page")
    async with ringing(livekit, room) as sarah:
        await answered(sarah, f"I'd like to book an appointment. My name is Sarah, {slot(3).words}.")
        running = await asyncio.create_subprocess_exec(
            sys.executable, "-c", program,
            env={
                **os.environ, "PYTHONPATH": str(ROOT), "LIVEKIT_URL": livekit.url,
                "TOKEN": token(livekit, room, "staff-dashboard"),
            },
            stdout=asyncio.subprocess.PIPE,
            cwd=folder,
        )  # fmt: skip
        lines = _Lines(running)
        try:
            await lines.until("agent_state=confirmed")
            await hang_up(sarah)
            await lines.until("agent-status Call ended")
        finally:
            running.kill()
            await running.wait()
        sent = [row for row in (await kept_of(folder, sarah)).outbox if row.lane == "streams"]
    shown = [line for line in lines.seen if not re.match(r"[\w.]+=", line)]
    assert len(sent) == len(contract_streams(sarah))
    expected = [
        f"{stream.topic} {stream.text}"
        if stream.kind == "text"
        else f"{stream.topic} {stream.name} {len(stream.content)} bytes"
        for stream in contract_streams(sarah)
    ]
    assert shown == expected


class _Lines:
    def __init__(self, running: asyncio.subprocess.Process) -> None:
        self._running = running
        self.seen: list[str] = []

    async def until(self, words: str) -> None:
        """Read until a line has *words*."""
        assert self._running.stdout is not None
        async with asyncio.timeout(2 * PATIENCE):
            while not self.seen or words not in self.seen[-1]:
                line = await self._running.stdout.readline()
                assert line, self.seen
                self.seen.append(line.decode().rstrip("\n"))
