"""`receptionist diary block`, `unblock`, `close`, `reopen`: when nobody can be booked."""

from __future__ import annotations

from pathlib import Path

import click

from receptionist.cli.diary_pages import read_blocks
from receptionist.cli.staff_acts import act, acting, one_of, resources, told
from receptionist.cli.staff_days import the_day, the_instant
from receptionist.cli.words import local, plain
from receptionist.domain.clinic import WEEKDAYS, Clinic
from receptionist.domain.commands import BlockTime, CloseDay, LiftBlock, ReopenDay
from receptionist.errors import UnknownBlockError
from receptionist.events.clinic import BlockLifted, DayClosed, DayReopened, TimeBlocked
from receptionist.ids import BlockId
from receptionist.staff_desk import StaffDesk

_DAY_AND_TIME = "%Y-%m-%d %H:%M"


@click.command(name="block", short_help="Keep a stretch of time from being booked.")
@click.argument("resource")
@click.option("--from", "begins", metavar="WHEN", required=True, help="2026-11-24, '2026-11-24 14:00', or in words.")
@click.option("--to", "ends", metavar="WHEN", required=True, help="The same; a day alone is included.")
@click.option("--reason", required=True, help="Why, for the diary.")
@acting
def block(*, resource: str, begins: str, ends: str, reason: str, db: Path | None, person: str | None) -> None:
    """Keep a stretch of time of RESOURCE (a dentist's, hygienist's or chair's id or name) from being booked.

    Appointments that stand in it stay; their patients go to the inbox, to be called.
    """

    async def work(desk: StaffDesk) -> None:
        now = desk.clock.now()
        starts_at = the_instant("--from", begins, desk.clinic, now, is_end=False)
        ends_at = the_instant("--to", ends, desk.clinic, now, is_end=True)
        if starts_at < ends_at <= now:
            raise click.ClickException("that time is past")
        handled = await desk.do(
            BlockTime(
                new_block_id=desk.ids.block(),
                resource_id=resource_id(resource, desk.clinic),
                starts_at=starts_at,
                ends_at=ends_at,
                reason=reason,
                new_tasks=desk.new_tasks(),
                asked_at=now,
            )
        )
        for event in handled.events:
            if isinstance(event, TimeBlocked):
                print(f"blocked: {span(event)}")
        for each in told(handled, desk.clinic):
            print(each)

    act(work, db, person)


@click.command(name="unblock", short_help="Let blocked time be booked again.")
@click.argument("block")
@acting
def unblock(*, block: str, db: Path | None, person: str | None) -> None:
    """Let the time of BLOCK (an id, which may be shortened) be booked again."""

    async def work(desk: StaffDesk) -> None:
        known = {each.block_id: each for each in await read_blocks(desk.storage.log)}
        which = BlockId(one_of(block, "k-", tuple(known)))
        if which not in known:
            raise UnknownBlockError(plain(which))
        starts_at, now = known[which].starts_at, desk.clock.now()
        handled = await desk.do(LiftBlock(block_id=which, starts_at=starts_at, asked_at=now))
        for event in handled.events:
            if isinstance(event, BlockLifted):
                print(f"free again: {span(event)}")
        if known[which].source == "import":
            print("  it was imported: it comes back with the next import, unless it is deleted there")

    act(work, db, person)


@click.command(name="close", short_help="Close the clinic on a day.")
@click.argument("day")
@click.option("--reason", required=True, help="Why; callers are told that it is closed, staff see the reason.")
@acting
def close(*, day: str, reason: str, db: Path | None, person: str | None) -> None:
    """Close the clinic on DAY. Appointments stay; their patients go to the inbox, to be called."""

    async def work(desk: StaffDesk) -> None:
        now = desk.clock.now()
        which = the_day("DAY", day, desk.clinic, now)
        if which < now.astimezone(desk.clinic.zone).date():
            raise click.ClickException("that day is past")
        handled = await desk.do(CloseDay(day=which, reason=reason, new_tasks=desk.new_tasks(), asked_at=now))
        for event in handled.events:
            if isinstance(event, DayClosed):
                print(f"closed: {which} {WEEKDAYS[which.weekday()].capitalize()}")
        for each in told(handled, desk.clinic):
            print(each)

    act(work, db, person)


@click.command(name="reopen", short_help="Open the clinic again on a day.")
@click.argument("day")
@acting
def reopen(*, day: str, db: Path | None, person: str | None) -> None:
    """Open the clinic again on DAY, which was closed with `close`."""

    async def work(desk: StaffDesk) -> None:
        which = the_day("DAY", day, desk.clinic, desk.clock.now())
        handled = await desk.do(ReopenDay(day=which))
        for event in handled.events:
            if isinstance(event, DayReopened):
                print(f"open again: {which} {WEEKDAYS[which.weekday()].capitalize()}")
        if not handled.recorded:
            print("nothing to do: it was not closed with 'diary close'")
        if (why := desk.clinic.closures.get(which)) is not None:
            print(f"  it is closed by the clinic's file: {plain(why)}")
        elif not desk.clinic.openings(which):
            print("  nobody works on that weekday, by the clinic's file")

    act(work, db, person)


COMMANDS = (block, unblock, close, reopen)


def resource_id(given: str, clinic: Clinic) -> str:
    """The id of whom or what *given* names; what names nothing comes back, for the desk to say so."""
    named = given.strip().casefold()
    known = resources(clinic).items()
    return next((its_id for its_id, name in known if named in {its_id, name.casefold()}), plain(given))


def span(block: TimeBlocked | BlockLifted) -> str:
    """A block on one line."""
    begins, ends = (local(each, block.time_zone, _DAY_AND_TIME) for each in (block.starts_at, block.ends_at))
    return f"{block.block_id}  {block.resource_id}, {begins} to {ends}"
