"""`receptionist diary import`: the busy times of a practice system's calendar, as blocks."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from pathlib import Path

import click
from attrs import frozen

from receptionist.cli.access import see_that_they_may
from receptionist.cli.diary_pages import read_diary
from receptionist.cli.diary_times import resource_id
from receptionist.cli.looking import shown_name
from receptionist.cli.staff_acts import acting, line, resources
from receptionist.cli.words import local, plain
from receptionist.clock import SystemClock
from receptionist.config import Settings
from receptionist.config.texts import is_one_word
from receptionist.domain.availability import Book
from receptionist.domain.clinic import Clinic
from receptionist.domain.commands import BlockTime, LiftBlock
from receptionist.domain.diary import Diary
from receptionist.errors import SettingError, UnknownBlockError, UnknownResourceError
from receptionist.events.clinic import TaskRaised, TimeBlocked
from receptionist.importing.busy import MOST_BYTES, BusyFileError, BusyTime, Found, Span
from receptionist.importing.csv import read_csv
from receptionist.importing.plan import Plan, conflicts, plan_of
from receptionist.staff_desk import StaffDesk, open_staff_desk, who_acts

# Days beyond those that can be booked: an import that is forgotten for a season still holds.
_AHEAD_DAYS = 90
_DAY_AND_TIME = "%Y-%m-%d %H:%M"


@frozen(kw_only=True)
class Importing:
    """A file, and whose calendar it is."""

    path: Path
    resource_id: str
    calendar: str
    dry_run: bool
    allow_empty: bool


@click.command(name="import", short_help="Block what another calendar says is busy.")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--resource", required=True, help="Whose calendar it is: a dentist's, hygienist's or chair's id or name.")
@click.option("--calendar", default="main", show_default=True, help="Its name, where one resource has several.")
@click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")
@click.option(
    "--empty", "allow_empty", is_flag=True, help="Lift all that was imported if the calendar has nothing now."
)
@acting
def command(
    *, file: Path, resource: str, calendar: str, dry_run: bool, allow_empty: bool, db: Path | None, person: str | None
) -> None:
    """Block the times at which somebody is busy by FILE, an .ics or .csv of a practice system.

    Importing again changes only what has changed there: what is at another time is moved, what has vanished is
    lifted. Appointments that are in the way stay; their patients go to the inbox, to be called.
    """
    settings = Settings.load(os.environ, Path.cwd())
    who, clock = who_acts(person, settings), SystemClock()
    if not is_one_word(calendar) or ":" in calendar or not calendar:
        raise SettingError("--calendar", plain(calendar), "a word without colon, as main")
    clinic = settings.clinic
    known = tuple(resources(clinic))
    if (whose := resource_id(resource, clinic)) not in known:
        raise UnknownResourceError(whose, known)
    what = Importing(path=file, resource_id=whose, calendar=calendar, dry_run=dry_run, allow_empty=allow_empty)
    span = _span(clinic, clock.now())
    found = _read(file, clinic, span)

    async def run() -> None:
        async with open_staff_desk(settings, db, who, clock) as desk:
            await see_that_they_may(settings, desk.storage, person=who)
            await _import(desk, what, found, span)

    asyncio.run(run())


async def _import(desk: StaffDesk, what: Importing, found: Found, span: Span) -> None:
    clinic = desk.clinic
    days = [span.since.astimezone(clinic.zone).date()]
    while days[-1] < span.until.astimezone(clinic.zone).date():
        days.append(days[-1] + timedelta(days=1))
    diary = await read_diary(desk.storage.log, clinic, days)
    plan = plan_of(found, diary, resource_id=what.resource_id, calendar=what.calendar, span=span)
    nothing_left = not (plan.new or plan.changed or plan.unchanged or plan.ours)
    if plan.vanished and nothing_left and not what.allow_empty:
        raise BusyFileError(
            what.path.name,
            f"has no busy time from now on, and all {len(plan.vanished)} that were imported for {what.resource_id}"
            " would be lifted; if that is right, say --empty",
        )
    print(f"{plain(what.path.name)}: {found.entries} entries read, {found.passed_over} of them take no time"
          f" from now to {days[-1]}")  # fmt: skip
    if what.dry_run:
        for each in _would(plan, diary, what, clinic, span):
            print(each)
        return
    called = await _carry_out(desk, plan, what)
    print(f"{what.resource_id}: {_counts(plan)}")
    for raised in called:
        print(f"  in the inbox, {raised.task_id}: {shown_name(raised.who, whole=False)}: {plain(raised.to_do)}")


async def _carry_out(desk: StaffDesk, plan: Plan, what: Importing) -> list[TaskRaised]:
    """Block, then lift: nothing that is busy is free in between, wherever this is interrupted."""
    called = list[TaskRaised]()
    for entry in plan.wanted:
        handled = await desk.do(
            BlockTime(
                new_block_id=desk.ids.block(),
                resource_id=what.resource_id,
                starts_at=entry.starts_at,
                ends_at=entry.ends_at,
                reason=entry.reason,
                source="import",
                uid=entry.uid,
                new_tasks=desk.new_tasks(),
                asked_at=desk.clock.now(),
            )
        )
        called += [event for event in handled.events if isinstance(event, TaskRaised)]
    for block in plan.superseded:
        try:
            await desk.do(LiftBlock(block_id=block.block_id, starts_at=block.starts_at, asked_at=desk.clock.now()))
        except UnknownBlockError:
            # Somebody imports the same file at the same time, and was first.
            continue
    return called


def _would(plan: Plan, diary: Diary, what: Importing, clinic: Clinic, span: Span) -> Iterator[str]:
    for entry in plan.new:
        yield f"  would block {_times(entry, clinic)}  {plain(entry.reason)}".rstrip()
    for change in plan.changed:
        yield f"  would move  {_times(change.entry, clinic)}  {plain(change.entry.reason)}".rstrip()
    for block in plan.vanished:
        yield f"  would lift  {_times(block, clinic)}  {block.block_id}"
    for appointment in conflicts(plan.wanted, diary, what.resource_id, span):
        yield f"  in the way  {line(appointment, clinic)}"
    yield f"{what.resource_id}: {_counts(plan)} (nothing was changed: --dry-run)"


def _counts(plan: Plan) -> str:
    counts = (("blocked", plan.new), ("moved", plan.changed), ("lifted", plan.vanished))
    ours = f", {len(plan.ours)} are appointments of our own" if plan.ours else ""
    return f"{', '.join(f'{len(what)} {name}' for name, what in counts)}, {plan.unchanged} unchanged{ours}"


def _times(of: BusyTime | TimeBlocked, clinic: Clinic) -> str:
    return " to ".join(local(each, clinic.time_zone, _DAY_AND_TIME) for each in (of.starts_at, of.ends_at))


def _span(clinic: Clinic, now: datetime) -> Span:
    last = Book(clinic=clinic, diary=Diary(), now=now).horizon + timedelta(days=_AHEAD_DAYS)
    return Span(since=now, until=datetime.combine(last, time(), clinic.zone))


def _read(path: Path, clinic: Clinic, span: Span) -> Found:
    name = plain(path.name or str(path))
    kind = path.suffix.lower()
    if kind not in {".ics", ".csv"}:
        raise BusyFileError(name, "is neither .ics nor .csv")
    try:
        with path.open("rb") as file:
            # One more than is allowed, and never a whole disk.
            content = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise BusyFileError(name, f"cannot be read: {error.strerror}") from error
    if len(content) > MOST_BYTES:
        raise BusyFileError(
            name, f"is larger than {MOST_BYTES // 1024 // 1024} MB; export fewer months, or one person's calendar"
        )
    if kind == ".csv":
        return read_csv(name, content, zone=clinic.zone, span=span)
    # The library takes a moment to import: only for a calendar.
    from receptionist.importing.ics import read_ics  # noqa: PLC0415 (see above)

    return read_ics(name, content, zone=clinic.zone, span=span)
