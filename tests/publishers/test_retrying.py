"""Several of the staff have the same effect tried again, in the same moment."""

from __future__ import annotations

import asyncio

import pytest

from receptionist.errors import NotParkedError, PublishRefusedError
from receptionist.events.clinic import EffectRetried
from receptionist.events.log import Query
from receptionist.events.tags import effects_tag
from receptionist.publishers.recording import RecordingPublisher
from receptionist.publishers.retrying import Retries
from tests.examples import CALL
from tests.publishers.scripted import ScriptedPublisher, raises
from tests.publishers.support import NAMED, Stand

REFUSED = raises(PublishRefusedError("not allowed"))


def at_the_desk(stand: Stand, person: str) -> Retries:
    return Retries(stand.storage.database, stand.storage.log, person=person, clock=stand.clock, ids=stand.ids)


async def who_retried(stand: Stand) -> list[tuple[object, str | None]]:
    events = (await stand.storage.log.read(Query.tagged(effects_tag(CALL)))).events
    return [(recorded.event, recorded.metadata.person) for recorded in events]


async def test_it_is_owed_again_once_by_whoever_was_first(stand: Stand) -> None:
    await stand.append(NAMED)
    await stand.settle(ScriptedPublisher({"1:0": [REFUSED]}))
    done = await asyncio.gather(*(at_the_desk(stand, person).retry("1:0") for person in ("Robin", "Sam", "Ann")))
    [first] = [person for person, (_, is_news) in zip(("Robin", "Sam", "Ann"), done, strict=True) if is_news]
    assert {effect.state for effect, _ in done} == {"owed"}
    assert await who_retried(stand) == [(EffectRetried(of=CALL, key="1:0"), first)]


async def test_what_failed_again_can_be_retried_again_and_what_was_sent_cannot(stand: Stand) -> None:
    await stand.append(NAMED)
    robin, room = at_the_desk(stand, "Robin"), ScriptedPublisher({"1:0": [REFUSED, REFUSED]})
    await stand.settle(room)
    for _ in range(2):
        assert (await robin.retry("1:0"))[1]
        await stand.settle(room)
    assert stand.rows(CALL, "state", "attempts") == {"1:0": ("sent", 3)}
    with pytest.raises(NotParkedError, match=r"^effect 1:0 is not parked but sent; "):
        await robin.retry("1:0")
    assert len(await who_retried(stand)) == 2


async def test_the_retry_is_none_of_what_happened_in_the_call(stand: Stand) -> None:
    await stand.append(NAMED)
    await stand.settle(ScriptedPublisher({"1:0": [REFUSED]}))
    before = await stand.recorded()
    await at_the_desk(stand, "Robin").retry("1:0")
    assert await stand.recorded() == before
    await stand.settle(sent := RecordingPublisher())
    assert (sent.keys, list(stand.rows())) == (["1:0"], ["1:0"])
