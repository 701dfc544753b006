"""Accounts of calls that were never held: for what draws them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta

from receptionist.events.call import (
    CallEnded,
    CallerGreeted,
    CallResumed,
    CallStarted,
    ParticipantJoined,
    QuestionAnswered,
    ToolCalled,
    ToolReturned,
    UtteranceHeard,
    UtteranceSpoken,
)
from receptionist.events.catalogue import Event
from receptionist.events.recorded import Recorded
from receptionist.projections import project
from receptionist.projections.effects import kind, topic
from receptionist.replaying.account import Account, Acknowledgement
from receptionist.replaying.accounting import account_of
from receptionist.replaying.effects_shown import OutboxRow
from tests.examples import CALL, NOW, ZONE, recorded
from tests.projections.story import STORY

EVERY = timedelta(seconds=3)
HOSTILE = "</script><img src=x onerror=\"document.title='gone'\"> {{data}} \u202egnp.exe"
CUT_OFF = UtteranceSpoken(text="I am sorr", interrupted=True)


def of_events(events: Iterable[Event]) -> tuple[Recorded, ...]:
    """*events* as recorded, one every three seconds."""
    return tuple(recorded(event, position=at, at=NOW + at * EVERY) for at, event in enumerate(events, start=1))


def account(events: Iterable[Event], *, parked: frozenset[str] = frozenset(), sent: bool = True) -> Account:
    """The account of a call; its effects were sent a quarter of a second later, but for those whose key is parked."""
    happened = of_events(events)
    rows = [row for each in happened for row in _rows(each, parked, sent=sent)]
    caller = Acknowledgement(identity="caller-zoe", position=happened[-1].position, at=NOW + timedelta(minutes=9))
    return account_of(CALL, happened, rows=rows, acknowledgements=(caller,))


def whole_story() -> Account:
    """A call in which everything has happened, with a caller who says what a page might take for its own."""
    opening: Sequence[Event] = (
        STORY[0],
        ParticipantJoined(identity="caller-zoe", role="caller", contract=True, sid="PA_1"),
        UtteranceHeard(text=HOSTILE),
        CUT_OFF,
        CallResumed(attempt=1),
    )
    happened = [*opening, *STORY[1:]]
    confirmed = next(at for at, event in enumerate(happened, start=1) if type(event).__name__ == "BookingConfirmed")
    return account(happened, parked=frozenset({f"{confirmed}:2"}))


def hour_long(entries: int) -> Account:
    """A call of about so many entries."""
    middle = list[Event]()
    for at in range(entries // 6):
        middle += [
            UtteranceHeard(text=f"Do you have anything on day {at}, in the morning perhaps?"),
            ToolCalled(tool_call_id=f"call_{at}", tool="find_times", arguments=f'{{"date": "day {at}"}}'),
            ToolReturned(tool_call_id=f"call_{at}", tool="find_times", result="Nothing.", is_error=False),
            QuestionAnswered(topic="parking"),
        ]
    start = CallStarted(channel="room", clinic="Bright Smile Dental", time_zone=ZONE, language="en")
    greeted = CallerGreeted(words="Good morning.")
    return account([start, greeted, *middle, CallEnded(reason="caller_hung_up")])


def _rows(happened: Recorded, parked: frozenset[str], *, sent: bool) -> Iterable[OutboxRow]:
    for ordinal, effect in enumerate(project(happened)):
        is_parked = f"{happened.position}:{ordinal}" in parked
        yield OutboxRow(
            position=happened.position,
            ordinal=ordinal,
            lane=effect.lane,
            kind=kind(effect),
            topic=topic(effect),
            audience=effect.audience,
            projection_version=3,
            digest="",
            state="parked" if is_parked else "sent" if sent else "owed",
            attempts=5 if is_parked else 1,
            settled_at=happened.recorded_at + timedelta(milliseconds=250) if sent else None,
            last_error="the room refuses it: too large" if is_parked else None,
        )
