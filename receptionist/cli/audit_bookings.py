"""`receptionist audit bookings`: who asked for what, what was decided and why, and who was told."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Sequence
from pathlib import Path

import click

from receptionist.auditing.booking_words import acknowledged_words, sent_words
from receptionist.auditing.bookings import OUTCOMES, BookingAct, Outcome, Wanted, bookings
from receptionist.auditing.disclosing import Disclosure
from receptionist.auditing.pseudonyms import Pseudonyms
from receptionist.cli.access import auditing, viewer
from receptionist.cli.audit_asking import Shown, patient_of, span_of
from receptionist.cli.audit_rows import PAGE, Column, Row, Writer, form_of, forms
from receptionist.cli.words import local
from receptionist.clock import SystemClock
from receptionist.config import Settings
from receptionist.replaying.account import as_json as json_values

_WHEN = "%Y-%m-%d %H:%M:%S"
_COLUMNS = (
    Column(title="When, where", share=15),
    Column(title="Outcome", share=10),
    Column(title="Patient, appointment", share=16),
    Column(title="Who asked, in which words", share=22),
    Column(title="Understood as, decided and why", share=34),
    Column(title="Told, sent, acknowledged", share=34),
)
_NAMES = (
    "position", "at", "outcome", "call", "actor", "person", "patient", "name", "appointment", "treatment",
    "provider", "starts_at", "who", "asked", "understood", "decided", "told", "sent", "acknowledged", "time_zone",
)  # fmt: skip


@click.command(name="bookings")
@click.option("--from", "first", metavar="DAY", help="From this day on (2026-11-24, or in words).")
@click.option("--to", "last", metavar="DAY", help="Up to the end of this day.")
@click.option("--patient", metavar="PATIENT", help="Of this patient alone: a number (p-…), or a pseudonym.")
@click.option("--treatment", metavar="ID", help="Of this treatment alone, by its id, such as cleaning.")
@click.option("--actor", metavar="WHO", help="By this one alone: caller, agent, staff, or a name of the staff.")
@click.option("--outcome", type=click.Choice(OUTCOMES), help="With this outcome alone.")
@click.option("--db", type=click.Path(path_type=Path), help="The log; otherwise the usual one.")
@forms
@viewer
def command(
    *,
    first: str | None,
    last: str | None,
    patient: str | None,
    treatment: str | None,
    actor: str | None,
    outcome: Outcome | None,
    db: Path | None,
    as_csv: bool,
    as_json: bool,
) -> None:
    """List what was booked, moved, cancelled and refused: a row for each act, the oldest first.

    Who asked for what in which words, what it was understood as, what was decided and why, who was told, when it was
    sent, and who acknowledged it. An auditor sees pseudonyms, and no words. That you look is recorded.
    """
    writer = Writer(form=form_of(as_csv=as_csv, as_json=as_json), columns=_COLUMNS, names=_NAMES)
    asyncio.run(
        _bookings(db, writer, (first, last), patient, Wanted(treatment=treatment, actor=actor, outcome=outcome))
    )


async def _bookings(
    database: Path | None, writer: Writer, days: tuple[str | None, str | None], patient: str | None, wanted: Wanted
) -> None:
    settings, clock = Settings.load(os.environ, Path.cwd()), SystemClock()
    span = span_of(*days, settings.clinic, clock.now())
    async with auditing(settings, database) as (storage, disclosure):
        pseudonyms = await Pseudonyms.of(storage.database)
        of = None if patient is None else await patient_of(patient, storage, pseudonyms)
        shown, page = Shown(disclosure.viewer, pseudonyms), list[BookingAct]()
        wanted = Wanted(span=span, patient=of, treatment=wanted.treatment, actor=wanted.actor, outcome=wanted.outcome)
        async for act in bookings(storage, wanted, settings=settings, wall=clock):
            page.append(act)
            if len(page) == PAGE:
                await _print(page, disclosure, shown, writer)
                page = []
        await _print(page, disclosure, shown, writer)
        writer.end(nothing="nothing was booked, moved, cancelled or refused that fits")


async def _print(page: Sequence[BookingAct], disclosure: Disclosure, shown: Shown, writer: Writer) -> None:
    if not page:
        return
    await disclosure.show(
        ("pseudonym", "appointment") if shown.is_pseudonym else ("name", "appointment", "words"),
        patients=(act.patient for act in page if act.patient is not None),
        appointments=(act.appointment for act in page if act.appointment is not None),
        calls=(act.call for act in page if act.call is not None),
    )
    writer.write([_row(act, shown) for act in page])


def _row(act: BookingAct, shown: Shown) -> Row:
    zone, words = act.time_zone, act.words
    sent, said = sent_words(act.sent, zone), acknowledged_words(act.acknowledged, zone)
    asked = "\n".join(f"“{each}”" for each in words.asked)
    cells = (
        "\n".join(
            (local(act.at, zone, "%Y-%m-%d"), local(act.at, zone), act.call or "at the desk", f"#{act.position}")
        ),
        act.outcome,
        "\n".join(each for each in (shown.both(act.patient, act.name), act.appointment, act.treatment) if each),
        "\n".join(each for each in (words.who, asked) if each),
        "\n".join(each for each in (words.understood, words.decided) if each),
        "\n".join(each for each in (words.told, f"Sent: {sent}" * bool(sent), f"Has it: {said}" * bool(said)) if each),
    )
    whole = {
        "kind": "booking_act",
        "position": act.position,
        "at": act.at.isoformat(),
        "outcome": act.outcome,
        "call": act.call,
        "actor": act.actor,
        "person": act.person,
        "patient": shown.number(act.patient),
        "name": shown.name(act.name),
        "appointment": act.appointment,
        "treatment": act.treatment,
        "provider": act.provider,
        "starts_at": None if act.starts_at is None else act.starts_at.isoformat(),
        "who": words.who,
        "asked": list(words.asked),
        "understood": words.understood,
        "decided": words.decided,
        "told": words.told,
        "sent": json_values(act.sent),
        "acknowledged": json_values(act.acknowledged),
        "time_zone": zone,
    }
    values = {name: whole[name] for name in _NAMES} | {"asked": " / ".join(words.asked), "sent": sent}
    return Row(cells=cells, values=values | {"acknowledged": said}, whole=whole)
