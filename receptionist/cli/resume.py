"""`receptionist resume CALL`: sends what a call whose process died still owes."""

from __future__ import annotations

import asyncio
import os
import socket
from pathlib import Path

import click

from receptionist.cli.access import disclose_call, viewer
from receptionist.cli.finding import open_call
from receptionist.cli.json_lines import JsonLines
from receptionist.cli.screen import Screen
from receptionist.cli.stage import View
from receptionist.clock import SystemClock
from receptionist.config import Settings
from receptionist.events.log import Query
from receptionist.events.tags import call_tag
from receptionist.ids import CallId
from receptionist.publishers.console import ConsolePublisher, Shown
from receptionist.publishers.relay import Relay
from receptionist.storage import Storage


@click.command(name="resume")
@click.argument("call")
@click.option("--db", type=click.Path(path_type=Path), help="The log; otherwise the usual one and those beside it.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.option(
    "--wait", type=click.FloatRange(min=0), default=30.0, show_default=True,
    help="Seconds to wait for another process that serves the call, and for the sending.",
)  # fmt: skip
@viewer
def command(*, call: str, db: Path | None, as_json: bool, wait: float) -> None:
    """Send what CALL (its id, or the beginning of it) still owes."""
    asyncio.run(_resume(call, db, as_json=as_json, wait=wait))


async def _resume(call: str, database: Path | None, *, as_json: bool, wait: float) -> None:
    settings = Settings.load(os.environ, Path.cwd())
    clock = SystemClock()
    async with open_call(settings, call, database) as (storage, call_id):
        view: View = JsonLines(call_id, clock) if as_json else Screen(echo_caller=False)
        before = await _owed(storage, call_id)
        if isinstance(view, Screen):
            view.line(f"call {call_id} owes {before} effects" if before else f"call {call_id} owes nothing", "bold")
        if not before:
            return
        # What is sent now is seen here.
        await disclose_call(settings, storage, call_id, ("name", "appointment", "code", "words"))
        relay = _relay(settings, storage, call_id, view, clock)
        sending = asyncio.create_task(relay.run())
        settled = asyncio.create_task(relay.all_settled())
        try:
            await asyncio.wait({sending, settled}, timeout=wait, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (settled, sending):
                task.cancel()
            await asyncio.gather(settled, sending, return_exceptions=True)
        await _conclude(storage, call_id, view, before)


def _relay(settings: Settings, storage: Storage, call: CallId, view: View, clock: SystemClock) -> Relay:
    async def show(shown: Shown) -> None:
        view.shown(shown)

    return Relay(
        call=call,
        owner=f"{socket.gethostname()}:{os.getpid()}",
        database=storage.database,
        log=storage.log,
        vault=storage.vault,
        publisher=ConsolePublisher(settings.downloads, show),
        clock=clock,
        wall=clock,
        settings=settings.relay,
        watch=view.settled,
        audience=settings.audience,
    )


async def _owed(storage: Storage, call: CallId) -> int:
    return sum(row.state == "owed" for row in await storage.outbox.of_call(call))


async def _conclude(storage: Storage, call: CallId, view: View, before: int) -> None:
    left = await _owed(storage, call)
    if isinstance(view, Screen):
        events = (await storage.log.read(Query.tagged(call_tag(call), types=("call.ended",)))).events
        ending = "" if events else " · the call itself was not ended: its process died"
        view.line(f"{before - left} settled, {left} still owed{ending}", "bold")
    if left:
        raise click.ClickException(
            f"{left} effects of call {call} are still owed: another process serves it, or they fail;"
            f" see 'receptionist show {call}'"
        )
