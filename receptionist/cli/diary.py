"""`receptionist diary`: the appointments that stand, by day."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import click
from attrs import frozen

from receptionist.cli.json_lines import dumps
from receptionist.cli.looking import open_log, shown_name
from receptionist.cli.words import local, plain
from receptionist.clock import SystemClock
from receptionist.config import Settings
from receptionist.domain.clinic import WEEKDAYS, Clinic
from receptionist.domain.diary import Diary, horizon
from receptionist.errors import EventTooNewError, SettingError
from receptionist.events.log import EventLog, Query, QueryItem
from receptionist.events.recorded import UnknownEvent
from receptionist.events.tags import diary_tag
from receptionist.projections.diary import Entry, standing

_OPEN_DAYS_AHEAD = 6
_WEEK = 7
_NOON = time(12)


@frozen(kw_only=True)
class Page:
    """One day of the diary.

    Attributes:
        free: The starts (UTC) that can still be booked.
    """

    day: date
    is_open: bool
    entries: tuple[Entry, ...]
    free: tuple[datetime, ...]


@click.command(name="diary")
@click.option("--day", metavar="YYYY-MM-DD", help="This day, with the times that are free.")
@click.option("--week", metavar="YYYY-MM-DD", help="The week, from Monday, that this day is in.")
@click.option("--db", type=click.Path(path_type=Path), help="The log; otherwise the usual one.")
@click.option("--names", is_flag=True, help="Patients' whole names instead of their first names.")
@click.option("--json", "as_json", is_flag=True, help="One day or appointment a line, as JSON.")
def command(*, day: str | None, week: str | None, db: Path | None, names: bool, as_json: bool) -> None:
    """Print the appointments that stand, by day: today and the next 6 days that are open, or those asked for."""
    if day is not None and week is not None:
        raise click.UsageError("--day and --week exclude each other.")
    asyncio.run(_diary(day, week, db, names=names, as_json=as_json))


async def _diary(day: str | None, week: str | None, database: Path | None, *, names: bool, as_json: bool) -> None:
    settings = Settings.load(os.environ, Path.cwd())
    now = SystemClock().now()
    days = _days(settings.clinic, now, day, week)
    async with open_log(settings, database) as storage:
        pages = await read_pages(storage.log, settings.clinic, days, now)
    for page in pages if day or week else worth_showing(pages):
        if as_json:
            _print_objects(page, settings.clinic, names=names)
        else:
            _print(page, settings.clinic, names=names, free_times=day is not None)


def _days(clinic: Clinic, now: datetime, day: str | None, week: str | None) -> Sequence[date]:
    if day is not None:
        return [_date("--day", day)]
    if week is not None:
        within = _date("--week", week)
        monday = within - timedelta(days=within.weekday())
        return [monday + timedelta(days=ahead) for ahead in range(_WEEK)]
    return coming_days(clinic, now)


def _date(option: str, text: str) -> date:
    try:
        found = date.fromisoformat(text)
    except ValueError as error:
        raise SettingError(option, text, "a date, as 2026-11-24") from error
    # Room for its week, and for instants in any time zone.
    if not date.min + timedelta(days=_WEEK) < found < date.max - timedelta(days=_WEEK):
        raise SettingError(option, text, "a date, as 2026-11-24")
    return found


def coming_days(clinic: Clinic, now: datetime) -> Sequence[date]:
    """Today and all days up to the sixth open one after it, or to the last that can be booked."""
    today = now.astimezone(clinic.zone).date()
    days, left = [today], _OPEN_DAYS_AHEAD
    while left and days[-1] < horizon(clinic, now):
        days.append(days[-1] + timedelta(days=1))
        left -= bool(clinic.openings(days[-1]))
    return days


def worth_showing(pages: Sequence[Page]) -> Sequence[Page]:
    """The first of *pages*, and of the others those that are open, or closed although somebody is booked."""
    return [page for page in pages if page.is_open or page.entries or page is pages[0]]


async def read_pages(log: EventLog, clinic: Clinic, days: Iterable[date], now: datetime) -> list[Page]:
    """The pages of *days*, from the events that carry those days' tags.

    Raises:
        EventTooNewError: A newer version changed one of the days: what it did is not known, and nothing is shown.
    """
    days = tuple(days)
    noons = [datetime.combine(day, _NOON, clinic.zone) for day in days]
    tags = [diary_tag(clinic.dentist.id, noon, clinic.time_zone) for noon in noons]
    found = (await log.read(Query(tuple(QueryItem(tags=(tag,)) for tag in tags)))).events
    for recorded in found:
        if isinstance(recorded.event, UnknownEvent):
            raise EventTooNewError(recorded.position, recorded.type, recorded.version)
    entries = standing(found)
    return [_page(clinic, day, [entry for entry in entries if entry.day == day], now) for day in days]


def _page(clinic: Clinic, day: date, entries: Sequence[Entry], now: datetime) -> Page:
    diary = Diary(tuple(entry.appointment for entry in entries))
    starts = clinic.starts(day) if day <= horizon(clinic, now) else ()
    return Page(
        day=day,
        is_open=bool(clinic.openings(day)),
        entries=tuple(entries),
        free=tuple(start for start in starts if start > now and diary.is_free(start, start + clinic.visit)),
    )


def _print(page: Page, clinic: Clinic, *, names: bool, free_times: bool) -> None:
    booked = f"{len(page.entries)} appointment{'' if len(page.entries) == 1 else 's'}"
    head = f"{page.day} {WEEKDAYS[page.day.weekday()].capitalize()} · {booked}"
    print(f"{head} · {f'{len(page.free)} free' if page.is_open else 'the clinic is closed'}")
    for entry in page.entries:
        appointment = entry.appointment
        zone = appointment.clinic.time_zone
        times = f"{local(appointment.starts_at, zone, '%H:%M')}-{local(appointment.ends_at, zone, '%H:%M')}"
        name = shown_name(appointment.patient_name, whole=names)
        moved = "  (moved)" if entry.moved else ""
        call = f"  {entry.call}" if entry.call else ""
        print(f"  {times}  {name:<20}  {plain(appointment.dentist)}  {appointment.appointment_id}{call}{moved}")
    if free_times and page.free:
        print(f"  free: {' '.join(local(start, clinic.time_zone, '%H:%M') for start in page.free)}")


def _print_objects(page: Page, clinic: Clinic, *, names: bool) -> None:
    day: dict[str, Any] = {"kind": "day", "day": page.day.isoformat(), "time_zone": clinic.time_zone}
    print(dumps({**day, "open": page.is_open, "free": [start.isoformat() for start in page.free]}))
    for entry in page.entries:
        appointment = entry.appointment
        what = {
            "kind": "appointment",
            "call": entry.call,
            "at": appointment.starts_at.isoformat(),
            "ends_at": appointment.ends_at.isoformat(),
            "time_zone": appointment.clinic.time_zone,
            "day": page.day.isoformat(),
            "appointment": appointment.appointment_id,
            "patient": shown_name(appointment.patient_name, whole=names),
            "dentist": appointment.dentist,
            "moved": entry.moved,
        }
        print(dumps(what))
