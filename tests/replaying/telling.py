"""Calls as a log gives them back, for what is told of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from attrs import evolve

from receptionist.audience import SentTo
from receptionist.events.booking import BookingBegun, BookingConfirmed, BookingRequested
from receptionist.events.call import (
    CallEnded,
    CallerGreeted,
    CallStarted,
    ParticipantJoined,
    ToolCalled,
    ToolReturned,
    UtteranceHeard,
    UtteranceSpoken,
)
from receptionist.events.catalogue import Event
from receptionist.events.recorded import Recorded, UnknownEvent
from receptionist.projections import project
from receptionist.projections.effects import kind, topic
from receptionist.replaying.account import Account, Acknowledgement
from receptionist.replaying.accounting import account_of
from receptionist.replaying.effects_shown import OutboxRow
from tests.examples import CALL, NOW, example, recorded

STARTED, GREETED, ENDED = example(CallStarted), example(CallerGreeted), example(CallEnded)
HEARD, SPOKEN = example(UtteranceHeard), example(UtteranceSpoken)
CALLED, RETURNED = example(ToolCalled), example(ToolReturned)
BEGUN, REQUESTED, CONFIRMED = example(BookingBegun), example(BookingRequested), example(BookingConfirmed)
CALLER_JOINED = ParticipantJoined(identity="caller-7", role="caller", contract=False, sid="PA_1")
STAFF_JOINED = example(ParticipantJoined)

BOOKED: tuple[Event, ...] = (STARTED, GREETED, HEARD, CALLED, BEGUN, REQUESTED, CONFIRMED, RETURNED, SPOKEN, ENDED)
"""A call in which an appointment is made."""

SECOND = timedelta(seconds=1)


def told(*events: Event, causation: str | None = "call_7Gq") -> tuple[Recorded, ...]:
    """*events*, a second apart from `NOW`, at the log's positions from 1; what they were caused by is the same."""
    found = (recorded(event, position=n, at=NOW + (n - 1) * SECOND) for n, event in enumerate(events, 1))
    return tuple(evolve(each, metadata=evolve(each.metadata, causation=causation)) for each in found)


def newer(position: int, stored: str = "booking.requested", **data: Any) -> Recorded:
    """An event of that name as a version of next year writes it."""
    known = recorded(STARTED, position=position, at=NOW + (position - 1) * SECOND)
    return evolve(known, type=stored, version=9, event=UnknownEvent(type=stored, version=9, data=data))


def rows(events: Sequence[Recorded], **changes: Any) -> tuple[OutboxRow, ...]:
    """What they owed, sent a tenth of a second after each, but for *changes*."""
    return tuple(
        evolve(
            OutboxRow(
                position=each.position,
                ordinal=ordinal,
                lane=effect.lane,
                kind=kind(effect),
                topic=topic(effect),
                audience=effect.audience,
                projection_version=3,
                digest="as meant",
                state="sent",
                attempts=1,
                epoch=1,
                settled_at=each.recorded_at + SECOND / 10,
            ),
            **changes,
        )
        for each in events
        for ordinal, effect in enumerate(project(each))
    )


def account(
    events: Sequence[Recorded],
    sent: Sequence[OutboxRow] | None = None,
    *,
    acknowledgements: Sequence[Acknowledgement] = (),
    setting: SentTo = "caller_and_staff",
) -> Account:
    """The account of *events*, all of whose effects were sent unless *sent* says otherwise."""
    return account_of(
        CALL,
        events,
        rows=rows(events) if sent is None else sent,
        acknowledgements=acknowledgements,
        digest=lambda _: "as meant",
        setting=setting,
    )
