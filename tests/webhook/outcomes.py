"""Calls that have ended in a log, and another side that says what a test wants."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from attrs import Factory, define, frozen

from receptionist.clock import SteppedClock
from receptionist.errors import PublishError
from receptionist.events.booking import BookingConfirmed
from receptionist.events.call import CallEnded, CallStarted
from receptionist.events.catalogue import Event
from receptionist.events.log import Query
from receptionist.events.recorded import UnknownEvent
from receptionist.events.tags import effects_tag
from receptionist.ids import CallId, RandomIds
from receptionist.projections.outcome_message import OutcomeField
from receptionist.publishers.webhook.endpoint import Endpoint
from receptionist.publishers.webhook.owed import Outcomes
from receptionist.publishers.webhook.posting import Answer
from receptionist.publishers.webhook.sending import OutcomeSender, Patience, Sent
from receptionist.storage import Storage
from tests.examples import NOW, example, new

FIRST, SECOND = CallId("c-first"), CallId("c-second")
KEY = bytes(range(32))
URL = "https://practice.example/hooks/do-not-show-this"
WHOLE = (example(CallStarted), example(BookingConfirmed), example(CallEnded))


@frozen
class Request:
    """What came to the other side."""

    url: str
    body: bytes
    headers: Mapping[str, str]

    @property
    def told(self) -> dict[str, Any]:
        return dict(json.loads(self.body))


@define
class OtherSide:
    """Says one thing after the other, and then 204 for ever; keeps what it got."""

    says: list[Answer | str] = Factory(list)
    requests: list[Request] = Factory(list)

    async def __call__(self, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        self.requests.append(Request(url, body, dict(headers)))
        answer = self.says.pop(0) if self.says else Answer(status=204)
        if isinstance(answer, str):
            raise PublishError(answer)
        return answer

    @property
    def ids(self) -> list[str]:
        return [request.headers["webhook-id"] for request in self.requests]


@define
class Bench:
    """A log with a webhook, whose other side a test plays. The clock moves when told."""

    storage: Storage
    other: OtherSide = Factory(OtherSide)
    clock: SteppedClock = Factory(lambda: SteppedClock(NOW))
    fields: tuple[OutcomeField, ...] = ()
    ids: RandomIds = Factory(lambda self: RandomIds(self.clock, seed=9), takes_self=True)

    @property
    def outcomes(self) -> Outcomes:
        return Outcomes(self.storage.database)

    def sender(self, **options: Any) -> OutcomeSender:
        return OutcomeSender(
            Endpoint(url=URL, secrets=(KEY,), fields=self.fields),
            self.other,
            database=self.storage.database,
            log=self.storage.log,
            vault=self.storage.vault,
            clock=self.clock,
            wall=self.clock,
            ids=self.ids,
            **{"patience": Patience(), "jitter": lambda: 1.0, **options},
        )

    async def on(self) -> None:
        await self.outcomes.turn_on("practice.example")

    async def happen(self, call: CallId, *events: Event) -> None:
        await self.storage.log.append([new(event, self.ids, at=self.clock.now(), call=call) for event in events])

    async def send_all(self) -> list[Sent]:
        """Every attempt that can be made now."""
        sender, sent = self.sender(), list[Sent]()
        while (one := await sender.send_next()) is not None:
            sent.append(one)
        return sent

    def later(self, seconds: float) -> None:
        self.clock.advance(timedelta(seconds=seconds))

    async def states(self) -> dict[str, str]:
        found = await self.outcomes.in_states("owed", "sent", "parked", "void")
        return {each.call: each.state for each in found}

    async def about(self, call: CallId) -> Sequence[Event]:
        """What the log has of a call's effects, outside of it."""
        found = (await self.storage.log.read(Query.tagged(effects_tag(call)))).events
        return [each.event for each in found if not isinstance(each.event, UnknownEvent)]


def told(requests: Iterable[Request]) -> list[str]:
    """Which call each request was about."""
    return [request.told["data"]["call"] for request in requests]
