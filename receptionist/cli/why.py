"""`receptionist why APPOINTMENT`: how an appointment came to be as it is, as somebody would tell it."""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import sqlite3
import sys
import textwrap
from collections.abc import AsyncIterator
from pathlib import Path

import click
from rich.console import Console

from receptionist.auditing.scanning import patient_of
from receptionist.cli.access import disclosing, viewer
from receptionist.cli.finding import usual_places
from receptionist.cli.json_lines import dumps
from receptionist.cli.words import plain
from receptionist.clock import SystemClock
from receptionist.code_alphabet import is_code
from receptionist.config import Settings
from receptionist.errors import AmbiguousIdError, LogError, MasterKeyError
from receptionist.events.tags import appointment_tag
from receptionist.ids import AppointmentId
from receptionist.replaying.masking import Mask, as_it_is, known_of
from receptionist.replaying.why.case import read_case
from receptionist.replaying.why.facts import objects
from receptionist.replaying.why.finding_out import find_out
from receptionist.replaying.why.sentences import paragraph
from receptionist.storage import Storage, open_storage

_SHOWN = 3
_WIDEST = 100
_WHOLE_ID = re.compile(r"\ba-[0-9a-z]{12}\b")


@click.command(name="why")
@click.argument("appointment")
@click.option("--db", type=click.Path(path_type=Path), help="The log; otherwise the usual one and those beside it.")
@click.option("--names", is_flag=True, help="Whole names and what was said as it was, instead of first names.")
@click.option("--json", "as_json", is_flag=True, help="The facts that it is made of, one a line, as JSON.")
@viewer
def command(*, appointment: str, db: Path | None, names: bool, as_json: bool) -> None:
    """Say how APPOINTMENT came to be as it is, over all its calls and what staff did.

    APPOINTMENT is its id (or the beginning of it), a line that `diary` prints, or its confirmation code.
    """
    asyncio.run(_why(appointment, db, names=names, as_json=as_json))


async def _why(given: str, database: Path | None, *, names: bool, as_json: bool) -> None:
    settings, clock = Settings.load(os.environ, Path.cwd()), SystemClock()
    async with _open_appointment(settings, given, database) as (storage, appointment):
        case = await read_case(storage, appointment, setting=settings.audience, wall=clock)
        async with disclosing(settings, storage) as disclosure:
            await disclosure.show(
                ("name" if names else "first_name", "appointment", "words"),
                patients=await patient_of(storage, appointment),
                appointments=(appointment,),
                calls=case.accounts,
            )
    show = as_it_is if names else Mask(known_of(case.events), first_names=True)
    treatments = {each.id: each.name("en") for each in settings.clinic.treatments}
    story = find_out(case, show=show, names=names, treatments=treatments)
    if as_json:
        for each in objects(story):
            print(dumps(each))
        return
    text = plain(paragraph(story, now=clock.now()))
    if sys.stdout.isatty():
        width = min(Console().width, _WIDEST)
        text = textwrap.fill(text, width, break_long_words=False, break_on_hyphens=False)
    print(text)


@contextlib.asynccontextmanager
async def _open_appointment(
    settings: Settings, given: str, database: Path | None
) -> AsyncIterator[tuple[Storage, AppointmentId]]:
    """The log that has the appointment that is meant, and its whole id.

    Raises:
        ClickException: No log has it, or it is the id of something else.
        AmbiguousIdError: It fits several.
        LogError: The log that was named cannot be used.
    """
    _refuse_other_ids(given)
    places = (database,) if database is not None else usual_places(settings.database)
    async with contextlib.AsyncExitStack() as stack:
        for place in places:
            try:
                storage = await stack.enter_async_context(
                    open_storage(place, create=False, read_only=True, masters=settings.masters)
                )
                found = await _meant(storage, given)
            except MasterKeyError:
                raise
            except LogError:
                # A file beside the usual log may be anything; one that was named must be a log.
                if database is not None:
                    raise
                continue
            if len(found) > 1:
                raise AmbiguousIdError(plain(given), found[:_SHOWN])
            if found:
                yield storage, found[0]
                return
    where = ", ".join(str(each) for each in places) or "any log: there is none yet"
    raise click.ClickException(
        f"no appointment {plain(given)} in {where}; 'receptionist diary' has the ids, --db PATH names another log"
    )


def _refuse_other_ids(given: str) -> None:
    if re.fullmatch(r"\s*c-[0-9a-z]+\s*", given):
        call = given.strip()
        raise click.ClickException(f"{call} is a call: 'receptionist replay {call}' shows it, 'calls' its appointments")
    if not re.search(r"[0-9a-z]", given.lower().removeprefix("a-")):
        raise click.ClickException(f"{plain(given)!r} is no id; one begins with a-")


async def _meant(storage: Storage, given: str) -> tuple[AppointmentId, ...]:
    pasted = dict.fromkeys(_WHOLE_ID.findall(given.lower()))
    code = re.sub(r"[\s-]", "", given).upper()
    if len(pasted) == 1:
        return await _beginning_with(storage, *pasted)
    if is_code(code) and (coded := await storage.lookup.appointments(code)):
        return coded
    return await _beginning_with(storage, f"a-{given.strip().lower().removeprefix('a-')}")


async def _beginning_with(storage: Storage, start: str) -> tuple[AppointmentId, ...]:
    first = appointment_tag(AppointmentId(start))

    def run(raw: sqlite3.Connection) -> tuple[AppointmentId, ...]:
        # By index: every tag from this one up to those that begin with something later.
        rows = raw.execute(
            "SELECT DISTINCT tag FROM event_tags WHERE tag >= ? AND tag < ? ORDER BY tag LIMIT ?",
            (first, f"{first}\N{DELETE}", _SHOWN + 1),
        )
        return tuple(AppointmentId(tag.removeprefix("appointment:")) for (tag,) in rows)

    return await storage.database.read(run)
