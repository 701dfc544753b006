"""`receptionist calls`: the calls there were, the newest first, and what became of each."""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import AsyncGenerator
from datetime import timedelta
from pathlib import Path
from typing import Any, Literal, get_args

import click
from attrs import asdict

from receptionist.auditing.disclosing import Disclosure
from receptionist.cli.access import disclosing, viewer
from receptionist.cli.call_pages import Listed, newest_calls
from receptionist.cli.calls_wanted import Wanted, instant
from receptionist.cli.json_lines import dumps
from receptionist.cli.looking import open_log, shown_name
from receptionist.cli.rebuild import caught_up
from receptionist.cli.words import local, plain
from receptionist.clock import SystemClock
from receptionist.config import Settings
from receptionist.errors import LogError
from receptionist.events.booking import Appointment
from receptionist.projections.calls import Outcome
from receptionist.projections.wording import day_and_time
from receptionist.read_models import is_current
from receptionist.replaying.standing import PROBLEMS, Problem
from receptionist.storage import Storage

_PAGE = 50
_OUTCOME_WIDTH = max(len(outcome) for outcome in get_args(Outcome))


@click.command(name="calls")
@click.option("--db", type=click.Path(path_type=Path), help="The log; otherwise the usual one.")
@click.option("--since", metavar="WHEN", help="Begun at or after: 2026-11-24, '2026-11-24 14:00', today, 2d, ….")
@click.option("--until", metavar="WHEN", help="Begun before; of a day, before its end.")
@click.option(
    "--outcome", type=click.Choice(get_args(Outcome)), multiple=True, help="What came of it; may be repeated."
)
@click.option(
    "--problem", is_flag=False, flag_value="any", type=click.Choice(("any", *PROBLEMS)),
    help="Only where something went wrong: anything, or this.",
)  # fmt: skip
@click.option("--limit", type=click.IntRange(min=1), default=20, show_default=True, help="How many calls.")
@click.option("--names", is_flag=True, help="Patients' whole names instead of their first names.")
@click.option("--json", "as_json", is_flag=True, help="One call a line, as JSON.")
@viewer
def command(
    *,
    db: Path | None,
    since: str | None,
    until: str | None,
    outcome: tuple[str, ...],
    problem: Problem | Literal["any"] | None,
    limit: int,
    names: bool,
    as_json: bool,
) -> None:
    """List the calls, the newest first: when, how long, what came of it, what went wrong, what is still owed.

    'receptionist replay CALL' tells one of them, 'receptionist show CALL' prints its raw events.

    Something went wrong where effects were given up (parked), or are owed and nobody sends them (owed); where an agent
    died (rescued, or dead: nobody has taken the call over), failed, was stopped or cut off at the end (failed), or lost
    its connection in between (connection_lost); where a tool failed (tool_error), nobody could be reached
    (transfer_failed), or the caller cut off the words by which they were to hear of a booking, a move or a cancellation
    (confirmation_interrupted); and where a newer version wrote what this one cannot read (unread).
    """
    settings, now = Settings.to_look(os.environ, Path.cwd()), SystemClock().now()
    first, last = (
        None if words is None else instant(option, words, settings.clinic.zone, now, is_end=is_end)
        for option, words, is_end in (("--since", since, False), ("--until", until, True))
    )
    if first is not None and last is not None and first >= last:
        raise click.UsageError(f"--since {since} is not before --until {until}.")
    wanted = Wanted(since=first, until=last, outcomes=frozenset(outcome), problem=problem)
    asyncio.run(_calls(settings, db, limit, wanted, names=names, as_json=as_json))


async def _calls(
    settings: Settings, database: Path | None, limit: int, wanted: Wanted, *, names: bool, as_json: bool
) -> None:
    told = 0
    async with (
        _up_to_date(settings, database) as storage,
        disclosing(settings, storage) as disclosure,
        _newest(storage, wanted) as calls,
    ):
        async for page in _pages(calls, limit):
            told += len(page)
            await _record(page, disclosure, names=names)
            for listed in page[: limit - told + len(page)]:
                print(dumps(_object(listed, names=names)) if as_json else _lines(listed, names=names))
    if told > limit and not as_json:
        print(f"… and earlier ones: --limit {10 * limit}")
    if not told and not as_json:
        print(f"no calls yet in {storage.path}" if wanted.is_everything else f"no such calls in {storage.path}")


@contextlib.asynccontextmanager
async def _up_to_date(settings: Settings, database: Path | None) -> AsyncGenerator[Storage]:
    """The log, with its read models brought to its end where they are behind and it can be written."""
    async with contextlib.AsyncExitStack() as stack:
        storage = await stack.enter_async_context(open_log(settings, database, read_only=True))
        if not await storage.database.read(is_current):
            # An old log is read through once; one that cannot be written is walked through each time.
            with contextlib.suppress(LogError):
                async with open_log(settings, database) as writable:
                    await caught_up(writable)
                await stack.aclose()
                storage = await stack.enter_async_context(open_log(settings, database, read_only=True))
        yield storage


def _newest(storage: Storage, wanted: Wanted) -> contextlib.aclosing[AsyncGenerator[Listed]]:
    return contextlib.aclosing(newest_calls(storage, SystemClock(), wanted))


async def _pages(calls: AsyncGenerator[Listed], limit: int) -> AsyncGenerator[list[Listed]]:
    """As many calls as are wanted and one more, which says that there are earlier ones."""
    page = list[Listed]()
    async for listed in calls:
        page.append(listed)
        limit -= 1
        if limit < 0 or len(page) == _PAGE:
            yield page
            page = []
        if limit < 0:
            return
    if page:
        yield page


async def _record(page: list[Listed], disclosure: Disclosure, *, names: bool) -> None:
    found = {each.standing.call: each.summary.appointments for each in page if each.summary.appointments}
    if found:
        of = [appointment for appointments in found.values() for appointment in appointments]
        await disclosure.show(
            ("name" if names else "first_name", "appointment"),
            patients=(each.patient_id for each in of),
            appointments=(each.appointment_id for each in of),
            calls=found,
        )


def _lines(listed: Listed, *, names: bool) -> str:
    standing, summary = listed.standing, listed.summary
    began = local(listed.began_at, summary.time_zone, "%Y-%m-%d %H:%M")
    lasted, channel, outcome = _duration(listed.lasted), plain(summary.channel), f"{summary.outcome:<{_OUTCOME_WIDTH}}"
    notes = [f"{standing.call}  {began}  {lasted:>8}  {channel:<8}  {outcome}  {_end(listed)}"]
    notes += [f"    {_appointment(appointment, names=names)}" for appointment in summary.appointments]
    if (happened := _happened(listed)) and happened != f"1 {summary.outcome}":
        notes.append(f"    {happened}")
    if listed.problems:
        notes.append(f"    went wrong: {', '.join(problem.replace('_', ' ') for problem in listed.problems)}")
    if standing.owed or standing.parked:
        parked = f", {standing.parked} parked (see 'receptionist replay {standing.call}')" if standing.parked else ""
        effects = "effect" if standing.owed == 1 else "effects"
        notes.append(f"    {standing.owed} {effects} owed{parked}{_help(listed)}")
    if summary.unread or listed.counts.unread:
        unread = max(summary.unread, listed.counts.unread)
        notes.append(f"    {unread} events were written by a newer version: upgrade to see what they say")
    return "\n".join(notes)


def _happened(listed: Listed) -> str:
    """How often what happened that a list should tell; nothing of what did not."""
    counts = listed.counts
    numbers = {
        "booked": counts.booked,
        "moved": counts.moved,
        "cancelled": counts.cancelled,
        "refused": counts.refused,
        _several("interruption", counts.interruptions): counts.interruptions,
        _several("rescue", counts.rescues): counts.rescues,
        _several("tool error", counts.tool_errors): counts.tool_errors,
    }
    return ", ".join(f"{number} {what}" for what, number in numbers.items() if number)


def _several(what: str, number: int) -> str:
    return what if number == 1 else f"{what}s"


def _end(listed: Listed) -> str:
    match listed.state:
        case "ended":
            return f"ended: {plain(listed.summary.reason or 'unknown')}"
        case "live":
            return "LIVE"
        case "dead":
            return "DEAD: not ended, and its process is gone"


def _help(listed: Listed) -> str:
    sends = listed.standing.owed and listed.state != "live"
    return f": 'receptionist resume {listed.standing.call}' sends what is owed" if sends else ""


def _appointment(appointment: Appointment, *, names: bool) -> str:
    when = day_and_time(appointment.starts_at, appointment.clinic.time_zone)
    name = shown_name(appointment.patient_name, whole=names)
    what = f"{plain(appointment.treatment)} with {plain(appointment.provider)}"
    return f"{when}, {name}, {what} ({appointment.appointment_id})"


def _duration(lasted: timedelta) -> str:
    minutes, seconds = divmod(int(max(lasted, timedelta()).total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{seconds:02d}"


def _object(listed: Listed, *, names: bool) -> dict[str, Any]:
    standing, summary = listed.standing, listed.summary
    return {
        "kind": "call",
        "call": standing.call,
        "at": listed.began_at.isoformat(),
        "time_zone": summary.time_zone,
        "seconds": max(listed.lasted.total_seconds(), 0.0),
        "channel": summary.channel,
        "state": listed.state,
        "reason": summary.reason,
        "outcome": summary.outcome,
        "appointments": [
            {
                "appointment": appointment.appointment_id,
                "patient": shown_name(appointment.patient_name, whole=names),
                "treatment": appointment.treatment,
                "provider": appointment.provider,
                "starts_at": appointment.starts_at.isoformat(),
                "ends_at": appointment.ends_at.isoformat(),
            }
            for appointment in summary.appointments
        ],
        "counts": {
            name: number
            for name, number in asdict(listed.counts).items()
            if name not in {"failed", "is_to_be_told", "unread"}
        },
        "problems": list(listed.problems),
        "owed": standing.owed,
        "parked": standing.parked,
        "unread": max(summary.unread, listed.counts.unread),
    }
