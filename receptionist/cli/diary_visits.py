"""`receptionist diary book`, `move`, `cancel`, `arrived`, `no-show`: what staff do with appointments."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
from attrs import evolve

from receptionist.cli.diary_pages import read_diary
from receptionist.cli.staff_acts import UNCLEAR, act, acting, told, whole_id
from receptionist.desk import Handled
from receptionist.domain.availability import Book
from receptionist.domain.clinic import Treatment
from receptionist.domain.commands import (
    CancelAppointment,
    Command,
    MarkArrived,
    MarkMissed,
    MoveAppointment,
    RequestBooking,
    Wanted,
)
from receptionist.domain.wishes import Unclear, providers_meant, treatment_meant, wish_of
from receptionist.events.booking import BookingConfirmed
from receptionist.ids import AppointmentId
from receptionist.staff_desk import StaffDesk


@click.command(name="book")
@click.option("--name", "patient_name", required=True, help="The patient's whole name.")
@click.option("--date", "date_words", metavar="DAY", default="", help="2026-11-24, or in words, as 'next Tuesday'.")
@click.option("--time", "time_words", metavar="TIME", default="", help="14:00, or in words, as 'half past two'.")
@click.option("--treatment", default="", help="Its id or name; otherwise the usual one.")
@click.option("--provider", default="", help="Who is to do it; otherwise the first who is free.")
@click.option("--phone", default="", help="Where the patient can be called.")
@click.option("--birth-date", default="", help="With --phone it tells who of the patients it is.")
@click.option("--guardian", default="", help="The adult who answers for a child.")
@click.option("--new/--existing", "is_new", default=None, help="Whether they were never here before.")
@click.option("--urgent", is_flag=True, help="A time that is held for emergencies may be taken.")
@click.option(
    "--walk-in", is_flag=True, help="They are here now: today, at the first free time or --time, and arrived."
)
@acting
def book(*, urgent: bool, walk_in: bool, db: Path | None, person: str | None, **said: Any) -> None:
    """Book an appointment."""
    wanted = Wanted(**said)
    if walk_in and wanted.date_words:
        raise click.UsageError("--walk-in is today; it goes without --date.")
    if not walk_in and not (wanted.date_words.strip() and wanted.time_words.strip()):
        raise click.UsageError("Say --date and --time, or --walk-in.")

    async def work(desk: StaffDesk) -> None:
        asked = await _for_today(desk, wanted) if walk_in else wanted
        handled = await _book(desk, asked, urgent=urgent or walk_in)
        for each in told(handled, desk.clinic):
            print(each)
        for event in handled.events:
            if walk_in and isinstance(event, BookingConfirmed):
                await _do(desk, MarkArrived(appointment_id=event.appointment.appointment_id, asked_at=desk.clock.now()))

    act(work, db, person)


@click.command(name="move", short_help="Move an appointment to another time.")
@click.argument("appointment")
@click.option("--date", "date_words", metavar="DAY", required=True, help="2026-11-24, or in words.")
@click.option("--time", "time_words", metavar="TIME", required=True, help="14:00, or in words.")
@click.option("--provider", default="", help="Who is to do it; otherwise whom they have, where possible.")
@acting
def move(
    *, appointment: str, date_words: str, time_words: str, provider: str, db: Path | None, person: str | None
) -> None:
    """Move APPOINTMENT (an id, which may be shortened) to another time; if that is gone, it stays where it is."""

    async def work(desk: StaffDesk) -> None:
        wanted = Wanted(date_words=date_words, time_words=time_words, provider=provider)
        which = await _whole(desk, appointment)
        now = desk.clock.now()
        await _do(desk, MoveAppointment(new=desk.new(), wanted=wanted, appointment=which, asked_at=now))

    act(work, db, person)


@click.command(name="cancel", short_help="Cancel an appointment.")
@click.argument("appointment")
@click.option("--reason", default="", help="Why, for the log.")
@acting
def cancel(*, appointment: str, reason: str, db: Path | None, person: str | None) -> None:
    """Cancel APPOINTMENT; whoever waits for such a time goes to the inbox."""

    async def work(desk: StaffDesk) -> None:
        which, now = await _whole(desk, appointment), desk.clock.now()
        await _do(desk, CancelAppointment(new=desk.new(), appointment=which, reason=reason, asked_at=now))

    act(work, db, person)


@click.command(name="arrived", short_help="Note that a patient is here.")
@click.argument("appointment")
@acting
def arrived(*, appointment: str, db: Path | None, person: str | None) -> None:
    """Note that the patient of APPOINTMENT is here."""
    _mark(lambda desk, which: MarkArrived(appointment_id=which, asked_at=desk.clock.now()), appointment, db, person)


@click.command(name="no-show", short_help="Note that a patient did not come.")
@click.argument("appointment")
@acting
def no_show(*, appointment: str, db: Path | None, person: str | None) -> None:
    """Note that the patient of APPOINTMENT did not come; when that happens again, it goes to the inbox."""

    def command(desk: StaffDesk, which: AppointmentId) -> Command:
        return MarkMissed(new=desk.new(), appointment_id=which, asked_at=desk.clock.now())

    _mark(command, appointment, db, person)


COMMANDS = (book, move, cancel, arrived, no_show)


def _mark(
    command: Callable[[StaffDesk, AppointmentId], Command], appointment: str, db: Path | None, person: str | None
) -> None:
    async def work(desk: StaffDesk) -> None:
        await _do(desk, command(desk, await _whole(desk, appointment)))

    act(work, db, person)


async def _do(desk: StaffDesk, command: Command) -> None:
    for each in told(await desk.do(command), desk.clinic):
        print(each)


async def _book(desk: StaffDesk, wanted: Wanted, *, urgent: bool) -> Handled:
    new = desk.new()
    known = await desk.desk.recognise(new, birth_date=wanted.birth_date, phone=wanted.phone, code="")
    return await desk.do(
        RequestBooking(new=new, wanted=wanted, patients=known.patients, urgent=urgent, asked_at=desk.clock.now())
    )


async def _for_today(desk: StaffDesk, wanted: Wanted) -> Wanted:
    """The same for today, at the first time at which somebody is free, if none was said.

    Raises:
        ClickException: There is none, or it is not clear what for.
    """
    clinic, now = desk.clinic, desk.clock.now()
    today = now.astimezone(clinic.zone).date()
    if wanted.time_words.strip():
        return evolve(wanted, date_words=today.isoformat())
    treatment = treatment_meant(wanted.treatment, clinic) or clinic.treatment(clinic.default_treatment)
    providers = providers_meant(wanted.provider, treatment, clinic) if isinstance(treatment, Treatment) else treatment
    if isinstance(treatment, Unclear) or isinstance(providers, Unclear):
        unclear = treatment if isinstance(treatment, Unclear) else providers
        raise click.ClickException(_unclear(unclear))
    diary = await read_diary(desk.storage.log, clinic, [today])
    free = Book(clinic=clinic, diary=diary, now=now).slots(wish_of(treatment, providers, urgent=True), [today])
    first = next(free, None)
    if first is None:
        raise click.ClickException(
            f"nothing is free today for {treatment.name('en')}; 'diary book --date …' books later"
        )
    return evolve(wanted, date_words=today.isoformat(), time_words=f"{first.starts_at.astimezone(clinic.zone):%H:%M}")


def _unclear(unclear: object) -> str:
    assert isinstance(unclear, Unclear)  # noqa: S101 (the two isinstance above say so, mypy cannot see it)
    return f"it is not clear {UNCLEAR[unclear.about]}: {' or '.join(unclear.choices)}"


async def _whole(desk: StaffDesk, appointment: str) -> AppointmentId:
    return AppointmentId(await whole_id(desk.storage, appointment, of="appointment:", prefix="a-"))
