"""What stands before and after a call in the terminal."""

from __future__ import annotations

from pathlib import Path

from receptionist.cli.chain import check_chain
from receptionist.cli.plan import Plan
from receptionist.cli.screen import Screen
from receptionist.events.log import Query
from receptionist.events.tags import call_tag
from receptionist.ids import CallId
from receptionist.storage import Storage


def announce(screen: Screen, plan: Plan) -> None:
    """Whose call it is, on which clock, and what of it is not the real thing."""
    clinic = plan.settings.clinic
    now = "" if plan.start is None else plan.start.astimezone(clinic.zone).strftime(", clock %a %d %b %Y %H:%M")
    screen.line(f"receptionist · {clinic.name} · {plan.source}{now}", "bold")
    if plan.settings.llm == "offline":
        screen.line("embedded: offline LLM, terminal room · real model: --llm openai · real room: make room", "dim")
    else:
        screen.line(f"embedded: terminal room · model: {plan.settings.openai_model}", "dim")
    if plan.source == "keyboard":
        screen.line("You are the caller: type what you say. Ctrl-D or Ctrl-C hangs up.", "dim")
    screen.line("")


async def sum_up(screen: Screen, storage: Storage, call_id: CallId, plan: Plan) -> None:
    """What the call came to, and where to look next."""
    events = (await storage.log.read(Query.tagged(call_tag(call_id)))).events
    rows = await storage.outbox.of_call(call_id)
    sent = sum(row.state == "sent" for row in rows)
    here = "" if len(screen.shown_keys) == sent else f", {len(screen.shown_keys)} shown here"
    checked = await check_chain(storage, events, whole=False)
    path = shortest(storage.path)
    screen.line("")
    effects = f"{len(rows)} effects owed, {sent} sent{here}"
    screen.line(f"call {call_id} · {len(events)} events · {effects} · {checked.verdict} · {path}", "bold")
    show = f"bin/receptionist show {call_id}"
    if storage.path.parent != plan.settings.database.parent:
        show += f" --db {path}"
    talk_hint = "bin/receptionist talk"
    screen.line(f"Next:  {talk_hint:<{len(show)}}   be the caller yourself")
    screen.line(f"       {show}   the log behind this call")


def shortest(path: Path) -> Path:
    """Relative to where one is, if it is below."""
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path
