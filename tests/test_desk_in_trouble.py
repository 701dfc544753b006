"""The front desk when others are quicker, the log is locked or full, or a newer version has written to it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from receptionist import desk as desk_module
from receptionist.domain.commands import Command, EndCall, GreetCaller, StartCall
from receptionist.errors import (
    ContentionError,
    EventTooNewError,
    LogError,
    LogFullError,
    LogLockedError,
)
from receptionist.events.booking import BookingConfirmed
from receptionist.events.catalogue import CURRENT, UPCASTERS
from receptionist.events.codec import Codec
from receptionist.events.log import AppendCondition, Query
from receptionist.events.recorded import NewEvent, Recorded
from receptionist.events.sqlite import Database, SqliteLog
from receptionist.events.vault import SqliteVault
from tests.domain.frontdesk import ANN, appointment, begin, refused, request, requested
from tests.races.desks import Disturbed, appointments, book, desk, heard, reschedule, said, types

PLACE = Path("log.db")
BOOK = request(ANN, "next Tuesday", "2 PM")
BOOKED = ["booking.begun", "booking.requested", "patient.registered", "booking.confirmed"]
HEARD = "call.utterance_heard"


class Troubles:
    """Raises each of these errors once, before an append; after them, nothing."""

    def __init__(self, *errors: LogError) -> None:
        self.errors = list(errors)

    async def __call__(self, _: Sequence[NewEvent]) -> None:
        if self.errors:
            raise self.errors.pop(0)


async def test_a_slot_that_was_sold_meanwhile_is_refused_with_what_is_free(log: SqliteLog) -> None:
    """Between reading and appending, another call books it: the decision is made again, on what is true now."""
    quicker = desk(log, "c-quicker")

    async def let_the_other_in(_: Sequence[NewEvent]) -> None:
        await book(quicker, "Bob Lee", "next Tuesday", "2 PM")

    slower = desk(Disturbed(log, let_the_other_in), "c-slower")
    handled = await slower.handle(BOOK)
    _, asked_for, refusal = handled.events
    assert asked_for == requested(ANN, "next Tuesday", "2 PM", "2026-11-24 14:00")
    assert refusal == refused("slot_taken", "2026-11-24 13:00", "2026-11-24 13:30", "2026-11-24 14:30")
    assert [made.patient_name for made in await appointments(log)] == ["Bob Lee"]
    assert await types(log) == [*BOOKED, "booking.begun", "booking.requested", "booking.refused"]


async def test_what_others_do_on_other_days_does_not_disturb_a_decision(log: SqliteLog) -> None:
    other = desk(log, "c-other")

    async def let_the_other_in(_: Sequence[NewEvent]) -> None:
        await book(other, "Bob Lee", "Friday", "9 AM")

    disturbed = Disturbed(log, let_the_other_in)
    await desk(disturbed).handle(BOOK)
    assert len(disturbed.appends) == 1
    assert await types(log) == [*BOOKED, *BOOKED]


async def test_two_desks_of_one_call_do_each_thing_once(log: SqliteLog) -> None:
    """An agent that was thought dead, and the one that took over: started, greeted, booked and ended once."""
    both = [desk(log, "c-one", seed="first"), desk(log, "c-one", seed="second")]
    commands: list[Command] = [
        StartCall(channel="room"), GreetCaller(words="Hello!"), begin(ANN), BOOK, EndCall(reason="stopped"),
    ]  # fmt: skip
    for command in commands:
        await asyncio.gather(*(one.handle(command) for one in both))
    assert await types(log) == [
        "call.started", "call.caller_greeted", "booking.begun", "booking.details_given", "booking.requested",
        "patient.registered", "booking.confirmed", "call.ended",
    ]  # fmt: skip


async def test_many_calls_on_one_day_all_get_an_answer(log: SqliteLog) -> None:
    """Sixteen slots, twenty callers at once, each for the slot that it wants: nobody is given up on."""
    times = [f"{hour}:{minute}" for hour in (8, 9, 10, 11, 13, 14, 15, 16) for minute in ("00", "30")]
    wanted = [*times, *times[:4]]
    callers = enumerate(wanted)
    answers = await asyncio.gather(
        *(book(desk(log, f"c-{n}"), f"Patient {chr(ord('A') + n)}", "next Tuesday", time) for n, time in callers)
    )
    assert len(await appointments(log)) == 16
    assert sum(isinstance(answer.events[-1], BookingConfirmed) for answer in answers) == 16


async def test_a_desk_that_is_always_too_late_says_so(log: SqliteLog, monkeypatch: pytest.MonkeyPatch) -> None:
    """And leaves nothing of its own behind."""
    monkeypatch.setattr(desk_module, "_ATTEMPTS", 3)
    other = desk(log, "c-other")
    await book(other, "Bob Lee", "next Tuesday", "9 AM")
    moves = iter(["9:30 AM", "10 AM", "10:30 AM"])

    async def let_the_other_in(_: Sequence[NewEvent]) -> None:
        await reschedule(other, "next Tuesday", next(moves))

    with pytest.raises(ContentionError) as raised:
        await desk(Disturbed(log, let_the_other_in), "c-late").handle(BOOK)
    assert raised.value.attempts == 3
    assert {made.patient_name for made in await appointments(log)} == {"Bob Lee"}
    assert {recorded.metadata.call for recorded in (await log.read(Query())).events} == {"c-other"}


async def test_facts_wait_for_a_locked_log_and_none_is_lost_or_doubled(
    log: SqliteLog, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(desk_module, "_LOCKED_RETRY_SECONDS", 0.001)
    disturbed = Disturbed(log, Troubles(LogLockedError(PLACE), LogLockedError(PLACE), LogLockedError(PLACE)))
    one = desk(disturbed)
    for number in range(5):
        one.record(heard(str(number)), actor="caller")
    await _until(lambda: len(disturbed.appends) == 4)
    await one.drain()
    assert await said(log) == ["0", "1", "2", "3", "4"]
    assert caplog.messages == [f"waiting to take down facts: {LogLockedError(PLACE)}"] * 3


async def test_facts_that_became_durable_though_an_error_was_told_are_not_doubled(
    log: SqliteLog, caplog: pytest.LogCaptureFixture
) -> None:
    """The commit went through and its answer was lost; later facts come after, once."""

    class AnswerLost(Disturbed):
        async def append(
            self, events: Sequence[NewEvent], *, condition: AppendCondition | None = None
        ) -> tuple[Recorded, ...]:
            answer = await super().append(events, condition=condition)
            if len(self.appends) == 1:
                raise LogLockedError(PLACE)
            return answer

    one = desk(AnswerLost(log, Troubles()))
    one.record(heard("first"), actor="caller")
    await _until(lambda: bool(caplog.messages))
    one.record(heard("second"), actor="caller")
    await one.drain()
    assert await said(log) == ["first", "second"]
    assert caplog.messages == [f"waiting to take down facts: {LogLockedError(PLACE)}"]


async def test_a_locked_log_is_waited_for_by_one_task_however_many_facts_there_are(log: SqliteLog) -> None:
    """Each attempt can take seconds: a decision must not stand in line behind one for every fact."""
    go_on = asyncio.Event()

    async def wait(_: Sequence[NewEvent]) -> None:
        await go_on.wait()
        raise LogLockedError(PLACE)

    disturbed = Disturbed(log, wait)
    one = desk(disturbed)
    for number in range(30):
        one.record(heard(str(number)), actor="caller")
        await asyncio.sleep(0)
    handling = asyncio.create_task(one.handle(begin()))
    await asyncio.sleep(0)
    go_on.set()
    with pytest.raises(LogLockedError):
        await handling
    assert len(disturbed.appends) == 2
    disturbed.before = Troubles()
    await one.drain()
    assert await said(log) == [str(number) for number in range(30)]


async def test_a_full_log_is_told_at_the_next_decision_and_the_facts_are_kept(
    log: SqliteLog, caplog: pytest.LogCaptureFixture
) -> None:
    """Once there is space again, they stand before it."""
    full = [LogFullError(PLACE)] * 3
    one = desk(Disturbed(log, Troubles(*full)))
    one.record(heard("first"), actor="caller")
    await _until(lambda: bool(caplog.messages))
    assert caplog.messages == [f"facts are not in the log yet: {LogFullError(PLACE)}"]
    one.record(heard("second"), actor="caller")
    with pytest.raises(LogFullError):
        await one.handle(BOOK)
    assert await types(log) == []
    await one.handle(BOOK)
    assert await types(log) == [HEARD, HEARD, *BOOKED]
    assert await said(log) == ["first", "second"]


async def test_a_decision_that_the_log_does_not_take_leaves_nothing(log: SqliteLog) -> None:
    one = desk(Disturbed(log, Troubles(LogFullError(PLACE))))
    with pytest.raises(LogFullError):
        await one.handle(BOOK)
    assert await types(log) == []
    assert (await one.handle(BOOK)).facts.appointments == (appointment("2026-11-24 14:00"),)


async def test_a_decision_that_fails_unheard_is_logged(log: SqliteLog, caplog: pytest.LogCaptureFixture) -> None:
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def wait_and_fail(_: Sequence[NewEvent]) -> None:
        begun.set()
        await go_on.wait()
        raise LogFullError(PLACE)

    handling = asyncio.create_task(desk(Disturbed(log, wait_and_fail)).handle(BOOK))
    await begun.wait()
    handling.cancel()
    with pytest.raises(asyncio.CancelledError):
        await handling
    with caplog.at_level(logging.ERROR):
        go_on.set()
        await _until(lambda: bool(caplog.messages))
    assert caplog.messages == [f"a decision that nobody waited for failed: {LogFullError(PLACE)}"]


@pytest.mark.parametrize(
    "command", [BOOK, begin(), EndCall(reason="stopped")], ids=lambda command: type(command).__name__
)
async def test_what_only_a_newer_version_can_read_is_not_decided_past(
    command: Command, database: Database, vault: SqliteVault, log: SqliteLog
) -> None:
    """During an upgrade, an older process must not sell the slot that the newer one has sold."""
    newer = {(name, version + 1): cls for (name, version), cls in CURRENT.items()}
    from_the_future = desk(SqliteLog(database, vault, Codec(newer, UPCASTERS)))
    await from_the_future.handle(StartCall(channel="room"))
    await from_the_future.handle(BOOK)
    with pytest.raises(EventTooNewError, match="written by a newer version; upgrade receptionist"):
        await desk(log).handle(command)
    assert len((await log.read(Query())).events) == 5


async def test_another_calls_slot_in_a_newer_version_is_not_sold_again(
    database: Database, vault: SqliteVault, log: SqliteLog
) -> None:
    newer = {(name, version + (name == "booking.confirmed")): cls for (name, version), cls in CURRENT.items()}
    await desk(SqliteLog(database, vault, Codec(newer, UPCASTERS)), "c-newer").handle(BOOK)
    with pytest.raises(EventTooNewError) as raised:
        await desk(log, "c-older").handle(request("Bob Lee", "next Tuesday", "2 PM"))
    assert (raised.value.position, raised.value.event_type, raised.value.version) == (4, "booking.confirmed", 3)


async def _until(holds: Callable[[], bool]) -> None:
    while not holds():  # noqa: ASYNC110 (what it waits for tells nobody)
        await asyncio.sleep(0.001)
