"""`receptionist talk`: a call in this terminal. The agent is the real one; only the LLM and the room are embedded."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import sys
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import click

from receptionist.cli import callers
from receptionist.cli.demo import demo_database
from receptionist.cli.framing import announce, sum_up
from receptionist.cli.json_lines import JsonLines
from receptionist.cli.plan import Plan, Source
from receptionist.cli.screen import Screen
from receptionist.clock import Clock, OffsetClock, SteppedClock, SystemClock
from receptionist.config import Settings
from receptionist.errors import CallExistsError, SettingError
from receptionist.events.log import Query
from receptionist.events.tags import call_tag
from receptionist.ids import CallId, RandomIds
from receptionist.storage import Storage, open_storage

STORY_CLOCK = "2026-11-18T10:00"


@click.command(name="talk")
@click.option("--script", metavar="FILE|-", help="The caller's words, one utterance a line; - reads standard input.")
@click.option("--db", type=click.Path(path_type=Path), help="The log to write to.")
@click.option("--now", metavar="ISO-8601", help="Start the clock here and seed the ids: two runs give the same events.")
@click.option("--llm", type=click.Choice(["offline", "openai"]), help="Which LLM answers; offline needs no key.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line instead of the conversation.")
@click.option("--room", metavar="NAME", help="Call a real room, in which a worker answers.")
@click.option("--verbose", is_flag=True, help="Log what the libraries do, on standard error.")
def command(
    *,
    script: str | None,
    db: Path | None,
    now: str | None,
    llm: str | None,
    as_json: bool,
    room: str | None,
    verbose: bool,
) -> None:
    """Take a call in this terminal.

    On a terminal you are the caller and type. Otherwise standard input is what the caller says, one utterance a
    line; and if it has nothing to say, a story is played.
    """
    _refuse_together(room, {"--db": db, "--now": now, "--llm": llm})
    if room is not None and verbose:
        # What LiveKit's client logs quotes tokens.
        raise click.UsageError("--room does not go with --verbose: the worker's own log says what happens in a call")
    _set_up_logging(verbose=verbose)
    environ = {**os.environ, **({"RECEPTIONIST_LLM": llm} if llm else {})}
    settings = Settings.load(environ, Path.cwd())
    source, lines, begun = _who_calls(script)
    if source == "story" and now is None and room is None:
        now = STORY_CLOCK
    start = None if now is None else _instant(now, settings)
    plan = Plan(source=source, lines=lines, begun=begun, settings=settings, start=start, database=db, as_json=as_json)
    if room is not None:
        from receptionist.cli.room_talk import call_room  # noqa: PLC0415 (not the business of a call without a room)

        call_room(room, plan)
        return
    try:
        asyncio.run(_talk(plan))
    except BaseExceptionGroup as group:
        # A task group wraps even a single error; the person needs the error.
        raise group.exceptions[0] from None


def _refuse_together(room: str | None, others: Mapping[str, object]) -> None:
    """With a room, the log, the clock and the LLM are its worker's."""
    given = [name for name, value in others.items() if value is not None]
    if room is not None and given:
        raise click.UsageError(f"--room does not go with {' or '.join(given)}: a room's worker has its own")
    if room is not None and not room.strip():
        raise click.UsageError("--room needs a name")


def _who_calls(script: str | None) -> tuple[Source, tuple[str, ...], bytes]:
    if script == "-":
        return "pipe", (), b""
    if script is not None:
        return "script", tuple(callers.script(Path(script))), b""
    if sys.stdin is not None and sys.stdin.isatty():
        return "keyboard", (), b""
    if callers.somebody_is_there() and (begun := callers.read_begun()):
        return "pipe", (), begun
    return "story", tuple(callers.story()), b""


async def _talk(plan: Plan) -> None:
    clock = _clock(plan)
    ids = RandomIds(clock, seed=None if plan.start is None else plan.start.isoformat())
    call_id = ids.call()
    screen = None if plan.as_json else Screen(echo_caller=plan.source != "keyboard")
    if screen is not None:
        announce(screen, plan)
    with contextlib.ExitStack() as stack:
        if plan.database is not None or plan.start is None:
            path = plan.database or plan.settings.database
        else:
            path = stack.enter_context(demo_database(plan.settings.database.parent, call_id))
        async with open_storage(path, masters=plan.settings.masters) as storage:
            await _check_new(storage, call_id)
            # LiveKit takes seconds to import: only now, when the first lines are on the screen.
            from receptionist.cli.conversation import hold  # noqa: PLC0415 (see above)

            view = screen or JsonLines(call_id, clock)
            await hold(plan, storage, view, call_id=call_id, clock=clock, ids=ids)
            if screen is not None:
                await sum_up(screen, storage, call_id, plan)


async def _check_new(storage: Storage, call_id: CallId) -> None:
    if (await storage.log.read(Query.tagged(call_tag(call_id)), limit=1)).events:
        raise CallExistsError(call_id, storage.path)


def _clock(plan: Plan) -> Clock:
    if plan.start is None:
        return SystemClock()
    return OffsetClock(plan.start) if plan.source == "keyboard" else SteppedClock(plan.start)


def _instant(text: str, settings: Settings) -> datetime:
    try:
        instant = datetime.fromisoformat(text)
    except ValueError as error:
        raise SettingError("--now", text, "an ISO 8601 date and time, such as 2026-11-18T10:00") from error
    return instant if instant.tzinfo is not None else instant.replace(tzinfo=settings.clinic.zone)


def _set_up_logging(*, verbose: bool) -> None:
    logging.basicConfig(stream=sys.stderr, format="%(levelname)s %(name)s: %(message)s", level=logging.WARNING)
    logging.getLogger("receptionist").setLevel(logging.DEBUG if verbose else logging.WARNING)
    # Below INFO livekit-agents logs what callers say to tools. What it reports as errors of a tool call is in
    # our log, as events.
    logging.getLogger("livekit").setLevel(logging.INFO if verbose else logging.CRITICAL)
