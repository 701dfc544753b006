"""`receptionist outbox`: what is owed and what is parked, and having what is parked tried again."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from receptionist.cli.finding import open_call
from receptionist.cli.json_lines import dumps
from receptionist.cli.looking import open_log
from receptionist.cli.staff_acts import act, acting
from receptionist.cli.words import local, plain
from receptionist.clock import SystemClock
from receptionist.config import Settings
from receptionist.ids import CallId
from receptionist.publishers.retrying import Effect, Retries, Unsettled, unsettled
from receptionist.staff_desk import StaffDesk

_WHEN = "%Y-%m-%d %H:%M:%S"


@click.group(name="outbox", invoke_without_command=True)
@click.option("--owed", is_flag=True, help="Only what is owed.")
@click.option("--parked", is_flag=True, help="Only what is parked: what was given up.")
@click.option("--call", help="Only of this call (its id, or the beginning of it).")
@click.option("--db", type=click.Path(path_type=Path), help="The log; otherwise the usual one.")
@click.option("--json", "as_json", is_flag=True, help="One effect a line, as JSON.")
@click.pass_context
def command(
    context: click.Context, *, owed: bool, parked: bool, call: str | None, db: Path | None, as_json: bool
) -> None:
    """Print what was not sent: what is owed, and what is parked, with its reason."""
    if context.invoked_subcommand is None:
        wanted: Mapping[Unsettled, bool] = {"owed": owed, "parked": parked}
        states = [state for state, named in wanted.items() if named or not any(wanted.values())]
        asyncio.run(_outbox(db, call, states, as_json=as_json))
    elif any((owed, parked, call, db, as_json)):
        raise click.UsageError(f"'outbox' alone prints; options for '{context.invoked_subcommand}' come after it.")


@command.command(name="retry", short_help="Have what is parked owed again.")
@click.argument("key", required=False)
@click.option("--all-parked", is_flag=True, help="Everything that is parked, instead of one KEY.")
@click.option("--call", help="Only what is parked of this call (its id, or the beginning of it).")
@acting
def retry(*, key: str | None, all_parked: bool, call: str | None, db: Path | None, person: str | None) -> None:
    """Have the parked effect KEY (such as 12:1) owed again, at its place. Who did it stands in the log."""
    if (key is None) != all_parked or (call is not None and not all_parked):
        raise click.UsageError("say one KEY, or --all-parked, perhaps of one --call.")

    async def work(desk: StaffDesk) -> None:
        retries = Retries(desk.storage.database, desk.storage.log, person=desk.person, clock=desk.clock, ids=desk.ids)
        of = None if call is None else await _whole(desk, call, db)
        keys = [key] if key is not None else await _parked(desk, of)
        done = [await retries.retry(each) for each in keys]
        for effect, is_news in done:
            print(f"{effect.key} of call {effect.call} is owed {'again' if is_news else 'already'}")
        for line in _who_sends({effect.call: effect for effect, _ in done}.values(), desk.clock.now()):
            print(line)
        if not done:
            print("nothing is parked")

    act(work, db, person)


async def _whole(desk: StaffDesk, call: str, database: Path | None) -> CallId:
    settings = Settings.load(os.environ, Path.cwd())
    async with open_call(settings, call, database or desk.storage.path) as (_, whole):
        return whole


async def _parked(desk: StaffDesk, call: CallId | None) -> list[str]:
    states: tuple[Unsettled, ...] = ("parked",)
    return [effect.key for effect in await unsettled(desk.storage.database, states=states, call=call)]


async def _outbox(database: Path | None, call: str | None, states: Sequence[Unsettled], *, as_json: bool) -> None:
    settings, now = Settings.load(os.environ, Path.cwd()), SystemClock().now()
    if call is None:
        async with open_log(settings, database) as storage:
            found = await unsettled(storage.database, states=states)
    else:
        async with open_call(settings, call, database) as (storage, whole):
            found = await unsettled(storage.database, states=states, call=whole)
    for effect in found:
        print(dumps(_object(effect, now)) if as_json else _line(effect, now, settings.clinic.time_zone))
    if not as_json:
        owing = {effect.call: effect for effect in found if effect.state == "owed"}
        for line in _who_sends(owing.values(), now) if found else [f"nothing is {' or '.join(states)}"]:
            print(line)


def _line(effect: Effect, now: datetime, zone: str) -> str:
    topic = plain(effect.topic or "attributes")
    attempts = f", tried {effect.attempts} time{'s' * (effect.attempts > 1)}" if effect.attempts else ""
    due = ""
    if effect.state == "owed" and effect.next_attempt_at > now.timestamp():
        due = f", next at {local(_instant(effect.next_attempt_at), zone, _WHEN)}"
    why = f": {plain(effect.last_error)}" if effect.last_error else ""
    return f"{effect.call}  {effect.key:>7}  {topic:<20}  {effect.state}{attempts}{due}{why}"


def _who_sends(of_calls: Iterable[Effect], now: datetime) -> list[str]:
    return [
        f"call {effect.call} has a relay, which sends what it owes"
        if _is_served(effect, now)
        else f"call {effect.call} has no relay: 'receptionist resume {effect.call}' sends what it owes"
        for effect in of_calls
    ]


def _object(effect: Effect, now: datetime) -> dict[str, Any]:
    return {
        "kind": "outbox",
        "call": effect.call,
        "key": effect.key,
        "position": effect.position,
        "effect": effect.kind,
        "topic": effect.topic,
        "state": effect.state,
        "attempts": effect.attempts,
        "unfinished": effect.unfinished,
        "next_attempt_at": _instant(effect.next_attempt_at).isoformat() if effect.state == "owed" else None,
        "last_error": effect.last_error,
        "served": _is_served(effect, now),
    }


def _is_served(effect: Effect, now: datetime) -> bool:
    return effect.leased_until > now.timestamp()


def _instant(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
