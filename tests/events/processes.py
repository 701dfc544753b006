"""Other processes, for tests of what they do to each other."""

from __future__ import annotations

import asyncio
import contextlib
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from pathlib import Path

from attrs import define

ROOT = Path(__file__).parents[2]


@define
class Running:
    """Another process and the ends of its pipes."""

    process: Process

    def write(self, line: str) -> None:
        """Give it a line."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{line}\n".encode())

    async def line(self) -> str:
        """Its next line; empty when it has ended."""
        assert self.process.stdout is not None
        return (await self.process.stdout.readline()).decode().rstrip("\n")

    async def rest(self) -> str:
        """What else it prints, until it ends. It must succeed and say nothing on stderr."""
        out, err = await self.process.communicate(b"")
        assert (self.process.returncode, err.decode()) == (0, "")
        return out.decode()

    async def kill(self) -> str:
        """SIGKILL, and what it had printed by then."""
        self.process.kill()
        out, _ = await self.process.communicate(b"")
        return out.decode()


@contextlib.asynccontextmanager
async def running(module: str, *arguments: str) -> AsyncIterator[Running]:
    """`python -m module arguments…` from the project's root, warnings as errors; killed at the end if need be."""
    command = (sys.executable, "-W", "error", "-m", module, *arguments)
    process = await asyncio.create_subprocess_exec(*command, cwd=ROOT, stdin=PIPE, stdout=PIPE, stderr=PIPE)
    try:
        yield Running(process)
    finally:
        if process.returncode is None:
            process.kill()
            await process.communicate(b"")


async def run_module(module: str, *arguments: str) -> str:
    """The same to its end; what it printed."""
    async with running(module, *arguments) as process:
        return await process.rest()
