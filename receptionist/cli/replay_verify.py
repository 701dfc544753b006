"""`receptionist replay CALL|--all --verify`: today's code over yesterday's events, and what it would show otherwise."""

from __future__ import annotations

import asyncio
import contextlib
import importlib.metadata
from collections.abc import AsyncIterator
from pathlib import Path

from attrs import define, field
from rich.console import Console
from rich.text import Text

from receptionist.cli.access import disclose_call
from receptionist.cli.finding import open_call
from receptionist.cli.looking import open_log
from receptionist.cli.progress import progress
from receptionist.cli.words import plain
from receptionist.clock import SystemClock
from receptionist.config import Settings
from receptionist.ids import CallId
from receptionist.replaying.checking import Page, accept_findings, verify
from receptionist.replaying.diffs import diff, headline, shape
from receptionist.replaying.verifying import Finding
from receptionist.staff_desk import who_acts
from receptionist.storage import Storage

SAME, DIFFERENT = 0, 1
"""Exit statuses; 2, as everywhere, is that it could not be done."""

_STYLES = {"+": "green", "-": "red", " ": ""}


@define
class _Tally:
    """What is added up while a log goes by, whatever its length: a number a shape of finding."""

    events: int = 0
    effects: int = 0
    differences: int = 0
    erased: int = 0
    newer: int = 0
    accepted: int = 0
    news: int = 0
    not_acceptable: int = 0
    times: dict[tuple[object, ...], int] = field(factory=dict)
    first: dict[tuple[object, ...], str] = field(factory=dict)

    def count(self, page: Page) -> None:
        """One page more."""
        self.events += page.events
        self.effects += page.effects
        for finding in page.findings:
            self.differences += finding.is_difference
            self.erased += finding.verdict == "erased"
            self.newer += finding.verdict == "newer"
            self.not_acceptable += finding.is_difference and not finding.can_be_accepted

    def is_first_of_its_kind(self, finding: Finding) -> bool:
        """Whether nothing like it was found before; all that is like it is counted together."""
        of = shape(finding)
        self.times[of] = self.times.get(of, 0) + 1
        return self.first.setdefault(of, headline(finding)) is not None and self.times[of] == 1


def run(settings: Settings, database: Path | None, *, call: str | None, accept: bool, names: bool = False) -> int:
    """Verify one call, or all (*call* is None), and print what differs; with *accept*, have that be what is meant.

    Returns:
        The exit status: 0 when nothing differs (any more, once it is accepted), 1 when something does.

    Raises:
        LogError: The log cannot be read; its subclasses say why.
    """
    return asyncio.run(_run(settings, database, call, accept=accept, names=names))


async def _run(settings: Settings, database: Path | None, call: str | None, *, accept: bool, names: bool) -> int:
    who = who_acts(None, settings) if accept else ""
    tally, console = _Tally(), Console(highlight=False, markup=False, emoji=False, soft_wrap=True)
    async with _opened(settings, database, call, writing=accept) as (storage, whole):
        with progress("verifying") as tell:
            async with contextlib.aclosing(verify(storage, call=whole)) as pages:
                async for page in pages:
                    tally.count(page)
                    told = [each for each in page.findings if each.is_difference and tally.is_first_of_its_kind(each)]
                    if names:
                        # Without them nothing personal is printed.
                        for shown in sorted({each.call for each in told}):
                            await disclose_call(settings, storage, shown)
                    for finding in told:
                        _print(console, finding, names=names)
                    if accept:
                        await _accept(storage, page, tally, who)
                    tell(page.through, page.head)
        _sum_up(console, tally, storage.path, whole, accept=accept)
    left = tally.differences - tally.accepted
    return DIFFERENT if left else SAME


@contextlib.asynccontextmanager
async def _opened(
    settings: Settings, database: Path | None, call: str | None, *, writing: bool
) -> AsyncIterator[tuple[Storage, CallId | None]]:
    """The log; opened for reading only, unless something is to be accepted."""
    if call is None:
        async with open_log(settings, database, read_only=not writing) as storage:
            yield storage, None
    else:
        async with open_call(settings, call, database, read_only=not writing) as (storage, whole):
            yield storage, whole


async def _accept(storage: Storage, page: Page, tally: _Tally, who: str) -> None:
    version = importlib.metadata.version("receptionist")
    done, news = await accept_findings(storage, page.findings, clock=SystemClock(), by=who, version=version)
    tally.accepted += done
    tally.news += news


def _print(console: Console, finding: Finding, *, names: bool) -> None:
    console.print(Text(f"call {finding.call}  {plain(headline(finding))}", style="bold"))
    for sign, text in diff(finding, names=names):
        console.print(Text(f"    {sign} {plain(text)}", style=_STYLES[sign]))


def _sum_up(console: Console, tally: _Tally, path: Path, call: CallId | None, *, accept: bool) -> None:
    for alike, times in tally.times.items():
        if times > 1:
            console.print(Text(f"{times:,} times like this: {plain(tally.first[alike])}", style="yellow"))
    what = f"call {call}" if call else "all calls"
    differ = "differs" if tally.differences == 1 else "differ"
    verdict = f"{tally.differences:,} {differ}" if tally.differences else "nothing differs"
    counts = f"{_counted(tally.effects, 'effect')} of {_counted(tally.events, 'event')}"
    console.print(f"{what} of {path}: {counts}: {verdict}")
    if tally.erased:
        console.print(f"{tally.erased:,} cannot be verified: their data was erased")
    if tally.newer:
        console.print(f"{tally.newer:,} cannot be verified: a newer version wrote their events")
    if tally.not_acceptable:
        console.print(f"{tally.not_acceptable:,} cannot be accepted: today's code fails at their events; mend it")
    if accept and tally.accepted:
        console.print(f"{tally.accepted:,} accepted as they are today: from now on that is what they are measured by")
    elif tally.differences > tally.not_acceptable and not accept:
        which = call or "--all"
        console.print(f"if that is what you meant: receptionist replay {which} --verify --accept --db {path}")


def _counted(number: int, what: str) -> str:
    return f"{number:,} {what}{'s' * (number != 1)}"
