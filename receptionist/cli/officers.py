"""What the commands for patients' rights have in common: who it is, whether they may, which patient, what is typed."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from receptionist.auditing.disclosing import refuse_who_may_not
from receptionist.auditing.roles import viewer_of
from receptionist.cli.access import look_here
from receptionist.cli.looking import open_log
from receptionist.cli.staff_acts import whole_id
from receptionist.clock import SystemClock
from receptionist.config import Settings
from receptionist.events.access import Right
from receptionist.ids import PatientId, RandomIds
from receptionist.privacy.officer import Officer
from receptionist.staff_desk import who_acts
from receptionist.storage import Storage

C = TypeVar("C", bound=Callable[..., Any])
T = TypeVar("T")
_LABELS = {"name": "Name", "birth_date": "Date of birth (1985-03-02)", "phone": "Telephone number"}


def as_officer(command: C) -> C:
    """Give a command the options by which somebody acts on patients' data under their name."""
    database = click.option("--db", type=click.Path(path_type=Path), help="The log; otherwise the usual one.")
    person = click.option("--as", "person", metavar="NAME", help="Who you are; else RECEPTIONIST_STAFF, or your login.")
    return database(person(command))


def carry_out(
    work: Callable[[Officer], Awaitable[T]],
    database: Path | None,
    person: str | None,
    *,
    right: Right = "privacy",
    reason: str | None = None,
) -> T:
    """Do *work* at the log, if who runs the command may."""
    settings, clock = Settings.load(os.environ, Path.cwd()), SystemClock()
    who, ids = who_acts(person, settings), RandomIds(clock)

    async def run() -> T:
        async with open_log(settings, database) as storage:
            viewer = viewer_of(settings, who, reason)
            await refuse_who_may_not(settings, storage, viewer, look_here(), right, clock=clock, ids=ids)
            return await work(Officer(storage=storage, settings=settings, clock=clock, ids=ids, person=who))

    return asyncio.run(run())


async def whole_patient(storage: Storage, given: str) -> PatientId:
    """The number of the patient that *given*, which may be shortened and in capitals, means.

    Raises:
        ClickException: It is too short to mean anything.
        AmbiguousIdError: It fits several.
    """
    return PatientId(await whole_id(storage, given, of="patient:", prefix="p-"))


def typed(hint: str = "") -> dict[str, str]:
    """Name, date of birth and number as somebody types them: on no command line, so in no shell's history.

    From a pipe they are lines such as `name=Ann Example`, those that are left out being empty.

    Args:
        hint: Said behind the name of each.

    Raises:
        ClickException: A line is something else.
    """
    if not sys.stdin.isatty():
        return _piped(sys.stdin.read())
    return {
        name: click.prompt(f"{label}{hint}", default="", show_default=False, err=True)
        for name, label in _LABELS.items()
    }


def _piped(text: str) -> dict[str, str]:
    said = dict.fromkeys(_LABELS, "")
    for line in filter(str.strip, text.splitlines()):
        name, sign, value = line.partition("=")
        name = name.strip().lower().replace("-", "_").replace(" ", "_")
        if not sign or name not in said:
            # The line itself is not shown: it may be somebody's name.
            raise click.ClickException(f"standard input has lines such as name=…, one of {', '.join(said)}")
        said[name] = value.strip()
    return said
