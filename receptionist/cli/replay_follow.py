"""`replay CALL --follow`: a call that is still running, as it goes on."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from receptionist.cli.access import disclose_call
from receptionist.cli.finding import open_call
from receptionist.cli.json_lines import dumps
from receptionist.cli.replay_json import call_object, entry_object
from receptionist.cli.replay_text import Line, Timeline
from receptionist.cli.replay_timeline import terminal_printer
from receptionist.cli.replay_words import Names
from receptionist.clock import SystemClock
from receptionist.config import Settings
from receptionist.ids import CallId
from receptionist.replaying.account import Account, EffectShown, Entry, ToolUse
from receptionist.replaying.reading import fingerprint, read_account
from receptionist.storage import Storage

# A lease lapses without anything being written.
_LOOK_EVERY = 1.0


async def follow(settings: Settings, database: Path | None, call: str, *, as_json: bool, names: bool) -> None:
    """Print *call* so far, then what happens, until it has ended and nobody sends anything of it any more.

    Raises:
        UnknownCallError: No log has it.
        LogError: The log cannot be read.
    """
    async with open_call(settings, call, database, read_only=True) as (storage, call_id):
        await disclose_call(settings, storage, call_id)
        view: _View = _AsJson(whole_names=names) if as_json else _AsText(whole_names=names)
        news = News()
        is_over = False
        while not is_over:
            seen = storage.database.version
            mark = await fingerprint(storage, call_id)
            account = await read_account(storage, call_id, setting=settings.audience, wall=SystemClock())
            is_over = account.standing == "ended" and not account.is_served
            view.tell(account, list(news.of(account, is_over=is_over)), is_over=is_over)
            if not is_over:
                await _change(storage, call_id, mark, seen)


class News:
    """What of an account has not been told yet.

    An effect is news once it is settled, and again when it is settled otherwise (somebody had it tried again); a tool
    when it is called, and again with its answer.
    """

    def __init__(self) -> None:
        self._told: set[object] = set()

    def of(self, account: Account, *, is_over: bool) -> Iterator[Entry]:
        """The entries of *account* that are news now. When it *is_over*, what is still owed is told too."""
        for entry in account.entries:
            match entry:
                case EffectShown(key=key, state=state, attempts=attempts):
                    sign: object = (key, state, attempts)
                    is_due = is_over or state != "owed"
                case ToolUse(position=position, returned_position=returned_position):
                    sign, is_due = ("tool", position, returned_position), True
                case _:
                    sign, is_due = entry.position, True
            if is_due and sign not in self._told:
                self._told.add(sign)
                yield entry


class _View(Protocol):
    def tell(self, account: Account, news: list[Entry], *, is_over: bool) -> None:
        """Print the news of an account."""


class _AsJson:
    def __init__(self, *, whole_names: bool) -> None:
        self._whole_names = whole_names
        self._standing: str | None = None

    def tell(self, account: Account, news: list[Entry], *, is_over: bool) -> None:
        names = Names(account, whole=self._whole_names)
        if self._standing != account.standing and not is_over:
            print(dumps(call_object(account, names)), flush=True)
        self._standing = account.standing
        for entry in news:
            print(dumps(entry_object(account, entry, names)), flush=True)
        if is_over:
            print(dumps(call_object(account, names)), flush=True)


class _AsText:
    def __init__(self, *, whole_names: bool) -> None:
        self._whole_names = whole_names
        self._printer = terminal_printer()
        self._standing: str | None = None
        self._called: set[int] = set()

    def tell(self, account: Account, news: list[Entry], *, is_over: bool) -> None:
        timeline = Timeline(account, Names(account, whole=self._whole_names))
        if self._standing is None:
            self._print(timeline.head())
        for entry in news:
            self._print(self._lines(timeline, entry))
        if self._standing not in {None, account.standing} and account.standing == "dead":
            self._print(
                [Line(text="nobody serves the call any more; another agent may take it over", style="bold red")]
            )
        self._standing = account.standing
        if is_over:
            self._print(timeline.foot())

    def _lines(self, timeline: Timeline, entry: Entry) -> Iterator[Line]:
        if not isinstance(entry, ToolUse):
            yield from timeline.entry(entry)
            return
        if entry.position not in self._called:
            self._called.add(entry.position)
            yield timeline.called(entry)
        if entry.returned_position is not None:
            yield timeline.answered(entry)

    def _print(self, lines: Iterator[Line] | list[Line]) -> None:
        for line in lines:
            print(self._printer.printed(line), end="", flush=True)


async def _change(storage: Storage, call: CallId, mark: tuple[object, ...], seen: int) -> None:
    """Wait until the call's account may read otherwise. Other calls' commits wake us, and are not worth a reading."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(_LOOK_EVERY):
            while await fingerprint(storage, call) == mark:
                seen = await storage.database.wait_for_change(seen)
