"""What the commands by which staff act have in common: who it is, which one is meant, what came of it."""

from __future__ import annotations

import asyncio
import os
import sqlite3
from collections.abc import Awaitable, Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

import click

from receptionist.cli.access import see_that_they_may
from receptionist.cli.looking import shown_name
from receptionist.cli.words import local, plain
from receptionist.clock import SystemClock
from receptionist.config import Settings
from receptionist.desk import Handled
from receptionist.domain.clinic import Clinic
from receptionist.errors import AmbiguousIdError
from receptionist.events.booking import (
    Appointment,
    AppointmentCancelled,
    AppointmentMoved,
    BookingConfirmed,
    BookingRefused,
    ClarificationAsked,
    PatientArrived,
    PatientMissed,
    Question,
    RefusalReason,
)
from receptionist.events.catalogue import Event
from receptionist.events.clinic import TaskDone, TaskRaised
from receptionist.staff_desk import StaffDesk, open_staff_desk, who_acts
from receptionist.storage import Storage

C = TypeVar("C", bound=Callable[..., Any])

_SHOWN = 3
_DAY_AND_TIME = "%Y-%m-%d %H:%M"
WHY_NOT: Mapping[RefusalReason, str] = {
    "name_missing": "the patient's name is missing",
    "name_too_long": "the patient's name is too long",
    "name_not_a_name": "that is not a name",
    "in_the_past": "that time is past",
    "closed_that_day": "the clinic is closed that day",
    "outside_hours": "nobody works at that time",
    "no_such_start": "no such appointment can begin then",
    "too_far_ahead": "that is further ahead than can be booked",
    "slot_taken": "that time is taken, blocked, or held for emergencies (--urgent takes those)",
    "already_booked": "they are booked already",
    "malformed_request": "that cannot be read",
    "unknown_slot": "that time was not offered",
    "no_free_time": "nothing is free then",
    "not_performed_by": "they do not perform that treatment",
    "not_for_new_patients": "new patients cannot be booked for that treatment",
    "age_limits": "that treatment is not for that age",
    "provider_away": "they do not work that day",
}
UNCLEAR: Mapping[Question, str] = {
    "date": "which day is meant",
    "time": "which time is meant",
    "treatment": "which treatment is meant",
    "provider": "who is meant",
    "new_patient": "whether they are a new patient: say --new or --existing",
    "birth_date": "which --birth-date is meant",
    "phone": "which --phone is meant",
    "name": "which name is meant",
    "code": "which code is meant",
    "appointment": "which appointment is meant",
}


def acting(command: C) -> C:
    """Give a command the options by which somebody of the staff acts on a log."""
    database = click.option("--db", type=click.Path(path_type=Path), help="The log; otherwise the usual one.")
    person = click.option("--as", "person", metavar="NAME", help="Who you are; else RECEPTIONIST_STAFF, or your login.")
    return database(person(command))


def act(work: Callable[[StaffDesk], Awaitable[None]], database: Path | None, person: str | None) -> None:
    """Do *work* at the staff's desk."""
    settings = Settings.load(os.environ, Path.cwd())
    who = who_acts(person, settings)

    async def run() -> None:
        async with open_staff_desk(settings, database, who, SystemClock()) as desk:
            await see_that_they_may(settings, desk.storage, person=who)
            await work(desk)

    asyncio.run(run())


async def whole_id(storage: Storage, given: str, *, of: str, prefix: str) -> str:
    """The id that *given*, which may be shortened, means among those in tags that begin with *of*.

    What nothing begins with comes back as it is, for the desk to say that it does not exist.

    Raises:
        ClickException: It is too short to mean anything.
        AmbiguousIdError: It fits several.
    """
    return one_of(given, prefix, await _beginning_with(storage, _start(given, prefix), of))


def one_of(given: str, prefix: str, known: tuple[str, ...]) -> str:
    """The id among *known* that *given* is, or is the beginning of.

    Raises:
        ClickException: It is too short to mean anything.
        AmbiguousIdError: It fits several.
    """
    start = _start(given, prefix)
    found = tuple(each for each in known if each.startswith(start))
    if start in found or not found:
        return start
    if len(found) > 1:
        raise AmbiguousIdError(plain(given), tuple(sorted(found))[:_SHOWN])
    return found[0]


def told(handled: Handled, clinic: Clinic) -> Iterator[str]:
    """What came of it, a line each.

    Raises:
        ClickException: It was refused, or is not clear enough; the message says why, and what is free.
    """
    for event in handled.events:
        yield from _said(event, clinic)
    if not handled.recorded:
        yield "nothing to do: it is so already"


def _said(event: Event, clinic: Clinic) -> Iterator[str]:
    match event:
        case BookingRefused():
            raise click.ClickException(_refusal(event))
        case ClarificationAsked():
            raise click.ClickException(_question(event))
        case BookingConfirmed(appointment=appointment):
            yield f"booked: {line(appointment, clinic)}"
            yield f"  confirmation code {appointment.code}: whoever says it may move or cancel this appointment"
        case AppointmentMoved(appointment=appointment, moved_from=moved_from):
            was = local(moved_from, appointment.clinic.time_zone, _DAY_AND_TIME)
            yield f"moved: {line(appointment, clinic)} (was {was})"
        case AppointmentCancelled(appointment=appointment):
            yield f"cancelled: {line(appointment, clinic)}"
        case PatientArrived(appointment=appointment):
            yield f"arrived: {line(appointment, clinic)}"
        case PatientMissed(appointment=appointment, count=count):
            yield f"did not come ({count}): {line(appointment, clinic)}"
        case TaskRaised():
            yield f"  in the inbox, {event.task_id}: {plain(event.who)}: {plain(event.to_do)}"
        case TaskDone(note=note):
            yield f"  done in the inbox, {event.task_id}: {plain(note)}"
        case _:
            pass


def resources(clinic: Clinic) -> Mapping[str, str]:
    """Who and what can be taken, by id: the names of the providers, and then of the chairs."""
    return {each.id: each.name for each in clinic.providers} | {each.id: each.name for each in clinic.chairs}


def line(appointment: Appointment, clinic: Clinic) -> str:
    """An appointment on one line, the patient by their first name."""
    zone = appointment.clinic.time_zone
    times = f"{local(appointment.starts_at, zone, _DAY_AND_TIME)}-{local(appointment.ends_at, zone, '%H:%M')}"
    chair = next((each.name for each in clinic.chairs if each.id == appointment.chair_id), appointment.chair_id)
    who = shown_name(appointment.patient_name, whole=False)
    parts = (times, who, appointment.treatment, appointment.provider, chair)
    return f"{appointment.appointment_id}  {', '.join(plain(part) for part in parts if part)}"


def _refusal(event: BookingRefused) -> str:
    free = [
        f"{local(each.starts_at, event.time_zone, _DAY_AND_TIME)} {plain(each.provider)}" for each in event.alternatives
    ]
    return f"{WHY_NOT[event.reason]}; {'free are ' if free else 'nothing near it is free'}{', '.join(free)}"


def _question(event: ClarificationAsked) -> str:
    choices = [local(each, event.time_zone, _DAY_AND_TIME) for each in event.candidates] or [*event.choices]
    return f"it is not clear {UNCLEAR[event.about]}{': ' if choices else ''}{' or '.join(map(plain, choices))}"


def _start(given: str, prefix: str) -> str:
    bare = plain(given.strip().lower().removeprefix(prefix))
    if not bare:
        raise click.ClickException(f"{plain(given)!r} is no id; one begins with {prefix}")
    return f"{prefix}{bare}"


async def _beginning_with(storage: Storage, start: str, of: str) -> tuple[str, ...]:
    def run(raw: sqlite3.Connection) -> tuple[str, ...]:
        # By index: every tag from this one up to those that begin with something later.
        rows = raw.execute(
            "SELECT DISTINCT tag FROM event_tags WHERE tag >= ? AND tag < ? ORDER BY tag LIMIT ?",
            (f"{of}{start}", f"{of}{start}\N{DELETE}", _SHOWN + 1),
        )
        return tuple(tag.removeprefix(of) for (tag,) in rows)

    return await storage.database.read(run)
