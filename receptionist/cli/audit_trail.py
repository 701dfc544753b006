"""`receptionist audit trail APPOINTMENT`: one appointment's whole life, step by step."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

import click
from attrs import evolve

from receptionist.auditing.pseudonyms import Pseudonyms
from receptionist.auditing.scanning import patient_of
from receptionist.auditing.trail import Step, Trail, trail
from receptionist.cli.access import auditing, viewer
from receptionist.cli.audit_asking import Shown, appointment_of
from receptionist.cli.audit_rows import PAGE, Column, Row, Writer, form_of, forms
from receptionist.cli.words import local, plain
from receptionist.clock import SystemClock
from receptionist.config import Settings
from receptionist.replaying.why.sentences import paragraph

_COLUMNS = (
    Column(title="#", share=6),
    Column(title="When", share=20),
    Column(title="Who", share=14),
    Column(title="Call", share=15),
    Column(title="What", share=80),
)
_NAMES = ("position", "at", "time", "actor", "person", "call", "kind", "what", "appointment", "patient", "time_zone")


@click.command(name="trail")
@click.argument("appointment")
@click.option("--db", type=click.Path(path_type=Path), help="The log; otherwise the usual one.")
@forms
@viewer
def command(*, appointment: str, db: Path | None, as_csv: bool, as_json: bool) -> None:
    """Tell the whole life of APPOINTMENT, across calls and what staff did: each step, where it stands, whose it was.

    APPOINTMENT is its id (or the beginning of it), a line that `diary` prints, or its confirmation code. An auditor
    sees a pseudonym, and no words. That you look is recorded.
    """
    writer = Writer(form=form_of(as_csv=as_csv, as_json=as_json), columns=_COLUMNS, names=_NAMES)
    asyncio.run(_trail(appointment, db, writer))


async def _trail(given: str, database: Path | None, writer: Writer) -> None:
    settings, clock = Settings.load(os.environ, Path.cwd()), SystemClock()
    async with auditing(settings, database) as (storage, disclosure):
        appointment = await appointment_of(given, storage)
        shown = Shown(disclosure.viewer, await Pseudonyms.of(storage.database))
        found = await trail(storage, appointment, settings=settings, wall=clock)
        patient = next(iter(await patient_of(storage, appointment)), None)
        await disclosure.show(
            ("pseudonym", "appointment") if shown.is_pseudonym else ("name", "appointment", "words"),
            patients=() if patient is None else (patient,),
            appointments=(appointment,),
            calls=dict.fromkeys(step.call for step in found.steps if step.call is not None),
        )
    number = shown.number(patient) or ""
    if writer.form == "table":
        named = evolve(found.story, acts=(), patient=number if shown.is_pseudonym else found.story.patient)
        print(f"{appointment}  {number}  {plain(paragraph(named, now=clock.now()))}")
    for at in range(0, len(found.steps), PAGE):
        writer.write([_row(step, found, number) for step in found.steps[at : at + PAGE]])


def _row(step: Step, found: Trail, patient: str) -> Row:
    zone = found.story.time_zone
    who = step.person or step.actor
    cells = (str(step.position), local(step.at, zone, "%Y-%m-%d %H:%M:%S"), who, step.call or "", step.what)
    values: dict[str, str | int | None] = {
        "position": step.position,
        "at": step.at.isoformat(),
        "time": local(step.at, zone, "%Y-%m-%d %H:%M:%S"),
        "actor": step.actor,
        "person": step.person,
        "call": step.call,
        "kind": step.kind,
        "what": plain(step.what),
        "appointment": found.story.appointment,
        "patient": patient,
        "time_zone": zone,
    }
    whole = {name: value for name, value in values.items() if name != "time"}
    return Row(cells=cells, values=values, whole={**whole, "kind": "step", "step": step.kind})
