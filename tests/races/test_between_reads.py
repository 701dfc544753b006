"""A decision reads in steps, and others do not wait for it: whatever they do between two reads is noticed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from itertools import pairwise

import pytest
from attrs import evolve

from receptionist import desk as desk_module
from receptionist.desk import Desk
from receptionist.domain.commands import JoinWaitingList, MoveAppointment, NewIds, RequestBooking
from receptionist.events.booking import BookingConfirmed, BookingRefused
from receptionist.events.catalogue import Event
from receptionist.events.log import EventLog, Query, Slice
from receptionist.events.patient import PatientRecognised
from receptionist.events.recorded import NewEvent
from receptionist.events.sqlite import SqliteLog
from receptionist.ids import CallId, PatientId
from tests.domain.frontdesk import ANN, cancel, confirmed, move, registered, request, visit, wait
from tests.domain.specification import FULL_CLINIC, at
from tests.examples import new
from tests.races.desks import Disturbed, appointments, ask, book, desk, types

TIM = PatientId("p-tim")
EXAM = request("Tim Lee", "next Tuesday", "2:30 PM", treatment="exam", provider="Dr. Patel")
CLEANING = request("Tim Lee", "next Tuesday", "2 PM", treatment="cleaning")
MOVE = move("next Tuesday", "2 PM", which="a-tim")
"""Of a cleaning, which takes an hour."""
FIRST_READS = range(1, 13)


class Between(Disturbed):
    """A log that lets others in once, after so many reads."""

    def __init__(self, log: EventLog, reads: int, others: Callable[[], Awaitable[object]]) -> None:
        super().__init__(log, _nothing)
        self._reads, self._others = reads, others

    async def read(self, query: Query, *, after: int = 0, limit: int | None = None) -> Slice:
        found = await super().read(query, after=after, limit=limit)
        self._reads -= 1
        if self._reads == 0:
            await self._others()
        return found


async def _nothing(_: object) -> None:
    return None


@pytest.fixture(autouse=True)
def in_many_small_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if a day named hundreds of tags: what a decision rests on comes in pieces."""
    monkeypatch.setattr(desk_module, "_MOST_ITEMS", 20)


async def _given(log: SqliteLog, *events: Event, call: str | None = None) -> None:
    ids = desk(log, seed=f"given in {call}").ids
    made: list[NewEvent] = [new(event, ids, call=None if call is None else CallId(call)) for event in events]
    await log.append(made)


@pytest.mark.parametrize("reads", FIRST_READS)
async def test_a_slot_that_is_sold_between_two_reads_is_not_sold_again(log: SqliteLog, reads: int) -> None:
    quicker = desk(log, "c-quicker")
    between = Between(log, reads, lambda: book(quicker, "Bob Lee", "next Tuesday", "2 PM"))
    handled = await book(desk(between, "c-slower"), ANN, "next Tuesday", "2 PM")
    one_got_it = [type(handled.events[-1])]
    names = [made.patient_name for made in await appointments(log)]
    assert (one_got_it, names) in [([BookingRefused], ["Bob Lee"]), ([BookingConfirmed], [ANN])]


async def test_the_reads_are_as_many_as_the_tests_suppose(log: SqliteLog) -> None:
    """Otherwise the last of them would let nobody in."""
    count = 0

    class Counted(Between):
        async def read(self, query: Query, *, after: int = 0, limit: int | None = None) -> Slice:
            nonlocal count
            count += 1
            return await super().read(query, after=after, limit=limit)

    await book(desk(Counted(log, 0, lambda: _nothing(None)), "c-slower"), ANN, "next Tuesday", "2 PM")
    assert 2 < count <= len(FIRST_READS)


@pytest.mark.parametrize("reads", FIRST_READS)
@pytest.mark.parametrize(
    ("mother", "father"),
    [(EXAM, MOVE), (MOVE, EXAM), (EXAM, CLEANING)],
    ids=["booked while moved", "moved while booked", "booked while booked"],
)
async def test_nobody_is_at_two_dentists_at_once_though_both_parents_call(
    log: SqliteLog, mother: RequestBooking | MoveAppointment, father: RequestBooking | MoveAppointment, reads: int
) -> None:
    """Two dentists, two chairs, one child: in neither one's diary is the other's appointment."""
    friday = visit("2026-11-20 09:00", "Tim Lee", its_id="a-tim", treatment="cleaning", provider="torres")
    # Until ten past two the first chair is taken: at two they get the second one, and at half past the first.
    other = visit("2026-11-24 13:30", "Bob Lee", its_id="a-bob")
    await _given(log, registered("Tim Lee", patient=TIM), confirmed(evolve(friday, patient_id=TIM)), confirmed(other))
    knows = PatientRecognised(patient_id=TIM, by="birth_date_and_phone", appointment_id=None, wards=())
    for call in ("c-mother", "c-father"):
        await _given(log, knows, call=call)
    fathers = desk(log, "c-father", clinic=FULL_CLINIC)
    between = Between(log, reads, lambda: ask(fathers, father))
    await ask(desk(between, "c-mother", clinic=FULL_CLINIC), mother)
    his = sorted((each.starts_at, each.ends_at) for each in await appointments(log) if each.patient_id == TIM)
    assert {at("2026-11-24 14:00"), at("2026-11-24 14:30")} & {begins for begins, _ in his}
    assert all(ends <= begins for (_, ends), (begins, _) in pairwise(his)), his


@pytest.mark.parametrize("reads", FIRST_READS)
async def test_who_begins_to_wait_while_a_time_is_given_up_is_offered_it(log: SqliteLog, reads: int) -> None:
    """Or was told of it as free: one of both, whatever came first."""
    giving_up = desk(log, "c-gives-up")
    await book(giving_up, ANN, "next Tuesday", "2 PM")
    waits = desk(log, "c-waits")
    joins = wait("Bob Lee", "next Tuesday", phone="917 555 0199")

    async def join() -> None:
        await waits.handle(evolve(joins, new=NewIds.fresh(waits.ids)))

    assert isinstance(joins, JoinWaitingList)
    late: Desk = desk(Between(log, reads, join), "c-gives-up", seed="later")
    await ask(late, cancel())
    happened = await types(log)
    if "waiting_list.joined" in happened and happened.index("waiting_list.joined") < happened.index(
        "appointment.cancelled"
    ):
        assert "waiting_list.offered" in happened
