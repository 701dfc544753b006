"""A call that loses its agent and is taken up by another, on one log: with the offline LLM and with a scripted one."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from livekit.agents import llm

from receptionist.call import Call
from receptionist.clock import SteppedClock
from receptionist.config import Settings
from receptionist.domain.commands import EndCall, NewIds, RequestBooking, Wanted
from receptionist.errors import CallOverError, CallTakenOverError
from receptionist.events.booking import BookingConfirmed
from receptionist.events.call import (
    CallEnded,
    CallerGreeted,
    CallResumed,
    CallStarted,
    ToolCalled,
    UtteranceHeard,
    UtteranceSpoken,
)
from receptionist.events.catalogue import Event
from receptionist.events.clinic import TaskRaised
from receptionist.events.log import Query
from receptionist.events.recorded import UnknownEvent
from receptionist.events.tags import call_tag
from receptionist.ids import CallId, RandomIds
from receptionist.llm.offline import OfflineLLM
from receptionist.projections.effects import SetAttributes
from receptionist.prompts.resumption_wording import resumption_words
from receptionist.publishers.orphans import Inheritance
from receptionist.publishers.recording import RecordingPublisher
from receptionist.storage import Storage, open_storage
from tests.agent.scripted import NOW

SETTINGS = Settings.load({}, Path("/nowhere"))
CALL = CallId("c-lost")
WANTS = "I'd like to book an appointment. My name is Sarah, December 8 at 2 PM."
BOOKED = "You're booked for an exam with Dr. Lee on Tuesday, December 8th at 2 PM, Sarah."


class Agents:
    """The agents of one call, one after the other, on one log."""

    def __init__(self, storage: Storage) -> None:
        self.storage, self.clock = storage, SteppedClock(NOW)
        self.ids = RandomIds(self.clock, seed=1)
        self.publisher = RecordingPublisher()

    @contextlib.asynccontextmanager
    async def one(
        self, term: int = 0, *, is_last: bool = False, model: llm.LLM[Any] | None = None
    ) -> AsyncIterator[Call]:
        clinic = SETTINGS.clinic
        async with Call.open(
            call=CALL,
            channel="room",
            settings=SETTINGS,
            storage=self.storage,
            publisher=self.publisher,
            model=model or OfflineLLM(clinic=clinic.name, phone=clinic.phone),
            inherited=Inheritance(call=CALL, term=term, is_last=is_last) if term else None,
            attributes_stay=False,
            survives_us=True,
            clock=self.clock,
            ids=self.ids,
            watch=lambda _: None,
        ) as call:
            yield call

    @contextlib.asynccontextmanager
    async def dying(self, term: int = 0) -> AsyncIterator[Call]:
        """One that is gone at the end of the block, and leaves the call as it is."""
        async with self.one(term) as call:
            yield call
            call.leave()

    async def events(self, *kinds: type) -> list[Event]:
        found = (await self.storage.log.read(Query.tagged(call_tag(CALL)))).events
        events = [one.event for one in found if not isinstance(one.event, UnknownEvent)]
        return [event for event in events if not kinds or isinstance(event, kinds)]

    async def said(self) -> list[str]:
        return [event.text for event in await self.events(UtteranceSpoken) if isinstance(event, UtteranceSpoken)]


@pytest.fixture
async def agents(path: Path) -> AsyncIterator[Agents]:
    async with open_storage(path) as storage:
        yield Agents(storage)


def book(agents: Agents) -> RequestBooking:
    wanted = Wanted(patient_name="Sarah", date_words="December 8", time_words="2 PM")
    return RequestBooking(new=NewIds.fresh(agents.ids), wanted=wanted, asked_at=agents.clock.now())


def names(events: Sequence[Event]) -> list[str]:
    return [type(event).__name__ for event in events]


async def test_the_next_agent_goes_on_where_the_last_one_was(agents: Agents) -> None:
    """One greeting, one booking, one set of attributes: what was answered is not asked again."""
    async with agents.dying() as call:
        await call.hear("I'd like to book an appointment. My name is Sarah.")
    before = len(agents.publisher.effects)
    async with agents.one(1) as call:
        await call.hear("December 8 at 2 PM.")
        await call.hear("No, that is all, goodbye.")
        await call.end(call.ending or "stopped")
        await call.relay.all_settled()
    assert await agents.said() == [
        "Bright Smile Dental, this is the automated assistant. How can I help?",
        (await agents.said())[1],
        "Sorry about that, the line was gone for a moment. Please go on.",
        BOOKED,
        "Thank you for calling Bright Smile Dental. Goodbye!",
    ]
    kinds = (CallStarted, CallerGreeted, CallResumed, BookingConfirmed, CallEnded)
    assert names(await agents.events(*kinds)) == [kind.__name__ for kind in kinds]
    values = [dict(one.values) for one in agents.publisher.effects[before:] if isinstance(one, SetAttributes)]
    assert values == [
        {"agent_state": "booking", "patient_name": "Sarah"},
        {"agent_state": "confirmed", "patient_name": "Sarah"},
        {"agent_state": "ended"},
    ]


async def test_what_was_booked_and_never_said_is_said_by_the_next_agent(agents: Agents) -> None:
    """It died between the commit and the tool's return."""
    async with agents.dying() as call:
        call.desk.record(UtteranceHeard(text=WANTS), actor="caller")
        call.desk.record(ToolCalled(tool_call_id="call_1", tool="book_appointment", arguments="{}"), actor="agent")
        await call.desk.handle(book(agents), causation="call_1")
    async with agents.one(1) as call:
        assert (await agents.said())[-1] == f"Sorry about that. {BOOKED} Is there anything else I can help you with?"
        # Who asks again has it already.
        await call.hear(WANTS)
    assert names(await agents.events(BookingConfirmed)) == ["BookingConfirmed"]


async def test_what_was_asked_and_not_answered_is_answered_by_the_next_agent(agents: Agents) -> None:
    async with agents.dying() as call:
        call.desk.record(UtteranceHeard(text=WANTS), actor="caller")
        await call.desk.drain()
    async with agents.one(1) as call, asyncio.timeout(20):
        while len(await agents.said()) < 2:
            await agents.storage.database.wait_for_change(agents.storage.database.version)
        call.leave()
    assert (await agents.said())[1] == f"Sorry about that. {BOOKED}"
    assert names(await agents.events(UtteranceHeard, BookingConfirmed)) == ["UtteranceHeard", "BookingConfirmed"]


async def test_a_call_whose_greeting_never_got_out_is_greeted_once(agents: Agents) -> None:
    async with agents.dying():
        pass
    # As if it had died in the middle of the greeting: the event is there.
    async with agents.dying(1):
        pass
    assert names(await agents.events(CallStarted, CallerGreeted, CallResumed)) == [
        "CallStarted", "CallerGreeted", "CallResumed",
    ]  # fmt: skip


async def test_a_call_that_is_given_up_says_so_and_leaves_a_task(agents: Agents) -> None:
    async with agents.dying() as call:
        await call.hear("I'd like to book an appointment. My name is Sarah.")
    async with agents.one(4, is_last=True) as call:
        assert await call.over == "failed"
        await call.end("failed")
    assert (await agents.said())[-1] == resumption_words("given_up", "en", phone=SETTINGS.clinic.phone)
    [task] = await agents.events(TaskRaised)
    assert isinstance(task, TaskRaised)
    assert (task.kind, task.urgency, task.who) == ("failed_call", "now", "Sarah")
    assert (await agents.events())[-1] == CallEnded(reason="failed")


async def test_an_agent_that_was_taken_for_dead_changes_nothing_any_more(agents: Agents) -> None:
    """It was suspended, and wakes up: whatever it decides, says or ends is refused, and it leaves."""
    async with agents.one() as first:
        async with agents.dying(1):
            pass
        before = await agents.events()
        with pytest.raises(CallTakenOverError):
            await first.desk.handle(book(agents))
        assert first.is_left
        assert await first.over == "connection_lost"
        await first.end("caller_left")
    assert await agents.events() == before


async def test_an_agent_that_learns_it_from_a_fact_alone_leaves_too(agents: Agents) -> None:
    async with agents.one() as first:
        async with agents.dying(1):
            pass
        first.desk.record(UtteranceHeard(text="Hello?"), actor="caller")
        assert await asyncio.wait_for(asyncio.shield(first.over), 20) == "connection_lost"
    assert await agents.events(UtteranceHeard, CallEnded) == []


async def test_a_call_that_has_ended_is_not_taken_up(agents: Agents) -> None:
    async with agents.dying() as call:
        await call.desk.handle(EndCall(reason="caller_left"), actor="system")
    with pytest.raises(CallOverError):
        async with agents.one(1):
            pass
    assert names(await agents.events(CallResumed, CallEnded)) == ["CallEnded"]


async def test_of_two_agents_that_take_it_up_the_later_one_has_it(agents: Agents) -> None:
    async with agents.dying():
        pass
    async with agents.dying(2):
        with pytest.raises(CallTakenOverError):
            async with agents.one(1):
                pass
    assert await agents.events(CallResumed) == [CallResumed(attempt=2)]


async def test_a_process_that_is_stopped_leaves_the_call_to_the_next_agent(agents: Agents) -> None:
    there = asyncio.Event()

    async def hold() -> None:
        async with agents.one():
            there.set()
            await asyncio.Event().wait()

    holding = asyncio.create_task(hold())
    await there.wait()
    holding.cancel()
    with pytest.raises(asyncio.CancelledError):
        await holding
    assert await agents.events(CallEnded) == []


async def test_an_agent_that_fails_leaves_the_call_to_the_next_one(agents: Agents) -> None:
    """Its caller is still there, and another process may have more luck; three tries are the limit, as with deaths."""
    with pytest.raises(ZeroDivisionError):
        async with agents.one():
            raise ZeroDivisionError
    assert await agents.events(CallEnded) == []
