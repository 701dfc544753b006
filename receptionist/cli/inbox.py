"""`receptionist inbox`: what a person at the clinic has to do, and who does it."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import click

from receptionist.cli.access import disclosing, viewer, viewer_is_given
from receptionist.cli.json_lines import dumps
from receptionist.cli.looking import open_log
from receptionist.cli.staff_acts import act, acting, whole_id
from receptionist.cli.words import local, plain
from receptionist.clock import SystemClock
from receptionist.config import Settings
from receptionist.domain.clinic import Clinic
from receptionist.domain.commands import FinishTask, TakeTask
from receptionist.errors import EventTooNewError
from receptionist.events.log import Query
from receptionist.events.recorded import Recorded, UnknownEvent
from receptionist.events.tags import INBOX, task_tag
from receptionist.ids import CallId, TaskId
from receptionist.projections.inbox import Line, all_lines, open_lines
from receptionist.staff_desk import StaffDesk
from receptionist.storage import Storage

_TODAY, _OTHER_DAY = "%H:%M", "%Y-%m-%d %H:%M"


@click.group(name="inbox", invoke_without_command=True)
@click.option("--all", "with_done", is_flag=True, help="Also what is done, the last done first.")
@click.option("--db", type=click.Path(path_type=Path), help="The log; otherwise the usual one.")
@click.option("--json", "as_json", is_flag=True, help="One object a line.")
@viewer
@click.pass_context
def command(context: click.Context, *, with_done: bool, db: Path | None, as_json: bool) -> None:
    """Print what a person has to do: the most urgent first, and of those what is due first."""
    if context.invoked_subcommand is None:
        asyncio.run(_inbox(db, with_done=with_done, as_json=as_json))
    elif any((with_done, db, as_json, viewer_is_given())):
        raise click.UsageError(f"'inbox' alone prints; options for '{context.invoked_subcommand}' come after it.")


@command.command(name="take", short_help="Make a task yours.")
@click.argument("task")
@acting
def take(*, task: str, db: Path | None, person: str | None) -> None:
    """Make TASK (an id, which may be shortened) yours, so that nobody else calls too."""

    async def work(desk: StaffDesk) -> None:
        which = await _whole(desk.storage, task)
        line = next(iter(open_lines(await _events(desk.storage, task_tag(which)))), None)
        before = None if line is None else line.owner
        handled = await desk.do(TakeTask(task_id=which, owner=desk.person))
        took = f" (it was {plain(before)}'s)" if before is not None and handled.recorded else ""
        print(f"{which} is {plain(desk.person)}'s{took}" if handled.recorded else f"{which} is yours already")

    act(work, db, person)


@command.command(name="done", short_help="Say that a task is done.")
@click.argument("task")
@click.option("--note", required=True, help="What came of it.")
@acting
def done(*, task: str, note: str, db: Path | None, person: str | None) -> None:
    """Say that TASK (an id, which may be shortened) is done, and what came of it."""
    if not note.strip():
        raise click.UsageError("--note says what came of it; it cannot be empty.")

    async def work(desk: StaffDesk) -> None:
        which = await _whole(desk.storage, task)
        await desk.do(FinishTask(task_id=which, note=note.strip()))
        print(f"{which} is done")

    act(work, db, person)


async def _inbox(database: Path | None, *, with_done: bool, as_json: bool) -> None:
    settings = Settings.load(os.environ, Path.cwd())
    now = SystemClock().now()
    async with open_log(settings, database) as storage, disclosing(settings, storage) as disclosure:
        events = await _events(storage, INBOX)
        lines = all_lines(events) if with_done else open_lines(events)
        if lines:
            await disclosure.show(
                ("name", "phone", "task"),
                patients=(each.task.patient_id for each in lines if each.task.patient_id is not None),
                appointments=(each.task.appointment_id for each in lines if each.task.appointment_id is not None),
                calls=(CallId(each.call) for each in lines if each.call is not None),
            )
    for each in lines:
        if as_json:
            print(dumps(_object(each, settings.clinic, now)))
        else:
            print("\n".join(_text(each, settings.clinic, now)))
    if not lines and not as_json:
        print("nothing to do")


async def _events(storage: Storage, tag: str) -> tuple[Recorded, ...]:
    """Everything about the inbox, or about one line of it.

    Raises:
        EventTooNewError: A newer version wrote to it: what is to do is not known, and nothing is shown.
    """
    events = (await storage.log.read(Query.tagged(tag))).events
    for recorded in events:
        if isinstance(recorded.event, UnknownEvent):
            raise EventTooNewError(recorded.position, recorded.type, recorded.version)
    return events


def _text(each: Line, clinic: Clinic, now: datetime) -> Iterator[str]:
    task = each.task
    due = "done" if each.done_at is not None else f"due {_when(task.due, clinic, now)}{' OVERDUE' * (task.due < now)}"
    owner = plain(each.owner) if each.owner is not None else "nobody's yet"
    kind = task.kind.replace("_", " ")
    who = f"{plain(task.who) or 'nobody known'}  {plain(task.phone or 'no number')}"
    yield f"{task.task_id}  {task.urgency:<5}  {due}  {kind}  {who}  {owner}"
    yield f"    {plain(task.done)}"
    yield f"    → {plain(task.to_do)}"
    references = [each.call or "", task.appointment_id or ""]
    if any(references):
        yield f"    {'  '.join(reference for reference in references if reference)}"
    if each.note is not None and each.done_at is not None:
        yield f"    done {_when(each.done_at, clinic, now)}: {plain(each.note)}"


def _when(instant: datetime, clinic: Clinic, now: datetime) -> str:
    here, today = (each.astimezone(clinic.zone).date() for each in (instant, now))
    if abs(here - today) <= timedelta(days=1):
        name = {-1: "yesterday", 0: "today", 1: "tomorrow"}[(here - today).days]
        return f"{name} {local(instant, clinic.time_zone, _TODAY)}"
    return local(instant, clinic.time_zone, _OTHER_DAY)


def _object(each: Line, clinic: Clinic, now: datetime) -> dict[str, Any]:
    task = each.task
    return {
        "kind": "task",
        "task": task.task_id,
        "at": each.raised_at.isoformat(),
        "time_zone": clinic.time_zone,
        "about": task.kind,
        "urgency": task.urgency,
        "who": task.who,
        "phone": task.phone,
        "done": task.done,
        "to_do": task.to_do,
        "due": task.due.isoformat(),
        "overdue": each.is_open and task.due < now,
        "owner": each.owner,
        "patient": task.patient_id,
        "appointment": task.appointment_id,
        "call": each.call,
        "done_at": None if each.done_at is None else each.done_at.isoformat(),
        "note": each.note,
    }


async def _whole(storage: Storage, task: str) -> TaskId:
    return TaskId(await whole_id(storage, task, of="task:", prefix="t-"))
