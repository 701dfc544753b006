"""`receptionist webhook`: what came of calls, told to another program: how that stands, and having it done."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from receptionist.cli.access import disclose_call, see_that_they_may
from receptionist.cli.finding import open_call
from receptionist.cli.json_lines import dumps
from receptionist.cli.looking import open_log
from receptionist.cli.staff_acts import act, acting
from receptionist.cli.words import local, plain
from receptionist.clock import SystemClock
from receptionist.config import Settings
from receptionist.errors import CallGoesOnError, PublishError
from receptionist.ids import CallId, RandomIds
from receptionist.projections.outcome_message import test_message
from receptionist.publishers.webhook.endpoint import Endpoint
from receptionist.publishers.webhook.owed import Outcomes, OutcomeState, OwedOutcome
from receptionist.publishers.webhook.owing import end_of
from receptionist.publishers.webhook.resending import Resending
from receptionist.publishers.webhook.signing import headers, new_secret
from receptionist.staff_desk import StaffDesk, who_acts

_WHEN = "%Y-%m-%d %H:%M:%S"
_NOT_SET = "RECEPTIONIST_WEBHOOK_URL is not set: nothing is sent (docs/webhook.md)"
_LOG = click.option("--db", type=click.Path(path_type=Path), help="The log; otherwise the usual one.")


@click.group(name="webhook", invoke_without_command=True)
@click.option("--all", "every", is_flag=True, help="What was sent and what is void, too.")
@_LOG
@click.option("--json", "as_json", is_flag=True, help="One call a line, as JSON.")
@click.pass_context
def command(context: click.Context, *, every: bool, db: Path | None, as_json: bool) -> None:
    """Print which calls' outcomes are owed or parked, and why."""
    if context.invoked_subcommand is None:
        asyncio.run(_show(db, every=every, as_json=as_json))
    elif every or db or as_json:
        raise click.UsageError(f"'webhook' alone prints; options for '{context.invoked_subcommand}' come after it.")


@command.command(name="secret", short_help="Make a secret.")
def secret() -> None:
    """Print a new secret for RECEPTIONIST_WEBHOOK_SECRET and for the receiver. It is kept nowhere."""
    print(new_secret())


@command.command(name="test", short_help="Send a message about nobody, and say what came back.")
def test() -> int:
    """Send a signed message of the type `webhook.test`, about nobody, and say what came back. Nothing is retried.

    Exit status 1 when it was not taken.
    """
    return asyncio.run(_test())


@command.command(name="send", short_help="Send what is due, now and from here.")
@_LOG
def send(*, db: Path | None) -> int:
    """Send what is due, now and from here: for a clinic without a worker, or in place of one that is stopped.

    From the first time on, each call that ends owes what came of it. Exit status 1 when something was not taken.
    """
    return asyncio.run(_send(db))


@command.command(name="resend", short_help="Send what came of a call once more, or after all.")
@click.argument("call", required=False)
@click.option("--all-parked", is_flag=True, help="Everything that is parked, instead of one CALL.")
@acting
def resend(*, call: str | None, all_parked: bool, db: Path | None, person: str | None) -> None:
    """Have what came of CALL (its id, or the beginning of it) owed again, under the same id. Who did it is logged.

    A receiver that keeps the ids that it has had takes it once, however often it is sent.
    """
    if (call is None) != all_parked:
        raise click.UsageError("say one CALL, or --all-parked.")

    async def work(desk: StaffDesk) -> None:
        storage = desk.storage
        resending = Resending(
            database=storage.database, log=storage.log, person=desk.person, clock=desk.clock, ids=desk.ids
        )
        outcomes = Outcomes(storage.database)
        calls = (
            [await _whole(desk, call, db)]
            if call is not None
            else [each.call for each in await outcomes.in_states("parked")]
        )
        for each in calls:
            is_news = await resending.resend(each)
            print(f"what came of call {each} is owed {'again' if is_news else 'already, and due now'}")
        if calls and Settings.load(os.environ, Path.cwd()).webhook is None:
            print(_NOT_SET)
        if not calls:
            print("nothing is parked")

    act(work, db, person)


@command.command(name="preview", short_help="Print what would be sent about a call.")
@click.argument("call")
@_LOG
def preview(*, call: str, db: Path | None) -> None:
    """Print the message about CALL (its id, or the beginning of it) as it would be sent now, with the fields set."""
    asyncio.run(_preview(call, db))


@command.command(name="off", short_help="Owe nothing more, from the next call on.")
@_LOG
def off(*, db: Path | None) -> None:
    """Have calls owe nothing more from here on. What is owed stays owed.

    A worker that has RECEPTIONIST_WEBHOOK_URL set turns it on again when it starts: take that away first.
    """
    asyncio.run(_off(db))


async def _show(database: Path | None, *, every: bool, as_json: bool) -> None:
    settings = Settings.load(os.environ, Path.cwd())
    states: tuple[OutcomeState, ...] = ("owed", "parked", "sent", "void") if every else ("owed", "parked")
    async with open_log(settings, database, read_only=True) as storage:
        outcomes = Outcomes(storage.database)
        webhook, counts = await outcomes.webhook(), await outcomes.counts()
        found = await outcomes.in_states(*states)
    now = SystemClock().now()
    for each in found:
        print(dumps(_object(each)) if as_json else _line(each, now, settings.clinic.time_zone))
    if as_json:
        return
    told = ", ".join(f"{counts.get(state, 0)} {state}" for state in ("sent", "owed", "parked", "void"))
    print(told if counts else "nothing was ever owed")
    if webhook is None:
        print("calls in this log owe nothing: a worker with RECEPTIONIST_WEBHOOK_URL set turns it on when it starts")
    elif settings.webhook is None:
        print(f"calls owe what comes of them since event {webhook.since}, and {_NOT_SET}")
    else:
        carries = ", ".join(settings.webhook.fields) or "ids and times only"
        print(f"to {settings.webhook.host}, since event {webhook.since}; of the patients: {carries}")
        if webhook.not_before > now.timestamp():
            until = local(datetime.fromtimestamp(webhook.not_before, now.tzinfo), settings.clinic.time_zone, _WHEN)
            print(f"it has asked for time: nothing is sent before {until}")


def _line(owed: OwedOutcome, now: datetime, zone: str) -> str:
    attempts = f", tried {owed.attempts} time{'s' * (owed.attempts > 1)}" if owed.attempts else ""
    due = ""
    if owed.state == "owed" and owed.next_attempt_at > now.timestamp():
        due = f", next at {local(datetime.fromtimestamp(owed.next_attempt_at, now.tzinfo), zone, _WHEN)}"
    why = f": {plain(owed.last_error)}" if owed.last_error else ""
    return f"{owed.call}  {owed.state}{attempts}{due}{why}"


def _object(owed: OwedOutcome) -> Mapping[str, Any]:
    due = datetime.fromtimestamp(owed.next_attempt_at, SystemClock().now().tzinfo)
    return {
        "kind": "outcome",
        "call": owed.call,
        "position": owed.position,
        "id": owed.message_id,
        "state": owed.state,
        "attempts": owed.attempts,
        "next_attempt_at": due.isoformat() if owed.state == "owed" else None,
        "settled_at": owed.settled_at,
        "last_error": owed.last_error,
        "disclosed": owed.disclosed,
    }


async def _test() -> int:
    from receptionist.publishers.webhook.composing import as_bytes  # noqa: PLC0415 (imported where it is needed: it takes a while)
    from receptionist.publishers.webhook.posting import over_http  # noqa: PLC0415 (aiohttp takes its time)

    endpoint, clock = _endpoint(Settings.load(os.environ, Path.cwd())), SystemClock()
    body = as_bytes(test_message(clock.now()))
    signed = headers(f"test-{RandomIds(clock).event()}", clock.now(), body, endpoint.secrets)
    async with over_http(clock) as post:
        try:
            answer = await post(endpoint.url, body, signed)
        except PublishError as error:
            print(f"{endpoint.host} did not take it: {error}")
            return 1
    is_taken = answer.status in range(200, 300)
    print(f"{endpoint.host} {'took it' if is_taken else 'did not take it'}: HTTP {answer.status}")
    return int(not is_taken)


async def _send(database: Path | None) -> int:
    from receptionist.outcomes import sender_of  # noqa: PLC0415 (aiohttp takes its time)

    settings, failed = Settings.load(os.environ, Path.cwd()), False
    endpoint = _endpoint(settings)
    async with open_log(settings, database) as storage, sender_of(storage, endpoint, clock=SystemClock()) as sender:
        await see_that_they_may(settings, storage, person=who_acts(None, settings))
        if await sender.outcomes.turn_on(endpoint.host):
            print(f"from the next call on, what comes of each is sent to {endpoint.host}")
        tried = 0
        while (sent := await sender.send_next()) is not None:
            tried += 1
            failed = failed or sent.state != "sent"
            print(f"{sent.call}  {sent.state}{'' if sent.why is None else f': {plain(sent.why)}'}")
        left = (await sender.outcomes.counts()).get("owed", 0)
    print(f"{tried} tried, {left} still owed")
    return int(failed)


async def _preview(call: str, database: Path | None) -> None:
    from receptionist.publishers.webhook.composing import compose  # noqa: PLC0415 (imported where it is needed: it takes a while)

    settings = Settings.load(os.environ, Path.cwd())
    fields = settings.webhook.fields if settings.webhook is not None else ()
    async with open_call(settings, call, database) as (storage, whole):
        if await storage.database.read(lambda raw: end_of(raw, whole)) is None:
            raise CallGoesOnError(whole)
        await disclose_call(settings, storage, whole, ("appointment", *_shown(fields)))
        composed = await compose(whole, fields, log=storage.log, vault=storage.vault)
    print(composed.body.decode())


def _shown(fields: tuple[str, ...]) -> list[Any]:
    """The same in the words of an access record."""
    return ["task" if each == "message" else each for each in fields]


async def _off(database: Path | None) -> None:
    settings = Settings.load(os.environ, Path.cwd())
    async with open_log(settings, database) as storage:
        was_on = await Outcomes(storage.database).turn_off()
        left = (await Outcomes(storage.database).counts()).get("owed", 0)
    print(f"calls owe nothing more{f'; {left} are still owed' if left else ''}" if was_on else "it was off already")


async def _whole(desk: StaffDesk, call: str, database: Path | None) -> CallId:
    settings = Settings.load(os.environ, Path.cwd())
    async with open_call(settings, call, database or desk.storage.path) as (_, whole):
        return whole


def _endpoint(settings: Settings) -> Endpoint:
    if settings.webhook is None:
        raise click.ClickException(_NOT_SET)
    return settings.webhook
