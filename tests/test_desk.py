"""The front desk of one call: facts in order, decisions whole, made again when the log moved on."""

from __future__ import annotations

import asyncio

import pytest
from attrs import evolve

from receptionist.domain.commands import EndCall, StartCall
from receptionist.errors import CallOverError, NothingBookedError
from receptionist.events.log import Query
from receptionist.events.recorded import Metadata
from receptionist.events.sqlite import SqliteLog
from tests.domain.frontdesk import ANN, appointment, begin, move, request, send
from tests.domain.specification import NOW
from tests.races.desks import desk, heard, said, types

BOOK = request(ANN, "next Tuesday", "2 PM")
BOOKED = ["booking.begun", "booking.requested", "patient.registered", "booking.confirmed"]
HEARD = "call.utterance_heard"


async def test_a_command_becomes_events_and_the_facts_after_them(log: SqliteLog) -> None:
    handled = await desk(log).handle(BOOK)
    assert [recorded.type for recorded in handled.recorded] == BOOKED == await types(log)
    assert handled.events == tuple(recorded.event for recorded in handled.recorded)
    assert handled.facts.appointments == (appointment("2026-11-24 14:00"),)
    assert handled.facts.open_booking is None


async def test_a_command_that_holds_already_appends_nothing(log: SqliteLog) -> None:
    one = desk(log)
    await one.handle(BOOK)
    again = await one.handle(BOOK)
    assert (again.recorded, again.events) == ((), ())
    assert again.facts.appointments == (appointment("2026-11-24 14:00"),)
    assert await types(log) == BOOKED


async def test_an_event_says_whose_act_it_was_and_what_stands_behind_it(log: SqliteLog) -> None:
    one = desk(log)
    await one.handle(StartCall(channel="room"), actor="system")
    one.record(heard("Hello?"), actor="caller")
    await one.handle(begin(), causation="call_1")
    whole = Metadata(
        call=one.call, actor="system", causation=None, agent="receptionist 0", prompt="5f1c", model="scripted"
    )
    events = (await log.read(Query())).events
    assert [recorded.metadata for recorded in events] == [
        whole, evolve(whole, actor="caller"), evolve(whole, actor="caller", causation="call_1"),
    ]  # fmt: skip
    assert [(recorded.recorded_at, recorded.tags) for recorded in events] == [(NOW, ("call:c-one",))] * 3


async def test_facts_stand_in_the_log_in_order_and_before_any_later_decision(log: SqliteLog) -> None:
    one = desk(log)
    for number in range(50):
        one.record(heard(str(number)), actor="caller")
    await one.handle(begin())
    one.record(heard("50"), actor="caller")
    await one.drain()
    assert await said(log) == [str(number) for number in range(51)]
    assert await types(log) == [*[HEARD] * 50, "booking.begun", HEARD]


async def test_decisions_of_one_call_are_made_in_the_order_in_which_they_were_asked_for(log: SqliteLog) -> None:
    """An LLM calls two tools at once, and the caller hangs up: booked, moved, then over."""
    one = desk(log)
    wednesday = move("November 25", "9 AM")
    await asyncio.gather(one.handle(BOOK), one.handle(wednesday), one.handle(EndCall(reason="caller_hung_up")))
    assert await types(log) == [*BOOKED, "booking.begun", "booking.requested", "appointment.moved", "call.ended"]


async def test_what_cannot_be_done_is_an_error_and_no_event(log: SqliteLog) -> None:
    one = desk(log)
    with pytest.raises(NothingBookedError):
        await one.handle(send())
    await one.handle(EndCall(reason="stopped"))
    with pytest.raises(CallOverError):
        await one.handle(BOOK)
    assert await types(log) == ["call.ended"]


@pytest.mark.parametrize("turns", range(12))
async def test_a_decision_is_whole_or_nothing_though_nobody_waits_for_it(log: SqliteLog, turns: int) -> None:
    """The caller of `handle` is cut off, earlier or later: what was begun is finished."""
    one = desk(log)
    one.record(heard("Tuesday"), actor="caller")
    handling = asyncio.create_task(one.handle(BOOK))
    for _ in range(turns):
        await asyncio.sleep(0)
    handling.cancel()
    with pytest.raises(asyncio.CancelledError):
        await handling
    handled = await one.handle(BOOK)
    assert handled.facts.appointments == (appointment("2026-11-24 14:00"),)
    assert await types(log) == [HEARD, *BOOKED]
    assert (handled.recorded == ()) is (turns > 0)
