"""`receptionist calls`: the calls there were, the newest first, and what became of each."""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import AsyncGenerator
from datetime import timedelta
from pathlib import Path
from typing import Any, get_args

import click

from receptionist.auditing.disclosing import Disclosure
from receptionist.cli.access import disclosing, viewer
from receptionist.cli.call_pages import Listed, newest_calls
from receptionist.cli.json_lines import dumps
from receptionist.cli.looking import open_log, shown_name
from receptionist.cli.words import local, plain
from receptionist.clock import SystemClock
from receptionist.config import Settings
from receptionist.events.booking import Appointment
from receptionist.projections.calls import Outcome
from receptionist.projections.wording import day_and_time
from receptionist.storage import Storage

_PAGE = 50
_OUTCOME_WIDTH = max(len(outcome) for outcome in get_args(Outcome))


@click.command(name="calls")
@click.option("--db", type=click.Path(path_type=Path), help="The log; otherwise the usual one.")
@click.option("--limit", type=click.IntRange(min=1), default=20, show_default=True, help="How many calls.")
@click.option("--names", is_flag=True, help="Patients' whole names instead of their first names.")
@click.option("--json", "as_json", is_flag=True, help="One call a line, as JSON.")
@viewer
def command(*, db: Path | None, limit: int, names: bool, as_json: bool) -> None:
    """List the calls, the newest first: when, how long, what came of it, what is still owed."""
    asyncio.run(_calls(db, limit, names=names, as_json=as_json))


async def _calls(database: Path | None, limit: int, *, names: bool, as_json: bool) -> None:
    settings = Settings.load(os.environ, Path.cwd())
    told = 0
    async with (
        open_log(settings, database) as storage,
        disclosing(settings, storage) as disclosure,
        _newest(storage) as calls,
    ):
        async for page in _pages(calls, limit):
            told += len(page)
            await _record(page, disclosure, names=names)
            for listed in page[: limit - told + len(page)]:
                print(dumps(_object(listed, names=names)) if as_json else _lines(listed, names=names))
    if told > limit and not as_json:
        print(f"… and earlier ones: --limit {10 * limit}")
    if not told and not as_json:
        print(f"no calls yet in {storage.path}")


def _newest(storage: Storage) -> contextlib.aclosing[AsyncGenerator[Listed]]:
    return contextlib.aclosing(newest_calls(storage, SystemClock()))


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
    began = local(summary.began_at or standing.last_at, summary.time_zone, "%Y-%m-%d %H:%M")
    lasted, channel, outcome = _duration(listed.lasted), plain(summary.channel), f"{summary.outcome:<{_OUTCOME_WIDTH}}"
    notes = [f"{standing.call}  {began}  {lasted:>8}  {channel:<8}  {outcome}  {_end(listed)}"]
    notes += [f"    {_appointment(appointment, names=names)}" for appointment in summary.appointments]
    if standing.owed or standing.parked:
        parked = f", {standing.parked} parked (see 'receptionist show {standing.call}')" if standing.parked else ""
        effects = "effect" if standing.owed == 1 else "effects"
        notes.append(f"    {standing.owed} {effects} owed{parked}{_help(listed)}")
    if summary.unread:
        notes.append(f"    {summary.unread} events were written by a newer version: upgrade to see what they say")
    return "\n".join(notes)


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
        "at": (summary.began_at or standing.last_at).isoformat(),
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
        "owed": standing.owed,
        "parked": standing.parked,
        "unread": summary.unread,
    }
