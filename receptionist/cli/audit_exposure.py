"""`receptionist audit exposure`: whose data somebody, or somebody in a room, has had before them."""

from __future__ import annotations

import asyncio
import os
import sqlite3
from collections.abc import Sequence
from functools import reduce
from pathlib import Path

import click

from receptionist.auditing.accesses import About, accesses
from receptionist.auditing.disclosing import Disclosure
from receptionist.auditing.exposure import Exposed, Exposure, exposure
from receptionist.auditing.pseudonyms import Pseudonyms
from receptionist.auditing.scanning import Span, patients_of
from receptionist.cli.access import auditing, viewer
from receptionist.cli.audit_asking import Shown
from receptionist.cli.audit_rows import PAGE, Column, Row, Writer, form_of, forms
from receptionist.cli.finding import calls_beginning_with
from receptionist.cli.json_lines import dumps
from receptionist.cli.staff_days import the_instant
from receptionist.cli.words import local, plain
from receptionist.clock import SystemClock
from receptionist.config import Settings
from receptionist.domain.patients import Patients
from receptionist.errors import AmbiguousCallError
from receptionist.events.log import Query
from receptionist.events.recorded import UnknownEvent
from receptionist.events.tags import patient_tag
from receptionist.ids import CallId, PatientId
from receptionist.storage import Storage

_WHEN = "%Y-%m-%d %H:%M:%S"
_FEW = 20
_COLUMNS = (
    Column(title="Patient", share=30),
    Column(title="What of them", share=50),
    Column(title="Times", share=8),
    Column(title="First", share=20),
    Column(title="Last", share=20),
)
_NAMES = ("patient", "name", "shown", "times", "first_at", "last_at")


@click.command(name="exposure")
@click.option("--actor", metavar="WHO", help="What this one has seen: a name, a login, an identity in a room, a host.")
@click.option(
    "--room", metavar="CALL", help="What of this call anybody has seen: the call, or its room while it lasts."
)
@click.option("--since", metavar="TIME", help="From here on (2026-11-24, '2026-11-24 14:00', or in words).")
@click.option("--names", is_flag=True, help="The patients' names too, as letters to them need.")
@click.option("--db", type=click.Path(path_type=Path), help="The log; otherwise the usual one.")
@forms
@viewer
def command(
    *,
    actor: str | None,
    room: str | None,
    since: str | None,
    names: bool,
    db: Path | None,
    as_csv: bool,
    as_json: bool,
) -> None:
    """List the patients whose data somebody has had before them: for a breach, say whose login, which room, since when.

    Of each patient what was seen, how often, and when first and last. That you look is recorded.
    """
    if actor is None and room is None and since is None:
        raise click.UsageError("say --actor, --room or --since: whose exposure is meant?")
    writer = Writer(form=form_of(as_csv=as_csv, as_json=as_json), columns=_COLUMNS, names=_NAMES)
    asyncio.run(_exposure(db, writer, actor, room, since, names=names))


async def _exposure(
    database: Path | None, writer: Writer, actor: str | None, room: str | None, since: str | None, *, names: bool
) -> None:
    settings, clock = Settings.load(os.environ, Path.cwd()), SystemClock()
    clinic = settings.clinic
    begin = None if since is None else the_instant("--since", since, clinic, clock.now(), is_end=False)
    async with auditing(settings, database) as (storage, disclosure):
        shown = Shown(disclosure.viewer, await Pseudonyms.of(storage.database))
        if names and shown.is_pseudonym:
            raise click.ClickException("an auditor sees pseudonyms, no names: leave --names out")
        call = None if room is None else await _call(room, storage)
        only = None if call is None else frozenset(await patients_of(storage, call))
        about = About(span=Span(since=begin), actor=actor, call=call)
        found = await exposure(accesses(storage, about, settings=settings, wall=clock), only=only)
        for at in range(0, len(found.patients), PAGE):
            page = found.patients[at : at + PAGE]
            rows = await _rows(page, storage, disclosure, shown, clinic.time_zone, names=names)
            writer.write(rows)
    writer.end(nothing="no patient's data was before anybody who fits")
    _conclude(found, writer)


async def _rows(
    page: Sequence[Exposed], storage: Storage, disclosure: Disclosure, shown: Shown, zone: str, *, names: bool
) -> list[Row]:
    await disclosure.show(("access", "name") if names else ("access",), patients=(each.patient for each in page))
    called = [await _name(storage, each.patient) if names else None for each in page]
    return [_row(each, name, shown, zone) for each, name in zip(page, called, strict=True)]


def _row(each: Exposed, name: str | None, shown: Shown, zone: str) -> Row:
    first, last = (local(at, zone, _WHEN) for at in (each.first_at, each.last_at))
    fields = ", ".join(field.replace("_", " ") for field in each.shown)
    values: dict[str, str | int | None] = {
        "patient": shown.number(each.patient),
        "name": name,
        "shown": " ".join(each.shown),
        "times": each.times,
        "first_at": each.first_at.isoformat(),
        "last_at": each.last_at.isoformat(),
    }
    cells = (shown.both(each.patient, name), fields, str(each.times), first, last)
    return Row(cells=cells, values=values, whole={"kind": "exposed", **values, "shown": list(each.shown)})


def _conclude(found: Exposure, writer: Writer) -> None:
    if writer.form == "json":
        total = {"patients": len(found.patients), "accesses": found.accesses, "unknown": list(found.unknown)}
        print(dumps({"kind": "exposure", **total}))
    if writer.form != "table":
        return
    patients = "1 patient" if len(found.patients) == 1 else f"{len(found.patients)} patients"
    print(f"{patients}; looks, acts, rooms and sendings: {found.accesses}")
    if found.unknown:
        more = f" and {len(found.unknown) - _FEW} more" if len(found.unknown) > _FEW else ""
        print(f"whom these calls were about is not known by number: {', '.join(found.unknown[:_FEW])}{more}")


async def _name(storage: Storage, patient: PatientId) -> str | None:
    types = ("patient.registered", "patient.corrected")
    events = (await storage.log.read(Query.tagged(patient_tag(patient), types=types))).events
    known = [each.event for each in events if not isinstance(each.event, UnknownEvent)]
    found = reduce(Patients.after, known, Patients()).registered.get(patient)
    return None if found is None else plain(found.name)


async def _call(room: str, storage: Storage) -> CallId:
    """The call that was in a room; a room's name is forgotten when its call is over.

    Raises:
        ClickException: There is none.
        AmbiguousCallError: The shortened id fits several.
    """

    def claimed(raw: sqlite3.Connection) -> str | None:
        row = raw.execute("SELECT call FROM room_claim WHERE room = ?", (room,)).fetchone()
        return None if row is None else str(row[0])

    held = await storage.database.read(claimed)
    if held is not None:
        return CallId(held)
    found = await calls_beginning_with(storage, room) if room.startswith("c-") else ()
    if len(found) > 1:
        raise AmbiguousCallError(plain(room), found)
    if not found:
        raise click.ClickException(
            f"no call is in a room {plain(room)}: of a call that is over, say its id ('receptionist calls' lists them)"
        )
    return found[0]
