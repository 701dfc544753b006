"""`receptionist audit access`: who was shown patients' data, and who was refused."""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import click
from attrs import evolve

from receptionist.auditing.accesses import About, Access, accesses
from receptionist.auditing.pseudonyms import Pseudonyms
from receptionist.auditing.scanning import Span
from receptionist.cli.access import auditing, viewer
from receptionist.cli.audit_asking import Shown, appointment_of, patient_of
from receptionist.cli.audit_rows import PAGE, Column, Row, Writer, form_of, forms
from receptionist.cli.staff_days import the_instant
from receptionist.cli.words import local
from receptionist.clock import SystemClock
from receptionist.config import Settings
from receptionist.ids import PatientId

_WHEN = "%Y-%m-%d %H:%M:%S"
_FEW = 3
_PATIENT = re.compile(r"\bp-[0-9a-z]{12}\b")
_KINDS = {"looked": "looked", "denied": "REFUSED", "acted": "acted", "in_room": "in the room", "sent": "was sent"}
_COLUMNS = (
    Column(title="When", share=19),
    Column(title="Who", share=24),
    Column(title="How", share=34),
    Column(title="Why", share=20),
    Column(title="What", share=18),
    Column(title="Of whom", share=26),
)
_NAMES = (
    "position", "at", "kind", "who", "login", "role", "what", "report", "page", "why", "shown", "patients",
    "appointments", "calls", "until", "acknowledged",
)  # fmt: skip


@click.command(name="access")
@click.option("--patient", metavar="PATIENT", help="To this patient's data alone: a number (p-…), or a pseudonym.")
@click.option("--appointment", metavar="ID", help="To this appointment alone (its id, or the beginning of it).")
@click.option("--actor", metavar="WHO", help="By this one alone: a name, a login, an identity in a room, a host.")
@click.option("--since", metavar="TIME", help="From here on (2026-11-24, '2026-11-24 14:00', or in words).")
@click.option("--db", type=click.Path(path_type=Path), help="The log; otherwise the usual one.")
@forms
@viewer
def command(
    *,
    patient: str | None,
    appointment: str | None,
    actor: str | None,
    since: str | None,
    db: Path | None,
    as_csv: bool,
    as_json: bool,
) -> None:
    """List who had patients' data before them, the oldest first: who, how, why, what, of whom; refusals too.

    Commands that showed it, what staff did, who was in a room that it was sent to, hosts that it was sent to. A report
    on many patients is one row here and a row a page with --csv and --json. That you look is recorded.
    """
    if patient is not None and appointment is not None:
        raise click.UsageError("--patient and --appointment exclude each other.")
    writer = Writer(form=form_of(as_csv=as_csv, as_json=as_json), columns=_COLUMNS, names=_NAMES)
    asyncio.run(_accesses(db, writer, patient=patient, appointment=appointment, actor=actor, since=since))


async def _accesses(
    database: Path | None,
    writer: Writer,
    *,
    patient: str | None,
    appointment: str | None,
    actor: str | None,
    since: str | None,
) -> None:
    settings, clock = Settings.load(os.environ, Path.cwd()), SystemClock()
    clinic = settings.clinic
    begin = None if since is None else the_instant("--since", since, clinic, clock.now(), is_end=False)
    async with auditing(settings, database) as (storage, disclosure):
        pseudonyms = await Pseudonyms.of(storage.database)
        about = About(
            span=Span(since=begin),
            actor=actor,
            patient=None if patient is None else await patient_of(patient, storage, pseudonyms),
            appointment=None if appointment is None else await appointment_of(appointment, storage),
        )
        await disclosure.show(
            ("access",),
            patients=() if about.patient is None else (about.patient,),
            appointments=() if about.appointment is None else (about.appointment,),
        )
        # What is asked for now is in the log by now, and no part of the answer.
        shown, page, own = Shown(disclosure.viewer, pseudonyms), list[Row](), disclosure.report
        found = accesses(storage, about, settings=settings, wall=clock)
        async for access, count in together(found, merge=writer.form == "table"):
            if access.report == own:
                continue
            page.append(_row(access, count, shown, clinic.time_zone))
            if len(page) == PAGE:
                writer.write(page)
                page = []
        if page:
            writer.write(page)
        writer.end(nothing="nobody had any of it before them")


async def together(found: AsyncIterator[Access], *, merge: bool) -> AsyncIterator[tuple[Access, int]]:
    """The pages of a report as one, and of how many patients it is; or each page by itself."""
    held, patients = None, set[PatientId]()
    async for access in found:
        if held is not None and merge and access.report and access.report == held.report:
            patients |= {*access.patients}
            held = evolve(held, shown=tuple(dict.fromkeys((*held.shown, *access.shown))))
            continue
        if held is not None:
            yield held, len(patients)
        held, patients = access, {*access.patients}
    if held is not None:
        yield held, len(patients)


def _row(access: Access, count: int, shown: Shown, zone: str) -> Row:
    def number(text: str) -> str:
        return _PATIENT.sub(lambda found: shown.number(found[0]) or "", text)

    access = evolve(access, what=number(access.what), who=number(access.who))
    few = [shown.number(each) or "" for each in access.patients[:_FEW]]
    others = [f"and {count - len(few)} more patients"] if count > len(few) else []
    calls = [*access.calls[:_FEW], f"and {len(access.calls) - _FEW} more calls"][: len(access.calls)]
    login = f"login {access.login}" if access.login and access.login != access.who else ""
    until = f"until {local(access.until, zone, _WHEN)}" if access.until not in {None, access.at} else ""
    has = "has said that they have it" if access.acknowledged is not None else ""
    cells = (
        "\n".join(each for each in (local(access.at, zone, _WHEN), until, f"#{access.position}") if each),
        "\n".join(each for each in (access.who, login, access.role.replace("_", " ")) if each),
        "\n".join(each for each in (_KINDS[access.kind], access.what, has) if each),
        access.why or "",
        ", ".join(each.replace("_", " ") for each in access.shown),
        "\n".join([*few, *others, *(() if few else calls)]),
    )
    whole: dict[str, Any] = {
        "position": access.position,
        "at": access.at.isoformat(),
        "kind": access.kind,
        "who": access.who,
        "login": access.login,
        "role": access.role,
        "what": access.what,
        "report": access.report,
        "page": access.page,
        "why": access.why,
        "shown": list(access.shown),
        "patients": [shown.number(each) for each in access.patients],
        "appointments": list(access.appointments),
        "calls": list(access.calls),
        "until": None if access.until is None else access.until.isoformat(),
        "acknowledged": None if access.acknowledged is None else access.acknowledged.isoformat(),
    }
    values = {name: " ".join(value) if isinstance(value, list) else value for name, value in whole.items()}
    return Row(cells=cells, values=values, whole={**whole, "kind": "access", "how": access.kind})
