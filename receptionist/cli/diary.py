"""`receptionist diary`: the diary as staff read it, and what they do in it."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import click

from receptionist.cli import diary_import, diary_times, diary_visits
from receptionist.cli.access import disclosing, viewer, viewer_is_given
from receptionist.cli.diary_pages import Page, coming_days, read_pages, worth_showing
from receptionist.cli.json_lines import dumps
from receptionist.cli.looking import open_log, shown_name
from receptionist.cli.staff_acts import resources
from receptionist.cli.staff_days import the_day
from receptionist.cli.words import local, plain
from receptionist.clock import SystemClock
from receptionist.config import Settings
from receptionist.domain.clinic import WEEKDAYS, Clinic
from receptionist.events.clinic import TimeBlocked
from receptionist.projections.diary import Entry

_WEEK = 7
_TIME, _DAY_AND_TIME = "%H:%M", "%Y-%m-%d %H:%M"


@click.group(name="diary", invoke_without_command=True)
@click.option("--day", metavar="DAY", help="This day (2026-11-24, or in words), with the times that are free.")
@click.option("--week", metavar="DAY", help="The week, from Monday, that this day is in.")
@click.option("--db", type=click.Path(path_type=Path), help="The log; otherwise the usual one.")
@click.option("--names", is_flag=True, help="Patients' whole names instead of their first names.")
@click.option("--json", "as_json", is_flag=True, help="One day, appointment or block a line, as JSON.")
@viewer
@click.pass_context
def command(
    context: click.Context, *, day: str | None, week: str | None, db: Path | None, names: bool, as_json: bool
) -> None:
    """Print the diary, by day and by who works: today and the next 6 open days, or those asked for.

    The commands below change it, as the agent does, and by the same rules.
    """
    if context.invoked_subcommand is not None:
        if any((day, week, db, names, as_json, viewer_is_given())):
            raise click.UsageError(f"'diary' alone prints; options for '{context.invoked_subcommand}' come after it.")
        return
    if day is not None and week is not None:
        raise click.UsageError("--day and --week exclude each other.")
    asyncio.run(_diary(day, week, db, names=names, as_json=as_json))


for _act in (*diary_visits.COMMANDS, *diary_times.COMMANDS, diary_import.command):
    command.add_command(_act)


async def _diary(day: str | None, week: str | None, database: Path | None, *, names: bool, as_json: bool) -> None:
    settings = Settings.load(os.environ, Path.cwd())
    now = SystemClock().now()
    days = _days(settings.clinic, now, day, week)
    async with open_log(settings, database) as storage, disclosing(settings, storage) as disclosure:
        pages = await read_pages(storage.log, settings.clinic, days, now)
        if booked := [entry.appointment for page in pages for entry in page.entries]:
            await disclosure.show(
                ("name" if names else "first_name", "appointment"),
                patients=(each.patient_id for each in booked),
                appointments=(each.appointment_id for each in booked),
            )
    for page in pages if day or week else worth_showing(pages):
        if as_json:
            for what in _objects(page, settings.clinic, names=names):
                print(dumps(what))
        else:
            for line in _lines(page, settings.clinic, names=names, free_times=day is not None):
                print(line)


def _days(clinic: Clinic, now: datetime, day: str | None, week: str | None) -> Sequence[date]:
    if day is not None:
        return [the_day("--day", day, clinic, now)]
    if week is not None:
        within = the_day("--week", week, clinic, now)
        monday = within - timedelta(days=within.weekday())
        return [monday + timedelta(days=ahead) for ahead in range(_WEEK)]
    return coming_days(clinic, now)


def _lines(page: Page, clinic: Clinic, *, names: bool, free_times: bool) -> Iterator[str]:
    booked = f"{len(page.entries)} appointment{'' if len(page.entries) == 1 else 's'}"
    state = f"{page.free_starts} starts free" if page.closed is None else "the clinic is closed"
    why = f": {plain(page.closed)}" if page.closed else ""
    yield f"{page.day} {WEEKDAYS[page.day.weekday()].capitalize()} · {booked} · {state}{why}"
    for resource_id, name in _resources(page, clinic).items():
        rows = sorted(_rows(page, clinic, resource_id, names=names))
        free = page.free.get(resource_id, ()) if free_times else ()
        if rows or free:
            yield f"  {plain(name)}"
        yield from (f"    {row}" for _, row in rows)
        if free:
            yield f"    free: {' '.join(local(start, clinic.time_zone, _TIME) for start in free)}"


def _resources(page: Page, clinic: Clinic) -> Mapping[str, str]:
    """The names of all who, and which, may have something that day by id; those that have left the clinic too."""
    gone = {each.appointment.provider_id: each.appointment.provider for each in page.entries}
    here = dict(resources(clinic))
    return here | {each: name for each, name in gone.items() if each not in here}


def _rows(page: Page, clinic: Clinic, resource_id: str, *, names: bool) -> Iterator[tuple[datetime, str]]:
    for entry in page.entries:
        if entry.appointment.provider_id == resource_id:
            yield entry.appointment.starts_at, _appointment(entry, clinic, names=names)
    for block in page.blocks:
        if block.resource_id == resource_id:
            yield block.starts_at, _block(block, page.day, clinic)
    for provider_id, start in page.held:
        if provider_id == resource_id:
            yield start, f"{local(start, clinic.time_zone, _TIME):<11}  held for emergencies"


def _appointment(entry: Entry, clinic: Clinic, *, names: bool) -> str:
    appointment = entry.appointment
    zone = appointment.clinic.time_zone
    times = f"{local(appointment.starts_at, zone, _TIME)}-{local(appointment.ends_at, zone, _TIME)}"
    name = shown_name(appointment.patient_name, whole=names)
    chair = _chair(appointment.chair_id, clinic)
    what = f"{times}  {name:<20}  {plain(appointment.treatment):<20}  {chair:<8}  {appointment.appointment_id}"
    notes = [entry.call or "", "moved" * entry.moved, "arrived" * entry.arrived, "did not come" * entry.missed]
    return "  ".join([what, *(note for note in notes if note)])


def _block(block: TimeBlocked, day: date, clinic: Clinic) -> str:
    begins, ends = (each.astimezone(clinic.zone).replace(tzinfo=None) for each in (block.starts_at, block.ends_at))
    midnight = datetime.combine(day, time())
    if begins <= midnight and midnight + timedelta(days=1) <= ends:
        times = "all day    "
    else:
        times = "-".join(f"{each:{_TIME if each.date() == day else _DAY_AND_TIME}}" for each in (begins, ends))
    source = "  imported" if block.source == "import" else ""
    return f"{times}  blocked{f': {plain(block.reason)}' if block.reason else ''}  {block.block_id}{source}"


def _chair(chair_id: str, clinic: Clinic) -> str:
    return plain(next((each.name for each in clinic.chairs if each.id == chair_id), chair_id))


def _objects(page: Page, clinic: Clinic, *, names: bool) -> Iterator[dict[str, Any]]:
    day = {"day": page.day.isoformat(), "time_zone": clinic.time_zone}
    free = {provider: [start.isoformat() for start in starts] for provider, starts in page.free.items()}
    held = [{"provider": provider, "at": start.isoformat()} for provider, start in page.held]
    yield {"kind": "day", **day, "open": page.closed is None, "closed": page.closed, "free": free, "held": held}
    for entry in page.entries:
        yield _appointment_object(entry, page.day, names=names)
    for block in page.blocks:
        yield {
            "kind": "block",
            **day,
            "block": block.block_id,
            "resource": block.resource_id,
            "at": block.starts_at.isoformat(),
            "ends_at": block.ends_at.isoformat(),
            "reason": block.reason,
            "source": block.source,
        }


def _appointment_object(entry: Entry, day: date, *, names: bool) -> dict[str, Any]:
    appointment = entry.appointment
    return {
        "kind": "appointment",
        "call": entry.call,
        "at": appointment.starts_at.isoformat(),
        "ends_at": appointment.ends_at.isoformat(),
        "time_zone": appointment.clinic.time_zone,
        "day": day.isoformat(),
        "appointment": appointment.appointment_id,
        "patient": shown_name(appointment.patient_name, whole=names),
        "treatment": appointment.treatment_id,
        "provider": appointment.provider_id,
        "chair": appointment.chair_id,
        "moved": entry.moved,
        "arrived": entry.arrived,
        "missed": entry.missed,
    }
