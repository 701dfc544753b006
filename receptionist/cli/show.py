"""`receptionist show CALL`: the log behind a call, and what became of each effect."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import click
from rich.console import Console
from rich.text import Text

from receptionist.cli.access import disclose_call, viewer
from receptionist.cli.chain import Checked, check_chain
from receptionist.cli.finding import open_call
from receptionist.cli.json_lines import dumps, event_object
from receptionist.cli.words import effect_line, event_data, event_name, fields, local, plain
from receptionist.clock import SystemClock
from receptionist.config import Settings
from receptionist.events.call import CallEnded, CallStarted
from receptionist.events.log import Query, QueryItem
from receptionist.events.recorded import Recorded, UnknownEvent
from receptionist.events.tags import call_tag, effects_tag
from receptionist.ids import CallId
from receptionist.projections import project
from receptionist.publishers.outbox import Settled
from receptionist.publishers.receipts import Receipt, Receipts

_WHERE = 26


@click.command(name="show")
@click.argument("call")
@click.option("--db", type=click.Path(path_type=Path), help="The log; otherwise the usual one and those beside it.")
@click.option("--json", "as_json", is_flag=True, help="One event a line, as JSON.")
@click.option("--chain", is_flag=True, help="Verify the hash chain over the whole log, however large it is.")
@viewer
def command(*, call: str, db: Path | None, as_json: bool, chain: bool) -> None:
    """Print the log behind CALL (its id, or the beginning of it): its raw events, and what became of each effect.

    'receptionist replay' tells the same call as a story, with what caused what.
    """
    asyncio.run(_show(call, db, as_json=as_json, chain=chain))


async def _show(call: str, database: Path | None, *, as_json: bool, chain: bool) -> None:
    settings = Settings.load(os.environ, Path.cwd())
    async with open_call(settings, call, database) as (storage, call_id):
        await disclose_call(settings, storage, call_id)
        # What staff did about its effects is no part of the call, and belongs to its story.
        tags = (call_tag(call_id), effects_tag(call_id))
        events = (await storage.log.read(Query(tuple(QueryItem(tags=(tag,)) for tag in tags)))).events
        receipts = await Receipts(storage.database, storage.vault, clock=SystemClock()).of_call(call_id)
        if as_json:
            for recorded in events:
                at = recorded.recorded_at.isoformat()
                print(dumps({"kind": "event", "call": call_id, "at": at, **event_object(recorded)}))
            for receipt in receipts:
                what = {"at": receipt.at.isoformat(), "identity": receipt.identity, "position": receipt.position}
                print(dumps({"kind": "receipt", "call": call_id, **what}))
            if chain:
                whole = await check_chain(storage, events, whole=True)
                print(dumps({"kind": "chain", "call": call_id, "events": whole.size, "broken_at": whole.broken_at}))
            return
        rows = {row.key: row for row in await storage.outbox.of_call(call_id)}
        checked = await check_chain(storage, events, whole=chain)
        _print(call_id, events, rows, receipts, checked=checked, path=storage.path)


def _print(
    call: CallId,
    events: Sequence[Recorded],
    rows: Mapping[str, Settled],
    receipts: Sequence[Receipt],
    *,
    checked: Checked,
    path: Path,
) -> None:
    console = Console(highlight=False, markup=False, emoji=False)
    zone = next((r.event.time_zone for r in events if isinstance(r.event, CallStarted)), "UTC")
    end = next((f"ended: {r.event.reason}" for r in events if isinstance(r.event, CallEnded)), "not ended")
    began = local(events[0].recorded_at, zone, "%Y-%m-%d %H:%M:%S")
    tell = Teller(console)
    tell.line(f"call {call} · began {began} {zone} · {end}", "bold")
    for recorded in events:
        note = " (written by a newer version)" if isinstance(recorded.event, UnknownEvent) else ""
        what = "  ".join(fields(event_data(recorded)))
        when = local(recorded.recorded_at, zone)
        tell.line(f"{recorded.position:>6}  {when}  {event_name(recorded):<20}{note}  {what}".rstrip(), "")
        for ordinal, effect in enumerate(project(recorded)):
            row = rows.get(f"{recorded.position}:{ordinal}")
            tell.line(f"{'':>{_WHERE}}→ {effect_line(effect)}  [{_fate(row)}]", "yellow")
    for receipt in receipts:
        when, who = local(receipt.at, zone), plain(receipt.identity)
        tell.line(f"{receipt.position:>6}  {when}  {who} has everything up to here", "green")
    tell.line(f"{len(events)} events of this call · {checked.verdict}{checked.reach} in {path}", "bold")


class Teller:
    """Prints lines: on a terminal in colour and cut at its width with care, elsewhere as they are."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def line(self, text: str, style: str) -> None:
        """One line."""
        self._console.print(Text(text, style=style), soft_wrap=not sys.stdout.isatty())


def _fate(row: Settled | None) -> str:
    if row is None:
        return "not owed when it was appended"
    attempts = f", attempt {row.attempts}" if row.attempts > 1 else ""
    why = f": {row.last_error}" if row.last_error else ""
    return f"{row.state}{attempts}{why}"
