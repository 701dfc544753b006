"""The receiver in `examples/`, in a process of its own, at the other end of a real connection."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from attrs import evolve

from receptionist.clock import SystemClock
from receptionist.config import Settings
from receptionist.events.patient import PatientRegistered
from receptionist.ids import RandomIds
from receptionist.outcomes import send_outcomes, sender_of
from receptionist.publishers.webhook.owed import Outcomes
from receptionist.publishers.webhook.posting import Answer, over_http
from receptionist.publishers.webhook.signing import headers
from receptionist.storage import open_storage
from tests.examples import example, new
from tests.webhook.outcomes import FIRST, KEY, SECOND, WHOLE, Bench
from tests.webhook.receiver import Receiver

SMS = "SMS to +12125550123: exam booked, 2026-12-01T09:00:00-05:00\n"


@pytest.fixture
def receiver(tmp_path: Path) -> Iterator[Receiver]:
    with Receiver.running(tmp_path) as started:
        yield started


async def post(receiver: Receiver, body: bytes, signed: dict[str, str]) -> int:
    async with over_http(SystemClock()) as send:
        return (await send(receiver.endpoint.url, body, signed)).status


async def test_it_takes_what_came_of_a_call_and_acts_once(bench: Bench, receiver: Receiver) -> None:
    """Whatever is sent again, by a retry or by hand, is one SMS."""
    await bench.happen(SECOND, example(PatientRegistered))
    await bench.on()
    await bench.happen(FIRST, *WHOLE)
    states = []
    for _ in range(2):
        async with sender_of(bench.storage, receiver.endpoint, clock=SystemClock()) as sender:
            sent = await sender.send_next()
        states.append(None if sent is None else sent.state)
        await bench.storage.database.write(lambda raw: raw.execute("UPDATE outcomes SET state = 'owed'").rowcount)
    assert states == ["sent", "sent"]
    assert receiver.said() == SMS


async def test_a_worker_tells_it_as_soon_as_a_call_has_ended(path: Path, receiver: Receiver) -> None:
    settings = evolve(Settings.load({}, path.parent), database=path, webhook=receiver.endpoint)
    async with open_storage(path) as storage:
        outcomes, ids = Outcomes(storage.database), RandomIds(SystemClock())
        telling = asyncio.create_task(send_outcomes(settings))
        seen = storage.database.version
        while await outcomes.webhook() is None:
            seen = await storage.database.wait_for_change(seen)
        await storage.log.append([new(event, ids, call=FIRST) for event in (example(PatientRegistered), *WHOLE)])
        while (await outcomes.counts()).get("sent") != 1:
            seen = await storage.database.wait_for_change(seen)
        telling.cancel()
        await asyncio.gather(telling, return_exceptions=True)
    assert receiver.said() == SMS


def test_where_no_webhook_is_set_a_worker_tells_nobody(path: Path) -> None:
    asyncio.run(send_outcomes(evolve(Settings.load({}, path.parent), database=path)))
    assert not path.exists()


@pytest.mark.parametrize("what", ["body", "id", "time", "key", "nothing"])
async def test_what_was_not_signed_by_us_just_now_is_refused(what: str, receiver: Receiver) -> None:
    body, now = json.dumps({"type": "call.ended", "data": {"appointments": []}}).encode(), SystemClock().now()
    signed = dict(headers("c-1-3", now, body, [KEY]))
    match what:
        case "body":
            body += b" "
        case "id":
            signed["webhook-id"] = "c-2-3"
        case "time":
            signed = dict(headers("c-1-3", now.replace(year=now.year - 1, day=1), body, [KEY]))
        case "key":
            signed = dict(headers("c-1-3", now, body, [bytes(32)]))
        case _:
            signed = {}
    assert await post(receiver, body, signed) == 401
    assert await post(receiver, body, dict(headers("c-1-3", now, body, [bytes(32), KEY]))) == 204
    assert receiver.said() == ""


async def test_what_it_cannot_deal_with_it_does_not_take(bench: Bench, receiver: Receiver) -> None:
    """It has no answer then, and the message comes again: nothing is lost to a bug of the receiver's."""
    broken, now = b'{"type": "call.ended"}', SystemClock().now()
    async with over_http(SystemClock()) as send:
        with pytest.raises(Exception, match="hung up"):
            await send(receiver.endpoint.url, broken, headers("c-1-3", now, broken, [KEY]))
        whole = json.dumps({"type": "webhook.test"}).encode()
        assert await send(receiver.endpoint.url, whole, headers("c-1-3", now, whole, [KEY])) == Answer(status=204)
