"""Calls owe what came of them from when the webhook is on, in the transaction of their end."""

from __future__ import annotations

import pytest
from attrs import evolve

from receptionist.clock import SteppedClock
from receptionist.errors import StaleDecisionError
from receptionist.events.booking import BookingConfirmed
from receptionist.events.call import CallEnded, CallStarted
from receptionist.events.clinic import OutcomeOwedAgain
from receptionist.events.log import AppendCondition, Query
from receptionist.publishers.webhook.owing import end_of
from tests.examples import NOW, appointment, example, new
from tests.webhook.outcomes import FIRST, SECOND, WHOLE, Bench

HERE = NOW.timestamp()


async def test_nothing_is_owed_where_there_is_no_webhook(bench: Bench) -> None:
    await bench.happen(FIRST, *WHOLE)
    assert await bench.states() == {}
    assert await bench.outcomes.webhook() is None


async def test_from_when_it_is_on_each_call_that_ends_owes(bench: Bench) -> None:
    await bench.happen(FIRST, *WHOLE)
    assert await bench.outcomes.turn_on("practice.example")
    assert not await bench.outcomes.turn_on("practice.example")
    await bench.happen(SECOND, *WHOLE[:-1])
    assert await bench.states() == {}
    await bench.happen(SECOND, WHOLE[-1])
    assert await bench.states() == {SECOND: "owed"}
    (owed,) = await bench.outcomes.in_states("owed")
    assert owed.message_id == "c-second-6"
    webhook = await bench.outcomes.webhook()
    assert webhook is not None
    assert (webhook.host, webhook.since) == ("practice.example", 3)


async def test_an_end_that_is_not_appended_owes_nothing(bench: Bench) -> None:
    await bench.on()
    await bench.happen(FIRST, example(CallStarted))
    late = AppendCondition(query=Query(), after=0)
    with pytest.raises(StaleDecisionError):
        await bench.storage.log.append([new(example(CallEnded), bench.ids, call=FIRST)], condition=late)
    assert await bench.states() == {}


async def test_once_it_is_off_nothing_more_is_owed_and_what_was_stays(bench: Bench) -> None:
    await bench.on()
    await bench.happen(FIRST, *WHOLE)
    assert await bench.outcomes.turn_off()
    assert not await bench.outcomes.turn_off()
    await bench.happen(SECOND, *WHOLE)
    assert await bench.states() == {FIRST: "owed"}


async def test_one_that_was_never_owed_can_be_asked_for(bench: Bench) -> None:
    await bench.happen(FIRST, *WHOLE)
    await bench.storage.log.append([new(OutcomeOwedAgain(of=FIRST), bench.ids, call=None)])
    assert await bench.states() == {FIRST: "owed"}


async def test_of_a_call_that_goes_on_nothing_can_be_owed(bench: Bench) -> None:
    await bench.happen(FIRST, *WHOLE[:-1])
    await bench.storage.log.append([new(OutcomeOwedAgain(of=FIRST), bench.ids, call=None)])
    assert await bench.states() == {}
    assert await bench.storage.database.read(lambda raw: end_of(raw, FIRST)) is None


async def test_one_is_taken_on_by_one_at_a_time_until_the_time_is_over(bench: Bench) -> None:
    await bench.on()
    await bench.happen(FIRST, *WHOLE)
    owed = await bench.outcomes.claim(HERE, seconds=35)
    assert owed is not None
    assert not await bench.outcomes.is_due(HERE + 34.9)
    assert await bench.outcomes.claim(HERE + 34.9, seconds=35) is None
    again = await bench.outcomes.claim(HERE + 35, seconds=35)
    assert again == evolve(owed, claim=owed.claim + 1, claimed_until=HERE + 70)
    # What the first one writes down now is not believed.
    assert not await bench.outcomes.settle(owed, "parked", at=NOW, error="slow")
    assert await bench.outcomes.settle(again, "sent", at=NOW)
    assert await bench.states() == {FIRST: "sent"}


async def test_two_about_one_appointment_go_in_the_order_of_the_log(bench: Bench) -> None:
    """Whoever hears that it was cancelled has heard that it was booked: an SMS cannot be taken back."""
    await bench.on()
    await bench.happen(FIRST, *WHOLE)
    await bench.happen(SECOND, *WHOLE)
    first = await bench.outcomes.claim(HERE, seconds=35)
    assert first is not None
    assert first.call == FIRST
    assert await bench.outcomes.claim(HERE, seconds=35) is None
    await bench.outcomes.postpone(first, first=HERE, until=HERE + 5, error="busy")
    assert await bench.outcomes.claim(HERE, seconds=35) is None
    again = await bench.outcomes.claim(HERE + 5, seconds=35)
    assert again is not None
    await bench.outcomes.settle(again, "parked", at=NOW, error="malformed")
    second = await bench.outcomes.claim(HERE + 5, seconds=35)
    assert second is not None
    assert second.call == SECOND


async def test_what_is_about_another_appointment_does_not_wait(bench: Bench) -> None:
    await bench.on()
    await bench.happen(FIRST, *WHOLE)
    other = evolve(example(BookingConfirmed), appointment=appointment(appointment_id="a-other"))
    await bench.happen(SECOND, example(CallStarted), other, example(CallEnded))
    calls = [owed.call for _ in range(2) if (owed := await bench.outcomes.claim(HERE, seconds=35)) is not None]
    assert calls == [FIRST, SECOND]


async def test_another_host_has_not_asked_for_time(bench: Bench) -> None:
    bench.clock = SteppedClock(NOW)
    await bench.on()
    await bench.happen(FIRST, *WHOLE)
    await bench.outcomes.wait_until(HERE + 60)
    assert not await bench.outcomes.is_due(HERE + 59)
    assert await bench.outcomes.is_due(HERE + 60)
    await bench.outcomes.turn_on("another.example")
    assert await bench.outcomes.is_due(HERE)
