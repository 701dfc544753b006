"""The command line as the clinic's staff use it: in this process, on a clock that says what the test wants."""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

import pytest
from attrs import define

from receptionist.cli.main import main
from receptionist.clock import SystemClock
from receptionist.events.log import Query
from receptionist.events.recorded import Recorded
from receptionist.storage import open_storage
from tests.processes import Result

Staff = Callable[..., Result]


@define
class Counter:
    """The clinic's front desk: `counter("diary", "--day", "today")` runs a command there."""

    folder: Path
    now: datetime
    capsys: pytest.CaptureFixture[str]

    def __call__(self, *arguments: str) -> Result:
        self.capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main([*arguments])
        out, err = self.capsys.readouterr()
        status = ended.value.code
        assert isinstance(status, int)
        return Result(out, err, status)

    def lines(self, *arguments: str) -> list[str]:
        """What a command that succeeds prints."""
        result = self(*arguments)
        assert (result.status, result.err) == (0, "")
        return result.out.splitlines()

    def refused(self, *arguments: str) -> str:
        """What a command that is refused says."""
        result = self(*arguments)
        assert (result.status, result.out) == (2, "")
        assert result.err.startswith("receptionist: ")
        assert result.err.count("\n") == 1
        return result.err.removeprefix("receptionist: ").rstrip("\n")

    def book(self, name: str, date: str, time: str, *more: str) -> str:
        """Book, and give the appointment's id."""
        return one_id("a", self.lines("diary", "book", "--name", name, "--date", date, "--time", time, *more)[0])

    def events(self) -> Sequence[Recorded]:
        """What is in the log."""

        async def read() -> Sequence[Recorded]:
            async with open_storage(self.folder / ".data" / "receptionist.db", create=False) as storage:
                return (await storage.log.read(Query())).events

        return asyncio.run(read())


def one_id(kind: str, text: str) -> str:
    """The one id of a kind (`a` for appointments) in a text."""
    [found] = set(re.findall(rf"\b{kind}-[0-9a-z]{{12}}\b", text))
    return str(found)


def plain_ids(lines: Sequence[str]) -> list[str]:
    """The same lines with ids and codes, which are random, as `a-…` and `CODE`."""
    coded = (re.sub(r"code [0-9A-Z]{7}", "code CODE", line) for line in lines)
    return [re.sub(r"\b([a-z])-[0-9a-z]{12}\b", r"\1-…", line) for line in coded]


def counter(
    folder: Path, now: datetime, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Counter:
    """The front desk in *folder* at the instant *now*, which a test may move on; Robin is at it."""
    desk = Counter(folder, now, capsys)
    for name in [each for each in os.environ if each.startswith("RECEPTIONIST_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("RECEPTIONIST_STAFF", "Robin")
    monkeypatch.chdir(folder)
    monkeypatch.setattr(SystemClock, "now", lambda _: desk.now)
    return desk
